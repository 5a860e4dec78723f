"""From the microphone to a wav file that is whole at every moment.

Conventions: 16-bit mono at `SAMPLE_RATE_HZ`, in blocks of `BLOCK_FRAMES`; levels in dBFS of a block's RMS. Lengths are
counted in frames, never by a clock: a device may deliver faster or slower than it says. Each block is in the file, and
the header counts it, before the next is asked for, so a crash, Ctrl-C or an unplugged device loses a tenth of a second.
"""

import os
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vmcoach.audio import SAMPLE_RATE_HZ
from vmcoach.errors import SetupError, UsageError
from vmcoach.printable import printable
from vmcoach.rubric import Rubric
from vmcoach.speech.frames import SILENT_DBFS, decibels

BLOCK_FRAMES = SAMPLE_RATE_HZ // 10
BLOCK_S = BLOCK_FRAMES / SAMPLE_RATE_HZ
BUFFERED_S = 0.3
"""What the sound system keeps for us: a model that is loaded meanwhile stops all threads for a fifth of a second. With
more, ALSA gives blocks two at a time, and the meter halts."""

SPEECH_OVER_NOISE_DB, SPEECH_DBFS = 12.0, -55.0
"""A block is loud enough for speech so far above the quietest tenth of the blocks, and above this level anyway."""
SPEECH_BLOCKS = 5
"""Half a second of loud blocks is taken for speech: a click or a cough is shorter."""
PAUSE_S = 0.4
"""Silence after speech that may be the end of it: more than is heard of it with the last word (`engines.windows`)."""
UNHEARD_S = 3.0
"""So many seconds without a pause are worth hearing all the same: some people make none in a whole message."""
TAIL_S = 0.5
"""Kept after the last loud block where silence ended a take: the end of the last word, and a hand that hangs up."""

QUIET_DBFS, CLIPPED_SHARE = Rubric().speech_level_dbfs.flag_below, Rubric().clipped_fraction.watch_above
"""A speech level that is flagged, and clipping that is heard."""
FULL_SCALE = 32767

Ending = Literal["key", "silence", "maximum", "device", "disk", "interrupted"]
"""What ended a take."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a take ends by itself."""

    maximum_s: float = 60.0
    """Twice the limit of a message: who gets there has forgotten to stop."""
    silence_s: float = 3.0
    """After speech. Two seconds sound like the end of a message (see the rubric); a rep who thinks gets one more."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A take on disk."""

    path: Path
    duration_s: float
    ending: Ending
    problem: str | None
    """What is wrong with its level, if anything."""
    gaps: int = 0
    """How often the sound system dropped samples, as nobody fetched them in time."""

    @property
    def is_cut_short(self) -> bool:
        """Whether the message may have gone on when the take ended."""
        return self.ending in ("device", "disk", "interrupted")


class WavFile:
    """A new wav file that grows; its header is right after every block."""

    def __init__(self, path: Path) -> None:
        """Raises UsageError where the file is there already or cannot be made."""
        shown = printable(str(path))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists():
                raise UsageError(f"{shown} exists and is left as it is; name another file.")
            self._file = path.open("xb", buffering=0)
        except OSError as error:
            raise UsageError(f"{shown} cannot be written ({error.strerror}); choose another place.") from error
        self.path = path
        self.frames = 0
        self._write_header()

    def append(self, pcm: bytes) -> None:
        """Add samples; raises OSError where they do not all fit, with the file as it was before."""
        self._file.seek(0, os.SEEK_END)
        try:
            left = memoryview(pcm)
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            self.cut(self.frames)
            raise
        self.frames += len(pcm) // 2
        self._write_header()

    def cut(self, frames: int) -> None:
        """Shorten to a number of frames."""
        self.frames = min(frames, self.frames)
        self._write_header()
        self._file.truncate(44 + 2 * self.frames)

    def _write_header(self) -> None:
        size, rate = 2 * self.frames, SAMPLE_RATE_HZ
        form = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
        self._file.seek(0)
        self._file.write(form + struct.pack("<4sI", b"data", size))

    def __enter__(self) -> "WavFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._file.close()


