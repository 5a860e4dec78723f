"""The words of a message with what stands between them: punctuation, silence, filled pauses.

Places count words, filled pauses left out; the signs at a place stand before that word, those at the last place behind
the last word. Both ends of a message are sentence boundaries.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from vmcoach.speech import MIN_PAUSE_S, Span
from vmcoach.spoken import SpokenWord
from vmcoach.transcript import CLOSING_QUOTES, Transcript

Sign = Literal["sentence", "comma", "pause", "filled_pause"]
FillerKind = Literal["filled_pause", "discourse_marker", "repetition"]

_PUNCTUATION: dict[str, Sign] = {
    ".": "sentence", "!": "sentence", "?": "sentence",
    ",": "comma", ";": "comma", ":": "comma", "…": "comma", "–": "comma", "—": "comma",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FillerRun:
    """Words that are a filler, from place `first` up to, not including, `end`."""

    first: int
    end: int
    kind: FillerKind
    confidence: float


class Utterance:
    """The words of a message, filled pauses left out, and the signs between them."""

    def __init__(self, spoken: Sequence[SpokenWord], transcript: Transcript, pauses: Sequence[Span]) -> None:
        self.words = [word for word in spoken if word.kind == "word"]
        self.texts = [word.text for word in self.words]
        self._written = [transcript.words[word.written].text for word in self.words]
        self.signs: list[set[Sign]] = [set() for _ in range(len(self.words) + 1)]
        self.signs[0].add("sentence")
        self.signs[-1].add("sentence")
        self._add_punctuation()
        self._add_silence(spoken, pauses)

    def _add_punctuation(self) -> None:
        """What is written behind words; a dash that is a word by itself was said: "2 - 3"."""
        for place, (word, following) in enumerate(pairwise(self.words), 1):
            written = self._written[place - 1].rstrip(CLOSING_QUOTES).replace("...", "…")
            if word.written != following.written and (mark := _PUNCTUATION.get(written[1:][-1:])):
                self.signs[place].add(mark)

    def _add_silence(self, spoken: Sequence[SpokenWord], pauses: Sequence[Span]) -> None:
        """Filled pauses, gaps between words, and silences of the speech map between the words around their middle."""
        place = 0
        for word, following in pairwise(spoken):
            place += word.kind == "word"
            if following.start_s - word.end_s >= MIN_PAUSE_S:
                self.signs[place].add("pause")
            if "filled_pause" in (word.kind, following.kind):
                self.signs[place].add("filled_pause")
        middles = [(word.start_s + word.end_s) / 2 for word in self.words]
        for pause in pauses:
            self.signs[bisect_right(middles, (pause.start_s + pause.end_s) / 2)].add("pause")

    def ends_sentence(self, place: int) -> bool:
        """True where a sentence ends before a place; not at a filled pause, before which engines write full stops."""
        return "sentence" in self.signs[place] and "filled_pause" not in self.signs[place]

    def has_capital(self, place: int) -> bool:
        """True for a word inside a sentence that is written with a capital, other than "I"."""
        text = self.texts[place]
        return self._written[place][:1].isupper() and not self.ends_sentence(place) and text.split("'")[0] != "i"

    def is_cut_off(self, place: int) -> bool:
        """True for a word written as broken off: "com- company"."""
        return self._written[place].endswith("-")
