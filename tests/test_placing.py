"""Words go to the stretches of speech they were said in, whatever attention makes of the pauses between."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmcoach.audio import Audio, Source
from vmcoach.engines.placing import FILLED_PAUSE_S, Heard, Said, completed, is_too_long, placed
from vmcoach.engines.voting import FilledPause
from vmcoach.engines.windows import Window
from vmcoach.speech import MIN_PAUSE_S, Recording, Span, SpeechMap

UM = FilledPause(gap=0, texts=("um",), probability=0.4, rows=3, of_rows=4)
WINDOW = Window(0, 0.0, 30.0)


def recording(*spans: tuple[float, float], lulls: Sequence[tuple[float, float]] = ()) -> Recording:
    """A recording of 30 s with speech in some stretches, and lulls in them."""
    source = Source("take.wav", "0" * 64, "wav", 16_000, 1, 30.0)
    stretches, silences = (tuple(Span(a, b) for a, b in each) for each in (spans, lulls))
    return Recording(Audio(source, np.zeros(1, np.float32)), SpeechMap(stretches, -60, -20, lulls=silences))


def heard(*words: tuple[str, float, float]) -> list[Heard]:
    """Words as attention times them; "um" is a filled pause."""
    return [
        Heard(text, (Said(text, start_s, end_s, text == "um"),), 0.9, UM if text == "um" else None)
        for text, start_s, end_s in words
    ]


def times(words) -> list[tuple[str, float, float]]:
    """Texts and times of placed words."""
    return [(word.text, word.start_s, word.end_s) for word in words]


CASES = {
    "a word after a pause was given the pause too": (
        [(1.0, 2.0), (4.0, 4.5)],
        [("hi", 1.0, 1.4), ("anna,", 1.4, 2.1), ("thanks", 2.1, 4.4)],
        [("hi", 1.0, 1.4), ("anna,", 1.4, 2.0), ("thanks", 4.0, 4.5)],
    ),
    "a filled pause alone between two pauses": (
        [(1.0, 2.0), (4.0, 4.4), (5.0, 6.0)],
        [("hi", 1.0, 1.4), ("anna,", 1.4, 2.0), ("um", 2.0, 4.3), ("it's", 4.3, 5.5), ("bob", 5.5, 6.0)],
        [("hi", 1.0, 1.4), ("anna,", 1.4, 2.0), ("um", 4.0, 4.4), ("it's", 5.0, 5.5), ("bob", 5.5, 6.0)],
    ),
    "the edges are the speech map's": (
        [(0.8, 2.3)],
        [("hello", 0.5, 1.3), ("there", 1.3, 2.6)],
        [("hello", 0.8, 1.3), ("there", 1.3, 2.3)],
    ),
    "a filled pause inside speech begins after the short silence before it": (
        [(1.0, 3.0)],
        [("i", 1.0, 1.2), ("just", 1.2, 1.6), ("um", 1.6, 2.4), ("called", 2.4, 3.0)],
        [("i", 1.0, 1.2), ("just", 1.2, 1.6), ("um", 2.4 - FILLED_PAUSE_S, 2.4), ("called", 2.4, 3.0)],
    ),
    "a stretch that attention gave no word gets the nearest": (
        [(1.0, 2.0), (2.5, 3.0)],
        [("talk", 1.0, 1.5), ("soon,", 1.5, 1.95), ("laura", 1.95, 2.3)],
        [("talk", 1.0, 1.5), ("soon,", 1.5, 2.0), ("laura", 2.5, 3.0)],
    ),
    "a word in a pause goes to the side with room for it: behind": (
        [(1.0, 1.4), (2.5, 4.5)],
        [("hi", 1.0, 1.4), ("anna,", 1.4, 2.1), ("it's", 2.1, 3.4), ("bob", 3.4, 4.5)],
        [("hi", 1.0, 1.4), ("anna,", 2.5, 2.8), ("it's", 2.8, 3.4), ("bob", 3.4, 4.5)],
    ),
    "a word in a pause goes to the side with room for it: before": (
        [(1.0, 2.0), (3.0, 3.3)],
        [("hi", 1.0, 1.4), ("anna,", 1.4, 2.0), ("it's", 2.0, 2.65), ("bob", 2.65, 3.3)],
        [("hi", 1.0, 1.4), ("anna,", 1.4, 1.87), ("it's", 1.87, 2.0), ("bob", 3.0, 3.3)],
    ),
}


@pytest.mark.parametrize(("spans", "words", "expected"), CASES.values(), ids=CASES)
def test_words_lie_where_they_were_said(spans, words, expected) -> None:
    """Each case's words go to the stretches they were said in."""
    found = times(placed(heard(*words), recording(*spans), WINDOW))
    assert [text for text, _, _ in found] == [text for text, _, _ in expected]
    assert [time for _, *both in found for time in both] == pytest.approx(
        [time for _, *both in expected for time in both], abs=0.011
    )


