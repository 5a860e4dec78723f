"""Figures are the plain row's: Whisper was taught numbers as numerals, and loses digits where it is made to spell them.

"555-0116" read by a row that may write no numeral comes out as "five five zero one one six" now and then, and "212" as
"to one two"; the row that writes numerals then has the number right. It loses a digit too, more often the smaller the
model ("813-55-0136"): where the digits are no phone number and those that won by vote are more, these stay.
"""

from collections.abc import Sequence
from itertools import groupby

from vmcoach.engines.voting import Reading, matches
from vmcoach.spoken.number_words import DIGIT_OF

LEAST_FIGURES = 4
"""Spoken words of a number that is taken over whole; shorter ones ("90 days") are heard well by all rows."""
MOST_CHANGED = 4
"""By so many words a number may grow or shrink; more would swallow other words."""
PHONE_NUMBERS = (7, 10, 11)
"""How many digits a number of the United States has: without its area code, with it, and with a leading one."""


def with_figures(words: Sequence[str], plain: Reading) -> list[str]:
    """The words that won, with every longer number as the plain row has it."""
    said = list(words)
    for first, end in _runs(plain):
        places = matches(said, plain)
        before = max((at for at, place in enumerate(places) if place is not None and place < first), default=-1)
        after = min((at for at, place in enumerate(places) if place is not None and place >= end), default=len(said))
        won, written = said[before + 1 : after], plain.spoken[first:end]
        if abs(len(won) - len(written)) <= MOST_CHANGED and not _has_lost_digits(written, won):
            said[before + 1 : after] = written
    return said


def _has_lost_digits(written: Sequence[str], won: Sequence[str]) -> bool:
    is_dictated = all(word in DIGIT_OF for word in (*written, *won))
    return is_dictated and min(PHONE_NUMBERS) <= len(written) < len(won) and len(written) not in PHONE_NUMBERS


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
