"""The nine reasons why nobody calls back (after Kelley Robertson), each judged as far as it can be.

What cannot be judged from what was given is `not_assessed`: the same message needs earlier ones, research needs notes
on the prospect, and whether the product interests them no recording can tell.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from vmcoach.assessment import coaching
from vmcoach.assessment.cuts import Cut
from vmcoach.assessment.message import Message
from vmcoach.assessment.wording import listed, seconds
from vmcoach.content import Quote
from vmcoach.parts import the_part
from vmcoach.rounding import counted
from vmcoach.rubric import Level

ReasonVerdict = Literal["ok", "watch", "flag", "not_assessed"]

NAMES = (
    "too long",
    "too cryptic",
    "the same message every time",
    "not compelling",
    "no relationship",
    "sounds like every other salesperson",
    "no research",
    "product of no interest",
    "prospect too busy",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict rests on: words of the message with their times, or a fact about it (times None)."""

    text: str
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One of the nine reasons why nobody calls back, judged for this message."""

    number: int
    name: str
    verdict: ReasonVerdict
    evidence: tuple[Evidence, ...]
    advice: str


Judgement = tuple[ReasonVerdict, list[Evidence], str]
"""Verdict, evidence, and the advice for the case that it is not ok."""


def judge(message: Message, cuts: Sequence[Cut]) -> tuple[Reason, ...]:
    """All nine reasons, in their order."""
    if not message.heard:
        unheard: Judgement = ("not_assessed", [Evidence("no speech was heard")], coaching.on_silence(message))
        return tuple(_reason(number, unheard) for number in range(1, 10))
    judges: tuple[Callable[[Message], Judgement], ...] = (
        lambda each: _too_long(each, cuts),
        _too_cryptic,
        _same_message,
        _not_compelling,
        _no_relationship,
        _like_everyone,
        _no_research,
        _no_interest,
        _too_busy,
    )
    return tuple(_reason(number, each(message)) for number, each in enumerate(judges, start=1))


def left_by_others(reasons: Sequence[Reason], other_reps: int) -> tuple[Reason, ...]:
    """The reasons of a message that other reps leave too: that it sounds like others is to be watched at least."""
    told = Evidence(f"{counted(other_reps, 'other rep')} of the team left the same message")
    return tuple(
        replace(
            reason,
            verdict="watch" if reason.verdict == "ok" else reason.verdict,
            evidence=(*reason.evidence, told),
            advice=reason.advice or coaching.on_team(),
        )
        if reason.number == 6
        else reason
        for reason in reasons
    )


def _reason(number: int, judgement: Judgement) -> Reason:
    verdict, evidence, advice = judgement
    return Reason(number, NAMES[number - 1], verdict, tuple(evidence), "" if verdict == "ok" else advice)


def _too_long(message: Message, cuts: Sequence[Cut]) -> Judgement:
    rubric, measures = message.rubric, message.measures
    words = f"{counted(measures.pace.words, 'word')}, about {rubric.word_budget} fit into {rubric.target_s:g} s"
    length = (
        f"{seconds(message.length_s)} against a target of {rubric.target_s:g} s and a limit of {rubric.limit_s:g} s"
    )
    evidence = [Evidence(length), Evidence(words)]
    if message.dead_air_decides:
        evidence.append(Evidence(f"{seconds(measures.duration.spoken_span_s)} without the silence at its ends"))
    level = message.length_level
    return level, evidence, "" if level == "ok" else coaching.on_length(message, cuts)


def _too_cryptic(message: Message) -> Judgement:
    content, duration = message.content, message.measures.duration
    parts: tuple[tuple[str, object], ...] = (
        (the_part("caller"), content.caller),
        (the_part("company"), content.company),
        (the_part("reason_for_call"), message.why),
        ("how to answer", message.can_be_answered or None),
    )
    missing = [name for name, part in parts if part is None]
    evidence = [_evidence(part) for _, part in parts if isinstance(part, Quote)]
    if missing:
        evidence.append(Evidence(f"not found: {listed(missing)}"))
    if message.numbers_differ:
        evidence.append(Evidence("the number is not the same each time"))
    if message.is_short:
        evidence.append(
            Evidence(f"only {counted(message.measures.pace.words, 'word')} in {seconds(duration.spoken_span_s)}")
        )
    if content.value is None:
        evidence.append(Evidence("no result was found"))
    verdict: Level = "watch" if missing or content.value is None else "ok"
    if message.has_no_point or message.no_call_back or len(missing) > 1 or message.is_short:
        verdict = "flag"
    return verdict, evidence, _most_cryptic(message)


def _most_cryptic(message: Message) -> str:
    """Advice on the part whose absence says least."""
    content = message.content
    if message.why is None:
        return coaching.on_why(message)
    if content.caller is None or content.company is None:
        return coaching.on_caller(message)
    if not message.can_be_answered:
        return coaching.on_answer(message)
    if content.value is None:
        return coaching.on_value(message)
    return coaching.on_shortness(message)


def _same_message(message: Message) -> Judgement:
    likeness = message.similarity
    if likeness is None:
        return "not_assessed", [], "Give your earlier messages to this prospect, or keep a history, to have it checked."
    compared = f"{likeness:.0%} like the most similar of {counted(len(message.earlier), 'earlier message')}"
    return message.rubric.similarity.level(likeness), [Evidence(compared)], coaching.on_novelty(message)


def _not_compelling(message: Message) -> Judgement:
    content = message.content
    evidence = [_evidence(part) for part in (content.value, content.generic_pitch) if part]
    evidence.append(Evidence(_you_against_we(message)))
    if content.value:
        return "watch" if content.generic_pitch else "ok", evidence, coaching.on_value(message)
    return "watch" if message.hook else "flag", [*evidence, Evidence("no result was found")], coaching.on_value(message)


def _you_against_we(message: Message) -> str:
    """How often the message speaks of them and how often of the caller."""
    words = [word.text.partition("'")[0] for word in message.measures.spoken]
    you = sum(word in {"you", "your", "yours"} for word in words)
    we = sum(word in {"i", "my", "me", "we", "our", "us"} for word in words)
    return f"{you} × you or your, {we} × I, we or our"


def _no_relationship(message: Message) -> Judgement:
    recipient, hook = message.content.recipient, message.hook
    evidence = [_evidence(part) for part in (recipient, hook) if part]
    if recipient is None:
        evidence.append(Evidence(f"{the_part('recipient')} was not found"))
    if hook is None:
        evidence.append(Evidence("nothing was found that is true of them only"))
    verdict: Level = "ok" if recipient and hook else "watch" if recipient or hook else "flag"
    return verdict, evidence, coaching.on_why(message) if recipient else coaching.on_recipient(message)


def _like_everyone(message: Message) -> Judgement:
    content = message.content
    evidence = [_evidence(phrase.quote) for phrase in content.cliches]
    load = message.cliche_load
    if content.generic_pitch:
        evidence.append(_evidence(content.generic_pitch))
        load += 1.0
    level = message.rubric.cliches.level(load)
    if not evidence:
        return level, [Evidence("no stock phrase was heard")], ""
    return level, evidence, coaching.on_cliches(message) if content.cliches else coaching.on_value(message)


def _no_research(message: Message) -> Judgement:
    if message.facts_said is None:
        return "not_assessed", [], "Give notes with facts on the prospect to have it checked."
    if message.facts_said:
        return "ok", [_evidence(fact) for fact in message.facts_said], ""
    verdict: Level = "watch" if message.hook else "flag"
    return verdict, [Evidence("nothing from the notes is said")], coaching.on_research(message)


def _no_interest(message: Message) -> Judgement:
    who = message.name(message.content.recipient) if message.content.recipient else "this prospect"
    return "not_assessed", [], f"No recording can tell: before you call, write down why {who} would need it now."


def _too_busy(message: Message) -> Judgement:
    first = message.about_them
    if first is None:
        return "flag", [Evidence("nothing was found that is about them")], coaching.on_why(message)
    evidence = [Evidence(f"{seconds(first.start_s)} until the message is about them"), _evidence(first)]
    return message.rubric.reason_starts_s.level(first.start_s), evidence, coaching.on_opening(message, first)


def _evidence(quote: Quote) -> Evidence:
    return Evidence(quote.text, quote.start_s, quote.end_s)
