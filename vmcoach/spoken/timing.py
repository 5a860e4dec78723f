"""Which reading fits the time it took, and how that time is shared among its words.

Conventions: lengths are in syllables, counted from the spelling; one syllable takes as long as it does in the rest of
the message.
"""

import itertools
import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from statistics import median

from vmcoach.spoken.numbers import Reading, Readings

USUAL_SYLLABLE_S = 0.2
"""English conversation runs at about five syllables a second, pauses left out."""
SLOWEST_SYLLABLE_S, FASTEST_SYLLABLE_S = 0.4, 0.12

# A word's time holds the pause beside it, as recognisers end one word where the next begins: being long says little,
# being short a lot. Spreads are of the logarithm of measured over expected time.
SPREAD_WHEN_SHORT, SPREAD_WHEN_LONG = 0.25, 0.5
UNUSUAL = 1.0
"""What a reading other than the usual one must make up for: it is taken to be e times rarer."""
SHORTEST_S = 0.06
"""Three steps of Whisper's 20 ms grid: below this a word's time says nothing."""

_IRREGULAR = {"hundred": 2, "ninety": 2, "nineteen": 2, "nineties": 2, "ninth": 1, "million": 2, "w": 3, "area": 3, "people": 2}


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
    costs = [_misfit(reading, duration_s, per_syllable_s) + UNUSUAL * (reading != readings[0]) for reading in readings]
    return readings[costs.index(min(costs))]


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
