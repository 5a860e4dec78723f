"""`vmcoach coach`: a practice session at the terminal, from the microphone or from files."""

import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vmcoach import console
from vmcoach.cli.foresight import Foresight
from vmcoach.cli.options import Device, EngineName, ModelName, ProfileName, RubricFile, Store, chosen_rubric
from vmcoach.cli.recogniser import engine_soon
from vmcoach.cli.record import check_level, spare_path, take
from vmcoach.errors import RecordingError, SetupError, UsageError

if TYPE_CHECKING:
    from vmcoach.rubric import Rubric
    from vmcoach.session.scenarios import Scenario

Takes = Annotated[
    list[Path] | None,
    typer.Option(
        "--takes", metavar="FILE", help="Take from this file, not the microphone; repeatable.", show_default=False
    ),
]
Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario",
        metavar="NAME",
        help="cold, follow_up, referral, event, renewal or a TOML file; repeatable.",
        show_default=False,
    ),
]
DrillName = Annotated[
    str | None,
    typer.Option(
        "--drill", metavar="NAME", help="One thing to get right: short, no_fillers, number or pace.", show_default=False
    ),
]
Keep = Annotated[
    Path | None,
    typer.Option("--keep", metavar="FOLDER", help="Keep the recordings in this folder.", show_default=False),
]
Rep = Annotated[str, typer.Option("--rep", metavar="NAME", help="Whose takes these are in the history.")]

_AGAIN, _STOP, _ENDED = "", "q", "\x04"


def coach(
    rep: Rep = "me",
    takes: Takes = None,
    scenario: Scenarios = None,
    drill: DrillName = None,
    device: Device = None,
    keep: Keep = None,
    model: ModelName = "base",
    engine: EngineName = "whisper",
    rubric: RubricFile = None,
    profile: ProfileName = None,
    store: Store = None,
) -> None:
    """Practise: a scenario, a take, feedback, the next take; a summary at the end. Takes go into the history."""
    from vmcoach.assessment import Assessment
    from vmcoach.changes import rubric_of
    from vmcoach.document import result_document, rubric_document
    from vmcoach.history import named, open_history, store_path
    from vmcoach.measures import Observation
    from vmcoach.outcome import Outcome, exit_code
    from vmcoach.pipeline import score_files
    from vmcoach.session import Means, run
    from vmcoach.session.scenarios import DRILLS

    judge_by, chosen, rep = chosen_rubric(rubric, profile), _scenarios(scenario), named(rep)
    if drill is not None and drill not in DRILLS:
        raise UsageError(f"There is no drill {drill!r}; choose one of {', '.join(DRILLS)}.")
    own, files = not takes, iter(takes or ())
    if keep and not own:
        raise UsageError("--keep is for takes from the microphone; those of --takes stay where they are.")
    if own:
        check_level(device)
    recogniser = engine_soon(engine, model)  # while the rep reads the scenario and speaks
    new_take = _recorder(keep, device, judge_by, Foresight(recogniser)) if own else lambda: next(files, None)
    outcomes: list[Outcome] = []
    unkept: list[UsageError] = []

    with open_history(store_path(store)) as history:

        def grade(path: Path, practised: "Scenario") -> Outcome:
            def earlier(heard: Observation) -> list[str]:
                return history.earlier(rep, practised.prospect_key, heard.source.sha256, practised.name)

            outcomes.extend(score_files([path], recogniser, judge_by, practised.prospect, earlier))
            return outcomes[-1]

        def keep_take(assessment: Assessment, path: Path, practised: "Scenario") -> None:
            result, kept = result_document(assessment), path if own and keep else None
            try:
                history.keep(rep, result, practised.name, kept, prospect=practised.prospect_key)
            except UsageError as error:  # practice goes on
                console.note(f"This take is not put into the history: {error}")
                unkept.append(error)

        means = Means(
            record=new_take,
            grade=grade,
            keep=keep_take,
            discard=(lambda path: path.unlink(missing_ok=True)) if own and not keep else lambda path: None,
            play=_play,
            ask=lambda prompt: _ask(prompt, _STOP if own else _AGAIN),
            say=_say,
            best_score=lambda: history.best_score(rep, rubric_of({"rubric": rubric_document(judge_by)})),
        )
        run(chosen, drill, judge_by, means)
    raise typer.Exit(unkept[0].exit_code if unkept else exit_code(outcomes))


def _scenarios(names: list[str] | None) -> "list[Scenario]":
    """The scenarios asked for, all that are built in where none is."""
    from vmcoach.session.scenarios import built_in, load_scenario

    known = {scenario.name: scenario for scenario in built_in()}
    for name in names or ():
        if name not in known and not Path(name).exists():
            raise UsageError(f"There is no scenario {name!r}; choose one of {', '.join(known)}, or name a TOML file.")
    return [known[name] if name in known else load_scenario(Path(name)) for name in names or known]


def _recorder(
    folder: Path | None, device: str | None, rubric: "Rubric", foresight: Foresight
) -> Callable[[], Path | None]:
    """Takes from the microphone; UsageError where nobody is there to say when one begins."""
    from vmcoach.recorder import Limits

    def new_take() -> Path | None:
        prompt = "Enter: speak, Enter again or silence stops · q: stop > "
        while (answer := _ask(prompt, _STOP if sys.stdin.isatty() else _ENDED)) != _STOP:
            if answer == _ENDED:
                raise UsageError("Nobody pressed Enter to begin a take; --takes FILE takes one from a recording.")
            if answer != _AGAIN:
                continue
            taken = take(spare_path(folder), device, Limits(), rubric, foresight)
            if not taken.is_cut_short:
                return taken.path
            console.note("Cut short: this take is neither scored nor put into the history.")
            if folder is None and taken.ending == "interrupted":  # the rep gave it up; another may be wanted
                taken.path.unlink(missing_ok=True)
        return None

    return new_take


def _play(path: Path) -> None:
    from vmcoach.audio import load_audio
    from vmcoach.recorder import play

    try:
        play(load_audio(path).samples)
    except (RecordingError, SetupError) as error:
        console.note(str(error))
    except KeyboardInterrupt:  # enough heard of it
        console.note("")


def _ask(prompt: str, at_end: str) -> str:
    """The answer of the rep; `at_end` where there is no more input, "q" for Ctrl-C."""
    console.note(prompt)
    try:
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        return _STOP
    return line.strip().lower() if line else at_end


def _say(line: str) -> None:
    """A line of the session, wrapped to the terminal."""
    width, _ = console.page()
    indent = " " * (len(line) - len(line.lstrip()))
    console.write(textwrap.fill(line, max(width, 40), subsequent_indent=indent + "  ") + "\n")
