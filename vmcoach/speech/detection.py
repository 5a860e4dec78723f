"""Which frames hold speech: a voice that stands above the noise, and the consonants around it.

In this order: the noise in each band, from the quietest frames; the voice, by its pitch, without voices in the
background; every sound near it that stands out of the silence beside it, without tones and breaths; short gaps closed.
All levels are relative to the recording's own noise and its own loud voice, so its gain does not matter.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vmcoach.speech.frames import (
    FRAMES_PER_S,
    SILENT,
    Floats,
    Mask,
    decibels,
    mask_of,
    percentile,
    runs,
    smooth,
    widened,
    without_short_gaps,
    without_short_runs,
)
from vmcoach.speech.voicing import SHORTEST, spectral_likeness, still, track_pitch, voiced

MIN_PAUSE_S = 0.25
"""Shortest silence that counts as a pause: the convention of the fluency literature (de Jong & Bosker 2013)."""

AUDIBLE_DB = 3.0
"""Above the noise floor: the least that tells a sound from noise. Over 19 bands and 30 ms, steady noise keeps within
1 dB of its mean; the floor, from the quietest frames, lies about 1 dB below that."""

VOICE_DB = 6.0
"""Above the noise floor: the least for a voice, because in a noise that wavers by a few dB there are chance pitches."""

DEPTH_DB = 45.0
"""Below a loud voice (its 90th percentile): what is weaker is no speech, however quiet the recording. The fricatives
and releases that end words lie 20-40 dB below the vowels."""

SURE_DB, BACKGROUND_DB, WEAKEST_DB = 12.0, 20.0, 30.0
"""Below a loud voice: down to the first a voice is surely the speaker's; down to the second it is no background,
however lively that is; below the last it is not the speaker's."""

UNSTEADY_DB = 6.0
"""From the middle of a background to where it reaches: of steady noise 1.5 dB, of wind, music or voices 4 to 30."""

LOW_SHARE = 0.01
"""Least share of a voice's power that lies below 1 kHz, where its first formant is; a high tone has less."""

UNCHANGED, FROZEN = 0.9, 0.995
"""Cosines of amplitude spectra. Of those 100 ms apart the median is 0.6-0.85 in speech, 0.97 in music, 1 in tones; of
those 50 ms apart it is up to 0.99 in a held vowel, 0.999 in a tone."""

BREATH_DB = 25.0
"""Below a loud voice: a sound without voice that is weaker, and stands apart from the voice, is a breath."""

# In frames of 10 ms:
PAUSE = round(MIN_PAUSE_S * FRAMES_PER_S)
BEFORE_VOICE, AFTER_VOICE = 25, 35  # consonants without voice beside a voice: up to "str-" and "-sts" with its release
LONG_GAP = AFTER_VOICE + BEFORE_VOICE
CLOSURE, RELEASE = 12, 15  # of a final stop: its silence and the burst that follows are no longer
CLICK = 5  # of keys, a mouse, lips: 20 ms and a window
BREATH_GAP = 4  # between a breath and the voice; friction and aspiration run into it without a gap
SHORTEST_SPAN, SHORTEST_MESSAGE = 8, 30  # no word is shorter; a lone "bye" lasts longer than the second


def find_sounds(powers: Floats, low: Floats) -> tuple[Mask, bool]:
    """Frames in which speech sounds, from `speech_powers` and `low_powers`; and whether the background is unsteady."""
    live = powers.sum(axis=1) > SILENT
    if live.sum() < SHORTEST:
        return np.zeros(len(powers), bool), False
    quiet = _quiet(powers, live)
    voice, tone = _voice_and_tone(powers, low, live, quiet)
    if not voice.any():
        return voice, False
    loud = percentile(powers.sum(axis=1)[voice], 90)
    level = _level(powers, _floor(powers, quiet, loud))
    voice = _foreground(voice, level, live)
    if not voice.any():
        return voice, False
    middle, highest = _background(voice, level)
    loudest = percentile(level[voice], 90) - BACKGROUND_DB
    thresholds = _thresholds(voice, level, live, max(AUDIBLE_DB, min(highest, loudest)))
    heard = without_short_runs((level > thresholds) & ~tone, 3) | voice
    sounds = _without_inhaling(_without_clicks(heard, voice), voice, level)
    near = sounds & widened(voice, BEFORE_VOICE, AFTER_VOICE)
    return _without_breaths(near, voice, level), highest > max(loudest, middle + UNSTEADY_DB)


