"""`vmcoach history`: what has been practised, how it changes, and how to get rid of it."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from vmcoach import console
from vmcoach.cli.options import Redact, Store
from vmcoach.errors import SetupError, UsageError

if TYPE_CHECKING:
    from vmcoach.history import History


class HistoryCommands(TyperGroup):
    """A group whose first word may also be a rep: `history Dana` is `history show Dana`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put in the command that goes without saying."""
        first = args[0] if args else ""
        if first not in self.commands and first not in ctx.help_option_names:
            args = ["show", *args]
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed


app = typer.Typer(
    cls=HistoryCommands,
    help="Show kept takes: `history`, `history REP`; compare, export or forget them.",
    no_args_is_help=False,
)

Rep = Annotated[str, typer.Argument(metavar="REP", help="A rep of `vmcoach history`.", show_default=False)]
OptionalRep = Annotated[
    str | None, typer.Argument(metavar="REP", help="A rep; all of them if left out.", show_default=False)
]
Html = Annotated[
    Path | None,
    typer.Option(metavar="OUT", help="Write the rep's progress as a page to this file.", show_default=False),
]
Before = Annotated[int, typer.Argument(metavar="A", help="The number of the earlier take.", show_default=False)]
After = Annotated[int, typer.Argument(metavar="B", help="The number of the later one.", show_default=False)]


@app.command()
def show(rep: OptionalRep = None, store: Store = None, html: Html = None, redact: Redact = False) -> None:
    """Show every rep, or one rep's trend, bests and last takes; a rep's as a page too."""
    from vmcoach.cli.page import check_page
    from vmcoach.history import open_history, store_path
    from vmcoach.history.report import TREND_TAKES, rep_report, reps_report

    if html:
        if rep is None:
            raise UsageError("--html is the page of one rep: vmcoach history show REP --html OUT.")
        check_page(html)
    elif redact:
        raise UsageError("--redact applies to the page of --html OUT; give --html too.")
    page = console.page()
    with open_history(store_path(store)) as history:
        if rep is None:
            report = reps_report(history.reps(), *page)
        else:
            bests = history.bests(rep)
            report = rep_report(history.takes(rep, TREND_TAKES), bests, *page)
            if html:
                _write_page(html, history, rep, redact)
    console.write(report)
    if html:
        console.note(f"The page is in {html}")


def _write_page(out: Path, history: "History", rep: str, redact: bool) -> None:
    from vmcoach.files import write_whole
    from vmcoach.history.export import redacted_take
    from vmcoach.history.page import crutches_of, rep_page

    takes, crutches = history.takes(rep), {}
    for at, take in enumerate(takes):
        last = history.result(take.number)
        if redact:
            takes[at], last = redacted_take(take, last, history.alias(rep))
        crutches[take.number] = crutches_of(last)
    write_whole(out, rep_page(takes, history.bests(rep), last, crutches))


@app.command()
def compare(one: Before, other: After, store: Store = None) -> None:
    """Put two takes side by side: measures, and the words that went and came."""
    from vmcoach.history import open_history, store_path
    from vmcoach.history.report import compare_report

    with open_history(store_path(store)) as history:
        before, after = ((history.take(number), history.result(number)) for number in (one, other))
    console.write(compare_report(before, after, *console.page()))


@app.command()
def export(rep: OptionalRep = None, store: Store = None, redact: Redact = False) -> None:
    """Print takes with their whole results, one JSON object a line."""
    from vmcoach.history import open_history, store_path
    from vmcoach.history.export import exported

    with open_history(store_path(store)) as history:
        for line in exported(history, rep, redact):
            console.write(f"{line}\n")


@app.command()
def forget(
    rep: Rep,
    store: Store = None,
    yes: Annotated[bool, typer.Option("--yes", metavar="", help="Do not ask.")] = False,
) -> None:
    """Delete a rep's takes for good, and the recordings that were kept of them."""
    from vmcoach.history import open_history, store_path
    from vmcoach.printable import printable
    from vmcoach.rounding import counted

    with open_history(store_path(store)) as history:
        takes = counted(history.bests(rep).takes, "take")
        if not yes and not _agreed(f"Delete {takes} of {printable(rep)} for good?"):
            raise typer.Exit
        forgotten = history.forget(rep)
    deleted, left = _delete(forgotten.recordings)
    missing = len(forgotten.recordings) - deleted - len(left)
    gone = f"; {counted(missing, 'recording')} not found, deleted or moved before" if missing else ""
    console.write(f"{takes} and {counted(deleted, 'kept recording')} of {printable(rep)} deleted{gone}\n")
    unfinished = []
    if left:
        unfinished.append(f"{', '.join(map(str, left))}: cannot be deleted; delete what is left yourself.")
    if not forgotten.is_overwritten:
        unfinished.append(
            f"{printable(str(store_path(store)))}: what was deleted is still in the file, since another session reads "
            "it; once that has ended, `vmcoach history` clears it away."
        )
    if unfinished:
        raise SetupError(" ".join(unfinished))


def _agreed(question: str) -> bool:
    """The answer at the terminal, or of a program; raises UsageError where neither answers."""
    try:
        return typer.confirm(question, err=True)
    except typer.Abort as error:
        if sys.stdin.isatty():
            raise
        console.note("")  # ends the question's line
        raise UsageError("Nobody answered, so nothing is deleted; --yes deletes without asking.") from error


def _delete(recordings: Sequence[Path]) -> tuple[int, list[Path]]:
    """How many recordings were deleted, and which cannot be; one that is not there is neither."""
    deleted, left = 0, []
    for recording in recordings:
        try:
            recording.unlink()
            deleted += 1
        except FileNotFoundError:
            continue
        except OSError:
            left.append(recording)
    return deleted, left
