"""Grading a team's recordings into an output folder, so that what was heard is never heard again.

    contents (hashes) -> what was heard before, and the rest from workers -> kept on disk -> judged -> files

Judging is quick and done anew in every run: another rubric costs no hearing. A content that lies there under several
names is heard once and judged for each.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vmcoach.assessment import Assessment
from vmcoach.batch.aliases import Aliases
from vmcoach.batch.figures import Figures, figures, figures_of_reps
from vmcoach.batch.folder import Lines
from vmcoach.batch.graded import Failed, Graded, graded
from vmcoach.batch.inputs import Found
from vmcoach.batch.observations import Heard
from vmcoach.batch.repeats import Repeat, repeats
from vmcoach.batch.tables import write_tables
from vmcoach.batch.takes import Take, content_hash, renamed
from vmcoach.batch.workers import Hear
from vmcoach.document import result_document
from vmcoach.engines import EngineSpec
from vmcoach.measures import Observation
from vmcoach.outcome import Failure
from vmcoach.pipeline import judge
from vmcoach.printable import printable
from vmcoach.redaction import Redaction
from vmcoach.rubric import Rubric

Content = tuple[Take, str | Failure]
"""A take with the SHA-256 of its bytes, or with why it cannot be read."""

Tell = Callable[[Failure | None], None]
"""Told of every take when it is done, with the failure if it has no score."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to make of the recordings, and where."""

    folder: Path
    private: Path
    """The part of the folder that is not passed on."""
    spec: EngineSpec
    rubric: Rubric
    anonymise: bool = False
    show: Callable[[int, Take, Assessment], None] | None = None
    """Given each message as it is judged, with its place among all, to make a page of it."""

    @property
    def settings_shown(self) -> tuple[EngineSpec, Rubric]:
        """How the recordings are heard and judged, as it is told: files and rubrics can be named after somebody."""
        if not self.anonymise:
            return self.spec, self.rubric
        nobody = Redaction("", (), "")
        return nobody.of(self.spec), nobody.of(self.rubric, "rubric")


@dataclass(frozen=True, slots=True)
class Team:
    """All that is known of a team after a run, in the order of the recordings."""

    scored: tuple[Graded, ...]
    failed: tuple[Failed, ...]
    figures: Figures
    reps: tuple[Figures, ...]
    repeats: tuple[Repeat, ...]


def read_contents(found: Found, done: Callable[[], None]) -> list[Content]:
    """Every recording's identity, places that could not be looked into among them; `done` is called for each."""
    contents: list[Content] = []
    for take in found.takes:
        contents.append((take, content_hash(take)))
        done()
    return [*contents, *((Take(failure.path, failure.path), failure) for failure in found.failures)]


def unheard(contents: Sequence[Content], heard: Heard) -> list[Take]:
    """What has to be heard, each content once."""
    waiting: dict[str, Take] = {}
    for take, content in contents:
        if isinstance(content, str) and content not in heard:
            waiting.setdefault(content, take)
    return list(waiting.values())


def grade(contents: Sequence[Content], job: Job, heard: Heard, hear: Hear, tell: Tell) -> Team:
    """Grade recordings; results.jsonl grows meanwhile, the other files are written at the end."""
    aliases = None
    if job.anonymise:
        aliases = Aliases(job.private / "names.json")
        aliases.keep(take for take, _ in contents)
    with Lines(job.folder / "results.jsonl", durable=False) as lines:
        ledger = _Ledger([take for take, _ in contents], lines, job, aliases, tell)
        _fill(ledger, contents, heard, hear)
        scored, failed = ledger.scored(), ledger.failed()
        team = Team(
            scored,
            failed,
            figures(None, scored, len(failed)),
            figures_of_reps(scored, failed),
            repeats(scored),
        )
        if aliases:
            team = replace(team, scored=tuple(map(_anonymous, team.scored)))
        write_tables(team, job, ledger.lines())
    return team


def _fill(ledger: "_Ledger", contents: Sequence[Content], heard: Heard, hear: Hear) -> None:
    """Enter every take: the unreadable, those heard before, and the others as they are heard."""
    same: dict[str, list[int]] = {}
    for number, (_, content) in enumerate(contents):
        if isinstance(content, Failure):
            ledger.fail(number, content)
        else:
            same.setdefault(content, []).append(number)
    for content, numbers in same.items():
        if content in heard:
            ledger.judge(numbers, heard.recall(content))
    content_of = {take: content for take, content in contents if isinstance(content, str)}
    for take, outcome in hear(unheard(contents, heard)):
        content = content_of[take]
        if isinstance(outcome, Observation) and outcome.source.sha256 != content:
            outcome = Failure(take.place, "changed", f"{printable(take.place)}: changed while it was graded; run again")
        if isinstance(outcome, Failure):
            for number in same[content]:
                ledger.fail(number, outcome)
        else:
            heard.keep(outcome)
            ledger.judge(same[content], outcome)


class _Ledger:
    """What has become of each take so far."""

    def __init__(self, takes: list[Take], lines: Lines, job: Job, aliases: Aliases | None, tell: Tell) -> None:
        self._takes, self._lines, self._job, self._aliases, self._tell = takes, lines, job, aliases, tell
        self._entries: dict[int, Graded | Failed] = {}
        self._places: dict[int, int] = {}

    def judge(self, numbers: Iterable[int], observation: Observation) -> None:
        """Enter takes of one content with what was heard in it."""
        for number in numbers:
            assessment = judge(renamed(observation, self._takes[number]), self._job.rubric)
            take = self._takes[number]
            entry = graded(take, assessment)
            if self._aliases:
                assessment = self._aliases.assessment(take, assessment)
                take = self._aliases.take(take)
                entry = replace(graded(take, assessment), spoken=entry.spoken, names=entry.names)
            self._enter(number, entry, take, {"result": result_document(assessment)})
            if self._job.show:
                self._job.show(number, self._takes[number], assessment)
            self._tell(None)

    def fail(self, number: int, failure: Failure) -> None:
        """Enter a take that has no score."""
        take = self._takes[number]
        if failure.path != take.place:  # the same content failed under another name
            message = failure.message.replace(printable(failure.path), printable(take.place))
            failure = Failure(take.place, failure.kind, message)
        if self._aliases:
            failure, take = self._aliases.failure(take, failure), self._aliases.take(take)
        error = {"kind": failure.kind, "message": failure.message}
        self._enter(number, Failed(take, failure), take, {"error": error})
        self._tell(failure)

    def scored(self) -> tuple[Graded, ...]:
        """Those with a score, in order."""
        return tuple(entry for _, entry in sorted(self._entries.items()) if isinstance(entry, Graded))

    def failed(self) -> tuple[Failed, ...]:
        """Those without, in order."""
        return tuple(entry for _, entry in sorted(self._entries.items()) if isinstance(entry, Failed))

    def lines(self) -> Iterable[bytes]:
        """The lines written, in the order of the takes."""
        return (self._lines.read(place) for _, place in sorted(self._places.items()))

    def _enter(self, number: int, entry: Graded | Failed, take: Take, outcome: dict[str, Any]) -> None:
        whose = {name: getattr(take, name) for name in ("rep", "prospect", "campaign", "date")}
        line = json.dumps({"path": take.place, **whose, **outcome}, allow_nan=False)
        self._places[number] = self._lines.append(line.encode())
        self._entries[number] = entry


def _anonymous(message: Graded) -> Graded:
    """A message without what its repeats were found by."""
    return replace(message, spoken="", names=())