def record(
    blocks: Iterable[bytes],
    path: Path,
    limits: Limits,
    stop: Callable[[], bool] = lambda: False,
    show: Callable[[float, float], None] = lambda seconds, level_dbfs: None,
    paused: Callable[[], None] = lambda: None,
    went_on: Callable[[], None] = lambda: None,
    speaking: Callable[[], None] = lambda: None,
) -> Recorded:
    """Record until something ends the take; what has been said by then is in the file, whatever that was.

    Args:
        blocks: Samples as they come; an empty one stands where some were lost. A DeviceLostError from it ends the take.
        stop: Asked after each block whether the rep wants to end.
        show: Told the seconds so far and the level.
        paused: Told of each pause after speech when it may be the end; all that was said is in the file.
        went_on: Told when speech follows such a pause.
        speaking: Told every few seconds of speech without one.
    """
    levels: list[float] = []
    gaps: list[bytes] = []
    with WavFile(path) as file:
        whole = _without_gaps(blocks, gaps)
        ending = _record(whole, file, levels, limits, stop, show, _Hearing(paused, went_on, speaking))
        if ending == "silence":
            file.cut(round((_last_loud(levels) * BLOCK_S + TAIL_S) * SAMPLE_RATE_HZ))
    return Recorded(path, file.frames / SAMPLE_RATE_HZ, ending, _problem_in(path), len(gaps))


@dataclass(slots=True)
class _Hearing:
    """Tells when what was said so far is worth hearing."""

    paused: Callable[[], None]
    went_on: Callable[[], None]
    speaking: Callable[[], None]
    told: int = 0
    """Blocks when something was told last ..."""
    ended: int = 0
    """... and those up to the speech before the last pause."""
    pausing: bool = False

    def note(self, count: int, spoken: int) -> None:
        """How many blocks there are, and how many up to the last that may be speech."""
        if spoken <= self.ended:
            return
        if self.pausing:
            self.pausing = False
            self.went_on()
        if (count - spoken) * BLOCK_S >= PAUSE_S:
            self.told, self.ended, self.pausing = count, spoken, True
            self.paused()
        elif (spoken - self.told) * BLOCK_S >= UNHEARD_S:
            self.told = count
            self.speaking()


def _without_gaps(blocks: Iterable[bytes], gaps: list[bytes]) -> Iterator[bytes]:
    """The blocks that are there; `gaps` gets the empty ones."""
    for block in blocks:
        if block:
            yield block
        else:
            gaps.append(block)


def _record(
    blocks: Iterable[bytes],
    file: WavFile,
    levels: list[float],
    limits: Limits,
    stop: Callable[[], bool],
    show: Callable[[float, float], None],
    hearing: _Hearing,
) -> Ending:
    most_frames = round(limits.maximum_s * SAMPLE_RATE_HZ)
    try:
        for block in blocks:
            file.append(block[: 2 * (most_frames - file.frames)])
            levels.append(level_dbfs(block))
            show(file.frames / SAMPLE_RATE_HZ, levels[-1])
            if file.frames >= most_frames:
                return "maximum"
            if stop():
                return "key"
            spoken = _last_loud(levels)
            if spoken and (len(levels) - spoken) * BLOCK_S >= limits.silence_s:
                return "silence"
            hearing.note(len(levels), spoken)
    except KeyboardInterrupt:
        return "interrupted"
    except OSError:
        return "disk"
    except DeviceLostError:
        return "device"
    return "device"


class DeviceLostError(Exception):
    """The microphone stopped delivering."""


