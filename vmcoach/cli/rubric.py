"""`vmcoach rubric`: what counts as good, as a TOML file that a team can make its own."""

from pathlib import Path
from typing import Annotated

import typer

from vmcoach import console
from vmcoach.cli.options import ProfileName, RubricFile, chosen_rubric
from vmcoach.errors import UsageError

app = typer.Typer(help="Show what counts as good, start a file of your own, check it.", no_args_is_help=True)


@app.command()
def show(rubric: RubricFile = None, profile: ProfileName = None) -> None:
    """Show every setting in force, each with its reason."""
    from vmcoach.rubric import rubric_toml

    console.write(rubric_toml(chosen_rubric(rubric, profile)))


@app.command()
def init(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")] = Path("rubric.toml"),
    profile: ProfileName = None,
) -> None:
    """Write a commented starter file; an existing file is left alone."""
    from vmcoach.rubric import starter_toml

    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(starter_toml(profile or "callback"))
    except FileExistsError as error:
        raise UsageError(f"{out} exists and is left as it is; name another file.") from error
    except OSError as error:
        raise UsageError(f"{out} cannot be written ({error.strerror}); choose another place.") from error
    console.write(f"{out} written: edit it, then score with --rubric {out}\n")


@app.command()
def check(file: Annotated[Path, typer.Argument(metavar="FILE", help="A rubric file.", show_default=False)]) -> None:
    """Check a rubric file; the first thing wrong is told with its line."""
    from vmcoach.rubric import load_rubric

    rubric = load_rubric(file)
    console.write(f"{file}: valid (rubric {rubric.name}, {rubric.profile} profile, pass at {rubric.pass_score})\n")
