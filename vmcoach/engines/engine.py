"""What every engine is, and what it runs on."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from vmcoach.speech import Recording
from vmcoach.transcript import EngineInfo, Transcript


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """All that decides what an engine hears: small, hashable, picklable, part of a cache key."""

    name: str = "whisper"
    model: str = "base"


class Engine(Protocol):
    """Turns recordings into transcripts."""

    @property
    def info(self) -> EngineInfo:
        """What to print beside a result."""
        ...

    @property
    def lanes(self) -> int:
        """How many threads to call it from at the same time; 1 where a single call keeps all cores busy."""
        ...

    def transcribe(self, recordings: Sequence[Recording], sharing: int = 1) -> list[Transcript]:
        """One transcript per recording, in order; a recording with an empty speech map gives no words.

        `sharing` is how many threads call at the same time, this one among them. Raises RecordingError where one of the
        recordings cannot be heard.
        """
        ...

    def foresee(self, recording: Recording, abandoned: Callable[[], bool]) -> None:
        """Hear a recording that may go on, so that `transcribe` has less to do; given up soon after `abandoned`."""
        ...


MOST_LANES = 4
"""Each has a batch in memory, 0.15 GB."""


def cores() -> int:
    """Processor cores for this process; fewer where OMP_NUM_THREADS says so, which torch heeds too."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return min(usable, int(wanted)) if wanted.isdecimal() and int(wanted) else usable


def lanes_of(name: str) -> int:
    """The `lanes` of the engine of that name; known without loading it."""
    return min(MOST_LANES, cores()) if name == "whisper" else 1


def version_of(library: str) -> str:
    """The version that is installed, "" for none."""
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
