"""What rows of digits say: one number or several, damaged ones, corrected ones, and what stands beside a number.

A row is read in every way its words allow, and the first kind of reading that fits counts: numbers and nothing else; a
number with a false start or its last digits again; numbers beside something that punctuation or the way they are
written parts from them; a number and the same damaged; a damaged number.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import itemgetter

from vmcoach.measures.digit_rows import Border, Token, readings_of
from vmcoach.spoken.dialling import dialled, difference, is_in_use, is_same
from vmcoach.spoken.dictation import Chunk, digits_of

MOST_WRONG_DIGITS = 2
"""Lost, doubled or changed digits up to which two sayings are taken to be of one number."""
LONGEST_FALSE_START = 7
LONGEST_BESIDE, LONGEST_BESIDE_SHORT = 6, 2
"""Digits beside a number; beside one of seven, three may be its area code."""
LONGEST_SAID = 32
"""Digits, of two international numbers."""
SHORTEST_CORRECTION = 3
"""Digits: "sorry, two more things"."""
WITH_AREA_CODE = 10
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
        ends = {chunks[0].first, chunks[-1].last + 1} & set(range(1, len(self._row)))
        return self._has_gaps and any(self._borders[end] == Border.WITHIN_WORD for end in ends)

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


def _cover(row: Row, chunks: Sequence[Chunk]) -> list[Saying] | None:
    """The numbers that chunks consist of without rest."""
    for end in range(len(chunks), 0, -1):
        if row.is_number(chunks[:end]):
            rest = _cover(row, chunks[end:]) if end < len(chunks) else []
            if rest is not None:
                return [row.saying(chunks[:end]), *rest]
    return None


def _exact(row: Row, chunks: Sequence[Chunk]) -> list[Saying] | None:
    """One or more numbers and nothing else."""
    sayings = _cover(row, chunks) or []
    return sayings if _are_of_one_length(sayings) else None


def _are_of_one_length(sayings: Sequence[Saying]) -> bool:
    """Whether seven digits beside another number are its own."""
    whole = max((saying.digits for saying in sayings), key=len, default="")
    return all(len(saying.digits) > 7 or whole.endswith(saying.digits) for saying in sayings)


def _with_rest(row: Row, chunks: Sequence[Chunk]) -> list[Saying] | None:
    """A number after a false start of it, or before its last digits again."""
    for at in range(1, len(chunks)):
        head, tail = chunks[:at], chunks[at:]
        false_start = len(digits_of(head)) <= LONGEST_FALSE_START and digits_of(tail).startswith(digits_of(head))
        if row.is_number(tail) and false_start:
            return [row.saying(tail)]
        if row.is_number(head) and len(digits_of(tail)) > 1 and digits_of(head).endswith(digits_of(tail)):
            return [row.saying(head)]
    return None


def _beside_others(row: Row, chunks: Sequence[Chunk]) -> list[Saying] | None:
    """Numbers with something short beside them, parted from it: "at 10? 512-555-0147"."""
    taken: set[Chunk] = set()
    found: list[Saying] = []
    for part in sorted(row.stretches(chunks), key=lambda part: -len(digits_of(part))):
        sayings = _exact(row, part) if taken.isdisjoint(part) else None
        if sayings:
            taken.update(part)
            found += sayings
    is_complete = all(len(saying.digits) >= WITH_AREA_CODE for saying in found)
    rests = [list(rest) for is_rest, rest in groupby(chunks, lambda chunk: chunk not in taken) if is_rest]
    longest = max((len(digits_of(rest)) for rest in rests), default=0)
    fits = longest <= (LONGEST_BESIDE if is_complete else LONGEST_BESIDE_SHORT) and _are_of_one_length(found)
    return sorted(found, key=lambda saying: saying.first) if fits else None


def _beside_damaged(row: Row, chunks: Sequence[Chunk]) -> list[Saying] | None:
    """A number and the same again with a digit lost or doubled, divided where the two are most alike."""
    found: list[tuple[int, bool, list[Saying]]] = []
    for at in range(1, len(chunks)):
        halves = chunks[:at], chunks[at:]
        wrong = difference(*map(digits_of, halves))
        if wrong <= MOST_WRONG_DIGITS and any(map(row.is_number, halves)):
            sayings = [row.saying(half, row.is_number(half)) for half in halves]
            in_use = any(saying.is_number and is_in_use(saying.digits) for saying in sayings)
            found.append((wrong, not in_use, sayings))
    return min(found, key=itemgetter(0, 1))[2] if found else None


def _damaged(row: Row, chunks: Sequence[Chunk]) -> list[Saying] | None:
    return [row.saying(chunks, is_number=False)] if 8 <= len(digits_of(chunks)) <= 13 else None


def _sayings_in(row: Row) -> list[Saying]:
    """What a row says, in the reading that leaves least unexplained; among equals, numbers that are in use go first."""
    for look in (_exact, _with_rest, _beside_others, _beside_damaged, _damaged):
        found = [(chunks, sayings) for chunks in row.readings if (sayings := look(row, chunks))]
        if found:
            return min(found, key=lambda each: _unlikely(*each))[1]
    return []


def _unlikely(chunks: Sequence[Chunk], sayings: Sequence[Saying]) -> tuple[int, bool]:
    """How many digits of a reading are in no saying, and whether a saying is of no range in use."""
    unexplained = len(digits_of(chunks)) - sum(len(saying.digits) for saying in sayings)
    return unexplained, not all(is_in_use(saying.digits) for saying in sayings)


def _corrected(row: Row, sayings: Sequence[Saying], correction: Row) -> Saying | None:
    """The number whose last digits a correction says anew: of one that was complete, or of one begun."""
    complete = sayings[-1] if sayings and sayings[-1].is_number and sayings[-1].last == row.last else None
    begun = [complete.digits] if complete else [digits_of(chunks) for chunks in row.readings]
    for said, anew in ((said, digits_of(chunks)) for said in begun for chunks in correction.readings):
        wrong = len(anew) if complete else len(said) + len(anew) - WITH_AREA_CODE
        number = correction.dialled(said[:-wrong] + anew) or row.dialled(said[:-wrong] + anew) if wrong > 0 else None
        if number and SHORTEST_CORRECTION <= len(anew) < WITH_AREA_CODE and wrong <= min(len(said), len(anew)):
            return Saying(number, complete.first if complete else row.first, correction.last, True)
    return None


def _takes_back(sayings: Sequence[Saying], earlier: Saying) -> bool:
    return bool(sayings) and sayings[0].is_number and not is_same(sayings[0].digits, earlier.digits)


def sayings_of(rows: Sequence[Row], corrects: Sequence[bool]) -> list[Saying]:
    """All sayings of rows in order; `corrects` tells of each row whether it corrects the one before."""
    found: list[Saying] = []
    earlier: list[Saying] = []
    for at, (row, is_correction) in enumerate(zip(rows, corrects, strict=True)):
        sayings = _sayings_in(row)
        if is_correction:
            anew = _corrected(rows[at - 1], earlier, row)
            if anew:
                sayings, found = [anew], [saying for saying in found if saying.last < anew.first]
            elif earlier and _takes_back(sayings, earlier[-1]):
                found.pop()
        found += sayings
        earlier = sayings
    return found
