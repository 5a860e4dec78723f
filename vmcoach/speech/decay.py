"""How fast sound dies away: in a room that rings no sound stops at once, so that short pauses are filled.

A wall gives back what was said as an even fall, in dB, of 60 dB in the reverberation time; a voice in a dry room, or
close to the microphone, stops within a few hundredths of a second.
"""

from collections.abc import Iterator

import numpy as np

from vmcoach.speech.frames import FRAMES_PER_S, Floats, Mask, decibels, percentile, smooth

SLOWEST_DB_PER_S = 180.0
"""Of the steepest tenth of a recording's falls. Of 181 calls and voicemails one is below 240, with 200; with as much
sound from the room as from the voice 120 to 225 at a reverberation time of 0.5 s, 90 to 170 at 0.8 s even with half as
much, and below 90 from 1.2 s."""

HIGHEST_DB, TOP_DB, DEPTH_DB = 18.0, 3.0, 18.0
"""A fall begins no further below the loud sound than the first, and is timed from the second to the third below its
own top: the top is rounded, and the foot lies in the noise."""

RISE_DB = 2.0
"""A fall is over where the level has risen again by this; what is less is ripple."""

FEWEST = 2
"""Falls; a single one may be a voice that fades at the end of a phrase."""


def rings(totals: Floats, speech: Mask) -> bool:
    """Whether speech dies away so slowly, from the power of each frame, that what is said fills the pauses behind."""
    levels = decibels(smooth(totals, 3))
    highest = percentile(levels[speech], 90) - HIGHEST_DB
    deep = [
        levels[top : bottom + 1]
        for top, bottom in _falls(levels)
        if speech[top] and levels[top] > highest and levels[bottom] < levels[top] - DEPTH_DB
    ]
    if len(deep) < FEWEST:
        return False
    lengths = np.array([np.argmax(fall < fall[0] - DEPTH_DB) - np.argmax(fall < fall[0] - TOP_DB) for fall in deep])
    steepness = (DEPTH_DB - TOP_DB) * FRAMES_PER_S / np.maximum(lengths, 1)
    return percentile(steepness, 90) < SLOWEST_DB_PER_S


def _falls(levels: Floats) -> Iterator[tuple[int, int]]:
    """First and last frame of each fall, from its top to its bottom."""
    top = bottom = 0
    highest, lowest = -float("inf"), float("inf")
    for at, level in enumerate(levels.tolist()):
        if level > lowest + RISE_DB:
            yield top, bottom
            highest = level
        if level >= highest:
            top, highest, bottom, lowest = at, level, at, level
        elif level < lowest:
            bottom, lowest = at, level
    yield top, bottom
