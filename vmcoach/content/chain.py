"""A linear-chain conditional random field: how probable each tag is of each word, from what is true around the word and
from the tags beside it (Lafferty, McCallum and Pereira, "Conditional Random Fields", 2001).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chain:
    """What was learned: how each feature of a word weighs for each tag, and each tag for the one behind it."""

    weights: Mapping[str, Mapping[int, float]]
    """Of a feature, for the tags for which it weighs anything."""
    transitions: Sequence[Sequence[float]]
    """From each tag (rows) to each (columns); there are as many tags as rows."""

    def probabilities(self, features: Sequence[Sequence[str]]) -> list[list[float]]:
        """How probable each tag is of each word, of which the features are given."""
        if not features:
            return []
        tags = range(len(self.transitions))
        scores = [_exponents(self._sums(each)) for each in features]
        moves = [[math.exp(weight) for weight in row] for row in self.transitions]

        def ahead(before: list[float], score: list[float]) -> list[float]:
            """Of the next word, from those before."""
            return _shares([score[to] * sum(before[tag] * moves[tag][to] for tag in tags) for to in tags])

        def back(behind: list[float], score: list[float]) -> list[float]:
            """Of the word before, from those behind."""
            return _shares([sum(moves[tag][to] * score[to] * behind[to] for to in tags) for tag in tags])

        forward, backward = [_shares(scores[0])], [[1.0 for _ in tags]]
        for score in scores[1:]:
            forward.append(ahead(forward[-1], score))
        for score in reversed(scores[1:]):
            backward.append(back(backward[-1], score))
        return [
            _shares([one * other for one, other in zip(*each, strict=True)])
            for each in zip(forward, reversed(backward), strict=True)
        ]

    def _sums(self, features: Sequence[str]) -> list[float]:
        """What the features of one word weigh for each tag."""
        sums = [0.0 for _ in self.transitions]
        for feature in features:
            for tag, weight in self.weights.get(feature, {}).items():
                sums[tag] += weight
        return sums


def _exponents(sums: list[float]) -> list[float]:
    """Of each, as parts of the largest: nothing overflows."""
    most = max(sums)
    return [math.exp(each - most) for each in sums]


def _shares(amounts: list[float]) -> list[float]:
    """The amounts as shares of their sum."""
    whole = sum(amounts)
    return [each / whole for each in amounts]
