"""One reading of a window from several: what was said by vote, and filled pauses by combined evidence.

Each row is brought to its spoken words (so that "555" and "five five five" are the same) and the rows are laid over each
other as a network of places, as ROVER does (Fiscus 1997). A word is taken where most rows have it. A filled pause is
never voted on as a word: at each gap between the words that won, every disfluent row says how probable a filled pause was
for it there, whether it wrote one or not, and the mean of the logarithms decides.

Conventions: a gap g lies before word g; W words have W + 1 gaps. Evidence is a natural log-probability.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEAST_EVIDENCE = -8.0
"""A row's evidence counts no less than this: beyond it a probability only says no."""


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


@dataclass(frozen=True, slots=True)
class FilledPause:
    """A filled pause that may have been said in a gap."""

    gap: int
    texts: tuple[str, ...]
    probability: float
    rows: int
    """In how many disfluent rows it was written."""


Place = dict[str, float]
"""Votes for each word at one place of the network; the word "" stands for none."""


def voted_words(readings: Sequence[Reading]) -> list[str]:
    """The words most readings agree on; where they are even, the first reading's."""
    network: list[Place] = [{word: 1.01} for word in readings[0].spoken]
    votes = 1.01
    for reading in readings[1:]:
        network = _joined(network, votes, reading.spoken)
        votes += 1
    winners = (max(place, key=lambda word: place[word]) for place in network)
    return [word for word in winners if word]


def _joined(network: list[Place], votes: float, words: Sequence[str]) -> list[Place]:
    """The network with one more reading laid over it."""
    joined: list[Place] = []
    for place, word in _aligned(network, words, votes):
        votes_of = dict(place) if place is not None else {"": votes}
        votes_of[word or ""] = votes_of.get(word or "", 0.0) + 1
        joined.append(votes_of)
    return joined


def _aligned(network: list[Place], words: Sequence[str], votes: float) -> list[tuple[Place | None, str | None]]:
    """Pairs of a place and a word on the cheapest path; skipping a place is as cheap as it is often empty."""
    rows, columns = len(network), len(words)
    skip = [0.999 * (1 - place.get("", 0.0) / votes) for place in network]
    cost = np.zeros((rows + 1, columns + 1))
    cost[1:, 0], cost[0, :] = np.cumsum(skip), np.arange(columns + 1)
    for i in range(1, rows + 1):
        for j in range(1, columns + 1):
            pair = cost[i - 1, j - 1] + 1 - network[i - 1].get(words[j - 1], 0.0) / votes
            cost[i, j] = min(pair, cost[i - 1, j] + skip[i - 1], cost[i, j - 1] + 1)
    pairs: list[tuple[Place | None, str | None]] = []
    i, j = rows, columns
    while i or j:
        if i and j and np.isclose(cost[i, j], cost[i - 1, j - 1] + 1 - network[i - 1].get(words[j - 1], 0.0) / votes):
            i, j = i - 1, j - 1
            pairs.append((network[i], words[j]))
        elif i and np.isclose(cost[i, j], cost[i - 1, j] + skip[i - 1]):
            i -= 1
            pairs.append((network[i], None))
        else:
            j -= 1
            pairs.append((None, words[j]))
    return pairs[::-1]


def matches(words: Sequence[str], reading: Reading) -> list[int | None]:
    """For each word that won, its place in a reading, if the reading has it."""
    found: list[int | None] = []
    at = 0
    for place, word in _aligned([{each: 1.0} for each in words], reading.spoken, 1.0):
        if place is not None:
            found.append(at if word is not None and word in place else None)
        at += word is not None
    return found


def filled_pauses(words: Sequence[str], readings: Sequence[Reading]) -> list[FilledPause]:
    """For every gap what the disfluent readings say of a filled pause there."""
    evidence = np.full((len(readings), len(words) + 1), LEAST_EVIDENCE)
    written: list[list[tuple[str, ...]]] = [[() for _ in readings] for _ in range(len(words) + 1)]
    for row, reading in enumerate(readings):
        for gap, gaps in enumerate(_gaps(words, reading)):
            evidence[row, gap] = max([LEAST_EVIDENCE, *(reading.evidence[at] for at in gaps)])
            written[gap][row] = tuple(text for at in gaps for text in reading.filled_pauses[at])
    probabilities = np.exp(evidence.mean(axis=0))
    return [
        FilledPause(gap, _texts(each), float(probabilities[gap]), sum(map(bool, each)))
        for gap, each in enumerate(written)
    ]


def _gaps(words: Sequence[str], reading: Reading) -> list[list[int]]:
    """For each gap between the words, the gaps of a reading that lie in it."""
    gaps: list[list[int]] = [[0]]
    at = 0
    for place, word in _aligned([{each: 1.0} for each in words], reading.spoken, 1.0):
        at += word is not None
        if place is not None:
            gaps.append([at])
        elif word is not None:
            gaps[-1].append(at)
    return gaps


def _texts(written: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """What half of the rows or more agree on: how many filled pauses, and which; one "um" where none was written."""
    count = max(1, sorted(map(len, written))[len(written) // 2])
    fitting = [texts for texts in written if len(texts) >= count]
    return max(fitting, key=fitting.count)[:count] if fitting else ("um",)
