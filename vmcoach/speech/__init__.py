"""Where there is speech: a map of the recording, made from the samples alone.

Conventions: seconds from the start, on a grid of 10 ms; spans ordered, apart by at least `MIN_PAUSE_S`, so every gap
between two spans is a pause. A span begins and ends where the sound sinks into the silence beside it, weak first and
last consonants inside. Noise, hum, tones, clicks and breaths are not speech: every span holds a voice. A whisper has
none and is not found. An empty map means that there is no speech.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vmcoach.audio import Audio
from vmcoach.speech.beeps import find_beeps
from vmcoach.speech.decay import rings
from vmcoach.speech.detection import BACKGROUND_DB, MIN_PAUSE_S, SURE_DB, find_sounds, joined
from vmcoach.speech.dropouts import find_dropouts
from vmcoach.speech.frames import (
    FRAME_S,
    FRAMES_PER_S,
    SILENT_DBFS,
    Floats,
    Mask,
    decibels,
    percentile,
    runs,
    silence_beside,
    smooth,
    speech_powers,
    widened,
    without_short_runs,
)
from vmcoach.speech.voicing import low_powers

__all__ = ["MIN_PAUSE_S", "Recording", "Span", "SpeechMap", "map_speech", "together_s"]

FAINT = FRAMES_PER_S
"""Frames for which a speaker is not `SURE_DB` below the loud voice: 0.95 s at most in 161 calls and voicemails. With a
television 15 dB below the speaker every second one has such a stretch."""

UNBROKEN = 10 * FRAMES_PER_S
"""Frames of a recording that must hold 0.1 s of silence somewhere, as breath is drawn; calls and voicemails that long
hold 1.3 s and more."""

ECHO = FRAMES_PER_S // 2
"""Frames about speech in which what another channel carries may be its echo; networks delay by 0.4 s at most."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s

    def shared_s(self, start_s: float, end_s: float) -> float:
        """How much of it lies between two times."""
        return max(0.0, min(self.end_s, end_s) - max(self.start_s, start_s))


def together_s(spans: Iterable[Span]) -> float:
    """How long stretches are together; time that several share counts once."""
    total_s, end_s = 0.0, 0.0
    for span in sorted(spans, key=lambda span: span.start_s):
        total_s += max(0.0, span.end_s - max(span.start_s, end_s))
        end_s = max(end_s, span.end_s)
    return total_s


