"""Sound as frames: the power in frequency bands every 10 ms, and masks over frames.

Conventions: frame `i` stands for the samples from `i * FRAME_S` to `(i + 1) * FRAME_S`; its window is longer and lies
about them. Powers are mean squares, full scale 1.0: a full-scale sine has 0.5 (-3 dBFS). A mask is one bool a frame.
"""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmcoach.audio import SAMPLE_RATE_HZ

Floats = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

FRAMES_PER_S = 100
FRAME_S = 1.0 / FRAMES_PER_S

SPEECH_BANDS_HZ = (200, 300, 400, 500, 650, 800, 950, 1100, 1300, 1500, 1750, 2000, 2350, 2700, 3150, 3700, 4400, 5300,
                   6400, 7700)  # fmt: skip
"""Edges of 19 bands about as wide as the ear's critical bands (Zwicker 1961). Below 200 Hz lie mains hum and rumble,
and telephones send nothing; fricatives reach to the top."""

SILENT_DBFS = -100.0
"""The level told of digital silence; rounding to 16 bits has -101 dBFS, and whatever is quieter was never recorded."""

SILENT = 10 ** (SILENT_DBFS / 10)
"""The same as a power."""

BLOCK = 4096
"""Frames transformed at a time, so that an hour takes no more memory than a minute."""


def band_powers(samples: Floats, rate_hz: int, window_s: float, edges_hz: Floats) -> Floats:
    """Power in each band between neighbouring edges, of each frame: (frames, bands)."""
    hop, window = rate_hz // FRAMES_PER_S, round(rate_hz * window_s)
    count = len(samples) // hop
    padded = np.pad(samples.astype(np.float32, copy=False), ((window - hop) // 2, window))
    framed = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop][:count]
    taper = np.hanning(window + 1)[:-1].astype(np.float32)
    edges = np.searchsorted(np.fft.rfftfreq(window, 1 / rate_hz), edges_hz)
    powers = np.zeros((count, len(edges) - 1), np.float32)
    for first in range(0, count, BLOCK):
        spectra = np.fft.rfft(framed[first : first + BLOCK] * taper, axis=1)
        bins = spectra.real**2 + spectra.imag**2
        powers[first : first + BLOCK] = np.add.reduceat(bins, edges, axis=1)[:, :-1]
    return powers * np.float32(2 / window / np.sum(taper**2))


def speech_powers(samples: Floats) -> Floats:
    """Power in each of `SPEECH_BANDS_HZ`; 20 ms windows keep onsets sharp."""
    return band_powers(samples, SAMPLE_RATE_HZ, 0.02, np.array(SPEECH_BANDS_HZ, float))


def decibels(powers: Floats) -> Floats:
    """Powers in dB; silence is -100 dBFS."""
    return 10 * np.log10(np.maximum(powers, SILENT))


def percentile(values: Floats, part: float) -> float:
    """The value below which so many hundredths of the values lie; that of nothing is 0."""
    return float(np.percentile(values, part)) if len(values) else 0.0


def smooth(values: Floats, frames: int) -> Floats:
    """Moving mean over an odd number of frames."""
    return np.convolve(values, np.full(frames, 1 / frames), "same") if len(values) >= frames else values


def runs(mask: Mask) -> list[tuple[int, int]]:
    """First frame and the frame after the last, of each run of True."""
    turns = np.flatnonzero(np.diff(mask, prepend=False, append=False))
    return [(int(first), int(end)) for first, end in turns.reshape(-1, 2)]


def mask_of(stretches: list[tuple[int, int]], frames: int) -> Mask:
    """The mask that is True in these stretches; they may overlap and stick out."""
    mask = np.zeros(frames, bool)
    for first, end in stretches:
        mask[max(0, first) : end] = True
    return mask


def widened(mask: Mask, before: int, after: int) -> Mask:
    """Each run longer by some frames on either side."""
    return mask_of([(first - before, end + after) for first, end in runs(mask)], len(mask))


def silence_beside(speech: Mask) -> Mask:
    """Frames of the silence about speech: within a second, since what is played before a message is not under it."""
    near = widened(speech, FRAMES_PER_S, FRAMES_PER_S) if speech.any() else ~speech
    return near & ~widened(speech, 5, 5)


def without_short_runs(mask: Mask, frames: int) -> Mask:
    """Only the runs of at least so many frames."""
    return mask_of([(first, end) for first, end in runs(mask) if end - first >= frames], len(mask))


def without_short_gaps(mask: Mask, frames: int) -> Mask:
    """Gaps of less than so many frames filled."""
    found = runs(mask)
    gaps = [(end, first) for (_, end), (first, _) in pairwise(found) if first - end < frames]
    return mask | mask_of(gaps, len(mask))
