"""Listed phrases that were said: clichés and hedges, by the lists of `cliches.toml` and `hedges.toml`."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Literal

from rapidfuzz import fuzz

from vmcoach.content.marked import MarkedText, Run, open_contraction
from vmcoach.content.phrases import PhraseCompiler, SoughtPhrase, read_table

LONG_LETTERS = 20
"""Phrases shorter than this are not looked for by likeness: one wrong letter makes another phrase of them."""

MISHEARD_RATIO = 90
"""Of 100: about one letter in ten may differ."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    severity: Literal["strong", "weak"]
    phrase: SoughtPhrase
    plain: str


@dataclass(frozen=True, slots=True)
class _List:
    entries: list[_Entry]
    allowed: list[SoughtPhrase]


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed phrase where it was said."""

    run: Run
    entry: str
    severity: Literal["strong", "weak"]


def find_cliches(text: MarkedText) -> list[Hit]:
    """Every cliché, in order; of two that overlap the longer one."""
    return _find(text, "cliches")


def find_hedges(text: MarkedText) -> list[Hit]:
    """Every hedge, in order; all of them are weak."""
    return _find(text, "hedges")


@cache
def carrying() -> frozenset[str]:
    """Entries that a sentence does not do without, so that they cannot only be left out."""
    return frozenset(entry for name in ("cliches", "hedges") for entry in read_table(name)["carrying"])


def _find(text: MarkedText, name: str) -> list[Hit]:
    listed = _list(name)
    taken = [found.span() for phrase in listed.allowed for found in text.matches(phrase)]
    said = [
        (match.span(), entry)
        for entry in listed.entries
        for match in text.matches(entry.phrase)
        if not text.is_name(match.span())
    ]
    said.sort(key=lambda item: (item[0][0] - item[0][1], item[0][0]))
    hits = []
    for span, entry in [*said, *_misheard(text, listed.entries)]:
        if not any(span[0] < end and start < span[1] for start, end in taken):
            taken.append(span)
            hits.append(Hit(text.run(*span), entry.name, entry.severity))
    return sorted(hits, key=lambda hit: hit.run.first)


def _misheard(text: MarkedText, entries: list[_Entry]) -> Iterator[tuple[tuple[int, int], _Entry]]:
    """Long phrases that differ from their entry by a letter or two: "at your earliest convince"."""
    plain = " ".join(text.words)
    begins = [0, *accumulate(len(word) + 1 for word in text.words)]
    for entry in entries:
        if len(entry.plain) < LONG_LETTERS or len(plain) < LONG_LETTERS:
            continue
        found = fuzz.partial_ratio_alignment(entry.plain, plain, score_cutoff=MISHEARD_RATIO)
        if found is not None:
            first, end = bisect_right(begins, found.dest_start) - 1, bisect_left(begins, found.dest_end)
            if fuzz.ratio(entry.plain, plain[begins[first] : begins[end] - 1]) >= MISHEARD_RATIO:
                yield text.span(first, end), entry


@cache
def _list(name: str) -> _List:
    table = read_table(name)
    compiler = PhraseCompiler(table.get("sets", {}))
    groups = table.get("group", [{"severity": "weak", "phrases": table.get("phrases")}])
    return _List(
        [
            _Entry(entry, group["severity"], compiler.compile(phrase), _plain(entry))
            for group in groups
            for entry, phrase in group["phrases"].items()
        ],
        [compiler.compile(phrase) for phrase in table["allowed"]],
    )


def _plain(entry: str) -> str:
    """An entry's name as words of a marked text."""
    words = re.findall(r"[\w']+", entry)
    return " ".join(part for word in words for part in open_contraction(word))
