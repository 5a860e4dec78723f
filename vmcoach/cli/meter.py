"""What is seen while a take is recorded: the clock, which turns at the target and at the limit, and the level."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

    from vmcoach.rubric import Rubric

_LOWEST_DBFS, _LOUD_DBFS = -60.0, -6.0
_BARS = 24


@contextmanager
def meter(rubric: "Rubric") -> Iterator[Callable[[float, float], None]]:
    """A line on standard error, on a terminal only; call what it gives with the seconds and the level in dBFS."""
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True)
    if not sys.stderr.isatty() or console.is_dumb_terminal:
        yield lambda seconds, level_dbfs: None
        return
    with Live(console=console, transient=True, auto_refresh=False, redirect_stdout=False) as live:
        yield lambda seconds, level_dbfs: live.update(meter_line(seconds, level_dbfs, rubric), refresh=True)


def meter_line(seconds: float, level_dbfs: float, rubric: "Rubric") -> "Text":
    """The clock with its verdict in words, and the level as a bar."""
    from rich.text import Text

    state, style = "", "green"
    if seconds > rubric.limit_s:
        state, style = f"over the {rubric.limit_s:g} s limit", "bold red"
    elif seconds > rubric.target_s:
        state, style = f"over the {rubric.target_s:g} s target", "yellow"
    share = (level_dbfs - _LOWEST_DBFS) / -_LOWEST_DBFS
    bars = round(min(max(share, 0.0), 1.0) * _BARS)
    loud = "red" if level_dbfs > _LOUD_DBFS else "cyan"
    return Text.assemble((f"{seconds:5.1f} s ", style), ("█" * bars, loud), "·" * (_BARS - bars), " ", (state, style))
