"""Where words lie in the recording: attention says about when, the speech map says exactly.

Whisper's words touch each other, so a word beside a pause reaches into it, and a word it invented lies in silence. A
word is moved only inward, to the stretch of speech that it shares most with; a word that is far from all speech was not
said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from vmcoach.engines.voting import FilledPause
from vmcoach.engines.windows import Window
from vmcoach.speech import Recording, Span
from vmcoach.transcript import Word

SLACK_S = 0.3
"""How far from any speech a word may lie: attention errs by 50-150 ms, and more beside a pause."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A word with the time that attention gives it."""

    text: str
    start_s: float
    end_s: float
    probability: float
    filled_pause: FilledPause | None


def placed(heard: Sequence[Heard], recording: Recording, window: Window) -> list[Word]:
    """The words of a window in the recording's speech, in order and not overlapping."""
    spans = [span for span in recording.speech.spans if span.end_s > window.start_s and span.start_s < window.end_s]
    words: list[Word] = []
    earliest_s = window.start_s
    for each in heard:
        inside = _inside(each, spans)
        if inside is None:
            continue
        start_s = max(earliest_s, inside.start_s)
        earliest_s = max(start_s, inside.end_s)
        words.append(_word(each, start_s, earliest_s))
    return words


def _inside(each: Heard, spans: Sequence[Span]) -> Span | None:
    """The part of a word that is speech; the nearest edge of speech where it just misses; None where it is far away."""
    shared = [Span(max(each.start_s, span.start_s), min(each.end_s, span.end_s)) for span in spans]
    best = max(shared, key=lambda span: span.duration_s, default=None)
    if best is None or best.duration_s < -SLACK_S:
        return None
    if best.duration_s >= 0:
        return best
    edge_s = best.end_s if best.start_s >= each.end_s else best.start_s
    near = min((edge for span in spans for edge in (span.start_s, span.end_s)), key=lambda edge: abs(edge - edge_s))
    return Span(near, near)


def _word(each: Heard, start_s: float, end_s: float) -> Word:
    start_s, end_s = round(start_s, 3), round(end_s, 3)
    pause = each.filled_pause
    if pause is None:
        return Word(each.text, start_s, end_s, "word", round(each.probability, 4))
    return Word(
        each.text, start_s, end_s, "filled_pause", round(pause.probability, 4), f"{pause.rows} of 4 rows wrote it"
    )
