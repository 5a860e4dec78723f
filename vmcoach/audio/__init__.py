"""Decoded sound: a recording's identity and its samples, out of whatever file it came in.

Conventions: samples are float32 mono at `SAMPLE_RATE_HZ`, full scale 1.0. A length is counted from the decoded samples
at the source's own rate, never taken from a header or from Whisper. Nothing is repaired: a file that breaks off, or
that holds what is no sound, is refused, because every time measured in it would be wrong.
"""

import hashlib
import io
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmcoach.audio.decoding import MAX_DURATION_S, SAMPLE_RATE_HZ, DecodingError, decode
from vmcoach.audio.truncation import is_header_alone, truncation, uncounted
from vmcoach.errors import RecordingError
from vmcoach.files import path_text, write_whole
from vmcoach.printable import printable

__all__ = ["MAX_BYTES", "MAX_DURATION_S", "SAMPLE_RATE_HZ", "Audio", "Source", "load_audio", "segment", "write_wav"]

MAX_BYTES = 2**30
"""An hour of 48 kHz stereo PCM is 690 MB. A file is held in memory whole, so that its hash is of what was decoded."""

PROBLEMS = {
    "missing": "there is no such file; check its name and folder",
    "unreadable": "cannot be read ({0}); check the file and its permissions",
    "not_a_file": "is {0}; give the audio file itself",
    "empty": "is empty (0 bytes); record it or copy it again",
    "too_large": f"is larger than {MAX_BYTES >> 30} GiB; export its sound alone, as M4A or MP3",
    "too_long": f"is longer than {MAX_DURATION_S / 60:.0f} minutes; cut the message out of it",
    "not_audio": "is not audio in any format that can be read; export the recording as WAV, MP3 or M4A",
    "no_audio": "has no sound track; export the recording with its sound",
    "unsupported": "has sound in a coding that cannot be decoded; export the recording as WAV, MP3 or M4A",
    "truncated": "breaks off ({0}); copy or export the whole recording again",
    "damaged": "is damaged ({0}); copy or export the recording again",
    "no_samples": "holds no sound, only a header; record it again",
}
"""Every `kind` of RecordingError that a file can cause, with what its message says after the file's name."""


@dataclass(frozen=True, slots=True)
class Source:
    """A recording as it lay on disk."""

    path: str
    """As given, by `path_text`."""
    sha256: str
    format: str
    """The container: wav, mp3, m4a, ogg, webm, ..."""
    sample_rate_hz: int
    channels: int
    duration_s: float
    """From the decoded samples at their own rate, never from a header or from Whisper."""


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A recording's samples: float32 mono at `SAMPLE_RATE_HZ`, full scale 1.0."""

    source: Source
    samples: NDArray[np.float32]
    others: tuple[NDArray[np.float32], ...] = ()
    """Channels that are not in `samples`, which carry the loudest."""

    @property
    def duration_s(self) -> float:
        """Length in seconds, from the source's own samples."""
        return self.source.duration_s


def load_audio(path: Path) -> Audio:
    """Decode any recording; raises RecordingError naming the file, what is wrong and what to do."""
    data = _read(path)
    if broken := truncation(data):
        raise _refusal(path, "truncated", broken)
    if surplus := uncounted(data):
        raise _refusal(path, "damaged", surplus)
    if is_header_alone(data):
        raise _refusal(path, "no_samples")
    try:
        decoded = decode(data)
    except DecodingError as error:
        raise _refusal(path, error.kind, error.detail) from error
    source = Source(
        path=path_text(path),
        sha256=hashlib.sha256(data).hexdigest(),
        format=_format(decoded.container, path),
        sample_rate_hz=decoded.sample_rate_hz,
        channels=decoded.channels,
        duration_s=decoded.duration_s,
    )
    return Audio(source, decoded.samples, decoded.others)


def write_wav(samples: NDArray[np.float32], path: Path) -> None:
    """Write samples at `SAMPLE_RATE_HZ` as a 16-bit wav file, as `write_whole` does."""
    wav = io.BytesIO()
    segment(samples).export(wav, format="wav")
    write_whole(path, [wav.getvalue()])


def segment(samples: NDArray[np.float32]) -> Any:
    """Samples at `SAMPLE_RATE_HZ` as a 16-bit pydub.AudioSegment: what coders of PCM are given."""
    import warnings

    with warnings.catch_warnings():  # pydub looks for an ffmpeg program, which is not needed here
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    pcm = np.clip(np.rint(samples * 32768.0), -32768, 32767).astype("<i2")
    return AudioSegment(data=pcm.tobytes(), sample_width=2, frame_rate=SAMPLE_RATE_HZ, channels=1)


def _refusal(path: Path, kind: str, detail: str = "") -> RecordingError:
    return RecordingError(f"{printable(path_text(path))}: {PROBLEMS[kind].format(detail)}", kind)


def _read(path: Path) -> bytes:
    """The file's bytes, read once."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # known before opening: a pipe would wait for its writer for ever
            is_folder = stat.S_ISDIR(status.st_mode)
            what = "a folder, which `vmcoach grade` takes" if is_folder else "a pipe or device"
            raise _refusal(path, "not_a_file", what)
        if status.st_size > MAX_BYTES:
            raise _refusal(path, "too_large")
        with path.open("rb") as file:
            data = file.read(status.st_size)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:  # ValueError: no file can have such a name
        raise _refusal(path, "missing") from error
    except OSError as error:
        raise _refusal(path, "unreadable", error.strerror or type(error).__name__) from error
    if not data:
        raise _refusal(path, "empty")
    return data


def _format(container: str, path: Path) -> str:
    """The container's usual name; where one demuxer reads several, the one that the file's ending says."""
    names, ending = container.split(","), path.suffix[1:].lower()
    return ending if ending in names else {"mov": "mp4", "matroska": "mkv"}.get(names[0], names[0])
