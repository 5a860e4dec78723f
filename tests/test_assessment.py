"""What a message is worth: verdicts, reasons, findings and the itemised score."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    EMPTY,
    TEXT,
    TWICE,
    content_of,
    fillers_of,
    measures_of,
    messages,
    phrase,
    quote,
    spans_of,
)
from vmcoach.assessment import Assessment, Finding, Reason, assess
from vmcoach.assessment.message import Message
from vmcoach.assessment.similarity import similarity
from vmcoach.content import Content, Quote
from vmcoach.measures import Filler, Measures, PaceWindow
from vmcoach.rubric import Rubric

RUBRIC = Rubric()


def judged(measures: Measures, content: Content | None = None, rubric: Rubric = RUBRIC, **given: Any) -> Assessment:
    return assess(measures, content_of(measures) if content is None else content, rubric, **given)


def finding(assessment: Assessment, code: str) -> Finding | None:
    return next((each for each in assessment.findings if each.code == code), None)


def severity(assessment: Assessment, code: str) -> str | None:
    found = finding(assessment, code)
    return found.severity if found else None


def reason(assessment: Assessment, number: int) -> Reason:
    return assessment.reasons[number - 1]


def points(assessment: Assessment) -> dict[str, float]:
    return {part.name: part.points for part in assessment.parts}


def lasting(total_s: float, lead_s: float = 0.4, tail_s: float = 0.4) -> Measures:
    """The good message at the pace that makes the recording this long."""
    words = len(TEXT.split())
    return measures_of(words_per_second=words / (total_s - lead_s - tail_s), lead_s=lead_s, tail_s=tail_s)


def test_a_good_message_has_all_points_and_passes() -> None:
    """Every part said, inside the target and the band: nothing but a note on the number."""
    good = judged(measures_of())
    assert (good.score, good.grade, good.passed) == (100, "A", True)
    assert [each.code for each in good.findings] == ["number_said_once"]
    assert [each.verdict for each in good.reasons] == [
        *("ok", "ok", "not_assessed", "ok", "ok", "ok", "not_assessed", "not_assessed", "ok")
    ]


# Length and dead air


@pytest.mark.parametrize(
    ("total_s", "verdict", "level", "length_points"),
    [
        (19.0, "within_target", "ok", 20.0),
        (20.0, "within_target", "ok", 20.0),
        (20.02, "over_target", "watch", 19.97),
        (30.0, "over_target", "watch", 10.0),
        (30.02, "over_limit", "flag", 9.99),
        (40.0, "over_limit", "flag", 5.0),
    ],
)
def test_length_is_judged_on_the_whole_recording(
    total_s: float, verdict: str, level: str, length_points: float
) -> None:
    """Exactly the target and exactly the limit are still kept; half the points are left at the limit."""
    message = judged(lasting(total_s))
    assert message.duration_verdict == verdict
    assert reason(message, 1).verdict == level
    assert severity(message, "too_long") == (None if level == "ok" else level)
    # A pace that cannot be judged would raise the others; at these lengths it always can.
    assert points(message)["length"] == pytest.approx(length_points, abs=0.01)


def test_the_verdict_can_be_put_on_the_spoken_span() -> None:
    """A rubric may forgive silence at the ends."""
    measures = lasting(21.0, tail_s=3.0)
    assert judged(measures).duration_verdict == "over_target"
    forgiving = judged(measures, rubric=replace(RUBRIC, verdict_on="spoken_span_s"))
    assert forgiving.duration_verdict == "within_target"
    assert severity(forgiving, "dead_air_tail") == "flag"
    assert "alone" not in finding(forgiving, "dead_air_tail").message


@pytest.mark.parametrize(
    ("lead_s", "tail_s", "lead", "tail"),
    [(1.0, 1.0, None, None), (1.01, 0.4, "watch", None), (0.4, 2.0, None, "watch"), (2.01, 2.01, "flag", "flag")],
)
def test_silence_at_the_ends_is_a_finding_of_its_own(
    lead_s: float, tail_s: float, lead: str | None, tail: str | None
) -> None:
    """Up to a second is nobody's fault."""
    message = judged(lasting(19.0, lead_s, tail_s))
    assert (severity(message, "dead_air_lead"), severity(message, "dead_air_tail")) == (lead, tail)


