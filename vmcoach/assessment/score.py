"""The itemised score: one row for each thing judged, with why.

Conventions: points add up to the score, and what there is to earn to 100. A row that cannot be judged is left out and
the others are scaled up to fill its place. Every row only falls with its fault, so leaving out a filler, a cliché, a
hedge or a silence never costs points.

Fillers weigh little as long as they harm little. Beyond their limit they weigh more and earn no more for it, so that a
message nobody can listen to is not saved by what it says.
"""

from dataclasses import dataclass
from typing import Literal

from vmcoach.assessment.message import Message
from vmcoach.assessment.wording import counted, quoted, rate, seconds
from vmcoach.content import Quote
from vmcoach.rounding import shown
from vmcoach.rubric import Rubric

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


Row = tuple[str, float, str]
"""Name of the weight, worth from 0 to 1, and why."""


def score_parts(message: Message) -> tuple[ScorePart, ...]:
    """Every row that can be judged; none where nothing was heard."""
    if not message.heard:
        return ()
    weights = message.rubric.weights
    heavier = {"fillers": _fillers_weigh(message)}
    rows = [
        (name, worth * weight, weight * heavier.get(name, 1.0), why)
        for name, worth, why in (*_delivery(message), *_said(message), *_against_others(message))
        if (weight := float(getattr(weights, name)))
    ]
    scale = 100 / sum(out_of for _, _, out_of, _ in rows)
    return tuple(ScorePart(name, points * scale, out_of * scale, why) for name, points, out_of, why in rows)


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


def _delivery(message: Message) -> list[Row]:
    """How it is spoken."""
    rubric, fillers, pace = message.rubric, message.measures.fillers, message.pace
    sound_worth, worst_property = message.worst_sound
    rows: list[Row] = [
        (
            "length",
            rubric.length_s.worth(message.length_s),
            f"{seconds(message.length_s)}, target {rubric.target_s:g} s, limit {rubric.limit_s:g} s",
        ),
        (
            "fillers",
            rubric.fillers_per_20_s.worth(message.fillers_per_20_s),
            f"{counted(fillers.count, 'filler')}, {shown(message.fillers_per_20_s)} in 20 s",
        ),
        ("sound", sound_worth, "no fault" if sound_worth == 1 else worst_property),
    ]
    if pace:
        # The worse of the two: fillers must not help a hurried message into the band, nor dropping them cost points.
        worth = min(rubric.pace.worth(pace.words_per_second), rubric.pace.worth(pace.without_fillers))
        why = f"{rate(pace.words_per_second)}, {shown(pace.without_fillers)} without fillers"
        rows.insert(1, ("pace", worth, why))
    return rows


def _fillers_weigh(message: Message) -> float:
    """How many times their weight fillers have: once up to the limit, once more for each further step of the curve."""
    limit = message.rubric.fillers_per_20_s
    return 1.0 + max(0.0, message.fillers_per_20_s - limit.flag_above) / (limit.flag_above - limit.watch_above)


def _said(message: Message) -> list[Row]:
    """What the message says."""
    content, rubric = message.content, message.rubric
    hedges = len(content.hedges)
    rows: list[Row] = [
        _part("recipient", content.recipient),
        _part("caller", content.caller),
        _part("company", content.company),
        _part("reason_for_call", message.why),
        _part("specific_hook", message.hook),
        _part("value", content.value),
        _part("ask", message.next_step),
        (
            "generic_pitch",
            0.0 if content.generic_pitch else 1.0,
            quoted(content.generic_pitch.text) if content.generic_pitch else "none",
        ),
        ("cliches", rubric.cliches.worth(message.cliche_load), _count_of(len(content.cliches), "cliché")),
        ("hedges", rubric.hedges.worth(hedges), _count_of(hedges, "hedge")),
    ]
    if rubric.profile == "callback":
        rows.insert(7, _number(message))
    return rows


def _number(message: Message) -> Row:
    number = message.measures.phone_number
    if number is None:
        return ("number", 0.0, "heard in part" if message.number_in_part else "not found")
    if number.sayings_agree is False:
        return ("number", 0.0, "not the same each time")
    if message.digits_per_second is None:
        return ("number", 1.0, "said, how fast is not known")
    worth = message.rubric.digits_per_second.worth(message.digits_per_second)
    return ("number", worth, shown(message.digits_per_second, unit=" digits a second"))


def _against_others(message: Message) -> list[Row]:
    """What can be judged only with notes on the prospect or with earlier messages."""
    rows: list[Row] = []
    if (facts := message.facts_said) is not None:
        rows.append(("research", 1.0 if facts else 0.0, f"{_count_of(len(facts), 'fact')} of your notes"))
    if (likeness := message.similarity) is not None:
        worth = message.rubric.similarity.worth(likeness)
        rows.append(("novelty", worth, f"{likeness:.0%} like an earlier message"))
    return rows


def _part(name: str, part: Quote | None) -> Row:
    return (name, 1.0, quoted(part.text)) if part else (name, 0.0, "not found")


def _count_of(number: int, noun: str) -> str:
    return counted(number, noun) if number else f"no {noun}"
