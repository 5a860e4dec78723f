"""The nine reasons why nobody calls back, and the likeness that the third rests on."""

from dataclasses import replace

import pytest

from tests.builders import (
    EMPTY,
    TEXT,
    content_of,
    measures_of,
    quote,
)
from tests.judgements import RUBRIC, judged, points, reason
from vmcoach.assessment.similarity import similarity
from vmcoach.reports import wording


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ({}, "ok"),
        ({"value": None}, "watch"),
        ({"caller": None}, "watch"),
        ({"company": None}, "watch"),
        ({"ask": None}, "ok"),
        ({"caller": None, "company": None}, "flag"),
        ({"reason_for_call": None, "specific_hook": None}, "watch"),
        ({"reason_for_call": None, "specific_hook": None, "value": None}, "flag"),
    ],
)
def test_reason_two_is_what_is_not_said(parts: dict[str, None], verdict: str) -> None:
    """One missing part is to watch, two or neither reason nor result a flag; a number is an answer too."""
    measures = measures_of()
    message = judged(measures, content_of(measures, **parts))
    assert reason(message, 2).verdict == verdict
    assert ("no result was found" in [each.text for each in reason(message, 2).evidence]) is ("value" in parts)
    assert message.passed == (verdict != "flag")


def test_a_message_without_a_way_to_answer_is_cryptic() -> None:
    """No number to call back, or under the email profile no email."""
    for profile, verdict, advice in (("callback", "flag", "Say your number"), ("email", "watch", "Point to your")):
        message = judged(measures_of(number=None), rubric=replace(RUBRIC, profile=profile))
        assert reason(message, 2).verdict == verdict
        assert "how to answer" in reason(message, 2).evidence[-1].text
        assert reason(message, 2).advice.startswith(advice)


@pytest.mark.parametrize(("words", "rate", "verdict"), [(19, 2.0, "flag"), (20, 2.5, "ok"), (20, 2.6, "flag")])
def test_a_very_short_message_is_cryptic(words: int, rate: float, verdict: str) -> None:
    """Under 20 words or 8 s, whatever the rules found in it."""
    text = " ".join(f"w{index}" for index in range(words))
    measures = measures_of(text, words_per_second=rate, number="w2")
    parts = dict.fromkeys(("recipient", "caller", "company", "reason_for_call", "specific_hook", "value", "ask"), "w1")
    message = judged(measures, content_of(measures, **parts))
    assert reason(message, 2).verdict == verdict
    assert ("Give W1 time to take it in" in " ".join(message.advice)) is (verdict == "flag")


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [({}, "ok"), ({"value": None}, "watch"), ({"value": None, "specific_hook": None}, "flag")],
)
def test_reason_four_needs_a_result(parts: dict[str, None], verdict: str) -> None:
    """A hook alone is half of it; the balance of you and we is shown."""
    measures = measures_of()
    judgement = reason(judged(measures, content_of(measures, **parts)), 4)
    assert judgement.verdict == verdict
    assert "3 × you or your, 3 × I, we or our" in [each.text for each in judgement.evidence]


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ({}, "ok"),
        ({"recipient": None}, "watch"),
        ({"specific_hook": None}, "watch"),
        ({"recipient": None, "specific_hook": None}, "flag"),
    ],
)
def test_reason_five_needs_a_name_and_a_hook(parts: dict[str, None], verdict: str) -> None:
    """Either alone is to watch."""
    measures = measures_of()
    assert reason(judged(measures, content_of(measures, **parts)), 5).verdict == verdict


def test_reason_three_is_judged_only_with_earlier_messages() -> None:
    """Without them it is not assessed and costs nothing; the same message again is a flag."""
    measures = measures_of()
    other = "we spoke about welders for the night shift in tulsa and i found fourteen who could start in june"
    none, same, new = (judged(measures, earlier=texts) for texts in ((), (other, TEXT), (other,)))
    assert [reason(each, 3).verdict for each in (none, same, new)] == ["not_assessed", "flag", "ok"]
    assert "100% like the most similar of 2 earlier messages" in reason(same, 3).evidence[0].text
    assert "novelty" not in points(none)
    assert none.score == new.score == 100 > same.score


