"""The report as Markdown (GitHub's dialect), with the same facts as in a terminal."""

import re
from collections.abc import Iterable, Iterator, Sequence

from vmcoach.assessment import Assessment, Reason, ReasonVerdict, ScorePart
from vmcoach.assessment.wording import quoted, seconds
from vmcoach.changes import Since
from vmcoach.outcome import Failure, Outcome
from vmcoach.parts import part_name
from vmcoach.printable import printable
from vmcoach.reports import wording
from vmcoach.reports.marks import Mark, Stretch, legend, marked_transcript
from vmcoach.rubric import Profile

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
_STARTS_BLOCK = re.compile(r"^(\d+(?=[.)](?:\s|$))|)([-+#=.)])")
"""What is markup only where a line begins: a list, a heading, an underline."""
_MARKS: dict[Mark, tuple[str, str]] = {
    "filler": (r"**\[", r"\]**"),
    "doubtful": (r"\[", r"?\]"),
    "cliche": ("_{", "}_"),
}


def markdown_report(outcomes: Sequence[Outcome], since: Sequence[Since | None] | None = None) -> str:
    """Every outcome under a heading of its own; several have a table of all above them.

    `since` tells of each what changed since an earlier take.
    """
    blocks = [*_overview(outcomes)] if len(outcomes) > 1 else []
    for outcome, changed in zip(outcomes, since or [None] * len(outcomes), strict=True):
        blocks += _failure(outcome) if isinstance(outcome, Failure) else _message(outcome, changed)
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Text of unknown origin that shows as it is: no markup, no line break, no terminal escape."""
    return _STARTS_BLOCK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", printable(text)))


def _overview(outcomes: Iterable[Outcome]) -> Iterator[str]:
    rows = []
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            rows.append([escaped(outcome.path), "not scored", *("" for _ in wording.OVERVIEW)])
        else:
            name = escaped(outcome.measures.observation.source.path)
            rows.append([name, wording.verdict_word(outcome).lower(), *wording.overview(outcome)])
    yield "# Voicemails"
    yield _table(["Recording", "Verdict", *wording.OVERVIEW], rows)


def _failure(failure: Failure) -> Iterator[str]:
    yield f"## {escaped(failure.path)}"
    yield f"**Not scored**: {escaped(failure.message)}"


def _message(assessment: Assessment, since: Since | None) -> Iterator[str]:
    yield f"## {escaped(assessment.measures.observation.source.path)}"
    symbol = "✓" if assessment.passed else "✗"
    verdict = f"{symbol} {wording.verdict_word(assessment)}"
    yield f"**{verdict}** · **{assessment.score}** {wording.standing(assessment)}  \n{wording.length(assessment)}"
    if doubts := _noted(assessment, "Recognition"):
        yield "\n".join(doubts)
    yield from _listed("Next take", [f"{index}. {escaped(text)}" for index, text in enumerate(assessment.advice, 1)])
    if since:
        yield from _listed("Last take", [escaped(wording.changed(since)) + "  ", escaped(wording.since_when(since))])
    yield "### Transcript"
    stretches = marked_transcript(assessment)
    yield " ".join(map(_marked, stretches)) or "No words heard."
    if signs := legend(stretches):
        yield escaped(" · ".join(signs))
    if assessment.duration_verdict != "no_speech":
        yield from _details(assessment)
    yield f"_{escaped(wording.heard_by(assessment))}_"


def _details(assessment: Assessment) -> Iterator[str]:
    measured = [
        (
            "Pace",
            f"{wording.pace(assessment)} ({wording.pace_band(assessment.rubric)}) · {wording.pace_detail(assessment)}",
        ),
        ("Fillers", wording.fillers(assessment)),
        ("Pauses", wording.pauses(assessment)),
        ("Number", wording.number(assessment)),
    ]
    lines = [f"- **{name}**: {escaped(told)}" for name, told in measured]
    for section in ("Pace", "Pauses", "Number", "Sound", "Message"):
        lines += _noted(assessment, section)
    yield from _listed("Delivery", lines)
    if fillers := wording.filler_list(assessment):
        yield _table(
            ["At", "Filler", "In"],
            [
                [seconds(item.start_s), escaped(item.text) + ("" if counts else "?"), escaped(quoted(item.context))]
                for item, counts in fillers
            ],
        )
    yield from _listed("Message", _parts_said(assessment))
    yield from _listed("Leave out", [f"- {saved}: {escaped(words)}" for saved, words in wording.cuts(assessment)])
    yield "### Nine reasons why nobody calls back"
    yield _table(["", "Reason", "Evidence"], map(_reason_row, assessment.reasons))
    yield "### Score"
    yield _table(["Part", "Points", "Why"], [_part_row(part, assessment.rubric.profile) for part in assessment.parts])


def _noted(assessment: Assessment, section: str) -> list[str]:
    """The findings of a section as items of a list."""
    found = wording.noted(assessment, section)
    return [f"- {_verdict(wording.severity(finding))}: {escaped(finding.message)}" for finding in found]


def _parts_said(assessment: Assessment) -> list[str]:
    return [
        f"- ✓ {name}: {escaped(quoted(quote.text))}" if quote else f"- ✗ {name}: not found"
        for name, quote in wording.parts_of(assessment)
    ]


def _reason_row(reason: Reason) -> list[str]:
    evidence = " · ".join(wording.evidence(item) for item in reason.evidence)
    return [_verdict(reason.verdict), f"{reason.number} {escaped(reason.name)}", escaped(evidence)]


def _part_row(part: ScorePart, profile: Profile) -> list[str]:
    return [escaped(part_name(part.name, profile)), wording.points(part), escaped(part.why)]


def _verdict(verdict: ReasonVerdict) -> str:
    return f"{wording.SYMBOLS[verdict]} {wording.VERDICTS[verdict]}"


def _marked(stretch: Stretch) -> str:
    if stretch.mark not in _MARKS:
        return escaped(stretch.text + stretch.after)
    left, right = _MARKS[stretch.mark]
    return f"{left}{escaped(stretch.text)}{right}{escaped(stretch.after)}"


def _listed(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"### {heading}"
        yield "\n".join(lines)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are escaped already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
