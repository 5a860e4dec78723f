"""Speech recognisers, each an `Engine`, by name."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock

from vmcoach.engines.engine import MOST_LANES, Engine, EngineSpec, cores, lanes_of
from vmcoach.errors import UsageError
from vmcoach.speech import Recording
from vmcoach.transcript import EngineInfo, Transcript
from vmcoach.weights import Progress, fetch, silent, weights_info

__all__ = [
    "ENGINES",
    "MOST_LANES",
    "Engine",
    "EngineSpec",
    "LaterEngine",
    "check_engine",
    "cores",
    "engine_info",
    "lanes_of",
    "load_engine",
]


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
        from vmcoach.engines.whisper import whisper_info

        return whisper_info(spec)
    if spec.name == "faster-whisper":
        from vmcoach.engines.faster import faster_info

        return faster_info(spec)
    return load_engine(spec).info  # scripted: there is nothing to load


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
