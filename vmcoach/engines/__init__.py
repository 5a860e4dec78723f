"""Speech recognisers, each an `Engine`, by name."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import Protocol

from vmcoach.errors import UsageError
from vmcoach.speech import Recording
from vmcoach.transcript import EngineInfo, Transcript
from vmcoach.weights import Progress, fetch, silent, weights_info


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


def _whisper(spec: EngineSpec, progress: Progress) -> Engine:
    from vmcoach.engines.whisper import WhisperEngine

    if weights_info(spec.model) is None:
        fetch(spec.model, progress)
    return WhisperEngine(spec)


def _faster_whisper(spec: EngineSpec, progress: Progress) -> Engine:
    from vmcoach.engines.faster import FasterWhisperEngine

    return FasterWhisperEngine(spec, progress)


def _scripted(spec: EngineSpec, progress: Progress) -> Engine:
    from vmcoach.engines.scripted import ScriptedEngine

    return ScriptedEngine(spec)


ENGINES: Mapping[str, Callable[[EngineSpec, Progress], Engine]] = {
    "whisper": _whisper,
    "faster-whisper": _faster_whisper,
    "scripted": _scripted,
}
"""Every engine by the name in its spec; what it needs is imported when it is loaded."""


def check_engine(name: str) -> None:
    """Raises UsageError for a name that does not exist."""
    if name not in ENGINES:
        raise UsageError(f"There is no engine {name!r}; choose one of {', '.join(ENGINES)}.")


def engine_info(spec: EngineSpec) -> EngineInfo:
    """What the engine of a spec tells of itself, without its model being loaded; version "" where it is not installed.

    Raises UsageError for a name that does not exist.
    """
    if spec.name == "whisper":
        from vmcoach.engines.whisper import settings

        return EngineInfo(spec.name, spec.model, _version("openai-whisper"), settings())
    if spec.name == "faster-whisper":
        from vmcoach.engines.faster import BEAM_SIZE, COMPUTE_TYPE

        plain = f"{COMPUTE_TYPE}, beam {BEAM_SIZE}, plain"
        return EngineInfo(spec.name, spec.model, _version("faster-whisper"), plain)
    return load_engine(spec).info  # scripted: there is nothing to load


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


@dataclass(frozen=True, slots=True)
class LaterEngine:
    """An engine whose model is loaded when there is something to hear, or is being loaded by `loading` already."""

    spec: EngineSpec
    loading: Future[Engine] | None = None

    @property
    def info(self) -> EngineInfo:
        """As of the engine."""
        return engine_info(self.spec)

    @property
    def lanes(self) -> int:
        """As of the engine."""
        return lanes_of(self.spec.name)

    def transcribe(self, recordings: Sequence[Recording], sharing: int = 1) -> list[Transcript]:
        """As by the engine; raises what `load_engine` does."""
        return self._engine().transcribe(recordings, sharing)

    def foresee(self, recording: Recording, abandoned: Callable[[], bool]) -> None:
        """As by the engine; raises what `load_engine` does."""
        self._engine().foresee(recording, abandoned)

    def _engine(self) -> Engine:
        return self.loading.result() if self.loading else load_engine(self.spec)


_loaded: dict[EngineSpec, Engine] = {}
_loading = Lock()


def load_engine(spec: EngineSpec, progress: Progress = silent) -> Engine:
    """The engine of a spec, ready to transcribe, loaded once in a process however many threads ask.

    Weights that are not here are fetched, with `progress` told. Raises UsageError for a name that does not exist,
    SetupError where the engine cannot be had.
    """
    check_engine(spec.name)
    with _loading:
        if spec not in _loaded:
            _loaded[spec] = ENGINES[spec.name](spec, progress)
        return _loaded[spec]
