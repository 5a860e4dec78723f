"""How many cores other processes leave.

Threads that share a product wait for each other, thousands of times a message, and OpenMP's spin while they wait. A
message of 23 s takes 1.0 s on two cores. Beside one process that never rests it takes 3 to 4 s on both and 1.4 s on
one, beside two of them 6 to 12 s on both and 1.9 s on one (model loaded).

Conventions: seconds of processor time are those of the cores that this process may use, since the machine started, and
its own since it started. Known on Linux alone; elsewhere others are taken to leave everything.
"""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, process_time

from vmcoach.engines.engine import cores

BUSY = 0.75
"""A core that others use for more of the time is theirs. Up to there two threads are as fast as one or faster."""
LEAST_S = 0.5
"""What was used is known after this time: it is counted in hundredths of a second."""

_PROC_STAT = Path("/proc/stat")
_IDLE_COLUMNS = (3, 4)
"""Idle, and waiting for a disk."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor time up to a moment, by all processes and by this one."""

    at_s: float
    all_s: float
    own_s: float


def usage() -> Usage | None:
    """The processor time used up to now; None where it cannot be known."""
    with suppress(OSError, ValueError, AttributeError):
        all_s = busy_s(_PROC_STAT.read_text(encoding="ascii"), os.sched_getaffinity(0), os.sysconf("SC_CLK_TCK"))
        return Usage(monotonic(), all_s, process_time())
    return None


def busy_s(stat: str, on: set[int], ticks_per_s: int) -> float:
    """Seconds that some cores were not idle, from the text of /proc/stat."""
    ticks = 0
    for core, columns in re.findall(r"^cpu(\d+) (.*)$", stat, re.MULTILINE):
        if int(core) in on:
            # Columns from the ninth on are part of the first two
            ticks += sum(int(each) for at, each in enumerate(columns.split()[:8]) if at not in _IDLE_COLUMNS)
    return ticks / ticks_per_s


def cores_left(of: int, since: Usage, now: Usage) -> int:
    """Of so many cores those that others did not keep busy between two moments, at least one."""
    others_s = (now.all_s - since.all_s) - (now.own_s - since.own_s)
    kept_busy = int(others_s / (now.at_s - since.at_s) + 1 - BUSY)
    return max(1, of - max(0, kept_busy))


class Neighbours:
    """What other processes do, looked at now and then; from before a model is loaded to after the last message."""

    def __init__(self) -> None:
        self._since, self._left = usage(), cores()

    def cores_left(self) -> int:
        """The cores that they have left since the last look."""
        now = usage()
        if self._since and now and now.at_s - self._since.at_s >= LEAST_S:
            self._left = cores_left(cores(), self._since, now)
            self._since = now
        return self._left
