"""What counts as good: every threshold in one place, with the reason for its number."""

from dataclasses import dataclass
from typing import Literal

Profile = Literal["callback", "email"]


@dataclass(frozen=True, slots=True)
class PaceBand:
    """Speech rate in words a second: good inside, to watch between good and the outer limits, flagged beyond."""

    slow_below: float = 2.0
    good_from: float = 2.3
    good_to: float = 3.2
    fast_above: float = 3.5


@dataclass(frozen=True, slots=True)
class Rubric:
    """All that decides a score: hashable, part of a result."""

    name: str = "default"
    profile: Profile = "callback"
    target_s: float = 20.0
    limit_s: float = 30.0
    verdict_on: Literal["total_s", "spoken_span_s"] = "total_s"
    pace: PaceBand = PaceBand()
    pass_score: int = 70
