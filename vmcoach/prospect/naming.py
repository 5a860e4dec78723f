"""Whether two names may be one: names come out of telephones badly, and people are called by short forms."""

import re
import unicodedata
from functools import cache

from rapidfuzz import fuzz

from vmcoach.files import own_table

SAME_NAME_RATIO = 75
"""Of 100: likeness of letters, or of consonants, from which two words are one name."""

LIKE_LETTERS, LIKE_CONSONANTS = 50, 60
"""Below both nobody would take one name for the other: nine of ten pairs of common first names are told apart, and
"hen" may still be Hannah, "vickert" Victor."""


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
