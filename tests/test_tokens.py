"""Whisper's vocabulary: what may stand in an English message, what is a figure, what nobody says."""

from typing import Any

import pytest

from vmcoach.engines.tokens import read_tokens
from vmcoach.engines.vocabulary import has_figure, is_annotation, is_written

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # whisper leaves a file open


@pytest.mark.parametrize(
    ("text", "written", "figure"),
    [
        (" hello", True, False),
        (" José", True, False),
        (" Łukasz", True, False),
        ("’s", True, False),
        (" —", True, False),
        (" €5", True, True),
        ("5", True, True),
        (" R&D", True, True),
        ("%", True, True),
        ("и", False, False),
        (" 的", False, False),
        ("\ufffd", False, False),
        ("é\ufffd", False, False),
        ("", True, False),
    ],
)
def test_what_a_token_may_be(text: str, written: bool, figure: bool) -> None:
    """Latin letters, punctuation and signs are written; digits and signs read as words are figures."""
    assert (is_written(text), has_figure(text)) == (written, figure)


@pytest.mark.parametrize("text", ["(", " [", " -", " '", '"', " --", "{{", "#"])
def test_what_nobody_says_is_an_annotation(text: str) -> None:
    """Brackets, dashes before a word, signs."""
    assert is_annotation(text)


@pytest.mark.parametrize("text", ["-", "'", "'s", " (a", ",", ".", "...", "?", " &", "%", " €", "", " ", " um"])
def test_what_is_said_or_is_punctuation_is_none(text: str) -> None:
    """Dashes and apostrophes inside a word are part of it."""
    assert not is_annotation(text)


@pytest.mark.parametrize("is_multilingual", [True, False])
def test_what_whisper_bars_is_barred(is_multilingual: bool) -> None:
    """Of the tokens that are known here: its own list is made otherwise."""
    from whisper.tokenizer import get_tokenizer

    tokens = read_tokens(is_multilingual)
    theirs: Any = get_tokenizer(is_multilingual, language="en", task="transcribe")
    marks = set(range(theirs.eot + 1, theirs.timestamp_begin))
    assert {*tokens.known[tokens.written :]} == {*tokens.known} & {*theirs.non_speech_tokens, *marks}
    assert len({*tokens.known}) == len(tokens.known)


def test_figures_come_behind_what_a_spelt_out_number_is_written_with() -> None:
    """So that barring them is to take fewer from the first; the end of the text can always be written.

    The letter o, which spelling begins with, comes before the figures.
    """
    tokens = read_tokens(True)
    text = tokens.tokenizer.decode
    letters = tokens.known[tokens.without_letter_o : tokens.without_figures]
    assert {text([token]) for token in letters} == {" o", " O"}
    assert not any(has_figure(text([token])) for token in tokens.known[: tokens.without_figures])
    assert all(has_figure(text([token])) for token in tokens.known[tokens.without_figures : tokens.written])
    assert tokens.tokenizer.eot in tokens.known[: tokens.without_letter_o]


def test_a_mark_in_a_text_is_text() -> None:
    """Nobody can end the text by saying so."""
    tokens = read_tokens(True)
    assert tokens.tokenizer.decode(tokens.encode(" <|endoftext|>")) == " <|endoftext|>"
    assert tokens.tokenizer.eot not in tokens.encode(" <|endoftext|>")
    assert tokens.encode(" so, um, hi") == tokens.tokenizer.encode(" so, um, hi")
