"""Where sentences end in a script that does not say so.

Notes are often written without full stops, or with capitals alone. Nobody says thirty words in one breath all the
same, and a script whose sentence ends are not seen is predicted a sixth too short. So where more words stand in a row
than a sentence of speech has, sentence ends are put in: before a small word with a capital ("morning possible My
number is"), and where there are none, every ten words or so, before a word that often opens a sentence. The words,
but for numbers, are in `sentences.toml`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from vmcoach.files import own_table
from vmcoach.spoken.dictation import DICTATED_WORDS
from vmcoach.spoken.number_words import NUMBER_WORDS

LONGEST = 20
"""Words in a row that may be one sentence; sentences of talk have ten on average."""
USUAL, NEAR = 10, 4
"""Words of a sentence, and how many more or fewer it may have for the next to open as sentences do."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Words that tell where sentences begin, in lower case."""

    never_last: frozenset[str]
    """No sentence ends with one ..."""
    seldom_last: frozenset[str]
    """... and few with one of these, the former among them."""
    before_i: frozenset[str]
    openings: frozenset[str]
    """With a capital they begin a sentence."""
    usual: frozenset[str]


def unmarked_ends(texts: Sequence[str], breaths: bool = True) -> set[int]:
    """Places of the words, of some that stand in a row without a full stop, that a sentence probably ends with.

    Without `breaths` those alone that a capital tells of: where breath is taken, what is said may go on.
    """
    if len(texts) <= LONGEST:
        return set()
    words = [text.strip(",-–—\"'“”‘’()").replace("’", "'") for text in texts]
    ends = _before_capitals(words)
    if not breaths:
        return ends
    for first, last in pairwise([-1, *sorted(ends), len(words) - 1]):
        ends |= {first + 1 + at for at in _in_breaths(words[first + 1 : last + 1])}
    return ends


def _before_capitals(words: Sequence[str]) -> set[int]:
    capitals = [word[:1].isupper() for word in words]
    if sum(capitals) * 2 > len(words):  # a headline
        return set()
    known = _known()
    return {
        at
        for at, (word, following) in enumerate(pairwise(words))
        if capitals[at + 1] and following.lower() in known.openings and _may_part(word.lower(), following.lower())
    }


def _may_part(word: str, following: str) -> bool:
    """Whether a sentence may end between two words, as far as the first tells."""
    known = _known()
    if following == "i" or following.startswith("i'"):
        return word not in known.seldom_last | known.before_i
    return word not in known.never_last


def _in_breaths(words: Sequence[str]) -> Iterator[int]:
    """Places in a row of words, each about as far from the last as a sentence is long; none in what may be one."""
    known, lower = _known(), [word.lower() for word in words]
    begun = 0
    while len(lower) - begun > LONGEST:
        usual = begun + USUAL - 1
        near = sorted(range(usual - NEAR, usual + NEAR + 1), key=lambda at: abs(at - usual))
        fitting = [at for at in near if lower[at] not in known.seldom_last and _may_part(*lower[at : at + 2])]
        opening = (at for at in fitting if lower[at + 1] in known.usual)
        outside = (at for at in fitting if not _are_digits(lower[at : at + 2]))
        end = next(opening, next(outside, usual))
        yield end
        begun = end + 1


def _are_digits(words: Sequence[str]) -> bool:
    return all(word in DICTATED_WORDS or word.isdecimal() for word in words)


@cache
def _known() -> _Known:
    listed = {name: frozenset(words.split()) for name, words in own_table("vmcoach.script", "sentences").items()}
    never_last = listed["articles"] | listed["prepositions"] | listed["conjunctions"]
    seldom_last = never_last | listed["particles"] | listed["auxiliaries"] | listed["pronouns"]
    return _Known(
        never_last=never_last,
        seldom_last=seldom_last,
        before_i=listed["before_i"],
        openings=(seldom_last | listed["openings"] | NUMBER_WORDS) - listed["names"],
        usual=listed["usual"],
    )
