"""Options that several commands share, and the records made of them."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from vmcoach.rubric import Profile, Rubric, load_rubric

ModelName = Annotated[str, typer.Option("--model", metavar="NAME", help="Whisper model; see `vmcoach models list`.")]
EngineName = Annotated[str, typer.Option("--engine", metavar="NAME", help="Speech recogniser.")]
RubricFile = Annotated[
    Path | None,
    typer.Option("--rubric", metavar="FILE", help="TOML file of what counts as good; see `vmcoach rubric init`."),
]
ProfileName = Annotated[
    Profile | None,
    typer.Option("--profile", help="Whether the message asks for a call back or points to an email."),
]
ProspectFile = Annotated[
    Path | None, typer.Option("--prospect", metavar="FILE", help="Notes on the prospect: TOML, YAML or CSV.")
]

Redact = Annotated[
    bool, typer.Option("--redact", metavar="", help="Leave out names, numbers, addresses, and with them the sound.")
]


def chosen_rubric(file: Path | None, profile: Profile | None) -> Rubric:
    """The rubric of a file, else the default one, under the profile asked for."""
    rubric = load_rubric(file) if file else Rubric()
    return replace(rubric, profile=profile) if profile else rubric