@dataclass(frozen=True, slots=True)
class SpeechMap:
    """The stretches of a recording that hold speech, and mean levels in the speech band (0.2-7.7 kHz).

    With no speech, `speech_level_dbfs` is the noise floor; digital silence is -100 dBFS.
    """

    spans: tuple[Span, ...]
    noise_floor_dbfs: float
    speech_level_dbfs: float
    levels_dbfs: tuple[float, ...] = ()
    """Of each span; none where they are not known."""
    tenths_dbfs: tuple[float, ...] = ()
    """Of each tenth of a second of the recording; none where they are not known."""
    beeps: tuple[Span, ...] = ()
    """Between two spans."""
    elsewhere: tuple[Span, ...] = ()
    """Speech on channels that are left out, half a second or more away from all spans."""
    lulls: tuple[Span, ...] = ()
    """Silences inside the spans, too short for pauses: between words, or the closure of a stop within one."""
    faint: tuple[Span, ...] = ()
    """Stretches of a span that may be a voice in the background, in a pause of the speaker's."""
    dropouts: tuple[Span, ...] = ()
    """Where the sound is lost amid speech, in a span or between two."""
    is_unsteady: bool = False
    """Whether the background wavers so loudly, or fills it all, that edges and pauses may be hidden in it."""

    is_ringing: bool = False
    """Whether the room rings so long that it fills short pauses and draws the ends of the speech out."""


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A recording with its speech map: what an engine is given."""

    audio: Audio
    speech: SpeechMap


def map_speech(audio: Audio) -> SpeechMap:
    """The speech map of a recording."""
    powers, sounds, is_unsteady = _sounds(audio.samples)
    speech = joined(sounds)
    totals, stretches, end_s = powers.sum(axis=1), runs(speech), audio.duration_s
    noise_dbfs = _level_dbfs(_noise(totals, speech))
    speech_dbfs = _level_dbfs(float(totals[speech].mean())) if stretches else noise_dbfs
    spans = _spans(stretches, end_s)
    pauses_s = ((before.end_s, after.start_s) for before, after in pairwise(spans))
    return SpeechMap(
        spans=spans,
        noise_floor_dbfs=noise_dbfs,
        speech_level_dbfs=speech_dbfs,
        levels_dbfs=tuple(_level_dbfs(float(totals[a:b].mean())) for a, b in stretches),
        tenths_dbfs=_tenths_dbfs(totals),
        beeps=tuple(
            Span(round(start_s, 2), round(beep_end_s, 2))
            for pause_s in pauses_s
            for start_s, beep_end_s in find_beeps(audio.samples, pause_s, speech_dbfs)
        ),
        lulls=_spans(runs(speech & ~sounds), end_s),
        faint=_spans(runs(_faint(totals, speech)), end_s),
        is_unsteady=bool(spans) and (is_unsteady or _fills_all(speech)),
        is_ringing=bool(spans) and rings(totals, speech),
        dropouts=tuple(Span(*each_s) for each_s in find_dropouts(audio.samples, speech, speech_dbfs)),
        elsewhere=_spans(runs(_elsewhere(audio.others, speech, speech_dbfs)), end_s) if audio.others else (),
    )


def _sounds(samples: Floats) -> tuple[Floats, Mask, bool]:
    """Power in each band of each frame, the frames in which speech sounds, and whether the background is unsteady."""
    powers = speech_powers(samples)
    return powers, *find_sounds(powers, low_powers(samples))


def _spans(stretches: Iterable[tuple[int, int]], end_s: float) -> tuple[Span, ...]:
    return tuple(Span(round(a * FRAME_S, 2), min(round(b * FRAME_S, 2), end_s)) for a, b in stretches)


def _tenths_dbfs(totals: Floats) -> tuple[float, ...]:
    frames = FRAMES_PER_S // 10
    tenths = totals[: len(totals) // frames * frames].reshape(-1, frames).mean(axis=1)
    return tuple(decibels(tenths).astype(float).round(1).tolist())


def _fills_all(speech: Mask) -> bool:
    return len(speech) >= UNBROKEN and bool((~speech).sum() < FRAMES_PER_S // 10)


def _faint(totals: Floats, speech: Mask) -> Mask:
    levels = decibels(smooth(totals, 3))
    return without_short_runs(speech & (levels < percentile(levels[speech], 90) - SURE_DB), FAINT)


def _elsewhere(channels: Iterable[Floats], speech: Mask, speech_dbfs: float) -> Mask:
    """Speech on other channels, where the line carries no echo of what is said on this one, nor a voice behind it."""
    near, found = widened(speech, ECHO, ECHO), np.zeros(len(speech), bool)
    for channel in channels:
        powers, sounds, _ = _sounds(channel)
        other = joined(sounds) & ~near
        level_dbfs = _level_dbfs(float(powers.sum(axis=1)[other].mean())) if other.any() else SILENT_DBFS
        if not speech.any() or level_dbfs > speech_dbfs - BACKGROUND_DB:
            found |= other
    return found


def _noise(totals: Floats, speech: Mask) -> float:
    """Power of the noise: the median beside the speech; of the quietest tenth, where it leaves less than 100 ms."""
    silence = totals[silence_beside(speech)]
    return percentile(silence, 50) if len(silence) >= 10 else percentile(totals, 5)


def _level_dbfs(power: float) -> float:
    return round(float(decibels(np.asarray(power))), 1)
