"""Where everything stands in the charts of many messages: plain numbers and SVG paths, for a template to draw.

Conventions: paths are over 0 to 100 both ways and stretched to the chart, with lines as thick as the style says; a path
of points is one of strokes without length, which round ends make dots. What lies beyond an axis stands at its edge.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean

_BIN_WIDTHS_S = (60.0, 30.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5)
_BINS_TO_LIMIT = 12
"""Bars that a distribution has at least up to the limit."""
_CELLS_ACROSS, _CELLS_DOWN = 96, 48
"""Places of a scatter: messages closer than that are one dot, the larger the more they are."""
_LEAST_DOT, _MOST_DOT = 5.0, 16.0
"""Diameters in pixels."""
_MOST_TICKS = 6
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 1200, 6000, 24_000)
"""Between two labels; the last are for a year mistyped."""
_ROOM = 24
"""Share of a phone's width that a label needs."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A place across with what stands there; `beside` is the side of it that has room for a label."""

    at: float
    label: str
    beside: str = "end"


@dataclass(frozen=True, slots=True)
class Axis:
    """Values to places: `low` is at 0, `high` at 100."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """The place of a value."""
        return round(100 * min(1.0, max(0.0, (value - self.low) / (self.high - self.low))), 2)

    def down(self, value: float) -> float:
        """The place of a value from the top."""
        return round(100 - self.at(value), 2)

    def ticks(self) -> tuple[Pin, ...]:
        """Round values on the axis, few enough to be labelled."""
        rough = (self.high - self.low) / _MOST_TICKS
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(step * power for step in (1, 2, 5, 10) if step * power >= rough * 0.999)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return tuple(_pin(self, number * step, f"{number * step:.9g}") for number in range(first, last + 1))


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many messages have which length; a bar holds what is longer than its start and no longer than its end."""

    axis: Axis
    zones: tuple[str, str, str]
    """Paths of the bars up to the target, up to the limit, and beyond."""
    target: Pin
    limit: Pin
    ticks: tuple[Pin, ...]
    highest: int
    bin_s: float
    beyond: int
    """Messages longer than the axis, which are in its last bar."""


@dataclass(frozen=True, slots=True)
class Scatter:
    """One measure against another."""

    across: Axis
    up: Axis
    sizes: tuple[tuple[float, str], ...]
    """Diameters in pixels with the path of all dots of that size."""
    band: tuple[float, float]
    """Left end and width of what is good across."""
    beyond: int
    most: int
    """Messages in the largest dot."""


@dataclass(frozen=True, slots=True)
class Course:
    """A measure over days: a dot a message, and a line of the means of its weeks."""

    dots: str
    line: str
    days: tuple[Pin, ...]
    values: tuple[Pin, ...]
    levels: tuple[float, ...]
    """What the measure is held against, from the top."""


def lengths_axis(lengths_s: Sequence[float], limit_s: float) -> Axis:
    """From nothing to half past the limit, or as far as nearly all messages go."""
    return Axis(0.0, max(1.5 * limit_s, min(nearly_all(lengths_s, 0.99), 4 * limit_s)))


def rates_axis(per_minute: Iterable[float]) -> Axis:
    """From none to beyond what nearly all messages have; a short one with a few fillers may have a huge rate."""
    return Axis(0.0, max(10.0, 1.15 * nearly_all(per_minute)))


def distribution(lengths_s: Sequence[float], target_s: float, limit_s: float, axis: Axis) -> Distribution:
    """The lengths in bars that end where target and limit are."""
    bin_s = next((width for width in _BIN_WIDTHS_S if _fits(width, target_s, limit_s)), _BIN_WIDTHS_S[-1])
    bins = math.ceil(axis.high / bin_s)
    axis = Axis(0.0, bins * bin_s)
    counts = Counter(min(bins, max(1, math.ceil(length_s / bin_s))) for length_s in lengths_s)
    highest = max(counts.values(), default=0)
    zones: tuple[list[str], list[str], list[str]] = ([], [], [])
    for number, count in sorted(counts.items()):
        zone = 0 if number * bin_s <= target_s else 1 if number * bin_s <= limit_s else 2
        left, right = (axis.at((number - step) * bin_s) for step in (1, 0))
        zones[zone].append(f"M{left:g} 100V{100 - 100 * count / highest:.4g}H{right:g}V100Z")
    return Distribution(
        axis=axis,
        zones=("".join(zones[0]), "".join(zones[1]), "".join(zones[2])),
        target=Pin(axis.at(target_s), f"target {target_s:g} s", "end" if axis.at(target_s) > _ROOM else "start"),
        limit=Pin(axis.at(limit_s), f"limit {limit_s:g} s", "start"),
        ticks=axis.ticks(),
        highest=highest,
        bin_s=bin_s,
        beyond=sum(length_s > axis.high for length_s in lengths_s),
    )


