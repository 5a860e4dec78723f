"""Transcript words put together into what was written as one thing, in plain characters.

Recognisers break "512-555-0147" into "512", "-555", "-0147" and "$1.5 million" into "$1", ".5", "million"; a reading
needs the whole.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from vmcoach.transcript import Word

_PLAIN = str.maketrans({
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u02bb\u2032`\u00b4", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    "\u2044": "/",
    "\u0130": "I",  # in lower case it would be two characters
})  # fmt: skip
_SIGNS = "£€¥₹°"
_OPENING = re.compile(r"^(?:[\s,;:!?\"'()\[\]{}<>*~_-]|\.(?!\w))+")

_BROKEN_OFF = tuple(
    (re.compile(rf"(?:{end})$"), re.compile(start, re.IGNORECASE))
    for end, start in (
        # (how a word ends, how the next begins) where the two are one thing
        (r"[^\W_]", r"[-/@&][^\W_]"),
        (r"[^\W\d_]", r"\.[^\W\d_]"),
        (r"\d", r"[.:]\d|,\d{3}\b|%|°|\(k\)"),
        (r"[$£€¥₹][\d.,-]*\d", r"(?:hundred|thousand|million|billion|trillion)\b"),
    )
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One written thing: its text, the texts and the indices of the transcript words it is made of."""

    text: str
    parts: tuple[str, ...]
    words: tuple[int, ...]
    filled_pause: bool

    @property
    def core(self) -> str:
        """The text without the punctuation around it."""
        return stripped(self.text)


def stripped(text: str) -> str:
    """Text without punctuation around it, but with the stop of ".com" and ".5"."""
    return text if text.isalpha() else _OPENING.sub("", text.rstrip(" .,;:!?\"'()[]{}<>*~_-"))


def _plain_character(character: str, before: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "M":
        return character if unicodedata.category(before)[0] in "LM" else ""
    if category[0] == "N":
        return str(unicodedata.decimal(character, " "))
    return character if category[0] == "L" or character.isascii() or character in _SIGNS else " "


def plain(text: str) -> str:
    """Text in its simplest characters: letters with their marks, 0 to 9, ASCII punctuation and a few signs."""
    if text.isascii():
        return text.translate(_PLAIN).strip()
    mixed = re.sub(r"(?<=\d)(?=[\u00bc-\u00be\u2150-\u215e])", " and ", text)  # 2½ would become 21/2
    simple = unicodedata.normalize("NFKC", mixed.translate(_PLAIN)).translate(_PLAIN)
    return "".join(_plain_character(c, before) for before, c in zip(f" {simple}", simple, strict=False)).strip()


def _continues(before: str, text: str) -> bool:
    return any(end.search(before) and start.match(text) for end, start in _BROKEN_OFF)


def units(words: Sequence[Word]) -> list[Unit]:
    """The written things of a transcript in order; every transcript word is part of exactly one."""
    found: list[Unit] = []
    for index, word in enumerate(words):
        text, filled_pause = plain(word.text), word.kind == "filled_pause"
        last = found[-1] if found else None
        if last and not filled_pause and not last.filled_pause and _continues(last.text, text):
            gap = " " if text[:1].isalpha() else ""
            found[-1] = Unit(f"{last.text}{gap}{text}", (*last.parts, text), (*last.words, index), False)
        else:
            found.append(Unit(text, (text,), (index,), filled_pause))
    return found
