"""`vmcoach grade`: a team's recordings in, figures of every rep and files for the spreadsheet out."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from vmcoach import console
from vmcoach.cli.options import (
    Check,
    EngineName,
    FailUnder,
    ModelName,
    NoAudio,
    ProfileName,
    RubricFile,
    chosen_rubric,
)
from vmcoach.cli.recogniser import engine_soon, fetch_for
from vmcoach.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from vmcoach.batch import Hear, Team, Tell
    from vmcoach.engines import EngineSpec
    from vmcoach.outcome import Failure

_MOST_TOLD = 20

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATHS",
        help="Folders, files, globs, zip archives, CSV lists (path, rep, prospect, campaign, date) or URLs.",
        show_default=False,
    ),
]
RepFrom = Annotated[
    str | None,
    typer.Option(
        metavar="RULE",
        help='Who the rep is: "folder" (its name), or a pattern of file names such as "{rep}_{date}".',
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Folder for index.html, messages.csv, reps.csv, results.jsonl, summary.json; the same command goes on "
        "where it was stopped.",
        show_default=False,
    ),
]
Pages = Annotated[
    bool, typer.Option("--pages", metavar="", help="Write a page of each message too, with its sound, into --out.")
]
Prospects = Annotated[
    Path | None,
    typer.Option(
        "--prospect",
        metavar="FILE",
        help="Notes on prospects, found by their names: TOML, YAML, CSV or a folder of such files.",
        show_default=False,
    ),
]
Leaderboard = Annotated[bool, typer.Option("--leaderboard", metavar="", help="Rank the reps by their mean score.")]
Anonymise = Annotated[
    bool,
    typer.Option(
        "--anonymise", metavar="", help="Aliases for people and files, no names or numbers in texts, no sound in pages."
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="Share the work among this many processes.", show_default=False),
]
Dask = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help='A dask scheduler, or "local" to start one.', show_default=False),
]
RepFailUnder = Annotated[
    int | None,
    typer.Option(min=0, max=100, metavar="N", help="Exit with 1 if a rep's mean is under N.", show_default=False),
]


def grade(
    paths: Paths,
    out: Out = None,
    rep_from: RepFrom = None,
    model: ModelName = "base",
    engine: EngineName = "whisper",
    rubric: RubricFile = None,
    profile: ProfileName = None,
    prospect: Prospects = None,
    pages: Pages = False,
    no_audio: NoAudio = False,
    leaderboard: Leaderboard = False,
    anonymise: Anonymise = False,
    workers: Workers = None,
    dask: Dask = None,
    fail_under: FailUnder = None,
    rep_fail_under: RepFailUnder = None,
    check: Check = False,
) -> None:
    """Grade a team's recordings: every message, every rep, the whole team."""
    from vmcoach import batch
    from vmcoach.batch.report import team_report
    from vmcoach.engines import EngineSpec, check_engine
    from vmcoach.prospect import load_prospects
    from vmcoach.rounding import counted

    check_engine(engine)
    _check_pages(pages, no_audio, out)
    judge_by, spec = chosen_rubric(rubric, profile), EngineSpec(engine, model)
    notes = batch.Notes(load_prospects(prospect) if prospect else ())
    found = notes.addressed(batch.find_takes(paths, rep_from, console.note), console.note)
    with _folder(out) as folder, batch.locked(folder) as private:
        with console.counting("Reading", len(found.takes)) as read:
            contents = batch.read_contents(found, read)
        # What a recogniser missed no list of words can find, but an ear can: with --anonymise there is no sound.
        shown = batch.MessagePages(folder, with_sound=not (no_audio or anonymise))
        job = batch.Job(folder, private, spec, judge_by, anonymise, notes, show=shown.write if pages else None)
        with batch.Heard(private / "observations.jsonl", spec) as heard:
            hear = _hearing(spec, workers, dask, bool(batch.unheard(contents, heard)))
            with console.counting("Grading", len(contents)) as done:
                team = batch.grade(contents, job, heard, hear, _listener(done))
        if out:
            batch.write_page(team, job, shown.links)
    width, color = console.page()
    console.write(team_report(team, leaderboard, width, color))
    if doubtful := sum(each.is_doubtful for each in team.scored):
        told = "with words that are uncertain, missing or not the caller's; listen to them"
        console.note(f"vmcoach: {counted(doubtful, 'message')} {told}")
    if shown.missing:
        lacking = counted(len(shown.missing), "message")
        console.note(f"vmcoach: {lacking} without a page, since the recording could not be read again")
    if out:
        console.note(f"Files are in {out}, index.html to look at; keep its folder `private` to yourself.")
    raise typer.Exit(_exit_code(team, fail_under, rep_fail_under, check))