def scatter(points: Sequence[tuple[float, float]], good: tuple[float, float], across_to: float) -> Scatter:
    """Dots for points; `good` is the band of the first measure, `across_to` how far its axis goes at least."""
    across = Axis(min([0.5 * good[0], *(x for x, _ in points)]), max([across_to, *(x for x, _ in points)]))
    up = rates_axis(y for _, y in points)
    cells = Counter(
        (
            round(across.at(x) * _CELLS_ACROSS / 100) * 100 / _CELLS_ACROSS,
            round(up.down(y) * _CELLS_DOWN / 100) * 100 / _CELLS_DOWN,
        )
        for x, y in points
    )
    most = max(cells.values(), default=1)
    unit = min(_LEAST_DOT, _MOST_DOT / math.sqrt(most))
    paths: dict[int, list[tuple[float, float]]] = {}
    for place, count in sorted(cells.items()):
        paths.setdefault(count, []).append(place)
    return Scatter(
        across=across,
        up=up,
        sizes=tuple((round(unit * math.sqrt(count), 1), _dots(paths[count])) for count in sorted(paths)),
        band=(across.at(good[0]), round(across.at(good[1]) - across.at(good[0]), 2)),
        beyond=sum(y > up.high for _, y in points),
        most=most,
    )


def course(
    points: Sequence[tuple[float, float]],
    days: tuple[date, date],
    values: Axis,
    levels: Iterable[float] = (),
) -> Course:
    """Values over the days from one to another; a point is a day (its ordinal, and how much of it is over) and a value.

    `levels` are what the values are held against.
    """
    first, last = days
    across = Axis(first.toordinal(), last.toordinal() + 1)
    weeks = by_week(points)
    line = [(across.at(mean(x for x, _ in week)), values.down(mean(y for _, y in week))) for week in weeks.values()]
    return Course(
        dots=_dots([(across.at(day), values.down(value)) for day, value in points]),
        line="M" + "L".join(f"{x:g} {y:g}" for x, y in line) if len(line) > 1 else "",
        days=tuple(_pin(across, day.toordinal() + 0.5, label) for day, label in _day_ticks(first, last)),
        values=tuple(Pin(round(100 - tick.at, 2), tick.label) for tick in values.ticks()),
        levels=tuple(map(values.down, levels)),
    )


def by_week(points: Iterable[tuple[float, float]]) -> dict[date, list[tuple[float, float]]]:
    """Points by the Monday of their week, in order, weeks without any left out."""
    weeks: dict[date, list[tuple[float, float]]] = {}
    for point in sorted(points):
        weeks.setdefault(monday(date.fromordinal(math.floor(point[0]))), []).append(point)
    return weeks


def nearly_all(values: Iterable[float], share: float = 0.98) -> float:
    """The value that so large a share of the values do not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else 0.0


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def _fits(width_s: float, target_s: float, limit_s: float) -> bool:
    return limit_s / width_s >= _BINS_TO_LIMIT and target_s % width_s == 0 and limit_s % width_s == 0


def _dots(places: Sequence[tuple[float, float]]) -> str:
    return "".join(f"M{x:.4g} {y:.4g}h0" for x, y in places)


def _pin(axis: Axis, value: float, label: str) -> Pin:
    return Pin(axis.at(value), label)


def _day_ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Days to label: days, Mondays, every other, the first of months, or of years: the finest that are few enough."""
    span = (last - first).days
    if span < _MOST_TICKS:
        return [(day, _day_label(day)) for day in (first + timedelta(days=number) for number in range(span + 1))]
    if span < 14 * _MOST_TICKS:
        start, step = monday(first), 7 if span < 7 * _MOST_TICKS else 14
        mondays = [start + timedelta(days=days) for days in range(0, (last - start).days + 1, step)]
        return [(day, _day_label(day)) for day in mondays if first <= day]
    months = [divmod(month, 12) for month in range(12 * first.year + first.month - 1, 12 * last.year + last.month)]
    step = next(step for step in _MONTHS if len(months) <= step * _MOST_TICKS)
    starts = [date(year, month + 1, 1) for year, month in months if (12 * year + month) % step == 0]
    return [(day, f"{day:%b %Y}" if step < 12 else f"{day:%Y}") for day in starts if first <= day <= last]


def _day_label(day: date) -> str:
    return f"{day.day} {day:%b}"
