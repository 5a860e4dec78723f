"""How a report for a terminal is laid out: how wide it is, its labels and columns, and rich's renderables as text."""

import io
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console, JustifyMethod, RenderableType
from rich.padding import Padding
from rich.table import Table

from vmcoach.printable import printable

NARROWEST, WIDEST = 60, 100
"""Columns that a report uses at least and at most: longer lines are hard to read."""
MARGIN = 2
LABEL = 11
"""Columns of the labels on the left."""


def inner_width(width: int) -> int:
    """Columns between the margins on a terminal of a width."""
    return max(NARROWEST, min(width, WIDEST)) - 2 * MARGIN


def render(sections: Sequence[RenderableType], width: int, color: bool) -> str:
    """Sections with a blank line before and between them, as text without trailing blanks."""
    console = Console(
        file=io.StringIO(),
        width=inner_width(width) + 2 * MARGIN,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    with console.capture() as captured:
        console.print()
        for section in sections:
            console.print(Padding(section, (0, MARGIN, 1, MARGIN)))
    return "\n".join(line.rstrip() for line in captured.get().rstrip().split("\n")) + "\n"


def labelled(label: str, body: RenderableType) -> RenderableType:
    """A label in the left column, its matter in the right one."""
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(width=LABEL, style="bold")
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(label, body)
    return grid


def aligned(rows: Sequence[Sequence[RenderableType]], fixed: int, justify: JustifyMethod = "left") -> RenderableType:
    """Rows in columns; the first `fixed` columns keep their width and the last takes what is left."""
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for _ in range(fixed):
        grid.add_column(no_wrap=True, justify=justify)
    grid.add_column(ratio=1, overflow="fold")
    for row in rows:
        grid.add_row(*row)
    return grid


def shortened(path: str, cells: int) -> str:
    """A name made printable and cut at its front, where folders stand, to fit into a number of columns."""
    text = printable(path)
    if cell_len(text) <= cells:
        return text
    tail = text[-cells:]
    while cell_len(tail) > cells - 1:
        tail = tail[1:]
    return f"…{tail}"
