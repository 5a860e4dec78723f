"""`vmcoach record`: a take from the microphone, safe on disk before it is scored."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vmcoach import console
from vmcoach.cli.boundary import INTERRUPTED
from vmcoach.cli.foresight import Foresight
from vmcoach.cli.options import (
    Device,
    EngineName,
    KeptRep,
    ModelName,
    ProfileName,
    ProspectFile,
    RubricFile,
    chosen_rubric,
)
from vmcoach.cli.recogniser import engine_soon
from vmcoach.cli.score import for_terminal, outcomes_of, tell_failures
from vmcoach.errors import ExitCode, SetupError, UsageError

if TYPE_CHECKING:
    from vmcoach.recorder import Limits, Recorded
    from vmcoach.rubric import Rubric

Out = Annotated[
    Path | None, typer.Argument(metavar="OUT", help="Keep the recording in this wav file.", show_default=False)
]
Devices = Annotated[bool, typer.Option("--devices", metavar="", help="List the microphones and exit.")]
MaximumS = Annotated[float, typer.Option("--max", min=1, max=600, metavar="S", help="Stop after so many seconds.")]
SilenceS = Annotated[
    float, typer.Option("--silence", min=0.5, metavar="S", help="Stop after so many seconds of silence.")
]
NoCheck = Annotated[bool, typer.Option("--no-check", metavar="", help="Do not check the microphone's level first.")]

ENDINGS = {
    "key": "stopped",
    "silence": "stopped by silence, which is left out",
    "maximum": "stopped at the maximum length",
    "device": "the microphone stopped delivering",
    "disk": "the disk is full, or writing to it failed",
    "interrupted": "interrupted",
}


def record(
    out: Out = None,
    device: Device = None,
    devices: Devices = False,
    maximum_s: MaximumS = 60.0,
    silence_s: SilenceS = 3.0,
    no_check: NoCheck = False,
    model: ModelName = "base",
    engine: EngineName = "whisper",
    rubric: RubricFile = None,
    profile: ProfileName = None,
    prospect: ProspectFile = None,
    rep: KeptRep = None,
) -> None:
    """Record a take with a live level and clock, then score it. Without OUT the recording is not kept."""
    from vmcoach import recorder
    from vmcoach.prospect import load_prospect

    if devices:
        found = recorder.devices()
        if not found:
            raise SetupError("No microphone was found; plug one in.")
        console.write("".join(f"{line}\n" for line in found))
        raise typer.Exit
    judge_by, notes = chosen_rubric(rubric, profile), load_prospect(prospect) if prospect else None
    if out is not None:
        check_new(out)
    if rep is not None:
        check_history(rep)
    if not no_check:
        check_level(device)
    recogniser = engine_soon(engine, model)  # after the microphone is known to be there
    foresight = Foresight(recogniser)
    console.note("Speak now; Enter or silence stops." if sys.stdin.isatty() else "Speak now; silence stops.")
    taken = take(out or spare_path(None), device, recorder.Limits(maximum_s, silence_s), judge_by, foresight)
    if taken.ending == "interrupted":
        raise typer.Exit(INTERRUPTED)
    if taken.is_cut_short:
        console.note("Cut short: this recording is not scored; `vmcoach score` scores what there is of it.")
        raise typer.Exit(ExitCode.NOT_SCORED)
    from vmcoach.outcome import exit_code

    ((outcome, since, unkept),) = outcomes_of([taken.path], recogniser, judge_by, notes, rep)
    code = exit_code([outcome])
    if out is None and code == 0 and not unkept:
        taken.path.unlink()
        console.note("The recording is not kept; `vmcoach record OUT.wav` keeps one.")
    tell_failures([outcome])
    console.write(for_terminal([outcome], [since]))
    if unkept:
        raise unkept
    raise typer.Exit(code)


def check_new(out: Path) -> None:
    """Raise UsageError for a file that a take cannot be written to."""
    if out.suffix.lower() != ".wav":
        raise UsageError(f"{out}: the recording is a wav file; name one that ends in .wav.")
    if out.exists():
        raise UsageError(f"{out} exists and is left as it is; name another file.")


def check_history(rep: str) -> None:
    """Raise UsageError for a rep without a name and a history that cannot be used, before a word is said."""
    from vmcoach.history import named, open_history, store_path

    named(rep)
    with open_history(store_path()):
        pass


def take(path: Path, device: str | None, limits: "Limits", rubric: "Rubric", foresight: Foresight) -> "Recorded":
    """Record one take to a file, and tell how it ended and what is wrong with its level; it is heard meanwhile."""
    from vmcoach import recorder
    from vmcoach.assessment.wording import seconds
    from vmcoach.cli.meter import meter
    from vmcoach.rounding import counted

    with recorder.microphone(_chosen(device)) as blocks, keys_unseen(), meter(rubric) as show:
        taken = recorder.record(blocks, path, limits, enter_pressed, show, foresight)
    console.note(f"{taken.path}: {seconds(taken.duration_s)}, {ENDINGS[taken.ending]}")
    if taken.problem and taken.ending != "interrupted":
        console.note(f"The level: {taken.problem}.")
    if taken.gaps:
        console.note(
            f"{counted(taken.gaps, 'gap')}: this computer was too busy to record all that was said. Times may be too "
            "short; record it again."
        )
    if taken.ending != "interrupted":
        foresight.settle()
    return taken


def check_level(device: str | None) -> None:
    """Listen for two seconds and tell what is wrong with the level."""
    from vmcoach import recorder

    with recorder.microphone(_chosen(device)) as blocks, keys_unseen():
        console.note("Checking the level: say a sentence.")
        problem = recorder.check_level(blocks)
    console.note(f"The level: {problem or 'good'}.")


def spare_path(folder: Path | None) -> Path:
    """A new file name for a take: in a folder, or beside the history, where it stays only if something goes wrong."""
    from vmcoach.history import store_path

    return (folder or store_path().parent / "takes") / f"take-{datetime.now():%Y%m%d-%H%M%S-%f}.wav"


@contextmanager
def keys_unseen() -> Iterator[None]:
    """Keys pressed meanwhile are not shown, which would push the meter aside, and those left are no later answer."""
    if sys.platform == "win32" or not sys.stdin.isatty():
        yield
        return
    import termios

    before = termios.tcgetattr(sys.stdin)
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    termios.tcsetattr(sys.stdin, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSAFLUSH, before)


def enter_pressed() -> bool:
    """Whether Enter was pressed on the terminal since the last question; never where there is no terminal."""
    if not sys.stdin.isatty():
        return False
    if sys.platform == "win32":
        import msvcrt

        return msvcrt.kbhit() and msvcrt.getwch() in "\r\n"
    import select

    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(ready) and sys.stdin.readline() is not None


def _chosen(device: str | None) -> str | int | None:
    return int(device) if device is not None and device.isdecimal() else device
