"""Figures of a rep and of a team.

Conventions: a message without speech counts, with the score that it got, but not in the median of the lengths: silence
is neither short nor long. Rates are pooled: all words over all spoken time, all fillers over all spoken minutes, so
that a short message weighs what it lasts. A recording that is there twice is two messages, but a copy is no further
evidence: it counts once in the margin, and for the ranking. What too few messages or no dates can tell is None.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from statistics import mean, median, stdev

from vmcoach.batch.graded import Failed, Graded

RANKED_FROM = 5
"""Different recordings that a rep must have to be ranked: the mean of fewer is mostly chance."""

TREND_FROM = 4
"""Dated messages that a trend needs, of reps who have them on two days at least."""

WORK_ON = {
    "length": "Keep to the target length",
    "pace": "Speak at an even, natural pace",
    "fillers": "Pause instead of using fillers",
    "caller": "Say your name at the start",
    "company": "Say your company at the start",
    "reason_for_call": "Say why you call, straight after who you are",
    "ask": "End with one clear next step",
    "number": "Say the number slowly, in groups, the same each time",
    "recipient": "Greet them by name",
    "specific_hook": "Say something that is true of this prospect only",
    "value": "Name a result for somebody like them",
    "generic_pitch": "Leave out what could be said to anyone",
    "cliches": "Drop the stock phrases",
    "hedges": "Drop the hedges",
    "sound": "Record closer to the microphone, in a quiet room",
    "research": "Use a fact from your notes",
    "novelty": "Say something new each time",
}
"""What to practise for each part of the score."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """The part of the score where most is lost, a message on average."""

    part: str
    practise: str
    points_lost: float
    worst: str
    """The place of the message that lost most by it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A rep's messages, or a team's, in numbers."""

    rep: str | None
    """None for recordings whose rep is not known, and for the team."""
    messages: int
    scored: int
    passed: int
    score: float | None
    score_margin: float | None
    """Half the width of the 95 % interval of the mean score: what chance alone can do."""
    median_duration_s: float | None
    """Of whole messages, those without speech left out."""
    words_per_second: float | None
    """Over everything said."""
    judged_words_per_second: float | None
    """Without the phone numbers, as the pace of each message is judged."""
    fillers_per_minute: float | None
    points_per_week: float | None
    """The trend of the score, of a team within its reps."""
    work_on: Weakness | None

    @property
    def pass_rate(self) -> float | None:
        """Share of the scored messages that passed."""
        return self.passed / self.scored if self.scored else None


def figures(rep: str | None, scored: Sequence[Graded], failed: int) -> Figures:
    """Everything about some messages in numbers."""
    scores, evidence = [each.score for each in scored], _of_recordings(scored)
    lengths_s = [each.duration_s for each in scored if each.has_speech]
    spoken_s = math.fsum(each.spoken_span_s for each in scored)
    judged_s = math.fsum(each.judged_time_s for each in scored)
    return Figures(
        rep=rep,
        messages=len(scored) + failed,
        scored=len(scored),
        passed=sum(each.passed for each in scored),
        score=mean(scores) if scores else None,
        score_margin=_margin(evidence) if len(evidence) >= RANKED_FROM else None,
        median_duration_s=median(lengths_s) if lengths_s else None,
        words_per_second=sum(each.words for each in scored) / spoken_s if spoken_s else None,
        judged_words_per_second=_judged_words(scored) / judged_s if judged_s else None,
        fillers_per_minute=sum(each.fillers for each in scored) / spoken_s * 60 if spoken_s else None,
        points_per_week=trend((each.take.rep, each.take.date, each.score) for each in scored),
        work_on=weakness(scored),
    )


def _of_recordings(scored: Sequence[Graded]) -> list[float]:
    """The score of each recording, however often it is there; copies to other prospects may have another score."""
    scores: dict[str, list[int]] = {}
    for each in scored:
        scores.setdefault(each.sha256, []).append(each.score)
    return [mean(each) for each in scores.values()]


def _margin(scores: Sequence[float]) -> float:
    """By Student's t, whose quantile is expanded about the normal one (Abramowitz & Stegun 26.7.5)."""
    z, free = 1.959964, len(scores) - 1
    t = (
        z
        + (z**3 + z) / (4 * free)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * free**3)
    )
    return t * stdev(scores) / math.sqrt(len(scores))


def _judged_words(scored: Sequence[Graded]) -> float:
    return math.fsum((each.judged_words_per_second or 0.0) * each.judged_time_s for each in scored)


def figures_of_reps(scored: Sequence[Graded], failed: Sequence[Failed]) -> tuple[Figures, ...]:
    """The figures of each rep by name; those without one come last, as one."""
    reps = {each.take.rep for each in scored} | {each.take.rep for each in failed}
    ordered = sorted(reps, key=_by_name)
    return tuple(
        figures(
            rep,
            [each for each in scored if each.take.rep == rep],
            sum(each.take.rep == rep for each in failed),
        )
        for rep in ordered
    )


def _by_name(rep: str | None) -> tuple[bool, str, str]:
    return rep is None, (rep or "").casefold(), rep or ""


def ranked(reps: Iterable[Figures]) -> tuple[Figures, ...]:
    """Reps with enough recordings for a margin, the best mean score first, equals by name as in the table."""
    able = [each for each in reps if each.rep is not None and each.score_margin is not None]
    return tuple(sorted(able, key=lambda each: (-(each.score or 0.0), _by_name(each.rep))))


def weakness(scored: Sequence[Graded]) -> Weakness | None:
    """Where most points are lost; None where nothing worth a point is."""
    lost: dict[str, list[float]] = {}
    for each in scored:
        for part, points in each.lost_points.items():
            lost.setdefault(part, []).append(points)
    if not lost:
        return None
    sums = {part: math.fsum(points) for part, points in lost.items()}
    part = max(sums, key=lambda each: sums[each])
    points_lost = sums[part] / len(scored)
    if points_lost < 1:
        return None
    worst = max(scored, key=lambda each: each.lost_points.get(part, 0.0))
    return Weakness(part, WORK_ON[part], points_lost, worst.take.place)


def trend(dated: Iterable[tuple[str | None, str | None, int]]) -> float | None:
    """Points a week, of messages by rep, date and score: the median of the slopes between two days of one rep.

    By Theil and Sen, so that a single odd message does not turn it. That of a team is within its reps too: where the
    better ones call later, slopes from one rep to another would rise though nobody has changed.
    """
    by_rep: dict[str | None, dict[int, list[int]]] = {}
    for rep, day, score in dated:
        if day:
            by_rep.setdefault(rep, {}).setdefault(date.fromisoformat(day).toordinal(), []).append(score)
    courses = [by_day for by_day in by_rep.values() if len(by_day) > 1]
    if sum(len(scores) for by_day in courses for scores in by_day.values()) < TREND_FROM:
        return None
    return 7 * median(slope for by_day in courses for slope in _slopes(by_day))


def _slopes(by_day: Mapping[int, Sequence[int]]) -> Iterator[float]:
    """Between the means of each two days."""
    means = [(day, mean(scores)) for day, scores in by_day.items()]
    for (day, score), (other, others) in combinations(means, 2):
        yield (others - score) / (other - day)
