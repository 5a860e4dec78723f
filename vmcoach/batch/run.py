"""Grading a team's recordings into an output folder, so that what was heard is never heard again.

    contents (hashes) -> what was heard before, and the rest from workers -> kept on disk -> judged -> files

Judging is quick and done anew in every run, so another rubric costs no hearing. A content that lies there under several
names is heard once and judged for each of them. Messages are heard in any order, but each is judged after those that
its rep left the same prospect before: until then what was heard of it waits on the disk. Which messages other reps
leave too is known, and told, only when all are judged.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from vmcoach.assessment import Assessment, left_by_others
from vmcoach.batch.aliases import Aliases
from vmcoach.batch.contents import content_hash, longest_first
from vmcoach.batch.figures import Figures, figures, figures_of_reps
from vmcoach.batch.folder import Lines
from vmcoach.batch.graded import Failed, Graded, graded
from vmcoach.batch.inputs import Found
from vmcoach.batch.observations import Heard
from vmcoach.batch.prospects import Notes, predecessors
from vmcoach.batch.repeats import Repeat, other_reps, repeats, told_of_team
from vmcoach.batch.tables import write_tables
from vmcoach.batch.takes import FIELDS, Take, renamed
from vmcoach.batch.workers import Hear
from vmcoach.document import result_document
from vmcoach.engines import EngineSpec
from vmcoach.measures import Observation
from vmcoach.outcome import Failure
from vmcoach.pipeline import Reading, judge
from vmcoach.printable import printable
from vmcoach.redaction import Redaction, names_in_notes
from vmcoach.rubric import Rubric

Identified = tuple[Take, str | Failure]
"""A take with its `content`, the SHA-256 of its bytes, or with why it cannot be read."""

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
    notes: Notes = field(default_factory=Notes)
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


def read_contents(found: Found, done: Callable[[], None]) -> list[Identified]:
    """Every recording's identity, places that could not be looked into among them; `done` is called for each."""
    contents: list[Identified] = []
    with ThreadPoolExecutor() as readers:  # hashing lets other threads run, and so does waiting for a disk or a server
        for take, content in zip(found.takes, readers.map(content_hash, found.takes), strict=True):
            contents.append((take, content))
            done()
    return [*contents, *((Take(failure.path, failure.path), failure) for failure in found.failures)]


def unheard(contents: Sequence[Identified], heard: Heard) -> list[Take]:
    """What has to be heard, each content once."""
    waiting: dict[str, Take] = {}
    for take, content in contents:
        if isinstance(content, str) and content not in heard:
            waiting.setdefault(content, take)
    return list(waiting.values())


def grade(contents: Sequence[Identified], job: Job, heard: Heard, hear: Hear, tell: Tell) -> Team:
    """Grade recordings; results.jsonl grows meanwhile, the other files are written at the end."""
    aliases = None
    if job.anonymise:
        aliases = Aliases(job.private / "names.json")
        aliases.keep(take for take, _ in contents)
    with Lines(job.folder / "results.jsonl", durable=False) as lines:
        ledger = _Ledger([take for take, _ in contents], job, lines, heard, aliases, tell)
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
        others = other_reps(team.repeats)
        ledger.show_to_team(others)
        write_tables(team, job, ledger.lines(others))
    return team


def _fill(ledger: "_Ledger", contents: Sequence[Identified], heard: Heard, hear: Hear) -> None:
    """Enter every take: the unreadable, those heard before, and the others as they are heard."""
    same: dict[str, list[int]] = {}
    for number, (_, content) in enumerate(contents):
        if isinstance(content, Failure):
            ledger.fail(number, content)
        else:
            same.setdefault(content, []).append(number)
    for content, numbers in same.items():
        if content in heard:
            ledger.judge(numbers, content)
    content_of = {take: content for take, content in contents if isinstance(content, str)}
    for take, outcome in hear(longest_first(unheard(contents, heard))):
        content = content_of[take]
        if isinstance(outcome, Observation) and outcome.source.sha256 != content:
            outcome = Failure(take.place, "changed", f"{printable(take.place)}: changed while it was graded; run again")
        if isinstance(outcome, Failure):
            for number in same[content]:
                ledger.fail(number, outcome)
        else:
            heard.keep(outcome)
            ledger.judge(same[content], content)


