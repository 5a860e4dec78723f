"""faster-whisper (CTranslate2) as an engine: several times faster, plain words only.

It hears each recording once, without a prompt, and Whisper was taught to leave fillers out: few filled pauses survive.
At temperature 0 and without its fallback to sampling, so that a recording always gives the same transcript.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

from vmcoach.engines.engine import EngineSpec, version_of
from vmcoach.engines.vocabulary import is_filled_pause
from vmcoach.errors import SetupError
from vmcoach.speech import Recording, Span
from vmcoach.transcript import EngineInfo, Transcript, Word
from vmcoach.weights import Progress, ct2_folder

COMPUTE_TYPE = "int8"
"""A word error rate no worse than float32's on 21 phone calls, at three quarters of the time."""

BEAM_SIZE = 5
"""On the same calls 0.19 of the words were wrong against 0.26 with a greedy search, for an eighth more time."""

_SLACK_S = 0.2
"""How far from any sound a word may lie: Whisper's word times err by 50-150 ms."""


def faster_info(spec: EngineSpec) -> EngineInfo:
    """What this engine tells of itself, without its model being loaded; version "" where it is not installed."""
    plain = f"{COMPUTE_TYPE}, beam {BEAM_SIZE}, plain"
    return EngineInfo(spec.name, spec.model, version_of("faster-whisper"), plain)


class FasterWhisperEngine:
    """Whisper by CTranslate2, on the same packaged weights."""

    def __init__(self, spec: EngineSpec, progress: Progress) -> None:
        if find_spec("faster_whisper") is None:
            raise SetupError("The engine faster-whisper is not installed; run: pip install 'vmcoach[fast]'")
        folder = ct2_folder(spec.model, progress)
        from faster_whisper import WhisperModel

        self._model = WhisperModel(str(folder), device="cpu", compute_type=COMPUTE_TYPE, local_files_only=True)
        self.info = faster_info(spec)

    lanes = 1
    """CTranslate2 uses all cores itself."""

    def transcribe(self, recordings: Sequence[Recording], sharing: int = 1) -> list[Transcript]:
        """One transcript per recording, in order."""
        return [Transcript(words=self._words(recording), engine=self.info) for recording in recordings]

    def foresee(self, recording: Recording, abandoned: Callable[[], bool]) -> None:
        """Nothing: all of a recording decides what is heard at its start."""

    def _words(self, recording: Recording) -> tuple[Word, ...]:
        if not recording.speech.spans:
            return ()
        segments, _ = self._model.transcribe(
            recording.audio.samples,
            language="en",
            beam_size=BEAM_SIZE,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
        )
        pieces = (piece for segment in segments for piece in segment.words or ())
        words = in_order(join_pieces(pieces), recording.audio.duration_s)
        return tuple(word for word in words if _is_near_sound(word, recording.speech.spans))


def join_pieces(pieces: Iterable[Any]) -> Iterator[Word]:
    """Words from Whisper's pieces: " 555" and "-0147" are one; a piece that starts a word starts with a space."""
    whole: Word | None = None
    for piece in pieces:
        if whole and not piece.word.startswith(" "):
            text, probability = whole.text + piece.word.rstrip(), min(whole.probability, piece.probability)
            whole = replace(whole, text=text, end_s=piece.end, probability=probability)
            continue
        if whole:
            yield _with_kind(whole)
        whole = Word(piece.word.strip(), piece.start, piece.end, probability=piece.probability)
    if whole:
        yield _with_kind(whole)


def _with_kind(word: Word) -> Word:
    return replace(word, kind="filled_pause", evidence="plain") if is_filled_pause(word.text) else word


def in_order(words: Iterable[Word], duration_s: float) -> Iterator[Word]:
    """The same words inside the recording, none starting before the one before it ends."""
    earliest_s = 0.0
    for word in words:
        start_s = min(max(word.start_s, earliest_s), duration_s)
        earliest_s = max(start_s, min(word.end_s, duration_s))
        yield replace(word, start_s=start_s, end_s=earliest_s)


def _is_near_sound(word: Word, spans: Iterable[Span]) -> bool:
    return any(span.start_s - _SLACK_S < word.end_s and word.start_s < span.end_s + _SLACK_S for span in spans)