def test_reason_seven_is_judged_only_with_notes() -> None:
    """A fact said is research done; none said is a flag, or to watch where there is a hook."""
    measures = measures_of()
    fact = (quote(measures, "driver turnover"),)
    bare = content_of(measures, specific_hook=None)
    assert reason(judged(measures), 7).verdict == "not_assessed"
    assert reason(judged(measures, facts_said=fact), 7).verdict == "ok"
    assert reason(judged(measures, facts_said=()), 7).verdict == "watch"
    assert reason(judged(measures, bare, facts_said=()), 7).verdict == "flag"
    assert judged(measures, facts_said=fact).score == 100
    # A fact from the notes is a hook, and so a reason to call, whatever the rules found.
    assert judged(measures, bare, facts_said=fact).score == 100
    message = judged(measures, replace(bare, reason_for_call=None), facts_said=fact)
    assert message.score == 100
    assert all(said for _, said in wording.parts_of(message))


def test_reason_eight_is_advice_only() -> None:
    """No recording can tell whether they need it."""
    judgement = reason(judged(measures_of()), 8)
    assert (judgement.verdict, judgement.evidence) == ("not_assessed", ())
    assert "Omar" in judgement.advice


@pytest.mark.parametrize(("lead_s", "verdict"), [(2.4, "ok"), (2.6, "watch"), (5.4, "watch"), (5.6, "flag")])
def test_reason_nine_is_how_soon_it_is_about_them(lead_s: float, verdict: str) -> None:
    """The hook is the tenth word: 3.5 s after the first at this pace."""
    judgement = reason(judged(measures_of(lead_s=lead_s)), 9)
    assert judgement.verdict == verdict
    assert judgement.evidence[1].text.startswith("i read your interview")


def test_reason_nine_is_told_finely_where_a_tenth_would_hide_it() -> None:
    """ "Within 6 s: it starts 6.0 s in" would be no advice."""
    limit = RUBRIC.reason_starts_s.watch_above
    advice = reason(judged(measures_of(lead_s=limit - 3.46 + 0.03)), 9).advice
    assert f"within {limit:g} s: it starts {limit + 0.03:.2f} s in" in advice


def test_reason_nine_is_flagged_where_nothing_is_about_them() -> None:
    """No reason, no hook, no result."""
    measures = measures_of()
    empty = content_of(measures, reason_for_call=None, specific_hook=None, value=None)
    assert reason(judged(measures, empty), 9).verdict == "flag"


def test_every_verdict_that_is_not_ok_comes_with_advice() -> None:
    """And an ok needs none."""
    measures = measures_of(f"um um um {TEXT}", words_per_second=1.2, number=None)
    for message in (judged(measures, EMPTY, facts_said=(), earlier=(TEXT,)), judged(measures_of())):
        for each in message.reasons:
            assert (each.advice == "") == (each.verdict == "ok"), each


# Similarity


@pytest.mark.parametrize(
    ("other", "least", "most"),
    [
        ("I read your interview about the weather.", 0.99, 1.0),
        ("The weather: about your interview I read!", 0.99, 1.0),
        (
            "Hi Ann, this is Bo from Acme. I read your interview about the weather. My number is 512-555-0147.",
            0.99,
            1.0,
        ),
        ("We placed fourteen welders in Tulsa within weeks.", 0.0, 0.5),
        ("", 0.0, 0.0),
        ("hello my name is five", 0.0, 0.0),
    ],
)
def test_similarity_leaves_out_what_all_voicemails_share(other: str, least: float, most: float) -> None:
    """Order, punctuation, greetings, names and numbers make no difference."""
    message = "um hi ann this is bo from acme i read your interview about the weather five five five zero one"
    assert least <= similarity(message, other, ["ann", "bo", "Acme"]) <= most
    assert similarity(other, "hello my name is five") == 0.0
