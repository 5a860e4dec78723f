"""What writes to the terminal, but for the meter of a take: results to standard output, all else to standard error.

Progress is drawn on standard error, on a terminal only, and is gone when it is done.
"""

import os
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Protocol, TextIO

from vmcoach.errors import SetupError
from vmcoach.printable import printable

if TYPE_CHECKING:
    from rich.progress import Progress

_PLAIN = str.maketrans("✓✗–━─█░·▼▽│┐┌╷●“”…’×±→▁▂▃▄▅▆▇", '+x-=-#:.v?|..|o"".\'x~>_,:-=+*')
"""One character for one, so that columns stay in line where the terminal's encoding has only ASCII."""


def write(text: str) -> None:
    """Print a result, whole or not at all; raises SetupError where it cannot be written."""
    try:
        _print(text, sys.stdout)
    except OSError as error:
        discard_output()
        if isinstance(error, BrokenPipeError):
            raise
        raise SetupError(f"The result cannot be written ({error.strerror}).") from error


def note(message: str) -> None:
    """Print one line about the work itself; a terminal that is too narrow for it gets it without broken words.

    Where it cannot be written there is nobody to tell, and the work goes on.
    """
    try:
        _print(f"{_fitted(printable(message))}\n", sys.stderr)
    except OSError:
        _discard(sys.stderr)


def discard_output() -> None:
    """Send what is left of standard output to nowhere, or Python would complain of it again while it ends."""
    _discard(sys.stdout)


def _fitted(line: str) -> str:
    try:
        width = os.get_terminal_size(sys.stderr.fileno()).columns
    except OSError:  # no terminal
        return line
    return textwrap.fill(line, width, break_on_hyphens=False) if len(line) > width > 0 else line


def page() -> tuple[int, bool]:
    """Width of standard output in columns and whether it takes colour (NO_COLOR, FORCE_COLOR and COLUMNS heeded)."""
    from rich.console import Console

    console = Console(file=sys.stdout)
    shows_codes = console.is_terminal and not console.is_dumb_terminal and not console.legacy_windows
    return console.width, shows_codes and not console.no_color


class Advance(Protocol):
    """Tells a bar that one more is done."""

    def __call__(self, failed: bool = False) -> None:
        """`failed`: it came to nothing."""
        ...


@contextmanager
def counting(what: str, total: int) -> Iterator[Advance]:
    """A bar over a number of things, with the rate, the time left and failures so far."""
    if not sys.stderr.isatty():  # a fifth of a second is not spent on a bar that nobody sees
        yield _not_told
        return
    with _progress() as bar:
        task = bar.add_task(what, total=total, amount=f"0 of {total}")
        started_s = monotonic()
        done, failures = 0, 0

        def advance(failed: bool = False) -> None:
            nonlocal done, failures
            done, failures = done + 1, failures + failed
            bar.update(task, completed=done, amount=_counted(done, total, monotonic() - started_s, failures))

        yield advance


def _not_told(failed: bool = False) -> None:
    """Nobody looks."""


@contextmanager
def fetching(what: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar over work that may have to fetch something first.

    Call what it gives with the thing fetched, the bytes done and the bytes in all (0: not known); each thing is named
    once, on a terminal or not.
    """
    with _progress() as bar:
        task = bar.add_task(what, total=None, amount="")
        started_s: dict[str, float] = {}

        def tell(thing: str, done: int, total: int) -> None:
            if thing not in started_s:
                started_s[thing] = monotonic()
                bar.console.print(f"Fetching {printable(thing)}", markup=False, highlight=False, soft_wrap=True)
            amount = _fetched(done, total, monotonic() - started_s[thing])
            bar.update(task, description="Fetching", completed=done, total=total or None, amount=amount)

        yield tell


def _progress() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[amount]}", markup=False),
    )
    hidden = not sys.stderr.isatty() or console.is_dumb_terminal  # a terminal: FORCE_COLOR does not make one
    return Progress(*columns, console=console, transient=True, disable=hidden, redirect_stdout=False)


def _counted(done: int, total: int, elapsed_s: float, failures: int) -> str:
    """How far it is; a clock that has not moved yet tells no rate."""
    rate = [f"{done / elapsed_s * 60:.0f} a minute", _left(done, total, elapsed_s)] if elapsed_s > 0 else []
    return " · ".join([f"{done} of {total}", *rate, *([f"{failures} failed"] if failures else [])])


def _fetched(done: int, total: int, elapsed_s: float) -> str:
    """How much of so many bytes is there (0: not known how many), and how fast it comes once that can be told."""
    told = [f"{done / 1e6:.0f} of {total / 1e6:.0f} MB" if total else f"{done / 1e6:.0f} MB"]
    if done and elapsed_s > 1:
        told.append(f"{done / elapsed_s / 1e6:.1f} MB/s")
        if total:
            told.append(_left(done, total, elapsed_s))
    return " · ".join(told)


def _left(done: int, total: int, elapsed_s: float) -> str:
    """The time left at the rate so far."""
    left_s = elapsed_s / done * max(0, total - done)
    return f"{left_s:.0f} s left" if left_s < 100 else f"{left_s / 60:.0f} min left"


def _print(text: str, stream: TextIO) -> None:
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_PLAIN).encode(encoding, "backslashreplace").decode(encoding)
    stream.write(text)
    stream.flush()


def _discard(stream: TextIO) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
