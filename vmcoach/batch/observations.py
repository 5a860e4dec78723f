"""What was heard, kept so that it is not heard again: one line of JSON for each content and way of hearing it.

A line counts for the same bytes (SHA-256), the same engine and model, the same release of the engine's library and of
vmcoach; lines of other ways of hearing stay for when they are wanted again.
"""

import json
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from vmcoach import __version__
from vmcoach.audio import Source
from vmcoach.batch.folder import Lines
from vmcoach.engines import EngineSpec
from vmcoach.measures import Delivery, Observation
from vmcoach.speech import Span, SpeechMap
from vmcoach.transcript import transcript_from_dict, transcript_to_dict

_LIBRARIES = {"whisper": "openai-whisper", "faster-whisper": "faster-whisper"}


def observation_to_dict(observation: Observation) -> dict[str, Any]:
    """Plain values for JSON, every number in full."""
    return {
        "source": asdict(observation.source),
        "speech": asdict(observation.speech),
        "delivery": asdict(observation.delivery),
        "transcript": transcript_to_dict(observation.transcript),
    }


def observation_from_dict(values: dict[str, Any]) -> Observation:
    """The observation that `observation_to_dict` wrote; KeyError, TypeError or UsageError for anything else."""
    speech = values["speech"]
    return Observation(
        source=Source(**values["source"]),
        speech=SpeechMap(
            **{
                **speech,
                "spans": tuple(Span(**span) for span in speech["spans"]),
                "levels_dbfs": tuple(speech["levels_dbfs"]),
            }
        ),
        delivery=Delivery(**values["delivery"]),
        transcript=transcript_from_dict(values["transcript"]),
    )


def hearing(spec: EngineSpec) -> dict[str, str]:
    """All that decides what is heard, known without loading a model."""
    library = _LIBRARIES.get(spec.name)
    try:
        release = version(library) if library else ""
    except PackageNotFoundError:
        release = ""
    return {"engine": spec.name, "model": spec.model, "release": release, "vmcoach": __version__}


class Heard:
    """The observations of one way of hearing, on disk."""

    def __init__(self, path: Path, spec: EngineSpec) -> None:
        self._lines = Lines(path, durable=True)
        self._hearing = hearing(spec)
        self._places: dict[str, int] = {}
        for place, line in self._lines:
            if key := self._key(line):
                self._places[key] = place

    def __enter__(self) -> "Heard":
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.__exit__()

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._places

    def keep(self, observation: Observation) -> None:
        """Put an observation on the disk; it is there when this returns."""
        values = {"hearing": self._hearing, "observation": observation_to_dict(observation)}
        self._places[observation.source.sha256] = self._lines.append(json.dumps(values).encode())

    def recall(self, sha256: str) -> Observation:
        """What was heard in that content."""
        return observation_from_dict(json.loads(self._lines.read(self._places[sha256]))["observation"])

    def _key(self, line: bytes) -> str | None:
        """The content that a line is about; None where it was heard in another way or the disk has spoilt the line."""
        try:
            values = json.loads(line)
            if values["hearing"] != self._hearing:
                return None
            return observation_from_dict(values["observation"]).source.sha256
        except Exception:  # whatever a damaged line does to the parser, its recording is heard again
            return None
