"""Which reading fits the time it took, and how that time is shared among its words.

Conventions: lengths are in syllables, counted from the spelling; one syllable takes as long as it does in the rest of
the message.
"""

import itertools
import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from statistics import median

from vmcoach.spoken.numbers import Reading, Readings

USUAL_SYLLABLE_S = 0.2
"""English conversation runs at about five syllables a second, pauses left out."""
SLOWEST_SYLLABLE_S, FASTEST_SYLLABLE_S = 0.4, 0.12

# A word's time holds the pause beside it, as recognisers end one word where the next begins: being long says less than
# being short. Spreads are of the logarithm of measured over expected time. Fitted to Whisper base's times of 66 numbers
# in sentences of a synthetic voice, half of them in the rarer reading: the words of 48 were counted right, of 40 by the
# usual reading alone.
SPREAD_WHEN_SHORT, SPREAD_WHEN_LONG = 0.2, 0.4
UNUSUAL = 0.5
"""What a reading other than the usual one must make up for, in the units of half a squared spread."""
CREDIBLE = 2.0
"""Two spreads: where even the best reading fits worse, the time itself is wrong, as it often is for numerals."""
SHORTEST_S = 0.06
"""Three steps of Whisper's 20 ms grid: below this a word's time says nothing."""

_IRREGULAR = {
    "hundred": 2, "ninety": 2, "nineteen": 2, "nineties": 2, "ninth": 1, "million": 2, "w": 3, "area": 3, "people": 2,
}  # fmt: skip


@lru_cache(maxsize=4096)
def syllables(word: str) -> int:
    """How many syllables a spoken word has, at least one."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    vowels = len(re.findall(r"[aeiouyà-öø-ý]+", word))
    silent = vowels > 1 and re.search(r"[^aeiouyl]e$|[^aeioutd]es$|[^aeiouytd]ed$", word) is not None
    return max(1, vowels - silent)


def syllable_s(timed: Sequence[tuple[Reading, float]]) -> float:
    """How long one syllable takes in this message, from readings that are beyond doubt and the seconds they took."""
    rates = [
        duration_s / sum(map(syllables, words)) for words, duration_s in timed if words and duration_s >= SHORTEST_S
    ]
    return min(max(median(rates), FASTEST_SYLLABLE_S), SLOWEST_SYLLABLE_S) if len(rates) >= 5 else USUAL_SYLLABLE_S


def _misfit(reading: Reading, duration_s: float, per_syllable_s: float) -> float:
    expected_s = per_syllable_s * sum(map(syllables, reading))
    ratio = math.log(duration_s / expected_s)
    return 0.5 * (ratio / (SPREAD_WHEN_LONG if ratio > 0 else SPREAD_WHEN_SHORT)) ** 2


def likeliest(readings: Readings, duration_s: float, per_syllable_s: float) -> Reading:
    """The reading that fits the time best, the usual one unless another fits clearly better."""
    if len(readings) == 1 or duration_s < SHORTEST_S:
        return readings[0]
    misfits = [_misfit(reading, duration_s, per_syllable_s) for reading in readings]
    best = min(range(len(readings)), key=lambda at: misfits[at] + UNUSUAL * (at > 0))
    return readings[best] if misfits[best] <= CREDIBLE else readings[0]


def shared(words: Reading, start_s: float, end_s: float) -> list[tuple[str, float, float]]:
    """Words with a start and an end inside the time given, each as long as its syllables; ends meet starts."""
    lengths = [*itertools.accumulate(map(syllables, words))]
    if not lengths:
        return []
    ends = [min(end_s, start_s + (end_s - start_s) * length / lengths[-1]) for length in lengths[:-1]] + [end_s]
    return list(zip(words, [start_s, *ends[:-1]], ends, strict=True))


def middles(words: Reading, durations_s: Sequence[float]) -> list[int]:
    """For each of some words said one after another, in which of the stretches of time its middle lies."""
    ends = [*itertools.accumulate(map(syllables, words))]
    borders_s = [*itertools.accumulate(durations_s)]
    scale = borders_s[-1] / ends[-1] if ends else 0.0
    middles_s = [scale * (end - syllables(word) / 2) for end, word in zip(ends, words, strict=True)]
    return [min(bisect_left(borders_s, middle), len(borders_s) - 1) for middle in middles_s]
