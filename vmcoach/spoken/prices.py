"""Prices without the signs around them: with their unit, or among others, where it is left to the last."""

import re

from vmcoach.spoken.numbers import Readings, amount, cardinal, in_pairs, joined, two_digits, whole


def price(number: str, unit: str, cents: str) -> Readings:
    """A price: "4.99" is four ninety nine, or four dollars and ninety nine cents."""
    head, _, tail = number.partition(".")
    units = unit if (head == "1" and not tail.strip("0")) or unit == "yen" else f"{unit}s"
    if tail not in ("", "00") and len(tail) != 2:
        return joined(amount(number), units)
    if not tail.strip("0"):
        short = (in_pairs(head),) if re.fullmatch(r"[1-9]\d{2,3}", head) and not head.endswith("00") else ()
        named_whole = short or re.fullmatch(r"\d{5,}", head)  # no price is said digit by digit
        return joined((cardinal(head),) if named_whole else whole(head or "0"), units) + short
    if not head.strip("0,"):
        return joined((cardinal(tail),), cents)
    named = (cardinal(head),)
    return joined(named, two_digits(tail)) + joined(named, units, "and", (cardinal(tail),), cents)


def price_among_others(number: str) -> Readings:
    """A price among others, its unit unsaid: "4.50" is four fifty."""
    head, _, tail = number.partition(".")
    if tail == "00":
        return amount(head)
    return joined((cardinal(head),), two_digits(tail)) if len(tail) == 2 and head.strip("0") else amount(number)
