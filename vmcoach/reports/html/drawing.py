"""Where everything stands in a page's picture of a recording: plain numbers, for a template to draw.

Conventions: places across are percentages of the picture's width, so that it fits any screen without its letters being
stretched; heights of the wave are shares of its loudest peak, those of the pace percentages from the top. Where a
recording is shorter than the limit, the limit still has a place on the picture.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vmcoach.assessment import Assessment
from vmcoach.assessment.wording import seconds
from vmcoach.reports.html.charts import Axis, Pin
from vmcoach.rounding import shown
from vmcoach.rubric import PaceBand
from vmcoach.speech import Span

COLUMNS = 720
"""Peaks across the picture: one for each pixel of its usual width."""
QUIETEST_FULL = 0.05
"""A recording that stays below this peak is drawn as quiet as it is, so that noise is no mountain."""
THINNEST = 0.012
"""Height of silence: a line."""
MOST_TICKS = 7
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time as drawn."""

    left: float
    width: float
    label: str


@dataclass(frozen=True, slots=True)
class Point:
    """The pace of one window, at its middle."""

    at: float
    height: float
    label: str
    is_good: bool


@dataclass(frozen=True, slots=True)
class PaceChart:
    """The pace over time; heights of the bounds of its band as the rubric names them."""

    points: tuple[Point, ...]
    slow_below: float
    good_from: float
    good_to: float
    fast_above: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A recording drawn: outlines are SVG paths over 0 to COLUMNS across and 0 to 200 down, `width` is their share."""

    span_s: float
    width: float
    speech_outline: str
    rest_outline: str
    speech: tuple[Bar, ...]
    pauses: tuple[Bar, ...]
    fillers: tuple[Pin, ...]
    doubtful: tuple[Pin, ...]
    target: Pin
    limit: Pin
    ticks: tuple[Pin, ...]
    pace: PaceChart | None


def draw(assessment: Assessment, samples: NDArray[np.float32]) -> Picture:
    """The picture of a recording with what was found in it."""
    measures, rubric = assessment.measures, assessment.rubric
    total_s = measures.duration.total_s
    axis = Axis(0.0, max(total_s, rubric.limit_s) * 1.002)
    spans = measures.observation.speech.spans
    heights, spoken = relative(peaks(samples, COLUMNS)), covered(spans, total_s, COLUMNS)
    fillers = measures.fillers
    return Picture(
        span_s=axis.high,
        width=axis.at(total_s),
        speech_outline=outline(np.where(spoken, heights, 0.0)),
        rest_outline=outline(np.where(spoken, 0.0, heights)),
        speech=tuple(_bar(span, axis, "speech") for span in spans),
        pauses=tuple(_bar(span, axis, "pause") for span in measures.pauses.items),
        fillers=tuple(_pin((each.start_s + each.end_s) / 2, each.text, axis) for each in fillers.items),
        doubtful=tuple(_pin((each.start_s + each.end_s) / 2, each.text, axis) for each in fillers.doubtful),
        target=_pin(rubric.target_s, f"target {rubric.target_s:g} s", axis),
        limit=_pin(rubric.limit_s, f"limit {rubric.limit_s:g} s", axis),
        ticks=tuple(_pin(time_s, f"{time_s}" if time_s else "0 s", axis) for time_s in tick_times_s(axis.high)),
        pace=_pace_chart(assessment, axis),
    )


def peaks(samples: NDArray[np.float32], columns: int) -> NDArray[np.float64]:
    """The largest absolute sample in each of so many equal stretches; zeros where there are no samples."""
    if not len(samples):
        return np.zeros(columns)
    starts = np.arange(columns) * len(samples) // columns
    return np.maximum.reduceat(np.abs(samples), starts).astype(np.float64)


def relative(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Heights as shares of the highest, silence as a thin line."""
    shares: NDArray[np.float64] = heights / max(float(heights.max(initial=0.0)), QUIETEST_FULL)
    return np.maximum(shares, THINNEST)


def covered(spans: Sequence[Span], total_s: float, columns: int) -> NDArray[np.bool_]:
    """Which of the columns of a recording have their middle inside one of the spans."""
    middles_s = (np.arange(columns) + 0.5) * total_s / columns
    inside = np.zeros(columns, dtype=np.bool_)
    for span in spans:
        inside |= (span.start_s <= middles_s) & (middles_s <= span.end_s)
    return inside


def outline(heights: NDArray[np.float64]) -> str:
    """An SVG path round steps of these heights, mirrored about the middle line; columns of no height are left out."""
    tall = np.rint(heights * 98).astype(int).tolist()
    path, start = [], 0
    while start < len(tall):
        end = start
        while end < len(tall) and heights[end] > 0:
            end += 1
        if end > start:
            upper = "".join(f"V{100 - tall[column]}H{column + 1}" for column in range(start, end))
            lower = "".join(f"V{100 + tall[column]}H{column}" for column in range(end - 1, start - 1, -1))
            path.append(f"M{start} 100{upper}{lower}Z")
        start = max(end, start + 1)
    return "".join(path)


def tick_times_s(span_s: float) -> range:
    """Whole seconds to label, at most MOST_TICKS of them."""
    step = next((step for step in _STEPS_S if span_s / step < MOST_TICKS), math.ceil(span_s / MOST_TICKS))
    return range(0, math.ceil(span_s), step)


def _bar(span: Span, axis: Axis, name: str) -> Bar:
    left = axis.at(span.start_s)
    label = f"{name} of {seconds(span.duration_s)} at {seconds(span.start_s)}"
    return Bar(left, round(axis.at(span.end_s) - left, 2), label)


def _pin(time_s: float, label: str, axis: Axis) -> Pin:
    at = axis.at(time_s)
    return Pin(at, label, "start" if at < 50 else "end")


def _pace_chart(assessment: Assessment, axis: Axis) -> PaceChart | None:
    windows, band = assessment.measures.pace.windows, assessment.rubric.pace
    if not windows:
        return None
    highest = max([band.fast_above * 1.25, *(window.words_per_second * 1.1 for window in windows)])

    def height(words_per_second: float) -> float:
        return round(100 * (1 - words_per_second / highest), 2)

    points = [
        Point(
            at=axis.at((window.start_s + window.end_s) / 2),
            height=height(window.words_per_second),
            label=f"{shown(window.words_per_second)} words/s from {seconds(window.start_s)} to {seconds(window.end_s)}",
            is_good=_is_good(window.words_per_second, band),
        )
        for window in windows
    ]
    bounds = (band.slow_below, band.good_from, band.good_to, band.fast_above)
    return PaceChart(tuple(points), *map(height, bounds))


def _is_good(words_per_second: float, band: PaceBand) -> bool:
    return band.good_from <= round(words_per_second, 2) <= band.good_to
