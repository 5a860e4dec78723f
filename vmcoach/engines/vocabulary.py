"""Which words are filled pauses: a matter of spelling, the same for every engine.

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
