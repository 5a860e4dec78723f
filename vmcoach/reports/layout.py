"""How a report for a terminal is laid out: how wide it is, its labels and columns, and rich's renderables as text."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.columns import Columns
from rich.console import Console, ConsoleOptions, Group, JustifyMethod, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from vmcoach.printable import printable

NARROWEST, WIDEST = 40, 100
"""Columns that a report uses at least and at most: longer lines are hard to read."""
MARGIN = 2
LABEL = 11
"""Columns of the labels on the left."""
_BESIDE = 60 - 2 * MARGIN
"""Columns between the margins from which labels stand beside their matter, and figures in a table."""
_LEAST = 20
"""Columns that the last of several on a line has at least; with less, it goes below them."""


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


@dataclass(frozen=True, slots=True)
class _Fitted:
    """What is drawn where it has the columns for it, and what stands for it on a narrower page."""

    columns: int
    wide: RenderableType
    narrow: Callable[[], RenderableType]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.wide if options.max_width >= self.columns else self.narrow()


def _below(head: Text, body: RenderableType) -> RenderableType:
    return Group(head, Padding(body, (0, 0, 0, 2)))


def labelled(label: str, body: RenderableType) -> RenderableType:
    """A label in the left column, its matter in the right one; on a narrow page below."""
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(width=LABEL, style="bold")
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(label, body)
    return _Fitted(_BESIDE, grid, lambda: _below(Text(label, "bold"), body))


def aligned(rows: Sequence[Sequence[str | Text]], fixed: int, justify: JustifyMethod = "left") -> RenderableType:
    """Rows in columns; the first `fixed` columns keep their width and the last takes what is left, or goes below."""
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for _ in range(fixed):
        grid.add_column(no_wrap=True, justify=justify)
    grid.add_column(ratio=1, overflow="fold")
    for row in rows:
        grid.add_row(*row)
    taken = sum(max(cell_len(str(row[column])) for row in rows) + 2 for column in range(fixed))
    apart = [_below(Text("  ").join(map(Text.assemble, firsts)), last) for *firsts, last in rows]
    return _Fitted(taken + _LEAST, grid, lambda: Group(*apart))


def is_narrow(columns: int) -> bool:
    """Whether so many columns between the margins are too few for a table of figures."""
    return columns < _BESIDE


def tabled(table: Table) -> RenderableType:
    """A table of figures; on a narrow page the first cell of each row, below it the others with their headings."""
    return _Fitted(_BESIDE, table, lambda: Group(*_rows_apart(table)))


def _rows_apart(table: Table) -> Iterator[RenderableType]:
    names = [str(column.header).replace("\n", "").lower() for column in table.columns[1:]]
    lines = [[line for cell in column.cells for line in str(cell).split("\n")] for column in table.columns]
    for first, *others in zip(*lines, strict=True):
        told = [f"{name} {cell}" for name, cell in zip(names, others, strict=True) if cell]
        yield _below(Text(first), Columns(told, padding=(0, 2, 0, 0)))


def shortened(path: str, cells: int) -> str:
    """A name made printable and cut at its front, where folders stand, to fit into a number of columns."""
    text = printable(path)
    if cell_len(text) <= cells:
        return text
    tail = text[-max(1, cells) :]
    while tail and cell_len(tail) > cells - 1:
        tail = tail[1:]
    return f"…{tail}"
