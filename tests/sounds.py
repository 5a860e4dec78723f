"""Sounds in which nobody speaks, at `SAMPLE_RATE_HZ`: noise, hum, tones, and music as it is played while one holds."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vmcoach.audio import SAMPLE_RATE_HZ

Samples = NDArray[np.float32]

MINOR_SEVENTHS = ((57, 60, 64, 67), (62, 65, 69, 72), (55, 59, 62, 65), (60, 64, 67, 71))
"""A turn of four chords, as MIDI notes."""


def times_s(duration_s: float) -> NDArray[np.float64]:
    """The time of each sample."""
    return np.arange(round(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ


def level(samples: NDArray[np.floating], dbfs: float) -> Samples:
    """A sound at an RMS level."""
    return (samples / np.sqrt(np.mean(np.square(samples))) * 10 ** (dbfs / 20)).astype(np.float32)


def silence(duration_s: float) -> Samples:
    """Nothing at all."""
    return np.zeros(len(times_s(duration_s)), np.float32)


def white_noise(duration_s: float, dbfs: float, seed: int = 1) -> Samples:
    """Hiss."""
    return level(np.random.default_rng(seed).normal(size=len(times_s(duration_s))), dbfs)


def pink_noise(duration_s: float, dbfs: float, seed: int = 2) -> Samples:
    """A room or a street: equal power in each octave."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=len(times_s(duration_s))))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    return level(np.fft.irfft(spectrum, len(times_s(duration_s))), dbfs)


def hum(duration_s: float, mains_hz: float, dbfs: float) -> Samples:
    """Mains hum with its overtones, over a faint hiss."""
    time_s = times_s(duration_s)
    tones = sum(np.sin(2 * np.pi * mains_hz * part * time_s) / part for part in range(1, 9))
    return level(np.asarray(tones), dbfs) + white_noise(duration_s, -70.0)


def dial_tone(duration_s: float) -> Samples:
    """The North American one."""
    time_s = times_s(duration_s)
    return level(np.sin(2 * np.pi * 350 * time_s) + np.sin(2 * np.pi * 440 * time_s), -20.0)


def beeps(duration_s: float) -> Samples:
    """A third of a second at 1 kHz, once a second, as answering machines give it."""
    time_s = times_s(duration_s)
    return (0.3 * np.sin(2 * np.pi * 1000 * time_s) * (time_s % 1.0 < 0.35)).astype(np.float32)


def _note(midi: int, duration_s: float, decay_s: float, overtones: int) -> NDArray[np.float64]:
    time_s, pitch_hz = times_s(duration_s), 440 * 2 ** ((midi - 69) / 12)
    sound = sum(np.sin(2 * np.pi * pitch_hz * part * time_s) / part**1.5 for part in range(1, overtones + 1))
    return np.asarray(sound) * np.exp(-time_s / decay_s) * np.minimum(1.0, time_s / 0.01)


def _laid_down(duration_s: float, notes: list[tuple[float, NDArray[np.float64]]]) -> NDArray[np.float64]:
    track = np.zeros(len(times_s(duration_s)))
    for start_s, sound in notes:
        first = round(start_s * SAMPLE_RATE_HZ)
        track[first : first + len(sound)] += sound[: max(0, len(track) - first)]
    return track


def chords(duration_s: float) -> Samples:
    """Four chords of two seconds each, over and over, on an organ."""
    notes = [
        (2.0 * at, sum(_note(midi, 2.1, 4.0, 5) for midi in MINOR_SEVENTHS[at % 4]))
        for at in range(int(duration_s / 2))
    ]
    return level(_laid_down(duration_s, [(start_s, np.asarray(sound)) for start_s, sound in notes]), -22.0)


def arpeggios(duration_s: float) -> Samples:
    """The chords' notes one by one, plucked, four a second."""
    notes = [
        (at / 4, _note(MINOR_SEVENTHS[at // 8 % 4][(0, 1, 2, 3, 2, 1, 0, 2)[at % 8]] + 12, 1.5, 0.35, 8))
        for at in range(int(duration_s * 4))
    ]
    return level(_laid_down(duration_s, notes), -20.0)


def vibrato_melody(duration_s: float, seed: int = 3) -> Samples:
    """A bowed or sung-like tune with vibrato and slides: of all music the most like a voice."""
    steps = np.random.default_rng(seed).choice([57, 60, 62, 64, 67, 69], size=int(duration_s * 2) + 1)
    time_s = times_s(duration_s)
    pitch = np.convolve(steps[(time_s * 2).astype(int)], np.full(960, 1 / 960), "same")
    pitch_hz = 440 * 2 ** ((pitch - 69) / 12) * (1 + 0.012 * np.sin(2 * np.pi * 5.5 * time_s))
    phase = 2 * np.pi * np.cumsum(pitch_hz) / SAMPLE_RATE_HZ
    tune = sum(np.sin(part * phase) / part for part in range(1, 12))
    return level(np.asarray(tune) * (0.6 + 0.4 * np.sin(2 * np.pi * time_s - 1.5)), -20.0)


def drums(duration_s: float, seed: int = 4) -> Samples:
    """A bass drum on the beat and a snare between, at 120 a minute."""
    noise = np.random.default_rng(seed)
    kick = np.sin(2 * np.pi * (50 + 60 * np.exp(-times_s(0.4) / 0.03)) * times_s(0.4)) * np.exp(-times_s(0.4) / 0.1)
    snare = noise.normal(size=len(times_s(0.3))) * np.exp(-times_s(0.3) / 0.06) * 0.6
    hits = [(at / 2, kick if at % 2 == 0 else snare) for at in range(int(duration_s * 2))]
    return level(_laid_down(duration_s, hits), -22.0)


def hold_music(duration_s: float) -> Samples:
    """Chords, arpeggio and drums together."""
    return level(chords(duration_s) + arpeggios(duration_s) + 0.7 * drums(duration_s), -20.0)


SOUNDS: dict[str, Callable[[float], Samples]] = {
    "digital silence": silence,
    "white noise, loud": lambda duration_s: white_noise(duration_s, -20.0),
    "white noise, soft": lambda duration_s: white_noise(duration_s, -50.0),
    "white noise, faint": lambda duration_s: white_noise(duration_s, -75.0),
    "pink noise, loud": lambda duration_s: pink_noise(duration_s, -20.0),
    "pink noise, soft": lambda duration_s: pink_noise(duration_s, -50.0),
    "50 Hz hum": lambda duration_s: hum(duration_s, 50.0, -30.0),
    "60 Hz hum": lambda duration_s: hum(duration_s, 60.0, -30.0),
    "dial tone": dial_tone,
    "beeps": beeps,
    "chords": chords,
    "arpeggios": arpeggios,
    "melody with vibrato": vibrato_melody,
    "drums": drums,
    "hold music": hold_music,
}
"""Everything a line may carry while nobody speaks."""
