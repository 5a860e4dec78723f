"""The sound system, PortAudio: microphones, and playing a take. What it lacks is a SetupError that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmcoach.audio import SAMPLE_RATE_HZ
from vmcoach.errors import SetupError
from vmcoach.printable import printable
from vmcoach.recorder.blocks import BLOCK_FRAMES, BLOCK_S, level_problem

BUFFERED_S = 0.3
"""What the sound system keeps for us: a model that is loaded meanwhile stops all threads for a fifth of a second. With
more, ALSA gives blocks two at a time, and the meter halts."""
CHECK_S = 2.0
"""A sentence."""


class DeviceLostError(Exception):
    """The microphone stopped delivering."""


@contextmanager
def microphone(device: str | int | None) -> Iterator[Iterator[bytes]]:
    """Blocks of samples from a microphone, the system's own or one by name or number; raises SetupError.

    An empty block stands where samples were lost. The blocks raise DeviceLostError where the microphone is lost.
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


def check_level(blocks: Iterator[bytes]) -> str | None:
    """Listen for `CHECK_S` and say what is wrong with the level, None where nothing is; raises SetupError."""
    try:
        return level_problem(b"".join(islice(filter(None, blocks), round(CHECK_S / BLOCK_S))))
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
