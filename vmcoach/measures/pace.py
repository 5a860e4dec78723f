"""How fast a message is spoken.

Conventions: a word is a word as spoken ("555-0147" is seven), filled pauses left out, phone numbers in. The speech rate
is words over the spoken span, pauses inside; the articulation rate is words over the time without pauses and filled
pauses (de Jong & Bosker 2013). Without words both are None. A window counts the words whose middle lies in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from vmcoach.measures.duration import Duration
from vmcoach.measures.fillers import Fillers
from vmcoach.spoken import SpokenWord

WINDOW_S, STEP_S = 5.0, 2.5
"""About a sentence: shorter windows swing with single long words."""


@dataclass(frozen=True, slots=True)
class PaceWindow:
    """The pace inside one stretch of the message."""

    start_s: float
    end_s: float
    words_per_second: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast it was spoken. Rates are None where no word was heard."""

    words: int
    words_per_second: float | None
    """Words over the spoken span, pauses inside (speech rate)."""
    articulation_words_per_second: float | None
    """Words over the time without pauses and filled pauses (articulation rate)."""
    windows: tuple[PaceWindow, ...]


def measure_pace(spoken: Sequence[SpokenWord], duration: Duration, fillers: Fillers) -> Pace:
    """The pace of a message."""
    words = [word for word in spoken if word.kind == "word"]
    if not words or duration.speech_start_s is None:
        return Pace(len(words), None, None, ())
    filled_s = sum(filler.end_s - filler.start_s for filler in fillers.items if filler.kind == "filled_pause")
    articulating_s = duration.speaking_s - filled_s
    return Pace(
        words=len(words),
        words_per_second=len(words) / duration.spoken_span_s,
        articulation_words_per_second=len(words) / articulating_s if articulating_s > 0 else None,
        windows=_windows([(word.start_s + word.end_s) / 2 for word in words], duration),
    )


def _windows(middles_s: Sequence[float], duration: Duration) -> tuple[PaceWindow, ...]:
    """Windows from the start of the speech, the last one ending with it; one shorter window for a short message."""
    start_s, end_s = duration.speech_start_s or 0.0, duration.speech_end_s or 0.0
    steps = max(0, round((end_s - start_s - WINDOW_S) / STEP_S))
    starts_s = (
        [start_s + (end_s - start_s - WINDOW_S) * step / steps for step in range(steps + 1)] if steps else [start_s]
    )
    windows = []
    for first_s in starts_s:
        last_s = min(first_s + WINDOW_S, end_s) if steps else end_s
        words = sum(first_s <= middle_s < last_s for middle_s in middles_s)
        windows.append(PaceWindow(first_s, last_s, words / (last_s - first_s)))
    return tuple(windows)