def _check_pages(pages: bool, no_audio: bool, out: Path | None) -> None:
    if pages and not out:
        raise UsageError("--pages writes into the folder of --out DIR; name one.")
    if no_audio and not pages:
        raise UsageError("--no-audio applies to the pages of --pages; give --pages too.")


@contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    """The output folder; without one, a passing one for what the run keeps while it works."""
    if out:
        yield out
        return
    with TemporaryDirectory(prefix="vmcoach-") as passing:
        yield Path(passing)


def _hearing(spec: "EngineSpec", workers: int | None, dask: str | None, needed: bool) -> "Hear":
    """Who hears; for this machine the model is fetched before anybody starts."""
    from vmcoach import batch
    from vmcoach.engines import LaterEngine

    if dask and dask != "local" and workers:
        raise UsageError("--workers is for this machine; the cluster at --dask has its own.")
    if needed and (dask == "local" or workers):
        fetch_for(spec)
    if dask:
        return batch.hear_by(batch.dask(dask, workers), spec)
    if workers:
        return batch.hear_by(batch.processes(workers), spec)
    return batch.hear_here(engine_soon(spec.name, spec.model) if needed else LaterEngine(spec))


def _listener(done: console.Advance) -> "Tell":
    """Tells each failure as it comes, up to a number that can be read, and counts all takes."""
    failures = 0

    def tell(failure: "Failure | None") -> None:
        nonlocal failures
        done(failed=failure is not None)
        if failure is None:
            return
        failures += 1
        if failures <= _MOST_TOLD:
            console.note(f"vmcoach: {failure.message}")
        elif failures == _MOST_TOLD + 1:
            console.note("vmcoach: further failures are not shown here; with --out, errors.csv lists all of them")

    return tell


def _exit_code(team: "Team", fail_under: int | None, rep_fail_under: int | None, check: bool) -> ExitCode:
    """That of the messages, unless only a rep is below the bar; who is below which bar is told."""
    from vmcoach.batch.report import NO_REP, some
    from vmcoach.outcome import exit_code

    reps = ((NO_REP if each.rep is None else each.rep, each.score) for each in team.reps if each.score is not None)
    reps_below = _below(rep_fail_under, reps)
    told = {
        "not passed": [each.take.place for each in team.scored if check and not each.passed],
        f"below --fail-under {fail_under}": _below(fail_under, ((each.take.place, each.score) for each in team.scored)),
        f"below --rep-fail-under {rep_fail_under}": reps_below,
    }
    for what, names in told.items():
        if names:
            console.note(f"vmcoach: {what}: {some(names)}")
    code = exit_code([*team.scored, *(each.failure for each in team.failed)], fail_under, check)
    return ExitCode.BELOW_BAR if code is ExitCode.OK and reps_below else code


def _below(bar: int | None, scores: Iterable[tuple[str, float]]) -> list[str]:
    """Who is below a bar, the lowest first."""
    below = [(score, name) for name, score in scores if bar is not None and score < bar]
    return [f"{name} ({score:.4g})" for score, name in sorted(below)]
