"""The report for a terminal: an assessment as text of a given width, with or without colour.

The order is that of a coach: the verdict, the recording at a glance, what to do next, then what it rests on. Every
verdict is a symbol and a word, so colour only repeats what can be read. Text that came from outside is made printable.
"""

from rich.console import Group, RenderableType
from rich.text import Text

from vmcoach.assessment import Assessment, Reason, ReasonVerdict
from vmcoach.assessment.wording import quoted, seconds
from vmcoach.changes import Since
from vmcoach.parts import part_name
from vmcoach.printable import printable
from vmcoach.reports import wording
from vmcoach.reports.layout import aligned, inner_width, labelled, render, shortened
from vmcoach.reports.marks import Stretch, legend, marked_transcript
from vmcoach.reports.timeline import timeline
from vmcoach.rubric import PaceBand

_COLOURS: dict[ReasonVerdict, str] = {"ok": "green", "watch": "yellow", "flag": "red", "not_assessed": "dim"}
_TO_ACT_ON: tuple[ReasonVerdict, ...] = ("flag", "watch")
_AT_REST: tuple[ReasonVerdict, ...] = ("ok", "not_assessed")
_GAUGE_COLUMNS = 21
_MARKS = {"filler": ("[", "]", "magenta"), "doubtful": ("[", "?]", "yellow"), "cliche": ("{", "}", "red underline")}


def terminal_report(assessment: Assessment, width: int, color: bool, since: Since | None = None) -> str:
    """Everything about one message, and what changed since an earlier take."""
    inner = inner_width(width)
    sections = _glance(assessment, inner)
    if since:
        sections.append(labelled("Last take", _changed(since)))
    sections += [labelled("Transcript", _transcript(assessment))]
    if assessment.duration_verdict != "no_speech":
        sections += [
            _measured(assessment),
            labelled("Message", _message(assessment)),
            *([labelled("Leave out", _cuts(assessment))] if assessment.cuts else []),
            labelled("Reasons", _reasons(assessment)),
            labelled("Score", _score(assessment)),
        ]
    sections.append(Text(printable(wording.heard_by(assessment)), "dim"))
    return render(sections, width, color)


def short_report(assessment: Assessment, width: int, color: bool) -> str:
    """One message among several: the verdict, the strip and the advice."""
    return render(_glance(assessment, inner_width(width)), width, color)


def _glance(assessment: Assessment, inner: int) -> list[RenderableType]:
    """What is worth seeing first."""
    return [
        _headline(assessment, inner),
        timeline(assessment, inner),
        labelled("Next take", _advice(assessment)),
    ]


def _headline(assessment: Assessment, inner: int) -> RenderableType:
    path = shortened(assessment.measures.observation.source.path, inner)
    symbol, colour = ("✓", "green") if assessment.passed else ("✗", "red")
    verdict = Text.assemble(
        (f" {symbol} {wording.verdict_word(assessment)} ", f"bold reverse {colour}"),
        (f"  {assessment.score}", "bold"),
        f" {wording.standing(assessment)}",
    )
    doubts = _noted(assessment, "Recognition")
    return Group(Text(path, "dim"), verdict, Text(wording.length(assessment), "bold"), *doubts)


def _advice(assessment: Assessment) -> RenderableType:
    rows = [(str(index), Text(printable(line))) for index, line in enumerate(assessment.advice, 1)]
    return aligned(rows, 1) if rows else Text("nothing to change")


def _changed(since: Since) -> RenderableType:
    return Group(Text(wording.changed(since)), Text(wording.since_when(since), "dim"))


def _transcript(assessment: Assessment) -> RenderableType:
    stretches = marked_transcript(assessment)
    if not stretches:
        return Text("no words heard", "dim")
    text = Text(" ").join(_marked(stretch) for stretch in stretches)
    signs = "   ".join(legend(stretches))
    return Group(text, Text(signs, "dim")) if signs else text


def _marked(stretch: Stretch) -> Text:
    words, after = printable(stretch.text), printable(stretch.after)
    if stretch.mark in _MARKS:
        left, right, style = _MARKS[stretch.mark]
        return Text.assemble((f"{left}{words}{right}", style), after)
    return Text.assemble((words, "underline" if stretch.mark == "number" else ""), after)


def _measured(assessment: Assessment) -> RenderableType:
    number = printable(wording.number(assessment))
    sections = [
        labelled("Pace", Group(*_pace(assessment), *_noted(assessment, "Pace"))),
        labelled("Fillers", _fillers(assessment)),
        labelled("Pauses", Group(Text(wording.pauses(assessment)), *_noted(assessment, "Pauses"))),
        labelled("Number", Group(Text(number), *_noted(assessment, "Number"))),
    ]
    if sound := _noted(assessment, "Sound"):
        sections.append(labelled("Sound", Group(*sound)))
    return Group(*sections)


