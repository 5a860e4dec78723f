"""Repetitions and restarts: "I, I", "we can, we can", "we, we're", "com- company", by the lists of `fillers.toml`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from vmcoach.measures.discourse import read_list
from vmcoach.measures.utterance import FillerRun, Utterance
from vmcoach.spoken.dictation import DICTATED_WORDS

LONGEST_WORDS = 4
"""No longer run of words is taken for a stumble: whoever repeats a sentence means to."""

REPEATED, RESTARTED = 0.9, 0.7
"""Confidence in words said twice, and in a word broken off or begun again as another."""


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of words by their names in the table; `never` and `asides` are of phrases."""

    words: frozenset[str]
    words_in_one_clause: frozenset[str]
    words_apart: frozenset[str]
    words_contracted: frozenset[str]
    never: frozenset[tuple[str, ...]]
    links: frozenset[str]
    not_after: frozenset[str]
    subjects: frozenset[str]
    clause_openers: frozenset[str]
    stranded: frozenset[str]
    stranding: frozenset[str]
    asides: frozenset[tuple[str, ...]]

    def __contains__(self, word: str) -> bool:
        return word in self.words or word in self.words_in_one_clause or word in self.words_apart

    def has_contraction(self, word: str) -> bool:
        """True for "it's" and "that's", which end no clause; not for "can't"."""
        stem, apostrophe, ending = word.partition("'")
        known = stem in self.words or stem in self.words_in_one_clause or stem in self.words_contracted
        return bool(apostrophe) and ending != "t" and known


def find_repetitions(utterance: Utterance) -> Iterator[FillerRun]:
    """What was said too often: of "I, I, I'm" the first two; longest runs first, each word once."""
    first = 0
    while first < len(utterance.words) - 1:
        end, confidence = _said_again_at(utterance, first), REPEATED
        if end == first and _is_restart(utterance, first):
            end, confidence = first + 1, RESTARTED
        if end > first:
            yield FillerRun(first, end, "repetition", confidence)
        first = max(end, first + 1)


def _said_again_at(utterance: Utterance, first: int) -> int:
    """Where the last saying of the words at a place begins; the place itself if they are said once."""
    for size in range(LONGEST_WORDS, 0, -1):
        start = first
        while _is_said_twice(utterance, start, size):
            start += size
        if start > first:
            return start
    return first


def _is_said_twice(utterance: Utterance, first: int, size: int) -> bool:
    again, end = first + size, first + 2 * size
    if utterance.texts[first : first + 1] != utterance.texts[again : again + 1]:
        return False
    words = tuple(utterance.texts[first:again])
    if words != tuple(utterance.texts[again:end]) or len(words) < size or words * 2 in _lists().never:
        return False
    ended = [place for place in range(first + 1, end) if utterance.ends_sentence(place)]
    if (ended and not (ended == [again] and _breaks_off(utterance, first, again))) or _after_thanks(utterance, first):
        return False
    if any(word in DICTATED_WORDS or (len(word) == 1 and word not in "ia") for word in words):
        return False
    if size == 1:
        return _is_stumble(utterance, first, words[0]) and not _begins_anew(utterance, again)
    return _are_stumble(utterance, first, end, words)


def _breaks_off(utterance: Utterance, first: int, again: int) -> bool:
    """True for "We can. We can show you": a sentence of little words alone, in one breath with a next that goes on."""
    words, end = utterance.texts[first:again], 2 * again - first
    goes_on = utterance.signs[end].isdisjoint(("comma", "sentence")) and "pause" not in utterance.signs[again]
    return len(words) > 1 and utterance.ends_sentence(first) and all(word in _lists() for word in words) and goes_on


def _is_stumble(utterance: Utterance, first: int, word: str) -> bool:
    """Whether one word said twice is a stumble."""
    lists, between = _lists(), utterance.signs[first + 1]
    may_be_name = utterance.has_capital(first) and word not in lists.subjects  # "Will will call"; not "uh We, we"
    if may_be_name or utterance.words[first].written == utterance.words[first + 1].written:
        return False
    if word in lists.words_in_one_clause:
        return "comma" not in between or "filled_pause" in between or utterance.ends_sentence(first)
    return word in lists.words or lists.has_contraction(word) or (word in lists.words_apart and bool(between))


def _are_stumble(utterance: Utterance, first: int, end: int, words: tuple[str, ...]) -> bool:
    """Whether several words said twice are a stumble; "you're right, you're right" is none where nothing follows."""
    if _is_subordinate(utterance, first) or _ties_word_to_itself(utterance, first, end):
        return False
    lists, goes_on = _lists(), utterance.signs[end].isdisjoint(("comma", "sentence"))
    return any(word in lists or (goes_on and lists.has_contraction(word)) for word in words)


def _is_subordinate(utterance: Utterance, first: int) -> bool:
    """True for the first "we do" of "What we do, we do well": a subject whose clause depends on the next one."""
    lists, subject = _lists(), utterance.texts[first].partition("'")[0]
    return subject in lists.subjects and _has_before(utterance, first, lists.clause_openers, reach=2)


def _begins_anew(utterance: Utterance, again: int) -> bool:
    """True for the second "for" of "what you asked for, for example": the first ends its clause."""
    lists, texts = _lists(), utterance.texts
    if utterance.signs[again] and any(tuple(texts[again : again + len(aside)]) == aside for aside in lists.asides):
        return True
    return texts[again] in lists.stranded and _has_before(utterance, again - 1, lists.stranding, reach=3)


def _has_before(utterance: Utterance, place: int, words: frozenset[str], reach: int) -> bool:
    """Whether one of some words is among the few before a place, no comma or end of a sentence between."""
    for before in range(place - 1, max(-1, place - 1 - reach), -1):
        signs = utterance.signs[before + 1]
        if "filled_pause" not in signs and not signs.isdisjoint(("comma", "sentence")):
            return False
        if utterance.texts[before] in words:
            return True
    return False


def _ties_word_to_itself(utterance: Utterance, first: int, end: int) -> bool:
    """True for the middle of "again and again and again": two words twice, with one of them once more around them."""
    pair, texts = utterance.texts[first : first + 2], utterance.texts
    if end - first != 4 or _lists().links.isdisjoint(pair):
        return False
    return texts[end : end + 1] == pair[:1] or texts[max(0, first - 1) : first] == pair[1:]


def _is_restart(utterance: Utterance, first: int) -> bool:
    """True for "we, we're" and "com- company"."""
    word, following = utterance.texts[first], utterance.texts[first + 1]
    if utterance.ends_sentence(first + 1) or _after_thanks(utterance, first):
        return False
    if utterance.is_cut_off(first):
        return following.startswith(word) and following != word
    return following.startswith(f"{word}'") and _is_stumble(utterance, first, word)


def _after_thanks(utterance: Utterance, first: int) -> bool:
    return first > 0 and utterance.texts[first - 1] in _lists().not_after


@cache
def _lists() -> _Lists:
    table = read_list()["repetition"]
    lists: dict[str, Any] = {name: frozenset(words.split()) for name, words in table.items()}
    for name in ("never", "asides"):
        lists[name] = frozenset(tuple(phrase.split()) for phrase in table[name].split("|"))
    return _Lists(**lists)