SAID = [("call", 1.0, 1.4), ("me", 1.4, 1.7), ("um", 1.7, 2.2), ("back", 2.2, 2.8)]
CALLED = ("call", 1.0, 1.4)
LULLS = {
    "a border is moved to a lull beside it": (
        [(1.3, 1.45)],
        [("call", 1.0, 1.3), ("me", 1.45, 1.7), ("um", 1.85, 2.2), ("back", 2.2, 2.8)],
    ),
    "a short lull may be the closure of a stop": (
        [(1.34, 1.45)],
        [CALLED, ("me", 1.4, 1.7), ("um", 1.85, 2.2), ("back", 2.2, 2.8)],
    ),
    "not beside a filled pause, whose times they are": (
        [(1.75, 1.8), (2.4, 2.5)],
        [CALLED, ("me", 1.4, 1.75), ("um", 1.8, 2.4), ("back", 2.5, 2.8)],
    ),
    "of two lulls beside a border the longer parts the words": (
        [(1.2, 1.34), (1.38, 1.53)],
        [("call", 1.0, 1.38), ("me", 1.53, 1.7), ("um", 1.85, 2.2), ("back", 2.2, 2.8)],
    ),
    "a lull far from a border is inside a word": (
        [(2.66, 2.79)],
        [CALLED, ("me", 1.4, 1.7), ("um", 1.85, 2.2), ("back", 2.2, 2.8)],
    ),
}


@pytest.mark.parametrize(("lulls", "expected"), LULLS.values(), ids=LULLS)
def test_words_part_at_lulls(lulls, expected) -> None:
    """Where a short silence lies between two words, one ends before it and the other begins behind it."""
    found = times(placed(heard(*SAID), recording((1.0, 2.8), lulls=lulls), WINDOW))
    assert [text for text, _, _ in found] == [text for text, _, _ in expected]
    assert [time for _, *both in found for time in both] == pytest.approx(
        [time for _, *both in expected for time in both]
    )


def test_a_number_lies_over_its_pauses() -> None:
    """A number written as one word goes from its first digit to its last, whatever silence is between."""
    digits = [Said("five", 1.0 + at * 0.3, 1.3 + at * 0.3) for at in range(3)]
    digits += [Said("two", 1.9, 3.3), Said("one", 3.3, 3.6)]
    (word,) = placed([Heard("555-21", tuple(digits), 0.9, None)], recording((1.0, 1.9), (3.0, 3.6)), WINDOW)
    assert (word.text, word.start_s, word.end_s) == ("555-21", 1.0, 3.6)


def test_what_a_word_is_stays_with_it() -> None:
    """Kind, probability and evidence of a filled pause are those of its rows, a word's is its own."""
    um, hi = placed(heard(("um", 1.0, 1.5), ("hi", 1.5, 2.0)), recording((1.0, 2.0)), WINDOW)
    assert (um.kind, um.probability, um.evidence) == ("filled_pause", 0.4, "3 of 4 rows wrote it")
    assert (hi.kind, hi.probability, hi.evidence) == ("word", 0.9, "")


def test_nothing_is_placed_where_there_is_no_speech() -> None:
    """No stretch in the window, no words; no words, nothing."""
    assert placed(heard(("hi", 1.0, 2.0)), recording((40.0, 41.0)), WINDOW) == []
    assert placed([], recording((1.0, 2.0)), WINDOW) == []


