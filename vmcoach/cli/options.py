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


def chosen_rubric(file: Path | None, profile: "Profile | None") -> "Rubric":
    """The rubric of a file, else the default one, under the profile asked for."""
    from dataclasses import replace

    from vmcoach.rubric import Rubric, load_rubric

    rubric = load_rubric(file) if file else Rubric()
    return replace(rubric, profile=profile) if profile else rubric
