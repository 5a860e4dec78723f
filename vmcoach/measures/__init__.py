"""Everything measured about one recording, as one frozen record."""

from dataclasses import dataclass

from vmcoach.audio import Source
from vmcoach.measures.delivery import Delivery, measure_delivery
from vmcoach.measures.duration import Duration, measure_duration, spoken_spans
from vmcoach.measures.fillers import NO_OWN_WORDS, Filler, Fillers, OwnWords, find_fillers
from vmcoach.measures.pace import Pace, PaceWindow, measure_pace
from vmcoach.measures.pauses import Pauses, find_pauses
from vmcoach.measures.phone_number import NumberInPart, PhoneNumber, find_number_in_part, find_phone_number
from vmcoach.measures.recognition import Recognition, measure_recognition
from vmcoach.measures.utterance import FillerKind
from vmcoach.speech import SpeechMap
from vmcoach.spoken import SpokenWord, spoken_words
from vmcoach.transcript import Transcript

__all__ = [
    "Delivery", "Duration", "Filler", "FillerKind", "Fillers", "Measures", "NumberInPart", "Observation", "OwnWords",
    "Pace", "PaceWindow", "Pauses", "PhoneNumber", "Recognition", "Said", "find_number_in_part", "measure",
    "measure_delivery", "said_in",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Observation:
    """All that sound and engine tell of one recording: the costly part, kept so that scoring again is cheap."""

    source: Source
    speech: SpeechMap
    delivery: Delivery
    transcript: Transcript


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
    recognition: Recognition


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a transcript as spoken, and the phone number among them."""

    spoken: tuple[SpokenWord, ...]
    phone_number: PhoneNumber | None


def said_in(transcript: Transcript) -> Said:
    """What is said in a transcript."""
    spoken = spoken_words(transcript.words)
    return Said(spoken, find_phone_number(spoken, transcript))


def measure(observation: Observation, own: OwnWords = NO_OWN_WORDS, said: Said | None = None) -> Measures:
    """All measures of one recording.

    `own` are the filler words that a team adds or forgives, `said` is what is said in the transcript, if known already.
    """
    transcript = observation.transcript
    said = said or said_in(transcript)
    spoken = said.spoken
    spans = spoken_spans(observation.speech, transcript.words)
    duration = measure_duration(observation.source.duration_s, spans)
    pauses = find_pauses(spans)
    fillers = find_fillers(spoken, transcript, pauses.items, duration.spoken_span_s, own)
    return Measures(
        observation=observation,
        spoken=spoken,
        duration=duration,
        pace=measure_pace(spoken, spans, duration),
        fillers=fillers,
        pauses=pauses,
        phone_number=said.phone_number,
        recognition=measure_recognition(transcript, spoken, spans, observation.speech.tenths_dbfs),
    )
