"""What was heard, kept so that it is not heard again: one line of JSON for each content and way of hearing it.

A line counts for the same bytes (SHA-256), the same engine, model and settings, and the same releases of the engine's
library and of vmcoach; lines of other ways of hearing stay for when they are wanted again.
"""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zlib import crc32

from vmcoach import __version__
from vmcoach.audio import Source
from vmcoach.batch.folder import Lines
from vmcoach.batch.readings import reading_from_dict, reading_to_dict, rules
from vmcoach.engines import EngineSpec, engine_info
from vmcoach.measures import Delivery, Observation
from vmcoach.pipeline import Reading, read
from vmcoach.speech import Span, SpeechMap
from vmcoach.transcript import transcript_from_dict, transcript_to_dict

STRETCHES = ("spans", "beeps", "elsewhere", "lulls", "faint", "dropouts")
"""The fields of a speech map that are stretches of time."""


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
                **{name: tuple(speech[name]) for name in ("levels_dbfs", "tenths_dbfs")},
                **{name: tuple(Span(**span) for span in speech[name]) for name in STRETCHES},
            }
        ),
        delivery=Delivery(**values["delivery"]),
        transcript=transcript_from_dict(values["transcript"]),
    )


def hearing(spec: EngineSpec) -> dict[str, str]:
    """All that decides what is heard, known without loading a model."""
    info = engine_info(spec)
    told = {"engine": spec.name, "model": spec.model, "release": info.version, "settings": info.settings}
    return {**told, "vmcoach": __version__}


class Heard:
    """The observations of one way of hearing, on disk, each with what was read in it and by which rules.

    A line is a JSON list: the way, the SHA-256, a checksum of what follows, the observation, the rules, the reading.
    """

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
        reading = reading_to_dict(read(observation.transcript))
        body = json.dumps([observation_to_dict(observation), rules(), reading])[1:-1].encode()
        sha256 = observation.source.sha256
        line = b'[%s, "%s", %d, %s]' % (self._way, sha256.encode(), crc32(body), body)
        self._places[sha256] = self._lines.append(line)

    def recall(self, sha256: str) -> tuple[Observation, Reading]:
        """What was heard in that content, and what is read in it."""
        *_, observation, read_by, reading = json.loads(self._lines.read(self._places[sha256]))
        heard = observation_from_dict(observation)
        return heard, reading_from_dict(reading) if read_by == rules() else read(heard.transcript)
