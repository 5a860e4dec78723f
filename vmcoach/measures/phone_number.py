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

From words to number: tokens and rows of digits (`digit_rows`), what in a row makes a number (`number_rows`), the
sayings of all rows (`number_sayings`), the sayings of each number, the number.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from vmcoach.files import own_table
from vmcoach.measures.digit_rows import EXTENSION, Border, Token, readings_of, rows_of, tokens_of
from vmcoach.measures.number_rows import Row, Saying
from vmcoach.measures.number_sayings import MOST_WRONG_DIGITS, sayings_of
from vmcoach.measures.utterance import Utterance
from vmcoach.speech import Span
from vmcoach.spoken import SpokenWord
from vmcoach.spoken.dialling import difference, is_in_use, is_same, national
from vmcoach.spoken.dictation import DICTATED_WORDS, digits_of, is_written
from vmcoach.spoken.units import units
from vmcoach.transcript import Transcript

ANNOUNCED_WITHIN, CONFIRMED_WITHIN = 8, 4
"""How many words before, or after, a number tell what it is."""
NAMED_WITHIN = 6
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


def leads_up(word: str) -> bool:
    """Whether a word right before a number only says that it comes: "again, that's"."""
    return word in _lists()["leading"]


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in own_table("vmcoach.measures", "phone_number").items()}


@cache
def _named_otherwise() -> re.Pattern[str]:
    """The end of a clause that names what is no call-back number; only right before the number where `directly`."""
    code, numbered = ("|".join(sorted(_lists()[name])) for name in ("codes", "numbered"))
    label = rf"(?<!\barea )\b(?:{code}|{numbered})"
    return re.compile(
        rf"(?<!\band ){label} (?:is|of|ending in|ends in)$"
        rf"|{label} (?:number|code)(?: \w+){{0,3}}$"
        rf"|(?P<directly>(?<!\barea )\b(?:{code}|not))$"
        r"|\byour (?:(?:phone|cell|mobile|office|home|work) )?(?:number|cell|mobile)(?: is)?$"
        r"|\b(?:old|previous|former) (?:number|cell|line)(?: is| was| at)?$"
        r"|\bfax (?:at|to)$|\bhave for you (?:is|was)$|\byou called(?: \w+)? from$"
        r"|\b(?:call|called|calling|try|tried|trying|reach|reached|reaching|ring|rang|phoned|texted|have|had|got)"
        r" you (?:down |back |again )?(?:at|on)$"
    )


def _texts(tokens: Sequence[Token]) -> list[str]:
    """The words, "number's" as number."""
    return [token.text.removesuffix("'s") if token.text != "that's" else token.text for token in tokens]


def _is_announced(texts: Sequence[str], row: Sequence[int]) -> bool:
    before = texts[max(0, row[0] - ANNOUNCED_WITHIN) : row[0]]
    after = texts[row[-1] + 1 : row[-1] + 1 + CONFIRMED_WITHIN]
    return not _lists()["announcing"].isdisjoint(before) or "number" in after


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


def _counts(texts: Sequence[str], row: Sequence[int]) -> bool:
    """Whether the last word of a row counts something: "two minutes", "nine to five"."""
    after, following = [*texts[row[-1] + 1 : row[-1] + 3], "", ""][:2]
    is_range = after == "to" and (following in DICTATED_WORDS or is_written(following))
    return is_range or not _lists()["counted"].isdisjoint((after, after.removesuffix("s")))


def _corrects(texts: Sequence[str], row: Sequence[int], later: Sequence[int]) -> bool:
    """Whether the words between two rows take back the first and say nothing else, and the second counts nothing."""
    between = set(texts[max(row) + 1 : min(later)])
    words = _lists()["correcting"]
    return bool(between & words) and between <= words | _lists()["beside_correcting"] and not _counts(texts, later)


