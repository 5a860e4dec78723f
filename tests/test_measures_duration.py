"""Where the message starts and ends: by the speech map's edges, and by the words that it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmcoach.measures.duration import Duration, measure_duration, spoken_spans
from vmcoach.measures.pauses import Pauses, find_pauses
from vmcoach.speech import Span, SpeechMap
from vmcoach.transcript import Word

SPANS = (Span(0.5, 0.9), Span(2.0, 4.0), Span(4.5, 7.0), Span(8.0, 8.4))
"""Two sentences with a sound before and one behind."""


def speech(*levels_dbfs: float) -> SpeechMap:
    """A map of `SPANS` at levels; the speech as a whole has -20 dBFS."""
    return SpeechMap(SPANS, -60.0, -20.0, levels_dbfs)


def words(*times_s: tuple[float, float]) -> tuple[Word, ...]:
    """Words at times."""
    return tuple(Word("word", start_s, end_s) for start_s, end_s in times_s)


SENTENCES = words((2.1, 2.5), (3.0, 3.9), (4.6, 5.0), (6.0, 6.9))


@pytest.mark.parametrize(
    ("levels_dbfs", "heard", "kept"),
    [
        pytest.param((-45.0, -20.0, -20.0, -40.0), SENTENCES, (1, 2), id="weak sounds without words are left out"),
        pytest.param((-22.0, -20.0, -20.0, -23.0), SENTENCES, (0, 3), id="a loud one may be an um nobody heard"),
        pytest.param((-31.0, -20.0, -20.0, -33.0), SENTENCES, (0, 2), id="up to 12 dB below the speech"),
        pytest.param((), SENTENCES, (0, 3), id="where levels are not known, sounds are kept"),
        pytest.param((-45.0, -20.0, -20.0, -20.0), words((0.6, 0.8), (2.1, 2.5)), (0, 3), id="a weak word is a word"),
        pytest.param((-45.0, -20.0, -20.0, -40.0), words((0.6, 2.6), (6.0, 6.9)), (1, 2), id="a first word too early"),
        pytest.param((-45.0, -20.0, -20.0, -40.0), words((2.1, 2.5), (6.5, 8.3)), (1, 2), id="a last word drawn out"),
        pytest.param((-45.0, -20.0, -20.0, -40.0), words((2.1, 2.5), (7.1, 7.3)), (1, 2), id="a word in a pause"),
        pytest.param((-45.0, -40.0, -20.0, -40.0), words((0.6, 0.8), (5.0, 6.0)), (0, 2), id="sounds between words"),
    ],
)
def test_the_message_runs_from_the_first_to_the_last_sound_that_is_said(
    levels_dbfs: tuple[float, ...], heard: tuple[Word, ...], kept: tuple[int, int]
) -> None:
    """What lies beyond the words counts when it may be a word."""
    assert spoken_spans(speech(*levels_dbfs), heard) == SPANS[kept[0] : kept[1] + 1]


def test_a_short_sound_without_a_word_is_left_out() -> None:
    """Even a loud one: a knock, a cough."""
    found = SpeechMap((Span(0.5, 0.7), Span(2.0, 4.0)), -60.0, -20.0, (-15.0, -20.0))
    assert spoken_spans(found, words((2.1, 3.9))) == (Span(2.0, 4.0),)


@pytest.mark.parametrize(
    ("found", "heard"), [(speech(), ()), (SpeechMap((), -60.0, -60.0), ()), (SpeechMap((), -60.0, -60.0), SENTENCES)]
)
def test_without_words_or_without_sound_there_is_no_speech(found: SpeechMap, heard: tuple[Word, ...]) -> None:
    """Both must be there."""
    assert spoken_spans(found, heard) == ()


def test_without_speech_all_is_lead_silence() -> None:
    """And there is no start and no end."""
    assert measure_duration(7.5, ()) == Duration(7.5, None, None, 0.0, 0.0, 7.5, 0.0)
    assert find_pauses(()) == Pauses((), 0, 0.0, 0.0)


def test_duration_and_pauses_of_a_message() -> None:
    """By hand: three stretches, the gaps between them, silence at both ends."""
    spans = (Span(1.0, 3.0), Span(3.5, 5.0), Span(7.0, 8.0))
    assert measure_duration(10.0, spans) == Duration(10.0, 1.0, 8.0, 7.0, 4.5, 1.0, 2.0)
    assert find_pauses(spans) == Pauses((Span(3.0, 3.5), Span(5.0, 7.0)), 2, 2.0, 2.5)


@given(
    st.lists(st.tuples(st.floats(0.25, 20), st.floats(0.08, 60)), min_size=1, max_size=12),
    st.floats(0, 100),
    st.floats(0, 100),
)
def test_the_parts_add_up(parts: list[tuple[float, float]], lead_s: float, tail_s: float) -> None:
    """Lead, span and tail make the total; speaking and pauses make the span."""
    time_s, spans = lead_s, []
    for gap_s, length_s in parts:
        spans.append(Span(time_s, time_s + length_s))
        time_s += length_s + gap_s
    duration, pauses = measure_duration(spans[-1].end_s + tail_s, spans), find_pauses(spans)
    parts_s = duration.lead_silence_s + duration.spoken_span_s + duration.tail_silence_s
    assert parts_s == pytest.approx(duration.total_s, abs=1e-9)
    assert duration.speaking_s + pauses.total_s == pytest.approx(duration.spoken_span_s, abs=1e-9)
    assert min(duration.lead_silence_s, duration.tail_silence_s, duration.speaking_s) >= 0
    assert pauses.count == len(pauses.items) == len(spans) - 1
    assert pauses.longest_s <= pauses.total_s + 1e-9
