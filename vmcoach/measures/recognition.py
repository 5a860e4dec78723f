"""How far the words can be trusted, where there is speech without words, and words that may be another voice's.

Conventions: confidence is the mean probability that the engine gives to the words, filled pauses left out. Speech is
unheard where the speech map has some and no word lies there, or a word has the time of several. A stretch before the
first word or behind the last is, however short: it may be a word that was missed, or a dog.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vmcoach.measures.other_voice import find_other_voice
from vmcoach.speech import Span
from vmcoach.spoken import SpokenWord
from vmcoach.spoken.timing import SLOWEST_SYLLABLE_S, syllables
from vmcoach.transcript import Transcript

UNCERTAIN_BELOW = 0.8
"""Mean probability below which the words are uncertain. Of 126 real calls with known words (Whisper base) 25 are below:
35 of 100 words were wrong, and in 8 the count of words was off by more than an eighth. From 0.8 to 0.9 it was 20 words
and 6 of 51 counts, from there 8 words and 2 of 50 counts. Clear voicemails have 0.77 to 0.94."""

UNHEARD_S = 1.5
"""Speech without words that is told, beyond what words said slowly take; the same recordings have none as long."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """How far the words can be trusted."""

    confidence: float | None
    """0 to 1; None without words."""
    unheard: tuple[Span, ...]
    """Where there is speech without words, or with too few."""
    other_voice: tuple[tuple[SpokenWord, ...], ...] = ()
    """Words in a row that may be another voice's."""

    @property
    def is_uncertain(self) -> bool:
        """Whether the words, and all that is counted of them, may well be wrong."""
        return self.confidence is not None and self.confidence < UNCERTAIN_BELOW


def measure_recognition(
    transcript: Transcript, spoken: Sequence[SpokenWord], spans: Sequence[Span], tenths_dbfs: Sequence[float] = ()
) -> Recognition:
    """How far the words of a message can be trusted, whose spoken stretches are known."""
    probabilities = [word.probability for word in transcript.words if word.kind == "word"]
    confidence = sum(probabilities) / len(probabilities) if probabilities else None
    unheard = tuple(sorted(_unheard(transcript, spoken, spans), key=_start_s))
    return Recognition(confidence, unheard, find_other_voice(transcript, spoken, tenths_dbfs))


def _unheard(transcript: Transcript, spoken: Sequence[SpokenWord], spans: Sequence[Span]) -> Iterator[Span]:
    words = [Span(word.start_s, word.end_s) for word in transcript.words]
    heard = sorted([*words, *(Span(word.start_s, word.end_s) for word in transcript.doubtful)], key=_start_s)
    for span in spans:
        said = [*_touching(span, heard)]
        least_s = UNHEARD_S if said or span not in (spans[0], spans[-1]) else 0.0
        yield from (part for part in _uncovered(span, said) if part.duration_s >= least_s)
    most_s = [0.0] * len(words)
    for each in spoken:
        most_s[each.written] += SLOWEST_SYLLABLE_S * syllables(each.text)
    for word, slow_s in zip(words, most_s, strict=True):
        if sum(span.shared_s(word.start_s, word.end_s) for span in _touching(word, spans)) >= slow_s + UNHEARD_S:
            yield word


def _touching(one: Span, ordered: Sequence[Span]) -> Iterator[Span]:
    """Which of some stretches, that hardly overlap each other, share time with one; of no length they lie in it."""
    for at in range(max(0, bisect_left(ordered, one.start_s, key=_start_s) - 1), len(ordered)):
        if ordered[at].start_s >= one.end_s:
            return
        is_moment_inside = one.start_s <= ordered[at].start_s == ordered[at].end_s
        if is_moment_inside or ordered[at].shared_s(one.start_s, one.end_s):
            yield ordered[at]


def _uncovered(span: Span, words: Iterable[Span]) -> Iterator[Span]:
    """What of a stretch lies before, between and behind words."""
    begin_s = span.start_s
    for word in words:
        yield Span(begin_s, max(begin_s, word.start_s))
        begin_s = max(begin_s, word.end_s)
    yield Span(begin_s, max(begin_s, span.end_s))


def _start_s(span: Span) -> float:
    return span.start_s
