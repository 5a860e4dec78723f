"""The call-back number, read from the spoken words.

Conventions: a saying is one time the number was said, from the start of its first word to the end of its last, pauses
and filled pauses inside included. Numbers are those of the United States unless an international prefix was said.

- `digits` is the number as dialled: ten digits, or seven where no area code was said; a leading "one" stays when it was
  said; "plus", "zero one one" and "zero zero" before a country give a leading "+". Sayings that differ only in such a
  prefix agree, and so does a repetition without the area code.
- Of two different numbers the one said more often counts, and the later one where both were said equally often. A fax,
  a number at which the caller tried the prospect, and what is called an account or the like are none.
- A saying with a digit lost or doubled belongs to the number it resembles, and does not agree with it. It alone is no
  number, but a number in part where it is announced as one. Where two sayings are both possible numbers but differ,
  the first is given, or the one whose range is in use.
- A saying that the caller corrects ("sorry, ...") counts as corrected, once.
- The last four digits repeated alone are not a saying.
- A digit may have been written as a little word that sounds like it ("is to one two five five ...").
- Of two numbers that the same words make the one counts whose groups and pauses part the words: "nine forty, um, eight"
  is 9 40 8.

From words to number: tokens and rows of digits (`digit_rows`), what in a row makes a number (`number_rows`), what the
words around it tell (`number_context`), the sayings of all rows (`number_sayings`), the sayings of each number, the
number.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from vmcoach.measures.digit_rows import EXTENSION, Border, Token, readings_of, rows_of, tokens_of
from vmcoach.measures.number_context import (
    corrects,
    counts_something,
    is_announced,
    is_call_back,
    is_of_another_line,
    texts_of,
)
from vmcoach.measures.number_rows import Row, Saying
from vmcoach.measures.number_sayings import MOST_WRONG_DIGITS, sayings_of
from vmcoach.measures.utterance import Utterance
from vmcoach.speech import Span
from vmcoach.spoken import SpokenWord
from vmcoach.spoken.dialling import difference, is_in_use, is_same, national
from vmcoach.spoken.dictation import digits_of
from vmcoach.spoken.units import units
from vmcoach.transcript import Transcript

AREA_CODE_WITHIN = 8
LONGEST_EXTENSION = 6


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """The call-back number as said."""

    digits: str
    """As dialled: "5125550147", with a leading "+" where an international prefix was said."""
    times_said: int
    digits_per_second: float | None
    """Over all sayings, pauses inside them included; None where the words carry no time."""
    sayings_agree: bool | None
    """None when said once."""
    start_s: float
    extension: str | None
    sayings: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class NumberInPart:
    """Digits that were announced as a phone number and cannot be dialled: too few, too many, or wrong ones."""

    digits: int
    start_s: float
    end_s: float


def _is_area_code(tokens: Sequence[Token], texts: Sequence[str], row: Sequence[int]) -> bool:
    introduced = "area code" in " ".join(texts[max(0, row[0] - 3) : row[0]])
    return introduced and any(len(digits_of(reading)) == 3 for reading in readings_of(tokens, row))


def _with_area_codes(tokens: Sequence[Token], texts: Sequence[str]) -> list[tuple[int, ...]]:
    """Rows of digits, an area code said apart put before its number."""
    merged: list[tuple[int, ...]] = []
    area: tuple[int, ...] = ()
    for row in rows_of(tokens):
        if _is_area_code(tokens, texts, row):
            if merged and row[0] - merged[-1][-1] <= AREA_CODE_WITHIN and len(merged[-1]) > len(row):
                merged[-1] = row + merged[-1]
            else:
                area = row
            continue
        merged.append(area + row if area and row[0] - area[-1] <= AREA_CODE_WITHIN else row)
        area = ()
    return merged


def _sayings(tokens: Sequence[Token], texts: Sequence[str]) -> list[Saying]:
    """Every saying of a number that may be called back."""
    rows = _with_area_codes(tokens, texts)
    are_corrections = [at > 0 and corrects(texts, rows[at - 1], row) for at, row in enumerate(rows)]
    read = [Row(tokens, row, is_announced(texts, row), counts_something(texts, row)) for row in rows]
    return [saying for saying in sayings_of(read, are_corrections) if is_call_back(tokens, texts, saying)]


def _by_number(texts: Sequence[str], sayings: Sequence[Saying]) -> list[list[Saying]]:
    """Sayings put together by the number they are of; those that resemble none are left out."""
    groups: list[list[Saying]] = []
    for saying in sorted(sayings, key=lambda saying: (not saying.is_number, len(saying.digits) == 7, saying.first)):
        exact = [group for group in groups if any(is_same(saying.digits, other.digits) for other in group)]
        near = [
            group
            for group in groups
            if any(difference(saying.digits, other.digits) <= MOST_WRONG_DIGITS for other in group)
            and not (saying.is_number and is_of_another_line(texts, group[-1], saying))
        ]
        if exact or near:
            (exact or near)[0].append(saying)
        elif saying.is_number:
            groups.append([saying])
    return groups


def _extension(tokens: Sequence[Token], texts: Sequence[str], sayings: Sequence[Saying]) -> str | None:
    for saying in sayings:
        named = [at for at in range(saying.last + 1, min(saying.last + 4, len(texts))) if texts[at] in EXTENSION]
        row = _row_of_extension(tokens, texts, named[0] + 1) if named else ()
        readings = readings_of(tokens, row)
        shortest = min(map(digits_of, readings), key=len, default="")  # "two hundred four" is 204
        if 0 < len(shortest) <= LONGEST_EXTENSION:
            return shortest
    return None


def _row_of_extension(tokens: Sequence[Token], texts: Sequence[str], begin: int) -> tuple[int, ...]:
    """The digits behind "extension": they end with the sentence, and where what counts something begins."""
    while begin < len(texts) and texts[begin] in ("is", "number"):
        begin += 1
    row = next((row for row in rows_of(tokens) if row[0] == begin), ())
    ends = [place for place, at in enumerate(row) if place and _ends_extension(tokens, at)]
    row = row[: min(ends, default=len(row))]
    return row[:-1] if row and counts_something(texts, row) else row


def _ends_extension(tokens: Sequence[Token], at: int) -> bool:
    is_apart = tokens[at].border == Border.COMMA and (tokens[at - 1].is_written or tokens[at].is_written)
    return is_apart or tokens[at].border == Border.SENTENCE


def _read(spoken: Sequence[SpokenWord], transcript: Transcript) -> tuple[Utterance, list[Token], list[str]]:
    heard = [word for word in spoken if word.kind == "filled_pause" or word.text not in ("uh", "um", "er", "erm")]
    utterance = Utterance(heard, transcript, ())
    tokens = tokens_of(utterance, units(transcript.words))
    return utterance, tokens, texts_of(tokens)


def _most_said(groups: Sequence[list[Saying]]) -> list[Saying]:
    """The sayings of the number said most often, of the later one where two were said equally often."""
    return max(groups, key=lambda group: (len(group), max(saying.last for saying in group)))


def _likeliest(sayings: Sequence[Saying]) -> str:
    """The number of some sayings: as complete as it was ever said, most often so, best in use, else as said first."""
    numbers = [saying.digits for saying in sayings if saying.is_number]
    longest = max(len(national(digits)) for digits in numbers)
    complete = [digits for digits in numbers if len(national(digits)) == longest]
    votes = Counter(map(national, complete))
    return max(complete, key=lambda digits: (votes[national(digits)], is_in_use(digits)))


def find_number_in_part(spoken: Sequence[SpokenWord], transcript: Transcript) -> NumberInPart | None:
    """The last digits that were announced as a number but cannot be one; for a message without a possible number."""
    utterance, tokens, texts = _read(spoken, transcript)
    for saying in reversed(_sayings(tokens, texts)):
        if not saying.is_number and is_announced(texts, (saying.first, saying.last)):
            span = _span(utterance.words, tokens, saying)
            return NumberInPart(len(saying.digits), span.start_s, span.end_s)
    return None


def find_phone_number(spoken: Sequence[SpokenWord], transcript: Transcript) -> PhoneNumber | None:
    """The call-back number of a message; None where no possible number was heard."""
    utterance, tokens, texts = _read(spoken, transcript)
    groups = _by_number(texts, _sayings(tokens, texts))
    if not groups:
        return None
    chosen = sorted(_most_said(groups), key=lambda saying: saying.first)
    number = _likeliest(chosen)
    spans = tuple(_span(utterance.words, tokens, saying) for saying in chosen)
    time_s = sum(span.duration_s for span in spans)
    count = sum(sum(map(str.isdigit, saying.digits)) for saying in chosen)
    agree = all(saying.is_number and is_same(number, saying.digits) for saying in chosen)
    return PhoneNumber(
        digits=number,
        times_said=len(chosen),
        digits_per_second=count / time_s if time_s > 0 else None,
        sayings_agree=agree if len(chosen) > 1 else None,
        start_s=spans[0].start_s,
        extension=_extension(tokens, texts, chosen),
        sayings=spans,
    )


def _span(words: Sequence[SpokenWord], tokens: Sequence[Token], saying: Saying) -> Span:
    return Span(words[tokens[saying.first].first].start_s, words[tokens[saying.last].last].end_s)
