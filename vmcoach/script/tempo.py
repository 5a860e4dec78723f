"""How fast a rep speaks, from takes they made: what a script will take them is predicted from it.

Conventions: a message is taken for words one after another, each as long as its syllables; a silence inside a sentence
is part of their pace. Three things have a pace of their own: the digits of a call-back number, with the pauses between
their groups; sentence ends, where the last syllable is drawn out and a pause follows; and filled pauses, each with the
silence on either side of it. No punctuation predicts that silence, so a sentence end beside a filled pause tells
nothing of how long sentence ends are. Takes are results of the result document.
"""

import math
from bisect import bisect
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from vmcoach.spoken import SpokenWord, spoken_words
from vmcoach.spoken.abbreviations import KEEP_THEIR_STOP
from vmcoach.spoken.timing import USUAL_SYLLABLE_S, syllables
from vmcoach.transcript import CLOSING_QUOTES, Word, transcript_from_dict

USUAL_DIGIT_S = 0.4
"""2.5 digits a second, the fastest that can be written down (DECtalk manual; see the rubric)."""
USUAL_PAUSE_S = 0.5
"""At a sentence end. Pauses of talk lie between 0.25 and 1 s (see the rubric); with one message's weight it also
steadies what a few takes say."""
FINAL_SYLLABLES = 1
"""What a sentence end adds, unless it is a digit: its last syllable lasts about twice as long as others (final
lengthening)."""
USUAL_FILLED_PAUSE_S = 0.45
"""Mean of 83 filled pauses of real calls by telephone, 0.28 s of them sound."""

PRIOR_SYLLABLES, PRIOR_DIGITS, PRIOR_PAUSES, PRIOR_FILLED_PAUSES = 20, 3, 6, 2
"""How much evidence the usual values are worth beside what was measured."""

SPREAD_OF_TAKES = 0.08
"""Standard deviation of a take's seconds about what the same speaker's other takes predict, as a share of them.
Measured on 32 messages of four synthetic voices; mostly pauses, which differ from take to take."""
SPREAD_OF_PEOPLE = 0.15
"""The same about the usual values, of a speaker of whom nothing is known."""
PRIOR_TAKES = 4
NINE_IN_TEN = 1.645
"""Standard deviations to either side that hold nine takes of ten."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds that a rep needs for what is in a message; `takes` says on how many takes this rests, 0 for none."""

    syllable_s: float = USUAL_SYLLABLE_S
    digit_s: float = USUAL_DIGIT_S
    pause_s: float = USUAL_PAUSE_S
    filled_pause_s: float = USUAL_FILLED_PAUSE_S
    spread: float = SPREAD_OF_PEOPLE
    """Standard deviation of a take about its prediction, as a share of it."""
    takes: int = 0
    said: tuple["Amounts", ...] = ()
    """What those takes held."""
    of_this_script: int = 0
    """In how many of them the script in question was spoken."""

    def interval_s(self, predicted_s: float) -> tuple[float, float]:
        """The seconds between which nine takes of ten will lie."""
        margin = min(NINE_IN_TEN * self.spread, 0.9)
        return predicted_s * (1 - margin), predicted_s * (1 + margin)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a take holds, and the seconds that each kind of it took."""

    words: tuple[str, ...]
    """As spoken, filled pauses left out."""
    syllables: float
    digits: int
    sentence_gaps: int
    filled_gaps: int
    """Sentence ends whose pause a filled one took the place of."""
    filled_pauses: int
    syllables_s: float
    digits_s: float
    pauses_s: float
    filled_pauses_s: float

    def at(self, tempo: Tempo) -> float:
        """Seconds at a tempo, filled pauses left out."""
        return self.syllables * tempo.syllable_s + self.digits * tempo.digit_s + self.sentence_gaps * tempo.pause_s

    @property
    def taken_s(self) -> float:
        """Seconds it took, filled pauses left out."""
        return self.syllables_s + self.digits_s + self.pauses_s

    def fluent_s(self, tempo: Tempo) -> float:
        """Seconds it would have taken without filled pauses, those at sentence ends being silent."""
        return self.taken_s + self.filled_gaps * tempo.pause_s


def sentence_ends(words: Sequence[SpokenWord], written: Sequence[Word]) -> set[int]:
    """Places of the spoken words that end a sentence or what is said like one, the last word among them."""
    last = {word.written: at for at, word in enumerate(words)}
    return {at for index, at in last.items() if ends_sentence(written[index])} | {len(words) - 1}


def ends_sentence(word: Word) -> bool:
    """Whether the punctuation of a written word ends a sentence."""
    text = word.text.rstrip(CLOSING_QUOTES)
    return text.endswith((".", "?", "!", ":", ";")) and text.lower() not in KEEP_THEIR_STOP


def is_paused_at(at: int, words: Sequence[SpokenWord], ends: Collection[int]) -> bool:
    """Whether the pause of a sentence end follows the word at a place: not where filled pauses make it theirs."""
    beside = words[at : at + 2]
    return at in ends and len(beside) == 2 and all(word.kind == "word" for word in beside)


def is_within(word: SpokenWord, spans: Iterable[tuple[float, float]]) -> bool:
    """Whether a word is said inside one of some stretches of time."""
    middle_s = (word.start_s + word.end_s) / 2
    return any(start_s <= middle_s <= end_s for start_s, end_s in spans)


def take_amounts(result: Mapping[str, Any]) -> Amounts | None:
    """What a take held and took, from its result; None where nothing was said."""
    written = transcript_from_dict({"words": result["transcript"]["words"]}).words
    number = result["phone_number"] or {"sayings": []}
    sayings = [(saying["start_s"], saying["end_s"]) for saying in number["sayings"]]
    words = spoken_words(written)
    ends = sentence_ends(words, written)
    digits = {at for at, word in enumerate(words) if word.kind == "word" and is_within(word, sayings)}
    gaps = [at for at in range(len(words)) if is_paused_at(at, words, ends)]
    pauses_s, filled_s = _pauses_s(result["pauses"]["items"], words, sayings, gaps), _filled_s(words)
    digits_s = sum(_said_s(words, saying) for saying in sayings)
    syllables_s = result["duration"]["spoken_span_s"] - pauses_s - filled_s - digits_s
    if not written or syllables_s <= 0:
        return None
    said = {at: word.text for at, word in enumerate(words) if word.kind == "word"}
    held = sum(syllables(text) for at, text in said.items() if at not in digits) + FINAL_SYLLABLES * len(ends - digits)
    filled = len(words) - len(said)
    filled_gaps = len(ends) - 1 - len(gaps)
    amounts = held, len(digits), len(gaps), filled_gaps, filled, syllables_s, digits_s, pauses_s, filled_s
    return Amounts(tuple(said.values()), *amounts)


def _pauses_s(
    pauses: Iterable[Mapping[str, float]],
    words: Sequence[SpokenWord],
    sayings: Sequence[tuple[float, float]],
    gaps: Collection[int],
) -> float:
    """Seconds of silence after the words at some places, outside the call-back number."""
    middles_s = [(word.start_s + word.end_s) / 2 for word in words]
    return sum(
        pause["end_s"] - pause["start_s"]
        for pause in pauses
        if not any(start_s <= pause["start_s"] < end_s for start_s, end_s in sayings)
        # of the words; their ends are less exact than silences
        and bisect(middles_s, (pause["start_s"] + pause["end_s"]) / 2) - 1 in gaps
    )


def _said_s(words: Sequence[SpokenWord], saying: tuple[float, float]) -> float:
    """Seconds of a saying of the number, without the filled pauses inside it."""
    return saying[1] - saying[0] - _filled_s([word for word in words if is_within(word, [saying])])


def _filled_s(words: Sequence[SpokenWord]) -> float:
    """Seconds of filled pauses and of the silence on either side, however short."""
    silences_s = (
        after.start_s - before.end_s for before, after in pairwise(words) if "filled_pause" in (before.kind, after.kind)
    )
    return sum(silences_s) + sum(word.end_s - word.start_s for word in words if word.kind == "filled_pause")


def tempo_of(results: Iterable[Mapping[str, Any]]) -> Tempo:
    """A rep's tempo, from results of their takes: the usual one where there are none."""
    takes = [take for take in map(take_amounts, results) if take]
    if not takes:
        return Tempo()
    return replace(_tempo(takes), spread=_few(len(takes)) * _spread(takes), takes=len(takes), said=tuple(takes))


