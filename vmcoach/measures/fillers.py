"""Fillers: filled pauses as they were heard, discourse markers by the place they stand in, repetitions.

Conventions: one item per filler, ordered by start. Filled pauses come from the transcript, with the engine's
confidence. A marker ("like", "so", "you know") counts only where its place says that it means nothing. Of a repetition
("we can, we can") the item is what was said too often, the first "we can". Without words there are none, and
`per_minute` is None where nothing is spoken.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from vmcoach.measures.discourse import find_markers, find_phrases, words_said
from vmcoach.measures.repetitions import find_repetitions
from vmcoach.measures.utterance import FillerKind, FillerRun, Utterance
from vmcoach.speech import Span, together_s
from vmcoach.spoken import SpokenWord
from vmcoach.transcript import Transcript, Word

CONTEXT_WORDS = 4
"""Words shown to either side."""


@dataclass(frozen=True, slots=True)
class Filler:
    """One filler, with where it stands."""

    text: str
    kind: FillerKind
    start_s: float
    end_s: float
    confidence: float
    context: str
    """A few words to either side, for showing."""


@dataclass(frozen=True, slots=True)
class Fillers:
    """All fillers of a message; `doubtful` are shown apart and never counted."""

    items: tuple[Filler, ...]
    doubtful: tuple[Filler, ...]
    count: int
    per_minute: float | None
    """Per minute of spoken span."""
    time_s: float
    """Of "you, um, know" the um is inside the other and counts once."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A team's own list: phrases to count wherever they are said, and fillers not to count."""

    counted: tuple[str, ...] = ()
    not_counted: tuple[str, ...] = ()


NO_OWN_WORDS = OwnWords()


def find_fillers(
    spoken: Sequence[SpokenWord],
    transcript: Transcript,
    pauses: Sequence[Span],
    spoken_span_s: float,
    own: OwnWords = NO_OWN_WORDS,
) -> Fillers:
    """The fillers of a message; `spoken` are the spoken words of `transcript`, `pauses` its silences."""
    utterance = Utterance(spoken, transcript, pauses)
    found = [_filled_pause(word, spoken) for word in transcript.words if word.kind == "filled_pause"]
    found += [_filler(run, utterance, spoken) for run in _runs(utterance, own)]
    doubtful = (_filled_pause(word, spoken) for word in transcript.doubtful)
    items = tuple(sorted((item for item in found if not _is_forgiven(item, own)), key=lambda item: item.start_s))
    return Fillers(
        items=items,
        doubtful=tuple(item for item in doubtful if not _is_forgiven(item, own)),
        count=len(items),
        per_minute=len(items) * 60 / spoken_span_s if spoken_span_s > 0 else None,
        time_s=together_s(Span(item.start_s, item.end_s) for item in items),
    )


def _is_forgiven(filler: Filler, own: OwnWords) -> bool:
    """Whether a filler is one that does not count, said once or, as "I, I, I", several times over."""
    words = words_said(filler.text)
    phrases = filter(None, map(words_said, own.not_counted))
    return any(words and words == phrase * (len(words) // len(phrase)) for phrase in phrases)


def _runs(utterance: Utterance, own: OwnWords) -> list[FillerRun]:
    """Markers and repetitions, no word in two of them: the team's own list goes first."""
    taken: set[int] = set()
    runs = []
    for run in (*find_phrases(utterance, own.counted), *find_markers(utterance), *find_repetitions(utterance)):
        places = set(range(run.first, run.end))
        if taken.isdisjoint(places):
            taken |= places
            runs.append(run)
    return runs


def _filler(run: FillerRun, utterance: Utterance, spoken: Sequence[SpokenWord]) -> Filler:
    start_s, end_s = utterance.words[run.first].start_s, utterance.words[run.end - 1].end_s
    text = " ".join(utterance.texts[run.first : run.end])
    return Filler(text, run.kind, start_s, end_s, run.confidence, _context(start_s, end_s, spoken))


def _filled_pause(word: Word, spoken: Sequence[SpokenWord]) -> Filler:
    text = word.text.strip(" .,!?…-–—\"'“”").lower()
    context = _context(word.start_s, word.end_s, spoken)
    return Filler(text, "filled_pause", word.start_s, word.end_s, word.probability, context)


def _context(start_s: float, end_s: float, spoken: Sequence[SpokenWord]) -> str:
    """The words said from a few before a stretch to a few after it."""
    first = bisect_left(spoken, start_s, key=lambda word: word.start_s)
    end = bisect_right(spoken, end_s, lo=first, key=lambda word: word.end_s)
    return " ".join(word.text for word in spoken[max(0, first - CONTEXT_WORDS) : end + CONTEXT_WORDS])
