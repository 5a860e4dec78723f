"""Words over time: which words, and over which time."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmcoach.measures.duration import measure_duration
from vmcoach.measures.pace import STEP_S, WINDOW_S, Pace, measure_pace
from vmcoach.speech import Span
from vmcoach.spoken import SpokenWord


def spoken(*times_s: float, kind: str = "word", length_s: float = 0.2) -> list[SpokenWord]:
    """A word at each time."""
    return [SpokenWord("word", time_s, time_s + length_s, kind, at) for at, time_s in enumerate(times_s)]  # type: ignore[arg-type]


def filled_pause(start_s: float, end_s: float) -> SpokenWord:
    """An um."""
    return SpokenWord("um", start_s, end_s, "filled_pause", 0)


def pace(words: list[SpokenWord], spans: tuple[Span, ...]) -> Pace:
    """The pace of a message that ends with its last span."""
    return measure_pace(words, spans, measure_duration(spans[-1].end_s if spans else 5.0, spans))


def test_speech_rate_has_the_pauses_in_and_articulation_rate_out() -> None:
    """Ten words in 5 s of which 1 s is a pause and 0.8 s an um."""
    spans = (Span(1.0, 3.0), Span(4.0, 6.0))
    words = spoken(*(1.0 + 0.2 * at for at in range(10)))
    found = pace([*words, filled_pause(4.0, 4.8)], spans)
    assert found.words == 10
    assert found.words_per_second == pytest.approx(2.0)
    assert found.articulation_words_per_second == pytest.approx(10 / 3.2)


def test_the_part_of_a_filled_pause_that_reaches_into_a_silence_is_taken_off_once() -> None:
    """The silence is off already."""
    spans = (Span(0.0, 2.0), Span(3.0, 5.0))
    found = pace([*spoken(0.2, 0.6), filled_pause(1.5, 2.9)], spans)
    assert found.articulation_words_per_second == pytest.approx(2 / 3.5)


def test_filled_pauses_are_no_words() -> None:
    """Three words, two ums."""
    words = [*spoken(0.0, 1.0, 2.0), *spoken(0.5, 1.5, kind="filled_pause")]
    assert pace(words, (Span(0.0, 3.0),)).words == 3


@pytest.mark.parametrize(
    ("words", "spans", "count"),
    [
        ([], (), 0),
        ([], (Span(0.0, 2.0),), 0),
        (spoken(0.5, kind="filled_pause"), (Span(0.0, 2.0),), 0),
        (spoken(0.5, 1.0), (), 2),
    ],
)
def test_there_is_no_rate_without_words_or_without_speech(
    words: list[SpokenWord], spans: tuple[Span, ...], count: int
) -> None:
    """None, never zero or a division by it."""
    assert pace(words, spans) == Pace(count, None, None, ())


def test_a_message_that_is_all_filled_pauses_but_for_a_word_has_no_articulation_rate() -> None:
    """There is no time left to divide by."""
    found = pace([*spoken(0.5), filled_pause(0.0, 2.0)], (Span(0.0, 2.0),))
    assert found.articulation_words_per_second is None
    assert found.words_per_second == pytest.approx(0.5)


def test_windows_show_where_a_message_hurries() -> None:
    """Two words a second for 10 s, then four."""
    words = spoken(*(3 + at / 2 for at in range(20)), *(13 + at / 4 for at in range(40)), length_s=0.1)
    windows = pace(words, (Span(3.0, 23.0),)).windows
    assert [(window.start_s, window.end_s) for window in windows] == [(at * 2.5 + 3, at * 2.5 + 8) for at in range(7)]
    assert [window.words_per_second for window in windows] == pytest.approx([2, 2, 2, 3, 4, 4, 4], abs=0.21)


def test_a_short_message_has_one_window_with_all_its_words() -> None:
    """However soft the times of the first and last word."""
    words = [*spoken(0.1, length_s=0.2), *spoken(1.0, 2.0), *spoken(3.4, length_s=0.4)]
    (window,) = pace(words, (Span(0.5, 3.5),)).windows
    assert (window.start_s, window.end_s, window.words_per_second) == (0.5, 3.5, pytest.approx(4 / 3))


@given(st.lists(st.floats(0, 60), min_size=1, max_size=40), st.floats(0.1, 60))
def test_windows_cover_the_message_evenly(times_s: list[float], length_s: float) -> None:
    """From its first moment to its last, none longer than one and a quarter, each step about the same."""
    windows = pace(spoken(*sorted(times_s)), (Span(2.0, 2.0 + length_s),)).windows
    assert (windows[0].start_s, windows[-1].end_s) == (2.0, 2.0 + length_s)
    assert all(0 < window.end_s - window.start_s <= WINDOW_S + STEP_S / 2 + 1e-9 for window in windows)
    steps_s = [after.start_s - before.start_s for before, after in pairwise(windows)]
    assert all(STEP_S / 2 <= step_s <= 1.5 * STEP_S for step_s in steps_s)
    assert max(window.words_per_second * (window.end_s - window.start_s) for window in windows) <= len(times_s) + 1e-9
