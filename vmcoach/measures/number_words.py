"""Number words read as digits, in every way they can be meant.

"seven twenty five five" is 7 20 5 5 or 7 25 5: which, only the length of the whole number can tell, so all readings are
given, each as a tuple of chunks that can be told apart. Digits among the words ("512", "+44") stand for themselves.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

UNITS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
TEENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8",
    "ninety": "9",
}  # fmt: skip
REPEATS = {"double": 2, "triple": 3, "treble": 3}
ROUND = {"hundred": "00", "thousand": "000"}
NUMBER_WORDS = {*UNITS, *TEENS, *TENS, *REPEATS, *ROUND, "plus"}

LONGEST_RUN = 60
"""Words; three sayings of an international number one after another are shorter."""
MOST_READINGS = 256


@dataclass(frozen=True, slots=True)
class Chunk:
    """Digits said in one breath, such as "twenty five" or "double five", and the places of its words; "+" for plus."""

    digits: str
    first: int
    last: int


def digits_of(chunks: Sequence[Chunk]) -> str:
    """The digits of chunks one after another."""
    return "".join(chunk.digits for chunk in chunks)


def is_written(word: str) -> bool:
    """Whether a word is digits, with a plus or without."""
    return word.removeprefix("+").isdecimal()


def _below_hundred(words: Sequence[str], at: int) -> Iterator[tuple[str, int]]:
    """Two digits said at a place, and the words they take."""
    word, following = words[at : at + 1], words[at + 1 : at + 2]
    if word and word[0] in TEENS:
        yield TEENS[word[0]], 1
    elif word and word[0] in TENS:
        if following and UNITS.get(following[0], "0") != "0":
            yield TENS[word[0]] + UNITS[following[0]], 2
        yield TENS[word[0]] + "0", 1


def _readings_at(words: Sequence[str], at: int) -> Iterator[tuple[str, int]]:
    """Each way to read the words at a place as a chunk: its digits and how many words it takes."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if word == "plus":
        yield "+", 1
    elif is_written(word):
        yield word, 1
    elif word in REPEATS and following in UNITS:
        yield UNITS[following] * REPEATS[word], 2
    elif word in UNITS and following in ROUND:
        yield UNITS[word] + ROUND[following], 2
        if following == "hundred":
            yield from ((UNITS[word] + tail, 2 + taken) for tail, taken in _below_hundred(words, at + 2))
            yield from ((f"{UNITS[word]}0{UNITS[unit]}", 3) for unit in words[at + 2 : at + 3] if unit in UNITS)
    elif word in UNITS:
        yield UNITS[word], 1
    for pair, taken in _below_hundred(words, at):
        if "".join(words[at + taken : at + taken + 1]) == "hundred":
            yield f"{pair}00", taken + 1
        else:
            yield pair, taken


def _every_reading(steps: Sequence[Sequence[tuple[str, int]]], at: int = 0) -> Iterator[tuple[Chunk, ...]]:
    if at == len(steps):
        yield ()
        return
    for digits, taken in steps[at]:
        chunk = Chunk(digits, at, at + taken - 1)
        yield from ((chunk, *rest) for rest in _every_reading(steps, at + taken))


def digit_readings(words: Sequence[str]) -> list[tuple[Chunk, ...]]:
    """All readings of number words as digits; none when they are no digits ("fifty thousand") or too many."""
    if len(words) > LONGEST_RUN:
        return []
    steps: list[list[tuple[str, int]]] = [[] for _ in words]
    leads_to_end = [False] * len(words) + [True]
    for at in reversed(range(len(words))):  # from the end, so that no reading is begun that cannot be finished
        steps[at] = [(digits, taken) for digits, taken in _readings_at(words, at) if leads_to_end[at + taken]]
        leads_to_end[at] = bool(steps[at])
    return list(itertools.islice(_every_reading(steps), MOST_READINGS))
