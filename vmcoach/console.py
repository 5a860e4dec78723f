"""The only place that writes to the terminal: results to standard output, all else to standard error.

Progress is drawn on standard error, on a terminal only, and is gone when it is done.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from vmcoach.errors import SetupError
from vmcoach.printable import printable

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, TaskID

_PLAIN = str.maketrans("✓✗–━─█░·▼▽│┐┌╷●“”…’", '+x-=-#:.v?|..|o"".\'')
"""One character for one, so that columns stay in line where the terminal's encoding has only ASCII."""


def write(text: str) -> None:
    """Print a result, whole or not at all; raises SetupError where it cannot be written."""
    try:
        _print(text, sys.stdout)
    except OSError as error:
        _discard_output()
        if isinstance(error, BrokenPipeError):
            raise
        raise SetupError(f"The result cannot be written ({error.strerror}).") from error


def note(message: str) -> None:
    """Print one line about the work itself."""
    _print(f"{printable(message)}\n", sys.stderr)


def page() -> tuple[int, bool]:
    """Width of standard output in columns and whether it takes colour (NO_COLOR, FORCE_COLOR and COLUMNS heeded)."""
    from rich.console import Console

    console = Console(file=sys.stdout)
    return console.width, console.is_terminal and not console.no_color and not console.is_dumb_terminal


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """A spinner while something of unknown length goes on."""
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    with _progress(SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn()) as bar:
        bar.add_task(what, total=None)
        yield


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar over a number of things; call what it gives with how many more are done."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with _progress(*columns) as bar:
        task = bar.add_task(what, total=total, rate="")

        def advance(done: int) -> None:
            bar.advance(task, done)
            elapsed_s = bar.tasks[0].elapsed or 0.0
            if elapsed_s > 0:
                bar.update(task, rate=f"{bar.tasks[0].completed / elapsed_s * 60:.0f} a minute")

        yield advance


@contextmanager
def fetching() -> Iterator[Callable[[str, int, int], None]]:
    """A bar over bytes; call what it gives with what is fetched, the bytes done and the bytes in all (0: not known).

    Where there is no terminal, each thing is named once.
    """
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with _progress(*columns) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(printable(what), total=None)
                if bar.disable:
                    note(f"Fetching {what}")
            bar.update(tasks[what], completed=done, total=total or None)

        yield tell


def _progress(*columns: "ProgressColumn") -> "Progress":
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    hidden = not console.is_terminal or console.is_dumb_terminal
    return Progress(*columns, console=console, transient=True, disable=hidden, redirect_stdout=False)


def _print(text: str, stream: TextIO) -> None:
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_PLAIN).encode(encoding, "backslashreplace").decode(encoding)
    stream.write(text)
    stream.flush()


def _discard_output() -> None:
    """Send what is left to nowhere, or Python would complain of it again while it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
