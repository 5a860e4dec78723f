"""Everything measured about one recording, as one frozen record."""

from dataclasses import dataclass
from typing import Literal

from vmcoach.audio import Source
from vmcoach.speech import Span, SpeechMap
from vmcoach.spoken import SpokenWord
from vmcoach.transcript import Transcript, Word


@dataclass(frozen=True, slots=True)
class Delivery:
    """How it sounds: level, noise and pitch. A value that cannot be told is None."""

    peak_dbfs: float
    speech_level_dbfs: float | None
    noise_floor_dbfs: float
    signal_to_noise_db: float | None
    clipped_fraction: float
    pitch_median_hz: float | None
    pitch_sd_semitones: float | None


@dataclass(frozen=True, slots=True)
class Observation:
    """All that sound and engine tell of one recording: the costly part, kept so that scoring again is cheap."""

    source: Source
    speech: SpeechMap
    delivery: Delivery
    transcript: Transcript


@dataclass(frozen=True, slots=True)
class Duration:
    """How long the recording is and where the speech lies in it.

    With no speech, `speech_start_s` and `speech_end_s` are None, the spans and `speaking_s` 0 and `lead_silence_s` the whole.
    """

    total_s: float
    speech_start_s: float | None
    speech_end_s: float | None
    spoken_span_s: float
    speaking_s: float
    """Spoken span less its pauses."""
    lead_silence_s: float
    tail_silence_s: float


@dataclass(frozen=True, slots=True)
class PaceWindow:
    """The pace inside one stretch of the message."""

    start_s: float
    end_s: float
    words_per_second: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast it was spoken. Rates are None where no word was heard."""

    words: int
    words_per_second: float | None
    """Words over the spoken span, pauses inside (speech rate)."""
    articulation_words_per_second: float | None
    """Words over the time without pauses and filled pauses (articulation rate)."""
    windows: tuple[PaceWindow, ...]


FillerKind = Literal["filled_pause", "discourse_marker", "repetition"]


@dataclass(frozen=True, slots=True)
class Filler:
    """One filler, with where it stands."""

    text: str
    kind: FillerKind
    start_s: float
    end_s: float
    confidence: float
    context: str
    """A few words to either side, for showing."""


@dataclass(frozen=True, slots=True)
class Fillers:
    """All fillers of a message; `doubtful` are shown apart and never counted."""

    items: tuple[Filler, ...]
    doubtful: tuple[Filler, ...]
    count: int
    per_minute: float | None
    """Per minute of spoken span."""
    time_s: float


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silences of at least 0.25 s inside the spoken span, from the speech map."""

    items: tuple[Span, ...]
    count: int
    longest_s: float
    total_s: float


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """The call-back number as said."""

    digits: str
    """As dialled: "5125550147", with a leading "+" where an international prefix was said."""
    times_said: int
    digits_per_second: float
    sayings_agree: bool | None
    """None when said once."""
    start_s: float
    extension: str | None
    sayings: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """Every number vmcoach knows of one recording."""

    observation: Observation
    spoken: tuple[SpokenWord, ...]
    duration: Duration
    pace: Pace
    fillers: Fillers
    pauses: Pauses
    phone_number: PhoneNumber | None


def measure(observation: Observation) -> Measures:
    """All measures of one recording."""
    raise NotImplementedError


__all__ = [
    "Delivery", "Duration", "Filler", "FillerKind", "Fillers", "Measures", "Observation", "Pace", "PaceWindow", "Pauses",
    "PhoneNumber", "Transcript", "Word", "measure",
]  # fmt: skip
