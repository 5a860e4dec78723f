"""The words as people say them: "555-0147" is seven words, "90 days" two, "$1.5M" four.

Every measure and every content rule reads this form, so that a word is a word however the engine spelt it.
"""

from dataclasses import dataclass

from vmcoach.transcript import Transcript, WordKind


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One spoken word: lower case, letters and apostrophes only."""

    text: str
    start_s: float
    end_s: float
    kind: WordKind
    written: int
    """Index of the transcript word it comes from; several spoken words may share one."""


def spoken_words(transcript: Transcript) -> tuple[SpokenWord, ...]:
    """Every word of the transcript in its spoken form, filled pauses in place."""
    raise NotImplementedError
