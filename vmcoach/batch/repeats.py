"""The same message from several reps, or to several prospects: reasons 3 and 6, seen across a team.

Two messages are the same when what they say beside names, numbers and the frame of any voicemail is all but the same,
by the measure that judges a message against earlier ones. Groups grow by their nearest members.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from vmcoach.assessment import Evidence, Reason, left_by_others
from vmcoach.assessment.similarity import similarity
from vmcoach.batch.graded import Graded
from vmcoach.document import reason_document

SAME_FROM = 0.9
"""Likeness of one message said twice: of messages from stock sentences only those with all sentences alike reach it."""

_CANDIDATE_FROM = 60
"""Likeness in hundredths, names and all, below which a pair is not looked at: names and numbers are a third at most."""

_BLOCK = 500


@dataclass(frozen=True, slots=True)
class Repeat:
    """Messages that say the same, in order."""

    messages: tuple[Graded, ...]

    @property
    def reps(self) -> tuple[str, ...]:
        """Who said it."""
        return tuple(sorted({each.take.rep for each in self.messages if each.take.rep}))

    @property
    def prospects(self) -> tuple[str, ...]:
        """Who was told it."""
        return tuple(sorted({each.take.prospect for each in self.messages if each.take.prospect}))

    @property
    def recordings(self) -> int:
        """How many different recordings they are: fewer than the messages where a file is there twice."""
        return len({each.sha256 for each in self.messages})


def repeats(scored: Sequence[Graded]) -> tuple[Repeat, ...]:
    """Groups of messages that several reps left, or that several prospects got, the largest first."""
    groups: dict[int, list[Graded]] = {}
    roots = _roots(scored)
    for number, message in enumerate(scored):
        groups.setdefault(roots[number], []).append(message)
    found = [Repeat(tuple(group)) for group in groups.values() if len(group) > 1]
    telling = [each for each in found if len(each.reps) > 1 or len(each.prospects) > 1]
    return tuple(sorted(telling, key=lambda each: -len(each.messages)))


def other_reps(found: Sequence[Repeat]) -> dict[str, int]:
    """For the place of each message that other reps of the team left too, how many they are."""
    return {
        each.take.place: len({*repeat.reps} - {each.take.rep})
        for repeat in found
        if len(repeat.reps) > 1
        for each in repeat.messages
    }


def told_of_team(line: bytes, other_reps: int) -> bytes:
    """A line of results.jsonl whose message other reps leave too, with what that means for the reasons."""
    text = line.decode()
    start = text.index('{"reason": 6, ')  # in a string its quotes would be escaped
    values, end = json.JSONDecoder().raw_decode(text, start)
    evidence = tuple(Evidence(**each) for each in values["evidence"])
    reason = Reason(values["reason"], values["name"], values["verdict"], evidence, values["advice"])
    (told,) = left_by_others([reason], other_reps)
    return f"{text[:start]}{json.dumps(reason_document(told))}{text[end:]}".encode()


def _roots(scored: Sequence[Graded]) -> list[int]:
    """The first message of the group that each belongs to."""
    roots = list(range(len(scored)))

    def root(number: int) -> int:
        while roots[number] != number:
            roots[number] = roots[roots[number]]
            number = roots[number]
        return number

    firsts: dict[str, int] = {}
    for number, message in enumerate(scored):
        roots[number] = firsts.setdefault(message.spoken, number)
    distinct = [number for text, number in firsts.items() if text]
    for one, other in _candidates([scored[number].spoken for number in distinct]):
        first, second = sorted((root(distinct[one]), root(distinct[other])))
        if first != second and _same(scored[distinct[one]], scored[distinct[other]]):
            roots[second] = first
    unheard = {number for number, message in enumerate(scored) if not message.spoken}
    return [number if number in unheard else root(number) for number in range(len(scored))]


def _candidates(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs that may be the same, from a matrix of likenesses in blocks, so that memory stays flat."""
    in_order = [" ".join(sorted(text.split())) for text in texts]
    for start in range(0, len(texts), _BLOCK):
        rows = in_order[start : start + _BLOCK]
        likeness = process.cdist(
            rows, in_order[start:], scorer=fuzz.ratio, score_cutoff=_CANDIDATE_FROM, dtype=np.uint8
        )
        for row, column in np.argwhere(likeness):
            if row < column:
                yield start + int(row), start + int(column)


def _same(one: Graded, other: Graded) -> bool:
    return similarity(one.spoken, other.spoken, (*one.names, *other.names)) >= SAME_FROM
