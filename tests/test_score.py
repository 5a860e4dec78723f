"""The itemised score, grade and pass: of a good message, of none, and of any."""

from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    EMPTY,
    GOOD_PARTS,
    TEXT,
    TWICE,
    content_of,
    fillers_of,
    measures_of,
    messages,
    phrase,
)
from tests.judgements import RUBRIC, judged, lasting, reason
from vmcoach.content import Content, Quote
from vmcoach.measures import Measures, Recognition
from vmcoach.speech import Span

NUMBER = "seven two zero five five five zero one six four"


def test_a_good_message_has_all_points_and_passes() -> None:
    """Every part said, inside the target and the band: nothing but a note on the number."""
    good = judged(measures_of())
    assert (good.score, good.grade, good.passed) == (100, "A", True)
    assert [each.code for each in good.findings] == ["number_said_once"]
    assert [each.verdict for each in good.reasons] == [
        *("ok", "ok", "not_assessed", "ok", "ok", "ok", "not_assessed", "not_assessed", "ok")
    ]


@pytest.mark.parametrize(
    ("score", "grade"),
    [(100, "A"), (90, "A"), (89, "B"), (80, "B"), (79, "C"), (70, "C"), (69, "D"), (60, "D"), (59, "F")],
)
def test_grades_follow_the_rubric(score: int, grade: str) -> None:
    """Both sides of every cut-off, for a message that has exactly this score."""
    weights = replace(RUBRIC.weights, **dict.fromkeys(("pace", "sound", "caller", "company", "ask", "number"), 0.0))
    zero = dict.fromkeys(
        ("fillers", "recipient", "reason_for_call", "specific_hook", "value", "generic_pitch", "cliches"), 0.0
    )
    weights = replace(weights, **zero, length=float(score) or 0.1, hedges=0.0, company=100.0 - score)
    measures = measures_of()
    message = judged(measures, content_of(measures, company=None), replace(RUBRIC, weights=weights))
    assert (message.score, message.grade) == (score, grade)


@pytest.mark.parametrize(("pass_score", "passed"), [(100, True), (93, True), (94, False)])
def test_a_pass_needs_the_pass_score(pass_score: int, passed: bool) -> None:
    """93 points without the company."""
    measures = measures_of()
    content = content_of(measures) if pass_score == 100 else content_of(measures, company=None)
    assert judged(measures, content, replace(RUBRIC, pass_score=pass_score)).passed is passed


def test_over_the_limit_fails_whatever_the_score_unless_the_rubric_says_otherwise() -> None:
    """A limit is a limit."""
    measures = lasting(31.0)
    assert judged(measures).score >= RUBRIC.pass_score
    assert not judged(measures).passed
    assert judged(measures, rubric=replace(RUBRIC, fail_on_reasons=())).passed


@pytest.mark.parametrize(
    ("missing", "passed"),
    [({"recipient": None}, True), ({"specific_hook": None}, True), ({"recipient": None, "specific_hook": None}, False)],
)
def test_a_message_to_nobody_in_particular_does_not_pass(missing: dict[str, None], passed: bool) -> None:
    """Neither their name nor anything about them: whatever the rest of it earns."""
    measures = measures_of()
    message = judged(measures, content_of(measures, **missing))
    assert message.score >= RUBRIC.pass_score
    assert message.passed is passed


def test_the_score_is_the_sum_of_its_parts() -> None:
    """For a message with a bit of everything wrong."""
    measures = measures_of(f"um um {TEXT}", words_per_second=2.1, clipped_fraction=0.01)
    content = content_of(measures, company=None, hedges=(phrase(measures, "two", "weak"),) * 3)
    message = judged(measures, content, facts_said=(), earlier=("something else entirely",))
    assert message.score == round(sum(part.points for part in message.parts))
    assert sum(part.out_of for part in message.parts) == pytest.approx(100)
    assert len({part.name for part in message.parts}) == len(message.parts) == 17


@pytest.mark.parametrize(
    ("count", "grade", "passed"), [(2, "A", True), (4, "C", True), (6, "D", False), (11, "F", False)]
)
def test_what_it_says_does_not_save_a_message_full_of_fillers(count: int, grade: str, passed: bool) -> None:
    """All else is perfect: at 12 a minute, where harm is shown, it is no A any more, and at 18 no pass."""
    message = judged(measures_of("um " * count + TEXT, words_per_second=3.1))
    assert (message.grade, message.passed) == (grade, passed)
    assert "You said “um”" in message.advice[0]


