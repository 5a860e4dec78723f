"""What a message says: its parts, clichés and hedges, each quoted from the words that were spoken."""

from dataclasses import dataclass
from typing import Literal

from vmcoach.spoken import SpokenWord

Severity = Literal["strong", "weak"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the transcript, as spoken, with their times."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """A listed phrase that was said."""

    quote: Quote
    severity: Severity
    entry: str
    """The list entry that matched."""


@dataclass(frozen=True, slots=True)
class Content:
    """The parts a voicemail can have; a part that was not found is None."""

    recipient: Quote | None
    caller: Quote | None
    company: Quote | None
    reason_for_call: Quote | None
    specific_hook: Quote | None
    value: Quote | None
    ask: Quote | None
    generic_pitch: Quote | None
    cliches: tuple[Phrase, ...]
    hedges: tuple[Phrase, ...]


def find_content(words: tuple[SpokenWord, ...]) -> Content:
    """The parts of a message, by rules over its spoken words."""
    raise NotImplementedError
