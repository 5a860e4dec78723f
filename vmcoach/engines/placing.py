"""Where words lie in the recording: attention says about when, the speech map says exactly.

Whisper's words touch each other, so a word beside a pause reaches into it, and a word it invented lies in silence. A
word goes to the stretch of speech that it shares most with; the first and the last word of a stretch begin and end with
it where attention says nearly so. A word that is far from all speech was not said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from vmcoach.engines.voting import FilledPause
from vmcoach.engines.windows import Window
from vmcoach.speech import Recording, Span
from vmcoach.transcript import Word

SLACK_S = 0.3
"""How far from any speech a word may lie: attention errs by 50-150 ms, and more beside a pause."""
EDGE_S, FILLED_PAUSE_EDGE_S = 0.15, 0.5
"""How much of a stretch of speech its first or last word may miss: as much as attention errs; half a second for a
filled pause, which is drawn out and attended to in the middle."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A word with the time that attention gives it."""

    text: str
    start_s: float
    end_s: float
    probability: float
    filled_pause: FilledPause | None
    spoken: int = 1
    """Of how many spoken words it is made: "555-0147" is seven, and may have pauses inside."""


@dataclass(frozen=True, slots=True)
class _Place:
    """The stretches of speech in which a word begins and ends."""

    first: Span
    last: Span


def placed(heard: Sequence[Heard], recording: Recording, window: Window) -> list[Word]:
    """The words of a window in the recording's speech, in order and not overlapping."""
    spans = [span for span in recording.speech.spans if span.end_s > window.start_s and span.start_s < window.end_s]
    said = [(each, place) for each in heard if (place := _place(each, spans))]
    words: list[Word] = []
    earliest_s = window.start_s
    for at, (each, place) in enumerate(said):
        start_s, end_s = _clipped_s(each.start_s, place.first), _clipped_s(each.end_s, place.last)
        edge_s = FILLED_PAUSE_EDGE_S if each.filled_pause else EDGE_S
        if (at == 0 or said[at - 1][1].last != place.first) and start_s - place.first.start_s <= edge_s:
            start_s = place.first.start_s
        if (at + 1 == len(said) or said[at + 1][1].first != place.last) and place.last.end_s - end_s <= edge_s:
            end_s = place.last.end_s
        start_s = max(earliest_s, start_s)
        earliest_s = max(start_s, end_s)
        words.append(_word(each, start_s, earliest_s))
    return words


def _place(each: Heard, spans: Sequence[Span]) -> _Place | None:
    """The stretch that a word shares most with, all that a word of several shares enough with; None if all are far."""

    def shared_s(span: Span) -> float:
        return min(each.end_s, span.end_s) - max(each.start_s, span.start_s)

    best = max(spans, key=shared_s, default=None)
    if best is None or shared_s(best) < -SLACK_S:
        return None
    several = [span for span in spans if shared_s(span) > EDGE_S] if each.spoken > 1 else []
    return _Place(several[0], several[-1]) if several else _Place(best, best)


def _clipped_s(time_s: float, span: Span) -> float:
    return min(max(time_s, span.start_s), span.end_s)


def _word(each: Heard, start_s: float, end_s: float) -> Word:
    start_s, end_s = round(start_s, 3), round(end_s, 3)
    pause = each.filled_pause
    if pause is None:
        return Word(each.text, start_s, end_s, "word", round(each.probability, 4))
    evidence = f"{pause.rows} of {pause.of_rows} rows wrote it"
    return Word(each.text, start_s, end_s, "filled_pause", round(pause.probability, 4), evidence)
