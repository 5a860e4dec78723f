"""Discourse markers: "like", "you know", "so" where they mean nothing, by the places listed in `fillers.toml`."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from vmcoach.files import own_table
from vmcoach.measures.utterance import FillerRun, Utterance
from vmcoach.spoken import spoken_words
from vmcoach.spoken.number_words import NUMBER_WORDS
from vmcoach.transcript import Word

TWO_SIGNS, ONE_SIGN, RECURS = 0.9, 0.7, 0.6
"""Confidence in a marker set apart by punctuation and by silence; by one of them; in one that only recurs."""

_APART = {"comma", "pause", "filled_pause"}


@dataclass(frozen=True, slots=True)
class Marker:
    """One entry of the list."""

    words: tuple[str, ...]
    place: str
    also_after: frozenset[str]
    not_after: frozenset[str]
    not_before: frozenset[str]
    also_before: frozenset[str]
    needs_pause: bool
    times: int
    free: int
    """How many at the start of a sentence count for nothing."""


def find_markers(utterance: Utterance) -> Iterator[FillerRun]:
    """Every discourse marker, of overlapping ones the longest, in no order."""
    said: defaultdict[Marker, list[FillerRun]] = defaultdict(list)
    taken = 0
    for first in range(len(utterance.words)):
        for marker in _markers_by_first_word().get(utterance.texts[first], ()):
            end = first + len(marker.words)
            if (
                first >= taken
                and tuple(utterance.texts[first:end]) == marker.words
                and _counts(marker, utterance, first, end)
            ):
                said[marker].append(
                    FillerRun(first, end, "discourse_marker", _confidence(marker, utterance, first, end))
                )
                taken = end
                break
    for marker, runs in said.items():
        free = [run for run in runs if "sentence" in utterance.signs[run.first]][: marker.free]
        yield from (run for run in runs if run not in free and len(runs) >= marker.times)


def find_phrases(utterance: Utterance, phrases: Sequence[str]) -> Iterator[FillerRun]:
    """Phrases that count wherever they are said."""
    for phrase in phrases:
        words = words_said(phrase)
        for first in range(len(utterance.words) - len(words) + 1):
            if words and tuple(utterance.texts[first : first + len(words)]) == words:
                yield FillerRun(first, first + len(words), "discourse_marker", TWO_SIGNS)


@cache
def words_said(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as they are said and compared: "24/7" is three."""
    return tuple(word.text for word in spoken_words([Word(text, 0.0, 0.0) for text in phrase.split()]))


def _counts(marker: Marker, utterance: Utterance, first: int, end: int) -> bool:
    before = utterance.texts[first - 1] if first else ""
    behind = utterance.texts[end] if end < len(utterance.texts) else ""
    signs = utterance.signs[first] | utterance.signs[end]
    between_commas = marker.place == "tag" and "comma" in utterance.signs[first] & utterance.signs[end]
    parted = between_commas or utterance.ends_sentence(first)
    if behind in marker.not_before or (before in marker.not_after and not parted):
        return False
    if marker.needs_pause and signs.isdisjoint(("pause", "filled_pause")):
        return False
    return _PLACES[marker.place](marker, utterance, first, end)


def _is_apart(marker: Marker, utterance: Utterance, first: int, end: int) -> bool:
    return _starts_apart(marker, utterance, first) and _goes_on(utterance, end)


def _is_apart_without_name(marker: Marker, utterance: Utterance, first: int, end: int) -> bool:
    if not _is_apart(marker, utterance, first, end):
        return False
    before = utterance.texts[first - 1] if first else ""
    plural = before.endswith("s") and len(before) > 4  # "was" and "this" are none
    return not (plural and utterance.has_capital(end))


def _is_tag(marker: Marker, utterance: Utterance, first: int, end: int) -> bool:
    alone = utterance.ends_sentence(first) and utterance.ends_sentence(end)
    return _starts_apart(marker, utterance, first) and bool(utterance.signs[end]) and not alone


def _is_ending(_: Marker, utterance: Utterance, __: int, end: int) -> bool:
    return bool(utterance.signs[end])


def _is_opening(marker: Marker, utterance: Utterance, first: int, end: int) -> bool:
    follows = end < len(utterance.texts) and utterance.texts[end] in marker.also_before
    resumes = "comma" in utterance.signs[first] and utterance.texts[first - 1] in marker.also_after
    return ("sentence" in utterance.signs[first] and (follows or _goes_on(utterance, end))) or (
        resumes and _goes_on(utterance, end)
    )


def _is_softening(marker: Marker, utterance: Utterance, first: int, _: int) -> bool:
    return _starts_apart(marker, utterance, first)


def _is_anywhere(*_: Any) -> bool:
    return True


def _starts_apart(marker: Marker, utterance: Utterance, first: int) -> bool:
    return bool(utterance.signs[first]) or utterance.texts[first - 1] in marker.also_after


def _goes_on(utterance: Utterance, end: int) -> bool:
    """True where something stands behind the marker and its sentence goes on."""
    return not _APART.isdisjoint(utterance.signs[end]) and not utterance.ends_sentence(end)


_PLACES: dict[str, Callable[[Marker, Utterance, int, int], bool]] = {
    "apart": _is_apart,
    "apart_without_name": _is_apart_without_name,
    "tag": _is_tag,
    "ending": _is_ending,
    "opening": _is_opening,
    "softening": _is_softening,
    "anywhere": _is_anywhere,
    "repeated": _is_anywhere,
}


def _confidence(marker: Marker, utterance: Utterance, first: int, end: int) -> float:
    if marker.place == "repeated":
        return RECURS
    signs = utterance.signs[first] | utterance.signs[end]
    both = not signs.isdisjoint(("comma", "sentence")) and not signs.isdisjoint(("pause", "filled_pause"))
    return TWO_SIGNS if both else ONE_SIGN


@cache
def _markers_by_first_word() -> dict[str, list[Marker]]:
    """The entries of the list by their first word, longest first."""
    markers = sorted(map(_marker, read_list()["marker"]), key=lambda marker: -len(marker.words))
    by_word: defaultdict[str, list[Marker]] = defaultdict(list)
    for marker in markers:
        by_word[marker.words[0]].append(marker)
    return dict(by_word)


def _marker(entry: dict[str, Any]) -> Marker:
    def neighbours(name: str) -> frozenset[str]:
        words = frozenset(entry.get(name, "").split())
        return words | NUMBER_WORDS if "#" in words else words

    return Marker(
        words=words_said(entry["text"]),
        place=entry["place"],
        also_after=neighbours("also_after"),
        not_after=neighbours("not_after"),
        not_before=neighbours("not_before"),
        also_before=neighbours("also_before"),
        needs_pause=entry.get("needs_pause", False),
        times=entry.get("times", 1),
        free=entry.get("free", 0),
    )


@cache
def read_list() -> dict[str, Any]:
    """The table of `fillers.toml`."""
    return own_table("vmcoach.measures", "fillers")
