"""How long a recording is and where the speech lies in it.

Conventions: `total_s` is from the samples. The spoken span runs from the first to the last stretch of the speech map
that holds a word, or that is as loud and long as a word: a weak or short sound beyond all words is no speech. Lead,
span and tail add up to the total.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from vmcoach.speech import Span, SpeechMap
from vmcoach.transcript import Word

SHORTEST_UNHEARD_S = 0.3
"""Whisper misses a last "bye" now and then; a click or a breath is shorter."""
WEAKEST_UNHEARD_DB = 12.0
"""Below the level of the speech: a sound without a word that is weaker than this is a cough or the room."""


@dataclass(frozen=True, slots=True)
class Duration:
    """How long the recording is and where the speech lies in it.

    With no speech, `speech_start_s` and `speech_end_s` are None, all else is 0 and `lead_silence_s` the whole.
    """

    total_s: float
    speech_start_s: float | None
    speech_end_s: float | None
    spoken_span_s: float
    speaking_s: float
    """Spoken span less its pauses."""
    lead_silence_s: float
    tail_silence_s: float


def spoken_spans(speech: SpeechMap, words: Sequence[Word]) -> tuple[Span, ...]:
    """The stretches of the speech map that belong to the message; none without words."""
    if not words or not speech.spans:
        return ()
    starts_s = [span.start_s for span in speech.spans]
    holding = {_nearest(speech.spans, starts_s, (word.start_s + word.end_s) / 2) for word in words}
    kept = [at for at in range(len(speech.spans)) if at in holding or _may_be_a_word(speech, at)]
    return speech.spans[kept[0] : kept[-1] + 1]


def _nearest(spans: Sequence[Span], starts_s: Sequence[float], time_s: float) -> int:
    """The stretch that a word is in, by its middle: Whisper starts the first too early and draws the last out."""
    after = bisect_right(starts_s, time_s)
    beside = range(max(0, after - 1), min(after + 1, len(spans)))
    return min(beside, key=lambda at: max(spans[at].start_s - time_s, time_s - spans[at].end_s, 0.0))


def _may_be_a_word(speech: SpeechMap, at: int) -> bool:
    weak = speech.levels_dbfs and speech.levels_dbfs[at] < speech.speech_level_dbfs - WEAKEST_UNHEARD_DB
    return not weak and speech.spans[at].duration_s >= SHORTEST_UNHEARD_S


def measure_duration(total_s: float, spans: Sequence[Span]) -> Duration:
    """The duration of a recording whose spoken stretches are known."""
    if not spans:
        return Duration(total_s, None, None, 0.0, 0.0, total_s, 0.0)
    start_s, end_s = spans[0].start_s, spans[-1].end_s
    return Duration(
        total_s=total_s,
        speech_start_s=start_s,
        speech_end_s=end_s,
        spoken_span_s=end_s - start_s,
        speaking_s=sum(span.duration_s for span in spans),
        lead_silence_s=start_s,
        tail_silence_s=total_s - end_s,
    )
