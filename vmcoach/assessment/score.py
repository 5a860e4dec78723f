"""The itemised score: one row for each thing judged, with why.

Conventions: points add up to the score, and what there is to earn to 100. A row that cannot be judged is left out and
the others are scaled up to fill its place. Every row only falls with its fault, so leaving out a filler, a cliché, a
hedge or a silence never costs points.

Two things weigh more and earn no more for it. What can spoil a message on its own does beyond its limit: fillers weigh
little as long as they harm little, but a message nobody can listen to is not saved by what it says. And what a message
is for does where neither a hook nor a result is found: one that says nothing is not saved by how it is spoken.
"""

from dataclasses import dataclass
from typing import Literal

from vmcoach.assessment.message import Message
from vmcoach.assessment.wording import quoted, rate, seconds
from vmcoach.content import Quote
from vmcoach.rounding import counted, shown
from vmcoach.rubric import Rubric, times_weighed

Grade = Literal["A", "B", "C", "D", "F"]


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One row of the itemised score: `points` of `out_of`, and why in a few words."""

    name: str
    points: float
    out_of: float
    why: str

    @property
    def lost(self) -> float:
        """Points that it does not have."""
        return self.out_of - self.points


SCORING = 5
"""Raised when the same rubric gives the same message other points, so that scores are not compared with older ones; 1
in versions before 0.5, whose results do not tell it."""

NO_CALL_BACK = 3.0
"""What a number that nobody can dial weighs beside one that is only rushed to the limit: as one three steps beyond."""

NO_HOOK_OR_RESULT, NO_POINT = 3.0, 5.0
"""What reason, hook and result weigh that are missing: neither hook nor result is found, and no reason either."""

_POINT = frozenset({"reason_for_call", "specific_hook", "value"})
"""What a message is for."""


@dataclass(frozen=True, slots=True)
class _Row:
    """What is judged: the name of its weight, its worth from 0 to 1, why, and how many times it weighs."""

    name: str
    worth: float
    why: str
    times: float = 1.0


def score_parts(message: Message) -> tuple[ScorePart, ...]:
    """Every row that can be judged; none where nothing was heard."""
    if not message.heard:
        return ()
    rows = [*_delivery(message), *_said(message), *_against_others(message)]
    weights = {row.name: float(getattr(message.rubric.weights, row.name)) for row in rows}
    missing = [row.name for row in rows if row.name in _POINT and not row.worth]
    times = {row.name: row.times for row in rows} | dict.fromkeys(missing, _point_weighs(message))
    scale = 100 / sum(weights[name] * times[name] for name in times)
    return tuple(
        ScorePart(row.name, row.worth * weight * scale, weight * times[row.name] * scale, row.why)
        for row in rows
        if (weight := weights[row.name])
    )


def _point_weighs(message: Message) -> float:
    """How many times what is missing of the point weighs: one part may be said in words that no rule knows."""
    if message.has_no_point:
        return NO_POINT
    return NO_HOOK_OR_RESULT if message.hook is None and message.content.value is None else 1.0


def total(parts: tuple[ScorePart, ...]) -> int:
    """The score, 0 to 100."""
    return int(shown(sum(part.points for part in parts), 0))


def grade(score: int, rubric: Rubric) -> Grade:
    """The grade of a score."""
    grades = rubric.grades
    steps: tuple[tuple[Grade, int], ...] = (
        ("A", grades.a_from),
        ("B", grades.b_from),
        ("C", grades.c_from),
        ("D", grades.d_from),
    )
    return next((letter for letter, least in steps if score >= least), "F")


def _delivery(message: Message) -> list[_Row]:
    """How it is spoken."""
    rubric, fillers, pace = message.rubric, message.measures.fillers, message.pace
    sound_worth, worst_property = message.worst_sound
    rows = [
        _measured(
            "length",
            rubric.length_s.worth(message.length_s),
            f"{seconds(message.length_s)}, target {rubric.target_s:g} s, limit {rubric.limit_s:g} s",
        ),
        _measured(
            "fillers",
            rubric.fillers_per_20_s.worth(message.fillers_per_20_s),
            f"{counted(fillers.count, 'filler')}, {shown(message.fillers_per_20_s)} in 20 s",
        ),
        _Row("sound", sound_worth, "no fault" if sound_worth == 1 else worst_property),
    ]
    if pace:
        # The worse of the two: fillers must not help a hurried message into the band, nor dropping them cost points.
        worth = min(rubric.pace.worth(pace.words_per_second), rubric.pace.worth(pace.without_fillers))
        why = f"{rate(pace.words_per_second)}, {shown(pace.without_fillers)} without fillers"
        rows.insert(1, _measured("pace", worth, why))
    return rows


def _measured(name: str, worth: float, why: str) -> _Row:
    """A row that weighs more beyond its limit."""
    return _Row(name, worth, why, times_weighed(worth))


def _said(message: Message) -> list[_Row]:
    """What the message says."""
    content, rubric = message.content, message.rubric
    hedges = len(content.hedges)
    rows = [
        _part("recipient", content.recipient),
        _part("caller", content.caller),
        _part("company", content.company),
        _part("reason_for_call", message.why),
        _part("specific_hook", message.hook),
        _part("value", content.value),
        _part("ask", message.next_step),
        _Row(
            "generic_pitch",
            0.0 if content.generic_pitch else 1.0,
            quoted(content.generic_pitch.text) if content.generic_pitch else "none",
        ),
        _Row("cliches", rubric.cliches.worth(message.cliche_load), _count_of(len(content.cliches), "cliché")),
        _Row("hedges", rubric.hedges.worth(hedges), _count_of(hedges, "hedge")),
    ]
    if rubric.profile == "callback":
        rows.insert(7, _number(message))
    return rows


def _number(message: Message) -> _Row:
    number = message.measures.phone_number
    times = NO_CALL_BACK if message.no_call_back else 1.0
    if number is None:
        return _Row("number", 0.0, "heard in part" if message.number_in_part else "not found", times)
    if message.numbers_differ:
        return _Row("number", 0.0, "not the same each time", times)
    if message.digits_per_second is None:
        return _Row("number", 1.0, "said, how fast is not known")
    worth = message.rubric.digits_per_second.worth(message.digits_per_second)
    return _measured("number", worth, shown(message.digits_per_second, unit=" digits a second"))


def _against_others(message: Message) -> list[_Row]:
    """What can be judged only with notes on the prospect or with earlier messages."""
    rows: list[_Row] = []
    if (facts := message.facts_said) is not None:
        rows.append(_Row("research", 1.0 if facts else 0.0, f"{_count_of(len(facts), 'fact')} of your notes"))
    if (likeness := message.similarity) is not None:
        worth = message.rubric.similarity.worth(likeness)
        rows.append(_Row("novelty", worth, f"{likeness:.0%} like an earlier message"))
    return rows


def _part(name: str, part: Quote | None) -> _Row:
    return _Row(name, 1.0, quoted(part.text)) if part else _Row(name, 0.0, "not found")


def _count_of(number: int, noun: str) -> str:
    return counted(number, noun) if number else f"no {noun}"
