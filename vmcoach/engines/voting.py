"""One reading of a window from several: what was said by vote, and filled pauses by combined evidence.

Each row is brought to its spoken words (so that "555" and "five five five" are the same) and the rows are laid over
each other as a network of places, as ROVER does (Fiscus 1997). Whether a word was said at a place is put to the vote
first, and then which: rows that each misheard a name otherwise agree that it was a word. A filled pause is never voted
on as a word: at each gap between the words that won, every disfluent row says how probable a filled pause was for it
there, whether it wrote one or not, and the mean of the logarithms decides.

Conventions: a gap g lies before word g; W words have W + 1 gaps. Evidence is a natural log-probability. Votes and costs
are whole numbers, so that equal paths are equal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

LEAST_EVIDENCE = -8.0
"""A row's evidence counts no less than this: beyond it a probability only says no."""

VOTE = 100
FIRST_VOTE = VOTE + 1
"""The first reading's vote, which decides where the others are even."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One row of a window, as spoken words."""

    spoken: tuple[str, ...]
    """Spoken words, filled pauses left out."""
    origins: tuple[int, ...]
    """For each spoken word, which written word it is part of."""
    written: tuple[str, ...]
    """Words as the row wrote them."""
    evidence: tuple[float, ...]
    """For each gap how probable a filled pause was."""
    filled_pauses: tuple[tuple[str, ...], ...]
    """For each gap the filled pauses that the row wrote."""
    probabilities: tuple[float, ...]
    """For each spoken word, how probable the row held what it wrote for it: the geometric mean over its tokens."""


@dataclass(frozen=True, slots=True)
class FilledPause:
    """A filled pause that may have been said in a gap."""

    gap: int
    texts: tuple[str, ...]
    probability: float
    rows: int
    """In how many disfluent rows it was written ..."""
    of_rows: int
    """... and how many there were."""


Place = dict[str, int]
"""Votes for each word at one place of the network; the word "" stands for none."""


def voted_words(readings: Sequence[Reading]) -> list[str]:
    """A word where most readings have one, and of those the most frequent; where they are even, the first reading's."""
    network: list[Place] = [{word: FIRST_VOTE} for word in readings[0].spoken]
    votes = FIRST_VOTE
    for reading in readings[1:]:
        network = _joined(network, votes, reading.spoken)
        votes += VOTE
    said = (place for place in network if place.get("", 0) * 2 < votes)
    return [max(filter(None, place), key=lambda word: place[word]) for place in said]


def _joined(network: Sequence[Place], votes: int, words: Sequence[str]) -> list[Place]:
    """The network, of so many votes a place, with one more reading laid over it."""
    joined: list[Place] = []
    for at, word in _path(network, votes, words):
        place = {"": votes} if at is None else dict(network[at])
        said = "" if word is None else words[word]
        place[said] = place.get(said, 0) + VOTE
        joined.append(place)
    return joined


def _path(network: Sequence[Place], votes: int, words: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Pairs of a place and a word, by index, on the cheapest path.

    A pair costs the votes against the word, a place skipped the votes against none, a word added all votes.
    """
    pairs, skips = _pair_costs(network, votes, words), [votes - place.get("", 0) for place in network]
    adding = votes * np.arange(len(words) + 1)
    costs = np.zeros((len(network) + 1, len(words) + 1), int)
    costs[0] = adding
    for at, skip in enumerate(skips):
        reached = costs[at] + skip
        reached[1:] = np.minimum(reached[1:], costs[at, :-1] + pairs[at])
        costs[at + 1] = np.minimum.accumulate(reached - adding) + adding
    path: list[tuple[int | None, int | None]] = []
    place, word = len(network), len(words)
    while place or word:
        if place and word and costs[place, word] == costs[place - 1, word - 1] + pairs[place - 1, word - 1]:
            place, word = place - 1, word - 1
            path.append((place, word))
        elif place and costs[place, word] == costs[place - 1, word] + skips[place - 1]:
            place -= 1
            path.append((place, None))
        else:
            word -= 1
            path.append((None, word))
    return path[::-1]


def _pair_costs(network: Sequence[Place], votes: int, words: Sequence[str]) -> NDArray[np.int_]:
    columns: dict[str, list[int]] = {}
    for column, word in enumerate(words):
        columns.setdefault(word, []).append(column)
    costs = np.full((len(network), len(words)), votes)
    for row, place in enumerate(network):
        for word, won in place.items():
            costs[row, columns.get(word, [])] -= won
    return costs


def matches(words: Sequence[str], reading: Reading) -> list[int | None]:
    """For each word that won, its place in a reading, if the reading has it."""
    return [
        None if said is None or reading.spoken[said] != words[word] else said
        for word, said in _laid_over(words, reading)
        if word is not None
    ]


def added(words: Sequence[str], reading: Reading) -> dict[int, tuple[str, ...]]:
    """By gap between the words that won, what a reading has there besides."""
    found: dict[int, tuple[str, ...]] = {}
    gap = 0
    for word, said in _laid_over(words, reading):
        if word is not None:
            gap = word + 1
        elif said is not None:
            found[gap] = (*found.get(gap, ()), reading.spoken[said])
    return found


def filled_pauses(words: Sequence[str], readings: Sequence[Reading]) -> list[FilledPause]:
    """For every gap what the disfluent readings say of a filled pause there."""
    gaps_of = [_gaps(words, reading) for reading in readings]
    found = []
    for gap in range(len(words) + 1):
        places = [(reading, gaps[gap]) for reading, gaps in zip(readings, gaps_of, strict=True)]
        evidence = [max(LEAST_EVIDENCE, *(reading.evidence[at] for at in gaps)) for reading, gaps in places]
        written = [tuple(text for at in gaps for text in reading.filled_pauses[at]) for reading, gaps in places]
        probability = float(np.exp(np.mean(evidence)))
        found.append(FilledPause(gap, _texts(written), probability, sum(map(bool, written)), len(readings)))
    return found


def probability(words: Sequence[int], readings: Sequence[Reading], places: Sequence[Sequence[int | None]]) -> float:
    """How sure the readings are together of some words: on average, nothing where a reading has other words.

    `places` are for each reading what `matches` gives.
    """
    said = ((reading, place[word]) for reading, place in zip(readings, places, strict=True) for word in words)
    sure = [0.0 if at is None else reading.probabilities[at] for reading, at in said]
    return sum(sure) / len(sure)


def _gaps(words: Sequence[str], reading: Reading) -> list[list[int]]:
    """For each gap between the words, the gaps of a reading that lie in it."""
    gaps = [[0]]
    last = 0
    for word, said in _laid_over(words, reading):
        last = last if said is None else said + 1
        if word is not None:
            gaps.append([last])
        else:
            gaps[-1].append(last)
    return gaps


def _laid_over(words: Sequence[str], reading: Reading) -> Iterator[tuple[int | None, int | None]]:
    """Pairs of a word and a reading's word, by index, the same or not; None where the other has one more."""
    for step in Levenshtein.opcodes(words, reading.spoken):
        yield from zip_longest(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end))


def _texts(written: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """What more than half of the rows agree on: how many filled pauses, and which; one "um" where none was written."""
    count = max(1, sorted(map(len, written))[(len(written) - 1) // 2])
    fitting = [texts for texts in written if len(texts) >= count]
    return max(fitting, key=fitting.count)[:count] if fitting else ("um",)
