"""The call-back number, read from the spoken words.

Conventions: a saying is one time the number was said, from the start of its first word to the end of its last, pauses
and filled pauses inside included. Numbers are those of the United States unless an international prefix was said.

- `digits` is the number as dialled: ten digits, or seven where no area code was said; a leading "one" stays when it was
  said; "plus", "zero one one" and "zero zero" before a country give a leading "+". Sayings that differ only in such a
  prefix agree, and so does a repetition without the area code.
- Of two different numbers the one said more often counts, and the later one where both were said equally often.
- A saying with a digit lost or doubled belongs to the number it resembles, and does not agree with it. It alone is no
  number. Where two sayings are both possible numbers but differ, the first is given, or the one whose range is in use.
- The last four digits repeated alone are not a saying.
- A digit may have been written as a little word that sounds like it ("is to one two five five ...").
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from vmcoach.measures.dialling import dialled, difference, is_in_use, is_same, national
from vmcoach.measures.number_words import NUMBER_WORDS, Chunk, digit_readings
from vmcoach.speech import Span
from vmcoach.spoken import SpokenWord

CONNECTORS = {"dash", "hyphen", "dot"}
EXTENSION = {"extension", "ext", "x"}
ANNOUNCING = {
    "number", "call", "calling", "reach", "phone", "cell", "mobile", "line", "dial", "text", "at", "again", "that's",
    "ring", "direct", "office", "desk", "contact", "me", "callback", "repeat",
}  # fmt: skip
OTHER_NUMBERS = {
    "account", "order", "invoice", "policy", "case", "ticket", "confirmation", "serial", "zip", "routing", "tracking",
    "reference", "security", "id", "member", "claim", "part",
}  # fmt: skip
"""What else is read out digit by digit."""
ANOTHER_LINE = {"cell", "mobile", "office", "direct", "home", "desk", "fax", "other", "or", "work", "main"}
SAME_AGAIN = {"again", "repeat", "that's", "once", "correction", "sorry"}
NO_DIGIT_AFTER = {"this", "that", "another", "no", "any", "which", "each"}
NO_DIGIT_BEFORE = {"more", "last", "of", "second", "moment", "thing", "day", "final", "quick"}
"""Beside these "one" is no digit: "one more time"."""

SOUNDS_LIKE = {"to": "two", "too": "two", "for": "four"}
"""Little words that a digit was written as."""

ANNOUNCED_WITHIN, CONFIRMED_WITHIN = 8, 4
"""How many words before, or after, a number tell what it is."""
AREA_CODE_WITHIN = 8
MOST_WRONG_DIGITS = 2
"""Lost, doubled or changed digits up to which two sayings are taken to be of one number."""
LONGEST_FALSE_START, LONGEST_EXTENSION = 7, 6


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
class _Saying:
    """One time a number was said: digits as dialled, places of its words, and whether it can be dialled at all."""

    digits: str
    first: int
    last: int
    is_number: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """Places of number words one after another; `announced` says whether words around them speak of a phone number."""

    places: tuple[int, ...]
    announced: bool

    def saying(self, chunks: Sequence[Chunk], is_number: bool = True) -> _Saying:
        """The saying that some chunks of this run are."""
        places = [self.places[at] for chunk in chunks for at in (chunk.first, chunk.last)]
        said = _digits(chunks)
        return _Saying(dialled(said, self.announced) or said, min(places), max(places), is_number)

    def is_number(self, chunks: Sequence[Chunk]) -> bool:
        """Whether chunks make a number that can be dialled."""
        # "two thousand five hundred" is an amount: thousands, and hundreds above nine, only end a number.
        is_amount = any(len(chunk.digits) > 3 for chunk in chunks[:-1])
        return not is_amount and dialled(_digits(chunks), self.announced) is not None


def _digits(chunks: Sequence[Chunk]) -> str:
    return "".join(chunk.digits for chunk in chunks)


def _is_number_word(texts: Sequence[str], at: int) -> bool:
    before, after = texts[at - 1] if at else "", texts[at + 1] if at + 1 < len(texts) else ""
    match texts[at]:
        case "one":
            return before not in NO_DIGIT_AFTER and after not in NO_DIGIT_BEFORE
        case "plus" | "double" | "triple" | "treble":
            return after in NUMBER_WORDS
        case "hundred" | "thousand":
            return before in NUMBER_WORDS
        case text:
            return text in NUMBER_WORDS


def _rows(texts: Sequence[str]) -> list[list[int]]:
    """Places of number words in unbroken rows; "dash" and the like between two of them do not break a row."""
    rows: list[list[int]] = []
    for at in range(len(texts)):
        if not _is_number_word(texts, at):
            continue
        joined = rows and all(text in CONNECTORS for text in texts[rows[-1][-1] + 1 : at])
        if joined:
            rows[-1].append(at)
        else:
            rows.append([at])
    return rows


def _with_digits(texts: Sequence[str]) -> list[str]:
    """The words with a digit for a little word that sounds like it, where ten digits in a row lack only that one."""
    found = [*texts]
    for at in (at for at, text in enumerate(texts) if text in SOUNDS_LIKE):
        start, end = at, at + 1
        while start and _is_number_word(texts, start - 1):
            start -= 1
        while end < len(texts) and _is_number_word(texts, end):
            end += 1
        before, after = (_first_digits(texts[first:last]) for first, last in ((start, at), (at + 1, end)))
        if len(before + after) == 9 and after and len(before) != 7:
            found[at] = SOUNDS_LIKE[texts[at]]
    return found


def _first_digits(texts: Sequence[str]) -> str:
    return _digits(next(iter(digit_readings(texts)), ())) if texts else ""


def _is_announced(texts: Sequence[str], row: Sequence[int]) -> bool:
    before = texts[max(0, row[0] - ANNOUNCED_WITHIN) : row[0]]
    after = texts[row[-1] + 1 : row[-1] + 1 + CONFIRMED_WITHIN]
    return not ANNOUNCING.isdisjoint(before) or "number" in after


def _is_area_code(texts: Sequence[str], row: Sequence[int]) -> bool:
    introduced = "area code" in " ".join(texts[max(0, row[0] - 3) : row[0]])
    return introduced and any(len(_digits(reading)) == 3 for reading in digit_readings([texts[at] for at in row]))


def _runs(texts: Sequence[str]) -> list[_Run]:
    """All runs of number words that may be a phone number; an area code said apart is put before its number."""
    rows = [row for row in _rows(texts) if not EXTENSION & set(texts[max(0, row[0] - 2) : row[0]])]
    merged: list[list[int]] = []
    area: list[int] = []
    for row in rows:
        if _is_area_code(texts, row):
            if merged and row[0] - merged[-1][-1] <= AREA_CODE_WITHIN and len(merged[-1]) > len(row):
                merged[-1] = row + merged[-1]
            else:
                area = row
            continue
        merged.append(area + row if area and row[0] - area[-1] <= AREA_CODE_WITHIN else row)
        area = []
    other = [OTHER_NUMBERS.isdisjoint(texts[max(0, row[0] - 4) : row[0]]) for row in merged]
    return [_Run(tuple(row), _is_announced(texts, row)) for row, wanted in zip(merged, other, strict=True) if wanted]


def _cover(run: _Run, chunks: Sequence[Chunk]) -> list[_Saying] | None:
    """The numbers that chunks consist of without rest."""
    for end in range(len(chunks), 0, -1):
        if run.is_number(chunks[:end]):
            rest = _cover(run, chunks[end:]) if end < len(chunks) else []
            if rest is not None:
                return [run.saying(chunks[:end]), *rest]
    return None


def _exact(run: _Run, chunks: Sequence[Chunk]) -> list[_Saying] | None:
    """One or more numbers and nothing else; seven digits beside another number must be its own."""
    sayings = _cover(run, chunks) or []
    whole = max((saying.digits for saying in sayings), key=len, default="")
    return sayings if all(len(saying.digits) > 7 or whole.endswith(saying.digits) for saying in sayings) else None


def _with_rest(run: _Run, chunks: Sequence[Chunk]) -> list[_Saying] | None:
    """A number after a false start of it, or before its last digits again or before another number ("ten minutes")."""
    for at in range(1, len(chunks)):
        head, tail = chunks[:at], chunks[at:]
        false_start = len(_digits(head)) <= LONGEST_FALSE_START and _digits(tail).startswith(_digits(head))
        if run.is_number(tail) and false_start:
            return [run.saying(tail)]
        another = len(tail) == 1 and tail[0].last - tail[0].first < 2 and re.fullmatch(r"[1-9]\d", tail[0].digits)
        if run.is_number(head) and (another or (len(_digits(tail)) > 1 and _digits(head).endswith(_digits(tail)))):
            return [run.saying(head)]
    return None


def _beside_damaged(run: _Run, chunks: Sequence[Chunk]) -> list[_Saying] | None:
    """A number and the same again with a digit lost or doubled, divided where the two are most alike."""
    found: list[tuple[int, bool, list[_Saying]]] = []
    for at in range(1, len(chunks)):
        halves = chunks[:at], chunks[at:]
        wrong = difference(*map(_digits, halves))
        if wrong <= MOST_WRONG_DIGITS and any(map(run.is_number, halves)):
            sayings = [run.saying(half, run.is_number(half)) for half in halves]
            in_use = any(saying.is_number and is_in_use(saying.digits) for saying in sayings)
            found.append((wrong, not in_use, sayings))
    return min(found, key=itemgetter(0, 1))[2] if found else None


def _damaged(run: _Run, chunks: Sequence[Chunk]) -> list[_Saying] | None:
    return [run.saying(chunks, is_number=False)] if 8 <= len(_digits(chunks)) <= 13 else None


def _sayings_in(texts: Sequence[str], run: _Run) -> list[_Saying]:
    """What a run says, in the reading that leaves least unexplained; among equals, numbers that are in use go first."""
    readings = digit_readings([texts[at] for at in run.places])
    for look in (_exact, _with_rest, _beside_damaged, _damaged):
        found = [sayings for sayings in (look(run, chunks) for chunks in readings) if sayings]
        if found:
            return next((sayings for sayings in found if all(is_in_use(saying.digits) for saying in sayings)), found[0])
    return []


def _is_another(texts: Sequence[str], earlier: _Saying, later: _Saying) -> bool:
    """Whether the words between two sayings speak of another line."""
    between = set(texts[earlier.last + 1 : later.first])
    return bool(between & ANOTHER_LINE) and not between & SAME_AGAIN


def _by_number(texts: Sequence[str], sayings: Sequence[_Saying]) -> list[list[_Saying]]:
    """Sayings put together by the number they are of; those that resemble none are left out."""
    groups: list[list[_Saying]] = []
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


def _extension(texts: Sequence[str], sayings: Sequence[_Saying]) -> str | None:
    for saying in sayings:
        after = texts[saying.last + 1 : saying.last + 4]
        named = [at for at, text in enumerate(after, saying.last + 1) if text in EXTENSION]
        row = [at for at in range(named[0] + 1, len(texts)) if texts[at] in NUMBER_WORDS] if named else []
        row = [at for place, at in enumerate(row) if at == row[0] + place]
        readings = digit_readings([texts[at] for at in row]) if row and row[0] == named[0] + 1 else []
        shortest = min(map(_digits, readings), key=len, default="")  # "two hundred four" is 204
        if 0 < len(shortest) <= LONGEST_EXTENSION:
            return shortest
    return None


def find_phone_number(words: tuple[SpokenWord, ...]) -> PhoneNumber | None:
    """The call-back number of a message; None where no possible number was heard."""
    said = [word for word in words if word.kind != "filled_pause" and word.text not in ("uh", "um", "er", "erm")]
    texts = _with_digits([word.text for word in said])
    groups = _by_number(texts, [saying for run in _runs(texts) for saying in _sayings_in(texts, run)])
    if not groups:
        return None
    chosen = max(groups, key=lambda group: (len(group), max(saying.last for saying in group)))
    chosen.sort(key=lambda saying: saying.first)
    longest = max(len(national(saying.digits)) for saying in chosen if saying.is_number)
    numbers = [saying.digits for saying in chosen if saying.is_number and len(national(saying.digits)) == longest]
    votes = Counter(map(national, numbers))
    number = max(numbers, key=lambda digits: (votes[national(digits)], is_in_use(digits)))
    spans = tuple(Span(said[saying.first].start_s, said[saying.last].end_s) for saying in chosen)
    time_s = sum(span.duration_s for span in spans)
    count = sum(sum(map(str.isdigit, saying.digits)) for saying in chosen)
    agree = all(saying.is_number and is_same(number, saying.digits) for saying in chosen)
    return PhoneNumber(
        digits=number,
        times_said=len(chosen),
        digits_per_second=count / time_s if time_s > 0 else None,
        sayings_agree=agree if len(chosen) > 1 else None,
        start_s=spans[0].start_s,
        extension=_extension(texts, chosen),
        sayings=spans,
    )
