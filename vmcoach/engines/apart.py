"""A filled pause that stands apart: what the speech map adds to what the rows say.

Of the sounds that people make alone between two pauses, short and with nothing else in them, most are filled pauses. So
a filled pause that the rows are in doubt of is likelier there. And where such a stretch is too short for a filled pause
and the little word beside it ("a", "hey"), the word was how Whisper spelt the filled pause.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from vmcoach.speech import Span
from vmcoach.transcript import Word

LONGEST_S = 0.9
"""Filled pauses last 0.2-0.6 s, the long ones at the start of a sentence up to 0.9 s (Clark & Fox Tree 2002)."""
LONGEST_WITH_WORD_S = 0.7
"""Less than a filled pause and a word take together."""
LITTLE_WORD = re.compile(r"[aeiouhmnry]{1,3}", re.IGNORECASE)
"""Words that Whisper spells a filled pause with: a vowel, and what it may begin and end with ("a", "hey", "or")."""
ODDS = 3.25
"""How much likelier a filled pause is apart: one that is doubtful (0.08) elsewhere counts there."""


def settled(words: Sequence[Word], spans: Sequence[Span]) -> list[Word]:
    """The words of a window, with filled pauses that stand apart made likelier and words that were none taken out."""
    alone = {at: span for at, word in enumerate(words) if (span := _apart(word, spans))}
    spelt = {at + 1 for at, span in alone.items() if _spells_it(words, at, span)}
    return [
        replace(word, probability=_likelier(word.probability), evidence=f"{word.evidence}, apart from other words")
        if at in alone and _is_alone(words, at, alone[at], spelt)
        else word
        for at, word in enumerate(words)
        if at not in spelt
    ]


def _apart(word: Word, spans: Sequence[Span]) -> Span | None:
    """The short stretch of speech that a filled pause lies in."""
    if word.kind != "filled_pause":
        return None
    middle_s = (word.start_s + word.end_s) / 2
    inside = (span for span in spans if span.start_s <= middle_s <= span.end_s and span.duration_s <= LONGEST_S)
    return next(inside, None)


def _inside(word: Word, span: Span) -> bool:
    return span.start_s <= (word.start_s + word.end_s) / 2 <= span.end_s


def _spells_it(words: Sequence[Word], at: int, span: Span) -> bool:
    """Whether the next word is a little one in the same stretch, with nothing else there."""
    others = [other for other, word in enumerate(words) if other != at and _inside(word, span)]
    if others != [at + 1] or words[at + 1].kind != "word" or span.duration_s > LONGEST_WITH_WORD_S:
        return False
    return bool(LITTLE_WORD.fullmatch("".join(filter(str.isalpha, words[at + 1].text))))


def _is_alone(words: Sequence[Word], at: int, span: Span, spelt: set[int]) -> bool:
    return not any(_inside(word, span) for other, word in enumerate(words) if other != at and other not in spelt)


def _likelier(probability: float) -> float:
    odds = ODDS * probability / max(1e-9, 1 - probability)
    return round(odds / (1 + odds), 4) if math.isfinite(odds) else probability
