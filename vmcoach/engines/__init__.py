"""Speech recognisers behind one method."""

from collections.abc import Sequence
from dataclasses import dataclass
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

    def transcribe(self, recordings: Sequence[Recording]) -> list[Transcript]:
        """One transcript per recording, in order; a recording with an empty speech map gives no words."""
        ...


def load_engine(spec: EngineSpec) -> Engine:
    """The engine of a spec, ready to transcribe; raises SetupError where it cannot be had."""
    raise NotImplementedError
