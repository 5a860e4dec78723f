"""Options that several commands share, and the records made of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from vmcoach.rubric import Profile, Rubric

ModelName = Annotated[str, typer.Option("--model", metavar="NAME", help="Whisper model; see `vmcoach models list`.")]
EngineName = Annotated[
    str, typer.Option("--engine", metavar="NAME", help="Speech recogniser: whisper, faster-whisper or scripted.")
]
RubricFile = Annotated[
    Path | None,
    typer.Option("--rubric", metavar="FILE", help="TOML file of what counts as good; see `vmcoach rubric init`."),
]
ProfileName = Annotated[
    Literal["callback", "email"] | None,  # the rubric's Profile, which is not loaded to tell of options
    typer.Option("--profile", help="Whether the message asks for a call back or points to an email."),
]
ProspectFile = Annotated[
    Path | None, typer.Option("--prospect", metavar="FILE", help="Notes on the prospect: TOML, YAML or CSV.")
]
Redact = Annotated[bool, typer.Option("--redact", metavar="", help="Leave out names, numbers and addresses.")]
Store = Annotated[
    Path | None,
    typer.Option("--store", metavar="FILE", help="Use this history file, not the usual one.", show_default=False),
]
KeptRep = Annotated[
    str | None,
    typer.Option(
        "--rep", metavar="NAME", help="Keep the results in the history as takes of this rep, and tell what has changed."
    ),
]
Device = Annotated[
    str | None, typer.Option("--device", metavar="NAME", help="Microphone by name or number.", show_default=False)
]
NoAudio = Annotated[bool, typer.Option("--no-audio", metavar="", help="Leave the recordings' sound out of the page.")]
FailUnder = Annotated[
    int | None,
    typer.Option(min=0, max=100, metavar="N", help="Exit with 1 if a score is under N.", show_default=False),
]
Check = Annotated[bool, typer.Option("--check", metavar="", help="Exit with 1 if a message does not pass.")]


def chosen_rubric(file: Path | None, profile: "Profile | None") -> "Rubric":
    """The rubric of a file, else the default one, under the profile asked for."""
    from dataclasses import replace

    from vmcoach.rubric import Rubric, load_rubric

    rubric = load_rubric(file) if file else Rubric()
    return replace(rubric, profile=profile) if profile else rubric
