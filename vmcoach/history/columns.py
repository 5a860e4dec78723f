"""How a take lies in the store: a few of its figures in columns, its whole result packed."""

import json
import os
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from vmcoach.changes import rubric_of
from vmcoach.history.records import KeptTake

TAKE = (
    "takes.id, reps.name, taken_at, scenario, recording, rubric, score, passed, verdict, total_s, words, "
    "words_per_second, fillers, fillers_per_minute, prospect"
)
"""The columns of a `KeptTake`, in the order of its fields."""


def take_of(number: int, rep: str, taken_at: str, *rest: Any) -> KeptTake:
    """The take of a row of `TAKE`."""
    scenario, recording, rubric, score, passed, *figures = rest
    when = datetime.fromisoformat(taken_at)
    kept = None if recording is None else path_of(recording)
    return KeptTake(number, rep, when, scenario, kept, rubric, score, bool(passed), *figures)


def columns_of(result: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a result that are read for every take."""
    duration, pace, fillers = result["duration"], result["pace"], result["fillers"]
    return {
        "rubric": rubric_of(result),
        "score": result["score"],
        "passed": result["passed"],
        "verdict": duration["verdict"],
        "total_s": duration["total_s"],
        "words": pace["words"],
        "words_per_second": pace["judged_words_per_second"],
        "fillers": fillers["count"],
        "fillers_per_minute": fillers["per_minute"],
    }


def packed(result: Mapping[str, Any]) -> bytes:
    """A result as the store holds it."""
    return zlib.compress(json.dumps(result, allow_nan=False).encode())


def unpacked(compressed: bytes) -> dict[str, Any]:
    """A result that the store holds."""
    document: dict[str, Any] = json.loads(zlib.decompress(compressed))
    return document


def path_of(kept: bytes | str) -> Path:
    """Where a recording is: kept as the bytes of its path, since text could not hold each; text in older stores."""
    return Path(os.fsdecode(kept))
