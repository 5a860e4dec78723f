"""Listed phrases that were said: clichés and hedges, by the lists of `cliches.toml` and `hedges.toml`."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from vmcoach.content.marked import MarkedText, Run
from vmcoach.content.phrases import PhraseCompiler, read_table


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


def _find(text: MarkedText, name: str) -> list[Hit]:
    entries, allowed = _list(name)
    taken = [found.span() for pattern in allowed for found in pattern.finditer(text.text)]
    found = [
        (match.span(), entry, severity)
        for entry, severity, pattern in entries
        for match in pattern.finditer(text.text)
        if not text.is_name(match.span())
    ]
    hits = []
    for span, entry, severity in sorted(found, key=lambda item: (item[0][0] - item[0][1], item[0])):
        if not any(span[0] < end and start < span[1] for start, end in taken):
            taken.append(span)
            hits.append(Hit(text.run(*span), entry, severity))
    return sorted(hits, key=lambda hit: hit.run.first)


@cache
def _list(name: str) -> tuple[list[tuple[str, Literal["strong", "weak"], re.Pattern[str]]], list[re.Pattern[str]]]:
    table = read_table(name)
    compiler = PhraseCompiler(table.get("sets", {}))
    groups: list[dict[str, Any]] = table.get("group", [{"severity": "weak", "phrases": table.get("phrases")}])
    entries = [
        (entry, group["severity"], compiler.compile(phrase))
        for group in groups
        for entry, phrase in group["phrases"].items()
    ]
    return entries, [compiler.compile(phrase) for phrase in table["allowed"]]
