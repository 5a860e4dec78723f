"""What tells of each word of a message whether it is part of a name, and of whose: the words and marks around it.

Names themselves tell little, nobody has a list of them. So a word that may be one stands beside others as what it looks
like, and only words that are in no name stand there as they are.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from vmcoach.content.marked import MarkedText

ALWAYS = "always"
"""A feature that every word has."""

START, END = "<", ">"
"""What stands before the first word and behind the last."""

CAPITAL, SMALL, NUMBER = "^", "`", "#"
"""What stands for a word with a capital, for one that may be a name where nothing has a capital, and for a number."""

FROM_START, FROM_END, IN_SENTENCE, SENTENCES = 15, 8, 4, 4
"""How far places are counted: in words from both ends of the message and of the sentence, and in sentences."""

LONG_WORD, ENDING = 5, 3
"""Letters that make a word long, and those of its end that tell something: "plumbing", "heating"."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a message as they are told apart: each with what it looks like, its kind and the stop behind it."""

    words: tuple[str, ...]
    looks: tuple[str, ...]
    kinds: tuple[str, ...]
    stops: tuple[str, ...]

    def look(self, at: int) -> str:
        """What a word looks like to its neighbours."""
        return self.looks[at] if 0 <= at < len(self.looks) else START if at < 0 else END

    def stop(self, at: int) -> str:
        """What ends behind a word: a sentence ".", a clause "," or nothing."""
        return self.stops[at] if 0 <= at < len(self.stops) else "." if at < 0 else ""

    def shape(self, at: int) -> str:
        """Whether a word has a capital, or may be a name without one, and what ends behind it."""
        return (self.kinds[at] if self.kinds[at] in (CAPITAL, SMALL) else "-") + self.stop(at)


def surroundings(text: MarkedText) -> list[list[str]]:
    """Of each word of a text, what is true of it and around it."""
    kinds = tuple(next((kind for kind in "^`~*#" if kind in each), "") for each in text.marks)
    looks = tuple(map(_look, text.words, text.marks))
    stops = tuple("." if "." in each or "?" in each else "," if "," in each else "" for each in text.marks)
    words = _Words(text.words, looks, kinds, stops)
    often = Counter(text.words)
    told = []
    for at, place in enumerate(_places(words)):
        told.append([*_own(words, at, text.cased), *_beside(words, at), *_between(words, at), *place])
        if kinds[at] in (CAPITAL, SMALL) and often[text.words[at]] > 1:
            told[-1].append("said again")
    return told


def _look(word: str, marks: str) -> str:
    return next((look for look in (NUMBER, CAPITAL, SMALL) if look in marks), word)


def _own(words: _Words, at: int, cased: bool) -> list[str]:
    """What is true of a word itself, and what ends before it and behind it."""
    word, kind = words.words[at], words.kinds[at]
    own = [ALWAYS, f"is {word}", f"{words.stop(at - 1)}|{kind}{words.stop(at)}", f"{'Aa' if cased else 'a'} {kind}"]
    return [*own, f"is -{word[-ENDING:]}"] if len(word) >= LONG_WORD else own


def _beside(words: _Words, at: int) -> list[str]:
    """The words beside it, each with how far away it is; what may be a name is told as it is too, where it is near."""
    near = [(far, at + far) for far in (-3, -2, -1, 1, 2, 3)]
    names = [(far, other) for far, other in near if abs(far) < 3 and 0 <= other < len(words.words)]
    return [
        *(f"{far:+} {words.look(other)}" for far, other in near),
        *(f"{far:+} {words.words[other]}" for far, other in names if words.words[other] != words.looks[other]),
    ]


def _between(words: _Words, at: int) -> list[str]:
    """What it looks like together with the words beside it."""
    before, behind = words.look(at - 1), words.look(at + 1)
    kind = words.kinds[at]
    ends = f"{kind}{words.stop(at)}"
    return [
        f"{words.look(at - 2)} {before} |{kind}",
        f"{before}{words.stop(at - 1)} |{ends}",
        f"|{ends} {behind}",
        f"|{ends} {behind} {words.look(at + 2)}",
        f"{before}{words.stop(at - 1)} |{ends} {behind}",
        "".join(words.shape(near) if 0 <= near < len(words.words) else "|" for near in range(at - 2, at + 4)),
    ]


def _places(words: _Words) -> list[list[str]]:
    """Of each word, where in the message and in its sentence it stands."""
    ends = [at + 1 for at in range(len(words.words)) if words.stop(at) == "."]
    bounds = [0, *ends] if ends and ends[-1] == len(words.words) else [0, *ends, len(words.words)]
    return [
        [
            f"from start {min(at, FROM_START)}",
            f"from end {min(len(words.words) - 1 - at, FROM_END)}",
            f"sentence {min(number, SENTENCES)}",
            f"in sentence {min(at - first, IN_SENTENCE)} {min(end - 1 - at, IN_SENTENCE)}",
            _in_short_sentence(at - first, end - first, words.kinds[at]),
        ]
        for number, (first, end) in enumerate(pairwise(bounds))
        for at in range(first, end)
    ]


def _in_short_sentence(place: int, length: int, kind: str) -> str:
    """A sentence of a few words may be nothing but a name."""
    return f"{place} of {length} {kind}" if length <= IN_SENTENCE + 1 else f"of more {kind}"
