"""The few sentences, their order and their words."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import EMPTY, GOOD_PARTS, TEXT, TWICE, content_of, everything, measures_of, phrase, quote, spans_of
from vmcoach.assessment import Assessment, Message, assess
from vmcoach.content import Quote
from vmcoach.measures import FillerKind, Measures, PaceWindow
from vmcoach.rubric import Ceiling, Rubric
from vmcoach.speech import Span, SpeechMap

RUBRIC = Rubric()
Given = dict[str, Any]


def judged(measures: Measures, rubric: Rubric = RUBRIC, given: Given | None = None, **parts: Any) -> Assessment:
    return assess(Message(measures, content_of(measures, **parts), rubric, **(given or {})))


def first(measures: Measures, rubric: Rubric = RUBRIC, given: Given | None = None, **parts: Any) -> str:
    return judged(measures, rubric, given, **parts).advice[0]


def test_a_perfect_message_gets_one_sentence() -> None:
    """There is nothing to mend, in its own numbers."""
    assert judged(measures_of()).advice == (
        "Nothing to fix: 19.6 s, 2.6 words a second, 0 fillers; make this the take to measure others by.",
    )


def test_a_pace_that_is_not_judged_is_not_praised() -> None:
    """A team may want more words for it than were said."""
    assert first(measures_of(), replace(RUBRIC, pace_needs_words=100)).startswith("Nothing to fix: 19.6 s, 0 fillers;")


def test_never_more_than_three_sentences_and_the_dearest_first() -> None:
    """Of six faults the three that cost most, in the order of what they cost."""
    measures = measures_of(f"um um um um {TEXT}", digits_per_second=5.0)
    message = judged(
        measures, recipient=None, company=None, reason_for_call=None, specific_hook=None, value=None, ask=None
    )
    assert len(message.advice) == 3
    assert message.advice[0].startswith("Say why you are calling")  # reason and hook fivefold: 110
    assert message.advice[1].startswith("Say what is in it for")  # 35
    assert message.advice[2].startswith("You said “um” 4 times")  # 29, before company and number


def test_what_a_message_is_for_comes_before_how_it_is_spoken() -> None:
    """Ums cost most of it, but to lose them would leave a message that says nothing."""
    says_nothing = {"reason_for_call": None, "specific_hook": None, "value": None}
    measures = measures_of("um " * 20 + TEXT, words_per_second=3.1)
    assert first(measures).startswith("You said “um” 20 times")
    message = judged(measures, **says_nothing)
    assert max(message.parts, key=lambda part: part.lost).name == "fillers"
    assert message.advice[0].startswith("Say why you are calling")
    assert message.advice[1].startswith("You said “um” 20 times")


def test_a_message_that_comes_late_to_them_is_told_so() -> None:
    """No points tell of it, yet there is something to fix."""
    assert first(measures_of(lead_s=5.6), replace(RUBRIC, target_s=25.0)) == (
        "Get to “i read your interview about …” within 6 s: it starts 9.1 s in."
    )


def test_a_fault_that_costs_next_to_nothing_is_not_worth_a_sentence() -> None:
    """20.5 s costs two thirds of a point."""
    measures = measures_of(words_per_second=49 / 19.9, lead_s=0.3, tail_s=0.3)
    message = judged(measures)
    assert message.duration_verdict == "over_target"
    assert message.advice[0].startswith("Nothing to fix")


NOT_SAID: dict[str, Any] = {"reason_for_call": None, "specific_hook": None}


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (
            {"company": None},
            "Say who you are in the first breath: “Hi Omar, this is Dan Miller from [your company].”",
        ),
        (
            {"caller": None},
            "Say who you are in the first breath: “Hi Omar, this is [your name] from Redwood Logistics.”",
        ),
        ({"recipient": None}, "Open with the name of the person you call: “Hi [name], this is Dan Miller.”"),
        (
            NOT_SAID,
            "Say why you are calling, straight after your company's name: “I'm calling because I saw that "
            "[what is new at Omar's company]”.",
        ),
        (
            {"reason_for_call": "two teams like yours", "specific_hook": None},
            "Tie “two teams like yours” to something that is true of Omar only: “I'm calling because I saw that [what "
            "is new at Omar's company]”.",
        ),
        (
            {"value": None},
            "Say what is in it for Omar, as one result in numbers: “we took [a customer like them] from [before] to "
            "[after]”.",
        ),
        (
            {"generic_pitch": "two teams like yours"},
            "“two teams like yours” could be said to anyone: give one result in numbers: “we took [a customer like "
            "them] from [before] to [after]” instead.",
        ),
        (
            {"ask": None},
            "End with one question that a yes can answer: “Could we talk for ten minutes on [day and time]?”",
        ),
    ],
)
def test_what_is_missing_comes_with_what_to_say(parts: dict[str, Any], sentence: str) -> None:
    """In the names and words of the message."""
    assert first(measures_of(), **parts) == sentence


def test_a_stock_phrase_in_place_of_a_reason_is_quoted() -> None:
    """With what to say instead."""
    measures = measures_of()
    cliches = (phrase(measures, "two teams like yours"),)
    sentence = first(measures, reason_for_call="two teams like yours", specific_hook=None, cliches=cliches)
    assert sentence.startswith("“two teams like yours” is no reason to call back: say “I'm calling because")


def test_stock_phrases_and_hedges_are_quoted() -> None:
    """The strong ones first."""
    measures = measures_of()
    cliches = (phrase(measures, "call me back", "weak"), phrase(measures, "thanks omar"))
    assert first(measures, cliches=cliches).startswith("Drop “thanks omar” at 18.5 s and “call me back” at 11.6 s")
    hedges = tuple(phrase(measures, text, "weak") for text in ("two", "two", "could", "before", "thanks"))
    assert first(measures, hedges=hedges) == (
        "Say it without “two”, “could” and “before”: the sentence stands without them."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            TEXT.replace("redwood", "um redwood").replace("dan miller", "um dan miller"),
            "You said “um” twice, each time before a name: pause there instead.",
        ),
        (
            TWICE.replace("seven two zero", "um seven two zero"),
            "You said “um” twice, each time before your number: pause there instead.",
        ),
        (
            TWICE.replace("seven two zero", "um seven two zero").replace("thanks", "um thanks"),
            "You said “um” 3 times, 2 of them before your number: pause there instead.",
        ),
        (
            TEXT.replace("hi omar", "hi um omar").replace("thanks", "uh thanks"),
            "You used 2 fillers, “um” at 0.8 s and “uh” at 18.9 s: pause there instead.",
        ),
        (
            TEXT.replace("hi omar", "hi um omar um um um um um"),
            "You said “um” 6 times, first at 0.8 s, 1.6 s, 1.9 s and 2.3 s: pause there instead.",
        ),
    ],
)
def test_fillers_are_told_by_where_they_stand(text: str, sentence: str) -> None:
    """Before the same part of the message, or at their times."""
    assert sentence in judged(measures_of(text)).advice


@pytest.mark.parametrize(
    ("text", "place"),
    [(TEXT.replace("redwood", "um redwood"), "at 3.1 s before your company"), (f"{TEXT} um", "at 19.2 s")],
)
def test_a_single_filler_is_told_by_its_time_and_place(text: str, place: str) -> None:
    """Where a team allows none."""
    none = replace(RUBRIC, fillers_per_20_s=Ceiling(-1.0, 0.0))
    assert first(measures_of(text), none) == f"You said “um” once, {place}: pause there instead."


def test_a_repeated_stumble_is_the_rep_s_own_word() -> None:
    """The commonest filler is named, whatever its kind."""
    text = "so i like call like you like now " + TEXT
    measures = measures_of(text)
    sayings = spans_of(measures.spoken, "like")
    fillers = [measures_of(text, fillers=[("like", "discourse_marker")]).fillers.items[0]]
    items = tuple(replace(fillers[0], start_s=span.start_s, end_s=span.end_s) for span in sayings[:3])
    measures = replace(measures, fillers=replace(measures.fillers, items=items, count=3))
    assert any(each.startswith("You said “like” 3 times, at 1.2 s") for each in judged(measures).advice)


@pytest.mark.parametrize(
    ("number", "start"),
    [
        ({"number": None}, "Say your number at the end, in groups"),
        ({"digits_per_second": 5.0}, "You said your number at 5.0 digits a second: say it in groups"),
        ({"agree": False}, "You gave your number twice and not the same each time"),
    ],
)
def test_a_number_that_cannot_be_written_down_is_told(number: dict[str, Any], start: str) -> None:
    """Missing, rushed or contradicted."""
    advice = judged(measures_of(**{"text": TWICE, **number})).advice
    assert any(each.startswith(start) for each in advice)


def test_two_numbers_that_differ_are_told_first() -> None:
    """A session tells one thing: without a number that is right nobody calls back, whatever else is said."""
    advice = first(measures_of(TWICE, agree=False), value=None, specific_hook=None)
    assert advice.startswith("You gave your number twice and not the same each time")


def test_pace_is_told_with_its_worst_place() -> None:
    """Too fast: how much slower; too slow: how much faster."""
    text = f"{TEXT} and we can do this for you in june"
    assert first(measures_of(text, words_per_second=4.0)) == (
        "Slow down from 4.0 to 3.2 words a second or less: breathe after each sentence."
    )
    slow = measures_of("hi omar this is dan miller from redwood logistics i read your interview", words_per_second=1.2,
                       pauses=[(3.0, 4.2), (5.0, 5.4)], number=None)  # fmt: skip
    assert any(
        each == "Speed up from 1.2 to 2.3 words a second or more: your longest pause is 1.2 s at 3.0 s."
        for each in judged(slow, ask="read", value="read").advice
    )


def test_words_that_are_fast_enough_are_not_to_be_sped_up() -> None:
    """The pauses between them are what is slow, or the fillers."""
    measures = measures_of(words_per_second=1.5, pauses=[(5.0, 7.3), (9.0, 18.5)])
    halting = replace(measures, pace=replace(measures.pace, articulation_words_per_second=3.6))
    assert judged(halting).advice[0] == (
        "Shorten your pauses, 11.8 s in all, 9.5 s of them at 9.0 s: between them you speak at 3.6 words a second, "
        "which is fast enough."
    )
    filled = judged(measures_of("um " * 20 + TEXT, words_per_second=2.4))
    assert filled.pace_verdict == "too_slow"
    assert not any(each.startswith(("Speed", "Slow", "Shorten")) for each in filled.advice)


@pytest.mark.parametrize(
    ("window", "where"),
    [
        (PaceWindow(2.4, 7.4, 4.6), ", most of all from 2.4 s to 7.4 s"),
        (PaceWindow(2.4, 10.4, 4.6), ", most of all from 2.4 s to 10.4 s"),
        (PaceWindow(0.4, 12.5, 4.6), ""),
    ],
)
def test_the_whole_message_is_no_place_in_it(window: PaceWindow, where: str) -> None:
    """A stretch is told where the rest is slower."""
    advice = first(measures_of(f"{TEXT} and we can do this for you in june", words_per_second=4.0, windows=[window]))
    assert advice == f"Slow down from 4.0 to 3.2 words a second or less{where}: breathe after each sentence."


@pytest.mark.parametrize(
    ("words_per_second", "rest"),
    [(2.85, "."), (2.72, ", and the rest of what to leave out."), (2.6, ", then shorten what is left.")],
)
def test_no_more_is_to_be_shortened_than_what_can_be_left_out(words_per_second: float, rest: str) -> None:
    """Three cuts are told; the list holds the others."""
    crutches: list[tuple[str, FillerKind]] = [(text, "discourse_marker") for text in ("omar", "this", "your", "about")]
    text = f"{TEXT} and we can do this for you in june"
    measures = measures_of(text, words_per_second=words_per_second, fillers=crutches)
    (advice,) = [each for each in judged(measures).advice if each.startswith("Cut")]
    assert advice.endswith(f" s){rest}")


def test_fillers_that_hide_a_rush_do_not_turn_the_advice_round() -> None:
    """In the band with its fillers, too fast without them: slow down, not speed up."""
    measures = measures_of(f"um um um um um um um um um um um um {TEXT}", words_per_second=3.7)
    assert judged(measures).pace_verdict == "good"
    assert any(each.startswith("Slow down from 3.7") for each in judged(measures).advice)


def test_a_long_message_is_told_what_to_cut() -> None:
    """With the seconds that each saves."""
    measures = measures_of(f"{TEXT} we are in the business of helping companies like yours grow and scale up")
    sentence = first(measures, generic_pitch="we are in the business of helping companies like yours grow and scale up")
    assert sentence.startswith(
        "Cut 4.2 s of talk, and the 0.8 s of silence at the ends, to reach 20 s: drop “we are in the business of "
        "helping companies like yours …”"
    )
    assert "(5.4 s)" in sentence
    assert "shorten what is left" not in sentence


def test_a_long_message_is_told_its_largest_cuts() -> None:
    """Three of them, and that more is needed where they do not suffice."""
    measures, content = everything()
    sentence = assess(Message(measures, content, RUBRIC)).advice[0]
    assert sentence.startswith(
        "Cut 17.5 s of talk, and the 0.8 s of silence at the ends, to reach 20 s: drop the number said again at "
        "31.4 s (5.5 s), “we provide solutions that help companies grow” (3.5 s) and “just wanted to touch base” "
        "(2.5 s), then shorten"
    )


def test_what_to_cut_adds_up_to_what_is_too_much() -> None:
    """Talk alone where only talk is judged, with the silence at the ends where all is."""
    measures, content = everything()
    judged_by = {"total_s": RUBRIC, "spoken_span_s": replace(RUBRIC, verdict_on="spoken_span_s")}
    told = {on: assess(Message(measures, content, rubric)).advice[0] for on, rubric in judged_by.items()}
    assert told["spoken_span_s"].startswith("Cut 17.5 s to reach 20 s: ")
    assert measures.duration.total_s - RUBRIC.target_s == pytest.approx(17.5 + 0.8, abs=0.1)
    assert told["total_s"].startswith("Cut 17.5 s of talk, and the 0.8 s of silence at the ends, to reach 20 s: ")


def test_a_word_to_cut_several_times_is_named_once() -> None:
    """With all that it saves, which is enough here."""
    sentences = judged(measures_of(f"um um um um {TEXT}", words_per_second=2.55)).advice
    assert any(sentence.endswith(" to reach 20 s: drop “um” 3 times (1.2 s).") for sentence in sentences)


def test_a_long_message_with_nothing_to_cut_is_told_its_words() -> None:
    """Words said against words that fit."""
    measures = measures_of(" ".join([TEXT.replace("seven", "one"), TEXT.replace("omar", "you")]))
    assert first(measures).startswith(
        "Cut 17.7 s of talk, and the 0.8 s of silence at the ends, to reach 20 s: you said 98 words and 50 fit"
    )


def test_a_long_message_with_one_long_part_is_told_which() -> None:
    """Its own words and seconds, rather than what every message is to keep."""
    read = "i read your interview about cutting driver turnover two teams like yours"
    measures = measures_of(f"{TEXT} and so on {TEXT.replace('seven', 'one')}")
    sentence = first(measures, reason_for_call=read, specific_hook=read)
    assert sentence.endswith(
        "so say “i read your interview about cutting driver turnover two teams …” in less than the 4.6 s it takes."
    )


def test_a_message_with_more_talk_than_silence_too_much_is_told_to_cut_talk() -> None:
    """Though without the silence it would be within the limit."""
    measures = measures_of(f"{TEXT} {TEXT}", words_per_second=98 / 29.5, lead_s=0.5, tail_s=0.5)
    sentence = first(measures)
    assert sentence.startswith("Cut 9.5 s of talk, and the 1.0 s of silence at the ends")


def test_a_long_message_that_is_slow_is_told_once_to_speed_up() -> None:
    """Its words would fit."""
    measures = measures_of(words_per_second=1.7)
    advice = judged(measures).advice
    assert advice[0].startswith("Speed up from 1.7")
    assert len([each for each in advice if each.startswith(("Cut", "Speed"))]) == 1


@pytest.mark.parametrize(
    ("delivery", "start"),
    [
        ({"clipped_fraction": 0.02}, "Hold the phone further away: 2.0%"),
        ({"speech_level_dbfs": -60.0}, "Come closer to the microphone: your voice is at -60 dBFS"),
        ({"signal_to_noise_db": 3.0}, "Find a quieter place: your voice is only 3 dB"),
        ({"pitch_sd_semitones": 0.3}, "Let your voice rise and fall: it varies by only 0.3 semitones"),
    ],
)
def test_bad_sound_is_told_by_its_worst_fault(delivery: dict[str, float], start: str) -> None:
    """One sentence, with its number."""
    assert first(measures_of(**delivery)).startswith(start)


def test_notes_and_earlier_messages_are_used() -> None:
    """Facts not said, and a message sent before."""
    given = {"facts_said": (), "earlier": (TEXT,)}
    assert judged(measures_of(), given=given).advice == (
        "You have notes on Omar and used none of them: open with one fact from them.",
        "Omar has heard 100% of this already: open with something new.",
    )
    named = judged(measures_of(), given={"facts_said": (), "prospect": "Omar Reyes"}).advice
    assert named == ("You have notes on Omar Reyes and used none of them: open with one fact from them.",)


def test_a_name_that_was_not_said_is_taken_from_the_notes() -> None:
    """Rather than left for the rep to fill in."""
    sentence = first(measures_of(), given={"prospect": "Al Reyes"}, recipient=None)
    assert sentence == "Open with the name of the person you call: “Hi Al Reyes, this is Dan Miller.”"


def test_a_title_stays_with_its_name() -> None:
    """Nobody is to be told to say "Hi Omar" to Doctor Omar; a greeting is no title."""
    measures = measures_of(TEXT.replace("hi omar", "hi doctor omar"))
    assert first(measures, value=None).startswith("Say what is in it for Doctor Omar, as one result")
    assert first(measures, company=None).startswith("Say who you are in the first breath: “Hi Doctor Omar, this is Dan")


def test_both_titles_of_a_couple_stay() -> None:
    """A message for two is not taken for one to her."""
    measures = measures_of(TEXT.replace("hi omar", "hi mister and missus omar"))
    assert first(measures, value=None).startswith("Say what is in it for Mister and Missus Omar, as one result")


def test_a_name_keeps_its_own_capitals() -> None:
    """As the transcript has them, without the comma behind it."""
    measures = measures_of()
    heard = measures.observation.transcript
    written = {"omar": "O'Mar,", "redwood": "RedWood"}
    words = tuple(replace(word, text=written.get(word.text, word.text)) for word in heard.words)
    observation = replace(measures.observation, transcript=replace(heard, words=words))
    sentence = first(replace(measures, observation=observation), caller=None)
    assert sentence == "Say who you are in the first breath: “Hi O'Mar, this is [your name] from RedWood logistics.”"


def test_what_no_score_makes_up_for_is_told_first() -> None:
    """What the notes ask not to mention, and a name that is not theirs; the rest comes after."""
    said = Quote("the lawsuit", 3.0, 3.6)
    given = {"facts_said": (), "prospect": "Dana Whitfield", "forbidden": (said, replace(said, start_s=9.0))}
    assert judged(measures_of(), given=given).advice == (
        "Leave out “the lawsuit”: your notes ask not to mention it.",
        "Check the name: “Omar” was heard, but your notes are on Dana Whitfield.",
        "You have notes on Dana Whitfield and used none of them: open with one fact from them.",
    )


def test_the_email_profile_is_told_to_point_to_the_email() -> None:
    """Not to ask for a call."""
    assert first(measures_of(), replace(RUBRIC, profile="email")).startswith("Point to your email in the last sentence")


def test_silence_is_told_to_check_the_microphone() -> None:
    """And nothing else."""
    assert assess(Message(measures_of("", number=None), EMPTY, RUBRIC)).advice == (
        "Nothing was heard: check that the microphone is on, is the one in use and is not muted, then record again.",
    )


def test_sound_without_words_is_no_fault_of_the_microphone() -> None:
    """Music, or a voice that nobody can make out."""
    silent = measures_of("", number=None)
    observation = replace(silent.observation, speech=SpeechMap((Span(0.5, 4.0),), -60.0, -20.0))
    message = assess(Message(replace(silent, observation=observation), EMPTY, RUBRIC))
    assert message.findings[0].message.startswith("There is sound in the ")
    assert message.advice[0].startswith("No words were made out")


def test_no_words_on_the_loudest_channel_are_no_fault_of_the_microphone() -> None:
    """Where another channel has speech, it is the one to score."""
    silent = measures_of("", number=None)
    speech = SpeechMap((), -20.0, -20.0, elsewhere=(Span(0.5, 4.0),))
    observation = replace(silent.observation, speech=speech)
    message = assess(Message(replace(silent, observation=observation), EMPTY, RUBRIC))
    assert [each.code for each in message.findings] == ["no_speech", "other_channel"]
    assert message.advice == (
        "The loudest channel has no words, but another has speech: export that one alone, and score it.",
    )


def test_the_good_parts_are_in_the_good_text() -> None:
    """The examples above stand on them."""
    assert all(quote(measures_of(), text) for text in GOOD_PARTS.values())
