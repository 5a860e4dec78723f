"""Where charts of many messages put things."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vmcoach.reports.html.charts import Axis, by_week, course, distribution, lengths_axis, nearly_all, scatter

DOT = re.compile(r"M([\d.e+-]+) ([\d.e+-]+)h0")


def bars(paths: tuple[str, str, str], end_s: float) -> list[list[tuple[float, float, float]]]:
    """Start, end and height of each bar, in seconds and shares of the highest, zone by zone."""
    bar = re.compile(r"M([\d.]+) 100V([\d.]+)H([\d.]+)V100Z")
    return [
        [
            (round(float(left) * end_s / 100, 1), round(float(right) * end_s / 100, 1), 1 - float(top) / 100)
            for left, top, right in bar.findall(path)
        ]
        for path in paths
    ]


def test_a_bar_ends_where_target_and_limit_are() -> None:
    """A message of just the target is within it, and one a hair longer is in the next bar."""
    found = distribution([20.0, 19.0, 20.001, 30.0, 30.001, 3.0], 20.0, 30.0, Axis(0.0, 45.0))
    assert found.bin_s == 2.0
    assert bars(found.zones, found.axis.high) == [
        [(2.0, 4.0, 0.5), (18.0, 20.0, 1.0)],
        [(20.0, 22.0, 0.5), (28.0, 30.0, 0.5)],
        [(30.0, 32.0, 0.5)],
    ]
    assert (found.highest, found.beyond) == (2, 0)


@pytest.mark.parametrize(
    ("target_s", "limit_s", "bin_s"), [(20, 30, 2), (25, 35, 1), (12.5, 20, 0.5), (300, 600, 30), (8, 13.7, 0.5)]
)
def test_bars_are_as_wide_as_target_and_limit_allow(target_s: float, limit_s: float, bin_s: float) -> None:
    """Both lines stand between bars wherever a usual width does that."""
    assert distribution([9.0], target_s, limit_s, lengths_axis([9.0], limit_s)).bin_s == bin_s


@given(st.lists(st.floats(0, 5000), max_size=60), st.floats(1, 100), st.floats(0, 100))
def test_every_message_is_in_a_bar(lengths_s: list[float], target_s: float, more_s: float) -> None:
    """However long, under whatever limits; the highest bar is as high as the chart."""
    found = distribution(lengths_s, target_s, target_s + more_s, lengths_axis(lengths_s, target_s + more_s))
    shares = [height for zone in bars(found.zones, found.axis.high) for *_, height in zone]
    assert round(sum(shares) * found.highest) == len(lengths_s)
    assert max(shares, default=1) == pytest.approx(1)
    assert found.beyond == sum(length_s > found.axis.high for length_s in lengths_s)


def test_messages_at_one_place_are_one_larger_dot() -> None:
    """Its area is their number; a far rate stands at the upper edge and is told."""
    points = [(2.5, 5.0)] * 4 + [(3.0, 2.0)] * 46 + [(2.7, 90.0)]
    found = scatter(points, (2.3, 3.2), 4.4)
    sizes = {round(size, 1): DOT.findall(path) for size, path in found.sizes}
    assert [len(dots) for dots in sizes.values()] == [1, 1, 1]
    smallest, middle, largest = sizes
    assert middle / smallest == pytest.approx(4**0.5, rel=0.05)
    assert largest / smallest == pytest.approx(46**0.5, rel=0.05)
    assert (found.most, found.beyond) == (46, 1)
    assert float(sizes[smallest][0][1]) == 0


@given(st.lists(st.tuples(st.floats(0.1, 12), st.floats(0, 300)), min_size=1, max_size=80))
def test_a_scatter_holds_all_messages_inside_its_frame(points: list[tuple[float, float]]) -> None:
    """No dot lies outside, and there are no more dots than messages."""
    found = scatter(points, (2.3, 3.2), 4.4)
    dots = [(float(x), float(y)) for _, path in found.sizes for x, y in DOT.findall(path)]
    assert 1 <= len(dots) <= len(points)
    assert all(-0.1 <= x <= 100.1 and -0.1 <= y <= 100.1 for x, y in dots)


def test_a_course_joins_the_means_of_weeks() -> None:
    """Monday to Sunday; a single week has no line."""
    monday, sunday, later = (date(2026, 3, day).toordinal() for day in (2, 8, 11))
    points = [(monday + 0.5, 60.0), (sunday + 0.5, 80.0), (later + 0.5, 90.0)]
    assert [(start.isoformat(), [value for _, value in week]) for start, week in by_week(points).items()] == [
        ("2026-03-02", [60.0, 80.0]),
        ("2026-03-09", [90.0]),
    ]
    drawn = course(points, (date(2026, 3, 2), date(2026, 3, 11)), Axis(0.0, 100.0), [70.0])
    assert drawn.line == "M35 30L95 10"
    assert DOT.findall(drawn.dots) == [("5", "40"), ("65", "20"), ("95", "10")]
    assert drawn.levels == (30.0,)
    assert course(points[:2], (date(2026, 3, 2), date(2026, 3, 11)), Axis(0.0, 100.0)).line == ""


@pytest.mark.parametrize(
    ("last", "labels"),
    [
        (date(2026, 3, 4), ["2 Mar", "3 Mar", "4 Mar"]),
        (date(2026, 3, 27), ["2 Mar", "9 Mar", "16 Mar", "23 Mar"]),
        (date(2026, 4, 26), ["2 Mar", "16 Mar", "30 Mar", "13 Apr"]),
        (date(2026, 6, 7), ["Apr 2026", "May 2026", "Jun 2026"]),
    ],
    ids=["days", "weeks", "two months", "a quarter"],
)
def test_days_are_labelled_as_finely_as_there_is_room(last: date, labels: list[str]) -> None:
    """From Monday, 2 March."""
    assert [label.label for label in course([], (date(2026, 3, 2), last), Axis(0.0, 1.0)).days] == labels


@given(st.dates(), st.one_of(st.integers(0, 9000), st.integers(0, date.max.toordinal())))
@example(date(202, 3, 31), 670_000)
@example(date(9999, 12, 1), 30)
def test_days_are_labelled_few_and_in_order(first: date, days: int) -> None:
    """From a single day to decades, and a year mistyped: never more labels than a phone has room for, none outside."""
    last = date.fromordinal(min(first.toordinal() + days, date.max.toordinal()))
    labels = course([], (first, last), Axis(0.0, 1.0)).days
    places = [label.at for label in labels]
    assert len(labels) <= 7
    assert places == sorted(places)
    assert len({label.label for label in labels}) == len(labels)


@given(st.floats(-1000, 1000), st.floats(0.01, 5000))
def test_an_axis_has_round_values_inside_it(low: float, span: float) -> None:
    """A few, and each stands where it says."""
    axis = Axis(low, low + span)
    ticks = axis.ticks()
    assert 1 <= len(ticks) <= 8
    for tick in ticks:
        assert axis.at(float(tick.label)) == pytest.approx(tick.at, abs=0.2)


@pytest.mark.parametrize(("count", "value"), [(0, 0.0), (1, 1.0), (49, 49.0), (50, 49.0), (51, 50.0), (100, 98.0)])
def test_nearly_all_is_all_of_a_few(count: int, value: float) -> None:
    """At most one in fifty is above it."""
    assert nearly_all([float(each) for each in range(count, 0, -1)]) == value
