"""What a message says: missing parts, the number, the email, clichés, a pitch and hedges."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    EMPTY,
    TEXT,
    TWICE,
    content_of,
    measures_of,
    phrase,
)
from tests.judgements import RUBRIC, finding, judged, points, reason, severity
from vmcoach.assessment.message import Message
from vmcoach.parts import part_name
from vmcoach.reports import wording
from vmcoach.rubric import Profile

IN_PART = TEXT.replace("zero one six four", "one six four")


@pytest.mark.parametrize(
    ("parts", "code", "level"),
    [
        ({"recipient": None}, "recipient_missing", "watch"),
        ({"caller": None}, "caller_missing", "flag"),
        ({"company": None}, "company_missing", "flag"),
        ({"reason_for_call": None, "specific_hook": None}, "reason_missing", "flag"),
        ({"ask": None}, "ask_missing", "watch"),
    ],
)
def test_a_missing_part_is_found_and_costs_its_points(parts: dict[str, None], code: str, level: str) -> None:
    """Nothing else is said of it."""
    measures = measures_of()
    message = judged(measures, content_of(measures, **parts))
    assert {each.code for each in message.findings} == {code, "number_said_once"}
    assert severity(message, code) == level
    missing = [part for part in message.parts if part.name in parts]
    assert all(part.points == 0 and part.why == "not found" for part in missing)
    assert message.score == round(100 - sum(part.out_of for part in missing))


def test_a_hook_is_a_reason_for_calling() -> None:
    """'I read your interview' says why without saying 'the reason for my call is'."""
    measures = measures_of()
    message = judged(measures, content_of(measures, reason_for_call=None))
    assert finding(message, "reason_missing") is None
    assert message.score == 100


def test_a_cliche_is_no_reason() -> None:
    """'Just checking in' is what is said in place of a reason."""
    measures = measures_of(TEXT.replace("i read your interview about cutting driver turnover", "i am just checking in"))
    content = content_of(measures, reason_for_call="i am just checking in", specific_hook=None)
    assert finding(judged(measures, content), "reason_missing") is None
    hollow = judged(measures, replace(content, cliches=(phrase(measures, "just checking in"),)))
    assert finding(hollow, "reason_missing") is not None
    weak = judged(measures, replace(content, cliches=(phrase(measures, "just checking in", "weak"),)))
    assert finding(weak, "reason_missing") is None


@pytest.mark.parametrize(
    ("number", "codes", "number_points"),
    [
        ({"digits_per_second": 2.5}, {}, 7.0),
        ({"digits_per_second": 2.54}, {}, 7.0),  # shown as 2.5, which can be written down
        ({"digits_per_second": 2.6}, {"number_too_fast": "watch"}, 6.5),
        ({"digits_per_second": 3.5}, {"number_too_fast": "watch"}, 3.5),
        ({"digits_per_second": 3.6}, {"number_too_fast": "flag"}, 3.24),
        ({"agree": False}, {"number_sayings_differ": "flag"}, 0.0),
        ({"text": TEXT}, {"number_said_once": "info"}, 7.0),
        ({"number": None}, {"number_missing": "flag"}, 0.0),
        ({"number": None, "text": IN_PART}, {"number_in_part": "watch"}, 0.0),
    ],
)
def test_the_number_can_be_written_down_or_not(
    number: dict[str, Any], codes: dict[str, str], number_points: float
) -> None:
    """Said, slowly and the same each time; said once costs nothing, for it saves the seconds."""
    message = judged(measures_of(**{"text": TWICE, "words_per_second": 3.2, "tail_s": 0.1, **number}))
    assert {each.code: each.severity for each in message.findings} == codes
    assert points(message)["number"] == pytest.approx(number_points, abs=0.05)


def test_sayings_that_differ_may_not_have_been_heard_right() -> None:
    """What is known is that they were not heard alike."""
    differing = finding(judged(measures_of(TWICE, agree=False)), "number_sayings_differ")
    assert differing is not None
    assert differing.message.endswith("not heard the same each time: said differently, or not heard right.")


@pytest.mark.parametrize(
    ("digits", "told"),
    [
        ("7205550164", False),
        ("17205550164", False),
        ("+442079460018", False),
        ("5550164", False),
        ("02079460018", False),
        ("1300555014", False),
        ("5551234567", True),
        ("15551234567", True),
        ("+44279460018", True),
    ],
)
def test_a_number_that_no_phone_can_have_is_told(digits: str, told: bool) -> None:
    """By its area, its country or its length; without them it cannot be told."""
    measures = measures_of()
    assert measures.phone_number
    message = judged(replace(measures, phone_number=replace(measures.phone_number, digits=digits)))
    assert (finding(message, "number_unassigned") is not None) is told


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ("i have just sent you an email", "just sent you an email"),
        ("look for an email from me", "look for an email"),
        ("check your inbox", "check your inbox"),
        ("i have just sent you um an uh email", "just sent you an email"),
        ("it is in your email", "it is in your email"),
        ("i saw your email newsletter", None),
        ("they answer every customer email by hand", None),
    ],
)
def test_an_email_is_pointed_to_where_it_is_sent_or_to_be_looked_at(said: str, pointer: str | None) -> None:
    """The prospect's own email, as a thing they have, is none."""
    part = Message(measures_of(said, number=None), EMPTY, replace(RUBRIC, profile="email")).next_step
    assert (part and part.text) == pointer


