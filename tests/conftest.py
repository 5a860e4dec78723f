"""Recordings for tests that need a file, or an Audio without one; a browser for those of pages."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from numpy.typing import ArrayLike, NDArray

from tests.recordings import encoded
from vmcoach.audio import SAMPLE_RATE_HZ, Audio, Source

if TYPE_CHECKING:
    from playwright.sync_api import Browser


# how long an example takes tells how busy the machine is
settings.register_profile("vmcoach", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("vmcoach")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One for all pages."""
    from tests.browsers import launched

    with launched() as chromium:
        yield chromium


@pytest.fixture
def as_audio() -> Callable[[NDArray[np.float32]], Audio]:
    """Makes samples at SAMPLE_RATE_HZ an Audio, as if a wav of them had been loaded."""

    def make(samples: NDArray[np.float32]) -> Audio:
        source = Source("take.wav", "0" * 64, "wav", SAMPLE_RATE_HZ, 1, len(samples) / SAMPLE_RATE_HZ)
        return Audio(source, samples.astype(np.float32))

    return make


@pytest.fixture
def write_recording(tmp_path: Path) -> Callable[..., Path]:
    """Writes channels of samples to a file of any name, container and codec that PyAV can encode."""

    def write(name: str, channels: ArrayLike, rate_hz: int, container: str = "wav", codec: str = "pcm_s16le") -> Path:
        path = tmp_path / name
        path.write_bytes(encoded(np.atleast_2d(np.asarray(channels, np.float32)), rate_hz, container, codec))
        return path

    return write
