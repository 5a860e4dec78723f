"""Tokens of a row become spoken words, with what the row says of a filled pause in each gap."""

from collections.abc import Sequence
from typing import Any

import pytest

from vmcoach.engines.reading import reading_of
from vmcoach.engines.voting import LEAST_EVIDENCE, Reading
from vmcoach.engines.writing import Row

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # whisper leaves a file open

NO = -20.0


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    """Whisper's, for models of many languages."""
    from whisper.tokenizer import get_tokenizer

    return get_tokenizer(True, language="en", task="transcribe")


def row(tokenizer: Any, text: str, *likely: tuple[int, float], ended: bool = True) -> Row:
    """A row that wrote this; a filled pause was improbable but where `likely` says, by the place of the token."""
    tokens = tokenizer.encode(text)
    evidence = [NO] * (len(tokens) + ended)
    for place, logprob in likely:
        evidence[place] = logprob
    return Row(tokens, [-0.1] * len(evidence), evidence)


def gaps(reading: Reading) -> dict[int, float]:
    """Those in which a filled pause was probable at all."""
    return {gap: logprob for gap, logprob in enumerate(reading.evidence) if logprob > LEAST_EVIDENCE}


@pytest.mark.parametrize(
    ("text", "spoken", "origins"),
    [
        (" Hi Ana, this is Bo.", "hi ana this is bo", [0, 1, 2, 3, 4]),
        (" 555-0147.", "five five five zero one four seven", [0] * 7),
        (" It's 90 days, no?", "it's ninety days no", [0, 1, 2, 3]),
        (" so um I, uh, know", "so i know", [0, 2, 4]),
        (" Uh-huh, yes", "uh huh yes", [0, 0, 1]),
        (" Café Zoë", "café zoë", [0, 1]),
        (" 5-5-5-0-1-4-7.", "five five five zero one four seven", [0] * 7),
        (" twenty-one-year-old", "twenty one year old", [0] * 4),
        ("", "", []),
    ],
)
def test_a_row_is_read_as_it_is_spoken(tokenizer: Any, text: str, spoken: str, origins: Sequence[int]) -> None:
    """Numbers in words, filled pauses apart, and each spoken word knows the written one it is part of."""
    reading = reading_of(row(tokenizer, text), tokenizer)
    assert " ".join(reading.spoken) == spoken
    assert list(reading.origins) == list(origins)
    assert list(reading.written) == text.split()
    assert len(reading.evidence) == len(reading.filled_pauses) == len(reading.spoken) + 1


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (" 8-3-4-3-6-8-5-8-7-8-telephone number", ["8-3-4-3-6-8-5-8-7-8", "telephone", "number"]),
        (" 512-555-0147-extension-445-cook", ["512-555-0147", "extension", "445", "cook"]),
        (" 90-day 3-2-1-go", ["90-day", "3-2-1-go"]),
    ],
)
def test_words_tied_to_a_phone_number_are_words_of_their_own(tokenizer: Any, text: str, written: list[str]) -> None:
    """Who says a number slowly has dashes written between its digits, and behind them too."""
    assert [*dict.fromkeys(reading_of(row(tokenizer, text), tokenizer).written)] == written


def test_words_that_are_said_as_one_are_written_as_one(tokenizer: Any) -> None:
    """Else "million" would be lost where the words of a number are those that won."""
    reading = reading_of(row(tokenizer, " raised $28.3 million – um in"), tokenizer)
    assert " ".join(reading.spoken) == "raised twenty eight point three million dollars in"
    assert [reading.written[origin] for origin in reading.origins] == ["raised", *["$28.3 million"] * 6, "in"]


def test_filled_pauses_stand_in_their_gaps(tokenizer: Any) -> None:
    """Before the first word, several in one gap, after the last, in plain letters."""
    reading = reading_of(row(tokenizer, " Um, so uh, um I know. Uh..."), tokenizer)
    assert reading.filled_pauses == (("um",), ("uh", "um"), (), ("uh",))


def test_evidence_is_the_best_of_the_places_in_a_gap(tokenizer: Any) -> None:
    """A filled pause may stand before a word, where a comma was written, or instead of the end of the text."""
    text = " So, I know"  # tokens: So | , | I | know | the end
    assert len(tokenizer.encode(text)) == 4
    for likely, gap in [(0, 0), (1, 1), (2, 1), (3, 2), (4, 3)]:
        assert gaps(reading_of(row(tokenizer, text, (likely, -1.0)), tokenizer)) == {gap: -1.0}
    assert gaps(reading_of(row(tokenizer, text, (1, -3.0), (2, -1.0)), tokenizer)) == {1: -1.0}


def test_inside_a_word_there_is_no_gap(tokenizer: Any) -> None:
    """What the decoder thinks of the second token of a name says nothing."""
    tokens = tokenizer.encode(" Okonkwo")
    assert len(tokens) > 1
    assert gaps(reading_of(row(tokenizer, " Okonkwo", (1, -1.0)), tokenizer)) == {}


def test_a_row_that_was_stopped_says_nothing_of_its_end(tokenizer: Any) -> None:
    """One that reached its limit has no place after the last token."""
    reading = reading_of(row(tokenizer, " so I", ended=False), tokenizer)
    assert gaps(reading) == {}
    assert len(reading.evidence) == 3
