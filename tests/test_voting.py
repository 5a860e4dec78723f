"""Several readings of a window become one: words by vote, filled pauses by what all rows say of a place."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmcoach.engines.spelling import spelt
from vmcoach.engines.voting import (
    LEAST_EVIDENCE,
    FilledPause,
    Reading,
    added,
    filled_pauses,
    matches,
    probability,
    voted_words,
)

SURE, UNSURE, NO = -0.1, -2.0, -12.0
"""Log-probabilities of a filled pause."""


def reading(text: str, evidence: dict[int, float] | None = None) -> Reading:
    """A row that wrote this, each filled pause in brackets; elsewhere it saw none, but for the gaps in `evidence`."""
    spoken: list[str] = []
    fillers: list[tuple[str, ...]] = [()]
    for word in text.split():
        if word.startswith("["):
            fillers[-1] += (word.strip("[]"),)
        else:
            spoken.append(word)
            fillers.append(())
    seen = [SURE if each else NO for each in fillers]
    for gap, logprob in (evidence or {}).items():
        seen[gap] = logprob
    return Reading(
        tuple(spoken), tuple(range(len(spoken))), tuple(spoken), tuple(seen), tuple(fillers), (1.0,) * len(spoken)
    )


def pauses(words: str, *rows: Reading) -> dict[int, tuple[tuple[str, ...], float, int]]:
    """What was found in each gap where a filled pause is likelier than one in ten."""
    found = filled_pauses(words.split(), rows)
    assert [each.gap for each in found] == list(range(len(words.split()) + 1))
    return {each.gap: (each.texts, each.probability, each.rows) for each in found if each.probability > 0.1}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["call me back"] * 3, "call me back"),
        (["call me bat", "call me back", "call me back"], "call me back"),
        (["call me bat", "call me back", "call me bag"], "call me bat"),
        (["call back", "call me back", "call me back"], "call me back"),
        (["call me back", "call back", "call back"], "call back"),
        (["call me back", "call back"], "call me back"),
        (["call back", "call me back"], "call back"),
        (["", "call back", "call back"], "call back"),
        (["call back", "", ""], ""),
        (["i i wanted to", "i wanted to", "i i wanted to"], "i i wanted to"),
        (["one two two three", "one two three", "one two three"], "one two three"),
        (["hi anna this is bo", "hi hannah this is bo", "hannah this is bo"], "hi hannah this is bo"),
        (["a b c x y z", "a b c", "x y z"], "a b c x y z"),
        (["call bo now", "call po now", "call joe now", "call now", "call now"], "call bo now"),
        (["call now", "call po now", "call joe now", "call joe now", "call now"], "call joe now"),
        (["call now", "call po now", "call joe now", "call now"], "call now"),
        (["call bo now", "call po now", "call now", "call now"], "call bo now"),
    ],
)
def test_a_word_is_taken_where_most_rows_have_it(rows: Sequence[str], said: str) -> None:
    """Even if each has another one, and then the most frequent; where they are even, as the first row has it."""
    assert " ".join(voted_words([reading(row) for row in rows])) == said


words = st.lists(st.sampled_from("abcd"), max_size=12).map(" ".join)


@settings(max_examples=60)
@given(words, words, words)
def test_no_vote_adds_a_word_or_changes_what_all_agree_on(first: str, second: str, third: str) -> None:
    """Words come from the rows; two equal rows of three win; one row alone stands."""
    rows = [reading(each) for each in (first, second, third)]
    assert set(voted_words(rows)) <= set(f"{first} {second} {third}".split())
    assert voted_words([rows[0], rows[1], rows[1]]) == second.split()
    assert voted_words([rows[0], rows[1], rows[0]]) == first.split()
    assert voted_words(rows[:1]) == first.split()


@settings(max_examples=60)
@given(words, words)
def test_matches_are_equal_words_in_order(said: str, row: str) -> None:
    """As many as lie on a path with the fewest errors, so all of them when the row is right."""
    found = matches(said.split(), reading(row))
    places = [place for place in found if place is not None]
    assert len(found) == len(said.split())
    assert places == sorted(set(places))
    assert all(row.split()[place] == word for word, place in zip(said.split(), found, strict=True) if place is not None)
    assert matches(said.split(), reading(said)) == list(range(len(said.split())))


def test_a_filled_pause_that_every_row_wrote_is_found_in_its_gap() -> None:
    """With the geometric mean of its probabilities."""
    rows = [reading("hi [um] this is"), reading("hi [um] this is"), reading("hi [uh] this is", {1: -0.7})]
    found = pauses("hi this is", *rows)
    assert found == {1: (("um",), pytest.approx(math.exp((2 * SURE - 0.7) / 3)), 3)}


def test_a_row_that_did_not_write_it_is_heard_as_well() -> None:
    """Two rows that nearly wrote it keep one up that did; two that rule it out overrule one."""
    wrote = reading("hi [um] this is")
    nearly, never = reading("hi this is", {1: UNSURE}), reading("hi this is")
    assert pauses("hi this is", wrote, nearly, nearly) == {
        1: (("um",), pytest.approx(math.exp((SURE + 2 * UNSURE) / 3)), 1)
    }
    assert pauses("hi this is", wrote, never, never) == {}


def test_no_row_counts_for_less_than_the_least_evidence() -> None:
    """One row that rules it out weighs the same however sure it is."""
    rows = [reading("so", {0: SURE}), reading("so", {0: -50.0})]
    assert filled_pauses(["so"], rows)[0].probability == pytest.approx(math.exp((SURE + LEAST_EVIDENCE) / 2))


@pytest.mark.parametrize(
    ("rows", "gap", "texts"),
    [
        (["[uh] so we", "[um] so we", "[um] so we"], 0, ("um",)),
        (["so we [uh]", "so we [uh]", "so we"], 2, ("uh",)),
        (["so [um] [uh] we", "so [um] [uh] we", "so [um] we"], 1, ("um", "uh")),
        (["so [um] [uh] we", "so [uh] we", "so [uh] we"], 1, ("uh",)),
    ],
)
def test_how_many_and_which_go_by_most_rows(rows: Sequence[str], gap: int, texts: tuple[str, ...]) -> None:
    """Where rows write different filled pauses in one gap."""
    assert filled_pauses(["so", "we"], [reading(row) for row in rows])[gap].texts == texts


def test_a_filled_pause_beside_words_that_lost_lies_in_their_gap() -> None:
    """A row's word that nobody else has joins the gaps around it; a word it lacks or got wrong moves nothing."""
    rows = [
        reading("so uh-oh [um] we can"),
        reading("so [um] we can"),
        reading("so [um] we cut"),
        reading("so [um] we"),
    ]
    assert list(pauses("so we can", *rows)) == [1]
    assert pauses("so we can", *rows)[1][2] == 4


