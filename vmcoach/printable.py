"""Text of unknown origin made safe to show, and names made fit to compare.

File names and transcripts come from outside: an escape sequence in one would command the terminal, a right-to-left
override would disguise it, and a name that is not valid UTF-8 cannot be encoded at all.
"""

import unicodedata
from collections.abc import Sequence

_JOINERS = "\u200c\u200d"
"""Format characters that words (Persian, Hindi) and emoji are spelt with: shown as they are."""

MOST_NAMES = 3


def printable(text: str) -> str:
    """The text on one line, with control, format and surrogate characters written as Python escapes."""
    if text.isprintable():  # nearly all text is, and is known at once
        return text
    return "".join(_escaped(char) if _is_unsafe(char) else char for char in text)


def folded(name: str) -> str:
    """A name as it is compared: capitals, spacing and the encoding of accents make no difference."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def first_few(names: Sequence[str]) -> str:
    """Names made printable, only the first few of many: "ann, bob, eve, …"."""
    return ", ".join([*map(printable, names[:MOST_NAMES]), *(["…"] if len(names) > MOST_NAMES else [])])


def _is_unsafe(char: str) -> bool:
    return char not in _JOINERS and unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
