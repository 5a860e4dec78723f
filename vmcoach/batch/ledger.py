"""What has become of each take of a run so far.

Messages are heard in any order, but each is judged after those that its rep left the same prospect before: until then
what was heard of it waits on the disk. Which messages other reps leave too is known, and told, only when all are
judged.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from vmcoach.assessment import Assessment, left_by_others
from vmcoach.batch.aliases import Aliases
from vmcoach.batch.folder import Lines
from vmcoach.batch.graded import Failed, Graded, graded
from vmcoach.batch.job import Job
from vmcoach.batch.observations import Heard
from vmcoach.batch.prospects import predecessors
from vmcoach.batch.repeats import told_of_team
from vmcoach.batch.takes import FIELDS, Take, renamed
from vmcoach.document import result_document
from vmcoach.measures import Observation
from vmcoach.outcome import Failure
from vmcoach.pipeline import Reading, judge
from vmcoach.printable import printable
from vmcoach.redaction import names_in_notes

Tell = Callable[[Failure | None], None]
"""Told of every take when it is done, with the failure if it has no score."""


class Ledger:
    """An entry for each take; takes go by their number, which is their place in the list."""

    def __init__(
        self, takes: Sequence[Take], job: Job, lines: Lines, heard: Heard, aliases: Aliases | None, tell: Tell
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
