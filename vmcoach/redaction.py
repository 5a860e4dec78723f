"""A message without what tells who it is from, to and about: names, numbers, addresses.

Names are those of whom the message speaks, every word with a capital that is not known to be none, the names that the
user gave (a rep, notes on a prospect), and what resembles them. Rather a word too many than a name too few. Two kinds
of text are told apart:

- said: words of the message. Names in any case; numbers that stand near one another, are long, or may have been cut
  off where a quotation begins or ends. A small number alone ("nine minutes") tells nothing of anybody and stays.
- told: sentences of vmcoach. Quotations in them are said; elsewhere its own numbers stay, and a name has a capital.

Durations, pace and counts are left as they were measured.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any, TypeVar

from rapidfuzz import fuzz, process

from vmcoach.assessment import Assessment
from vmcoach.content.phrases import read_table
from vmcoach.measures.number_words import NUMBER_WORDS
from vmcoach.outcome import Failure, Outcome
from vmcoach.prospect import Prospect
from vmcoach.rubric import Rubric

NAME, NUMBER, ADDRESS, FILE, OWN = "[name]", "[number]", "[address]", "[file]", "[own]"

NEAR_WORDS = 3
"""Numbers no further apart may be one number with pauses and fillers inside."""
EDGE_WORDS = 2
"""A number so close to the end of a quotation may go on outside it."""
LONG_DIGITS = 4
"""Digits of one written number from which it may be told by: "2500", but not "90 days"."""
ALIKE = 80
"""Of 100: likeness of letters from which a word may be a name misheard. "Dayna" is "Dana", "data" is not."""
SHORTEST_ALIKE = 4
LOCAL_WORDS, DOMAIN_WORDS = 3, 5
"""Words of a dictated address before and after its "at", at most."""

_LEADS = frozenset({"oh", "o", "double", "triple", "treble", "plus"})
"""Numbers only beside another."""
_LINKS = frozenset({"to", "too", "for", "ate", "won", "and", "point", "dot", "dash", "hyphen"})
"""Between two numbers part of them, or digits misheard."""
_NUMBERS = (NUMBER_WORDS | {"million", "billion", "dozen"}) - _LEADS
_USUAL_LETTERS = (frozenset("ai"), frozenset("am"), frozenset("pm"))
_ANNOUNCING = frozenset({"number", "extension", "ext", "code", "suite", "room", "account", "street"})

_ENDINGS = frozenset({
    "com", "net", "org", "io", "co", "ai", "us", "uk", "ca", "de", "eu", "edu", "gov", "biz", "info", "app", "dev", "tv",
})  # fmt: skip
_JOINTS = frozenset({"dot", "underscore", "dash", "hyphen"})
_ADDRESS = re.compile(
    rf"\S*@\S*|(?:https?:|www\.)\S*|[\w-]+(?:\.[\w-]+)*\.(?:{'|'.join(sorted(_ENDINGS))})\b\S*", re.IGNORECASE
)
_PART = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_SMALL = re.compile(r"\D*\d{1,3}(?:[.:,]\d{1,2})?\D*")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*$")
_QUOTATION = re.compile(r"(“[^”]*”)")

_SAID = frozenset({"text", "spoken", "context"})
_AS_IT_IS = frozenset({"sha256", "version", "settings", "profile", "verdict_on"})
"""Fields that only vmcoach or its engines set."""

Words = TypeVar("Words", bound=Sequence[Any])


def redacted_outcome(outcome: Outcome, place: str, names: Iterable[str] = ()) -> Outcome:
    """An outcome as it can be passed on, under another name for its recording."""
    return redacted_failure(outcome, place) if isinstance(outcome, Failure) else redacted(outcome, place, names)


def redacted_failure(failure: Failure, place: str) -> Failure:
    """A failure under another name for its recording: of its message only the kind is left."""
    return Failure(place, failure.kind, f"{place}: {failure.kind}")


def redacted(assessment: Assessment, place: str, names: Iterable[str] = ()) -> Assessment:
    """An assessment under another name for its recording, without names (those given and those heard) and numbers."""
    content = assessment.content
    heard = [part.text for part in (content.recipient, content.caller, content.company) if part]
    redaction = Redaction(assessment.measures.observation.transcript.text, [*names, *heard], place)
    hidden: Assessment = redaction.of(assessment)
    return replace(hidden, redacted=True)


def redacted_result(result: Mapping[str, Any], place: str, names: Iterable[str] = ()) -> dict[str, Any]:
    """The same for a result in the form of the result document."""
    parts = [result["content"][part]["text"] for part in ("recipient", "caller", "company")]
    redaction = Redaction(result["transcript"]["text"], [*names, *filter(None, parts)], place)
    return {**redaction.of(dict(result)), "redacted": True}


def names_in_notes(prospect: Prospect) -> tuple[str, ...]:
    """Every name in notes on a prospect."""
    notes = (*prospect.facts, *prospect.earlier_contacts, *prospect.do_not_mention, prospect.industry)
    return (prospect.name, prospect.company, *sorted({name for note in notes for name in capitalised(note)}))


def capitalised(text: str) -> set[str]:
    """Words with a capital that are names for all that is known; nothing where everything is in capitals."""
    if text.isupper():
        return set()
    found, begins = set(), True
    for token in text.split():
        for part in _PART.findall(token):
            common = _never() | _openers() if begins else _never()
            if part[:1].isupper() and not set(part.casefold().replace("’", "'").split("'")[:1]) & common:
                found.add(part)
        begins = bool(_SENTENCE_END.search(token))
    return found


class Redaction:
    """What to hide in one message, and how."""

    def __init__(self, text: str, names: Iterable[str], place: str) -> None:
        bare = {_bare(part) for name in (*names, *capitalised(text)) for part in _PART.findall(name)}
        self._names = frozenset(name for name in bare if len(name) > 1) - _never()
        self._place = place

    def of(self, value: Any, key: str = "", within: str = "") -> Any:
        """A record, or values for JSON, of the same form; `key` and `within` name the fields that it stands in."""
        if isinstance(value, str):
            return self._text(value, key, within)
        if isinstance(value, list | tuple):
            if key in ("words", "spoken") and value:
                return self.words(value)
            return type(value)(self.of(each, key, within) for each in value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(
                value, **self._fields({field.name: getattr(value, field.name) for field in fields(value)}, key)
            )
        return self._fields(value, key) if isinstance(value, dict) else value

    def _fields(self, record: dict[str, Any], key: str) -> dict[str, Any]:
        """Fields of a record; a text without a time beside others that have one is a sentence of vmcoach."""
        is_fact = record.get("start_s", 0.0) is None
        return {
            name: self.told(value)
            if is_fact and isinstance(value, str) and name == "text"
            else self.of(value, name, key)
            for name, value in record.items()
        }

    def _text(self, text: str, key: str, within: str) -> str | None:
        if key == "path":
            return self._place
        if key in ("digits", "extension"):
            return "" if key == "digits" else None
        if key == "model":
            return FILE if re.search(r"[\\/]", text) else text
        if (within, key) == ("rubric", "name"):
            return text if text == Rubric().name else OWN
        if key in _AS_IT_IS:
            return text
        if key in _SAID:
            return self.said(text, is_whole=within == "transcript" or key == "spoken")
        return self.told(text)

    def said(self, text: str, is_whole: bool = False) -> str:
        """Words of the message; `is_whole` where they are all of it."""
        tokens = text.split()
        labels = self._labels(tokens, is_whole)
        return " ".join(_shown(tokens, labels, run) for run in _runs(labels))

    def told(self, text: str) -> str:
        """A sentence of vmcoach."""
        pieces = _QUOTATION.split(text)
        return "".join(
            f"“{self.said(piece[1:-1])}”" if _QUOTATION.fullmatch(piece) else self._own_words(piece) for piece in pieces
        )

    def words(self, words: Words) -> Words:
        """Words with their times; those of one thing hidden become one word."""
        tokens = [each["text"] if isinstance(each, dict) else each.text for each in words]
        labels = self._labels(tokens, is_whole=True)
        merged = []
        for run in _runs(labels):
            first, last, text = words[run[0]], words[run[-1]], _shown(tokens, labels, run)
            if isinstance(first, dict):
                merged.append({**first, "text": text, "end_s": last["end_s"]})
            else:
                merged.append(replace(first, text=text, end_s=last.end_s))
        return type(words)(merged)  # type: ignore[call-arg]

    def _own_words(self, text: str) -> str:
        def shown(match: re.Match[str]) -> str:
            token = match[0]
            if _ADDRESS.search(token):
                return _around(token, ADDRESS)
            if sum(map(str.isdigit, token)) >= LONG_DIGITS:
                return _around(token, NUMBER)
            named = any(part[0].isupper() and _bare(part) in self._names for part in _PART.findall(token))
            return _around(token, NAME) if named else token

        return re.sub(r"\S+", shown, text)

    def _labels(self, tokens: Sequence[str], is_whole: bool) -> list[str]:
        """For each word what to put in its place; "" for a word that stays."""
        labels = ["" for _ in tokens]
        parts = [[_bare(part) for part in _PART.findall(token)] for token in tokens]
        names = {at for at, own in enumerate(parts) if any(map(self._is_name, own))}
        found = {
            NAME: names | _spelled(parts),
            NUMBER: _numbers(tokens, parts, is_whole),
            ADDRESS: _addresses(tokens, parts),
        }
        for label, places in found.items():
            for at in places:
                labels[at] = label
        return labels

    def _is_name(self, word: str) -> bool:
        if word in self._names:
            return True
        if len(word) < SHORTEST_ALIKE or word in _never() or word in _seldom():
            return False
        near = (name for name in self._names if len(name) >= SHORTEST_ALIKE)
        return process.extractOne(word, near, scorer=fuzz.ratio, score_cutoff=ALIKE) is not None


def _numbers(tokens: Sequence[str], parts: Sequence[Sequence[str]], is_whole: bool) -> set[int]:
    """The places of numbers that may tell somebody."""
    places = [at for at, own in enumerate(parts) if any(_is_number(part) for part in own)]
    edge = 0 if is_whole else EDGE_WORDS
    found = {
        at
        for at in places
        if any(0 < abs(other - at) <= NEAR_WORDS for other in places)
        or _is_long(tokens[at], parts[at])
        or any(_ANNOUNCING & set(own) for own in parts[max(0, at - NEAR_WORDS) : at])
        or (parts[at] != ["one"] and not edge <= at < len(tokens) - edge)
    }
    leads = {at for at, own in enumerate(parts) if _LEADS & set(own) and not found.isdisjoint((at - 1, at + 1))}
    found |= leads
    return found | {at for at, own in enumerate(parts) if _LINKS & set(own) and found >= {at - 1, at + 1}}


def _is_long(token: str, parts: Sequence[str]) -> bool:
    """A number of several parts, spelled out or written, or of many digits."""
    if any(map(str.isdigit, token)):
        return sum(map(str.isdigit, token)) >= LONG_DIGITS or not _SMALL.fullmatch(token)
    return sum(map(_is_number, parts)) > 1


def _is_number(part: str) -> bool:
    return part in _NUMBERS or any(map(str.isdigit, part))


def _spelled(parts: Sequence[Sequence[str]]) -> set[int]:
    """The places of letters said one by one: "D-A-N-A", "d a n a"; not "I I" and "p.m."."""
    found: set[int] = set()
    lone = [bool(own) and all(len(part) == 1 and part.isalpha() for part in own) for own in parts]
    for is_lone, group in groupby(range(len(parts)), key=lone.__getitem__):
        places = list(group)
        letters = [part for at in places for part in parts[at]]
        if is_lone and len(letters) > 1 and not any(usual.issuperset(letters) for usual in _USUAL_LETTERS):
            found.update(places)
    return found


def _addresses(tokens: Sequence[str], parts: Sequence[Sequence[str]]) -> set[int]:
    """The places of e-mail and web addresses, written or dictated: "sam dot lee at north wind dot com"."""
    found: set[int] = set()
    for at, token in enumerate(tokens):
        is_written, is_dictated = _ADDRESS.search(token) is not None, "dot" in parts[at]
        before = [place for place in range(max(0, at - DOMAIN_WORDS), at) if "at" in parts[place]]
        ends = at + 1 < len(parts) and not _ENDINGS.isdisjoint(parts[at + 1])
        if not (is_written or (is_dictated and (before or ends))):
            continue
        first = at - is_dictated
        if before and not ("@" in token and token[0] != "@"):
            first = before[-1] - LOCAL_WORDS
            while first > 1 and not _JOINTS.isdisjoint(parts[first - 1]):
                first -= 2
        found.update(range(max(0, first), min(len(parts), at + 1 + is_dictated)))
    return found


def _runs(labels: Sequence[str]) -> list[list[int]]:
    """The places of words, each alone where it stays, together where one thing is hidden."""
    runs = []
    for label, group in groupby(range(len(labels)), key=labels.__getitem__):
        places = list(group)
        runs += [places] if label else [[at] for at in places]
    return runs


def _shown(tokens: Sequence[str], labels: Sequence[str], run: Sequence[int]) -> str:
    """A run of words as it is shown, with the punctuation round it."""
    label = labels[run[0]]
    return _around(" ".join(tokens[at] for at in run), label) if label else tokens[run[0]]


def _around(text: str, label: str) -> str:
    """A label in the place of words, their punctuation kept."""
    before, after = re.match(r"[\"'“‘(\[]*", text), re.search(r"[\"'”’)\].,;:!?…]*$", text)
    assert before is not None
    assert after is not None
    return f"{before[0]}{label}{after[0]}"


def _bare(part: str) -> str:
    """A word as it is compared: without capitals and the 's of a possessive."""
    return re.sub(r"['’]s?$", "", part.casefold())


@cache
def _never() -> frozenset[str]:
    return frozenset(read_table("names")["never_names"].split())


@cache
def _seldom() -> frozenset[str]:
    return frozenset(read_table("names")["seldom_names"].split())


@cache
def _openers() -> frozenset[str]:
    """Words that begin sentences and are no names."""
    return _never() | _seldom() | frozenset(read_table("names")["sentence_openers"].split())
