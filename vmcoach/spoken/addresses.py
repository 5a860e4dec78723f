"""E-mail and web addresses as people dictate them: "jane dot doe at acme dash corp dot com"."""

import re

from vmcoach.spoken.numbers import Reading, digits, whole

SYMBOLS = {".": "dot", "@": "at", "-": "dash", "_": "underscore", "/": "slash", "+": "plus", "&": "and"}
SPELLED_LABELS = frozenset(("ai", "au", "crm", "eu", "fm", "io", "tv", "uk", "us", "hr", "it", "pr", "ibm", "www"))
ENDINGS = frozenset((
    "com", "net", "org", "gov", "edu", "info", "biz", "app", "dev", "cloud", "tech", "js", "io", "ai", "co", "uk", "us",
    "ca", "de", "eu", "au", "fr", "tv", "ly",
))  # fmt: skip
"""What stands behind the last dot."""
_ENDING = "|".join(sorted(ENDINGS))

ADDRESS = re.compile(
    rf"""[\w.+-]*@[\w-]+(?:\.[\w-]+)*/?                          # jane.doe@acme.com, or the tail of one
    | (?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:{_ENDING})(?:/[\w./-]*)?   # acme.io/demo
    | (?:https?://)?www\.[\w./-]+
    | \.(?:{_ENDING})                                            # the end of one that was broken off
    | [^\W\d_][^\W_]*(?:[._][^\W\d_][^\W_]*)+                 # jane.doe, where "at" was written out
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _label(text: str) -> Reading:
    """One stretch of letters: spelled when it is known to be or cannot be said ("jd", "io")."""
    lower = text.lower()
    mute = len(text) <= 4 and not set(lower) & set("aeiouy") and lower.isascii()
    return tuple(lower) if mute or lower in SPELLED_LABELS else (lower,)


def address(text: str) -> Reading:
    """The spoken words of an address; a leading "https://" is not said."""
    words: list[str] = []
    for piece in re.findall(r"[^\W\d_]+|\d+|[^\w\s]|_", re.sub(r"^https?://", "", text.rstrip("/"))):
        if piece in SYMBOLS:
            words.append(SYMBOLS[piece])
        elif piece[0].isdigit():
            words += whole(piece)[0] if len(piece) in (1, 2, 4) else digits(piece)
        elif piece[0].isalpha():
            words += _label(piece)
    return tuple(words)
