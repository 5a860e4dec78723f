"""How a message is spoken: verdicts and findings on length, silence, pace, fillers, pauses and sound."""

from dataclasses import replace

import pytest

from tests.builders import (
    TEXT,
    measures_of,
    spans_of,
)
from tests.judgements import RUBRIC, finding, judged, lasting, points, reason, severity
from vmcoach.measures import Filler, PaceWindow, Recognition
from vmcoach.rubric import Ceiling
from vmcoach.speech import Span

# Length and dead air


@pytest.mark.parametrize(
    ("total_s", "verdict", "level", "length_points"),
    [
        (19.0, "within_target", "ok", 16.0),
        (20.0, "within_target", "ok", 16.0),
        (20.02, "over_target", "watch", 15.98),
        (30.0, "over_target", "watch", 7.44),
        (30.02, "over_limit", "flag", 7.43),
        (40.0, "over_limit", "flag", 3.0),
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
    # A pace that cannot be judged would raise the others; at these lengths it always can. From 30 s on it is too slow,
    # and weighs more itself.
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


def test_words_without_time_of_their_own_have_no_pace() -> None:
    """What was heard lies in speech that has none of the words."""
    unheard = (Span(0.4, measures_of().duration.speech_end_s),)
    assert judged(measures_of(recognition=Recognition(0.9, unheard))).pace_verdict == "not_assessed"


def test_a_fast_stretch_is_one_finding_with_its_place() -> None:
    """Adjoining windows above the limit are joined; windows at the limit are none."""
    windows = (
        PaceWindow(0.4, 5.4, 3.5),
        PaceWindow(2.4, 7.4, 3.6),
        PaceWindow(4.4, 8.4, 4.1),
        PaceWindow(8.4, 9.4, 3.6),
        PaceWindow(9.8, 14.8, 3.7),
        PaceWindow(13.4, 18.4, 4.2),  # the number, which has a finding of its own
    )
    stretches = [each for each in judged(measures_of(windows=windows)).findings if each.code == "pace_fast_stretch"]
    assert [(each.start_s, each.end_s) for each in stretches] == [(2.4, 9.4), (9.8, 14.8)]
    assert "Up to 4.1 words a second" in stretches[0].message


# Fillers and pauses


@pytest.mark.parametrize(
    ("count", "words_per_second", "level", "lost"),
    [(0, 2.8, None, 0), (1, 2.8, None, 0), (2, 2.8, "watch", 5), (3, 2.8, "flag", 15.9), (3, 1.7, "watch", 4.3)],
)
def test_fillers_are_graded_by_count(count: int, words_per_second: float, level: str | None, lost: float) -> None:
    """One is free, two are to watch, three a flag; a message of half a minute has room for more."""
    message = judged(measures_of("um " * count + TEXT, words_per_second=words_per_second))
    assert severity(message, "fillers") == level
    (part,) = (each for each in message.parts if each.name == "fillers")
    assert part.out_of - part.points == pytest.approx(lost, abs=0.1)


def test_a_team_may_allow_none() -> None:
    """Under a limit of 0 a message without fillers, hedges and silence has no fault, and one filler is a flag."""
    none = Ceiling(-1.0, 0.0)
    limits = dict.fromkeys(("fillers_per_20_s", "hedges", "cliches", "dead_air_s", "clipped_fraction"), none)
    rubric = replace(RUBRIC, **limits)
    clean = judged(measures_of(lead_s=0.0, tail_s=0.0), rubric=rubric)
    assert clean.findings == judged(measures_of(lead_s=0.0, tail_s=0.0)).findings
    assert clean.score == judged(measures_of(lead_s=0.0, tail_s=0.0)).score
    assert severity(judged(measures_of("um " + TEXT), rubric=rubric), "fillers") == "flag"


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


# Sound


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


# Recognition


def test_words_that_may_be_wrong_are_told() -> None:
    """All that is counted hangs on them; it costs no points, as the message may be a good one."""
    unsure = judged(measures_of(recognition=Recognition(0.6, ())))
    assert severity(unsure, "words_uncertain") == "watch"
    assert finding(unsure, "words_uncertain").message.startswith("About 5 of 10 words may be wrong")
    sure = judged(measures_of())
    assert severity(sure, "words_uncertain") is None
    assert unsure.score == sure.score


def test_words_that_were_not_heard_make_no_message_cryptic() -> None:
    """Nobody knows how many there are."""
    short = "hi omar this is dan miller call me back"
    assert reason(judged(measures_of(short, words_per_second=1.0, number=None)), 2).verdict == "flag"
    unheard = Recognition(0.9, (Span(5.0, 9.0),))
    evidence = reason(judged(measures_of(short, words_per_second=1.0, number=None, recognition=unheard)), 2).evidence
    assert not any("words" in item.text for item in evidence)


def test_speech_without_words_is_a_finding_with_its_place() -> None:
    """Words and pace are too low by what was said there; the pace that is judged is that of what was heard."""
    message = judged(measures_of(recognition=Recognition(0.9, (Span(4.0, 7.5),))))
    assert judged(measures_of(TEXT)).judged_pace.words_per_second < message.judged_pace.words_per_second
    told = finding(message, "speech_unheard")
    assert (told.severity, told.start_s, told.end_s) == ("watch", 4.0, 7.5)
    assert "from 4.0 s to 7.5 s" in told.message


def test_words_that_may_be_another_voice_are_a_finding_with_their_place() -> None:
    """They are counted; it costs no points, as nobody knows whose they are."""
    measures = measures_of()
    runs = measures.spoken[4:9], measures.spoken[20:22]
    message = judged(measures_of(recognition=Recognition(0.9, (), runs)))
    told = finding(message, "other_voice")
    assert (told.severity, told.start_s, told.end_s) == ("watch", runs[0][0].start_s, runs[0][-1].end_s)
    assert "At least 7 words are fainter and less clear than the others, first from 1.9 s to 3.9 s" in told.message
    assert message.score == judged(measures).score


@pytest.mark.parametrize(("end_s", "is_told"), [(3.5, True), (2.5, False)])
def test_speech_on_another_channel_is_a_finding(end_s: float, is_told: bool) -> None:
    """The loudest channel of a call may be the other side's; a "hello" there is nothing to tell."""
    measures = measures_of()
    speech = replace(measures.observation.speech, elsewhere=(Span(2.0, end_s),))
    message = judged(replace(measures, observation=replace(measures.observation, speech=speech)))
    assert (severity(message, "other_channel") == "watch") is is_told


@pytest.mark.parametrize(("start_s", "is_told"), [(5.0, True), (0.1, False), (60.0, False)])
def test_a_faint_voice_inside_the_message_is_a_finding(start_s: float, is_told: bool) -> None:
    """Pauses may be hidden there."""
    measures = measures_of()
    speech = replace(measures.observation.speech, faint=(Span(start_s, start_s + 1.5),))
    message = judged(replace(measures, observation=replace(measures.observation, speech=speech)))
    assert (severity(message, "faint_voice") == "watch") is is_told


@pytest.mark.parametrize("is_told", [True, False])
@pytest.mark.parametrize(("field", "code"), [("is_unsteady", "background_unsteady"), ("is_ringing", "room_rings")])
def test_what_hides_pauses_throughout_is_a_finding(field: str, code: str, is_told: bool) -> None:
    """An unsteady background, or a room that rings."""
    measures = measures_of()
    speech = replace(measures.observation.speech, **{field: is_told})
    message = judged(replace(measures, observation=replace(measures.observation, speech=speech)))
    assert (severity(message, code) == "watch") is is_told


def test_lost_sound_is_a_finding_with_its_place() -> None:
    """Words may be missing there."""
    measures = measures_of()
    assert finding(judged(measures), "dropouts") is None
    speech = replace(measures.observation.speech, dropouts=(Span(3.4, 3.46), Span(7.0, 7.2)))
    told = finding(judged(replace(measures, observation=replace(measures.observation, speech=speech))), "dropouts")
    assert (told.severity, told.start_s, told.end_s) == ("watch", 3.4, 7.2)
    assert "at least 2 times, first at 3.4 s" in told.message


@pytest.mark.parametrize(("start_s", "is_told"), [(5.0, True), (0.1, False), (60.0, False)])
def test_a_beep_inside_the_message_is_a_finding(start_s: float, is_told: bool) -> None:
    """What is before it may be a greeting, which is then counted as said by the caller."""
    measures = measures_of()
    speech = replace(measures.observation.speech, beeps=(Span(start_s, start_s + 0.5),))
    message = judged(replace(measures, observation=replace(measures.observation, speech=speech)))
    assert (severity(message, "beep_inside") == "watch") is is_told
