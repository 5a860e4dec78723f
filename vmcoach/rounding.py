"""How numbers are rounded and counted, in one place: they read the same in every report, document and table.

Conventions: a number is first rounded to `DECIMALS`, as documents and the history hold it, and what is shown is rounded
from there, a half away from zero: the page of a team, whose script rounds by itself, does so too.
"""

from decimal import ROUND_HALF_UP, Decimal

DECIMALS = 3
"""Milliseconds: finer than any of the measures."""

UNKNOWN = "–"
"""What is shown for a number that is not known."""


def rounded(value: float) -> float:
    """A number as a document holds it, never minus zero."""
    return round(value, DECIMALS) + 0.0


def shown(value: float | None, decimals: int = 1, unit: str = "") -> str:
    """A number for a reader: "22.3", with a unit "22.3 s"; a dash where it is not known."""
    return UNKNOWN if value is None else f"{_nearest(value, decimals):.{decimals}f}{unit}"


def signed(value: float | None, decimals: int = 1) -> str:
    """The same with its sign: "+0.4", "-1.2"; a dash where it is not known."""
    return UNKNOWN if value is None else f"{_nearest(value, decimals):+.{decimals}f}"


def percent(share: float | None) -> str:
    """A share of a whole for a reader: "54%"; a dash where it is not known."""
    return shown(None if share is None else 100 * share, 0, "%")


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 filler", "2 fillers"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _nearest(value: float, decimals: int) -> float:
    exact = Decimal(rounded(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return float(exact) + 0.0  # no minus zero
