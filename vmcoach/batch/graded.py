"""What a team's figures need of each message, kept small so that ten thousand fit into memory."""

from collections.abc import Mapping
from dataclasses import dataclass

from vmcoach.assessment import Assessment
from vmcoach.batch.takes import Take
from vmcoach.outcome import Failure
from vmcoach.parts import part_name
from vmcoach.reports import wording
from vmcoach.spoken import spoken_text


@dataclass(frozen=True, slots=True)
class Graded:
    """One message that has a score."""

    take: Take
    sha256: str
    score: int
    grade: str
    passed: bool
    confidence: float | None
    """The mean probability of its words."""
    is_doubtful: bool
    """Whether its words may well be wrong, not all that were said, or not all the caller's."""
    duration_s: float
    judged_s: float
    """The length that the verdict is on."""
    duration_verdict: str
    spoken_span_s: float
    words: int
    words_per_second: float | None
    judged_words_per_second: float | None
    """The pace that the verdict is on, which leaves the phone number out."""
    judged_time_s: float
    """What that pace is over; 0 where there is none."""
    pace_verdict: str
    fillers: int
    fillers_per_minute: float | None
    flagged_reasons: tuple[int, ...]
    lost_points: Mapping[str, float]
    """Points missing from each part of the score."""
    main_finding: str
    """That its words are doubtful, what fails it whatever its score, or the part that lost most and why; without words
    of the message."""
    crutches: tuple[str, ...]
    """Every filler said, repetitions by that name."""
    cliches: tuple[str, ...]
    """Every stock phrase said, by its name in the list."""
    next_take: str
    """The most useful sentence of advice."""
    spoken: str
    names: tuple[str, ...]
    """Names said in it: of the prospect, the caller and the company."""

    @property
    def has_speech(self) -> bool:
        """False for silence, whose length is neither short nor long."""
        return self.duration_verdict != "no_speech"


@dataclass(frozen=True, slots=True)
class Failed:
    """One recording without a score; of a place that could not be looked into nothing but its name is known."""

    take: Take
    failure: Failure


def graded(take: Take, assessment: Assessment) -> Graded:
    """The figures of one assessment."""
    measures, content, pace = assessment.measures, assessment.content, assessment.judged_pace
    said = (content.recipient, content.caller, content.company)
    return Graded(
        take=take,
        sha256=measures.observation.source.sha256,
        score=assessment.score,
        grade=assessment.grade,
        passed=assessment.passed,
        confidence=measures.recognition.confidence,
        is_doubtful=bool(wording.noted(assessment, "Recognition")),
        duration_s=measures.duration.total_s,
        judged_s=assessment.length_s,
        duration_verdict=assessment.duration_verdict,
        spoken_span_s=measures.duration.spoken_span_s,
        words=measures.pace.words,
        words_per_second=measures.pace.words_per_second,
        judged_words_per_second=pace.words_per_second if pace else None,
        judged_time_s=pace.time_s if pace else 0.0,
        pace_verdict=assessment.pace_verdict,
        fillers=measures.fillers.count,
        fillers_per_minute=measures.fillers.per_minute,
        flagged_reasons=tuple(reason.number for reason in assessment.reasons if reason.verdict == "flag"),
        lost_points={part.name: part.lost for part in assessment.parts},
        main_finding=_main_finding(assessment),
        crutches=tuple(wording.crutch(item.kind, item.text) for item in measures.fillers.items),
        cliches=tuple(phrase.entry for phrase in content.cliches),
        next_take=assessment.advice[0] if assessment.advice else "",
        spoken=spoken_text(measures.spoken),
        names=tuple(part.text for part in said if part),
    )


def _main_finding(assessment: Assessment) -> str:
    if assessment.duration_verdict == "no_speech":
        return wording.LENGTHS["no_speech"]
    if doubts := wording.noted(assessment, "Recognition"):
        return wording.DOUBTS[doubts[0].code]
    if assessment.score >= assessment.rubric.pass_score and not assessment.passed:
        return wording.hindrance(assessment)
    worst = max(assessment.parts, key=lambda part: part.lost)
    if worst.lost < 0.05:
        return ""
    quotes = worst.why.startswith("“")
    name = part_name(worst.name, assessment.rubric.profile)
    return name if quotes else f"{name}: {worst.why}"
