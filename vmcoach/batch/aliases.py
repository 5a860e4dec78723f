"""Results that can be passed on without saying whose they are.

Reps, prospects and recordings get aliases that stay the same from run to run, kept in the private part of the output
folder. In texts the names that are known or written with a capital, numbers, addresses and dialled digits are taken
out; rather a word too many than a name too few.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from vmcoach.batch.folder import write_whole
from vmcoach.batch.takes import Take
from vmcoach.outcome import Failure

_TITLES = {"rep": "Rep", "prospect": "Prospect", "recording": "Recording"}

_DIGIT_WORD = (
    "zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|double|triple"
)
_NUMBER = re.compile(
    rf"\+?\(?\d(?:[\d().\-/,\s]*\d){{3,}}|\b(?:{_DIGIT_WORD})(?:[\s,.\-]+(?:{_DIGIT_WORD}))+\b|\S+@\S+", re.IGNORECASE
)
_CAPITAL = re.compile(r"(?<![.!?…]\s)(?<!^)\b[A-Z][\w'’-]+")
_COMMON = re.compile(r"(?:I|I'\w+|I’\w+)$")

_KEPT = frozenset(
    {"sha256", "code", "verdict", "kind", "severity", "name", "grade", "format", "version", "model", "entry", "profile"}
)
"""Values that vmcoach sets itself."""


class Aliases:
    """Aliases given so far, one for each name, by kind: rep, prospect, recording."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._given: dict[str, dict[str, str]] = {kind: {} for kind in _TITLES}
        if path.exists():
            self._given |= json.loads(path.read_text(encoding="utf-8"))

    def keep(self, takes: Iterable[Take]) -> None:
        """Give aliases to everything in these takes, and write down whose they are."""
        takes = list(takes)
        for kind, given in self._given.items():
            for name in sorted({name for take in takes if (name := _name(take, kind))}):
                given.setdefault(name, f"{_TITLES[kind]} {len(given) + 1:03}")
        write_whole(self._path, json.dumps(self._given, indent=2) + "\n")

    def take(self, take: Take) -> Take:
        """The take as it is shown."""
        known = {kind: given[name] for kind, given in self._given.items() if (name := _name(take, kind))}
        return replace(take, place=known["recording"], rep=known.get("rep"), prospect=known.get("prospect"))

    def failure(self, take: Take, failure: Failure) -> Failure:
        """The failure as it is shown: of its message only the kind is left."""
        place = self.take(take).place
        return Failure(place, failure.kind, f"{place}: {failure.kind}")


def _name(take: Take, kind: str) -> str | None:
    return take.place if kind == "recording" else take.rep if kind == "rep" else take.prospect


def redacted(text: str, names: Iterable[str]) -> str:
    """A text without names, numbers and addresses."""
    bare = {part for name in names for part in re.split(r"[^\w'’]+", name) if len(part) > 1}
    text = _NUMBER.sub("[number]", text)
    if bare:
        text = re.sub(
            rf"\b(?:{'|'.join(map(re.escape, sorted(bare)))})(?:['’]s)?\b", "[name]", text, flags=re.IGNORECASE
        )
    return text


def capitalised(text: str) -> set[str]:
    """Words with a capital inside a sentence: names, for all that is known."""
    return {word for word in _CAPITAL.findall(text) if not _COMMON.match(word)}


def redacted_document(result: dict[str, Any], place: str, names: Iterable[str]) -> dict[str, Any]:
    """A result without what tells whose it is; the single words with their times are left out."""
    text = result["transcript"]["text"]
    hidden = {*names, *capitalised(text)}
    shown = {key: value for key, value in result.items() if key not in ("transcript", "phone_number")}
    number = result["phone_number"]
    plain: dict[str, Any] = _walk(shown, hidden)
    plain["source"] = {**plain["source"], "path": place}
    plain["transcript"] = {
        "text": redacted(text, hidden),
        "spoken": redacted(result["transcript"]["spoken"], hidden),
        "words": [],
    }
    plain["phone_number"] = number and {**number, "digits": "", "extension": None}
    return plain


def _walk(value: Any, names: set[str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {each: _walk(inner, names, each) for each, inner in value.items()}
    if isinstance(value, list):
        return [_walk(each, names, key) for each in value]
    return redacted(value, names) if isinstance(value, str) and key not in _KEPT else value
