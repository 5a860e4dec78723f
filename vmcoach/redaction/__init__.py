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
from typing import Any, TypeVar

from vmcoach.assessment import Assessment
from vmcoach.outcome import Failure, Outcome
from vmcoach.prospect import Prospect
from vmcoach.redaction.words import (
    ADDRESS,
    LONG_DIGITS,
    NAME,
    NUMBER,
    around,
    bare_words,
    capitalised,
    holds_name,
    is_address,
    labels,
    runs,
)  # fmt: skip
from vmcoach.rubric import Rubric

__all__ = ["Redaction", "names_in_notes", "redacted", "redacted_failure", "redacted_outcome", "redacted_result"]

FILE, OWN = "[file]", "[own]"

_QUOTATION = re.compile(r"(“[^”]*”)")
_FIGURE = re.compile(r"\W*\d{1,4}(?:\.\d+)?\W*")
"""What vmcoach measures and counts: "104.2", of a recording of an hour at most."""

_SAID = frozenset({"text", "spoken", "context"})
_AS_IT_IS = frozenset({"sha256", "version", "settings", "profile", "verdict_on"})
"""Fields that only vmcoach or its engines set."""

Words = TypeVar("Words", bound=Sequence[Any])


def redacted_outcome(outcome: Outcome, place: str, names: Iterable[str]) -> Outcome:
    """An outcome as it can be passed on, under another name for its recording."""
    return redacted_failure(outcome, place) if isinstance(outcome, Failure) else redacted(outcome, place, names)


def redacted_failure(failure: Failure, place: str) -> Failure:
    """A failure under another name for its recording: of its message only the kind is left."""
    return Failure(place, failure.kind, f"{place}: not scored ({failure.kind.replace('_', ' ')})")


def redacted(assessment: Assessment, place: str, names: Iterable[str]) -> Assessment:
    """An assessment under another name for its recording, without names (those given and those heard) and numbers."""
    content = assessment.content
    heard = [part.text for part in (content.recipient, content.caller, content.company) if part]
    redaction = Redaction(assessment.measures.observation.transcript.text, [*names, *heard], place)
    hidden: Assessment = redaction.of(assessment)
    return replace(hidden, redacted=True)


def redacted_result(result: Mapping[str, Any], place: str, names: Iterable[str]) -> dict[str, Any]:
    """The same for a result in the form of the result document."""
    parts = [result["content"][part]["text"] for part in ("recipient", "caller", "company")]
    redaction = Redaction(result["transcript"]["text"], [*names, *filter(None, parts)], place)
    return {**redaction.of(dict(result)), "redacted": True}


def names_in_notes(prospect: Prospect) -> tuple[str, ...]:
    """Every name in notes on a prospect."""
    notes = (*prospect.facts, *prospect.earlier_contacts, *prospect.do_not_mention, prospect.industry)
    return (prospect.name, prospect.company, *sorted({name for note in notes for name in capitalised(note)}))


class Redaction:
    """What to hide in one message, and how."""

    def __init__(self, text: str, names: Iterable[str], place: str) -> None:
        addresses = filter(is_address, text.split())
        self._names = bare_words((*names, *capitalised(text), *addresses))
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
            record = {field.name: getattr(value, field.name) for field in fields(value)}
            return replace(value, **self._fields(record, key))
        return self._fields(value, key) if isinstance(value, dict) else value

    def _fields(self, record: dict[str, Any], key: str) -> dict[str, Any]:
        """Fields of a record; a text whose time is None was not said: it is a fact about the message."""
        is_fact = record.get("start_s", 0.0) is None
        return {
            name: self.of(value, "fact" if is_fact and name == "text" else name, key) for name, value in record.items()
        }

    def _text(self, text: str, key: str, within: str) -> str | None:
        if key == "path":
            return self._place
        if key in ("digits", "extension"):
            return "" if key == "digits" else None
        if key == "model":
            return FILE if re.search(r"[\\/]|\.json$", text) else text  # the words that a scripted engine replays
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
        shown = labels(tokens, self._names, is_whole)
        return " ".join(around(" ".join(tokens[at] for at in run), shown[run[0]]) for run in runs(tokens, shown))

    def told(self, text: str) -> str:
        """A sentence of vmcoach."""
        pieces = _QUOTATION.split(text)
        return "".join(
            f"“{self.said(piece[1:-1])}”" if _QUOTATION.fullmatch(piece) else self._own_words(piece) for piece in pieces
        )

    def words(self, words: Words) -> Words:
        """Words with their times; those of one thing hidden become one word."""
        tokens = [each["text"] if isinstance(each, dict) else each.text for each in words]
        shown = labels(tokens, self._names, is_whole=True)
        merged = []
        for run in runs(tokens, shown):
            first, last = words[run[0]], words[run[-1]]
            text = around(" ".join(tokens[at] for at in run), shown[run[0]])
            if isinstance(first, dict):
                merged.append({**first, "text": text, "end_s": last["end_s"]})
            else:
                merged.append(replace(first, text=text, end_s=last.end_s))
        return type(words)(merged)  # type: ignore[call-arg]

    def _own_words(self, text: str) -> str:
        def shown(match: re.Match[str]) -> str:
            token = match[0]
            if is_address(token):
                return around(token, ADDRESS)
            if sum(map(str.isdigit, token)) >= LONG_DIGITS and not _FIGURE.fullmatch(token):
                return around(token, NUMBER)
            return around(token, NAME if holds_name(token, self._names) else "")

        return re.sub(r"\S+", shown, text)
