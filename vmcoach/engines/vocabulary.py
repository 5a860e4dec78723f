"""Which words are filled pauses, and what of Whisper's vocabulary an English message can hold: matters of spelling.

The classes are those of the filler lists (Laserna et al. 2014; Deepgram and AssemblyAI count the same), letters
repeated at will: um, uh, uhm, er, erm, ah, eh, hm, mm, mhm, huh. A whole word only, so "uh-huh" (a yes) is none; nor is
anything in capitals, which are initials ("the ER").
"""

import re

_FILLED_PAUSE = re.compile(r"u+m+|u+h+m*|e+r+m*|e+h+m*|a+h+|h+m+|m{2,}|m+h+m+|h+u+h+", re.IGNORECASE)
_OUTER_PUNCTUATION = re.compile(r"^\W+|\W+$")


def is_filled_pause(text: str) -> bool:
    """Whether a word, punctuation around it or not, is a filled pause such as "Um," or "uhh"."""
    word = _OUTER_PUNCTUATION.sub("", text)
    return _FILLED_PAUSE.fullmatch(word) is not None and not word.isupper()


_BARE = ("um", "uh", "ah", "er", "eh", "hm", "hmm", "mm", "erm", "uhm")

FILLED_PAUSES = tuple(lead + word for bare in _BARE for word in (bare, bare.capitalize()) for lead in ("", " "))
"""Spellings that may be a token of their own in Whisper's vocabulary, which tells how probable a filled pause is."""

_WRITTEN = re.compile(r"[\u0000-\u017f\u2010-\u20cf]*")
"""The Latin script up to Extended-A, which spells the names of Europe; dashes, quotes, currencies."""
_SIGNS = frozenset('"#()*+/:;<=>@[\\]^_`{|}~') | {
    *("<<", ">>", "<<<", ">>>", "--", "---", "-(", "-[", "('", '("'),
    *("((", "))", "(((", ")))", "[[", "]]", "{{", "}}"),
}
_LEADING_SIGNS = frozenset([" -", " '"])
LETTER_O = (" o", " O")
"""The letter as a word of its own, or as the beginning of one."""
_FIGURE = re.compile(r"[\d%$&]")


def is_written(text: str) -> bool:
    """Whether a token's text may stand in an English message: whole characters, of the Latin script.

    A fifth of the vocabulary may not, and need not be weighed.
    """
    return _WRITTEN.fullmatch(text) is not None


def is_annotation(text: str) -> bool:
    """Whether a token of the Latin script begins a speaker's name, a "(laughter)" and the like, which nobody said.

    These are the signs that Whisper's decoder suppresses too; its list takes 0.15 s to make.
    """
    return text.removeprefix(" ") in _SIGNS or text in _LEADING_SIGNS


def has_figure(text: str) -> bool:
    """Whether a text is written otherwise than it is said: with digits, or a sign read as a word."""
    return _FIGURE.search(text) is not None
