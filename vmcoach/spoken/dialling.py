"""Digits as a number to dial: whether they can be one, and when two are the same.

Conventions: digits are a string of 0 to 9, with a leading "+" for a number with its country code. Without one a number
is of the United States.
"""

import re
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import Levenshtein

COUNTING = "12345678910"
"""One to ten, as people count into a microphone: it would be a number of the right length."""
INTERNATIONAL = range(8, 16)
"""How many digits a number with its country code may have, the code's included."""


@lru_cache(maxsize=1024)
def _parsed(number: str) -> Any:
    """The number as `phonenumbers` knows it, or None where it has no country's code."""
    import phonenumbers

    try:
        return phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException:
        return None


def _is_possible(number: str) -> bool:
    import phonenumbers

    parsed = _parsed(number)
    return parsed is not None and phonenumbers.is_possible_number(parsed)


@lru_cache(maxsize=1024)
def is_in_use(number: str) -> bool:
    """Whether a number is in a range that has been assigned; never true of seven digits without their area code."""
    import phonenumbers

    parsed = _parsed(number)
    return parsed is not None and phonenumbers.is_valid_number(parsed)


def is_unassigned(number: str) -> bool:
    """Whether a number with its area or country code is in no range that has been assigned.

    Of seven digits, and of a number of another country without its code, that cannot be told.
    """
    return re.fullmatch(r"\+\d+|1?[2-9]\d{9}", number) is not None and not is_in_use(number)


def dialled(said: str, announced: bool) -> str | None:
    """What to dial for digits as said, or None where they are no number; rarer forms count only where announced."""
    # 011 and eight digits are a British number, 0113 496 0333.
    abroad = re.fullmatch(r"(?:\+|00|011(?=\d{9}))(\d*)", said)
    if abroad:
        return _international(abroad[1])
    if re.fullmatch(r"1?[2-9]\d{9}", said):
        return said if said != COUNTING else None
    if re.fullmatch(r"0[1-9]\d{8,9}", said):  # a number of another country with its trunk zero
        return said
    # Seven digits, a trunk zero and rarer lengths, Australian numbers.
    return said if announced and re.fullmatch(r"[2-9]\d{6}|0[1-9]\d{7,10}|1300\d{6}", said) else None


def _international(digits: str) -> str | None:
    """A number with its country code, without a zero that is dialled only inside the country: +44 (0)20."""
    import phonenumbers

    if not _is_possible(f"+{digits}"):
        return None
    number = phonenumbers.format_number(_parsed(f"+{digits}"), phonenumbers.PhoneNumberFormat.E164)
    return number if len(number.lstrip("+")) in INTERNATIONAL else None


def national(number: str) -> str:
    """A number without the prefixes that may be left out: country code, leading 1 or 0."""
    parsed = _parsed(number) if number.startswith("+") else None
    if parsed:
        return str(parsed.national_number)
    return number[1:] if len(number) == 11 and number.startswith("1") else number.lstrip("0")


def is_same(one: str, other: str) -> bool:
    """Whether two numbers lead to the same phone: prefixes make no difference, nor does leaving out the area code."""
    one, other = sorted((national(one), national(other)), key=len)
    return one == other or (len(one) == 7 and other.endswith(one))


def difference(one: str, other: str) -> int:
    """How many digits must be lost, added or changed to make one number of another; one may lack the area code."""
    one, other = national(one), national(other)
    if len(one) == 7 or len(other) == 7:
        one, other = one[-7:], other[-7:]
    return Levenshtein.distance(one, other)
