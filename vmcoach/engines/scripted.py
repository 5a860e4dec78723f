"""An engine that replays a transcript: for tests, demonstrations and machines without weights.

The transcript of NAME.wav is NAME.transcript.json beside it; a spec whose model ends in .json names one transcript for
every recording.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from vmcoach.engines.engine import EngineSpec
from vmcoach.errors import RecordingError, UsageError
from vmcoach.speech import Recording
from vmcoach.transcript import EngineInfo, Transcript, Word, transcript_from_dict

_ROUNDING_S = 0.01
"""Times in a file are rounded: the last word may end this much after the samples do."""


class ScriptedEngine:
    """Replays what somebody, or another engine, wrote down."""

    def __init__(self, spec: EngineSpec) -> None:
        self._transcript = Path(spec.model) if spec.model.endswith(".json") else None
        self.info = EngineInfo(name="scripted", model=self._transcript.name if self._transcript else "", version="1")

    lanes = 1

    def transcribe(self, recordings: Sequence[Recording], sharing: int = 1) -> list[Transcript]:
        """The transcript of each; RecordingError of kind "transcript" where it is missing or does not fit."""
        return [self._replay(recording) for recording in recordings]

    def foresee(self, recording: Recording, abandoned: Callable[[], bool]) -> None:
        """Nothing: it costs nothing to replay."""

    def _replay(self, recording: Recording) -> Transcript:
        if not recording.speech.spans:
            return Transcript(words=(), engine=self.info)
        audio = recording.audio
        path = self._transcript or Path(audio.source.path).with_suffix(".transcript.json")
        transcript = replace(_read(path), engine=self.info)
        for words in (transcript.words, transcript.doubtful):
            if problem := _problem(words, audio.duration_s):
                raise RecordingError(f"{path}: does not fit {audio.source.path}: {problem}", kind="transcript")
        return transcript


def _read(path: Path) -> Transcript:
    try:
        return transcript_from_dict(json.loads(path.read_text(encoding="utf-8")), str(path))
    except FileNotFoundError as error:
        raise RecordingError(
            f"{path}: the scripted engine replays this file, and it is not there", "transcript"
        ) from error
    except (OSError, ValueError) as error:
        raise RecordingError(f"{path}: cannot be read as JSON ({error})", "transcript") from error
    except UsageError as error:
        raise RecordingError(str(error), "transcript") from error


def _problem(words: Sequence[Word], duration_s: float) -> str:
    """The first word that breaks the conventions of a transcript, and how; empty if none does."""
    earliest_s = 0.0
    for word in words:
        if not earliest_s <= word.start_s <= word.end_s <= duration_s + _ROUNDING_S:
            left = f"{earliest_s}–{duration_s:.3f} s is left for it"
            return f"{word.text!r} at {word.start_s}–{word.end_s} s, where {left}"
        earliest_s = word.end_s
    return ""