@given(
    lengths=st.lists(st.tuples(st.floats(0.05, 2.0), st.floats(0.25, 2.0)), min_size=1, max_size=6),
    ends=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=25),
    silences=st.lists(st.floats(0.0, 1.0), max_size=12),
)
def test_no_word_is_lost_and_all_are_in_order_inside_speech(lengths, ends, silences) -> None:
    """Whatever attention says, every word is in some stretch of speech, and none overlaps the next."""
    spans, at_s = [], 0.3
    for length_s, gap_s in lengths:
        spans.append((at_s, at_s + length_s))
        at_s += length_s + gap_s
    borders = [0.0, *sorted(end * at_s for end in ends)]
    words = [("um" if at % 5 == 4 else "word", a, b) for at, (a, b) in enumerate(pairwise(borders))]
    edges = sorted(silence * at_s for silence in silences)
    lulls = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False) if b - a < MIN_PAUSE_S]
    found = placed(heard(*words), recording(*spans, lulls=lulls), Window(0, 0.0, at_s))
    assert [word.text for word in found] == [text for text, _, _ in words]
    assert all(before.end_s <= after.start_s + 1e-9 for before, after in pairwise(found))
    for word in found:
        assert any(a - 0.002 <= word.start_s <= word.end_s <= b + 0.002 for a, b in spans)


@pytest.mark.parametrize(
    ("text", "end_s", "expected"),
    [("operator", 1.3, False), ("so", 1.3, False), ("I'm", 3.1, True), ("um", 2.7, True), ("Brightside.", 2.1, True)],
)
def test_a_word_that_takes_as_long_as_several_is_told(text: str, end_s: float, expected: bool) -> None:
    """However long people draw a word out."""
    (word,) = heard((text, 0.0, end_s))
    (at,) = placed([word], recording((0.0, end_s)), WINDOW)
    assert is_too_long(word, at) is expected


@pytest.mark.parametrize(("digit_s", "expected"), [(0.3, False), (1.0, False), (1.5, True)])
def test_a_number_may_be_dictated_slowly(digit_s: float, expected: bool) -> None:
    """It stands for many words, with pauses between; but not for a sentence besides."""
    said = enumerate(("five", "five", "five", "oh", "one", "four", "seven"))
    number = Heard("555-0147", tuple(Said(each, at * digit_s, (at + 1) * digit_s) for at, each in said), 0.9, None)
    (at,) = placed([number], recording((0.0, 7 * digit_s)), WINDOW)
    assert is_too_long(number, at) is expected


def test_a_number_too_long_was_not_heard_whole() -> None:
    """What is heard anew takes its place."""
    sound, part = recording((0.0, 9.0)), Window(0, 0.0, 9.0)
    long = Heard("55", (Said("five", 0.0, 4.0), Said("five", 4.0, 9.0)), 0.9, None)
    (word,) = placed([long], sound, part)
    anew = heard(("call", 0.0, 3.0), ("five", 3.0, 6.0), ("five", 6.0, 9.0))
    assert [each.text for each in completed(word, long, anew, sound, part)] == ["call", "five", "five"]


@pytest.mark.parametrize(
    ("kept", "anew", "expected"),
    [
        ("I'm", [("Hi", 0.0, 1.2), ("Ann", 1.2, 2.4)], [("Hi", 0.0, 1.2), ("Ann", 1.2, 2.8), ("I'm", 2.8, 3.0)]),
        ("I'm", [("Hi", 0.0, 1.2), ("I'm", 1.2, 2.4)], [("Hi", 0.0, 1.2), ("I'm", 1.2, 3.0)]),
        ("um", [("um", 0.0, 1.2), ("hi", 1.2, 2.4)], [("um", 0.0, 1.2), ("hi", 1.2, 3.0)]),
    ],
    ids=["not heard again", "heard again", "a filled pause"],
)
def test_what_was_left_out_comes_before_the_word(kept: str, anew, expected) -> None:
    """The word that had its time ends where it ended, and is there once."""
    sound, part = recording((0.0, 9.0)), Window(0, 0.0, 3.0)
    (long,) = heard((kept, 0.0, 3.0))
    (word,) = placed([long], sound, part)
    assert times(completed(word, long, heard(*anew), sound, part)) == expected
