"""A small language for phrases, so that what counts as a cliché or an ask is a list that can be read and changed.

    touch base           these words, in this order, whatever is written between them (comma, full stop, capitals)
    touch~               touch, touches, touched, touching (also tries, planned, leveraging)
    (call | ring) me     one of these
    [just] calling       with or without
    $day                 the phrase that the list calls `day`
    #                    a number in words: "eleven thousand", "thirty", "a hundred"; a lone "one" is none
    _   -ed              any one word of the same sentence; any one word that ends so
    ..                   up to six words, none of which ends a sentence or opens a new clause; ..3: up to three,
                         ..0: none, but no sentence ends here
    ^   /                only at the start of a sentence; only at the start of a sentence or after a comma
    ,   .   ?            only where a comma, a sentence end, a question mark is written
    !we                  not if "we" comes next
    <person>             the pattern given under that title, such as that of a name

Contractions are opened before anything is compared, so phrases say "i am", "you are", "do not". Phrases become regular
expressions over a `MarkedText`.
"""

import re
import tomllib
from collections import deque
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

MARKS = "#?[\\^~`]?[.,?]?"
"""What may follow a word in a `MarkedText`."""

NUMBER = rf"(?: an?(?= (?:hundred|thousand|million|dozen)#))?(?: [^ #]+#{MARKS[2:]})+"

GAP_WORDS = 6

_TOKENS = re.compile(r"\s*(\.\.\d*|<\w+>|\$\w+|-\w+|[()\[\]|#_^!/,.?]|[^\W_][\w']*~?)")
_ANCHORS = {
    "^": "(?<![^.?])",
    "/": "(?<![^.,?])",
    ",": "(?<=,)",
    ".": "(?<=[.?])",
    "?": r"(?<=\?)",
    "_": "(?<![.?]) [^ ]+",
}


@cache
def read_table(name: str) -> dict[str, Any]:
    """The table of `content/NAME.toml`."""
    return tomllib.loads(resources.files("vmcoach.content").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def any_of(words: Iterable[str]) -> str:
    """A pattern for the text of any of these words, without its marks."""
    return "(?:" + "|".join(re.escape(word) for word in words) + ")"


def word_pattern(word: str) -> str:
    """A pattern for the letters of one literal word, in its inflections where it ends in `~`."""
    stem = re.escape(word.rstrip("~"))
    if stem == word:
        return stem
    if stem.endswith("e"):
        return f"{stem[:-1]}(?:e|es|ed|ing)"
    if stem.endswith("y") and stem[-2:-1] not in "aeou":
        return f"{stem[:-1]}(?:y|ies|ied|ying)"
    return f"{stem}(?:e?s|{stem[-1]}?(?:ed|ing))?"


class PhraseCompiler:
    """Turns phrases into regular expressions, given named phrases, named patterns and the words no gap reaches over."""

    def __init__(
        self, named: Mapping[str, str], titled: Mapping[str, str] | None = None, gap_ends: Iterable[str] = ()
    ) -> None:
        self._named = named
        self._titled = titled or {}
        ends = any_of(gap_ends)
        self._gap_word = rf"(?<![.?])(?! {ends}{MARKS} ) [^ ]+" if ends != "(?:)" else r"(?<![.?]) [^ ]+"
        self._sources: dict[str, str] = {}

    def compile(self, phrase: str) -> re.Pattern[str]:
        """The expression that finds the phrase; raises ValueError on a mistake in it."""
        return re.compile(self.source(phrase) + "(?= )")

    def source(self, phrase: str) -> str:
        """The phrase as the source of an expression."""
        tokens = _tokenize(phrase)
        pattern = self._alternatives(tokens)
        if tokens:
            raise ValueError(f"{phrase!r}: {tokens[0]!r} closes nothing")
        return f"(?:{pattern})"

    def _alternatives(self, tokens: deque[str]) -> str:
        """Branches up to a closing bracket; those of one plain word share one pattern, to keep it small."""
        words, branches = [], []
        while True:
            branch = [tokens.popleft() for _ in range(_length_of_branch(tokens))]
            if len(branch) == 1 and branch[0][0].isalpha():
                words.append(word_pattern(branch[0]))
            else:
                branches.append(self._sequence(deque(branch)))
            if not tokens or tokens[0] != "|":
                break
            tokens.popleft()
        if words:
            branches.append(f" (?:{'|'.join(words)}){MARKS}")
        return "|".join(branches)

    def _sequence(self, tokens: deque[str]) -> str:
        items = []
        while tokens:
            items.append(self._item(tokens))
        return "".join(items)

    def _item(self, tokens: deque[str]) -> str:
        token = tokens.popleft()
        if token in "([":
            return self._bracketed(token, tokens)
        if token == "!":
            return f"(?!{self._item(tokens)}(?= ))"
        if token == "#":
            return NUMBER
        if token.startswith(".."):
            guard = "" if tokens and tokens[0] in ".?" else "(?<![.?])"
            return rf"(?:{self._gap_word}){{0,{int(token[2:] or GAP_WORDS)}}}?{guard}"
        if token.startswith("-"):
            return rf" \w+{token[1:]}{MARKS}"
        if token.startswith("$"):
            return self._named_source(token[1:])
        if token.startswith("<"):
            return self._titled[token[1:-1]]
        return _ANCHORS.get(token) or f" {word_pattern(token)}{MARKS}"

    def _bracketed(self, bracket: str, tokens: deque[str]) -> str:
        inner = self._alternatives(tokens)
        closing = {"(": ")", "[": "]"}[bracket]
        if not tokens or tokens.popleft() != closing:
            raise ValueError(f"{closing!r} is missing after {bracket!r}")
        return f"(?:{inner})" + ("?" if bracket == "[" else "")

    def _named_source(self, name: str) -> str:
        if name not in self._sources:
            self._sources[name] = self.source(self._named[name])
        return self._sources[name]


def _length_of_branch(tokens: deque[str]) -> int:
    """How many tokens there are before the next "|" or closing bracket of this level."""
    depth = 0
    for place, token in enumerate(tokens):
        if depth == 0 and token in ")]|":
            return place
        depth += (token in "([") - (token in ")]")
    return len(tokens)


def _tokenize(phrase: str) -> deque[str]:
    tokens: deque[str] = deque()
    position, end = 0, len(phrase.rstrip())
    while position < end:
        found = _TOKENS.match(phrase, position)
        if found is None:
            raise ValueError(f"{phrase!r}: cannot read {phrase[position:]!r}")
        tokens.append(found[1])
        position = found.end()
    return tokens
