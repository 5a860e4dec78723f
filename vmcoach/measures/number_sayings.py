"""What rows of digits say: one number or several, damaged ones, corrected ones, and what stands beside a number.

A row is read in every way its words allow, and the first kind of reading that fits counts: numbers and nothing else; a
number with a false start or its last digits again; numbers beside something that punctuation or the way they are
written parts from them; a number and the same damaged; a damaged number.
"""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from vmcoach.measures.number_rows import WITH_AREA_CODE, Row, Saying
from vmcoach.spoken.dialling import difference, is_in_use, is_same
from vmcoach.spoken.dictation import Chunk, digits_of

MOST_WRONG_DIGITS = 2
"""Lost, doubled or changed digits up to which two sayings are taken to be of one number."""
LONGEST_FALSE_START = 7
LONGEST_BESIDE, LONGEST_BESIDE_SHORT = 6, 2
"""Digits beside a number; beside one of seven, three may be its area code."""
SHORTEST_CORRECTION = 3
"""Digits: "sorry, two more things"."""


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
    """What a row says, in the likeliest reading of the first kind that fits."""
    for look in (_exact, _with_rest, _beside_others, _beside_damaged, _damaged):
        found = [(chunks, sayings) for chunks in row.readings if (sayings := look(row, chunks))]
        if found:
            return min(found, key=lambda each: _unlikely(row, *each))[1]
    return []


def _unlikely(row: Row, chunks: Sequence[Chunk], sayings: Sequence[Saying]) -> tuple[int, int, bool]:
    """How many digits of a reading are in no saying, how strained it is, and whether a saying is of no range in use."""
    unexplained = len(digits_of(chunks)) - sum(len(saying.digits) for saying in sayings)
    strain = sum(row.strain(saying, chunks) for saying in sayings)
    return unexplained, strain, not all(is_in_use(saying.digits) for saying in sayings)


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
