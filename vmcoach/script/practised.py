"""Takes in which a script was spoken already: what they took says more of it than the tempo of all takes.

Where a rep breathes, what they linger on and what they hurry through is in those takes and in no punctuation.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt
from statistics import fmean

from rapidfuzz.distance import Indel

from vmcoach.script.tempo import SPREAD_OF_TAKES, Tempo
from vmcoach.spoken import SpokenWord
from vmcoach.spoken.timing import syllables

SAME_WORDS = 0.85
"""Share of words in common, in order, from which a take says a script: a sentence of six may have been put otherwise,
or one word in seven misheard."""

SPREAD_OF_SAME_WORDS = 0.05
"""Standard deviation of one speaker's takes of the same words, as a share of their seconds. An estimate, on the safe
side: who reads a text again is within a few hundredths."""

_OF_WORDS = 1 - (SPREAD_OF_SAME_WORDS / SPREAD_OF_TAKES) ** 2
"""What of the variance of takes lies in their words, and is the same the next time."""


def practised(tempo: Tempo, words: Sequence[SpokenWord]) -> Tempo:
    """The tempo for a script, given its words with times at that tempo: nearer to what takes of it took, if any were.

    Half a dozen takes settle it almost, and one does by three fifths.
    """
    own = [word.text for word in words if word.kind == "word"]
    same = [take for take in tempo.said if Indel.normalized_similarity(own, take.words) >= SAME_WORDS]
    if not own or not same:
        return tempo
    predicted_s = words[-1].end_s - sum(word.end_s - word.start_s for word in words if word.kind == "filled_pause")
    # by syllable, since a few words may be others
    ratio = fmean(take.fluent_s(tempo) / _syllables(take.words) for take in same) * _syllables(own) / predicted_s
    known = _OF_WORDS / (_OF_WORDS + (1 - _OF_WORDS) / len(same))
    factor = 1 + known * (ratio - 1)
    return replace(
        tempo,
        syllable_s=factor * tempo.syllable_s,
        digit_s=factor * tempo.digit_s,
        pause_s=factor * tempo.pause_s,
        spread=tempo.spread * sqrt(1 - _OF_WORDS * known),
        of_this_script=len(same),
    )


def _syllables(words: Sequence[str]) -> float:
    return sum(map(syllables, words))