def test_where_nobody_wrote_one_it_is_called_um() -> None:
    """All rows thought it likely, none enough to write it."""
    assert pauses("so we", *[reading("so we", {1: -1.0})] * 3) == {1: (("um",), pytest.approx(math.exp(-1)), 0)}


def test_what_a_reading_has_besides_stands_in_its_gap() -> None:
    """Words that did not win, by the gap between those that did; one said instead of another is not besides."""
    assert added(["one", "of", "few"], reading("well one of a tiny few")) == {0: ("well",), 2: ("a", "tiny")}
    assert added(["one", "of", "few"], reading("one off few")) == {}
    assert added(["one"], reading("one i")) == {1: ("i",)}


@pytest.mark.parametrize(
    ("texts", "vowels", "said"),
    [
        (("uh",), {}, "one of uh few"),
        (("uh",), {2: "a"}, "one of a few"),
        (("uh", "uh"), {2: "a"}, "one of uh uh few"),
        (("uh",), {1: "a"}, "one of uh few"),
    ],
)
def test_a_word_that_sounds_like_a_filled_pause_stands_instead_of_it(texts, vowels, said: str) -> None:
    """Where the plain row has "a" and the others one filled pause; two sounds are not one word."""
    words = ["one", "of", "few"]
    pause = FilledPause(2, texts, 0.8, 4, 4)
    written = [*spelt(words, [reading("one of few")], {2: pause}, vowels)]
    assert " ".join(each.text for each in written) == said
    assert sum(each.filled_pause is not None for each in written) == said.split().count("uh")


@pytest.mark.parametrize(
    ("words", "expected"),
    [([0], (0.9 + 0.6) / 3), ([1], (0.5 + 0.2 + 1.0) / 3), ([0, 1], (0.9 + 0.6 + 0.5 + 0.2 + 1.0) / 6), ([2], 0.0)],
)
def test_a_word_is_as_probable_as_rows_are_sure_of_it(words: list[int], expected: float) -> None:
    """Nothing from a row that has another word there; two words are as probable as each, on average."""
    said = ["call", "back", "soon"]
    rows = [
        replace(reading("call back"), probabilities=(0.9, 0.5)),
        replace(reading("call back"), probabilities=(0.6, 0.2)),
        reading("ball back"),
    ]
    places = [matches(said, row) for row in rows]
    assert probability(words, rows, places) == pytest.approx(expected)
