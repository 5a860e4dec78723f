"""How the words that won are written: as the best-spelt row has them, with what was said between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vmcoach.engines.voting import FilledPause, Reading, matches, probability


@dataclass(frozen=True, slots=True)
class Voted:
    """A word that won, with how it is written and what is forced to find its time."""

    text: str
    forced: tuple[str, ...]
    probability: float
    filled_pause: FilledPause | None = None


def spelt(
    words: Sequence[str], readings: Sequence[Reading], pauses: dict[int, FilledPause], vowels: dict[int, str]
) -> Iterator[Voted]:
    """The words that won as the best-spelt row wrote them, filled pauses or words that sound like one in their gaps.

    A written word that stands for several spoken ones ("555-0147") is kept where all of them won and no filled pause
    lies inside it; else the spoken words stand for themselves.
    """
    places = [matches(words, reading) for reading in readings]
    at = 0
    while at < len(words):
        yield from _between(pauses.get(at), vowels.get(at))
        text, length = words[at], 1
        for reading, place in zip(readings, places, strict=True):
            if (count := _whole(reading, place, at)) and not any(gap in pauses for gap in range(at + 1, at + count)):
                text, length = reading.written[reading.origins[place[at] or 0]], count
                break
        yield Voted(text, tuple(words[at : at + length]), probability(range(at, at + length), readings, places))
        at += length
    yield from _between(pauses.get(len(words)), vowels.get(len(words)))


def _between(pause: FilledPause | None, vowel: str | None) -> Iterator[Voted]:
    if pause and vowel and len(pause.texts) == 1:
        yield Voted(vowel, (vowel.lower(),), 1 - pause.probability)
    elif pause:
        yield from (Voted(text, (text,), pause.probability, pause) for text in pause.texts)


def _whole(reading: Reading, place: Sequence[int | None], at: int) -> int:
    """How many spoken words the written word at a place stands for, if all of them won and none of them before it."""
    first = place[at]
    if first is None:
        return 0
    origin = reading.origins[first]
    if first and reading.origins[first - 1] == origin:
        return 0
    count = reading.origins.count(origin)
    return count if list(place[at : at + count]) == list(range(first, first + count)) else 0
