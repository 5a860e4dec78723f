"""What the measures and the content are worth under a rubric: nine reasons, findings, an itemised score."""

from dataclasses import dataclass
from typing import Literal

from vmcoach.content import Content
from vmcoach.measures import Measures
from vmcoach.rubric import Rubric

DurationVerdict = Literal["within_target", "over_target", "over_limit", "no_speech"]
PaceVerdict = Literal["too_slow", "slow", "good", "fast", "too_fast", "not_assessed"]
ReasonVerdict = Literal["ok", "watch", "flag", "not_assessed"]
Grade = Literal["A", "B", "C", "D", "F"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict rests on: words of the message with their times, or a fact about it (times None)."""

    text: str
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One of the nine reasons why nobody calls back, judged for this message."""

    number: int
    name: str
    verdict: ReasonVerdict
    evidence: tuple[Evidence, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth telling, with where it is in the recording if it is anywhere."""

    code: str
    severity: Literal["info", "watch", "flag"]
    message: str
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One row of the itemised score: `points` of `out_of`, and why in a few words."""

    name: str
    points: float
    out_of: float
    why: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that is said of one message; every report reads this and nothing else."""

    measures: Measures
    content: Content
    rubric: Rubric
    duration_verdict: DurationVerdict
    pace_verdict: PaceVerdict
    reasons: tuple[Reason, ...]
    findings: tuple[Finding, ...]
    advice: tuple[str, ...]
    parts: tuple[ScorePart, ...]
    score: int
    grade: Grade
    passed: bool


def assess(measures: Measures, content: Content, rubric: Rubric) -> Assessment:
    """Judge one message."""
    raise NotImplementedError
