"""Sentences that say a part of a message, by the weight of their words: for what no phrase of `parts.toml` foresaw.

People say what somebody gained, or what they would like to be done, in more ways than can be listed. So each sentence
is weighed as well, by logistic regression: over its words, how the long ones begin and end, pairs of neighbours, the
words of the sentences before and behind it and of the whole message, and where in the message it stands. Numbers count
as one word, names as another. The weights, in `weights.json`, were learned from messages in writing by
`python -m benchmarks.lessons`.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from vmcoach.content.marked import CLAUSE_OPENERS, MarkedText

WEIGHED = ("reason_for_call", "specific_hook", "value", "ask", "generic_pitch")
"""The parts that sentences are weighed for, in the order of the weights."""

NUMBER, NAME = "0", "Name"
"""What stands for each number and each name: no word has a digit or a capital."""

ALWAYS = ""
"""A feature that every sentence has once."""

LONG_WORDS = 40.0
"""A sentence's length counts up to here."""

BESIDE, IN_MESSAGE, PIECE = 0.5, 0.35, 0.5
"""What a word counts beside a sentence, in its message, and by a piece of it: less than a word of the sentence."""

PIECE_LETTERS, LONG_WORD = 4, 6
"""Letters at the start of a long word that are weighed, one less at its end; and how many make a word long."""

MOST_WORDS, FEWEST_WORDS = 22, 6
"""Of what is weighed: a longer sentence is cut into clauses, none of them shorter; engines may write no stop at all."""

LIKELY = (0.75, 0.65, 0.55, 0.7, 0.5)
"""Least probability of each part. Of messages without it, by a writer from whom nothing was learned, two to eleven
in a hundred are told to have it (`python -m benchmarks.lessons`)."""

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
    spans = [*_spans(text)]
    words = [[_plain(text.words[at], text.marks[at], at == first) for at in range(first, end)] for first, end in spans]
    in_message = {f"* {word}": IN_MESSAGE for own in words for word in own}
    found = []
    for at, (first, end) in enumerate(spans):
        before, behind = words[at - 1] if at else [], words[at + 1] if at + 1 < len(spans) else []
        features = dict.fromkeys(words[at], 1.0)
        features |= {f"{one} {other}": 1.0 for one, other in pairwise(["^", *words[at], "$"])}
        features |= {piece: PIECE for word in words[at] for piece in _pieces(word)}
        features |= {f"< {word}": BESIDE for word in before} | {f"> {word}": BESIDE for word in behind} | in_message
        features |= {
            "is first": float(at == 0),
            "is last": float(at == len(spans) - 1),
            "how far": at / max(1, len(spans) - 1),
            "how long": min(len(words[at]), LONG_WORDS) / LONG_WORDS,
            "asks": float(text.marks[end - 1].endswith("?")),
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


def _spans(text: MarkedText) -> Iterator[tuple[int, int]]:
    """Where each sentence is among the words, or each clause of a long one."""
    first = 0
    for end, marks in enumerate(text.marks, 1):
        if marks.endswith((".", "?")) or end == len(text.marks):
            yield from _clauses(text, first, end)
            first = end


def _clauses(text: MarkedText, first: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, cut near its middle while it is long: at a comma, or else before a word that clauses begin with."""

    def begins(at: int) -> int:
        """How surely a clause begins there."""
        if text.marks[at - 1].endswith(","):
            return 2
        return int(text.words[at] in CLAUSE_OPENERS and text.words[at - 1] not in CLAUSE_OPENERS)

    places = range(first + FEWEST_WORDS, end - FEWEST_WORDS + 1) if end - first > MOST_WORDS else ()
    cut = max(places, key=lambda at: (begins(at), -abs(2 * at - first - end)), default=None)
    if cut is None or not begins(cut):
        yield first, end
    else:
        yield from _clauses(text, first, cut)
        yield from _clauses(text, cut, end)


def _plain(word: str, marks: str, is_first: bool) -> str:
    """A word as it is weighed: numbers are alike, and names, of which a capital tells inside a sentence."""
    return NUMBER if "#" in marks else NAME if "^" in marks and not is_first else word


def _pieces(word: str) -> tuple[str, ...]:
    """The start and the end of a long word: "hygienists" tells something where it was never seen."""
    if len(word) < LONG_WORD:
        return ()
    return f"{word[:PIECE_LETTERS]}-", f"-{word[1 - PIECE_LETTERS :]}"


@cache
def _learned() -> Weights:
    learned: Weights = json.loads(files("vmcoach.content").joinpath("weights.json").read_text(encoding="utf-8"))
    return learned
