"""Words that attention has timed are laid into the speech that the map knows."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmcoach.audio import Audio, Source
from vmcoach.engines.placing import Heard, placed
from vmcoach.engines.voting import FilledPause
from vmcoach.engines.windows import Window
from vmcoach.speech import Recording, Span, SpeechMap
from vmcoach.transcript import Word

UM = FilledPause(0, ("um",), 0.8, 3, 4)
SPEECH = ((1.0, 2.0), (3.0, 3.5), (4.0, 8.0))


def recording(*spans: tuple[float, float]) -> Recording:
    """Ten seconds with speech in these spans."""
    audio = Audio(Source("take.wav", "0" * 64, "wav", 16_000, 1, 10.0), np.zeros(0, np.float32))
    return Recording(audio, SpeechMap(tuple(Span(*span) for span in spans), -60.0, -20.0))


def lay(*heard: tuple[str, float, float], window: Window = Window(0, 0.0, 10.0)) -> list[tuple[str, float, float]]:  # noqa: B008
    """Words as they are placed in SPEECH; "um" is a filled pause, one with hyphens has a spoken word for each part."""
    words = [Heard(text, a, b, 0.9, UM if text == "um" else None, len(text.split("-"))) for text, a, b in heard]
    return [(word.text, word.start_s, word.end_s) for word in placed(words, recording(*SPEECH), window)]


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ([("hi", 1.0, 1.5), ("bo", 1.5, 2.0)], [("hi", 1.0, 1.5), ("bo", 1.5, 2.0)]),
        ([("hi", 0.7, 1.5), ("bo", 1.5, 2.7)], [("hi", 1.0, 1.5), ("bo", 1.5, 2.0)]),
        ([("hi", 1.1, 1.5), ("bo", 1.5, 1.9)], [("hi", 1.0, 1.5), ("bo", 1.5, 2.0)]),
        ([("hi", 1.4, 1.6)], [("hi", 1.4, 1.6)]),
        ([("hi", 1.0, 1.9), ("bo", 1.9, 3.6)], [("hi", 1.0, 2.0), ("bo", 3.0, 3.5)]),
        ([("um", 3.2, 3.3)], [("um", 3.0, 3.5)]),
        ([("um", 3.2, 3.3), ("bo", 3.3, 3.5)], [("um", 3.0, 3.3), ("bo", 3.3, 3.5)]),
        ([("hi", 3.0, 3.2), ("um", 3.2, 3.3)], [("hi", 3.0, 3.2), ("um", 3.2, 3.5)]),
        (
            [("hi", 4.0, 4.2), ("um", 4.2, 4.4), ("bo", 4.4, 4.6)],
            [("hi", 4.0, 4.2), ("um", 4.2, 4.4), ("bo", 4.4, 4.6)],
        ),
        ([("one-two-three", 1.2, 7.0)], [("one-two-three", 1.2, 7.0)]),
        ([("one-two-three", 1.7, 7.0)], [("one-two-three", 1.7, 7.0)]),
        ([("hi", 1.0, 1.9), ("one-two-three", 1.9, 3.4)], [("hi", 1.0, 2.0), ("one-two-three", 3.0, 3.5)]),
        ([("hi", 2.2, 2.3), ("bo", 9.5, 9.6)], [("hi", 2.0, 2.0)]),
        ([], []),
    ],
)
def test_a_word_lies_in_the_speech_it_shares_most_with(
    heard: list[tuple[str, float, float]], expected: list[tuple[str, float, float]]
) -> None:
    """Clipped to it; drawn to its edge if nearly there and first or last in it; dropped where it is far from all."""
    assert lay(*heard) == expected


def test_only_the_speech_of_the_window_counts() -> None:
    """A word at the end of a window is not drawn into speech that the next window hears."""
    assert lay(("bo", 1.5, 2.9), window=Window(0, 0.7, 2.5)) == [("bo", 1.5, 2.0)]
    assert lay(("bo", 2.2, 2.8), window=Window(0, 0.7, 2.5)) == [("bo", 2.0, 2.0)]


def test_a_filled_pause_says_where_it_came_from() -> None:
    """Its probability is that of a filled pause, not that of the letters; a word's is its own."""
    heard = [Heard("um", 1.0, 1.5, 0.3, UM), Heard("hi,", 1.5, 2.0, 0.71239, None)]
    assert placed(heard, recording(*SPEECH), Window(0, 0.0, 10.0)) == [
        Word("um", 1.0, 1.5, "filled_pause", 0.8, "3 of 4 rows wrote it"),
        Word("hi,", 1.5, 2.0, "word", 0.7124),
    ]


def test_nothing_is_placed_where_there_is_no_speech() -> None:
    """Whatever was heard."""
    assert placed([Heard("hi", 1.0, 2.0, 0.9, None)], recording(), Window(0, 0.0, 10.0)) == []


gaps = st.lists(st.tuples(st.floats(0.0, 1.5), st.floats(0.0, 1.5)), min_size=1, max_size=8)


@settings(max_examples=100)
@given(gaps, st.lists(st.tuples(st.floats(0.0, 1.2), st.integers(1, 3), st.booleans()), max_size=10))
def test_placed_words_are_in_order_and_in_speech(
    gaps: list[tuple[float, float]], words: list[tuple[float, int, bool]]
) -> None:
    """However words that follow each other lie to the speech."""
    edges = np.cumsum([length + 0.25 for each in gaps for length in each])
    spans = [(float(start), float(end)) for start, end in edges.reshape(-1, 2)]
    starts = np.cumsum([0.0, *(duration_s for duration_s, _, _ in words)])
    heard = [
        Heard("w", float(start), float(end), 0.5, UM if filled else None, 1 if filled else spoken)
        for start, end, (_, spoken, filled) in zip(starts, starts[1:], words, strict=False)
    ]
    found = placed(heard, recording(*spans), Window(0, 0.0, 30.0))
    assert all(word.start_s <= word.end_s for word in found)
    assert all(before.end_s <= after.start_s for before, after in pairwise(found))
    edges_s = [time_s for word in found for time_s in (word.start_s, word.end_s)]
    assert all(any(start - 1e-3 <= time_s <= end + 1e-3 for start, end in spans) for time_s in edges_s)
