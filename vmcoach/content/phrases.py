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
    <proper>             the pattern given under that title, such as that of a name

Contractions are opened before anything is compared, so phrases say "i am", "you are", "do not". Phrases become regular
expressions over a `MarkedText`; most need a word that most messages do not hold, and are not even compiled then.
"""

import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from vmcoach.files import own_table

MARKS = "#?[\\^~`*]?[.,?]?"
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
    return own_table("vmcoach.content", name)


def any_of(words: Iterable[str]) -> str:
    """A pattern for the text of any of these words, without its marks."""
    return "(?:" + "|".join(re.escape(word) for word in words) + ")"


def forms(word: str) -> tuple[str, ...]:
    """One literal word, or its inflections where it ends in `~`."""
    stem = word.rstrip("~")
    if stem == word:
        return (word,)
    if stem.endswith("e"):
        return tuple(stem[:-1] + ending for ending in ("e", "es", "ed", "ing"))
    if stem.endswith("y") and stem[-2:-1] not in "aeou":
        return tuple(stem[:-1] + ending for ending in ("y", "ies", "ied", "ying"))
    return tuple(stem + ending for ending in ("", "s", "es", "ed", "ing", f"{stem[-1]}ed", f"{stem[-1]}ing"))


Needs = tuple[frozenset[str], ...]
"""Sets of words, of each of which a text must hold one to hold a phrase."""


class SoughtPhrase:
    """A phrase to look for, compiled when it is first wanted."""

    __slots__ = ("_needs", "_pattern", "_source")

    def __init__(self, source: str, needs: Sequence[Needs]) -> None:
        self._source, self._needs = source, needs
        self._pattern: re.Pattern[str] | None = None

    def may_be_in(self, words: frozenset[str]) -> bool:
        """False where a text of these words can hold none of the phrase's branches."""
        return any(not any(map(words.isdisjoint, needs)) for needs in self._needs)

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression that finds it."""
        if self._pattern is None:
            self._pattern = re.compile(self._source)
        return self._pattern


class PhraseCompiler:
    """Turns phrases into regular expressions, given named phrases, named patterns and the words no gap reaches over."""

    def __init__(
        self, named: Mapping[str, str], titled: Mapping[str, str] | None = None, gap_ends: Iterable[str] = ()
    ) -> None:
        self._named = named
        self._titled = titled or {}
        ends = [*gap_ends]
        no_end = rf"(?! {any_of(ends)}{MARKS} )" if ends else ""
        self._gap_word = rf"(?<![.?]){no_end} [^ ]+"
        self._parsed: dict[str, _Parsed] = {}

    def compile(self, phrase: str) -> SoughtPhrase:
        """The phrase, ready to be looked for; raises ValueError on a mistake in it."""
        branches = self._branches_of(phrase)
        return SoughtPhrase(_source(branches) + "(?= )", [needs for _, needs in branches])

    def source(self, phrase: str) -> str:
        """The phrase as the source of an expression."""
        return _source(self._branches_of(phrase))

    def _branches_of(self, phrase: str) -> "list[_Parsed]":
        tokens = _tokenize(phrase)
        branches = self._alternatives(tokens)
        if tokens:
            raise ValueError(f"{phrase!r}: {tokens[0]!r} closes nothing")
        return branches

    def _alternatives(self, tokens: deque[str]) -> "list[_Parsed]":
        """Branches up to a closing bracket; those of one plain word share one pattern, to keep it small."""
        words: list[str] = []
        branches: list[_Parsed] = []
        while True:
            branch = [tokens.popleft() for _ in range(_length_of_branch(tokens))]
            if len(branch) == 1 and branch[0][0].isalpha():
                words += forms(branch[0])
            else:
                branches.append(self._sequence(deque(branch)))
            if not tokens or tokens[0] != "|":
                break
            tokens.popleft()
        if words:
            branches.append((f" {any_of(words)}{MARKS}", (frozenset(words),)))
        return branches

    def _sequence(self, tokens: deque[str]) -> "_Parsed":
        items = []
        while tokens:
            items.append(self._item(tokens))
        return "".join(pattern for pattern, _ in items), tuple(needed for _, needs in items for needed in needs)

    def _item(self, tokens: deque[str]) -> "_Parsed":
        token = tokens.popleft()
        if token in "([":
            return self._bracketed(token, tokens)
        if token == "!":
            return f"(?!{self._item(tokens)[0]}(?= ))", ()
        if token == "#":
            return NUMBER, ()
        if token.startswith(".."):
            guard = "" if tokens and tokens[0] in ".?" else "(?<![.?])"
            return rf"(?:{self._gap_word}){{0,{int(token[2:] or GAP_WORDS)}}}?{guard}", ()
        if token.startswith("-"):
            return rf" \w+{token[1:]}{MARKS}", ()
        if token.startswith("$"):
            return self._named_parsed(token[1:])
        if token.startswith("<"):
            return self._titled[token[1:-1]], ()
        if token in _ANCHORS:
            return _ANCHORS[token], ()
        words = forms(token)
        return f" {any_of(words) if len(words) > 1 else re.escape(token)}{MARKS}", (frozenset(words),)

    def _bracketed(self, bracket: str, tokens: deque[str]) -> "_Parsed":
        branches = self._alternatives(tokens)
        closing = {"(": ")", "[": "]"}[bracket]
        if not tokens or tokens.popleft() != closing:
            raise ValueError(f"{closing!r} is missing after {bracket!r}")
        return (f"{_source(branches)}?", ()) if bracket == "[" else (_source(branches), _needs_of_any(branches))

    def _named_parsed(self, name: str) -> "_Parsed":
        if name not in self._parsed:
            branches = self._branches_of(self._named[name])
            self._parsed[name] = _source(branches), _needs_of_any(branches)
        return self._parsed[name]


_Parsed = tuple[str, Needs]
"""The source of an expression, and what a text needs to hold it."""


def _source(branches: Sequence[_Parsed]) -> str:
    return f"(?:{'|'.join(pattern for pattern, _ in branches)})"


def _needs_of_any(branches: Sequence[_Parsed]) -> Needs:
    """What a text needs to hold one of several branches: one of the words that any of them asks for."""
    if len(branches) == 1:
        return branches[0][1]
    if not all(needs for _, needs in branches):
        return ()
    return (frozenset().union(*(min(needs, key=len) for _, needs in branches)),)


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
