"""From the bytes of a recording to its samples, by the FFmpeg libraries inside PyAV.

Conventions: lengths in seconds, counted from decoded samples; samples that a file marks as its codec's padding (mp3,
m4a, Opus, wav with a count of samples) are left off. A jump of the container's clock, where a recorder saved no packets
for a silence, is silence. A file's tags never matter, its name neither: the container is told from its content.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmcoach.audio.truncation import counts_frames

SAMPLE_RATE_HZ = 16_000
"""What Whisper's mel filters expect; every recording is brought to it."""

MAX_DURATION_S = 3600.0
"""Far beyond any voicemail; keeps a wrong file from filling the memory (230 MB an hour and channel)."""

MAX_RATE_HZ = 768_000
"""The highest rate that any recorder has; the resampler's filter grows with it, so a false header must not set it."""

MAX_PEAK = 8.0
"""Lossy decoders overshoot full scale by a few dB; 18 dB beyond it, a float file was written on another scale."""

MAX_BAD_PACKETS = 2
"""A file cut out of a longer one may begin and end inside a packet; more than that is lost sound."""

TOLERANCE_S = 0.1
"""How far a container's clock or count may be off the samples: about one packet of any codec."""

AGREEMENT = 0.75
"""Power of the channels' mean, relative to the loudest, above which they carry one voice in phase: correlation 0.5."""

RESAMPLER = f"{SAMPLE_RATE_HZ}:filter_size=128:cutoff=0.97"
"""Flat to 7.5 kHz, -94 dB from 8.2 kHz on (measured with tones); FFmpeg's default lets 8.2 kHz through at -15 dB."""

MP4 = "mov,mp4,m4a,3gp,3g2,mj2"
MATROSKA = "matroska,webm"
CONTAINERS = ("wav", "aiff", "au", "caf", "mp3", "aac", MP4, "ogg", "flac", MATROSKA, "amr", "asf", "avi")
"""The FFmpeg demuxers in use. No playlists among them: those would open other files, or the network."""

COUNTED = ("aiff", "au", "flac", MP4)
"""Containers whose length is a count of samples and not FFmpeg's estimate from the bit rate."""

MP3_PADDING = 2304
"""Samples of delay (LAME: 1105) and of filling up the last frame, which FFmpeg before 8 has in an mp3's length."""


class DecodingError(Exception):
    """The bytes cannot be decoded; `kind` and `detail` are what a RecordingError is made of."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """The sound of a file: mono float32 at SAMPLE_RATE_HZ, with the rate, channels and length of its source."""

    container: str
    """FFmpeg's name, one of CONTAINERS."""
    sample_rate_hz: int
    channels: int
    duration_s: float
    samples: NDArray[np.float32]
    others: tuple[NDArray[np.float32], ...]
    """The channels that `samples` leaves out."""


def decode(data: bytes) -> Decoded:
    """Decode the best sound track; raises DecodingError."""
    import av

    options = {"format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": ""}
    try:
        container = av.open(BytesIO(data), container_options=options, metadata_errors="replace")
    except av.FFmpegError as error:
        raise DecodingError("not_audio") from error
    with container:
        stream = container.streams.best("audio")
        if stream is None or stream.codec_context is None:
            raise DecodingError("unsupported" if container.streams.audio else "no_audio")
        track = _Track()
        try:
            for start_s, frame in _frames(container, stream):
                track.add(frame, start_s)
        except av.PatchWelcomeError as error:
            raise DecodingError("unsupported") from error
        except av.FFmpegError as error:
            raise DecodingError("damaged", "its sound cannot be decoded") from error
        duration_s = _duration_s(track, container, stream, data)
        samples, others = _one_channel(track.finish(duration_s))
        return Decoded(
            container=container.format.name,
            sample_rate_hz=track.rate_hz,
            channels=len(track.channels),
            duration_s=duration_s,
            samples=samples,
            others=others,
        )


