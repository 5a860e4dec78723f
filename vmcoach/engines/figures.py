"""Long numbers: as the rows that write words heard them, or as the plain row wrote them.

Whisper was taught numbers as numerals, and where it is made to spell them it loses digits: "555-0116" comes out as
"five five zero one one six" now and then. But in numerals it makes up what was not said: "646-256-2836" for "double
eight three six", "503-461-329" for "thirty two ninety nine", "plus 444-207-946-0155" for twelve digits. So words that
won by vote stand where they can be dialled, unless the plain row has a likelier number; else its figures do. Where
neither can be dialled, those of a single row that can be stand: digits get lost in a row ("nine three three three
three"), and hardly ever come in.

Of 360 messages made to try this, with numbers of every kind in four voices, a third as by telephone, the plain row
had 294 phone numbers right and 333 are so (tiny.en: of 26 in planted voicemails 13, and 25).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from vmcoach.engines.voting import Reading, matches
from vmcoach.spoken.dialling import dialled, is_in_use
from vmcoach.spoken.dictation import DICTATED_WORDS, digit_readings, digits_of
from vmcoach.spoken.number_words import DIGIT_OF, SOUNDS_LIKE

LEAST_FIGURES = 4
"""Spoken words of a number that is taken over whole; shorter ones ("90 days") are heard well by all rows."""
MOST_CHANGED = 4
"""By so many words a number may grow or shrink; more would swallow other words."""
LEAST_DIGITS = 7
"""Of a number in which one may have been lost."""


@dataclass(frozen=True, slots=True)
class _Number:
    """Words from a place on that can be dialled, digits in place of words that sound like them."""

    digits: str
    first: int
    words: tuple[str, ...]


def with_figures(words: Sequence[str], plain: Reading, spelt: Sequence[Reading] = ()) -> list[str]:
    """The words that won, with every longer number as the row has it that heard it whole; `spelt` has it in words."""
    said = list(words)
    for first, end in _runs(plain):
        places = matches(said, plain)
        before = max((at for at, place in enumerate(places) if place is not None and place < first), default=-1)
        after = min((at for at, place in enumerate(places) if place is not None and place >= end), default=len(said))
        if abs(after - before - 1 - (end - first)) > MOST_CHANGED:
            continue
        won, written = _number(said, before + 1, after), _number(plain.spoken, first, end)
        if not (won or written) and (whole := _whole(said, before, after, spelt)):
            said[before + 1 : after] = whole
            continue
        if won and not (written and _likelihood(written) > _likelihood(won)):
            said[won.first : won.first + len(won.words)] = won.words
        elif written or not _has_lost_digits(plain.spoken[first:end], said[before + 1 : after]):
            said[before + 1 : after] = plain.spoken[first:end]
    return said


def _whole(said: Sequence[str], before: int, after: int, rows: Sequence[Reading]) -> tuple[str, ...]:
    """What the first row has between two of the words that won, if it is a number and nothing else; or nothing."""
    for row in rows:
        places = [-1, *matches(said, row), len(row.spoken)]
        start, stop = places[before + 1], places[after + 1]
        if start is not None and stop is not None:
            between = row.spoken[start + 1 : stop]
            if (number := _number(between, 0, len(between))) and number.words == between:
                return between
    return ()


def _has_lost_digits(written: Sequence[str], won: Sequence[str]) -> bool:
    return len(won) > len(written) >= LEAST_DIGITS and {*written, *won} <= DIGIT_OF.keys()


def _likelihood(number: _Number) -> tuple[bool, bool, int]:
    """Orders numbers: in use before not, of a usual length before not, then longer ones, since digits get lost."""
    return is_in_use(number.digits), dialled(number.digits, announced=False) is not None, len(number.digits)


def _number(words: Sequence[str], start: int, stop: int) -> _Number | None:
    """The first number that can be dialled of those which some words are part of."""
    for is_dictated, places in groupby(range(len(words)), key=lambda at: _may_be_dictated(words[at])):
        run = [*places]
        if is_dictated and run[0] < stop and run[-1] >= start:
            for first, end in _without_little_words(words, run[0], run[-1] + 1):
                said = tuple(SOUNDS_LIKE.get(word, word) for word in words[first:end])
                for reading in digit_readings(said):
                    if number := dialled(digits_of(reading), announced=True):
                        return _Number(number, first, said)
    return None


def _may_be_dictated(word: str) -> bool:
    return word in DICTATED_WORDS or word in SOUNDS_LIKE


def _without_little_words(words: Sequence[str], first: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of words whole, and without some of the words at its ends that only sound like digits."""
    firsts, ends = [first], [end]
    while firsts[-1] < end and words[firsts[-1]] in SOUNDS_LIKE:
        firsts.append(firsts[-1] + 1)
    while ends[-1] > first and words[ends[-1] - 1] in SOUNDS_LIKE:
        ends.append(ends[-1] - 1)
    yield from ((begin, stop) for begin in firsts for stop in ends if begin < stop)


def _runs(plain: Reading) -> list[tuple[int, int]]:
    """Stretches of spoken words that were written with numerals, in words of the reading."""
    figures = [any(map(str.isdigit, plain.written[origin])) for origin in plain.origins]
    runs, at = [], 0
    for is_figure, group in groupby(figures):
        length = len(list(group))
        if is_figure and length >= LEAST_FIGURES:
            runs.append((at, at + length))
        at += length
    return runs
