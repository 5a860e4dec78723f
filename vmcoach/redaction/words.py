"""Which words of a text may tell who somebody is, and what is shown in their place."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from rapidfuzz import fuzz, process

from vmcoach.content.marked import never_names, seldom_names, sentence_openers
from vmcoach.spoken.addresses import ENDINGS
from vmcoach.spoken.number_words import DIGIT_OF, NUMBER_WORDS

NAME, NUMBER, ADDRESS = "[name]", "[number]", "[address]"

NEAR_WORDS = 4
"""Numbers no further apart may be one number with pauses and fillers inside."""
EDGE_WORDS = 2
"""A number so close to the end of a quotation may go on outside it."""
LONG_DIGITS = 4
"""A written number of so many digits may tell who somebody is: "2500" is hidden, "90 days" is not."""
ALIKE = 80
"""Of 100: likeness of letters from which a word may be a name misheard. "Dayna" is "Dana", "data" is not."""
SHORTEST_ALIKE = 4
LOCAL_WORDS, DOMAIN_WORDS = 3, 5
"""Words of a dictated address before and after its "at", at most."""

_LEADS = frozenset({"oh", "o", "double", "triple", "treble", "plus"})
"""Numbers only beside another."""
_LINKS = frozenset({"to", "too", "for", "ate", "won", "and", "point", "dot", "dash", "hyphen"})
"""Between two numbers part of them, or digits misheard."""
_NUMBERS = (NUMBER_WORDS | {*DIGIT_OF, "dozen"}) - _LEADS
_USUAL_LETTERS = (frozenset("ai"), frozenset("am"), frozenset("pm"))
_ANNOUNCING = frozenset({"number", "extension", "ext", "code", "suite", "room", "account", "street"})

_JOINTS = frozenset({"dot", "underscore", "dash", "hyphen"})
_ADDRESS = re.compile(
    rf"\S*@\S*|(?:https?:|www\.)\S*|[\w-]+(?:\.[\w-]+)*\.(?:{'|'.join(sorted(ENDINGS))})\b\S*", re.IGNORECASE
)
_PART = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_SMALL = re.compile(r"\D*\d{1,3}(?:[.:,]\d{1,2})?\D*")
_ENDS_NAME = (",", ".", ";", ":", "!", "?")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*$")


def capitalised(text: str) -> set[str]:
    """Words with a capital that are names for all that is known; nothing where everything is in capitals."""
    if text.isupper():
        return set()
    found, begins = set(), True
    for token in text.split():
        for part in _PART.findall(token):
            common = sentence_openers() if begins else never_names()
            if part[:1].isupper() and not set(part.casefold().replace("’", "'").split("'")[:1]) & common:
                found.add(part)
        begins = bool(_SENTENCE_END.search(token))
    return found


def bare_words(names: Iterable[str]) -> frozenset[str]:
    """The words of names, as they are compared; those that are in no name are left out."""
    found = {_bare(part) for name in names for part in _PART.findall(name)}
    return frozenset(word for word in found if len(word) > 1) - never_names()


def labels(tokens: Sequence[str], names: frozenset[str], is_whole: bool) -> list[str]:
    """For each word of a text what to put in its place, "" where it stays; `is_whole` for a text that is no part."""
    parts = [[_bare(part) for part in _PART.findall(token)] for token in tokens]
    found = {
        NAME: {at for at, own in enumerate(parts) if any(_is_name(part, names) for part in own)} | _spelled(parts),
        NUMBER: _numbers(tokens, parts, is_whole),
        ADDRESS: _addresses(tokens, parts),
    }
    shown = ["" for _ in tokens]
    for label, places in found.items():
        for at in places:
            shown[at] = label
    return shown


def runs(tokens: Sequence[str], shown: Sequence[str]) -> list[list[int]]:
    """The places of words, each alone where it stays, together where one thing is hidden."""
    found: list[list[int]] = []
    for at, label in enumerate(shown):
        goes_on = label and at and shown[at - 1] == label
        if goes_on and not (label == NAME and tokens[at - 1].endswith(_ENDS_NAME)):
            found[-1].append(at)
        else:
            found.append([at])
    return found


def around(text: str, label: str) -> str:
    """A label in the place of words, their punctuation kept; the words where the label is ""."""
    before, after = re.match(r"[\"'“‘]*", text), re.search(r"[\"'”’.,;:!?…]*$", text)
    return f"{before[0]}{label}{after[0]}" if label and before and after else text


def is_address(token: str) -> bool:
    """True for an e-mail or web address as it is written."""
    return _ADDRESS.search(token) is not None


def holds_name(token: str, names: frozenset[str]) -> bool:
    """True for a name that is written as one, with a capital."""
    return any(part[0].isupper() and _bare(part) in names for part in _PART.findall(token))


def _bare(part: str) -> str:
    """A word as it is compared: without capitals and the 's of a possessive."""
    return re.sub(r"['’]s?$", "", part.casefold())


