"""Whether two names may be one: names come out of telephones badly, and people are called by short forms."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from rapidfuzz import fuzz

from vmcoach.content import Quote
from vmcoach.files import own_table
from vmcoach.spoken import SpokenWord

SAME_NAME_RATIO = 75
"""Of 100: likeness of letters, or of consonants, from which two words are one name."""

LIKE_LETTERS, LIKE_CONSONANTS = 50, 60
"""Below both nobody would take one name for the other: nine of ten pairs of common first names are told apart, and
"hen" may still be Hannah, "vickert" Victor."""

_GREETINGS = frozenset(("hi", "hey", "hello", "morning", "afternoon", "evening", "dear"))
_NO_NAMES = frozenset(("there", "this", "it", "its", "it's", "i'm", "i", "my", "again", "to", "from", "we", "you"))
GREETED_WITHIN = 4
"""Words from the start of a message, among which a greeting comes before their name."""


def sounds_like(name: str, heard: str) -> bool:
    """Whether a word is the name, as a recogniser may have written it."""
    if min(len(name), len(heard)) < 4:
        return False
    likeness = max(fuzz.ratio(name, heard), fuzz.ratio(_consonants(name), _consonants(heard)))
    return likeness >= SAME_NAME_RATIO


def may_be_same_name(name: str, heard: str) -> bool:
    """False where no word that was heard may be one of the name, misheard or short for it: Dana is not Sarah.

    True as well where it cannot be told: no name, or one in other letters than Whisper writes English in.
    """
    own, said = _words(name), _words(heard)
    if not own or not said or not all(map(str.isascii, own)):
        return True
    return any(_alike(one, other) for one in own for other in said)


def greeted(name: str, words: Sequence[SpokenWord]) -> Quote | None:
    """The word or two behind a greeting that sound like a name, where they are no name as they were heard.

    "Hi, sir" may be Sarah, "hi me gal" Miguel. What is like any word ("hi there") is none.
    """
    own = [part for part in _words(name) if part.isascii() and len(_consonants(part)) > 1]
    for at, (greeting, *heard) in enumerate(zip(words[:GREETED_WITHIN], words[1:], words[2:], strict=False)):
        if greeting.text not in _GREETINGS or heard[0].text in _NO_NAMES:
            continue
        for said in (heard[:1], heard):
            sound = _consonants("".join(word.text for word in said))
            if any(sound == _consonants(part) for part in own):
                return Quote(" ".join(word.text for word in said), words[at + 1].start_s, said[-1].end_s)
    return None


def _alike(one: str, other: str) -> bool:
    if not _full_forms(one).isdisjoint(_full_forms(other)):
        return True
    sounds = _consonants(one), _consonants(other)
    return fuzz.ratio(one, other) >= LIKE_LETTERS or (all(sounds) and fuzz.ratio(*sounds) >= LIKE_CONSONANTS)


def _words(name: str) -> list[str]:
    """Its words of two letters or more, without accents."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    return re.findall(r"[^\W\d_]{2,}", plain.casefold())


def _consonants(name: str) -> str:
    """What a telephone keeps of a name: voiced and voiceless consonants alike, no vowels, no doubles."""
    sounds = re.sub("ph", "f", re.sub("[ck]+|q", "k", re.sub("ght", "t", name)))
    sounds = sounds.translate(str.maketrans("bdgvz", "ptkfs", "aeiouhwy'"))
    return re.sub(r"(.)\1+", r"\1", sounds)


def _full_forms(name: str) -> frozenset[str]:
    """The names that it may be short for, and itself."""
    return frozenset({name, *(line[0] for line in _short_forms() if name in line)})


@cache
def _short_forms() -> list[list[str]]:
    """Lines of a name and what it is shortened to."""
    return [line.split() for line in own_table("vmcoach.prospect", "short_forms")["names"].strip().splitlines()]
