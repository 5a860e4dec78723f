"""Teams as a run of `vmcoach grade` leaves them, made by hand, and the page of one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.assessments import good
from vmcoach.batch.figures import figures, figures_of_reps
from vmcoach.batch.graded import Failed, Graded, graded
from vmcoach.batch.job import Job, Team
from vmcoach.batch.page import team_page
from vmcoach.batch.repeats import repeats
from vmcoach.batch.takes import Take
from vmcoach.engines import EngineSpec
from vmcoach.outcome import Failure
from vmcoach.rubric import Rubric

GOOD = graded(Take("good.wav", "good.wav"), good())
FIRST_DAY = date(2026, 3, 2)
MAIN_FINDINGS = ("length: 36.4 s, target 20 s, limit 30 s", "reason for the call: not found", "")


def scored(place: str, rep: str | None, **changed: Any) -> Graded:
    """A message with figures of choice."""
    take = Take(place, place, rep=rep, date=changed.pop("date", None))
    if (duration_s := changed.get("duration_s")) is not None:
        verdict = "within_target" if duration_s <= 20 else "over_target" if duration_s <= 30 else "over_limit"
        changed = {"judged_s": duration_s, "duration_verdict": verdict} | changed
    return replace(GOOD, take=take, sha256=place, spoken="", **changed)


def many(number: int, reps: Sequence[str]) -> list[Graded]:
    """So many messages, every figure of each following from its place in the row."""
    return [
        scored(
            f"team/{reps[each % len(reps)]}/take-{each:04}.wav",
            reps[each % len(reps)],
            date=(FIRST_DAY + timedelta(days=each % 60)).isoformat(),
            duration_s=8.0 + each % 30,
            judged_words_per_second=1.8 + each % 23 / 10,
            fillers=each % 7,
            fillers_per_minute=each % 7 * 3.0,
            score=each % 101,
            passed=each % 101 >= 70,
            crutches=("um",) * (each % 7),
            cliches=("touch base",) * (each % 2),
            main_finding=MAIN_FINDINGS[each % len(MAIN_FINDINGS)],
        )
        for each in range(number)
    ]


def failed(place: str, rep: str | None = None) -> Failed:
    """A recording that breaks off."""
    return Failed(Take(place, place, rep=rep), Failure(place, "truncated", f"{place}: breaks off; record it again"))


def team_of(messages: Iterable[Graded], failures: Iterable[Failed] = ()) -> Team:
    """A team with its figures."""
    all_scored, all_failed = tuple(messages), tuple(failures)
    return Team(
        all_scored,
        all_failed,
        figures(None, all_scored, len(all_failed)),
        figures_of_reps(all_scored, all_failed),
        repeats(all_scored),
    )


def page_of_team(team: Team, links: Mapping[str, str] | None = None, rubric: Rubric | None = None) -> str:
    """The page of a team, judged by the default rubric if by no other."""
    return team_page(team, Job(Path(), Path(), EngineSpec("whisper", "base"), rubric or Rubric()), links or {})
