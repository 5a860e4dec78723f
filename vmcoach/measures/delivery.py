"""How it sounds: level, noise, clipping and pitch.

Conventions: levels are RMS in the speech band, relative to full scale; a full-scale sine has -3 dBFS, digital silence
-100. Pitch is that of voiced frames of the speech map, its spread in semitones about its own median, so that voices are
comparable (Hincks 2005). What cannot be told is None: levels without speech, pitch with less than two seconds of voice.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vmcoach.speech import Recording
from vmcoach.speech.detection import DEPTH_DB
from vmcoach.speech.frames import FRAMES_PER_S, SILENT_DBFS, Floats, mask_of, silence_beside
from vmcoach.speech.voicing import low_powers, track_pitch, voiced

CLIPPED_FROM = 0.985
"""Of full scale: converters and codecs that clip do not always reach it."""
CLIPPED_RUN = 3
"""Samples in a row at the limit: a single one may be a true peak."""

LEAST_VOICED_FRAMES = 2 * FRAMES_PER_S
"""A sentence: less shows one intonation, not how a voice moves."""
OCTAVE_ERROR_SEMITONES = 9.0
"""From the median: further off are mostly octave errors of the tracker; speech spreads by 2 to 4 (Hincks 2004)."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How it sounds. A value that cannot be told is None."""

    peak_dbfs: float
    speech_level_dbfs: float | None
    noise_floor_dbfs: float
    signal_to_noise_db: float | None
    clipped_fraction: float
    pitch_median_hz: float | None
    pitch_sd_semitones: float | None


def measure_delivery(recording: Recording) -> Delivery:
    """The delivery of a recording."""
    samples, speech = recording.audio.samples, recording.speech
    spoken = bool(speech.spans)
    pitch_hz = _pitch_hz(recording)
    told = len(pitch_hz) >= LEAST_VOICED_FRAMES
    return Delivery(
        peak_dbfs=_peak_dbfs(samples),
        speech_level_dbfs=speech.speech_level_dbfs if spoken else None,
        noise_floor_dbfs=speech.noise_floor_dbfs,
        signal_to_noise_db=_signal_to_noise_db(speech.speech_level_dbfs, speech.noise_floor_dbfs) if spoken else None,
        clipped_fraction=_clipped_fraction(samples),
        pitch_median_hz=round(float(np.median(pitch_hz)), 1) if told else None,
        pitch_sd_semitones=_spread_semitones(pitch_hz) if told else None,
    )


def _peak_dbfs(samples: NDArray[np.float32]) -> float:
    peak = float(np.abs(samples).max(initial=0.0))
    return round(max(SILENT_DBFS, 20 * np.log10(peak)), 1) if peak else SILENT_DBFS


def _signal_to_noise_db(level_dbfs: float, noise_dbfs: float) -> float:
    """Of the speech alone: the level measured while it lasts holds the noise too."""
    ratio: float = 10 ** ((level_dbfs - noise_dbfs) / 10) - 1
    return round(10 * float(np.log10(max(ratio, 0.1))), 1)


def _clipped_fraction(samples: NDArray[np.float32]) -> float:
    """Share of samples in runs at the limit of the range."""
    limit = np.abs(samples) >= CLIPPED_FROM
    if len(samples) < CLIPPED_RUN or not limit.any():
        return 0.0
    runs = np.lib.stride_tricks.sliding_window_view(limit, CLIPPED_RUN).all(axis=1)
    return round(float(np.convolve(runs, np.ones(CLIPPED_RUN)).astype(bool).mean()), 6)


def _pitch_hz(recording: Recording) -> Floats:
    """Pitch of every voiced frame of the speech."""
    low = low_powers(recording.audio.samples)
    spans = [(round(s.start_s * FRAMES_PER_S), round(s.end_s * FRAMES_PER_S)) for s in recording.speech.spans]
    inside = mask_of(spans, len(low))
    if not inside.any():
        return np.zeros(0)
    silence = low[silence_beside(inside)]
    noise = np.median(silence, axis=0) if len(silence) >= 10 else 0.0
    noise = np.maximum(noise, low[inside].mean() * 10 ** (-DEPTH_DB / 10))
    pitch = track_pitch(low, noise)
    return pitch.hz[voiced(pitch, inside)]


def _spread_semitones(pitch_hz: Floats) -> float:
    """Standard deviation about the median, without octave errors."""
    semitones = 12 * np.log2(pitch_hz / np.median(pitch_hz))
    return round(float(semitones[np.abs(semitones) < OCTAVE_ERROR_SEMITONES].std()), 2)