def level_dbfs(pcm: bytes) -> float:
    """The RMS level of 16-bit samples."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float64) / 32768
    return float(decibels(np.asarray(np.mean(samples**2)))) if len(samples) else SILENT_DBFS


def _last_loud(levels: list[float]) -> int:
    """How many blocks there are up to the last that may be speech; 0 before there has been any speech."""
    threshold = max(float(np.percentile(levels, 10)) + SPEECH_OVER_NOISE_DB, SPEECH_DBFS)
    loud = [at for at, level in enumerate(levels) if level > threshold]
    return loud[-1] + 1 if len(loud) >= SPEECH_BLOCKS else 0


def level_problem(pcm: bytes) -> str | None:
    """What is wrong with the level of some speech, in a sentence; None where nothing is."""
    samples = np.frombuffer(pcm, "<i2")
    if not samples.any():
        return "only zeros: is the microphone muted, or another one the right one?"
    whole = len(pcm) // (2 * BLOCK_FRAMES) * 2 * BLOCK_FRAMES
    blocks = [pcm[at : at + 2 * BLOCK_FRAMES] for at in range(0, whole, 2 * BLOCK_FRAMES)] or [pcm]
    loud = float(np.percentile([level_dbfs(block) for block in blocks], 90))
    if float(np.mean(np.abs(samples.astype(np.int32)) >= FULL_SCALE)) > CLIPPED_SHARE:
        return "clipping: move back from the microphone or turn it down"
    if loud < QUIET_DBFS:
        return f"too quiet ({loud:.0f} dBFS): come closer to the microphone or turn it up"
    return None


def _problem_in(path: Path) -> str | None:
    return level_problem(path.read_bytes()[44:])


@contextmanager
def microphone(device: str | int | None = None) -> Iterator[Iterator[bytes]]:
    """Blocks of samples from a microphone, the system's own or one by name or number; raises SetupError.

    A block that is empty stands where samples were lost.
    """
    sounddevice = _sounddevice()
    try:
        stream = sounddevice.RawInputStream(
            samplerate=SAMPLE_RATE_HZ,
            channels=1,
            dtype="int16",
            blocksize=BLOCK_FRAMES,
            device=device,
            latency=BUFFERED_S,
        )
        stream.start()
    except (sounddevice.PortAudioError, ValueError) as error:
        raise SetupError(
            f"No microphone can be opened ({_first_line(error)}). Plug one in, or choose one with --device; "
            "`vmcoach record --devices` lists them."
        ) from error
    try:
        yield _blocks(stream, sounddevice.PortAudioError)
    finally:
        stream.close(ignore_errors=True)


def _blocks(stream: Any, lost: type[Exception]) -> Iterator[bytes]:
    while True:
        try:
            block, is_after_gap = stream.read(BLOCK_FRAMES)
        except lost as error:
            raise DeviceLostError from error
        if is_after_gap:
            yield b""
        yield bytes(block)


def check_level(blocks: Iterator[bytes], seconds: float = 2.0) -> str | None:
    """Listen for a moment and say what is wrong with the level, None where nothing is; raises SetupError."""
    try:
        return level_problem(b"".join(islice(filter(None, blocks), round(seconds / BLOCK_S))))
    except DeviceLostError as error:
        raise SetupError("The microphone stopped delivering sound; plug it in again or choose another.") from error


def play(samples: NDArray[np.float32]) -> None:
    """Play samples at `SAMPLE_RATE_HZ`; raises SetupError."""
    sounddevice = _sounddevice()
    try:
        sounddevice.play(samples, SAMPLE_RATE_HZ, blocking=True)
    except sounddevice.PortAudioError as error:
        raise SetupError(f"Nothing can be played here ({_first_line(error)}).") from error


def devices() -> list[str]:
    """Every microphone in a line, its number first; raises SetupError."""
    found = _sounddevice().query_devices()
    return [f"{at:3}  {each['name']}" for at, each in enumerate(found) if each["max_input_channels"] > 0]


def _sounddevice() -> Any:
    try:
        import sounddevice
    except ImportError as error:
        raise SetupError("Recording needs the sounddevice package: pip install 'vmcoach[mic]'.") from error
    except OSError as error:
        raise SetupError(
            "Recording needs the PortAudio library: on Debian or Ubuntu, apt-get install libportaudio2."
        ) from error
    return sounddevice


def _first_line(error: Exception) -> str:
    return printable(str(error).splitlines()[0] if str(error) else type(error).__name__)
