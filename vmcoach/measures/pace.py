"""How fast a message is spoken.

Conventions: a word is a word as spoken ("555-0147" is seven), filled pauses left out, phone numbers in. The speech rate
is words over the spoken span, pauses inside; the articulation rate is words over the time without pauses and filled
pauses (de Jong & Bosker 2013). Without words both are None. A window counts the words whose middle lies in it; the one
over a phone number is slow when the number is said well, about two digits a second (DECtalk's 120 words a minute).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from vmcoach.measures.duration import Duration
from vmcoach.speech import Span
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


def measure_pace(spoken: Sequence[SpokenWord], spans: Sequence[Span], duration: Duration) -> Pace:
    """The pace of a message, whose spoken stretches are known; no matter which fillers a team forgives."""
    words = [word for word in spoken if word.kind == "word"]
    if not words or not spans:
        return Pace(len(words), None, None, ())
    filled = [word for word in spoken if word.kind == "filled_pause"]
    filled_s = sum(span.shared_s(sound.start_s, sound.end_s) for span in spans for sound in filled)  # its end is soft
    articulating_s = duration.speaking_s - filled_s
    return Pace(
        words=len(words),
        words_per_second=len(words) / duration.spoken_span_s,
        articulation_words_per_second=len(words) / articulating_s if articulating_s > 0 else None,
        windows=_windows([(word.start_s + word.end_s) / 2 for word in words], spans[0].start_s, spans[-1].end_s),
    )


def _windows(middles_s: Sequence[float], start_s: float, end_s: float) -> tuple[PaceWindow, ...]:
    """Windows from the start of the speech, the last one ending with it; one shorter window for a short message."""
    steps = max(0, round((end_s - start_s - WINDOW_S) / STEP_S))
    hop_s = (end_s - start_s - WINDOW_S) / max(1, steps)
    inside_s = [min(max(middle_s, start_s), end_s) for middle_s in middles_s]
    windows = []
    for first_s, last in ((start_s + step * hop_s, step == steps) for step in range(steps + 1)):
        last_s = end_s if last else first_s + WINDOW_S
        words = sum(first_s <= middle_s < last_s or (last and middle_s == end_s) for middle_s in inside_s)
        windows.append(PaceWindow(first_s, last_s, words / (last_s - first_s)))
    return tuple(windows)
