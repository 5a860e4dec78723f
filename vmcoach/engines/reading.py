"""From the tokens of a row to a reading: its spoken words and what it says of a filled pause between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp
from typing import TYPE_CHECKING

from vmcoach.engines.vocabulary import is_filled_pause
from vmcoach.engines.voting import LEAST_EVIDENCE, Reading
from vmcoach.engines.writing import Row
from vmcoach.spoken import spoken_words
from vmcoach.transcript import Word

if TYPE_CHECKING:
    from whisper.tokenizer import Tokenizer

LEAST_DIGITS = 7
"""Of a phone number; what else has a dash behind it ("3-2-1-go") is one word."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word as written, with the places of its tokens in the row."""

    text: str
    places: tuple[int, ...]
    marks: tuple[int, ...]
    """Those of the places, after the first, where only punctuation was written."""


def reading_of(row: Row, tokenizer: "Tokenizer") -> Reading:
    """A row as spoken words; a gap's evidence is the best of the places in it, punctuation and fillers between."""
    pieces = _pieces(row.tokens, tokenizer)
    said: list[str] = []
    origins: list[int] = []
    evidence: list[float] = [LEAST_EVIDENCE]
    fillers: list[tuple[str, ...]] = [()]
    probabilities: list[float] = []
    for at, (piece, spoken) in enumerate(zip(pieces, _spoken(pieces), strict=True)):
        evidence[-1] = max(evidence[-1], row.filler_logprobs[piece.places[0]])
        if is_filled_pause(piece.text):
            fillers[-1] += ("".join(filter(str.isalpha, piece.text.lower())),)
        said += spoken
        origins += [at] * len(spoken)
        probabilities += [_probability(piece, row)] * len(spoken)
        evidence += [LEAST_EVIDENCE] * len(spoken)
        fillers += [()] * len(spoken)
        evidence[-1] = max([evidence[-1], *(row.filler_logprobs[place] for place in piece.marks)])
    evidence[-1] = max([evidence[-1], *row.filler_logprobs[len(row.tokens) :]])
    return Reading(
        tuple(said),
        tuple(origins),
        tuple(_written(pieces, origins)),
        tuple(evidence),
        tuple(fillers),
        tuple(probabilities),
    )


def _written(pieces: Sequence[_Piece], origins: Sequence[int]) -> list[str]:
    """The words as written, each with those behind it that are said as one with it: "$1.5 million"."""
    written, owners = [piece.text.strip() for piece in pieces], {*origins}
    owner = 0
    for at, text in enumerate(written):
        if at in owners:
            owner = at
        elif any(map(str.isalnum, text)) and not is_filled_pause(text):
            written[owner] += f" {text}"
    return written


def _probability(piece: _Piece, row: Row) -> float:
    """Of the tokens of a word, but for its punctuation."""
    places = [place for place in piece.places if place not in piece.marks]
    return exp(sum(row.logprobs[place] for place in places) / len(places))


def _spoken(pieces: Sequence[_Piece]) -> list[list[str]]:
    """For each piece the words it is spoken as, filled pauses left out."""
    words = [
        Word(piece.text.strip(), 0.0, 0.0, "filled_pause" if is_filled_pause(piece.text) else "word")
        for piece in pieces
    ]
    spoken: list[list[str]] = [[] for _ in pieces]
    for each in spoken_words(words):
        if each.kind == "word":
            spoken[each.written].append(each.text)
    return spoken


def _pieces(tokens: Sequence[int], tokenizer: "Tokenizer") -> list[_Piece]:
    """Words as written."""
    texts = [tokenizer.encoding.decode_single_token_bytes(token) for token in tokens]
    starts = _starts(texts)
    return [
        _Piece(
            b"".join(texts[start:end]).removeprefix(b"-").decode(errors="replace"),
            tuple(range(start, end)),
            tuple(place for place in range(start + 1, end) if _is_punctuation(texts[place])),
        )
        for start, end in pairwise([*starts, len(texts)])
    ]


def _starts(texts: Sequence[bytes]) -> list[int]:
    """Where words begin: with a space, or with a dash from a phone number on ("5-5-5-0-1-4-7-extension-22")."""
    starts: list[int] = []
    for place, text in enumerate(texts):
        so_far = b"".join(texts[starts[-1] : place]) if starts else b""
        goes_on = b"".join(texts[place : place + 2])
        if not starts or text.startswith(b" ") or _leaves_number(so_far, goes_on):
            starts.append(place)
    return starts


def _leaves_number(so_far: bytes, goes_on: bytes) -> bool:
    """Whether what goes on with a dash is a word of its own: after a phone number, and after such a word."""
    is_number = len(re.findall(rb"\d", so_far)) >= LEAST_DIGITS
    return goes_on.startswith(b"-") and (so_far.startswith(b"-") or (is_number and goes_on[1:2].isalpha()))


def _is_punctuation(token: bytes) -> bool:
    """Whether a token is signs alone; a part of a character may be of a letter."""
    text = token.decode(errors="replace")
    return "\ufffd" not in text and not any(map(str.isalnum, text))
