"""Grading a team's recordings into an output folder, so that what was heard is never heard again.

    contents (hashes) -> what was heard before, and the rest from workers -> kept on disk -> judged -> files

Judging is quick and done anew in every run, so another rubric costs no hearing. A content that lies there under several
names is heard once and judged for each of them.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from vmcoach.batch.aliases import Aliases
from vmcoach.batch.contents import content_hash, longest_first
from vmcoach.batch.figures import figures, figures_of_reps
from vmcoach.batch.folder import Lines
from vmcoach.batch.graded import Graded
from vmcoach.batch.inputs import Found
from vmcoach.batch.job import Job, Team
from vmcoach.batch.ledger import Ledger, Tell
from vmcoach.batch.observations import Heard
from vmcoach.batch.repeats import other_reps, repeats
from vmcoach.batch.tables import write_tables
from vmcoach.batch.takes import Take
from vmcoach.batch.workers import Hear
from vmcoach.measures import Observation
from vmcoach.outcome import Failure
from vmcoach.printable import printable

Identified = tuple[Take, str | Failure]
"""A take with its `content`, the SHA-256 of its bytes, or with why it cannot be read."""


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
        ledger = Ledger([take for take, _ in contents], job, lines, heard, aliases, tell)
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


def _fill(ledger: Ledger, contents: Sequence[Identified], heard: Heard, hear: Hear) -> None:
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


def _anonymous(message: Graded) -> Graded:
    """A message without what its repeats were found by."""
    return replace(message, spoken="", names=())
