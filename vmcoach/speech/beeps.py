"""Beeps between two stretches of speech: where one is, what is before it may be an answering machine's greeting."""

import numpy as np

from vmcoach.audio import SAMPLE_RATE_HZ
from vmcoach.speech.frames import FRAMES_PER_S, Floats, band_powers, decibels, runs

PURE = 0.9
"""Least share of the power that lies at one frequency, in five bands of 25 Hz. None of 194 recordings of calls and
voicemails has a pause with 80 ms of even 0.8; beeps of 0.25 s coded by a telephone have 0.98."""

WEAKEST_DB = 20.0
"""Below the level of the speech."""

SHORTEST_FRAMES = 15
LOWEST_HZ = 350
"""Below are hum, and voices that hum."""

_EDGES_HZ = np.arange(187.5, 4000.0, 25.0)
_AROUND = 2


def find_beeps(samples: Floats, pause_s: tuple[float, float], speech_dbfs: float) -> list[tuple[float, float]]:
    """Start and end of each beep in a pause, from the start of the recording."""
    first, end = (round(each_s * SAMPLE_RATE_HZ) for each_s in pause_s)
    powers = band_powers(samples[first:end], SAMPLE_RATE_HZ, 0.04, _EDGES_HZ)
    totals, peaks = powers.sum(axis=1), powers.argmax(axis=1)
    frames = np.arange(len(peaks))[:, None]
    around = np.clip(peaks[:, None] + np.arange(-_AROUND, _AROUND + 1), 0, powers.shape[1] - 1)
    at_peak = powers[frames, around].sum(axis=1)
    pure = (at_peak > PURE * totals) & (decibels(totals) > speech_dbfs - WEAKEST_DB)
    high = _EDGES_HZ[peaks] > LOWEST_HZ
    return [
        (pause_s[0] + a / FRAMES_PER_S, pause_s[0] + b / FRAMES_PER_S)
        for a, b in runs(pure & high)
        if b - a >= SHORTEST_FRAMES and np.ptp(peaks[a + _AROUND : b - _AROUND]) <= _AROUND
    ]
