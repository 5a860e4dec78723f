"""Sentences that say a part of a message, by the weight of their words: for what no phrase of `parts.toml` foresaw.

People say what somebody gained, or what they would like to be done, in more ways than can be listed. So each sentence
is weighed as well, by logistic regression: over its words, pairs of neighbours among them, the words of the sentences
before and behind it, and where in the message it stands. Numbers count as one word, names as another. The weights, in
`weights.json`, were learned from messages in writing by `python -m benchmarks.lessons`.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from vmcoach.content.marked import MarkedText

WEIGHED = ("reason_for_call", "specific_hook", "value", "ask", "generic_pitch")
"""The parts that sentences are weighed for, in the order of the weights."""

NUMBER, NAME = "0", "Name"
"""What stands for each number and each name: no word has a digit or a capital."""

ALWAYS = ""
"""A feature that every sentence has once."""

LONG_WORDS = 40.0
"""A sentence's length counts up to here."""

LIKELY = (0.7, 0.6, 0.6, 0.7, 0.5)
"""Least probability of each part. Of messages without it, by a writer from whom nothing was learned, one to seven in a
hundred are told to have it (`python -m benchmarks.lessons`)."""

Weights = Mapping[str, Sequence[float]]
"""Of each feature, one for each part."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of a text from `first` up to `end`, and what they are weighed by."""

    first: int
    end: int
    features: Mapping[str, float]


def sentences(text: MarkedText) -> list[Sentence]:
    """The sentences of a message with their features: what of, and how much of it."""
    marked = text.text.split(" ")[1:-1]
    spans = [*_spans(marked)]
    words = [[_plain(text.words[at], marked[at], at == first) for at in range(first, end)] for first, end in spans]
    found = []
    for at, (first, end) in enumerate(spans):
        before, behind = words[at - 1] if at else [], words[at + 1] if at + 1 < len(spans) else []
        features = dict.fromkeys(words[at], 1.0)
        features |= {f"{one} {other}": 1.0 for one, other in pairwise(["^", *words[at], "$"])}
        features |= {f"< {word}": 0.5 for word in before} | {f"> {word}": 0.5 for word in behind}
        features |= {
            "is first": float(at == 0),
            "is last": float(at == len(spans) - 1),
            "how far": at / max(1, len(spans) - 1),
            "how long": min(len(words[at]), LONG_WORDS) / LONG_WORDS,
            "asks": float(marked[end - 1].endswith("?")),
        }
        found.append(Sentence(first, end, features))
    return found


def likely_parts(text: MarkedText, weights: Weights | None = None) -> dict[str, tuple[int, int]]:
    """For each part that is likely to be said, the stretch of the sentence that is likeliest to say it.

    `weights` are those learned, if none are given.
    """
    weights = _learned() if weights is None else weights
    weighed = [(each, _probabilities(each.features, weights)) for each in sentences(text)]
    likely = {}
    for part, (name, least) in enumerate(zip(WEIGHED, LIKELY, strict=True)):
        sentence, probable = max(weighed, key=lambda each: each[1][part], default=(None, (0.0,) * len(WEIGHED)))
        if sentence and probable[part] >= least:
            likely[name] = text.span(sentence.first, sentence.end)
    return likely


def _probabilities(features: Mapping[str, float], weights: Weights) -> tuple[float, ...]:
    """How probable each of the parts in `WEIGHED` is of a sentence."""
    sums = [*weights[ALWAYS]]
    for name, amount in features.items():
        for part, weight in enumerate(weights.get(name, ())):
            sums[part] += amount * weight
    return tuple((1 + math.tanh(each / 2)) / 2 for each in sums)  # the logistic function, which cannot overflow so


def _spans(marked: list[str]) -> Iterator[tuple[int, int]]:
    """Where each sentence is among the words."""
    first = 0
    for end, word in enumerate(marked, 1):
        if word.endswith((".", "?")) or end == len(marked):
            yield first, end
            first = end


def _plain(word: str, marked: str, is_first: bool) -> str:
    """A word as it is weighed: numbers are alike, and names, of which a capital tells inside a sentence."""
    marks = marked[len(word) :]
    return NUMBER if "#" in marks else NAME if "^" in marks and not is_first else word


@cache
def _learned() -> Weights:
    learned: Weights = json.loads(files("vmcoach.content").joinpath("weights.json").read_text(encoding="utf-8"))
    return learned
