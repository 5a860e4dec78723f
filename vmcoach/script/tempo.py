"""How fast a rep speaks, from takes they made: what a script will take them is foretold from it.

Conventions: a message is words, one after another, each as long as its syllables; the digits of a call-back number are
said at a pace of their own, pauses between their groups included; at a sentence end the last syllable is drawn out and
a pause follows. Takes are results of the result document. Filled pauses are left out: nobody writes them into a script.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vmcoach.spoken import SpokenWord, spoken_words
from vmcoach.spoken.timing import USUAL_SYLLABLE_S, syllables
from vmcoach.transcript import Word, transcript_from_dict

USUAL_DIGIT_S = 0.4
"""2.5 digits a second, the fastest that can be written down (DECtalk manual; see the rubric)."""
USUAL_PAUSE_S = 0.5
"""At a sentence end. Pauses of talk lie between 0.25 and 1 s (see the rubric); with one message's weight it also
steadies what a few takes say."""
FINAL_SYLLABLES = 1
"""What a sentence end adds, unless it is a digit: its last syllable lasts about twice as long as others (final
lengthening)."""
USUAL_FILLED_PAUSE_S = 0.35
"""A written "um"."""

PRIOR_SYLLABLES, PRIOR_DIGITS, PRIOR_PAUSES = 20, 3, 6
"""How much evidence the usual values are worth beside what was measured."""

SPREAD_OF_TAKES = 0.08
"""Standard deviation of a take's seconds about what the same speaker's other takes foretell, as a share of them.
Measured on 32 messages of four synthetic voices; mostly pauses, which differ from take to take."""
SPREAD_OF_PEOPLE = 0.15
"""The same about the usual values, of a speaker of whom nothing is known."""
PRIOR_TAKES = 4
NINE_IN_TEN = 1.645
"""Standard deviations to either side that hold nine takes of ten."""

_TITLES = frozenset({"mr.", "mrs.", "ms.", "dr.", "st."})


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds that a rep needs for what is in a message; `takes` says on how many takes this rests, 0 for none."""

    syllable_s: float = USUAL_SYLLABLE_S
    digit_s: float = USUAL_DIGIT_S
    pause_s: float = USUAL_PAUSE_S
    spread: float = SPREAD_OF_PEOPLE
    """Standard deviation of a take about its prediction, as a share of it."""
    takes: int = 0

    def interval_s(self, predicted_s: float) -> tuple[float, float]:
        """The seconds between which nine takes of ten will lie."""
        margin = min(NINE_IN_TEN * self.spread, 0.9)
        return predicted_s * (1 - margin), predicted_s * (1 + margin)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a message holds, and for a take the seconds that each kind took."""

    syllables: float
    digits: int
    sentence_gaps: int
    syllables_s: float = 0.0
    digits_s: float = 0.0
    pauses_s: float = 0.0

    def at(self, tempo: Tempo) -> float:
        """Seconds at a tempo."""
        return self.syllables * tempo.syllable_s + self.digits * tempo.digit_s + self.sentence_gaps * tempo.pause_s

    @property
    def taken_s(self) -> float:
        """Seconds it took, filled pauses left out."""
        return self.syllables_s + self.digits_s + self.pauses_s


def sentence_ends(words: Sequence[SpokenWord], written: Sequence[Word]) -> set[int]:
    """Places of the spoken words that end a sentence or what is said like one, the last word among them."""
    last = {word.written: at for at, word in enumerate(words)}
    return {at for index, at in last.items() if ends_sentence(written[index])} | {len(words) - 1}


def ends_sentence(word: Word) -> bool:
    """Whether the punctuation of a written word ends a sentence."""
    text = word.text.rstrip("\"')”’")
    return text.endswith((".", "?", "!", ":", ";")) and text.lower() not in _TITLES


def amounts(words: Sequence[SpokenWord], written: Sequence[Word], sayings: Iterable[tuple[float, float]]) -> Amounts:
    """What spoken words hold; `sayings` are the starts and ends of the call-back number."""
    spans, ends = [*sayings], sentence_ends(words, written)
    digits = [at for at, word in enumerate(words) if word.kind == "word" and is_within(word, spans)]
    plain = sum(syllables(word.text) for word in words if word.kind == "word" and not is_within(word, spans))
    return Amounts(plain + FINAL_SYLLABLES * len(ends.difference(digits)), len(digits), len(ends) - 1)


def is_within(word: SpokenWord, spans: Iterable[tuple[float, float]]) -> bool:
    """Whether a word is said inside one of some stretches of time."""
    middle_s = (word.start_s + word.end_s) / 2
    return any(start_s <= middle_s <= end_s for start_s, end_s in spans)


def take_amounts(result: Mapping[str, Any]) -> Amounts | None:
    """What a take held and took, from its result; None where nothing was said."""
    heard = transcript_from_dict({"words": result["transcript"]["words"]})
    number = result["phone_number"] or {"sayings": []}
    sayings = [(saying["start_s"], saying["end_s"]) for saying in number["sayings"]]
    held = amounts(spoken_words(heard), heard.words, sayings)
    pauses_s = sum(
        pause["end_s"] - pause["start_s"]
        for pause in result["pauses"]["items"]
        if not any(start_s <= pause["start_s"] < end_s for start_s, end_s in sayings)
    )
    filled_s = sum(word.end_s - word.start_s for word in heard.words if word.kind == "filled_pause")
    digits_s = sum(end_s - start_s for start_s, end_s in sayings)
    syllables_s = result["duration"]["spoken_span_s"] - pauses_s - filled_s - digits_s
    if not heard.words or syllables_s <= 0:
        return None
    return Amounts(held.syllables, held.digits, held.sentence_gaps, syllables_s, digits_s, pauses_s)


def tempo_of(results: Iterable[Mapping[str, Any]]) -> Tempo:
    """A rep's tempo, from results of their takes: the usual one where there are none."""
    takes = [take for take in map(take_amounts, results) if take]
    if not takes:
        return Tempo()
    paused = [take for take in takes if take.sentence_gaps]  # without punctuation nothing tells what a pause was for
    tempo = Tempo(
        syllable_s=_rate(USUAL_SYLLABLE_S, PRIOR_SYLLABLES, [(take.syllables_s, take.syllables) for take in takes]),
        digit_s=_rate(USUAL_DIGIT_S, PRIOR_DIGITS, [(take.digits_s, take.digits) for take in takes]),
        pause_s=_rate(USUAL_PAUSE_S, PRIOR_PAUSES, [(take.pauses_s, take.sentence_gaps) for take in paused]),
    )
    squares = [(take.taken_s / take.at(tempo) - 1) ** 2 for take in takes]
    spread = math.sqrt((PRIOR_TAKES * SPREAD_OF_TAKES**2 + sum(squares)) / (PRIOR_TAKES + len(takes)))
    few = math.sqrt(1 + 1 / len(takes))  # one take tells less of a speaker than many
    return replace(tempo, spread=few * spread, takes=len(takes))


def _rate(usual_s: float, weight: float, measured: Sequence[tuple[float, float]]) -> float:
    """Seconds for one, from seconds and how many in each take, the usual value counting as `weight` of them."""
    taken_s, count = (sum(column) for column in zip(*measured, strict=True)) if measured else (0.0, 0.0)
    return (usual_s * weight + taken_s) / (weight + count)
