"""How it sounds: level, noise, clipping and pitch.

Conventions: decibels relative to full scale; pitch from frames of the speech map only, in semitones about its own
median, so that voices are comparable (Hincks 2005). What cannot be told is None: levels without speech, pitch with less
than two seconds of voice.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vmcoach.audio import SAMPLE_RATE_HZ
from vmcoach.speech import Recording

CLIPPED_FROM = 0.985
"""Of full scale: converters and codecs that clip do not always reach it."""
CLIPPED_RUN = 3
"""Samples in a row at the limit: a single one may be a true peak."""

LOWEST_HZ, HIGHEST_HZ = 70.0, 400.0
"""Voices of adults, with room for excitement."""
PERIODIC = 0.5
"""Least normalised autocorrelation of a frame whose pitch is believed (Boersma 1993 takes 0.45)."""
STEP, LENGTH = SAMPLE_RATE_HZ // 50, SAMPLE_RATE_HZ // 25
"""A frame of 40 ms every 20 ms: it holds nearly three periods of the lowest voice."""
LEAST_VOICED_FRAMES = 100
SILENT_DBFS = -100.0


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
        signal_to_noise_db=round(speech.speech_level_dbfs - speech.noise_floor_dbfs, 1) if spoken else None,
        clipped_fraction=_clipped_fraction(samples),
        pitch_median_hz=round(float(np.median(pitch_hz)), 1) if told else None,
        pitch_sd_semitones=_spread_semitones(pitch_hz) if told else None,
    )


def _peak_dbfs(samples: NDArray[np.float32]) -> float:
    peak = float(np.abs(samples).max(initial=0.0))
    return round(max(SILENT_DBFS, 20 * np.log10(peak)), 1) if peak else SILENT_DBFS


def _clipped_fraction(samples: NDArray[np.float32]) -> float:
    """Share of samples in runs at the limit of the range."""
    limit = np.abs(samples) >= CLIPPED_FROM
    if len(samples) < CLIPPED_RUN or not limit.any():
        return 0.0
    runs = np.lib.stride_tricks.sliding_window_view(limit, CLIPPED_RUN).all(axis=1)
    return round(float(np.convolve(runs, np.ones(CLIPPED_RUN)).astype(bool).mean()), 6)


def _pitch_hz(recording: Recording) -> NDArray[np.float64]:
    """Pitch of every voiced frame of the speech, by the peak of the autocorrelation."""
    samples = recording.audio.samples
    starts = [
        start
        for span in recording.speech.spans
        for start in range(int(span.start_s * SAMPLE_RATE_HZ), int(span.end_s * SAMPLE_RATE_HZ) - LENGTH, STEP)
        if start + LENGTH <= len(samples)
    ]
    if not starts:
        return np.zeros(0)
    window = np.hanning(LENGTH)
    frames = np.lib.stride_tricks.sliding_window_view(samples, LENGTH)[starts].astype(np.float64)
    frames = (frames - frames.mean(axis=1, keepdims=True)) * window
    correlation, taper = _autocorrelation(frames), _autocorrelation(window[None])[0]
    shortest, longest = int(SAMPLE_RATE_HZ / HIGHEST_HZ), int(SAMPLE_RATE_HZ / LOWEST_HZ)
    energy = np.maximum(correlation[:, :1], 1e-12)
    likeness = (correlation / energy)[:, shortest:longest] / (taper / taper[0])[shortest:longest]
    best = likeness.argmax(axis=1)
    voiced = (likeness.max(axis=1) > PERIODIC) & (best > 0) & (best < longest - shortest - 1)
    periods: NDArray[np.float64] = (shortest + best[voiced]).astype(np.float64)
    return SAMPLE_RATE_HZ / periods


def _autocorrelation(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    spectra = np.fft.rfft(frames, 2 * LENGTH, axis=1)
    correlation: NDArray[np.float64] = np.fft.irfft(np.abs(spectra) ** 2, axis=1)
    return correlation[:, :LENGTH]


def _spread_semitones(pitch_hz: NDArray[np.float64]) -> float:
    """Standard deviation about the median, without the octave errors a pitch tracker makes."""
    semitones = 12 * np.log2(pitch_hz / np.median(pitch_hz))
    return round(float(semitones[np.abs(semitones) < 9].std()), 2)
