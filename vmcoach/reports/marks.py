"""The transcript with what was noticed in it marked in place, for every report to draw in its own way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from vmcoach.assessment import Assessment
from vmcoach.transcript import Word

Mark = Literal["doubtful", "filler", "cliche", "number"]
"""`doubtful` is a possible filled pause that is not counted; `number` a saying of the phone number."""

_LEGEND: dict[Mark, str] = {
    "filler": "[ ] filler",
    "doubtful": "[ ?] perhaps a filler, not counted",
    "cliche": "{ } stock phrase",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring words under one mark, as written; punctuation that follows them stands in `after`."""

    text: str
    after: str
    mark: Mark | None
    words: tuple[Word, ...] = field(default=(), compare=False, repr=False)
    """The same with their times."""


@dataclass(frozen=True, slots=True)
class _Marked:
    mark: Mark
    start_s: float
    end_s: float


def marked_transcript(assessment: Assessment) -> tuple[Stretch, ...]:
    """The whole transcript in order; where two things meet in a word, the filler is shown."""
    transcript = assessment.measures.observation.transcript
    marks = tuple(_marks(assessment))
    heard = [(word, _mark_of(word, marks)) for word in transcript.words]
    doubtful = [(word, _Marked("doubtful", word.start_s, word.end_s)) for word in transcript.doubtful]
    in_time = sorted([*heard, *doubtful], key=lambda pair: pair[0].start_s)
    return tuple(
        _stretch([word for word, _ in group], marked) for marked, group in groupby(in_time, lambda pair: pair[1])
    )


def legend(stretches: Iterable[Stretch]) -> list[str]:
    """What the signs mean that are drawn round stretches; the number has none."""
    shown = {stretch.mark for stretch in stretches}
    return [meaning for mark, meaning in _LEGEND.items() if mark in shown]


def _marks(assessment: Assessment) -> Iterator[_Marked]:
    """Everything to mark, the most important first."""
    measures = assessment.measures
    for filler in measures.fillers.items:
        yield _Marked("filler", filler.start_s, filler.end_s)
    for phrase in assessment.content.cliches:
        yield _Marked("cliche", phrase.quote.start_s, phrase.quote.end_s)
    if measures.phone_number is not None:
        for saying in measures.phone_number.sayings:
            yield _Marked("number", saying.start_s, saying.end_s)


def _mark_of(word: Word, marks: tuple[_Marked, ...]) -> _Marked | None:
    """A word belongs to what holds its middle: spoken forms share a written word's time between them."""
    middle_s = (word.start_s + word.end_s) / 2
    return next((mark for mark in marks if mark.start_s <= middle_s <= mark.end_s), None)


def _stretch(words: list[Word], marked: _Marked | None) -> Stretch:
    text = " ".join(word.text for word in words)
    bare = text.rstrip(".,;:!?…")
    return Stretch(bare, text[len(bare) :], marked.mark if marked else None, tuple(words))