def test_dead_air_says_when_it_alone_decides() -> None:
    """The longer silence carries the sentence, with how long the message itself is."""
    message = judged(lasting(21.0, lead_s=0.5, tail_s=2.5))
    assert message.duration_verdict == "over_target"
    assert "alone puts it over the target" in finding(message, "dead_air_tail").message
    assert "18.0 s" in finding(message, "dead_air_tail").message
    assert finding(message, "dead_air_lead") is None
    assert message.advice[0].startswith("Start at the beep")


def test_short_silences_are_told_where_they_decide() -> None:
    """0.9 s at either end is fine, unless it is what breaks the target."""
    message = judged(lasting(20.5, lead_s=0.9, tail_s=0.8))
    assert severity(message, "dead_air_lead") == "watch"
    assert "alone" in finding(message, "dead_air_lead").message


def test_a_long_message_does_not_blame_its_silence() -> None:
    """Where the words alone are too many, dead air decides nothing."""
    message = judged(lasting(27.0, tail_s=2.5))
    assert "alone" not in finding(message, "dead_air_tail").message


# Pace


@pytest.mark.parametrize(
    ("words_per_second", "verdict", "code", "level"),
    [
        (1.95, "too_slow", "pace_slow", "flag"),
        (2.0, "slow", "pace_slow", "watch"),
        (2.25, "slow", "pace_slow", "watch"),
        (2.3, "good", None, None),
        (3.2, "good", None, None),
        (3.3, "fast", "pace_fast", "watch"),
        (3.5, "fast", "pace_fast", "watch"),
        (3.55, "too_fast", "pace_fast", "flag"),
    ],
)
def test_pace_stands_in_its_band(words_per_second: float, verdict: str, code: str | None, level: str | None) -> None:
    """Both outer limits and both good ones, from either side."""
    text = TEXT.replace("my number is seven two zero five five five zero one six four ", "")
    message = judged(measures_of(text, words_per_second=words_per_second, number=None))
    assert message.pace_verdict == verdict
    found = [each for each in message.findings if each.code in ("pace_slow", "pace_fast")]
    assert [(each.code, each.severity) for each in found] == ([(code, level)] if code else [])
    if found:
        assert f"{words_per_second:.2f} words a second" in found[0].message


def test_a_number_said_slowly_does_not_make_a_message_slow() -> None:
    """The sayings of the number are left out of the pace that is judged."""
    measures = measures_of(words_per_second=2.6)
    slow_number = spans_of(measures.spoken, "seven two zero five five five zero one six four")[0]
    # The number takes 6 s more: the same words in a longer span.
    longer = replace(slow_number, end_s=slow_number.end_s + 6)
    stretched = replace(
        measures,
        duration=replace(measures.duration, spoken_span_s=measures.duration.spoken_span_s + 6),
        phone_number=replace(measures.phone_number, sayings=(longer,)),
    )
    rate_with_number = measures.pace.words / stretched.duration.spoken_span_s
    assert rate_with_number < RUBRIC.pace.slow_below
    assert judged(stretched).pace_verdict == "good"


def test_too_few_words_have_no_pace() -> None:
    """Seven words tell nothing; the part is left out of the score and the others fill its place."""
    seven, eight = (
        measures_of("hi omar call dan miller at redwood", number=None),
        measures_of("hi omar call dan miller at redwood today", number=None),
    )
    assert judged(seven).pace_verdict == "not_assessed"
    assert judged(eight).pace_verdict == "good"
    assert "pace" not in points(judged(seven))
    assert sum(part.out_of for part in judged(seven).parts) == pytest.approx(100)


def test_a_fast_stretch_is_one_finding_with_its_place() -> None:
    """Overlapping windows above the limit are joined; windows at the limit are none."""
    windows = (
        PaceWindow(0.4, 5.4, 3.5),
        PaceWindow(2.4, 7.4, 3.6),
        PaceWindow(4.4, 9.4, 4.1),
        PaceWindow(12.4, 17.4, 3.7),
    )
    stretches = [each for each in judged(measures_of(windows=windows)).findings if each.code == "pace_fast_stretch"]
    assert [(each.start_s, each.end_s) for each in stretches] == [(2.4, 9.4), (12.4, 17.4)]
    assert "4.1 words a second" in stretches[0].message