class _Track:
    """The channels of a sound track, resampled as its frames come, with silence where its clock jumps.

    Frames go through a queue, because FFmpeg's filters cost more per frame than per sample.
    """

    QUEUE = 8192

    def __init__(self) -> None:
        self.rate_hz = 0
        self.longest_s = 0.0
        self.end_s = 0.0
        self.channels: list[bytearray] = []
        self._kind: tuple[int, str, str] | None = None
        self._layout = ""

    def add(self, frame: Any, start_s: float) -> None:
        """Append a frame, which its container's clock places at `start_s`."""
        kind = (frame.sample_rate, frame.format.name, frame.layout.name)
        if kind != self._kind or start_s > self.end_s + TOLERANCE_S:
            self._begin(frame, kind, max(start_s, self.end_s))
        self._count += frame.samples
        self.end_s = self._start_s + self._count / frame.sample_rate
        self.longest_s = max(self.longest_s, frame.samples / frame.sample_rate)
        if self.end_s > MAX_DURATION_S:
            raise DecodingError("too_long")
        frame.pts = None  # the queue wants an unbroken clock; where the frame stands is settled
        self._queue.write(frame)
        for full in self._queue.read_many(self.QUEUE):
            self._push(full)

    def finish(self, duration_s: float) -> list[NDArray[np.float32]]:
        """All channels at SAMPLE_RATE_HZ, the resampler's tail included, `duration_s` long."""
        self._drain(duration_s)
        return [np.frombuffer(channel, np.float32) for channel in self.channels]

    def _begin(self, frame: Any, kind: tuple[int, str, str], start_s: float) -> None:
        """Start over at `start_s`: with the first frame, after a jump, where the rate or the layout changes."""
        import av
        from av.filter import Graph

        rate_hz, sample_format, layout = kind
        if rate_hz > MAX_RATE_HZ:
            raise DecodingError("damaged", f"its header states {rate_hz} samples a second")
        if start_s > MAX_DURATION_S:
            raise DecodingError("too_long")
        if self._kind is None:
            self.rate_hz, self._layout = rate_hz, layout
            self.channels = [bytearray() for _ in range(frame.layout.nb_channels)]
        else:
            self._drain(start_s)
        self._kind, self._start_s, self._count = kind, start_s, 0
        self._queue, self._graph = av.AudioFifo(), Graph()
        target = f"sample_fmts=fltp:channel_layouts={self._layout}"
        self._graph.link_nodes(
            self._graph.add_abuffer(sample_rate=rate_hz, format=sample_format, layout=layout),
            self._graph.add("aresample", RESAMPLER),
            self._graph.add("aformat", target),
            self._graph.add("abuffersink"),
        ).configure()

    def _drain(self, end_s: float) -> None:
        """Take what is still on its way and make the channels end at `end_s`."""
        if rest := self._queue.read():
            self._push(rest)
        self._push(None)
        size = round(end_s * SAMPLE_RATE_HZ) * 4
        for channel in self.channels:
            channel.extend(bytes(max(0, size - len(channel))))
            del channel[size:]

    def _push(self, frame: Any) -> None:
        import av

        self._graph.push(frame)
        while True:
            try:
                resampled: Any = self._graph.pull()
            except (av.BlockingIOError, av.EOFError):  # wants more, or has given all
                return
            for channel, plane in zip(self.channels, resampled.planes, strict=False):  # spare planes follow
                channel += memoryview(plane)[: resampled.samples * 4]


def _frames(container: Any, stream: Any) -> Iterator[tuple[float, Any]]:
    """Every decoded frame, with its start in seconds after the first by the container's clock, 0 if it keeps none."""
    import av

    clock, decoder = container.format.name in (MP4, MATROSKA), _decoder(stream)
    first_s, bad = None, 0
    for packet in container.demux(stream):
        try:
            frames = decoder.decode(packet)
        except av.InvalidDataError as error:
            bad += 1
            if bad > MAX_BAD_PACKETS:
                raise DecodingError("damaged", "parts of its sound cannot be decoded") from error
            continue
        for frame in frames:
            time_s = frame.time if clock and frame.time is not None else 0.0
            first_s = time_s if first_s is None else first_s
            yield time_s - first_s, frame


def _decoder(stream: Any) -> Any:
    """The decoder of a stream; for AMR the library that knows the frames a phone sends in pauses, where it is there."""
    import av

    if stream.codec_context.name != "amrnb" or "libopencore_amrnb" not in av.codecs_available:
        return stream.codec_context
    decoder = av.AudioCodecContext.create("libopencore_amrnb", "r")
    decoder.sample_rate, decoder.layout = stream.codec_context.sample_rate, stream.codec_context.layout
    return decoder


def _duration_s(track: _Track, container: Any, stream: Any, data: bytes) -> float:
    """The length of what was decoded, without the padding of the codec's last packet."""
    name, found_s = container.format.name, track.end_s
    stated_s = float(stream.duration * stream.time_base) if stream.duration else 0.0
    promised_s = 0.0
    if name in COUNTED:
        promised_s = stated_s
    elif name == "mp3" and counts_frames(data):
        promised_s = stated_s - MP3_PADDING / track.rate_hz
    elif name == MATROSKA and len(container.streams) == 1 and container.duration and not stream.duration:
        # Of the one stream, unless FFmpeg had to estimate it (a live recording): then the stream has a length as well.
        promised_s = (container.duration - (container.start_time or 0)) / 1e6  # microseconds
    if promised_s > found_s + TOLERANCE_S:
        raise DecodingError("truncated", f"{promised_s:.1f} s are promised and {found_s:.1f} s are there")
    if round(found_s * SAMPLE_RATE_HZ) == 0:
        raise DecodingError("no_samples")
    padded = name in (MP4, "wav") and stated_s and 0 < found_s - stated_s < track.longest_s
    return stated_s if padded else found_s


def _one_channel(
    channels: list[NDArray[np.float32]],
) -> tuple[NDArray[np.float32], tuple[NDArray[np.float32], ...]]:
    """The mean of channels that carry the same voice in phase, else the loudest of them; and those that it leaves out.

    The mean halves the noise of two microphones, but it would halve the level where one is dead, cancel channels of
    opposite phase, and lay the two sides of a call over each other.
    """
    if not all(max(channel.max(), -channel.min()) <= MAX_PEAK for channel in channels):  # false for NaN as well
        raise DecodingError("damaged", "it holds samples that are no numbers or far beyond full scale")
    powers = [channel.var() for channel in channels]  # variance: a constant offset is no sound
    loudest = int(np.argmax(powers))
    best, others = channels[loudest], channels[:loudest] + channels[loudest + 1 :]
    if others:
        mean = sum(channels[1:], channels[0]) / np.float32(len(channels))
        if mean.var() > AGREEMENT * max(powers):
            best, others = mean, []
    return np.clip(best, -1.0, 1.0), tuple(others)