def _is_name(word: str, names: frozenset[str]) -> bool:
    if word in names:
        return True
    if len(word) < SHORTEST_ALIKE or word in never_names() or word in seldom_names():
        return False
    near = (name for name in names if len(name) >= SHORTEST_ALIKE)
    return process.extractOne(word, near, scorer=fuzz.ratio, score_cutoff=ALIKE) is not None


def _numbers(tokens: Sequence[str], parts: Sequence[Sequence[str]], is_whole: bool) -> set[int]:
    """The places of numbers that may tell somebody."""
    places = [at for at, own in enumerate(parts) if any(_is_number(part) for part in own)]
    edge = 0 if is_whole else EDGE_WORDS
    found = {
        at
        for at in places
        if any(0 < abs(other - at) <= NEAR_WORDS for other in places)
        or _is_long(tokens[at], parts[at])
        or any(_ANNOUNCING & set(own) for own in parts[max(0, at - NEAR_WORDS) : at])
        or (parts[at] != ["one"] and not edge <= at < len(tokens) - edge)
    }
    for _ in range(2):  # "double oh one"
        found |= {at for at, own in enumerate(parts) if _LEADS & set(own) and not found.isdisjoint((at - 1, at + 1))}
    return found | {at for at, own in enumerate(parts) if _LINKS & set(own) and found >= {at - 1, at + 1}}


def _is_long(token: str, parts: Sequence[str]) -> bool:
    """A number of several parts, spelled out or written, or of many digits."""
    if any(map(str.isdigit, token)):
        return sum(map(str.isdigit, token)) >= LONG_DIGITS or not _SMALL.fullmatch(token)
    return sum(map(_is_number, parts)) > 1


def _is_number(part: str) -> bool:
    return part in _NUMBERS or any(map(str.isdigit, part))


def _spelled(parts: Sequence[Sequence[str]]) -> set[int]:
    """The places of letters said one by one: "D-A-N-A", "d a n a"; not "I I" and "p.m."."""
    found: set[int] = set()
    lone = [bool(own) and all(len(part) == 1 and part.isalpha() for part in own) for own in parts]
    for is_lone, group in groupby(range(len(parts)), key=lone.__getitem__):
        places = list(group)
        letters = [part for at in places for part in parts[at]]
        if is_lone and len(letters) > 1 and not any(usual.issuperset(letters) for usual in _USUAL_LETTERS):
            found.update(places)
    return found


def _addresses(tokens: Sequence[str], parts: Sequence[Sequence[str]]) -> set[int]:
    """The places of e-mail and web addresses, written or dictated: "sam dot lee at north wind dot com"."""
    found: set[int] = set()
    for at, token in enumerate(tokens):
        is_written, is_dictated = is_address(token), "dot" in parts[at]
        before = [place for place in range(max(0, at - DOMAIN_WORDS), at) if "at" in parts[place]]
        ends = at + 1 < len(parts) and not ENDINGS.isdisjoint(parts[at + 1])
        if not (is_written or (is_dictated and (before or ends))):
            continue
        first = at - is_dictated
        if before and not ("@" in token and token[0] != "@"):
            first = before[-1] - LOCAL_WORDS
            while first > 1 and not _JOINTS.isdisjoint(parts[first - 1]):
                first -= 2
        found.update(range(max(0, first), min(len(parts), at + 1 + is_dictated)))
    return found
