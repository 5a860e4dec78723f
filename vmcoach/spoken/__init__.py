"""The words as people say them: "555-0147" is seven words, "90 days" two, "$1.5M" five.

Every measure and every content rule reads this form, so that a word is a word however the engine spelt it. Text that is
spelled out already passes through. Where a number can be said in several ways ("2,500") the time it took decides; where
that cannot tell, what Americans usually say: digits of phone numbers one by one, years in pairs, no "and" in numbers.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from vmcoach.spoken.numbers import Reading, Readings, joined
from vmcoach.spoken.phone_groups import phone_readings
from vmcoach.spoken.timing import likeliest, middles, shared, syllable_s
from vmcoach.spoken.units import Unit, units
from vmcoach.spoken.written import LABELS, Context, is_range, readings
from vmcoach.transcript import Word, WordKind

__all__ = ["SpokenWord", "spoken_text", "spoken_words"]


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One spoken word: lower case, letters and apostrophes only."""

    text: str
    start_s: float
    end_s: float
    kind: WordKind
    written: int
    """Index of the transcript word it comes from; several spoken words may share one."""


def _filled_pause(text: str) -> Reading:
    """A filled pause in letters alone: "Mm-hmm," is mmhmm."""
    sounds = ("".join(filter(str.isalpha, part)) for part in text.lower().split())
    return tuple(sound for sound in sounds if sound)


def _choices(written: Sequence[Unit], phones: Container[int]) -> list[Readings]:
    """For each written thing how it can be said; `phones` are those that are part of a phone number."""
    cores = ["", *(unit.core for unit in written), "", ""]
    return [
        (_filled_pause(unit.text),)
        if unit.filled_pause
        else joined(
            "to" if _is_to(written, at, phones) else "",
            readings(unit.core, Context(_label(cores, at), cores[at + 2], cores[at + 3], unit.text.endswith("."))),
        )
        for at, unit in enumerate(written)
    ]


def _label(cores: Sequence[str], at: int) -> str:
    """What is written before a thing, an "is" or a "number" behind a label passed over: "extension is 204"."""
    is_label = cores[at].lower() in ("is", "number") and cores[at - 1].lower() in LABELS
    return cores[at - 1] if is_label else cores[at]


def _is_to(written: Sequence[Unit], at: int, phones: Container[int]) -> bool:
    """Whether a dash that stands by itself, or begins a thing, makes a range: "2 - 3 weeks"; more are no range."""
    low, high = at - 1, at if written[at].core else at + 1
    if not (_begins_with_dash(written, at) and low >= 0 and high < len(written)):
        return False
    in_row = any(_begins_with_dash(written, beside) for beside in (low - 1, low, high + 1))
    is_dialled = low in phones or high in phones
    return not (in_row or is_dialled) and is_range(written[low].core, written[high].core)


def _begins_with_dash(written: Sequence[Unit], at: int) -> bool:
    return 0 <= at < len(written) and re.match(r"-(?!\S)", written[at].text) is not None


def _placed(reading: Reading, unit: Unit, words: Sequence[Word]) -> list[tuple[int, Reading]]:
    """Which spoken words belong to which transcript word of a unit: to the one sounding halfway through each."""
    if len(unit.words) == 1:
        return [(unit.words[0], reading)]
    durations_s = [words[index].end_s - words[index].start_s for index in unit.words]
    places = middles(reading, durations_s)
    return [
        (index, tuple(text for text, place in zip(reading, places, strict=True) if place == at))
        for at, index in enumerate(unit.words)
    ]


def spoken_words(words: Sequence[Word]) -> tuple[SpokenWord, ...]:
    """Every word of a transcript in its spoken form, filled pauses in place; times lie inside the written word's."""
    written = units(words)
    phones = phone_readings(written)
    choices = _choices(written, phones)
    durations_s = [sum(words[index].end_s - words[index].start_s for index in unit.words) for unit in written]
    per_syllable_s = syllable_s(
        [
            (choice[0], duration_s)
            for choice, duration_s, unit in zip(choices, durations_s, written, strict=True)
            if not unit.filled_pause and len(choice) == 1 and unit.text.isalpha()
        ]
    )
    spoken: list[SpokenWord] = []
    for at, unit in enumerate(written):
        if at in phones:
            placed = list(zip(unit.words, phones[at], strict=True))
        else:
            placed = _placed(likeliest(choices[at], durations_s[at], per_syllable_s), unit, words)
        for index, reading in placed:
            timed = shared(reading, words[index].start_s, words[index].end_s)
            for text, start_s, end_s in timed:
                within = at in phones and text in ("uh", "um")  # "720-uh-555" is one word to some recognisers
                spoken.append(SpokenWord(text, start_s, end_s, "filled_pause" if within else words[index].kind, index))
    return tuple(spoken)


def spoken_text(words: Sequence[SpokenWord]) -> str:
    """Spoken words as one line of text."""
    return " ".join(word.text for word in words)
