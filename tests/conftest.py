"""Recordings made on the spot, for tests that need a file or an Audio without one."""

import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av  # noqa: TID253 (the ban keeps the program's start quick)
import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from vmcoach.audio import SAMPLE_RATE_HZ, Audio, Source

LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}


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


def encoded(channels: NDArray[np.float32], rate_hz: int, container: str, codec: str) -> bytes:
    """The bytes of a recording in a format, each frame with its time, as recorders write it."""
    target, layout = io.BytesIO(), LAYOUTS[len(channels)]
    with av.open(target, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate_hz, layout=layout)
        stream.codec_context.open()
        resampler = av.AudioResampler(stream.codec_context.format, layout, rate_hz)
        size = stream.codec_context.frame_size or 1024
        for start in range(0, channels.shape[1], size):
            part = np.ascontiguousarray(channels[:, start : start + size])
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = rate_hz, start, Fraction(1, rate_hz)
            for packet in (packet for ready in resampler.resample(frame) for packet in stream.encode(ready)):
                out.mux(packet)
        out.mux(stream.encode(None))
    return target.getvalue()
