"""Figures are the plain row's: Whisper was taught numbers as numerals, and loses digits where it is made to spell them.

"555-0116" read by a row that may write no numeral comes out as "five five zero one one six" now and then, and "212" as
"to one two"; the row that writes numerals then has the number right. It loses a digit too, more often the smaller the
model ("813-55-0136"): where the digits are no phone number and those that won by vote are one, or more, these stay.
"""

from collections.abc import Sequence
from itertools import groupby

from vmcoach.engines.voting import Reading, matches
from vmcoach.spoken.number_words import DIGIT_OF, SOUNDS_LIKE

LEAST_FIGURES = 4
"""Spoken words of a number that is taken over whole; shorter ones ("90 days") are heard well by all rows."""
MOST_CHANGED = 4
"""By so many words a number may grow or shrink; more would swallow other words."""
PHONE_NUMBERS = (7, 10)
"""How many digits a number of the United States has, without its area code and with it."""


def with_figures(words: Sequence[str], plain: Reading) -> list[str]:
    """The words that won, with every longer number as the plain row has it."""
    said = list(words)
    for first, end in _runs(plain):
        places = matches(said, plain)
        before = max((at for at, place in enumerate(places) if place is not None and place < first), default=-1)
        after = min((at for at, place in enumerate(places) if place is not None and place >= end), default=len(said))
        won, written = [SOUNDS_LIKE.get(word, word) for word in said[before + 1 : after]], plain.spoken[first:end]
        if abs(len(won) - len(written)) <= MOST_CHANGED:
            said[before + 1 : after] = won if _has_lost_digits(written, won) else written
    return said


def _has_lost_digits(written: Sequence[str], won: Sequence[str]) -> bool:
    """Whether digits of the United States, since what begins with a zero is of elsewhere, are better as they won."""
    if len(written) < min(PHONE_NUMBERS) or written[0] == "zero" or not {*written, *won} <= DIGIT_OF.keys():
        return False
    return not _can_be_dialled(written) and (_can_be_dialled(won) or len(won) > len(written))


def _can_be_dialled(digits: Sequence[str]) -> bool:
    """Whether they are as many as a number has; with a leading one, and nothing else begins with it, one more."""
    national = digits[1:] if digits[0] == "one" else digits
    return len(national) in PHONE_NUMBERS and (national is digits or len(national) == max(PHONE_NUMBERS))


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
