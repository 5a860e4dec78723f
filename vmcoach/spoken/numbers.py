"""Numbers as Americans say them: "one hundred twenty" without "and", years in pairs, digits one by one.

A reading is the spoken words of one thing written. Where people say it in more than one way all readings are given, the
usual one first; the audio decides between them in `timing`.
"""

import itertools
import re
from functools import lru_cache

from vmcoach.spoken.number_words import DIGITS

Reading = tuple[str, ...]
Readings = tuple[Reading, ...]

MOST_READINGS = 12
LARGEST_NAMED = 10**15
"""From here on nobody says a number by its name."""


def joined(*parts: Readings | str) -> Readings:
    """Readings of things said one after another; a string stands for its own words."""
    choices = [(tuple(part.split()),) if isinstance(part, str) else part for part in parts]
    combined = itertools.islice(itertools.product(*choices), MOST_READINGS)
    return tuple(dict.fromkeys(tuple(itertools.chain.from_iterable(choice)) for choice in combined))


def plural(readings: Readings) -> Readings:
    """Readings with the last word in the plural: "ninety" becomes "nineties"."""
    return tuple((*r[:-1], f"{r[-1][:-1]}ies" if r[-1].endswith("y") else f"{r[-1]}s") for r in readings if r)


@lru_cache(maxsize=1024)
def _named(text: str, to: str) -> Reading:
    """The name of a whole number, or its digits where it is too large for one."""
    from num2words import num2words

    number = int(text.replace(",", "")[:20])
    if number >= LARGEST_NAMED:
        return digits(text)
    words = re.findall(r"[a-z]+", num2words(number, to=to))
    return tuple(word for word in words if word != "and")


def digits(text: str) -> Reading:
    """Each digit by itself; all other characters are passed over."""
    return tuple(DIGITS[int(digit)] for digit in text if digit in "0123456789")


def cardinal(text: str) -> Reading:
    """The name of a whole number: "1,200" is one thousand two hundred."""
    return _named(text, "cardinal")


def ordinal(text: str) -> Reading:
    """ "21" is twenty first."""
    return _named(text, "ordinal")


def in_pairs(text: str) -> Reading:
    """Three or four digits as two numbers: five twelve, ten oh five, twelve hundred, twenty twenty four."""
    head, tail = text[:-2], text[-2:]
    if int(head) == 0 or (len(head) == 2 and head.endswith("0") and tail.startswith("0")):
        return cardinal(text)
    if tail == "00":
        return (*cardinal(head), "hundred")
    return (*cardinal(head), *(("oh", *cardinal(tail)) if tail.startswith("0") else cardinal(tail)))


def _of_three(text: str) -> Readings:
    return (cardinal(text),) if text.endswith("00") else (cardinal(text), in_pairs(text), digits(text))


def _of_four(text: str) -> Readings:
    if text.endswith("000"):
        return (cardinal(text),)
    paired, named = in_pairs(text), cardinal(text)
    # 2001 to 2009 are "two thousand one"; every other year is said in pairs.
    return (named, digits(text)) if text.startswith("200") else (paired, named, digits(text))


def _with_commas(text: str) -> Readings:
    number = int(text.replace(",", "")[:20])
    if not 1_000 < number < 10_000 or number % 100 or not number % 1_000:
        return (cardinal(text),)
    hundreds, named = (*cardinal(str(number // 100)), "hundred"), cardinal(text)
    return (hundreds, named) if number < 2_000 else (named, hundreds)


def whole(text: str) -> Readings:
    """Readings of a whole number as it is written, with or without thousands commas."""
    if "," in text:
        return _with_commas(text)
    if len(text) > 1 and text.startswith("0"):
        return (digits(text),)
    match len(text):
        case 1 | 2:
            return (cardinal(text),)
        case 3:
            return _of_three(text)
        case 4:
            return _of_four(text)
        case _:
            # Quantities this large get commas or end in zeros; a code or a postcode is said digit by digit.
            return (cardinal(text),) if text.endswith("000") else (digits(text), cardinal(text))


def two_digits(text: str) -> Readings:
    """What stands behind the colon of a time or the point of a price: "05" is oh five, "00" nothing."""
    if text == "00":
        return ((),)
    return joined("oh", whole(text[1])) if text.startswith("0") else whole(text)


def amount(text: str) -> Readings:
    """Readings of a whole or decimal number: "0.5" is zero point five or point five."""
    head, point, tail = text.partition(".")
    if not point:
        return whole(text)
    decimals = joined("point", (digits(tail),))
    if not head.strip("0,"):
        return (joined("zero", decimals) if head else ()) + decimals
    return joined((cardinal(head),), decimals)


def fraction(numerator: str, denominator: str) -> Readings:
    """ "1/2" is one half, "2/3" two thirds; what is no proper fraction up to tenths is said as two numbers."""
    over, under = int(numerator), int(denominator)
    if not 0 < over < under <= 10:
        return joined(whole(numerator), whole(denominator))
    part = {2: ("half",), 4: ("quarter",)}.get(under) or ordinal(denominator)
    return joined((cardinal(numerator),), (part,) if over == 1 else plural((part,)))