def _tempo(takes: Sequence[Amounts]) -> Tempo:
    return Tempo(
        syllable_s=_rate(USUAL_SYLLABLE_S, PRIOR_SYLLABLES, [(take.syllables_s, take.syllables) for take in takes]),
        digit_s=_rate(USUAL_DIGIT_S, PRIOR_DIGITS, [(take.digits_s, take.digits) for take in takes]),
        pause_s=_rate(USUAL_PAUSE_S, PRIOR_PAUSES, [(take.pauses_s, take.sentence_gaps) for take in takes]),
        filled_pause_s=_rate(
            USUAL_FILLED_PAUSE_S, PRIOR_FILLED_PAUSES, [(take.filled_pauses_s, take.filled_pauses) for take in takes]
        ),
    )


def _spread(takes: Sequence[Amounts]) -> float:
    """Standard deviation of a take about what many others predict: each of the takes is predicted from the rest."""
    if len(takes) < 2:
        return SPREAD_OF_TAKES
    predicted = [take.at(_tempo([*takes[:at], *takes[at + 1 :]])) for at, take in enumerate(takes)]
    ratios = [take.taken_s / seconds for take, seconds in zip(takes, predicted, strict=True)]
    squares = sum(((ratio - 1) / _few(len(takes) - 1)) ** 2 for ratio in ratios)
    return math.sqrt((PRIOR_TAKES * SPREAD_OF_TAKES**2 + squares) / (PRIOR_TAKES + len(takes)))


def _few(takes: int) -> float:
    """How much wider a take lies about what so many others predict: one tells less of a speaker than many."""
    return math.sqrt(1 + 1 / takes)


def _rate(usual_s: float, weight: float, measured: Sequence[tuple[float, float]]) -> float:
    """Seconds for one, from seconds and how many in each take, the usual value counting as `weight` of them."""
    taken_s, count = (sum(column) for column in zip(*measured, strict=True)) if measured else (0.0, 0.0)
    return (usual_s * weight + taken_s) / (weight + count)
