"""Decoded sound: a recording's identity and its samples."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 16_000
"""What Whisper's mel filters expect; every recording is brought to it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A recording as it lay on disk."""

    path: str
    sha256: str
    format: str
    sample_rate_hz: int
    channels: int
    duration_s: float
    """From the decoded samples at their own rate, never from a header or from Whisper."""


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A recording's samples: float32 mono at `SAMPLE_RATE_HZ`, full scale 1.0."""

    source: Source
    samples: NDArray[np.float32]

    @property
    def duration_s(self) -> float:
        """Length in seconds, from the source's own samples."""
        return self.source.duration_s


def load_audio(path: Path) -> Audio:
    """Decode any recording; raises RecordingError naming the file, what is wrong and what to do."""
    raise NotImplementedError
