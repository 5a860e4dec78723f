"""Who is called, who calls and for which company: names by what is said around them.

There is no list of names, and people say theirs in more ways than can be listed. So each word is weighed by its
surroundings for being part of the one name or the other, by a `Chain` that was learned from messages in writing by
`python -m benchmarks.names`; its weights are in `people.json`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vmcoach.content.chain import Chain
from vmcoach.content.marked import MarkedText, Run
from vmcoach.content.phrases import read_table
from vmcoach.content.surroundings import surroundings

NAMED = ("recipient", "caller", "company")
"""Whose names are told apart."""

LIKELY = (0.3, 0.25, 0.2)
"""Least probability of each name. What is found and told falsely at these: `python -m benchmarks.names`."""

ALSO_LIKELY = 0.8
"""A name that is nearly as likely as the likeliest and said before is the one quoted."""

GOES_ON = 0.4
"""A name goes on in words that are so much as likely to as its first word is to begin it."""

MOST_WORDS = 8
"""Of a name; no lesson has one so long, but what engines repeat without end is no name."""


@dataclass(frozen=True, slots=True)
class People:
    """The names of a message, as runs of its words."""

    recipient: Run | None
    caller: Run | None
    company: Run | None


@dataclass(frozen=True, slots=True)
class _Name:
    """Words of a text from `first` up to `end` that are a name, with this probability."""

    first: int
    end: int
    probability: float


def find_people(text: MarkedText, chain: Chain | None = None) -> People:
    """Recipient, caller and company of a message; `chain` is what was learned, if none is given."""
    told = (chain or _learned()).probabilities(surroundings(text))
    caller = _likeliest(text, told, "caller", [])
    recipient = _likeliest(text, told, "recipient", [caller] if caller else [])
    company = _likeliest(text, told, "company", [name for name in (recipient, caller) if name])
    return People(*(_run(text, name) for name in (recipient, caller, company)))


@cache
def titles() -> frozenset[str]:
    """What may stand before a name, as spoken: "mister", "doctor"."""
    return frozenset(read_table("names")["titles"].split())


def tags() -> list[str]:
    """The tags of the chain, in order: no name, and of each name its first word and any other."""
    return ["none", *(f"{name}-{place}" for name in NAMED for place in ("begins", "goes-on"))]


def _likeliest(text: MarkedText, told: Sequence[Sequence[float]], name: str, others: Sequence[_Name]) -> _Name | None:
    """The likeliest name that is none of the `others`, nor part of one said again, if it is likely enough."""
    begins, least = tags().index(f"{name}-begins"), LIKELY[NAMED.index(name)]
    names = [_name(text, told, begins, at) for at, each in enumerate(told) if each[begins] >= least]
    found = [each for each in names if _may_be(text, each, name) and not any(_is_of(text, each, one) for one in others)]
    most = max((each.probability for each in found), default=0.0)
    return next((each for each in found if each.probability >= ALSO_LIKELY * most), None)


def _may_be(text: MarkedText, found: _Name, name: str) -> bool:
    """True where some word may be a name's; "Jim's" is what he has, but may be a company."""
    words, marks = text.words[found.first : found.end], text.marks[found.first : found.end]
    is_possessive = name != "company" and any(word.endswith("'s") for word in words)
    return bool(set("".join(marks)) & set("^~`#")) and not is_possessive


def _is_of(text: MarkedText, name: _Name, other: _Name) -> bool:
    """True where a name shares words with another, or is part of it said later."""
    if name.first >= other.end:
        return set(text.words[name.first : name.end]) <= set(text.words[other.first : other.end])
    return other.first < name.end


def _name(text: MarkedText, told: Sequence[Sequence[float]], begins: int, first: int) -> _Name:
    """The name that begins at a word, without titles, and without its start if that is said twice: "Dan, Dan Lee"."""
    probability, end = told[first][begins], first + 1
    while end < min(len(told), first + MOST_WORDS):
        is_again = text.words[end] == text.words[first] and told[end][begins] >= GOES_ON * probability
        ends = any(mark in text.marks[end - 1] for mark in ".,?") or told[end][begins + 1] < GOES_ON * probability
        if ends and not is_again:
            break
        first, end = end if is_again else first, end + 1
    called = [at for at, word in enumerate(text.words[first : end - 1], first + 1) if word in titles()]
    return _Name(max(called, default=first), end, probability)


def _run(text: MarkedText, name: _Name | None) -> Run | None:
    return Run(text.runs[name.first].first, text.runs[name.end - 1].end) if name else None


@cache
def _learned() -> Chain:
    learned = json.loads(files("vmcoach.content").joinpath("people.json").read_text(encoding="utf-8"))
    weights = {feature: {int(tag): each for tag, each in own.items()} for feature, own in learned["weights"].items()}
    return Chain(weights, learned["transitions"])
