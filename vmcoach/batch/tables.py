"""The files of a run: tables for spreadsheets, a summary for programs.

Each is written whole; summary.json comes last, so that its presence says that the run is complete. There is no
errors.csv where everything was scored.
"""

import json
from collections.abc import Iterable
from typing import Any

from vmcoach.batch.figures import Figures, ranked
from vmcoach.batch.folder import csv_text
from vmcoach.batch.job import Job, Team
from vmcoach.batch.observations import hearing
from vmcoach.batch.repeats import Repeat
from vmcoach.batch.takes import FIELDS
from vmcoach.files import write_whole
from vmcoach.rounding import rounded

SUMMARY_VERSION = 1

_MESSAGES = (
    "path", *FIELDS, "score", "grade", "passed", "duration_s", "duration_verdict", "words", "words_per_second",
    "judged_words_per_second", "pace_verdict", "fillers", "fillers_per_minute", "flagged_reasons", "repeat",
    "next_take", "sha256", "confidence",
)  # fmt: skip


def write_tables(team: Team, job: Job, lines: Iterable[bytes]) -> None:
    """Write every file of the output folder; `lines` are those of results.jsonl in order."""
    folder = job.folder
    write_whole(folder / "results.jsonl", lines)
    write_whole(folder / "messages.csv", csv_text(_MESSAGES, _messages(team)))
    reps = [list(_rep(each).values()) for each in team.reps]
    write_whole(folder / "reps.csv", csv_text(list(_rep(team.figures)), reps))
    if team.failed:
        rows = [[each.take.place, each.take.rep, each.failure.kind, each.failure.message] for each in team.failed]
        write_whole(folder / "errors.csv", csv_text(("path", "rep", "kind", "message"), rows))
    write_whole(folder / "summary.json", json.dumps(summary(team, job), indent=2, allow_nan=False) + "\n")


def summary(team: Team, job: Job) -> dict[str, Any]:
    """A run in numbers, as plain values for JSON."""
    spec, rubric = job.settings_shown
    return {
        "schema_version": SUMMARY_VERSION,
        "hearing": hearing(spec),
        "rubric": {"name": rubric.name, "profile": rubric.profile, "pass_score": rubric.pass_score},
        "team": {key: value for key, value in _rep(team.figures).items() if key != "rep"},
        "contents": len({each.sha256 for each in team.scored}),
        "reps": [_rep(each) for each in team.reps],
        "ranked": [each.rep for each in ranked(team.reps)],
        "repeats": [_repeat(each) for each in team.repeats],
        "errors": [{"path": each.take.place, "kind": each.failure.kind} for each in team.failed],
    }


def _messages(team: Team) -> Iterable[list[Any]]:
    group = {each.take.place: number for number, found in enumerate(team.repeats, 1) for each in found.messages}
    for each in team.scored:
        take = each.take
        yield [
            take.place, *(getattr(take, name) for name in FIELDS), each.score, each.grade, each.passed,
            _rounded(each.duration_s), each.duration_verdict, each.words, _rounded(each.words_per_second),
            _rounded(each.judged_words_per_second), each.pace_verdict, each.fillers, _rounded(each.fillers_per_minute),
            " ".join(map(str, each.flagged_reasons)), group.get(take.place), each.next_take, each.sha256,
            _rounded(each.confidence),
        ]  # fmt: skip


def _rep(found: Figures) -> dict[str, Any]:
    """The figures of a rep, or of the team, by the names of their columns."""
    weak = found.work_on
    return {
        "rep": found.rep,
        "messages": found.messages,
        "scored": found.scored,
        "passed": found.passed,
        "pass_rate": _rounded(found.pass_rate),
        "score": _rounded(found.score),
        "score_margin": _rounded(found.score_margin),
        "median_duration_s": _rounded(found.median_duration_s),
        "words_per_second": _rounded(found.words_per_second),
        "judged_words_per_second": _rounded(found.judged_words_per_second),
        "fillers_per_minute": _rounded(found.fillers_per_minute),
        "points_per_week": _rounded(found.points_per_week),
        "work_on": weak.part if weak else None,
        "practise": weak.practise if weak else None,
        "points_lost": _rounded(weak.points_lost) if weak else None,
        "worst": weak.worst if weak else None,
    }


def _repeat(found: Repeat) -> dict[str, Any]:
    return {
        "messages": [each.take.place for each in found.messages],
        "recordings": found.recordings,
        "reps": list(found.reps),
        "prospects": list(found.prospects),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else rounded(value)