def test_each_filler_more_costs_and_none_costs_all() -> None:
    """The score falls from filler to filler, of a good message as of an empty one, and what can be earned stays 100."""
    for parts in ({}, dict.fromkeys(GOOD_PARTS)):
        said = [measures_of("um " * count + TEXT, words_per_second=3.1) for count in range(1, 30, 2)]
        found = [judged(measures, content_of(measures, **parts)) for measures in said]
        totals = [sum(part.points for part in message.parts) for message in found]
        assert all(after < before for before, after in pairwise(totals))
        assert totals[-1] > 0
        assert all(sum(part.out_of for part in message.parts) == pytest.approx(100) for message in found)


def test_a_rubric_may_give_fillers_no_weight() -> None:
    """However many there are."""
    weightless = replace(RUBRIC, weights=replace(RUBRIC.weights, fillers=0.0))
    assert judged(measures_of("um " * 9 + TEXT, words_per_second=3.1), rubric=weightless).score == 100


# What a message is for, and where it is answered

SAYS_NOTHING = {"reason_for_call": None, "specific_hook": None, "value": None}


@pytest.mark.parametrize(
    ("missing", "score", "passed"),
    [
        ({"value": None}, 93, True),
        ({"specific_hook": None}, 90, True),
        ({"reason_for_call": None, "specific_hook": None}, 78, True),
        ({"specific_hook": None, "value": None}, 62, False),
        (SAYS_NOTHING, 33, False),
        ({**SAYS_NOTHING, "ask": None}, 31, False),
    ],
)
def test_a_message_that_says_nothing_is_not_saved_by_how_it_is_spoken(
    missing: dict[str, None], score: int, passed: bool
) -> None:
    """One part may be said in words that no rule knows; without hook and result it is weak, without reason empty."""
    measures = measures_of()
    message = judged(measures, content_of(measures, **missing))
    assert (message.score, message.passed) == (score, passed)
    assert sum(part.out_of for part in message.parts) == pytest.approx(100)
    assert sum(part.points for part in message.parts) == pytest.approx(message.score, abs=0.5)


def test_a_part_that_is_said_never_costs_points() -> None:
    """Whatever else is missing, and however little the rest earns; a hook is a reason too."""
    points = ("recipient", "caller", "company", "reason_for_call", "specific_hook", "value", "ask")
    for measures in (measures_of(), measures_of(f"um um um um um {TEXT}", words_per_second=4.5)):
        scores = {}
        for count in range(len(points) + 1):
            for said in combinations(points, count):
                left_out = dict.fromkeys(set(points) - set(said))
                parts = judged(measures, content_of(measures, **left_out)).parts
                scores[frozenset(said)] = sum(part.points for part in parts)
        for said, score in scores.items():
            assert all(scores[said | {part}] >= score for part in points), said


@pytest.mark.parametrize(
    ("said", "profile", "score", "passed"),
    [
        (TEXT, "callback", 100, True),
        (TEXT.replace(NUMBER, "the usual one"), "callback", 82, False),
        (TEXT.replace(NUMBER, "seven two zero five five five one six four"), "callback", 93, True),  # heard in part
        (TEXT.replace(f"my number is {NUMBER}", "i have just sent you an email"), "callback", 93, True),
        (TEXT.replace(f"my number is {NUMBER}", "i have just sent you an email"), "email", 100, True),
    ],
)
def test_a_message_that_asks_for_a_call_back_says_where_to(said: str, profile: str, score: int, passed: bool) -> None:
    """Without any number it does not pass, unless it points to an email; of one heard in part nobody knows."""
    measures = measures_of(said)
    message = judged(measures, rubric=replace(RUBRIC, profile=profile))
    assert (message.score, message.passed) == (score, passed)
    if not passed:
        assert message.advice[0].startswith("Say your number at the end")


@pytest.mark.parametrize(
    "recognition", [Recognition(0.9, (Span(13.0, 17.0),)), Recognition(0.79, ())], ids=["not made out", "uncertain"]
)
@pytest.mark.parametrize("number", [{"number": None}, {"text": TWICE, "agree": False}], ids=["none", "two that differ"])
def test_a_number_that_may_not_have_been_made_out_fails_nobody(
    recognition: Recognition, number: dict[str, Any]
) -> None:
    """What cannot be judged is no fault; two that were made out well do differ."""
    measures = measures_of(**number, recognition=recognition)
    assert judged(measures).passed == (recognition.is_uncertain or number == {"number": None})


def test_two_numbers_that_differ_do_not_pass() -> None:
    """Who calls back may reach a stranger: the costliest error of all."""
    message = judged(measures_of(TWICE, agree=False, words_per_second=3.0))
    assert (message.passed, reason(message, 2).verdict) == (False, "flag")
    assert "the number is not the same each time" in [each.text for each in reason(message, 2).evidence]
    assert message.score < 85


