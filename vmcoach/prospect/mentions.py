"""Which notes on the prospect are said in a message.

A note is said where the words that carry it stand close together: in other words ("hiring" for "hires"), numbers
spelled out, names about as they sound. Its number must be the number said. The prospect's own name and company carry
nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import dropwhile

from rapidfuzz import fuzz

from vmcoach.content import Quote
from vmcoach.files import own_table
from vmcoach.prospect.naming import sounds_like
from vmcoach.prospect.notes import Prospect
from vmcoach.spoken import SpokenWord, spoken_words
from vmcoach.spoken.number_words import NUMBER_WORDS
from vmcoach.transcript import Word

SAID_SHARE = 0.5
"""Of a note's weight this much must be said: "your Reno depot" says "Opened a second depot in Reno"."""

UNNAMED_SHARE = 0.6
"""More where the note has names or numbers and none of them is said."""

FORBIDDEN_SHARE = 0.8
"""Of what must not be mentioned more must be said, because it is held against the rep."""

ROOM_WORDS = 6
"""A note is said within twice its own words and these."""

SAME_WORD_RATIO = 85
"""Of 100: likeness of letters from which two words are one; for names `naming` has less."""

NAME_WEIGHT, NUMBER_WEIGHT, LIGHT_WEIGHT = 2.0, 2.0, 0.5
"""What tells one note from another counts double, what is said in every message half."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A note that was said, with the words that say it."""

    note: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class _Carrier:
    """A word or a whole number, as one; in a message with the words it stands for."""

    text: str
    is_number: bool
    is_name: bool
    first: int
    end: int

    @property
    def weight(self) -> float:
        if self.is_number:
            return NUMBER_WEIGHT
        if _stem(self.text) in _light():
            return LIGHT_WEIGHT
        return NAME_WEIGHT if self.is_name else 1.0


def facts_said(prospect: Prospect, words: Sequence[SpokenWord]) -> tuple[Mention, ...] | None:
    """The facts and earlier contacts that are said, in the order of the notes; None where the notes hold neither."""
    if not prospect.facts and not prospect.earlier_contacts:
        return None
    message = list(_carriers(words, frozenset()))
    about_them = [carrier for place, carrier in enumerate(message) if not _is_ours(message, place)]
    return (
        *_said(prospect.facts, prospect, words, about_them, SAID_SHARE),
        *_said(prospect.earlier_contacts, prospect, words, message, SAID_SHARE),
    )


def forbidden_said(prospect: Prospect, words: Sequence[SpokenWord]) -> tuple[Mention, ...]:
    """What is said although the notes ask not to mention it."""
    message = list(_carriers(words, frozenset()))
    said = _said(prospect.do_not_mention, prospect, words, message, FORBIDDEN_SHARE)
    return tuple(mention for mention in said if not _is_verb(mention, words))


def _is_ours(message: Sequence[_Carrier], place: int) -> bool:
    """True for what the caller says to have: "forty" in "we have forty trucks"."""
    before = [carrier.text for carrier in message[max(0, place - 2) : place]]
    return before[-1:] == ["our"] or (before[:1] == ["we"] and not _words("possessing").isdisjoint(before))


def _is_verb(mention: Mention, words: Sequence[SpokenWord]) -> bool:
    """True where the one noun of a note is said as a verb: "we strike a balance"."""
    said = mention.quote.text
    before = [word.text for word in words if word.kind == "word" and word.end_s <= mention.quote.start_s][-1:]
    return said in mention.note.casefold().split() and not _words("subjects").isdisjoint(before)


def _said(
    notes: Iterable[str],
    prospect: Prospect,
    words: Sequence[SpokenWord],
    message: Sequence[_Carrier],
    share: float,
) -> tuple[Mention, ...]:
    known = {carrier.text for text in (prospect.name, prospect.company) for carrier in _carriers_of_note(text)}
    mentions = []
    for note in notes:
        carriers = [each for each in _carriers_of_note(note) if each.text not in known]
        if (run := _best_run(carriers, message, share)) is not None:
            said = words[message[run[0]].first : message[run[1]].end]
            quote = Quote(" ".join(word.text for word in said), said[0].start_s, said[-1].end_s)
            mentions.append(Mention(note, quote))
    return tuple(mentions)


