"""What the measures and the content are worth under a rubric: nine reasons, findings, an itemised score, advice."""

from dataclasses import dataclass

from vmcoach.assessment.advice import advise
from vmcoach.assessment.cuts import Cut, cut_list
from vmcoach.assessment.finding import Finding
from vmcoach.assessment.findings import find
from vmcoach.assessment.message import (
    DurationVerdict,
    JudgedPace,
    Message,
    PaceVerdict,
    judged_length_s,
    next_step,
)
from vmcoach.assessment.reasons import Evidence, Reason, ReasonVerdict, judge, left_by_others
from vmcoach.assessment.score import Grade, ScorePart, grade, score_parts, total
from vmcoach.content import Content, Quote
from vmcoach.measures import Measures
from vmcoach.rubric import Rubric

__all__ = [
    "Assessment",
    "Cut",
    "DurationVerdict",
    "Evidence",
    "Finding",
    "Grade",
    "JudgedPace",
    "Message",
    "PaceVerdict",
    "Reason",
    "ReasonVerdict",
    "ScorePart",
    "assess",
    "cut_list",
    "left_by_others",
    "next_step",
]


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
    cuts: tuple[Cut, ...]
    """What to leave out to reach the target; empty for a message that keeps to it."""
    judged_pace: JudgedPace | None
    """The rates behind `pace_verdict`."""
    hook: Quote | None
    """What is true of this prospect only: said as such, or a fact from the notes."""
    next_step: Quote | None
    """What the prospect is to do, as the profile wants it."""
    redacted: bool = False
    """Whether names and numbers have been taken out of every text."""

    @property
    def length_s(self) -> float:
        """The length that `duration_verdict` is on."""
        return judged_length_s(self.measures, self.rubric)


def assess(message: Message) -> Assessment:
    """Judge one message."""
    measures, content, rubric = message.measures, message.content, message.rubric
    fillers, span_s = measures.fillers, measures.duration.spoken_span_s
    cuts = cut_list(measures.spoken, content, fillers, span_s, rubric.target_s, measures.phone_number)
    parts, reasons = score_parts(message), judge(message, cuts)
    score = total(parts)
    flagged = {reason.number for reason in reasons if reason.verdict == "flag"}
    return Assessment(
        measures=measures,
        content=content,
        rubric=rubric,
        duration_verdict=message.duration_verdict,
        pace_verdict=message.pace_verdict,
        reasons=reasons,
        findings=find(message),
        advice=advise(message, parts, reasons, cuts),
        parts=parts,
        score=score,
        grade=grade(score, rubric),
        passed=message.heard and score >= rubric.pass_score and flagged.isdisjoint(rubric.fail_on_reasons),
        cuts=cuts,
        judged_pace=message.pace,
        hook=message.hook,
        next_step=message.next_step,
    )
