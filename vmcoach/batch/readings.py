"""What was read in a transcript, kept beside what was heard: reading is two thirds of the work of judging once more.

A reading that was kept counts only while every byte of the rules by which it was read is the same.
"""

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import vmcoach
from vmcoach.content import Content, Phrase, Quote
from vmcoach.measures import PhoneNumber, Said
from vmcoach.pipeline import Reading
from vmcoach.speech import Span
from vmcoach.spoken import SpokenWord

_RULES = ("content", "measures", "spoken")
"""The parts of vmcoach that read."""


@cache
def rules() -> int:
    """A checksum of the rules in force."""
    root = Path(vmcoach.__file__).parent
    files = sorted(file for part in _RULES for file in (root / part).iterdir() if file.suffix in (".py", ".toml"))
    return crc32(b"".join(file.read_bytes() for file in files))


def reading_to_dict(reading: Reading) -> dict[str, Any]:
    """Plain values for JSON; spoken words as rows, since there are many."""
    words = [[word.text, word.start_s, word.end_s, word.kind, word.written] for word in reading.said.spoken]
    number = reading.said.phone_number
    return {"spoken": words, "phone_number": number and asdict(number), "content": asdict(reading.content)}


def reading_from_dict(values: dict[str, Any]) -> Reading:
    """The reading that `reading_to_dict` wrote."""
    number, content = values["phone_number"], values["content"]
    if number:
        number = PhoneNumber(**{**number, "sayings": tuple(Span(**span) for span in number["sayings"])})
    parts: dict[str, Any] = {
        name: quote and Quote(**quote) for name, quote in content.items() if name not in ("cliches", "hedges")
    }
    phrases: dict[str, Any] = {
        name: tuple(Phrase(**{**each, "quote": Quote(**each["quote"])}) for each in content[name])
        for name in ("cliches", "hedges")
    }
    return Reading(Said(tuple(SpokenWord(*word) for word in values["spoken"]), number), Content(**parts, **phrases))
