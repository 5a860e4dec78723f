"""One row of digits: which of them make a number that can be dialled, and how easily they are read so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from vmcoach.measures.digit_rows import Border, Token, readings_of
from vmcoach.spoken.dialling import dialled
from vmcoach.spoken.dictation import Chunk, digits_of

LONGEST_SAID = 32
"""Digits, of two international numbers."""
WITH_AREA_CODE = 10
LAST_GROUPS = (7, 4)
"""Digits from where a group ends to the end of a number of the United States."""
_DOMESTIC = re.compile(r"1?[2-9]\d{9}|[2-9]\d{6}")
CLOCK_TIMES = re.compile(r"[2-9](?:00|15|30|45)1[0-2](?:00|15|30|45)")


@dataclass(frozen=True, slots=True)
class Saying:
    """One time a number was said: digits as dialled, indices of its tokens, and whether it can be dialled at all."""

    digits: str
    first: int
    last: int
    is_number: bool


class Row:
    """Indices of tokens that are digits one after another.

    `announced` says whether words around them speak of a phone number, `counts` whether the last counts something.
    """

    def __init__(self, tokens: Sequence[Token], row: Sequence[int], announced: bool, counts: bool) -> None:
        self.readings = readings_of(tokens, row)
        self.first, self.last = min(row), max(row)
        self._row, self._announced, self._counts = row, announced, counts
        self._borders = [tokens[at].border for at in row]
        self._parted = {
            place
            for place, (before, at) in enumerate(pairwise(row), 1)
            if at != before + 1 or tokens[at].is_after_pause or tokens[at].border >= Border.COMMA
        }
        self._has_gaps = max(self._borders[1:], default=Border.WITHIN_WORD) > Border.WITHIN_WORD

    def dialled(self, digits: str) -> str | None:
        """What to dial for digits of this row, or None where they are no number."""
        return dialled(digits, self._announced)

    def saying(self, chunks: Sequence[Chunk], is_number: bool = True) -> Saying:
        """The saying that some chunks of this row are."""
        places = [self._row[at] for chunk in chunks for at in (chunk.first, chunk.last)]
        said = digits_of(chunks)
        return Saying(self.dialled(said) or said, min(places), max(places), is_number)

    def is_number(self, chunks: Sequence[Chunk]) -> bool:
        """Whether chunks make a number that can be dialled."""
        # "two thousand five hundred" is an amount: thousands, and hundreds above nine, only end a number.
        is_amount = any(len(chunk.digits) > 3 and chunk.last > chunk.first for chunk in chunks[:-1])
        if is_amount or self._are_clock_times(chunks) or self._divides_word(chunks) or self._holds_count(chunks):
            return False
        said = digits_of(chunks)
        # "0119. 617-555-0119" would be a number in Lebanon: nobody stops for breath inside a call abroad.
        is_broken = self._widest(chunks) == Border.SENTENCE and said.startswith(("00", "011"))
        if is_broken or not self.dialled(said):
            return False
        is_likely = self._announced or self._widest(chunks) == Border.WITHIN_WORD or _has_area_code(chunks)
        return is_likely and not self._begins_apart(chunks)

    def strain(self, saying: Saying, chunks: Sequence[Chunk]) -> int:
        """How often a saying joins words across a pause or a dash, or parts a ten and a unit inside a group.

        "seven twenty six thirty five ..." is 720 635, and hardly 726 305.
        """
        said = [chunk for chunk in chunks if saying.first <= self._row[chunk.first] <= saying.last]
        joined = sum(not self._parted.isdisjoint(chunk.inner) for chunk in said)
        return joined + (self._torn(said) if _DOMESTIC.fullmatch(digits_of(said)) else 0)

    def _torn(self, said: Sequence[Chunk]) -> int:
        """How often chunks of a domestic number part a ten from its unit inside a group."""
        torn, left = 0, len(digits_of(said))
        for ten, unit in pairwise(said):
            left -= len(ten.digits)
            in_one_breath = unit.first not in self._parted
            torn += _is_ten(ten) and _is_unit(unit) and in_one_breath and left not in LAST_GROUPS
        return torn

    def stretches(self, chunks: Sequence[Chunk]) -> Iterator[Sequence[Chunk]]:
        """Parts of the row that are evidently parted from the rest of it."""
        for begin in range(len(chunks)):
            ends = accumulate((len(chunk.digits) for chunk in chunks[begin:]), initial=0)
            for end in (begin + length for length, digits in enumerate(ends) if 7 <= digits <= LONGEST_SAID):
                part = chunks[begin:end]
                begins = begin == 0 or part[0].digits == "+" or self._parts(self._before(part[0]), part)
                if begins and (end == len(chunks) or chunks[end].digits == "+" or self._ends(part, chunks[end:])):
                    yield part

    def _begins_apart(self, chunks: Sequence[Chunk]) -> bool:
        """Whether a first digit that a number may lack is parted from the others: "Capital One, 512-555-0147"."""
        rest = chunks[1:]
        return chunks[0].digits in ("0", "1") and self._before(rest[0]) >= max(Border.COMMA, self._widest(rest) + 1)

    def _are_clock_times(self, chunks: Sequence[Chunk]) -> bool:
        """Whether "nine thirty, ten thirty" would be seven digits; not what was written as one or said one by one."""
        apart = self._widest(chunks) > Border.WITHIN_WORD and any(len(chunk.digits) > 1 for chunk in chunks)
        return apart and CLOCK_TIMES.fullmatch(digits_of(chunks)) is not None

    def _divides_word(self, chunks: Sequence[Chunk]) -> bool:
        """Whether chunks begin or end inside something that was written as one, beside other things."""
        edges = (edge for edge in (chunks[0].first, chunks[-1].last + 1) if 0 < edge < len(self._row))
        return self._has_gaps and any(self._borders[edge] == Border.WITHIN_WORD for edge in edges)

    def _holds_count(self, chunks: Sequence[Chunk]) -> bool:
        """Whether the last of the row is among chunks, counts something and is parted from the rest."""
        last = chunks[-1]
        return self._counts and last.last == len(self._row) - 1 and self._before(last) >= Border.COMMA

    def _ends(self, part: Sequence[Chunk], rest: Sequence[Chunk]) -> bool:
        return (self._counts and len(rest) == 1) or self._parts(self._before(rest[0]), part)

    def _parts(self, border: Border, part: Sequence[Chunk]) -> bool:
        """Whether a border at one end of a part is more than what stands inside it."""
        widest = self._widest(part)
        return (
            border > widest
            or border == Border.SENTENCE
            or (border == Border.COMMA and self._is_punctuated_as_number(part))
        )

    def _is_punctuated_as_number(self, chunks: Sequence[Chunk]) -> bool:
        """Whether commas or stops stand between the groups of a number with its area code, and nowhere else."""
        ends = list(accumulate(len(chunk.digits) for chunk in chunks))
        commas = {end for end, chunk in zip(ends, chunks[1:], strict=False) if self._before(chunk) >= Border.COMMA}
        return ends[-1] == WITH_AREA_CODE and commas <= {3, 6, 8}

    def _before(self, chunk: Chunk) -> Border:
        return self._borders[chunk.first]

    def _widest(self, chunks: Sequence[Chunk]) -> Border:
        return max(map(self._before, chunks[1:]), default=Border.WITHIN_WORD)


def _has_area_code(chunks: Sequence[Chunk]) -> bool:
    """Whether ten digits are divided behind the third; true of numbers of other lengths."""
    said = digits_of(chunks)
    prefix = len(said) - WITH_AREA_CODE
    is_domestic = prefix in (0, 1) and said[0] in "123456789"
    return not is_domestic or prefix + 3 in accumulate(len(chunk.digits) for chunk in chunks)


def _is_ten(chunk: Chunk) -> bool:
    return re.fullmatch("[2-9]0", chunk.digits) is not None


def _is_unit(chunk: Chunk) -> bool:
    return re.fullmatch("[1-9]", chunk.digits) is not None
