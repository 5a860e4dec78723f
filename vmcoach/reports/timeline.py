"""The recording drawn as a strip of characters: speech, pauses, fillers, target and limit in their places.

Conventions: one column is `span_s / columns` seconds; a column is speech when at least half of it is. Where the strip
is shorter than the limit, the limit still has a place on it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from vmcoach.assessment import Assessment
from vmcoach.speech import Span

SPEECH, SILENCE, LINE, FILLER, DOUBTFUL = "█", "·", "│", "▼", "▽"
_STEPS_S = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600)
_LABEL_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class _Scale:
    """Seconds to columns."""

    span_s: float
    columns: int

    def column(self, time_s: float) -> int:
        """The column that a time falls into."""
        return min(self.columns - 1, max(0, math.floor(time_s / self.span_s * self.columns)))

    def cell(self, column: int) -> Span:
        """The time that a column stands for."""
        return Span(column * self.span_s / self.columns, (column + 1) * self.span_s / self.columns)


def timeline(assessment: Assessment, columns: int) -> Text:
    """Four rows: labels of target and limit, fillers, speech, seconds. None is wider than `columns`."""
    total_s = assessment.measures.duration.total_s
    rubric = assessment.rubric
    scale = _Scale(max(total_s, rubric.limit_s) * 1.001, columns)
    bounds = {"target": rubric.target_s, "limit": rubric.limit_s}
    ticks = [scale.column(bound_s) for bound_s in bounds.values()]
    labels = _bound_labels(
        [(f"{name} {bound_s:g} s", scale.column(bound_s)) for name, bound_s in bounds.items()], columns
    )
    rows = [labels, _filler_row(assessment, scale, ticks), _speech_row(assessment, scale, ticks), _axis(scale)]
    return Text("\n").join(rows)


def _bound_labels(labels: Sequence[tuple[str, int]], columns: int) -> Text:
    """Each label beside its tick, on whichever side has room; one without room on either side is left out."""
    row = [" "] * columns
    for label, tick in labels:
        for start, text in ((tick - len(label) - 1, f"{label} ┐"), (tick, f"┌ {label}")):
            end = start + len(text)
            if start >= 0 and end <= columns and not "".join(row[max(0, start - 1) : end + 1]).strip():
                row[start:end] = text
                break
        else:
            row[tick] = "╷"
    return Text("".join(row).rstrip(), "dim")


def _filler_row(assessment: Assessment, scale: _Scale, ticks: Sequence[int]) -> Text:
    row = [(" ", "")] * scale.columns
    for tick in ticks:
        row[tick] = (LINE, "dim")
    fillers = assessment.measures.fillers
    for filler in fillers.doubtful:
        row[scale.column(filler.start_s)] = (DOUBTFUL, "yellow")
    for filler in fillers.items:
        row[scale.column(filler.start_s)] = (FILLER, "magenta")
    return Text.assemble(*row)


def _speech_row(assessment: Assessment, scale: _Scale, ticks: Sequence[int]) -> Text:
    spans, total_s = assessment.measures.observation.speech.spans, assessment.measures.duration.total_s
    rubric = assessment.rubric
    row = []
    for column in range(scale.columns):
        cell = scale.cell(column)
        middle_s = (cell.start_s + cell.end_s) / 2
        if sum(span.shared_s(cell.start_s, cell.end_s) for span in spans) >= cell.duration_s / 2:
            row.append((SPEECH, _colour(middle_s, rubric.target_s, rubric.limit_s)))
        elif column in ticks:
            row.append((LINE, "dim"))
        else:
            row.append((SILENCE if cell.start_s < total_s else " ", "dim"))
    return Text.assemble(*row)


def _colour(time_s: float, target_s: float, limit_s: float) -> str:
    return "green" if time_s < target_s else "yellow" if time_s < limit_s else "red"


def _axis(scale: _Scale) -> Text:
    """Seconds under the strip, as many as have room."""
    steps = [step for step in _STEPS_S if step / scale.span_s * scale.columns >= _LABEL_COLUMNS]
    step = steps[0] if steps else math.ceil(scale.span_s)
    row = [" "] * scale.columns
    for time_s in range(0, math.ceil(scale.span_s), step):
        label = f"{time_s}" if time_s else "0 s"
        start = scale.column(time_s)
        if start + len(label) <= scale.columns:
            row[start : start + len(label)] = label
    return Text("".join(row).rstrip(), "dim")
