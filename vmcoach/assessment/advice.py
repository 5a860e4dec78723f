"""What to do differently: what must not be said first, then the few sentences that would raise the score most."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vmcoach.assessment import coaching
from vmcoach.assessment.cuts import Cut
from vmcoach.assessment.message import Message
from vmcoach.assessment.reasons import Reason
from vmcoach.assessment.score import ScorePart
from vmcoach.assessment.wording import rate, seconds
from vmcoach.rounding import counted

MOST_SENTENCES = 3
"""Selected feedback is used, a full list is not (interviews with speaking experts, arXiv 2507.07930)."""

WORTH_SAYING_POINTS = 1.0
"""Points of 100 below which a fault is not worth a sentence."""


@dataclass(frozen=True, slots=True)
class _Topic:
    """Rows of the score that one sentence would mend."""

    rows: frozenset[str]
    sentence: Callable[[Message], str]


def advise(
    message: Message, parts: Sequence[ScorePart], reasons: Sequence[Reason], cuts: Sequence[Cut]
) -> tuple[str, ...]:
    """At most three sentences: mistakes that no score makes up for, then the one that gains most points first, then
    what a reason is flagged for and no points tell of.
    """
    if not message.heard:
        return (coaching.on_silence(message),)
    lost = {part.name: part.lost for part in parts}
    topics = [(sum(lost.get(row, 0.0) for row in topic.rows), topic) for topic in _topics(cuts)]
    worst = sorted((each for each in topics if each[0] >= WORTH_SAYING_POINTS), key=lambda each: -each[0])
    # A message that is long because it is slow has one sentence for both.
    scored = [topic.sentence(message) for _, topic in worst]
    flagged = [reason.advice for reason in reasons if reason.verdict == "flag"]
    sentences = dict.fromkeys([*_mistakes(message), *scored, *flagged])
    return tuple(sentences)[:MOST_SENTENCES] or (_praise(message),)


def _mistakes(message: Message) -> Iterator[str]:
    if message.forbidden:
        yield coaching.on_forbidden(message)
    if called := message.other_name:
        yield coaching.on_other_name(message, called)
    if message.has_no_point:  # nobody would call back, however well it is spoken
        yield coaching.on_why(message)
    if message.no_call_back:  # nobody could
        yield coaching.on_number(message)


def _topics(cuts: Sequence[Cut]) -> list[_Topic]:
    """One topic for rows that one sentence mends: a hook is a reason, and a result takes the place of a pitch."""
    return [
        _Topic(frozenset({"length"}), lambda each: coaching.on_length(each, cuts)),
        _Topic(frozenset({"reason_for_call", "specific_hook"}), coaching.on_why),
        _Topic(frozenset({"research"}), coaching.on_research),
        _Topic(frozenset({"caller", "company"}), coaching.on_caller),
        _Topic(frozenset({"value", "generic_pitch"}), coaching.on_value),
        _Topic(frozenset({"fillers"}), coaching.on_fillers),
        _Topic(frozenset({"pace"}), coaching.on_pace),
        _Topic(frozenset({"number"}), coaching.on_number),
        _Topic(frozenset({"ask"}), coaching.on_ask),
        _Topic(frozenset({"recipient"}), coaching.on_recipient),
        _Topic(frozenset({"novelty"}), coaching.on_novelty),
        _Topic(frozenset({"cliches"}), coaching.on_cliches),
        _Topic(frozenset({"hedges"}), coaching.on_hedges),
        _Topic(frozenset({"sound"}), coaching.on_sound),
    ]


def _praise(message: Message) -> str:
    pace = f"{rate(message.pace.words_per_second)}, " if message.pace else ""
    fillers = counted(message.measures.fillers.count, "filler")
    return f"Nothing to fix: {seconds(message.length_s)}, {pace}{fillers}; make this the take to measure others by."