# Fillers and pauses


@pytest.mark.parametrize(
    ("count", "words_per_second", "level", "filler_points"),
    [(0, 2.8, None, 10), (1, 2.8, None, 10), (2, 2.8, "watch", 5), (3, 2.8, "flag", 2.5), (3, 1.7, "watch", 5.1)],
)
def test_fillers_are_graded_by_count(
    count: int, words_per_second: float, level: str | None, filler_points: float
) -> None:
    """One is free, two are to watch, three a flag; a message of half a minute has room for more."""
    message = judged(measures_of("um " * count + TEXT, words_per_second=words_per_second))
    assert severity(message, "fillers") == level
    assert points(message)["fillers"] == pytest.approx(filler_points, abs=0.1)


def test_the_filler_finding_names_each_with_its_time() -> None:
    """A rep can listen to every one."""
    message = judged(measures_of(f"um {TEXT} um", lead_s=0.5))
    found = finding(message, "fillers")
    assert "2 fillers" in found.message
    assert "“um” at 0.5 s" in found.message
    assert (found.start_s, found.end_s) == (0.5, message.measures.fillers.items[-1].end_s)


def test_doubtful_fillers_are_told_and_never_counted() -> None:
    """They cost nothing."""
    measures = measures_of()
    doubtful = tuple(Filler("uh", "filled_pause", start, start + 0.3, 0.4, "") for start in (1.0, 2.0, 3.0))
    message = judged(replace(measures, fillers=replace(measures.fillers, doubtful=doubtful)))
    assert [each.severity for each in message.findings if each.code == "filler_doubtful"] == ["info"] * 3
    assert message.score == 100


@pytest.mark.parametrize(("pause_s", "level"), [(1.0, None), (1.1, "watch"), (2.0, "watch"), (2.1, "flag")])
def test_long_pauses_are_found(pause_s: float, level: str | None) -> None:
    """A second is allowed."""
    message = judged(measures_of(pauses=[(5.0, 5.0 + pause_s)]))
    assert severity(message, "long_pause") == level


# What is said


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
    assert all(part.points == 0 and part.why == "not said" for part in missing)
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
        ({"digits_per_second": 2.5}, {}, 6.0),
        ({"digits_per_second": 2.6}, {"number_too_fast": "watch"}, 5.6),
        ({"digits_per_second": 3.5}, {"number_too_fast": "watch"}, 3.0),
        ({"digits_per_second": 3.6}, {"number_too_fast": "flag"}, 2.8),
        ({"agree": False}, {"number_sayings_differ": "flag"}, 0.0),
        ({"text": TEXT}, {"number_said_once": "info"}, 6.0),
        ({"number": None}, {"number_missing": "watch"}, 0.0),
    ],
)
def test_the_number_can_be_written_down_or_not(
    number: dict[str, Any], codes: dict[str, str], number_points: float
) -> None:
    """Said, slowly and the same each time; said once costs nothing, for it saves the seconds."""
    message = judged(measures_of(**{"text": TWICE, "words_per_second": 3.2, "tail_s": 0.1, **number}))
    assert {each.code: each.severity for each in message.findings} == codes
    assert points(message)["number"] == pytest.approx(number_points, abs=0.05)


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ("i have just sent you an email", "just sent you an email"),
        ("look for an email from me", "look for an email"),
        ("check your inbox", "check your inbox"),
        ("it is in your email", "it is in your email"),
        ("i saw your email newsletter", None),
        ("they answer every customer email by hand", None),
    ],
)
def test_an_email_is_pointed_to_where_it_is_sent_or_to_be_looked_at(said: str, pointer: str | None) -> None:
    """The prospect's own email, as a thing they have, is none."""
    part = Message(measures_of(said, number=None), EMPTY, replace(RUBRIC, profile="email")).ask
    assert (part and part.text) == pointer


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


