"""What the message is for: reason, hook, value, ask and generic pitch.

They are found by the phrases of `parts.toml`; what none of those foresaw, by the weight of a sentence's words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from vmcoach.content.marked import MarkedText, Run
from vmcoach.content.phrases import PhraseCompiler, read_table
from vmcoach.content.weighed import WEIGHED, likely_parts

QUOTE_WORDS_BEFORE, QUOTE_WORDS_AHEAD = 8, 14
"""A quote is the whole sentence where its start and end are no further than this from the words that matched."""

CLAUSE_WORDS = 8
"""How many words on a clause is taken to go on: a pitch that comes to a number in them is no generic one."""

LEAD_UP_WORDS = 5
"""As in "the reason I'm calling is that we", up to which a pitch is what is announced as the reason."""

_DIGITS = re.compile(r"(?: [^ ]+#[^ ]*){7,}")
"""A row of digits as long as a phone number."""

_NEW_CLAUSE = re.compile(r"[.,?]| and ")

_PHRASES = (
    "reason_for_call", "no_reason", "specific_hook", "company_news", "value", "no_result", "ask", "reported",
    "generic_pitch", "what_we_do",
)  # fmt: skip

_Spans = list[tuple[int, int]]
"""Stretches of the marked text."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a message, as runs of its words."""

    reason_for_call: Run | None
    specific_hook: Run | None
    value: Run | None
    ask: Run | None
    generic_pitch: Run | None


def find_parts(text: MarkedText, empty: list[Run], names: list[Run], own_company: Run | None) -> Parts:
    """The parts of a message; nothing said in one of the `empty` runs (strong clichés) counts as reason or hook.

    A hook is a reason for the call too. Numbers about the prospect or the caller's own growth are no value; a pitch
    that comes to a value, or is inside a hook, is not generic, and one that is given as the reason is no reason, nor
    is a wish to talk. In a message with neither hook nor value, what the caller does is a generic pitch. No part begins
    before the `names` said before it.
    """
    rules = _rules()
    own = text.words_of(own_company) if own_company else frozenset()
    hooks = [span for span in rules.find("specific_hook", text) if not rules.is_supposed(text, span)]
    hooks += [span for span in rules.find("company_news", text) if own.isdisjoint(text.words_of(text.run(*span)))]
    values = [span for span in rules.find("value", text) if not rules.is_of_no_customer(text, span)]
    values = [span for span in values if not _overlaps(span, [*hooks, *rules.find("no_result", text)])]
    pitches = [
        span
        for span in rules.find("generic_pitch", text)
        if not _overlaps(text.widen(span, CLAUSE_WORDS), values)
        and not any(rules.goes_on(text, hook, span) for hook in hooks)
    ]
    likely = _likely(text, rules, empty, pitches)
    if not any((hooks, values)):
        pitches += rules.find("what_we_do", text) or likely["generic_pitch"]
    hooks = _outside(text, hooks, empty)
    asks = [span for span in rules.find("ask", text) if not _overlaps(span, [*hooks, *rules.find("reported", text)])]
    reasons = _outside(text, rules.find("reason_for_call", text), empty)
    hollow = [*pitches, *rules.find("no_reason", text)]
    reasons = [span for span in reasons if not any(rules.leads_to(text, span, other) for other in hollow)]
    asks = asks or likely["ask"]
    hooks = hooks or likely["specific_hook"]
    unlikely = [*asks, *hollow]
    reasons = [*reasons, *hooks] or [span for span in likely["reason_for_call"] if not _overlaps(span, unlikely)]
    return Parts(
        reason_for_call=_quote(text, reasons, names),
        specific_hook=_quote(text, hooks, names),
        value=_quote(text, values or likely["value"], names),
        ask=_quote(text, asks, names),
        generic_pitch=_quote(text, pitches, names),
    )


def _likely(text: MarkedText, rules: "_Rules", empty: list[Run], pitches: _Spans) -> dict[str, _Spans]:
    """For each part the sentence that is likely to say it, if there is one that does not say what the part is not.

    Digits are no ask, and what anyone is promised in one of the `pitches`, or is likely to be, is no result.
    """
    said = likely_parts(text)
    likely = {part: [said[part]] if part in said else [] for part in WEIGHED}
    barred = {
        "value": [*pitches, *likely["generic_pitch"], *rules.find("no_result", text)],
        "ask": [*rules.find("reported", text), *(row.span() for row in _DIGITS.finditer(text.text))],
    }
    for part, spans in barred.items():
        likely[part] = [span for span in likely[part] if not _overlaps(span, spans)]
    for part in ("reason_for_call", "specific_hook"):
        likely[part] = _outside(text, likely[part], empty)
    return likely


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _outside(text: MarkedText, spans: _Spans, empty: list[Run]) -> _Spans:
    return [span for span in spans if not any(text.run(*span).overlaps(run) for run in empty)]


def _quote(text: MarkedText, spans: _Spans, names: list[Run]) -> Run | None:
    """What was said first, with the rest of its sentence."""
    if not spans:
        return None
    first = min(spans, key=lambda span: (span[0], -span[1]))
    return text.run(*text.complete(first, QUOTE_WORDS_BEFORE, QUOTE_WORDS_AHEAD, names))


class _Rules:
    """The compiled phrases of `parts.toml`."""

    def __init__(self) -> None:
        table = read_table("parts")
        proper = {"Proper": r"(?> [^ ^]+\^(?: [^ ^]+\^){0,3}[.,?]?)"}
        compiler = PhraseCompiler(table["sets"], proper, table["clause_openers"].split())
        self._phrases = {part: [compiler.compile(phrase) for phrase in table[part]] for part in _PHRASES}
        self._supposed = re.compile(compiler.source(table["supposed"]) + "$")
        self._rest_of_clause = re.compile(compiler.source(f"..{CLAUSE_WORDS}"))
        subjects = PhraseCompiler(table["sets"], gap_ends=table["others"].split())
        self._no_customer = re.compile(subjects.source(table["no_customer"]) + " $")

    def find(self, part: str, text: MarkedText) -> _Spans:
        """Every place where the part is said."""
        return [found.span() for phrase in self._phrases[part] for found in text.matches(phrase)]

    def is_supposed(self, text: MarkedText, span: tuple[int, int]) -> bool:
        """True for "if you are hiring" and the like."""
        return self._supposed.search(text.text, max(0, span[0] - 20), span[0]) is not None

    def is_of_no_customer(self, text: MarkedText, span: tuple[int, int]) -> bool:
        """True where the nearest subject before the verb is the prospect, the caller's own or what a seller sets."""
        return self._no_customer.search(text.text[max(0, span[0] - 120) : span[0]] + " ") is not None

    def goes_on(self, text: MarkedText, span: tuple[int, int], other: tuple[int, int]) -> bool:
        """True where `other` is said in the same clause after `span`, or inside it."""
        between = self._rest_of_clause.fullmatch(text.text, span[1], max(span[1], other[0]))
        return span[0] <= other[0] and between is not None

    def leads_to(self, text: MarkedText, span: tuple[int, int], other: tuple[int, int]) -> bool:
        """True where `other` is what `span` announces: "because we offer", "reason for my call is that we offer"."""
        said, between = text.text[span[0] : other[0]], text.text[span[1] : other[0]]
        return span[1] <= other[0] and len(between.split()) <= LEAD_UP_WORDS and not _NEW_CLAUSE.search(said)


@cache
def _rules() -> _Rules:
    return _Rules()
