"""How far words can be trusted, and speech that has none."""

import pytest

from vmcoach.measures.recognition import UNCERTAIN_BELOW, UNHEARD_S, Recognition, measure_recognition
from vmcoach.speech import Span
from vmcoach.spoken import spoken_words
from vmcoach.transcript import EngineInfo, Transcript, Word

SPEECH = (Span(0.0, 6.0), Span(7.0, 12.0))


def recognition(*words: Word, doubtful: tuple[Word, ...] = (), spans: tuple[Span, ...] = SPEECH) -> Recognition:
    """Of words in some speech."""
    transcript = Transcript(words, EngineInfo("scripted", "", "1"), doubtful)
    return measure_recognition(transcript, spoken_words(transcript.words), spans)


def every_half_second(first_s: float, end_s: float) -> list[Word]:
    """Words that fill a stretch."""
    return [Word("word", first_s + at / 2, first_s + (at + 1) / 2) for at in range(int(2 * (end_s - first_s)))]


FIRST, SECOND = every_half_second(0.0, 6.0), every_half_second(7.0, 12.0)
ALL = FIRST + SECOND


def test_confidence_is_the_mean_of_the_words() -> None:
    """A filled pause has a probability of another kind."""
    sure, unsure = Word("call", 0.0, 0.5, probability=0.9), Word("mi", 0.5, 1.0, probability=0.3)
    assert recognition(sure, unsure, Word("um", 1.0, 1.5, "filled_pause", 0.1)).confidence == pytest.approx(0.6)
    assert recognition().confidence is None


@pytest.mark.parametrize(
    ("confidence", "expected"), [(None, False), (UNCERTAIN_BELOW, False), (UNCERTAIN_BELOW - 0.01, True)]
)
def test_words_are_uncertain_below_a_limit(confidence: float | None, expected: bool) -> None:
    """Where there are none, nothing can be wrong with them."""
    assert Recognition(confidence, ()).is_uncertain is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(ALL, (), id="words everywhere"),
        pytest.param(FIRST, (Span(7.0, 12.0),), id="none in a stretch"),
        pytest.param(FIRST[:4] + SECOND, (Span(2.0, 6.0),), id="none behind the first"),
        pytest.param(FIRST[:2] + FIRST[8:] + SECOND, (Span(1.0, 4.0),), id="none between two"),
        pytest.param(FIRST[:2] + FIRST[4:] + SECOND, (), id="a word left out"),
        pytest.param([Word("hi", 0.0, 6.0), *SECOND], (Span(0.0, 6.0),), id="one with the time of many"),
        pytest.param([*every_half_second(0.0, 4.0), Word("well", 4.0, 5.8), *SECOND], (), id="one drawn out"),
        pytest.param([*FIRST, Word("555-0147", 6.0, 12.0)], (), id="a number dictated slowly"),
        pytest.param([*FIRST, Word("50", 7.0, 12.0)], (Span(7.0, 12.0),), id="a number with the time of more"),
        pytest.param([*FIRST, Word("hi", 6.0, 7.5), *every_half_second(7.5, 12.0)], (), id="silence is no speech"),
        pytest.param([Word("hi", 0.0, 6.0), Word("so", 7.0, 12.0)], SPEECH, id="in order"),
        pytest.param([*FIRST, Word("bye", 8.0, 8.0)], (Span(8.0, 12.0),), id="a word of no length"),
    ],
)
def test_speech_without_words_is_told(words: list[Word], expected: tuple[Span, ...]) -> None:
    """By where it is."""
    assert recognition(*words).unheard == expected


def test_a_doubtful_filled_pause_was_heard() -> None:
    """Speech that may be one is not unheard; nor is a sound too short for words."""
    two = (Span(0.0, 6.0), Span(7.0, 9.0))
    assert recognition(*FIRST, spans=two).unheard == (Span(7.0, 9.0),)
    assert recognition(*FIRST, doubtful=(Word("uh", 8.0, 8.4, "filled_pause", 0.1),), spans=two).unheard == ()
    short = (Span(0.0, 3.0), Span(4.0, 4.0 + UNHEARD_S - 0.1), Span(7.0, 12.0))
    assert recognition(*FIRST[:6], *SECOND, spans=short).unheard == ()


def test_a_short_sound_is_told_where_the_message_would_begin_or_end_with_it() -> None:
    """A "bye" that was missed or a dog; inside the message it changes next to nothing."""
    before, inside, behind = Span(0.0, 0.3), Span(7.5, 8.0), Span(15.0, 15.3)
    spans = (before, Span(1.0, 7.0), inside, Span(9.0, 14.0), behind)
    assert recognition(*every_half_second(1.0, 7.0), *every_half_second(9.0, 14.0), spans=spans).unheard == (
        before,
        behind,
    )
    hi = Word("hi", 0.1, 0.1)
    heard = recognition(hi, *every_half_second(1.0, 7.0), *every_half_second(9.0, 14.0), spans=spans)
    assert heard.unheard == (behind,)
