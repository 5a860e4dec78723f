"""Silences inside the message.

Conventions: a pause is a gap of at least `MIN_PAUSE_S` (0.25 s) between two spoken stretches of the speech map, never a
gap between Whisper's words. A filled pause is sound, so no silence. Nothing said, no pauses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vmcoach.speech import Span


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silences inside the spoken span."""

    items: tuple[Span, ...]
    count: int
    longest_s: float
    total_s: float


def find_pauses(spans: Sequence[Span]) -> Pauses:
    """The gaps between spoken stretches, which the speech map keeps at least `MIN_PAUSE_S` apart."""
    items = tuple(Span(before.end_s, after.start_s) for before, after in pairwise(spans))
    lengths_s = [item.duration_s for item in items]
    return Pauses(items, len(items), max(lengths_s, default=0.0), sum(lengths_s))
