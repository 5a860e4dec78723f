"""Where digits stand in a message: rows of number words and of written digits, with what stands between them.

Digits that the engine wrote are taken as written, so that "2023" is never 20 20 3; what it wrote as a time, an amount
or with letters ("9:30", "$500", "Q3") has none. Places of tokens count the words of an `Utterance`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import groupby, islice, product

from vmcoach.measures.utterance import Utterance
from vmcoach.spoken.dictation import (
    DICTATED_WORDS,
    LONGEST_RUN,
    MOST_READINGS,
    Chunk,
    digit_readings,
    digits_of,
    is_written,
)
from vmcoach.spoken.number_words import SOUNDS_LIKE
from vmcoach.spoken.phone_groups import digit_groups
from vmcoach.spoken.units import Unit

CONNECTORS = {(), ("dash",), ("hyphen",), ("dot",), ("then",), ("and", "then")}
"""What may be said inside a row."""
EXTENSION = {"extension", "ext", "x"}
NO_DIGIT_AFTER = {"this", "that", "another", "no", "any", "which", "each"}
NO_DIGIT_BEFORE = {"more", "last", "of", "second", "moment", "thing", "day", "final", "quick"}
"""Beside these "one" is no digit: "one more time"."""

_READ_BY_WORDS = re.compile(r"(?!\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?$|\d{4}-\d\d-\d\d$)[a-z\d/()+-]+")
"""Written with digits among other signs: "512-555-oh-147", "x204"; not "9:30", "1,200", "24/7", "3/4", "3-4-2026"."""
_AROUND_THE_CLOCK = ("twenty", "four", "seven")


class Border(IntEnum):
    """What stands before a token, from nothing at all to what parts it most from the one before."""

    WITHIN_WORD, BETWEEN_WORDS, COMMA, SENTENCE = range(4)


@dataclass(frozen=True, slots=True)
class Token:
    """A spoken word, or a group of digits as written; `first` and `last` are the places of the words it was said in."""

    text: str
    first: int
    last: int
    border: Border
    is_after_pause: bool = False
    """Whether a silence or a filled pause stands before it."""

    @property
    def is_written(self) -> bool:
        """Whether it is digits as written."""
        return is_written(self.text)


def tokens_of(utterance: Utterance, units: Sequence[Unit]) -> list[Token]:
    """The words of a message, digits as they were written."""
    unit_of = {written: at for at, unit in enumerate(units) for written in unit.words}
    tokens: list[Token] = []
    for at, places in groupby(range(len(utterance.words)), lambda place: unit_of[utterance.words[place].written]):
        said = list(places)
        begins = units[at].text == "Oh,"  # with a capital it begins a sentence, though no mark ends the one before
        border = Border.SENTENCE if begins else _border(utterance, said[0])
        first, *others = _tokens_in(units[at], utterance.texts, said, border)
        is_after_pause = not utterance.signs[said[0]].isdisjoint(("pause", "filled_pause"))
        tokens += [replace(first, is_after_pause=is_after_pause), *others]
    return _with_digits(tokens)


def _border(utterance: Utterance, place: int) -> Border:
    if utterance.ends_sentence(place):
        return Border.SENTENCE
    return Border.BETWEEN_WORDS if utterance.signs[place].isdisjoint(("comma", "sentence")) else Border.COMMA


def _tokens_in(unit: Unit, texts: Sequence[str], places: Sequence[int], border: Border) -> Iterator[Token]:
    """The tokens of one thing written, whose words were said at some places."""
    first, last = places[0], places[-1]
    is_number = all(texts[place] in DICTATED_WORDS | EXTENSION for place in places)
    groups = digit_groups(unit) if is_number and re.search(r"\+|\d\D*\d", unit.text) else ()
    if groups:
        texts_of_groups = [f"+{groups[0]}" if unit.core.startswith("+") else groups[0], *groups[1:]]
        borders = [border, *(Border.WITHIN_WORD for _ in groups[1:])]
        yield from (Token(text, first, last, before) for text, before in zip(texts_of_groups, borders, strict=True))
    elif re.search(r"\d", unit.text) and not (is_number and _READ_BY_WORDS.fullmatch(unit.core.lower())):
        yield Token(unit.core, first, last, border)
    else:
        for place in places:
            yield Token(texts[place], place, place, border if place == first else Border.WITHIN_WORD)


def _is_number_word(tokens: Sequence[Token], at: int) -> bool:
    before, after = (tokens[beside].text if 0 <= beside < len(tokens) else "" for beside in (at - 1, at + 1))
    match tokens[at].text:
        case "one":
            return before not in NO_DIGIT_AFTER and after not in NO_DIGIT_BEFORE
        case "oh" if tokens[at].border == Border.SENTENCE and at + 1 < len(tokens):
            # "416. Oh, and I'm with Acme."
            return tokens[at + 1].border != Border.COMMA or after in DICTATED_WORDS or is_written(after)
        case "plus":
            return after in DICTATED_WORDS or is_written(after)
        case "double" | "triple" | "treble":
            return after in DICTATED_WORDS
        case "hundred" | "thousand":
            return before in DICTATED_WORDS
        case text:
            return text in DICTATED_WORDS or is_written(text)


def _with_digits(tokens: list[Token]) -> list[Token]:
    """The words with a digit for a little word that sounds like it, where ten digits in a row lack only that one.

    Not before an area code written whole: "ring me to 918-555-139" lacks another digit.
    """
    found = [*tokens]
    for at in (at for at, token in enumerate(tokens) if token.text in SOUNDS_LIKE):
        start, end = at, at + 1
        while start and _is_number_word(tokens, start - 1):
            start -= 1
        while end < len(tokens) and _is_number_word(tokens, end):
            end += 1
        before, after = (_first_digits(tokens[first:last]) for first, last in ((start, at), (at + 1, end)))
        has_area_code = at + 1 < end and tokens[at + 1].is_written and len(tokens[at + 1].text) == 3
        if not has_area_code and len(before + after) == 9 and after and len(before) != 7:
            found[at] = replace(tokens[at], text=SOUNDS_LIKE[tokens[at].text])
    return found


def _first_digits(tokens: Sequence[Token]) -> str:
    return digits_of(next(iter(digit_readings([token.text for token in tokens])), ())) if tokens else ""


def rows_of(tokens: Sequence[Token]) -> list[tuple[int, ...]]:
    """Indices of the number words in unbroken rows; "dash" and the like between two of them do not break a row."""
    rows: list[list[int]] = []
    for at in (at for at in range(len(tokens)) if _is_number_word(tokens, at)):
        if rows and tuple(token.text for token in tokens[rows[-1][-1] + 1 : at]) in CONNECTORS:
            rows[-1].append(at)
        else:
            rows.append([at])
    return [_behind_clock(tokens, part) for row in rows for part in _readable(tokens, row)]


def _behind_clock(tokens: Sequence[Token], row: Sequence[int]) -> tuple[int, ...]:
    """A row without "twenty four seven" before a number: no area code is 247."""
    rest = row[len(_AROUND_THE_CLOCK) :]
    begins = tuple(tokens[at].text for at in row[: len(_AROUND_THE_CLOCK)]) == _AROUND_THE_CLOCK
    return tuple(rest if begins and len(_first_digits([tokens[at] for at in rest])) >= 7 else row)


def _clauses(tokens: Sequence[Token], row: Sequence[int]) -> list[list[int]]:
    """A row divided at its commas and full stops."""
    clauses: list[list[int]] = []
    for at in row:
        if clauses and tokens[at].border < Border.COMMA:
            clauses[-1].append(at)
        else:
            clauses.append([at])
    return clauses


def _readable(tokens: Sequence[Token], row: Sequence[int]) -> Iterator[list[int]]:
    """The parts of a row that are left without clauses that are no digits ("fifty thousand")."""
    clauses = _clauses(tokens, row)
    for readable, part in groupby(clauses, lambda clause: bool(digit_readings([tokens[at].text for at in clause]))):
        if readable:
            yield [at for clause in part for at in clause]


def readings_of(tokens: Sequence[Token], row: Sequence[int]) -> list[tuple[Chunk, ...]]:
    """All readings of a row as digits, none of which joins words across a comma; places count the row's words."""
    if len(row) > LONGEST_RUN:
        return []
    readings: list[list[tuple[Chunk, ...]]] = []
    begin = 0
    for clause in _clauses(tokens, row):
        readings.append([
            tuple(Chunk(chunk.digits, chunk.first + begin, chunk.last + begin) for chunk in reading)
            for reading in digit_readings([tokens[at].text for at in clause])
        ])  # fmt: skip
        begin += len(clause)
    return [sum(parts, ()) for parts in islice(product(*readings), MOST_READINGS)]