@pytest.mark.parametrize(
    ("delivery", "code", "level"),
    [
        ({"clipped_fraction": 0.0005}, None, None),
        ({"clipped_fraction": 0.001}, "clipping", "watch"),
        ({"clipped_fraction": 0.01}, "clipping", "flag"),
        ({"speech_level_dbfs": -35.0}, None, None),
        ({"speech_level_dbfs": -36.0}, "too_quiet", "watch"),
        ({"speech_level_dbfs": -46.0}, "too_quiet", "flag"),
        ({"signal_to_noise_db": 15.0}, None, None),
        ({"signal_to_noise_db": 14.0}, "noisy", "watch"),
        ({"signal_to_noise_db": 9.0}, "noisy", "flag"),
        ({"pitch_sd_semitones": 2.0}, None, None),
        ({"pitch_sd_semitones": 1.9}, "monotone", "watch"),
        ({"pitch_sd_semitones": 0.2}, "monotone", "watch"),
        ({"speech_level_dbfs": None, "signal_to_noise_db": None, "pitch_sd_semitones": None}, None, None),
    ],
)
def test_faults_of_the_sound_are_found(delivery: dict[str, float], code: str | None, level: str | None) -> None:
    """They cost two points at most; what cannot be told costs none."""
    message = judged(measures_of(**delivery))
    assert [(each.code, each.severity) for each in message.findings[:-1]] == ([(code, level)] if code else [])
    assert 98 <= message.score <= 100


# The nine reasons


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ({}, "ok"),
        ({"value": None}, "watch"),
        ({"caller": None}, "watch"),
        ({"company": None}, "watch"),
        ({"ask": None}, "ok"),
        ({"caller": None, "company": None}, "flag"),
        ({"reason_for_call": None, "specific_hook": None}, "flag"),
    ],
)
def test_reason_two_is_what_is_not_said(parts: dict[str, None], verdict: str) -> None:
    """One missing part is to watch, two or no reason a flag; a number is an answer too."""
    measures = measures_of()
    message = judged(measures, content_of(measures, **parts))
    assert reason(message, 2).verdict == verdict
    assert message.passed == (verdict != "flag")


def test_a_message_without_a_way_to_answer_is_cryptic() -> None:
    """Neither a number nor a question."""
    measures = measures_of(number=None)
    message = judged(measures, content_of(measures, ask=None))
    assert reason(message, 2).verdict == "watch"
    assert "how to answer" in reason(message, 2).evidence[-1].text


@pytest.mark.parametrize(("words", "rate", "verdict"), [(19, 2.0, "flag"), (20, 2.5, "ok"), (20, 2.6, "flag")])
def test_a_very_short_message_is_cryptic(words: int, rate: float, verdict: str) -> None:
    """Under 20 words or 8 s, whatever the rules found in it."""
    text = " ".join(f"w{index}" for index in range(words))
    measures = measures_of(text, words_per_second=rate, number=None)
    parts = dict.fromkeys(("caller", "company", "reason_for_call", "specific_hook", "value", "ask"), "w1")
    assert reason(judged(measures, content_of(measures, **parts)), 2).verdict == verdict


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
    assert judged(measures, replace(bare, reason_for_call=None), facts_said=fact).score == 100


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
            assert each.advice.count(".\n") == 0


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


# Score, grade and pass


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


@pytest.mark.parametrize(("pass_score", "passed"), [(100, True), (94, True), (95, False)])
def test_a_pass_needs_the_pass_score(pass_score: int, passed: bool) -> None:
    """94 points without the company."""
    measures = measures_of()
    content = content_of(measures) if pass_score == 100 else content_of(measures, company=None)
    assert judged(measures, content, replace(RUBRIC, pass_score=pass_score)).passed is passed


def test_over_the_limit_fails_whatever_the_score_unless_the_rubric_says_otherwise() -> None:
    """A limit is a limit."""
    measures = lasting(31.0)
    assert judged(measures).score >= RUBRIC.pass_score
    assert not judged(measures).passed
    assert judged(measures, rubric=replace(RUBRIC, fail_on_reasons=())).passed


def test_the_score_is_the_sum_of_its_parts() -> None:
    """For a message with a bit of everything wrong."""
    measures = measures_of(f"um um {TEXT}", words_per_second=2.1, clipped_fraction=0.01)
    content = content_of(measures, company=None, hedges=(phrase(measures, "two", "weak"),) * 3)
    message = judged(measures, content, facts_said=(), earlier=("something else entirely",))
    assert message.score == round(sum(part.points for part in message.parts))
    assert sum(part.out_of for part in message.parts) == pytest.approx(100)
    assert len({part.name for part in message.parts}) == len(message.parts) == 17


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
