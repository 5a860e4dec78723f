"""Where there is sound that can be speech: an energy map of the recording, made from the samples alone.

Conventions: seconds from the start; spans ordered, apart by at least `MIN_PAUSE_S`, so every gap between two spans is a
pause. An empty map means that nothing in the recording rises above its own noise: no speech.
"""

from dataclasses import dataclass

from vmcoach.audio import Audio

MIN_PAUSE_S = 0.25
"""Shortest silence that counts as a pause: the convention of the fluency literature (de Jong & Bosker 2013)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class SpeechMap:
    """The stretches of a recording that hold sound above its noise floor."""

    spans: tuple[Span, ...]
    noise_floor_dbfs: float
    speech_level_dbfs: float


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A recording with its speech map: what an engine is given."""

    audio: Audio
    speech: SpeechMap


def map_speech(audio: Audio) -> SpeechMap:
    """The speech map of a recording."""
    raise NotImplementedError
