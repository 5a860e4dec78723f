"""What a message says: its parts, clichés and hedges, each quoted from the words that were spoken.

Who is called, who calls and from where is told by what is said around a name (`people.py`). For the rest there are
lists a manager can read and change: `parts.toml`, `cliches.toml`, `hedges.toml`, in the language of `phrases.py`; what
none of those phrases finds is looked for by the weight of a sentence's words (`weighed.py`). Both sorts of weights were
learned from messages in writing. All look at the spoken words, at the punctuation of the written transcript and at its
capitals, which in English mark names; without either the words alone must do. Filled pauses may stand anywhere.
"""

from dataclasses import dataclass
from typing import Literal

from vmcoach.content.listed import Hit, carrying, find_cliches, find_hedges
from vmcoach.content.marked import Run, mark
from vmcoach.content.parts import find_parts
from vmcoach.content.people import find_people, titles
from vmcoach.spoken import SpokenWord
from vmcoach.transcript import Transcript

__all__ = ["Content", "Phrase", "Quote", "Severity", "carrying", "find_content", "titles"]

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


def find_content(words: tuple[SpokenWord, ...], transcript: Transcript) -> Content:
    """What a message says: `words` are the spoken words of `transcript`. Every quote is a run of `words`."""
    text = mark(words, transcript)
    people = find_people(text)
    cliches = find_cliches(text)
    names = [run for run in (people.recipient, people.caller, people.company) if run]
    parts = find_parts(text, [hit.run for hit in cliches if hit.severity == "strong"], names, people.company)
    hedges = [hit for hit in find_hedges(text) if not any(hit.run.overlaps(cliche.run) for cliche in cliches)]
    return Content(
        recipient=_quote(words, people.recipient),
        caller=_quote(words, people.caller),
        company=_quote(words, people.company),
        reason_for_call=_quote(words, parts.reason_for_call),
        specific_hook=_quote(words, parts.specific_hook),
        value=_quote(words, parts.value),
        ask=_quote(words, parts.ask),
        generic_pitch=_quote(words, parts.generic_pitch),
        cliches=_phrases(words, cliches),
        hedges=_phrases(words, hedges),
    )


def _quote(words: tuple[SpokenWord, ...], run: Run | None) -> Quote | None:
    if run is None:
        return None
    said = words[run.first : run.end]
    return Quote(" ".join(word.text for word in said), said[0].start_s, said[-1].end_s)


def _phrases(words: tuple[SpokenWord, ...], hits: list[Hit]) -> tuple[Phrase, ...]:
    quoted = ((_quote(words, hit.run), hit) for hit in hits)
    return tuple(Phrase(quote, hit.severity, hit.entry) for quote, hit in quoted if quote is not None)
