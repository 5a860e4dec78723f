"""How much two messages are the same message: what a prospect hears who gets both."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from vmcoach.engines.vocabulary import is_filled_pause
from vmcoach.spoken.dictation import REPEATS
from vmcoach.spoken.number_words import DIGIT_OF

_GREETING = "hi hello hey good morning afternoon evening day this is it's its my name i'm calling from with at"
_SIGN_OFF = "number again that's that me back call thanks thank you bye talk soon have a great"
_FRAME = frozenset((*f"{_GREETING} {_SIGN_OFF}".split(), *DIGIT_OF, *REPEATS))
"""Words that voicemails share whatever they say."""


def similarity(text: str, other: str, names: Iterable[str] = ()) -> float:
    """Likeness of two messages in any order, 0 to 1; names, numbers and the frame of any voicemail are left out.

    0 where either has nothing else to say.
    """
    left_out = _FRAME.union(word for name in names for word in name.lower().split())
    own, others = (" ".join(word for word in _words(each) if word not in left_out) for each in (text, other))
    return float(fuzz.token_sort_ratio(own, others)) / 100 if own else 0.0


def _words(text: str) -> list[str]:
    """Words without the punctuation round them; filled pauses are dropped, and numerals like spoken digits."""
    bare = (word.strip('.,;:!?()"“”') for word in text.lower().replace("’", "'").split())
    return [word for word in bare if word and not word.replace("-", "").isdecimal() and not is_filled_pause(word)]
