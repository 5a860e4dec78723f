"""Which written numbers are a phone number, and so said digit by digit.

A number is often several transcript words ("512 - 555 - 0147", "7, 2, 0, uh, 555-0164"), so a run of groups of digits
is looked at as a whole. A year, a price or a range is left alone: a run must have the length and the grouping of a
number.
"""

import itertools
import re
from collections.abc import Container, Iterator, Sequence

from vmcoach.spoken.number_words import DIGIT_OF
from vmcoach.spoken.numbers import Reading, digits
from vmcoach.spoken.units import Unit

Groups = tuple[str, ...]

CUES = {
    "number", "phone", "cell", "mobile", "line", "reach", "call", "dial", "text", "fax", "again", "that", "that's",
    "at",
}  # fmt: skip
CUE_REACH = 6
"""How many words before a number may announce it."""
_NAMED = re.compile(r"\b(?:(?:number|cell|mobile|phone)(?:'s| is)?|(?:me|us) (?:at|on))$")
"""Right before what is a number even if it could be a range."""
LONGEST = 30
"""Things written that are one number at most: fifteen digits, with a filled pause before each."""

_AROUND_THE_CLOCK = "24-7"
_GROUPED = re.compile(r"\+?\(?\d++\)?(?:[-. ]*+(?:u[hm][-. ]+)?\(?\d++\)?)*")
_DECIMAL = re.compile(r"(?!\d{3}\.\d{4}$)\d*\.\d+")
_DATE = re.compile(r"\d{1,2}-\d{1,2}-(?:\d\d|\d{4})|\d{4}-\d\d-\d\d")
_DATE_WITH_YEAR = re.compile(r"\d{1,2}-\d{1,2}-(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d")
"""Of two digits for the year a piece of a dictated number may look so too."""


def _core(unit: Unit) -> str:
    return unit.text.strip(" .,;:!?…\"'-").lower()


def digit_groups(unit: Unit) -> Groups:
    """The groups of digits a unit consists of; none when it holds anything else."""
    core = _core(unit)
    if core in DIGIT_OF:
        return (DIGIT_OF[core],)
    is_other = _DECIMAL.fullmatch(core) or _DATE_WITH_YEAR.fullmatch(core) or core == _AROUND_THE_CLOCK
    return tuple(re.findall(r"\d+", core)) if _GROUPED.fullmatch(core) and not is_other else ()


def _is_announced(units: Sequence[Unit], start: int) -> bool:
    return any(_core(unit) in CUES for unit in units[max(0, start - CUE_REACH) : start])


def _may_be_range(groups: Groups) -> bool:
    """Whether seven digits may as well be a range of round numbers: "850-3000"."""
    is_pair = [len(group) for group in groups] == [3, 4]
    return is_pair and int(groups[0]) < int(groups[1]) and not any(int(group) % 50 for group in groups)


def _named(units: Sequence[Unit], groups: Sequence[Groups]) -> set[Groups]:
    """What is called a number somewhere in the message, in one word or two: it is one wherever it is said again."""
    cores = [_core(unit) for unit in units]
    places = [at for at in range(len(units)) if groups[at] and _NAMED.search(" ".join(cores[max(0, at - 2) : at]))]
    return {_together(groups[at : at + count]) for at in places for count in (1, 2)}


def _together(groups: Sequence[Groups]) -> Groups:
    return tuple(itertools.chain(*groups))


def _is_local(groups: Groups, of_one_word: bool, announced: bool) -> bool:
    """Seven digits that are a number without its area code; two loose groups ("suite 200, 2024") are not enough."""
    if len(groups) == 1:
        return not groups[0].endswith("000")
    parted = len(groups[0]) == 3 or all(len(group) == 1 for group in groups[:3])
    if len(groups) == 2:
        return parted and (announced or of_one_word)
    return parted


def _is_number(groups: Groups, international: bool, of_one_word: bool, announced: bool) -> bool:
    """Whether groups of digits have the length and the grouping of a phone number."""
    number, breaks = "".join(groups), set(itertools.accumulate(map(len, groups)))
    total = len(number)
    if international:
        return total == 11 if number.startswith("1") else 8 <= total <= 15
    if number.startswith("0") and len(groups[0]) > 2:
        return total in (10, 11)
    if total == 11 and number.startswith("1"):
        total, breaks = 10, {after - 1 for after in breaks}
    if total == 10:
        return len(groups) == 1 or (3 in breaks and (6 in breaks or len(groups[-1]) == 7))
    return total == 7 and _is_local(groups, of_one_word, announced)


def _is_dictated(unit: Unit, groups: Groups) -> bool:
    """Part of a number by its look: "5-1-2", "555-01-47", "720-uh-555"."""
    return (len(groups) > 2 and not _DATE.fullmatch(_core(unit))) or (len(groups) > 1 and "u" in _core(unit))


def _numbers_in(
    units: Sequence[Unit], groups: Sequence[Groups], named: Container[Groups], start: int, end: int
) -> Iterator[tuple[int, int]]:
    """The phone numbers in a run of units that hold digits, filled pauses or signs alone, as (first, last + 1)."""
    announced = _is_announced(units, start)
    begin, found = start, False
    while begin < end:
        international = units[begin].text.startswith("+")
        fits = [
            last + 1
            for last in range(begin, min(end, begin + LONGEST))
            if groups[begin]
            and groups[last]
            and _is_number(said := _together(groups[begin : last + 1]), international, last == begin, announced)
            and (said in named or not _may_be_range(said))
        ]
        if fits:
            yield begin, fits[-1]
            found = True
        elif _is_dictated(units[begin], groups[begin]):
            yield begin, begin + 1
        begin = fits[-1] if fits else begin + 1
    if announced and not found and 8 <= sum(map(len, itertools.chain(*groups[start:end]))) <= 12:
        yield start, end  # a number with a digit lost or doubled


def _reading(part: str, before: int) -> Reading:
    """Groups of digits one by one, a leading 800 as "eight hundred"; `before` counts the number's digits so far."""
    words: list[str] = []
    for group in re.findall(r"\+|\d+|u[hm]", part.lower()):
        if not group.isdigit():
            words.append("plus" if group == "+" else group)
        else:
            words += ("eight", "hundred") if group == "800" and before <= 1 else digits(group)
            before += len(group)
    return tuple(words)


def phone_readings(units: Sequence[Unit]) -> dict[int, tuple[Reading, ...]]:
    """For each unit that is part of a phone number written in digits, what is said for each of its transcript words."""
    readings: dict[int, tuple[Reading, ...]] = {}
    groups = [digit_groups(unit) for unit in units]
    named = _named(units, groups)
    in_run = [unit.filled_pause or not unit.core or bool(found) for unit, found in zip(units, groups, strict=True)]
    for is_run, run in itertools.groupby(range(len(units)), key=in_run.__getitem__):
        indices = list(run)
        for begin, end in _numbers_in(units, groups, named, indices[0], indices[-1] + 1) if is_run else ():
            before = 0
            for index in range(begin, end):
                if re.search(r"\d", units[index].text):
                    parts = units[index].parts
                    counts = itertools.accumulate((len(re.findall(r"\d", part)) for part in parts), initial=before)
                    readings[index] = tuple(map(_reading, parts, counts))
                before += sum(map(len, groups[index]))
    return readings
