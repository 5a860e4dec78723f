"""Recordings made on the spot: a sound with a known step in it, and files of every format to put it in."""

import io
import struct
from fractions import Fraction
from pathlib import Path

import av  # noqa: TID253 (the ban keeps the program's start quick)
import numpy as np
from numpy.typing import NDArray

LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}

STEP_S = 0.75
"""Where the test sound gets louder: shows whether the decoded sound stands at its place in time."""


def tone(rate_hz: int, seconds: float = 1.5) -> NDArray[np.float32]:
    """440 Hz, soft until STEP_S, then at half of full scale."""
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return (np.where(time_s < STEP_S, 0.02, 0.5) * np.sin(2 * np.pi * 440 * time_s)).astype(np.float32)


def encoded(channels: NDArray[np.float32], rate_hz: int, container: str, codec: str, bit_rate: int = 0) -> bytes:
    """The bytes of a recording in a format, each frame with its time, as recorders write it."""
    target, layout = io.BytesIO(), LAYOUTS[len(channels)]
    with av.open(target, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate_hz, layout=layout)
        if bit_rate:
            stream.bit_rate = bit_rate
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


def video(path: Path, sound: NDArray[np.float32] | None = None) -> None:
    """Two seconds of black, with a sound track or without."""
    with av.open(path, "w") as out:
        pictures = out.add_stream("mpeg4", rate=10)
        pictures.width = pictures.height = 32
        pictures.pix_fmt = "yuv420p"
        track = None if sound is None else out.add_stream("pcm_s16le", rate=16_000, layout="mono")
        for _ in range(20):
            out.mux(pictures.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8))))
        out.mux(pictures.encode(None))
        if track is not None and sound is not None:
            frame = av.AudioFrame.from_ndarray(np.frombuffer(pcm(sound), np.int16)[None, :], layout="mono")
            frame.sample_rate = 16_000
            out.mux(track.encode(frame))
            out.mux(track.encode(None))


def riff(
    form: int,
    block: int,
    data: bytes,
    *,
    rate_hz: int = 8000,
    bits: int | None = None,
    extra: bytes = b"",
    size: int | None = None,
) -> bytes:
    """A mono wav by hand: `bits` a sample if coded, `extra` ends the format chunk, `size` replaces the true one."""
    header = (
        struct.pack("<HHIIHH", form, 1, rate_hz, rate_hz * block, block, 8 * block if bits is None else bits) + extra
    )
    chunks = b"fmt " + struct.pack("<I", len(header)) + header
    chunks += b"data" + struct.pack("<I", len(data) if size is None else size) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks) if size is None else size) + b"WAVE" + chunks


def pcm(samples: NDArray[np.float32]) -> bytes:
    """16-bit samples."""
    return np.rint(samples * 32767).astype("<i2").tobytes()


GSM = struct.pack("<HH", 2, 320)
"""The format chunk of Microsoft's GSM 6.10 ends so: two more bytes, 320 samples in each block of 65 bytes."""

AMR_FRAME = b"\x3c" + bytes(range(31))
"""160 samples of AMR at 12.2 kbit/s: a header and 31 bytes that may be anything."""

WAV = riff(1, 2, pcm(tone(8000)))
"""A second and a half of telephone sound."""