def _is_call_back(tokens: Sequence[Token], texts: Sequence[str], saying: Saying) -> bool:
    """Whether the clause before a saying leaves it a number to call back."""
    start = max(0, saying.first - NAMED_WITHIN)
    clauses = [at for at in range(start, saying.first) if tokens[at].border >= Border.COMMA]
    named = _named_otherwise().search(" ".join(texts[max([start, *clauses]) : saying.first]))
    return not named or (named["directly"] is not None and tokens[saying.first].border >= Border.COMMA)


def _sayings(tokens: Sequence[Token], texts: Sequence[str]) -> list[Saying]:
    """Every saying of a number that may be called back."""
    rows = _with_area_codes(tokens, texts)
    corrects = [at > 0 and _corrects(texts, rows[at - 1], row) for at, row in enumerate(rows)]
    read = [Row(tokens, row, _is_announced(texts, row), _counts(texts, row)) for row in rows]
    return [saying for saying in sayings_of(read, corrects) if _is_call_back(tokens, texts, saying)]


def _is_another(texts: Sequence[str], earlier: Saying, later: Saying) -> bool:
    """Whether the words between two sayings speak of another line."""
    between = set(texts[earlier.last + 1 : later.first])
    return bool(between & _lists()["another_line"]) and not between & _lists()["same_again"]


def _by_number(texts: Sequence[str], sayings: Sequence[Saying]) -> list[list[Saying]]:
    """Sayings put together by the number they are of; those that resemble none are left out."""
    groups: list[list[Saying]] = []
    for saying in sorted(sayings, key=lambda saying: (not saying.is_number, len(saying.digits) == 7, saying.first)):
        exact = [group for group in groups if any(is_same(saying.digits, other.digits) for other in group)]
        near = [
            group
            for group in groups
            if any(difference(saying.digits, other.digits) <= MOST_WRONG_DIGITS for other in group)
            and not (saying.is_number and _is_another(texts, group[-1], saying))
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
    return row[:-1] if row and _counts(texts, row) else row


def _ends_extension(tokens: Sequence[Token], at: int) -> bool:
    is_apart = tokens[at].border == Border.COMMA and (tokens[at - 1].is_written or tokens[at].is_written)
    return is_apart or tokens[at].border == Border.SENTENCE


def _read(spoken: Sequence[SpokenWord], transcript: Transcript) -> tuple[Utterance, list[Token], list[str]]:
    heard = [word for word in spoken if word.kind == "filled_pause" or word.text not in ("uh", "um", "er", "erm")]
    utterance = Utterance(heard, transcript, ())
    tokens = tokens_of(utterance, units(transcript.words))
    return utterance, tokens, _texts(tokens)


def find_number_in_part(spoken: Sequence[SpokenWord], transcript: Transcript) -> NumberInPart | None:
    """The last digits that were announced as a number but cannot be one; for a message without a possible number."""
    utterance, tokens, texts = _read(spoken, transcript)
    for saying in reversed(_sayings(tokens, texts)):
        if not saying.is_number and _is_announced(texts, (saying.first, saying.last)):
            span = _span(utterance.words, tokens, saying)
            return NumberInPart(len(saying.digits), span.start_s, span.end_s)
    return None


def find_phone_number(spoken: Sequence[SpokenWord], transcript: Transcript) -> PhoneNumber | None:
    """The call-back number of a message; None where no possible number was heard."""
    utterance, tokens, texts = _read(spoken, transcript)
    groups = _by_number(texts, _sayings(tokens, texts))
    if not groups:
        return None
    chosen = max(groups, key=lambda group: (len(group), max(saying.last for saying in group)))
    chosen.sort(key=lambda saying: saying.first)
    longest = max(len(national(saying.digits)) for saying in chosen if saying.is_number)
    numbers = [saying.digits for saying in chosen if saying.is_number and len(national(saying.digits)) == longest]
    votes = Counter(map(national, numbers))
    number = max(numbers, key=lambda digits: (votes[national(digits)], is_in_use(digits)))
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