class _Ledger:
    """What has become of each take so far; takes go by their number, which is their place in the list."""

    def __init__(
        self, takes: list[Take], job: Job, lines: Lines, heard: Heard, aliases: Aliases | None, tell: Tell
    ) -> None:
        self._takes, self._job, self._lines, self._heard = takes, job, lines, heard
        self._aliases, self._tell = aliases, tell
        self._before = predecessors(takes, job.notes)
        self._after = {before: number for number, before in self._before.items()}
        self._waiting: dict[int, str] = {}  # heard, but the take before it is not judged yet: its content
        self._contents: dict[int, str] = {}  # of those judged
        self._entries: dict[int, Graded | Failed] = {}
        self._places: dict[int, int] = {}  # of their lines in results.jsonl

    def judge(self, numbers: Iterable[int], content: str) -> None:
        """Enter takes of one content that has been heard, each when those before it are entered."""
        for number in numbers:
            self._waiting[number] = content
            before = self._before.get(number)
            if before is None or before in self._entries:
                self._judge_from(number)

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
        self._judge_from(self._after.get(number))

    def scored(self) -> tuple[Graded, ...]:
        """Those with a score, in order."""
        return tuple(entry for _, entry in sorted(self._entries.items()) if isinstance(entry, Graded))

    def failed(self) -> tuple[Failed, ...]:
        """Those without, in order."""
        return tuple(entry for _, entry in sorted(self._entries.items()) if isinstance(entry, Failed))

    def lines(self, others: Mapping[str, int]) -> Iterable[bytes]:
        """The lines written, in the order of the takes; `others` are how many other reps leave the same message."""
        for number, place in sorted(self._places.items()):
            line, count = self._lines.read(place), others.get(self._entries[number].take.place, 0)
            yield told_of_team(line, count) if count else line

    def show_to_team(self, others: Mapping[str, int]) -> None:
        """Show again what other reps leave too: that is known only now."""
        for number, content in self._contents.items():
            if self._job.show and (count := others.get(self._entries[number].take.place)):
                assessment = self._assessed(number, *self._heard.recall(content))
                shown = self._shown(number, replace(assessment, reasons=left_by_others(assessment.reasons, count)))
                self._job.show(number, self._takes[number], shown)

    def _judge_from(self, number: int | None) -> None:
        """Judge a take that is heard, and those that waited for it."""
        while number is not None and number in self._waiting:
            self._contents[number] = self._waiting.pop(number)
            self._judge(number, *self._heard.recall(self._contents[number]))
            number = self._after.get(number)

    def _judge(self, number: int, observation: Observation, reading: Reading) -> None:
        take, assessment = self._takes[number], self._assessed(number, observation, reading)
        shown, entry = self._shown(number, assessment), graded(take, assessment)
        if self._aliases:
            take = self._aliases.take(take)
            entry = replace(graded(take, shown), spoken=entry.spoken, names=entry.names)
        self._enter(number, entry, take, {"result": result_document(shown)})
        if self._job.show:
            self._job.show(number, self._takes[number], shown)
        self._tell(None)

    def _assessed(self, number: int, observation: Observation, reading: Reading) -> Assessment:
        take, job = self._takes[number], self._job
        earlier = self._earlier(number, observation)
        return judge(renamed(observation, take), job.rubric, job.notes.on(take), earlier, reading)

    def _shown(self, number: int, assessment: Assessment) -> Assessment:
        if self._aliases is None:
            return assessment
        notes = self._job.notes.on(self._takes[number])
        return self._aliases.assessment(self._takes[number], assessment, names_in_notes(notes) if notes else ())

    def _earlier(self, number: int, observation: Observation) -> list[str]:
        """What the rep told the same prospect before; the same recording of the same day is no other message."""
        texts, sha256, day = [], observation.source.sha256, self._takes[number].date
        before = self._before.get(number)
        while before is not None:
            entry = self._entries[before]
            if isinstance(entry, Graded) and entry.spoken and (entry.sha256, entry.take.date) != (sha256, day):
                texts.append(entry.spoken)
            before = self._before.get(before)
        return texts

    def _enter(self, number: int, entry: Graded | Failed, take: Take, outcome: dict[str, Any]) -> None:
        whose = {name: getattr(take, name) for name in FIELDS}
        line = json.dumps({"path": take.place, **whose, **outcome}, allow_nan=False)
        self._places[number] = self._lines.append(line.encode())
        self._entries[number] = entry


def _anonymous(message: Graded) -> Graded:
    """A message without what its repeats were found by."""
    return replace(message, spoken="", names=())