def test_the_message_shows_the_step_that_its_profile_wants() -> None:
    """An ask is none under the email profile, in the list of parts as in the score."""
    for profile, name in (("callback", "ask"), ("email", "pointer to the email")):
        message = judged(measures_of(), rubric=replace(RUBRIC, profile=profile))
        shown, step = wording.parts_of(message)[-1]
        assert (shown, step is not None) == (name, profile == "callback")
        assert (points(message)["ask"] > 0) is (step is not None)


@pytest.mark.parametrize("profile", ["callback", "email"])
def test_a_part_has_one_name_wherever_it_is_told(profile: Profile) -> None:
    """In the message, in the score and in the findings on what is missing."""
    message = judged(measures_of(), EMPTY, replace(RUBRIC, profile=profile))
    told = [name for name, _ in wording.parts_of(message)]
    rows = [part_name(part.name, profile) for part in message.parts]
    missing = [name for name in told if any(name in each.message.lower() for each in message.findings)]
    assert set(told) <= set(rows)
    assert missing == [*told[:4], told[-1]]


def test_the_email_profile_asks_for_the_pointer_and_not_for_a_number() -> None:
    """Asking to be called back is neither wanted nor punished."""
    email = replace(RUBRIC, profile="email")
    callback = judged(measures_of(), rubric=email)
    assert severity(callback, "ask_missing") == "watch"
    assert "email" in finding(callback, "ask_missing").message
    text = TEXT.replace(
        "could you call me back before thursday my number is seven two zero five five five zero one six four",
        "i am sending you an email now about the depot in columbus",
    )
    pointing = judged(measures_of(text, number=None), rubric=email)
    assert pointing.findings == ()
    assert pointing.score == 100
    assert "number" not in points(pointing)
    stale = measures_of(text, number=None)
    old = content_of(stale, cliches=(phrase(stale, "sending you an email", "weak"),))
    assert severity(judged(stale, old, email), "ask_missing") == "watch"


@pytest.mark.parametrize(
    ("strong", "weak", "verdict", "cliche_points"),
    [(0, 0, "ok", 3.0), (0, 1, "watch", 1.5), (0, 2, "flag", 0.75), (1, 0, "flag", 0.75)],
)
def test_cliches_are_found_and_make_reason_six(strong: int, weak: int, verdict: str, cliche_points: float) -> None:
    """A strong one is a flag, a weak one to watch."""
    measures = measures_of()
    cliches = (phrase(measures, "thanks omar"),) * strong + (phrase(measures, "two teams", "weak"),) * weak
    message = judged(measures, content_of(measures, cliches=cliches))
    found = [each.severity for each in message.findings if each.code == "cliche"]
    assert found == ["flag"] * strong + ["watch"] * weak
    assert reason(message, 6).verdict == verdict
    assert points(message)["cliches"] == pytest.approx(cliche_points)


def test_a_generic_pitch_is_a_reason_to_be_like_everyone() -> None:
    """It is quoted."""
    measures = measures_of()
    message = judged(measures, content_of(measures, generic_pitch="two teams like yours"))
    assert severity(message, "generic_pitch") == "watch"
    assert "“two teams like yours”" in finding(message, "generic_pitch").message
    assert (reason(message, 6).verdict, reason(message, 4).verdict) == ("flag", "watch")
    assert points(message)["generic_pitch"] == 0


@pytest.mark.parametrize(("count", "level"), [(1, None), (2, "watch"), (3, "watch"), (4, "flag")])
def test_one_hedge_is_allowed(count: int, level: str | None) -> None:
    """More are one finding that quotes them."""
    measures = measures_of()
    message = judged(measures, content_of(measures, hedges=(phrase(measures, "two", "weak"),) * count))
    assert severity(message, "hedges") == level
