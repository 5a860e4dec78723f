"""Small pieces of sentences that findings, reasons and advice share."""

import string
from collections.abc import Sequence

from vmcoach.rounding import shown


def seconds(value_s: float) -> str:
    """A time or a length: "3.4 s"."""
    return "less than 0.1 s" if 0 < value_s < 0.05 else shown(value_s, unit=" s")


def seconds_beside(value_s: float, *bars_s: float) -> str:
    """A time to a tenth, or to a hundredth where a tenth would hide on which side of a bar it lies."""
    return shown(value_s, 2, " s") if any(abs(value_s - bar_s) < 0.05 for bar_s in bars_s) else seconds(value_s)


def rate(per_second: float) -> str:
    """A speech rate: "2.7 words a second"."""
    return shown(per_second, unit=" words a second")


def times(number: int) -> str:
    """How often: "once", "twice", "4 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def wrong_words(confidence: float | None) -> str:
    """How many words are wrong at the mean probability of one: on real calls, a quarter more than that says."""
    return f"About {min(10, round(12.5 * (1 - (confidence or 0.0))))} of 10 words may be wrong"


def quoted(text: str, most_words: int = 10) -> str:
    """Words of the message in quotes, long ones shortened."""
    words = text.split()
    return f"“{' '.join(words[:most_words])}{' …' if len(words) > most_words else ''}”"


def named(text: str) -> str:
    """A name as it is written: spoken words are in lower case."""
    return string.capwords(text) if text == text.lower() else text


def listed(items: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(items[:-1]), items[-1]])) if items else ""
