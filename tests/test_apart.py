"""A filled pause that stands apart from all words needs less evidence than one between them."""

import pytest

from vmcoach.engines.apart import LONGEST_S, settled
from vmcoach.engines.whisper import COUNTED, DOUBTFUL
from vmcoach.speech import Span
from vmcoach.transcript import Word


def um(start_s: float, end_s: float, probability: float = DOUBTFUL) -> Word:
    """A filled pause that may have been said."""
    return Word("um", start_s, end_s, "filled_pause", probability, "0 of 2 rows wrote it")


def word(text: str, start_s: float, end_s: float) -> Word:
    """A word that was said."""
    return Word(text, start_s, end_s, "word", 0.9)


BEFORE, AFTER = word("possible.", 0.5, 1.0), word("My", 2.0, 2.2)
SPANS = [Span(0.3, 1.0), Span(1.3, 1.6), Span(2.0, 3.0)]


def test_a_doubtful_one_counts_where_it_is_all_there_is_between_two_pauses() -> None:
    """And says why."""
    before, pause, after = settled([BEFORE, um(1.3, 1.6), AFTER], SPANS, COUNTED)
    assert (before, after) == (BEFORE, AFTER)
    assert pause.probability >= COUNTED
    assert pause.evidence == "0 of 2 rows wrote it, apart from other words"


@pytest.mark.parametrize("probability", [0.0, 0.01, 0.5, 0.99, 1.0])
def test_it_becomes_likelier_and_stays_a_probability(probability: float) -> None:
    """However sure the rows were."""
    (pause,) = settled([um(1.3, 1.6, probability)], SPANS, COUNTED)
    assert probability <= pause.probability <= 1.0


@pytest.mark.parametrize(
    ("words", "spans"),
    [
        ([BEFORE, um(1.0, 1.2), AFTER], [Span(0.3, 1.25), Span(2.0, 3.0)]),
        ([BEFORE, um(1.3, 1.6), AFTER], [Span(0.3, 1.0), Span(1.3, 1.3 + LONGEST_S + 0.1), Span(2.5, 3.0)]),
        ([um(1.0, 1.1), BEFORE, AFTER], SPANS),
    ],
    ids=["beside a word", "in a longer stretch", "in a pause"],
)
def test_elsewhere_the_rows_alone_decide(words: list[Word], spans: list[Span]) -> None:
    """Nothing is changed."""
    assert settled(words, spans, COUNTED) == words


@pytest.mark.parametrize(
    ("text", "end_s", "kept"),
    [
        ("a", 1.6, ["um"]),
        ("Hey,", 1.6, ["um"]),
        ("call", 1.6, ["um", "call"]),
        ("use", 1.6, ["um", "use"]),
        ("a", 2.1, ["um", "a"]),
    ],
    ids=["a little word", "with punctuation", "a longer word", "one that sounds otherwise", "time for both"],
)
def test_a_little_word_in_a_stretch_too_short_for_both_was_the_filled_pause(
    text: str, end_s: float, kept: list[str]
) -> None:
    """Whisper spells it so."""
    given = [um(1.3, 1.45), word(text, 1.45, end_s)]
    assert [each.text for each in settled(given, [Span(1.3, end_s)], COUNTED)] == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([um(1.3, 1.4, 0.15), um(1.4, 1.6)], [0.15]),
        ([um(1.3, 1.4), um(1.4, 1.6, 0.15)], [0.15]),
        ([um(1.3, 1.4, 0.15), word("Hey", 1.4, 1.5), um(1.5, 1.6)], [0.15]),
        ([um(1.3, 1.4, 0.7), um(1.4, 1.6, 0.5)], [0.7, 0.5]),
        ([um(1.3, 1.4, 0.15), word("call", 1.4, 1.5), um(1.5, 1.6)], None),
    ],
    ids=["the first", "the second", "a little word between", "both sure", "a word between"],
)
def test_doubtful_ones_in_one_short_stretch_are_one_sound(given: list[Word], kept: list[float] | None) -> None:
    """The likeliest of them becomes likelier; the others go, but for those that count by themselves."""
    found = settled(given, [Span(1.3, 1.6)], COUNTED)
    if kept is None:
        assert found == given
        return
    best, *others = found
    assert best.probability > max(kept)
    assert [each.probability for each in others] == kept[1:]
