"""The `vmcoach` command: each command parses, builds records, makes one call, renders, and picks the exit code.

Commands import what they need when they run, so that `--help` answers at once.
"""

from typing import Annotated

import typer

from vmcoach import __version__, console
from vmcoach.cli import history, models, rubric
from vmcoach.cli.boundary import Commands
from vmcoach.cli.coach import coach
from vmcoach.cli.grade import grade
from vmcoach.cli.record import record
from vmcoach.cli.score import score
from vmcoach.cli.script import script

app = typer.Typer(
    cls=Commands,
    epilog="Exit codes: 0 done, 1 a message is below the bar, 2 an option or file of yours is wrong, "
    "3 a recording could not be scored, 4 a model, microphone or engine is missing.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(score)
app.command()(grade)
app.command()(record)
app.command()(coach)
app.command()(script)
app.add_typer(history.app, name="history")
app.add_typer(models.app, name="models")
app.add_typer(rubric.app, name="rubric")


def _show_version(wanted: bool) -> None:
    if wanted:
        console.write(f"vmcoach {__version__}\n")
        raise typer.Exit


@app.callback()
def vmcoach(
    version: Annotated[
        bool,
        typer.Option("--version", metavar="", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Practice for sales voicemails, measured on your own machine: length, pace, fillers, what the message says."""
