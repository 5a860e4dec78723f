"""A wav file that is whole at every moment, for 16-bit mono samples at `SAMPLE_RATE_HZ`."""

import struct
from pathlib import Path
from types import TracebackType

from vmcoach.audio import SAMPLE_RATE_HZ
from vmcoach.errors import UsageError
from vmcoach.printable import printable

HEADER_BYTES = 44


class WavFile:
    """A new wav file that grows; its header is right after every block."""

    def __init__(self, path: Path) -> None:
        """Raises UsageError where the file is there already or cannot be made."""
        shown = printable(str(path))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists():
                raise UsageError(f"{shown} exists and is left as it is; name another file.")
            self._begin(path)
        except OSError as error:
            raise UsageError(f"{shown} cannot be written ({error.strerror}); choose another place.") from error
        self.path = path

    def _begin(self, path: Path) -> None:
        """Make the file; where not even its header fits, none is left in the way of the next attempt."""
        self._file = path.open("xb", buffering=0)
        self.frames = 0
        try:
            self._write_header()
        except OSError:
            self._file.close()
            path.unlink()
            raise

    def append(self, pcm: bytes) -> None:
        """Add samples; raises OSError where they do not all fit, with the file as it was before.

        They are counted as silence before they are written: a file that holds more than it counts is a damaged one.
        """
        before = self.frames
        self.frames += len(pcm) // 2
        try:
            self._file.truncate(HEADER_BYTES + 2 * self.frames)
            self._write_header()
            self._file.seek(HEADER_BYTES + 2 * before)
            left = memoryview(pcm)
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            self.cut(before)
            raise

    def cut(self, frames: int) -> None:
        """Shorten to a number of frames."""
        self.frames = min(frames, self.frames)
        self._write_header()
        self._file.truncate(HEADER_BYTES + 2 * self.frames)

    def _write_header(self) -> None:
        size, rate = 2 * self.frames, SAMPLE_RATE_HZ
        form = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
        self._file.seek(0)
        self._file.write(form + struct.pack("<4sI", b"data", size))

    def __enter__(self) -> "WavFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._file.close()