def _noted(assessment: Assessment, section: str) -> list[Text]:
    """The findings of a section, each on a line of its own."""
    found = [(wording.severity(finding), finding) for finding in wording.noted(assessment, section)]
    return [
        Text.assemble((f"{wording.SYMBOLS[severity]} ", _COLOURS[severity]), printable(finding.message))
        for severity, finding in found
    ]


def _pace(assessment: Assessment) -> list[Text]:
    told, detail = Text(wording.pace(assessment)), Text(wording.pace_detail(assessment), "dim")
    if assessment.judged_pace is None:
        return [told, detail]
    gauge = _gauge(assessment.rubric.pace, assessment.judged_pace.words_per_second)
    return [Text.assemble(told, "   ", gauge, (f"   {wording.pace_band(assessment.rubric)}", "dim")), detail]


def _gauge(band: PaceBand, words_per_second: float) -> Text:
    """The pace on its scale: dots flagged, thin line to watch, thick line good."""
    lowest, highest = band.slow_below - 0.6, band.fast_above + 0.6
    step = (highest - lowest) / _GAUGE_COLUMNS
    row = []
    for column in range(_GAUGE_COLUMNS):
        middle = lowest + (column + 0.5) * step
        if band.good_from <= middle <= band.good_to:
            row.append(("━", "green"))
        else:
            row.append(("─", "yellow") if band.slow_below <= middle <= band.fast_above else ("·", "red"))
    row[min(_GAUGE_COLUMNS - 1, max(0, int((words_per_second - lowest) / step)))] = ("●", "bold")
    return Text.assemble(*row)


def _fillers(assessment: Assessment) -> RenderableType:
    rows = [
        (
            Text(f"{seconds(filler.start_s):>6}", "dim"),
            Text(printable(filler.text) + ("" if counts else "?"), "magenta" if counts else "yellow"),
            Text(quoted(printable(filler.context)), "dim"),
        )
        for filler, counts in wording.filler_list(assessment)
    ]
    told = Text(wording.fillers(assessment))
    return Group(told, aligned(rows, 2)) if rows else told


def _message(assessment: Assessment) -> RenderableType:
    """The parts that were said with their words, the missing ones together."""
    parts = wording.parts_of(assessment)
    rows = [
        (Text("✓ said", "green"), Text.assemble(name, (f": {quoted(printable(quote.text))}", "dim")))
        for name, quote in parts
        if quote is not None
    ]
    missing = [name for name, quote in parts if quote is None]
    if missing:
        rows.append((Text("✗ not found", "red"), Text(" · ".join(missing))))
    return Group(aligned(rows, 1), *_noted(assessment, "Message"))


def _cuts(assessment: Assessment) -> RenderableType:
    """What to drop to come to the target, with the seconds that each takes."""
    rows = [(saved, Text(printable(words))) for saved, words in wording.cuts(assessment)]
    return aligned(rows, 1, justify="right")


def _reasons(assessment: Assessment) -> RenderableType:
    """Those to act on one a line with their evidence, the others together."""
    rows: list[tuple[Text, Text]] = []
    for verdict in _TO_ACT_ON:
        rows += [(_verdict(verdict), _judged(reason)) for reason in assessment.reasons if reason.verdict == verdict]
    for verdict in _AT_REST:
        names = [f"{reason.number} {reason.name}" for reason in assessment.reasons if reason.verdict == verdict]
        if names:
            rows.append((_verdict(verdict), Text(" · ".join(names), "dim")))
    return Group(Text("nine reasons why nobody calls back, and whether they hold here", "dim"), aligned(rows, 1))


def _verdict(verdict: ReasonVerdict) -> Text:
    return Text(f"{wording.SYMBOLS[verdict]} {wording.VERDICTS[verdict]}", _COLOURS[verdict])


def _judged(reason: Reason) -> Text:
    evidence = " · ".join(printable(wording.evidence(item)) for item in reason.evidence)
    return Text.assemble(f"{reason.number} {reason.name}", (f": {evidence}" if evidence else "", "dim"))


def _score(assessment: Assessment) -> RenderableType:
    """The parts that lost points, the greatest loss first, and the others together."""
    profile = assessment.rubric.profile
    rows = [
        (wording.points(part), Text.assemble(part_name(part.name, profile), (f": {printable(part.why)}", "dim")))
        for part in wording.lost(assessment)
    ]
    if full := [part_name(part.name, profile) for part in wording.in_full(assessment)]:
        rows.append(("in full", Text(" · ".join(full), "dim")))
    return aligned(rows, 1, justify="right")
