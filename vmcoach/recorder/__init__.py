"""From the microphone to a wav file that is whole at every moment.

Conventions: sound comes in `blocks` of a tenth of a second, 16-bit mono. Lengths are counted in frames, never by a
clock: a device may deliver faster or slower than it says. Each block is in the file, and the header counts it, before
the next is asked for, so a crash, Ctrl-C or an unplugged device loses a tenth of a second.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from vmcoach.audio import SAMPLE_RATE_HZ
from vmcoach.recorder.blocks import BLOCK_S, blocks_to_last_speech, level_dbfs, level_problem
from vmcoach.recorder.portaudio import DeviceLostError, check_level, devices, microphone, play
from vmcoach.recorder.wav import HEADER_BYTES, WavFile

__all__ = [
    "DeviceLostError",
    "Limits",
    "Listener",
    "Recorded",
    "check_level",
    "devices",
    "microphone",
    "play",
    "record",
]

PAUSE_S = 0.4
"""Silence after speech that may be the end of it: more than is heard of it with the last word (`engines.windows`)."""
UNHEARD_S = 3.0
"""So many seconds without a pause are worth hearing all the same: some people make none in a whole message."""
TAIL_S = 0.5
"""Kept after the last loud block where silence ended a take: the end of the last word, and a hand that hangs up."""

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
    gaps: int
    """How often the sound system dropped samples, as nobody fetched them in time."""

    @property
    def is_cut_short(self) -> bool:
        """Whether the message may have gone on when the take ended."""
        return self.ending in ("device", "disk", "interrupted")


class Listener(Protocol):
    """Who hears a take while it is recorded: told when that is worth while, with all that was said in the file."""

    def paused(self, path: Path) -> None:
        """A pause after speech, when it may be the end."""

    def went_on(self) -> None:
        """Speech followed such a pause."""

    def speaking(self, path: Path) -> None:
        """A few more seconds were spoken without a pause."""


def record(
    blocks: Iterable[bytes],
    path: Path,
    limits: Limits,
    stop: Callable[[], bool] = lambda: False,
    show: Callable[[float, float], None] = lambda seconds, level_dbfs: None,
    listener: Listener | None = None,
) -> Recorded:
    """Record until something ends the take; what has been said by then is in the file, whatever that was.

    Raises UsageError where the file is there already or cannot be made.

    Args:
        blocks: Samples as they come; an empty one stands where some were lost. A DeviceLostError from it ends the take.
        stop: Asked after each block whether the rep wants to end.
        show: Told the seconds so far and the level, in dBFS.
        listener: Told when what was said so far is worth hearing.
    """
    with WavFile(path) as file:
        take = _Take(file, limits, stop, show, _Pauses(path, listener) if listener else None)
        ending = take.record(blocks)
        if ending == "silence":
            file.cut(round((blocks_to_last_speech(take.levels) * BLOCK_S + TAIL_S) * SAMPLE_RATE_HZ))
    problem = level_problem(path.read_bytes()[HEADER_BYTES:])
    return Recorded(path, file.frames / SAMPLE_RATE_HZ, ending, problem, take.gaps)


@dataclass(slots=True)
class _Pauses:
    """Finds the pauses of a take while it is recorded, and tells its listener. All counts are of blocks."""

    path: Path
    listener: Listener
    told: int = 0
    """Recorded when the listener was told something last."""
    ended: int = 0
    """Up to the end of the speech before the last pause."""
    pausing: bool = False

    def note(self, count: int, spoken: int) -> None:
        """Take note that `count` blocks are recorded, `spoken` of them up to the last that may be speech."""
        if spoken <= self.ended:
            return
        if self.pausing:
            self.pausing = False
            self.listener.went_on()
        if (count - spoken) * BLOCK_S >= PAUSE_S:
            self.told, self.ended, self.pausing = count, spoken, True
            self.listener.paused(self.path)
        elif (spoken - self.told) * BLOCK_S >= UNHEARD_S:
            self.told = count
            self.listener.speaking(self.path)


@dataclass(slots=True)
class _Take:
    """A take that is being recorded."""

    file: WavFile
    limits: Limits
    stop: Callable[[], bool]
    show: Callable[[float, float], None]
    pauses: _Pauses | None
    levels: list[float] = field(default_factory=list)
    """Of each block."""
    gaps: int = 0

    def record(self, blocks: Iterable[bytes]) -> Ending:
        """Add blocks until something ends the take."""
        try:
            for block in blocks:
                if ending := self._add(block):
                    return ending
        except KeyboardInterrupt:
            return "interrupted"
        except OSError:
            return "disk"
        except DeviceLostError:
            pass
        return "device"

    def _add(self, block: bytes) -> Ending | None:
        """Add a block to the file, and say what ends the take there, if anything does."""
        if not block:
            self.gaps += 1
            return None
        most_frames = round(self.limits.maximum_s * SAMPLE_RATE_HZ)
        self.file.append(block[: 2 * (most_frames - self.file.frames)])
        self.levels.append(level_dbfs(block))
        self.show(self.file.frames / SAMPLE_RATE_HZ, self.levels[-1])
        if self.file.frames >= most_frames:
            return "maximum"
        if self.stop():
            return "key"
        spoken = blocks_to_last_speech(self.levels)
        if spoken and (len(self.levels) - spoken) * BLOCK_S >= self.limits.silence_s:
            return "silence"
        if self.pauses:
            self.pauses.note(len(self.levels), spoken)
        return None
