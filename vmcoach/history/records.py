"""What the history tells of takes and reps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeptTake:
    """The gist of one kept take."""

    number: int
    rep: str
    taken_at: datetime
    """In the time zone in which it was kept."""
    scenario: str
    recording: Path | None
    """Where the recording is, if vmcoach made and kept it."""
    rubric: str
    """As `rubric_of` tells it."""
    score: int
    passed: bool
    verdict: str
    total_s: float
    words: int
    words_per_second: float | None
    fillers: int
    fillers_per_minute: float | None
    prospect: str | None
    """The key of the prospect it was for, if one was named."""

    @property
    def length_s(self) -> float | None:
        """None for silence, which is neither short nor long."""
        return None if self.verdict == "no_speech" else self.total_s

    @property
    def fillers_heard(self) -> int | None:
        """None for silence, which is not free of fillers either."""
        return None if self.verdict == "no_speech" else self.fillers


@dataclass(frozen=True, slots=True)
class RepSummary:
    """One rep's takes in numbers."""

    name: str
    takes: int
    passed: int
    best_score: int
    """Of the takes judged by the rubric of the last."""
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is left of a rep whose takes were deleted."""

    recordings: tuple[Path, ...]
    """Those that were kept of the takes."""
    is_overwritten: bool
    """False where another session still reads the store: its files hold the bytes of the takes until that ends."""


@dataclass(frozen=True, slots=True)
class Bests:
    """A rep's personal bests and streaks."""

    takes: int
    takes_alike: int
    """Those judged by the rubric of the last take: scores by others cannot be compared."""
    score: int
    """Of the takes alike."""
    fillers_per_minute: float | None
    passes_in_a_row: int
    passes_now: int
    days_in_a_row: int
    """The most days one after another with a take."""


def scores_alike(takes: Sequence[KeptTake]) -> list[int | None]:
    """The score of each take; None where it was judged by another rubric than the last."""
    return [take.score if take.rubric == takes[-1].rubric else None for take in takes]
