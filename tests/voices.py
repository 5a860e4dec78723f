"""Sounds made like speech, so that where it starts and ends is known to the sample."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from vmcoach.audio import SAMPLE_RATE_HZ

Samples = NDArray[np.float32]


@cache
def _voice(pitch_hz: float, spread_semitones: float) -> Samples:
    """Eight seconds at full scale."""
    time_s = np.arange(8 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    swing = spread_semitones * np.sqrt(2) * np.sin(2 * np.pi * 0.7 * time_s + 0.5)
    phase = 2 * np.pi * np.cumsum(pitch_hz * 2 ** (swing / 12)) / SAMPLE_RATE_HZ
    sound, turn = np.zeros(len(time_s)), 2 * np.pi * 4 * time_s
    formants_hz = 500 + 150 * np.sin(turn / 2), 1500 + 400 * np.sin(turn / 3)
    for harmonic in range(1, int(3400 / pitch_hz)):
        peaks = sum(np.exp(-(((harmonic * pitch_hz - formant_hz) / 300) ** 2)) for formant_hz in formants_hz)
        sound += (0.05 + peaks) / harmonic**0.5 * np.sin(harmonic * phase)
    sound *= 0.6 + 0.4 * np.cos(turn)
    return (sound / np.sqrt(np.mean(sound**2))).astype(np.float32)


def syllables(
    duration_s: float, pitch_hz: float = 120.0, spread_semitones: float = 2.0, dbfs: float = -20.0
) -> Samples:
    """A voice that says four vowels a second: harmonics of a pitch that swings about its mean, formants that move."""
    return _voice(pitch_hz, spread_semitones)[: round(duration_s * SAMPLE_RATE_HZ)] * np.float32(10 ** (dbfs / 20))


def hiss(duration_s: float, dbfs: float, seed: int = 5) -> Samples:
    """White noise: the line, or at the end of a word its s."""
    noise = np.random.default_rng(seed).standard_normal(round(duration_s * SAMPLE_RATE_HZ))
    return (noise * 10 ** (dbfs / 20)).astype(np.float32)


def message(
    spans_s: list[tuple[float, float]], total_s: float, noise_dbfs: float = -70.0, dbfs: float = -20.0
) -> Samples:
    """Speech in these spans of a line with some noise."""
    samples = hiss(total_s, noise_dbfs)
    for start_s, end_s in spans_s:
        first = round(start_s * SAMPLE_RATE_HZ)
        voice = syllables(end_s - start_s, dbfs=dbfs)
        samples[first : first + len(voice)] += voice
    return samples
