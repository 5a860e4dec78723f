"""Which frames hold a voice, and its pitch: by autocorrelation below 1 kHz, where noise is weakest against a voice.

Conventions: one value a frame. A frame is voiced when its pitch is clear, goes on smoothly for 40 ms and *moves*: the
pitch of a voice is never still, that of a tone, a struck thing or an instrument is. A telephone cuts the fundamental
off, but the spacing of the harmonics that are left is the pitch all the same.
"""

from dataclasses import dataclass

import numpy as np

from vmcoach.audio import SAMPLE_RATE_HZ
from vmcoach.speech.frames import FRAMES_PER_S, Floats, Mask, band_powers

PITCHES_HZ = 60.0 * 2.0 ** (np.arange(74) / 24)
"""Candidates a quarter tone apart, up to 494 Hz: adults speak between these, creaky endings and cries included."""

CLEAR = 0.5
"""Least share of the power that is periodic: half, i.e. harmonics as strong as everything between them."""

SHORTEST = 4
"""Frames of the shortest voice: 40 ms, one window, so that chance peaks in noise do not link up."""

LARGEST_STEP_OCTAVES = 1 / 6
"""A voice moves less in 10 ms; what jumps further is another sound or no pitch."""

STILL_CENTS = 8.0
"""Over 50 ms, tones and struck things move less (0-5 cents); of speech one stretch in twenty does, by chance."""

LOUDEST_NOISE = 2.0
"""Times the median over the bands: where noise is louder, a band weighs no less. A hum is so much louder in its few
bands that all a voice has there would count for nothing, and the one line left between them has no pitch that moves."""

_OCTAVE_COST = np.float32(0.05)  # what repeats after 5 ms does so after 10 ms too: the higher pitch is meant (Boersma)
_RATE_HZ = SAMPLE_RATE_HZ // 4
_WINDOW_S = 0.04  # three periods of 75 Hz (Boersma 1993)
_EDGES_HZ = np.arange(62.5, 1025, 25.0)  # one band a Fourier bin
_CENTRES_HZ = (_EDGES_HZ[:-1] + _EDGES_HZ[1:]) / 2


def _taper_correlation(lags_s: Floats) -> Floats:
    """Autocorrelation of the Hann window itself, by which a windowed signal's is divided (Boersma 1993, eq. 9)."""
    part = lags_s / _WINDOW_S
    turns = 2 * np.pi * part
    correlation: Floats = (1 - part) * (2 + np.cos(turns)) / 3 + np.sin(turns) / (2 * np.pi)
    return correlation


_PERIODS_S = 1 / PITCHES_HZ
_LAGS = (np.cos(2 * np.pi * np.outer(_CENTRES_HZ, _PERIODS_S)) / _taper_correlation(_PERIODS_S)).astype(np.float32)
"""Takes powers at frequencies to the autocorrelation at the period of each candidate (Wiener-Khinchin)."""


@dataclass(frozen=True, slots=True, eq=False)
class Pitch:
    """The best pitch of each frame, and how much of the power it explains: about 1 for a voice, 0.3 for noise."""

    hz: Floats
    clarity: Floats


def low_powers(samples: Floats) -> Floats:
    """Power in 25 Hz bands up to 1 kHz: (frames, bands)."""
    triangle = np.array([1, 2, 3, 4, 3, 2, 1], np.float32) / 16  # keeps what would fold below 1 kHz 20 dB down
    hop = SAMPLE_RATE_HZ // FRAMES_PER_S
    lowered = np.convolve(np.pad(samples, 3), triangle, "valid")[: len(samples) // hop * hop : 4]  # whole frames
    return band_powers(lowered, _RATE_HZ, _WINDOW_S, _EDGES_HZ)


def track_pitch(powers: Floats, noise: Floats) -> Pitch:
    """Pitch from `low_powers`, each band by how far it stands above the noise, and weighed by how quiet that is."""
    above = np.maximum(powers - noise, 0.0) / np.minimum(noise, LOUDEST_NOISE * np.median(noise))
    # not `@`: its threads wait for each other when many recordings are mapped at once, 100 times as long as this takes
    correlation = np.einsum("fb,bp->fp", above, _LAGS) / np.maximum(above.sum(axis=1, keepdims=True), 1e-9)
    best = (correlation + _OCTAVE_COST * np.log2(PITCHES_HZ)).argmax(axis=1)
    frames, inner = np.arange(len(best)), np.clip(best, 1, len(PITCHES_HZ) - 2)
    left, peak, right = (correlation[frames, inner + step] for step in (-1, 0, 1))
    bend = np.minimum(left - 2 * peak + right, -1e-9)
    between = np.clip((left - right) / (2 * bend), -1, 1)  # top of the parabola through the three
    return Pitch(PITCHES_HZ[0] * 2 ** ((inner + between) / 24), correlation[frames, best])


def voiced(pitch: Pitch, audible: Mask) -> Mask:
    """Frames that hold a voice."""
    return _lasting(pitch, audible & (pitch.clarity > CLEAR) & ~still(pitch))


def still(pitch: Pitch) -> Mask:
    """Frames in 50 ms of clear pitch that does not move: a tone."""
    span = 5
    if len(pitch.hz) < span:
        return np.zeros(len(pitch.hz), bool)
    cents = np.lib.stride_tricks.sliding_window_view(1200 * np.log2(pitch.hz), span)
    clear = np.lib.stride_tricks.sliding_window_view(pitch.clarity > CLEAR, span).all(axis=1)
    unmoved = clear & (cents.max(axis=1) - cents.min(axis=1) < STILL_CENTS)
    return np.convolve(unmoved, np.ones(span)) > 0.5


def spectral_likeness(powers: Floats, frames: int) -> Floats:
    """Cosine of each frame's amplitude spectrum with the one so many frames before; 0 for the first ones."""
    amplitudes = np.sqrt(powers)
    shapes = amplitudes / np.maximum(np.linalg.norm(amplitudes, axis=1, keepdims=True), 1e-6)
    return np.concatenate([np.zeros(frames), (shapes[frames:] * shapes[:-frames]).sum(axis=1)])[: len(powers)]


def _lasting(pitch: Pitch, sounding: Mask) -> Mask:
    """The frames in a run of sounding frames, of at least `SHORTEST`, through which the pitch goes on smoothly."""
    smooth = np.abs(np.diff(np.log2(pitch.hz), prepend=0.0)) < LARGEST_STEP_OCTAVES
    starts = sounding & ~(smooth & np.roll(sounding, 1))
    starts[:1] = sounding[:1]
    run = np.cumsum(starts)
    lengths = np.bincount(run[sounding], minlength=len(run) + 1)
    return sounding & (lengths[run] >= SHORTEST)
