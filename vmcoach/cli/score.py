"""`vmcoach score`: recordings in, reports out."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vmcoach import console
from vmcoach.cli.options import (
    Check,
    EngineName,
    FailUnder,
    KeptRep,
    ModelName,
    NoAudio,
    ProfileName,
    ProspectFile,
    RubricFile,
    chosen_rubric,
)
from vmcoach.cli.recogniser import engine_soon
from vmcoach.errors import UsageError

if TYPE_CHECKING:
    from vmcoach.changes import Since
    from vmcoach.engines import Engine
    from vmcoach.measures import Observation
    from vmcoach.outcome import Outcome
    from vmcoach.prospect import Prospect
    from vmcoach.rubric import Rubric

Files = Annotated[
    list[Path],
    # What cannot be read is a failure among the others, and not typer's to refuse.
    typer.Argument(metavar="FILES", help="Recordings in any common format.", readable=False, show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", metavar="", help="Print the result document (JSON).")]
AsMarkdown = Annotated[bool, typer.Option("--markdown", metavar="", help="Print the report as Markdown.")]
Html = Annotated[
    Path | None,
    typer.Option(
        metavar="OUT",
        help="Write the report on all recordings to this file, as one page (HTML).",
        show_default=False,
    ),
]
Redact = Annotated[
    bool,
    typer.Option("--redact", metavar="", help="Leave out names, numbers and addresses, and the sound of the page."),
]


def score(
    files: Files,
    as_json: AsJson = False,
    as_markdown: AsMarkdown = False,
    html: Html = None,
    no_audio: NoAudio = False,
    model: ModelName = "base",
    engine: EngineName = "whisper",
    rubric: RubricFile = None,
    profile: ProfileName = None,
    prospect: ProspectFile = None,
    rep: KeptRep = None,
    redact: Redact = False,
    fail_under: FailUnder = None,
    check: Check = False,
) -> None:
    """Score recordings: length, pace, fillers, what is said, and what to change in the next take."""
    from vmcoach.cli.page import check_page, write_page
    from vmcoach.outcome import Failure, exit_code
    from vmcoach.prospect import load_prospect

    if as_json and as_markdown:
        raise UsageError("Give --json or --markdown, not both.")
    if no_audio and not html:
        raise UsageError("--no-audio applies to the page of --html OUT; give --html too.")
    if html:
        check_page(html)
    judge_by, notes = chosen_rubric(rubric, profile), load_prospect(prospect) if prospect else None
    recogniser = engine_soon(engine, model)
    outcomes, since, unkept = [], [], None
    with console.counting("Scoring", len(files)) as done:
        for outcome, change, problem in outcomes_of(files, recogniser, judge_by, notes, rep):
            unkept = unkept or problem
            outcomes.append(outcome)
            since.append(change)
            done(failed=isinstance(outcome, Failure))
    if redact:
        outcomes = _redacted(outcomes, rep, notes)
    tell_failures(outcomes)
    console.write(_rendered(outcomes, since, as_json, as_markdown))
    if html:
        # What a recogniser missed no list of words can find, but an ear can: with --redact there is no sound.
        write_page(html, files, outcomes, since, with_sound=not (no_audio or redact))
        console.note(f"The page is in {html}")
    if unkept:
        raise unkept
    raise typer.Exit(exit_code(outcomes, fail_under, check))


def outcomes_of(
    files: Sequence[Path], engine: "Engine", rubric: "Rubric", notes: "Prospect | None", rep: str | None
) -> "Iterator[tuple[Outcome, Since | None, UsageError | None]]":
    """Each file's outcome; a rep's is compared with the takes before it, told what changed, and kept in the history.

    What cannot be kept is scored all the same, and why not is given with it.
    """
    from vmcoach.pipeline import score_files

    if rep is None:
        yield from ((outcome, None, None) for outcome in score_files(files, engine, rubric, notes))
        return
    from vmcoach.changes import Since, gist
    from vmcoach.document import result_document
    from vmcoach.history import named, open_history, store_path
    from vmcoach.outcome import Failure

    rep = named(rep)
    prospect = notes.key if notes else ""
    with open_history(store_path()) as history:
        last = history.previous(rep)
        up_to = last[0].number if last else 0  # recordings given together are tries at one message

        def earlier(observation: "Observation") -> list[str]:
            return history.earlier(rep, prospect, observation.source.sha256, up_to=up_to)

        for outcome in score_files(files, engine, rubric, notes, earlier):
            if isinstance(outcome, Failure):
                yield outcome, None, None
                continue
            before, result = history.previous(rep), result_document(outcome)
            change = before and Since(before[0].number, before[0].taken_at.date(), gist(before[1], result))
            try:
                history.keep(rep, result, prospect=prospect)
            except UsageError as error:
                yield outcome, change, error
            else:
                yield outcome, change, None


def _redacted(outcomes: "Sequence[Outcome]", rep: str | None, notes: "Prospect | None") -> "list[Outcome]":
    from vmcoach.redaction import names_in_notes, redacted_outcome

    names = (*([rep] if rep else []), *(names_in_notes(notes) if notes else []))
    return [redacted_outcome(outcome, f"recording {number}", names) for number, outcome in enumerate(outcomes, 1)]


def tell_failures(outcomes: "Sequence[Outcome]") -> None:
    """A line for each recording that could not be scored."""
    from vmcoach.outcome import Failure

    for outcome in outcomes:
        if isinstance(outcome, Failure):
            console.note(f"vmcoach: {outcome.message}")


def _rendered(outcomes: "Sequence[Outcome]", since: "Sequence[Since | None]", as_json: bool, as_markdown: bool) -> str:
    if as_json:
        from vmcoach.document import document_json

        return document_json(outcomes)
    if as_markdown:
        from vmcoach.reports.markdown import markdown_report

        return markdown_report(outcomes, since)
    return for_terminal(outcomes, since)


def for_terminal(outcomes: "Sequence[Outcome]", since: "Sequence[Since | None]") -> str:
    """One message in full; of several the gist of each and a table of all."""
    from vmcoach.assessment import Assessment
    from vmcoach.reports.summary import summary
    from vmcoach.reports.terminal import short_report, terminal_report

    width, color = console.page()
    scored = [outcome for outcome in outcomes if isinstance(outcome, Assessment)]
    if len(outcomes) == 1:
        return "".join(terminal_report(assessment, width, color, since[0]) for assessment in scored)
    return "".join(short_report(assessment, width, color) for assessment in scored) + summary(outcomes, width, color)