def joined(sounds: Mask) -> Mask:
    """Frames of speech: its sounds, and the silences between them that are no pauses."""
    speech = without_short_runs(without_short_gaps(sounds, PAUSE), SHORTEST_SPAN)
    return speech if speech.sum() >= SHORTEST_MESSAGE else np.zeros(len(speech), bool)


def _quiet(powers: Floats, live: Mask) -> NDArray[np.intp]:
    """The quietest fiftieth of the frames that are not digital silence, with those around them.

    No larger part: where the silence is digital or there is hardly any, the rest is speech.
    First by plain level; then again with every band weighed by the noise found in it, so that hum or a hiss in a few
    bands does not decide what is quiet in the others. Five frames hold whole periods of the ripple of 50 and 60 Hz hum.
    """
    frames, weights = np.flatnonzero(live), np.ones(powers.shape[1])
    count = max(SHORTEST, len(frames) // 50)
    quiet: NDArray[np.intp] = frames
    for _ in range(3):
        level = smooth((powers * weights).sum(axis=1), 5)
        quietest = frames[np.argsort(level[frames], kind="stable")[:count]]
        quiet = np.clip(quietest[:, None] + np.arange(-2, 3), 0, len(powers) - 1).ravel()
        weights = 1 / np.maximum(powers[quiet].mean(axis=0), SILENT / len(weights))
    return quiet


def _floor(powers: Floats, quiet: NDArray[np.intp], loud: float) -> Floats:
    """Noise in each band, and no less than what is inaudible beside a loud voice."""
    inaudible = loud * 10 ** (-DEPTH_DB / 10) / powers.shape[1]
    floor: Floats = np.maximum(powers[quiet].mean(axis=0), inaudible)
    return floor


def _above(powers: Floats, floor: Floats) -> Floats:
    """How far each frame stands above the floor: the mean over the bands, where the clearest count most."""
    ratios: Floats = (powers / floor).mean(axis=1)
    return ratios


def _level(powers: Floats, floor: Floats) -> Floats:
    """How far each frame stands above the floor, in dB, evened out over 30 ms, but not across a sharp edge."""
    above = _above(powers, floor)
    return np.clip(decibels(smooth(above, 3)), 0.0, np.maximum(decibels(above) + AUDIBLE_DB, 0.0))


def _voice_and_tone(powers: Floats, low: Floats, live: Mask, quiet: NDArray[np.intp]) -> tuple[Mask, Mask]:
    """Frames with a voice, whoever's, and those with a tone."""
    totals = powers.sum(axis=1)
    loud = percentile(totals[live], 95)
    floor = _floor(low, quiet, loud)
    pitch, low_above = track_pitch(low, floor), np.maximum(low - floor, 0.0)
    audible = decibels(_above(powers, _floor(powers, quiet, loud))) > VOICE_DB
    deep = low.sum(axis=1) > LOW_SHARE * totals
    voice = voiced(pitch, audible & deep & ~_music(audible, low_above))
    return voice, _tone(still(pitch), low_above)


def _tone(unmoved: Mask, low: Floats) -> Mask:
    """Stretches of 100 ms or more of still pitch whose spectrum is still too: unlike a vowel, however it is held."""
    likeness = spectral_likeness(low, 5)
    long = [(first, end) for first, end in runs(unmoved) if end - first >= 10]
    tones = mask_of([(a, b) for a, b in long if percentile(likeness[a + 5 : b], 50) > FROZEN], len(low))
    return widened(tones, 3, 3)


def _music(audible: Mask, low: Floats) -> Mask:
    """Stretches of two seconds or more whose spectrum mostly stays as it was 100 ms before: notes, not syllables."""
    likeness = spectral_likeness(low, 10)
    long = [(first, end) for first, end in runs(without_short_gaps(audible, PAUSE)) if end - first >= 2 * FRAMES_PER_S]
    return mask_of([(a, b) for a, b in long if percentile(likeness[a:b], 50) > UNCHANGED], len(audible))


def _foreground(voice: Mask, level: Floats, live: Mask) -> Mask:
    """The speaker's voice, without voices in the background.

    Away from all that is surely the speaker, what is heard half the time is the background, and its quieter half shows
    how far it wavers: without a background it does not waver and nothing is taken away.
    """
    loud = percentile(level[voice], 90)
    least = max(VOICE_DB, loud - WEAKEST_DB)
    away = level[live & ~widened(voice & (level > loud - SURE_DB), BEFORE_VOICE, AFTER_VOICE)]
    if len(away) >= AFTER_VOICE:
        least = max(least, min(_highest(away, 50), loud - BACKGROUND_DB))
    return without_short_runs(voice & (level > least), SHORTEST)


def _background(voice: Mask, level: Floats) -> tuple[float, float]:
    """The middle level of what is near the voice in all gaps that no consonant fills, and how high it reaches.

    Wind, music or a television waver by more than the quietest frames of all tell. Both are 0 where there is hardly
    such a gap.
    """
    gaps = [(first, end) for first, end in runs(~voice) if end - first > AFTER_VOICE]
    near = level[mask_of(gaps, len(level)) & widened(voice, LONG_GAP, LONG_GAP)]
    return (percentile(near, 50), _highest(near, 30)) if len(near) > LONG_GAP else (0.0, 0.0)


def _thresholds(voice: Mask, level: Floats, live: Mask, least: float) -> Floats:
    """The level from which each frame is heard: in a long gap of the voice, a little above the silence in it.

    Longer than consonants can fill, a gap holds silence: its quietest 30 %, as a word without voice may fill the rest.
    Where the silence is digital, there is nothing to be above.
    """
    thresholds = np.full(len(level), least)
    limit = max(1.5 * AUDIBLE_DB, percentile(level[voice], 90) - SURE_DB)
    for first, end in runs(~voice):
        silence = level[first:end][live[first:end]]
        if len(silence) > 0.7 * (end - first) and end - first > LONG_GAP:
            thresholds[first:end] = min(max(AUDIBLE_DB, _highest(silence, 30)), limit)
    return thresholds


def _highest(levels: Floats, typical: float) -> float:
    """How high a noise reaches, from its lower end and the percentile that is typical of it.

    From the 5th to the 30th percentile are 1.1 normal deviations, so 3.2 times that again reach three beyond the
    median; from the 5th to the 50th, five: a background of voices swings further up than down. 1.5 dB are for chance.
    """
    low, middle = percentile(levels, 5), percentile(levels, typical)
    return middle + max(1.5, 3.2 * (middle - low))


def _without_clicks(heard: Mask, voice: Mask) -> Mask:
    """Without the short sounds too far from all others to be the burst of a stop, however many are in a row."""
    clicks = [(a, b) for a, b in runs(heard) if b - a <= CLICK and not voice[a:b].any()]
    others = heard & ~mask_of(clicks, len(heard))
    return others | (heard & widened(others, BREATH_GAP, CLOSURE))


def _without_inhaling(heard: Mask, voice: Mask, level: Floats) -> Mask:
    """Without the breaths that lead from a silence into a voice: they last longer than any consonant before one.

    What rises far above its own middle is the onset of the word, whose first pitch is not yet clear.
    """
    breaths, loud = [], percentile(level[voice], 90) - SURE_DB
    for first, end in runs(without_short_gaps(heard, BREATH_GAP + 1) & ~voice):
        middle = percentile(level[first:end], 50)
        weak = int((np.maximum.accumulate(level[first:end]) <= middle + SURE_DB).sum())
        if weak > BEFORE_VOICE and middle < loud and not heard[max(0, first - CLOSURE) : first].any():
            breaths.append((first, first + weak))
    return heard & ~mask_of(breaths, len(heard))


def _without_breaths(heard: Mask, voice: Mask, level: Floats) -> Mask:
    """Without the weak voiceless sounds that stand apart from the voice, and are no release of a consonant before."""
    weak = percentile(level[voice], 90) - BREATH_DB
    sounds, frames = runs(heard), len(heard)
    gaps = [frames, *(later[0] - earlier[1] for earlier, later in pairwise(sounds)), frames]
    breaths = [
        (first, end)
        for (first, end), before, after in zip(sounds, gaps, gaps[1:], strict=False)
        if not voice[first:end].any()
        and level[first:end].max() < weak
        and after > BREATH_GAP
        and (before > CLOSURE or end - first > RELEASE)
    ]
    return heard & ~mask_of(breaths, frames)
