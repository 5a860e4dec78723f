"""Messages judged, and what is asked of a judgement."""

from typing import Any

from tests.builders import TEXT, content_of, measures_of
from vmcoach.assessment import Assessment, Finding, Message, Reason, assess
from vmcoach.content import Content
from vmcoach.measures import Measures
from vmcoach.rubric import Rubric

RUBRIC = Rubric()


def judged(measures: Measures, content: Content | None = None, rubric: Rubric = RUBRIC, **given: Any) -> Assessment:
    return assess(Message(measures, content_of(measures) if content is None else content, rubric, **given))


def finding(assessment: Assessment, code: str) -> Finding | None:
    return next((each for each in assessment.findings if each.code == code), None)


def severity(assessment: Assessment, code: str) -> str | None:
    found = finding(assessment, code)
    return found.severity if found else None


def reason(assessment: Assessment, number: int) -> Reason:
    return assessment.reasons[number - 1]


def points(assessment: Assessment) -> dict[str, float]:
    return {part.name: part.points for part in assessment.parts}


def lasting(total_s: float, lead_s: float = 0.4, tail_s: float = 0.4) -> Measures:
    """The good message at the pace that makes the recording this long."""
    words = len(TEXT.split())
    return measures_of(words_per_second=words / (total_s - lead_s - tail_s), lead_s=lead_s, tail_s=tail_s)
