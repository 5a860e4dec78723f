"""A table of any length: its rows are data in the page, of which the page's script shows so many at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from vmcoach.printable import printable
from vmcoach.rounding import rounded


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a column can be narrowed to, and how it reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column; hidden ones, which come last, are only there to choose by."""

    name: str
    kind: Literal["text", "date", "number", "verdict", "hidden"] = "text"
    decimals: int = 0
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    any_choice: str = ""
    """How it reads that all values are wanted."""


MEASURED = (
    Column("Length", "number", 1, " s"),
    Column("Words/s", "number", 1),
    Column("Fillers", "number"),
    Column("Fillers/min", "number", 1),
    Column("Score", "number"),
    Column("Verdict", "verdict", choices=(Choice("1", "pass"), Choice("0", "not yet")), any_choice="any verdict"),
)
"""What was measured of a message: its whole length, the pace that is judged, ..., 1 for a pass and 0 for another."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; a row has a value for each column, and last a link or nothing."""

    name: str
    noun: str
    columns: tuple[Column, ...]
    rows: list[list[Any]]
    linked: int = 0
    """The column whose cell is the link and names the row."""


def table(
    name: str, noun: str, columns: Sequence[Column], rows: Iterable[tuple[Sequence[Any], str]], linked: int = 0
) -> Table:
    """A table of rows with their links, all as plain values: text printable, None where there is nothing."""
    return Table(name, noun, tuple(columns), [[*map(_plain, values), link] for values, link in rows], linked)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, bool):
        return int(value)
    return rounded(value) if isinstance(value, float) else value