@pytest.mark.parametrize(("rate", "digits", "passed"), [(3.5, 2.4, True), (5.2, 2.4, False), (2.6, 9.0, False)])
def test_a_rush_that_nobody_can_follow_does_not_pass(rate: float, digits: float, passed: bool) -> None:
    """All else is perfect: the words, or the number, come as fast as they can be said."""
    assert judged(measures_of(words_per_second=rate, digits_per_second=digits)).passed is passed


# No speech


@pytest.mark.parametrize("sound", ["silence", "noise"])
def test_no_speech_is_said_to_be_no_speech(sound: str) -> None:
    """Nothing is assessed, nothing passes, and the microphone is to be checked."""
    measures = measures_of("", number=None)
    if sound == "noise":
        measures = replace(measures, duration=replace(measures.duration, speech_start_s=0.1, speech_end_s=0.5))
    message = judged(measures, EMPTY, facts_said=(), earlier=(TEXT,))
    assert (message.score, message.grade, message.passed) == (0, "F", False)
    assert (message.duration_verdict, message.pace_verdict) == ("no_speech", "not_assessed")
    assert {each.verdict for each in message.reasons} == {"not_assessed"}
    assert [each.code for each in message.findings] == ["no_speech"]
    assert message.parts == message.cuts == ()
    assert "microphone" in message.advice[0]


def test_a_message_of_fillers_alone_is_speech() -> None:
    """It says nothing, but the microphone works."""
    message = judged(measures_of("um uh um", number=None), EMPTY)
    assert message.duration_verdict == "within_target"
    assert message.grade == "F"


# Whatever comes


@given(messages(), st.sampled_from(["callback", "email"]), st.sampled_from([None, ()]), st.booleans())
def test_any_message_can_be_judged(
    message: tuple[Measures, Content], profile: str, facts: tuple[Quote, ...] | None, has_earlier: bool
) -> None:
    """The score stays in its range, and everything with a time lies inside the recording."""
    measures, content = message
    earlier = (TEXT,) if has_earlier else ()
    judgement = judged(measures, content, replace(RUBRIC, profile=profile), facts_said=facts, earlier=earlier)
    assert 0 <= judgement.score <= 100
    assert judgement.score == round(sum(part.points for part in judgement.parts))
    assert all(0 <= part.points <= part.out_of + 1e-9 for part in judgement.parts)
    assert [each.number for each in judgement.reasons] == list(range(1, 10))
    assert 1 <= len(judgement.advice) <= 3
    assert judgement.passed or not judgement.advice[0].startswith("Nothing to fix")
    total_s = measures.duration.total_s
    placed = [*judgement.findings, *(each for reason in judgement.reasons for each in reason.evidence)]
    for each in placed:
        if each.start_s is not None and each.end_s is not None:
            assert -1e-9 <= each.start_s <= each.end_s <= total_s + 1e-6, each


@given(messages(), st.data())
def test_leaving_out_a_fault_never_costs_points(message: tuple[Measures, Content], data: st.DataObject) -> None:
    """A filler with its words and time, a cliché, a hedge, silence at an end."""
    measures, content = message
    before = judged(measures, content)
    after = [judged(*without_silence(measures, content))]
    if measures.fillers.count:
        after.append(judged(without_filler(measures, data.draw(st.integers(0, measures.fillers.count - 1))), content))
    for name in ("cliches", "hedges"):
        for index in range(len(getattr(content, name))):
            fewer = getattr(content, name)[:index] + getattr(content, name)[index + 1 :]
            after.append(judged(measures, replace(content, **{name: fewer})))
    if before.score:
        assert all(each.score >= before.score for each in after if each.duration_verdict != "no_speech")


def without_silence(measures: Measures, content: Content) -> tuple[Measures, Content]:
    """Half the silence after the last word is gone."""
    gone_s = measures.duration.tail_silence_s / 2
    duration = replace(
        measures.duration,
        total_s=measures.duration.total_s - gone_s,
        tail_silence_s=measures.duration.tail_silence_s - gone_s,
    )
    return replace(measures, duration=duration), content


def without_filler(measures: Measures, index: int) -> Measures:
    """One filled pause is gone from the sound: its time from every length, itself from the list."""
    gone = measures.fillers.items[index]
    gone_s = gone.end_s - gone.start_s
    kept = measures.fillers.items[:index] + measures.fillers.items[index + 1 :]
    duration = measures.duration
    span_s = duration.spoken_span_s - gone_s
    return replace(
        measures,
        duration=replace(duration, total_s=duration.total_s - gone_s, spoken_span_s=span_s, speaking_s=span_s),
        fillers=fillers_of(kept, span_s),
    )
