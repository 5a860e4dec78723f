"""What was heard, kept so that it is not heard again: one line of JSON for each content and way of hearing it.

A line counts for the same bytes (SHA-256), the same engine and model, the same release of the engine's library and of
vmcoach; lines of other ways of hearing stay for when they are wanted again.
"""

import json
import re
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from zlib import crc32

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
    """The observations of one way of hearing, on disk: a JSON list of the way, the SHA-256, a checksum and the rest."""

    def __init__(self, path: Path, spec: EngineSpec) -> None:
        self._lines = Lines(path, durable=True)
        self._way = json.dumps(hearing(spec)).encode()
        of_this_way = re.compile(rb'\[%s, "(\w{64})", (\d+), (.*)\]\n' % re.escape(self._way))
        self._places: dict[str, int] = {}
        for place, line in self._lines:
            found = of_this_way.fullmatch(line)
            if found and int(found[2]) == crc32(found[3]):  # what the disk has spoilt is heard again
                self._places[found[1].decode()] = place

    def __enter__(self) -> "Heard":
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.__exit__()

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._places

    def keep(self, observation: Observation) -> None:
        """Put an observation on the disk; it is there when this returns."""
        body, sha256 = json.dumps(observation_to_dict(observation)).encode(), observation.source.sha256
        line = b'[%s, "%s", %d, %s]' % (self._way, sha256.encode(), crc32(body), body)
        self._places[sha256] = self._lines.append(line)

    def recall(self, sha256: str) -> Observation:
        """What was heard in that content."""
        return observation_from_dict(json.loads(self._lines.read(self._places[sha256]))[3])