def _carriers_of_note(note: str) -> list[_Carrier]:
    """The words that carry a note, in their spoken form.

    Dates, years and quarters tell when it was noted and carry nothing, nor does "do not mention" before its subject.
    """
    written = re.sub(r"\b(?:(?:19|20)\d\d(?:-\d\d-\d\d)?|Q[1-4])\b", " ", note).split()
    if written and written[0].casefold() in _words("refusals"):
        subject = list(dropwhile(lambda word: word.casefold() in _words("instructions"), written[1:]))
        written = ["the", *subject]  # a capital there is a name
    heard = [Word(text, at, at) for at, text in enumerate(written)]
    names = frozenset(place for place, text in enumerate(written) if place and text.strip("\"'([")[:1].isupper())
    return [each for each in _carriers(spoken_words(heard), names) if each.text not in _words("stop")]


def _carriers(words: Sequence[SpokenWord], names: frozenset[int]) -> Iterator[_Carrier]:
    """Words and whole numbers; `names` are the written words that are capitals inside a sentence."""
    at = 0
    while at < len(words):
        end = at + 1
        if words[at].text in NUMBER_WORDS:
            while end < len(words) and words[end].text in NUMBER_WORDS:
                end += 1
            yield _Carrier(" ".join(word.text for word in words[at:end]), True, False, at, end)
        elif words[at].kind == "word":
            yield _Carrier(words[at].text.removesuffix("'s"), False, words[at].written in names, at, end)
        at = end


def _best_run(carriers: list[_Carrier], message: Sequence[_Carrier], share: float) -> tuple[int, int] | None:
    """First and last place of the shortest run of the message that says most of the note; None if too little."""
    alone = _is_one(carriers)
    hits = [
        (place, place + width - 1, own)
        for place in range(len(message))
        for own, carrier in enumerate(carriers)
        if (width := _places_said(carrier, message, place, alone))
    ]
    room = 2 * len(carriers) + ROOM_WORDS
    best: tuple[float, int, int, int] | None = None
    for start, (first, _, _) in enumerate(hits):
        found: set[int] = set()
        for place, last, own in hits[start:]:
            if place - first > room:
                break
            found.add(own)
            candidate = (sum(carriers[each].weight for each in found), first - last, first, last)
            if _is_enough(carriers, found, share) and (best is None or candidate > best):
                best = candidate
    return best[2:] if best else None


def _is_enough(carriers: list[_Carrier], found: set[int], share: float) -> bool:
    """True where two carriers are said, or the only one that is not light, and they are enough of the note."""
    if len(found) < 2 and not _is_one(carriers):
        return False
    special = {place for place, carrier in enumerate(carriers) if carrier.weight > 1}
    needed = max(share, UNNAMED_SHARE) if special and special.isdisjoint(found) else share
    return sum(carriers[place].weight for place in found) >= needed * sum(carrier.weight for carrier in carriers)


def _is_one(carriers: Sequence[_Carrier]) -> bool:
    """Whether a note hangs on one word."""
    return sum(carrier.weight > LIGHT_WEIGHT for carrier in carriers) <= 1


def _places_said(carrier: _Carrier, message: Sequence[_Carrier], place: int, alone: bool) -> int:
    """How many words of the message from a place on are the word of a note: 1, 2 ("sales force") or 0.

    A word that the note hangs on `alone` must be said as it is written: "call" sounds like Oracle.
    """
    heard = message[place]
    if carrier.is_number or heard.is_number:
        return int(carrier.text == heard.text)
    if _is_same(carrier, heard.text, alone):
        return 1
    following = message[place + 1].text if place + 1 < len(message) else ""
    in_two = fuzz.ratio(carrier.text, heard.text + following) >= SAME_WORD_RATIO and not _is_same(
        carrier, following, alone
    )
    return 2 * int(carrier.is_name and in_two)


def _is_same(carrier: _Carrier, heard: str, alone: bool) -> bool:
    if _meaning(carrier.text) == _meaning(heard):
        return True
    if carrier.is_name and not alone:
        return sounds_like(carrier.text, heard)
    return min(len(carrier.text), len(heard)) > 4 and fuzz.ratio(carrier.text, heard) >= SAME_WORD_RATIO


@cache
def _meaning(word: str) -> str:
    """The stem of a word, or that of the first word with the same meaning."""
    return _same().get(_stem(word), _stem(word))


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "ied", "ed", "es", "s", "er", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word.removesuffix(ending)
            return stem[:-1] if stem[-1:] == stem[-2:-1] and ending in ("ing", "ed", "er") else stem
    return word


@cache
def _same() -> dict[str, str]:
    lines = [line.split() for line in _table()["same"].strip().splitlines()]
    return {_stem(word): _stem(line[0]) for line in lines for word in line}


@cache
def _light() -> frozenset[str]:
    return frozenset(map(_stem, _words("light")))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_table()[name].split())


@cache
def _table() -> dict[str, str]:
    return own_table("vmcoach.prospect", "meanings")
