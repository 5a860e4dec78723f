"""Number words read as digits, in every way they can be meant.

"seven twenty five five" is 7 20 5 5 or 7 25 5: which, only the length of the whole number can tell, so all readings are
given, each as a tuple of chunks that can be told apart. Digits among the words ("512", "+44") stand for themselves.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vmcoach.spoken.number_words import DIGIT_OF, TEENS, TENS

REPEATS = {"double": 2, "triple": 3, "treble": 3}
ROUND = {"hundred": "00", "thousand": "000"}
DICTATED_WORDS = {*DIGIT_OF, *TEENS, *TENS, *REPEATS, *ROUND, "plus"}
"""What a number that is dictated may be made of."""

LONGEST_RUN = 60
"""Words; three sayings of an international number one after another are shorter."""
MOST_READINGS = 256


@dataclass(frozen=True, slots=True)
class Chunk:
    """Digits said in one breath, such as "twenty five" or "double five", and the places of its words; "+" for plus."""

    digits: str
    first: int
    last: int

    @property
    def inner(self) -> range:
        """The places of its words but the first."""
        return range(self.first + 1, self.last + 1)


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
        if following and DIGIT_OF.get(following[0], "0") != "0":
            yield TENS[word[0]] + DIGIT_OF[following[0]], 2
        yield TENS[word[0]] + "0", 1


def _readings_at(words: Sequence[str], at: int) -> Iterator[tuple[str, int]]:
    """Each way to read the words at a place as a chunk: its digits and how many words it takes."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if word == "plus":
        yield "+", 1
    elif is_written(word):
        yield word, 1
    elif word in REPEATS and following in DIGIT_OF:
        yield DIGIT_OF[following] * REPEATS[word], 2
    elif word in DIGIT_OF and following in ROUND:
        yield DIGIT_OF[word] + ROUND[following], 2
        if following == "hundred":
            yield from ((DIGIT_OF[word] + tail, 2 + taken) for tail, taken in _below_hundred(words, at + 2))
            yield from (
                (f"{DIGIT_OF[word]}0{DIGIT_OF[unit]}", 3) for unit in words[at + 2 : at + 3] if unit in DIGIT_OF
            )
    elif word in DIGIT_OF:
        yield DIGIT_OF[word], 1
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
