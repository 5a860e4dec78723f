"""What the words around digits tell of them: that a number comes, whose it is, that it is corrected or counts things.

Conventions: `texts` are the words of all tokens, rows are indices of tokens.
"""

import re
from collections.abc import Sequence
from functools import cache

from vmcoach.files import own_table
from vmcoach.measures.digit_rows import Border, Token
from vmcoach.measures.number_rows import Saying
from vmcoach.spoken.dictation import DICTATED_WORDS, is_written

ANNOUNCED_WITHIN, CONFIRMED_WITHIN = 8, 4
"""How many words before, or after, a number tell what it is."""
NAMED_WITHIN = 6
"""How many words before it tell whose number it is."""


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


def texts_of(tokens: Sequence[Token]) -> list[str]:
    """The words, "number's" as number."""
    return [token.text.removesuffix("'s") if token.text != "that's" else token.text for token in tokens]


def is_announced(texts: Sequence[str], row: Sequence[int]) -> bool:
    """Whether the words before a row, or right behind it, speak of a phone number."""
    before = texts[max(0, row[0] - ANNOUNCED_WITHIN) : row[0]]
    after = texts[row[-1] + 1 : row[-1] + 1 + CONFIRMED_WITHIN]
    return not _lists()["announcing"].isdisjoint(before) or "number" in after


def counts_something(texts: Sequence[str], row: Sequence[int]) -> bool:
    """Whether the last word of a row counts something: "two minutes", "nine to five"."""
    after, following = [*texts[row[-1] + 1 : row[-1] + 3], "", ""][:2]
    is_range = after == "to" and (following in DICTATED_WORDS or is_written(following))
    return is_range or not _lists()["counted"].isdisjoint((after, after.removesuffix("s")))


def corrects(texts: Sequence[str], row: Sequence[int], later: Sequence[int]) -> bool:
    """Whether the words between two rows take back the first and say nothing else, and the second counts nothing."""
    between, correcting = set(texts[max(row) + 1 : min(later)]), _lists()["correcting"]
    says_nothing_else = between <= correcting | _lists()["beside_correcting"]
    return bool(between & correcting) and says_nothing_else and not counts_something(texts, later)


def is_call_back(tokens: Sequence[Token], texts: Sequence[str], saying: Saying) -> bool:
    """Whether the clause before a saying leaves it a number to call back."""
    start = max(0, saying.first - NAMED_WITHIN)
    clauses = [at for at in range(start, saying.first) if tokens[at].border >= Border.COMMA]
    named = _named_otherwise().search(" ".join(texts[max([start, *clauses]) : saying.first]))
    return not named or (named["directly"] is not None and tokens[saying.first].border >= Border.COMMA)


def is_of_another_line(texts: Sequence[str], earlier: Saying, later: Saying) -> bool:
    """Whether the words between two sayings speak of another line."""
    between = set(texts[earlier.last + 1 : later.first])
    return bool(between & _lists()["another_line"]) and not between & _lists()["same_again"]
