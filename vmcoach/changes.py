"""What changed from one take to another, in measures.

Takes are results in the form of the result document, so that one kept months ago can be compared. What either does not
know has no change, and neither have scores that were not given by the same rubric and scoring.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vmcoach.rounding import UNKNOWN, shown, signed

_MEASURES = (
    # name, unit, where it is in a result, decimals, whether it belongs to the gist
    ("score", "", ("score",), 0, True),
    ("length", "s", ("duration", "total_s"), 1, True),
    ("words", "", ("pace", "words"), 0, False),
    ("pace", "words/s", ("pace", "judged_words_per_second"), 1, True),
    ("fillers", "", ("fillers", "count"), 0, True),
    ("fillers", "/min", ("fillers", "per_minute"), 1, False),
    ("pauses", "", ("pauses", "count"), 0, True),
)

_OF_SILENCE = (("score",), ("pace", "words"))
"""What is known of a take without speech, which is neither short nor free of fillers."""


@dataclass(frozen=True, slots=True)
class Change:
    """One measure of two takes."""

    name: str
    unit: str
    before: float | None
    after: float | None
    decimals: int
    is_comparable: bool = True
    """False of scores by different rubrics."""

    @property
    def told(self) -> str:
        """The difference of the values as shown: "+0.8", "=" where none can be seen, "–" where it is not known."""
        if self.before is None or self.after is None or not self.is_comparable:
            return UNKNOWN
        difference = float(self.number(self.after)) - float(self.number(self.before))
        told = signed(difference, self.decimals)
        return told if float(told) else "="

    def number(self, value: float | None) -> str:
        """One of the values."""
        return shown(value, self.decimals)


@dataclass(frozen=True, slots=True)
class Since:
    """The gist of what changed since an earlier take."""

    number: int
    day: date
    changes: tuple[Change, ...]


def rubric_of(result: Mapping[str, Any]) -> str:
    """The rubric that a result was judged by; results for which this differs have scores that cannot be compared.

    A name is not enough: its owner may have edited the file, and a later version may give other points by it.
    """
    settings = dict(result["rubric"])
    name, scoring = settings.pop("name"), settings.pop("scoring", 1)
    return f"{name}, scoring {scoring}, settings {zlib.crc32(json.dumps(settings, sort_keys=True).encode()):08x}"


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every measure of two results."""
    is_alike = rubric_of(before) == rubric_of(after)
    return tuple(
        Change(name, unit, _at(before, place), _at(after, place), decimals, is_alike or name != "score")
        for name, unit, place, decimals, _ in _MEASURES
    )


def gist(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """The measures to look at first: score, length, pace, fillers, pauses."""
    both = zip(changes(before, after), _MEASURES, strict=True)
    return tuple(change for change, (*_, is_gist) in both if is_gist)


def _at(result: Mapping[str, Any], place: tuple[str, ...]) -> float | None:
    if result["duration"]["verdict"] == "no_speech" and place not in _OF_SILENCE:
        return None
    value: Any = result
    for key in place:
        value = value[key]
    return None if value is None else float(value)
