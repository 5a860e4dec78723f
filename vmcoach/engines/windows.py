"""Cutting a recording into windows that Whisper can hear: at most 30 s each, from pause to pause.

Conventions: seconds from the start of the recording. Silence at the ends of a window is left out, since Whisper invents
words there ("Thank you."); a little is kept so that a weak onset or release is heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vmcoach.audio import SAMPLE_RATE_HZ
from vmcoach.speech import Recording, Span

LONGEST_S = 29.0
"""Whisper's window is 30 s; the last second is left empty, as it needs to see the end of the speech to stop writing."""
EARLIEST_CUT_S = 12.0
"""A window shorter than this loses the context that its words are judged by."""
MARGIN_S = 0.3
QUIET_S = 0.05


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch of one recording, by the recording's place in a batch."""

    recording: int
    start_s: float
    end_s: float


def windows(recordings: Sequence[Recording]) -> list[Window]:
    """The windows of some recordings, in order; none for a recording without speech."""
    return [Window(at, span.start_s, span.end_s) for at, recording in enumerate(recordings) for span in cut(recording)]


def samples_of(recording: Recording, window: Window) -> NDArray[np.float32]:
    """The samples of a window of a recording."""
    first, end = (round(each_s * SAMPLE_RATE_HZ) for each_s in (window.start_s, window.end_s))
    return recording.audio.samples[first:end]


def cut(recording: Recording) -> list[Span]:
    """The stretches to be heard, each at most `LONGEST_S` long; two that meet do so in a pause if there is one."""
    spans = recording.speech.spans
    if not spans:
        return []
    pieces: list[Span] = []
    start_s = max(0.0, spans[0].start_s - MARGIN_S)
    end_s = min(recording.audio.duration_s, spans[-1].end_s + MARGIN_S)
    while end_s - start_s > LONGEST_S:
        pause = _pause(recording, start_s, end_s)
        margin_s = min(MARGIN_S, pause.duration_s / 2)
        pieces.append(Span(start_s, pause.start_s + margin_s))
        start_s = pause.end_s - margin_s
    return [*pieces, Span(start_s, end_s)]


def _pause(recording: Recording, start_s: float, end_s: float) -> Span:
    """The longest pause that leaves both sides long enough, or the quietest moment where there is none."""
    first_s, last_s = start_s + EARLIEST_CUT_S, min(start_s + LONGEST_S, end_s - EARLIEST_CUT_S)
    pauses = [Span(before.end_s, after.start_s) for before, after in pairwise(recording.speech.spans)]
    within = [pause for pause in pauses if first_s < pause.end_s and pause.start_s + MARGIN_S < last_s]
    if within:
        return max(within, key=lambda pause: pause.duration_s)
    quiet_s = first_s + _quietest_s(recording, first_s, last_s)
    return Span(quiet_s, quiet_s)


def _quietest_s(recording: Recording, first_s: float, last_s: float) -> float:
    """From the first moment to the middle of the quietest 50 ms."""
    length = int(QUIET_S * SAMPLE_RATE_HZ)
    samples = recording.audio.samples[int(first_s * SAMPLE_RATE_HZ) : int(last_s * SAMPLE_RATE_HZ)]
    frames = samples[: len(samples) // length * length].reshape(-1, length)
    return (int(np.square(frames).sum(axis=1).argmin()) + 0.5) * QUIET_S
