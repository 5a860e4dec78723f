"""A filled pause that stands apart: what the speech map adds to what the rows say.

Of the sounds that people make alone between two pauses, short and with nothing else in them, most are filled pauses. So
a filled pause that the rows are in doubt of is likelier there. And where such a stretch is too short for a filled pause
and the little word beside it ("a", "hey"), the word was how Whisper spelt the filled pause.
"""

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


def settled(words: Sequence[Word], spans: Sequence[Span], counted: float) -> list[Word]:
    """The words of a window: filled pauses that stand apart made likelier, and words that were part of one taken out.

    Of several filled pauses in one such stretch those less likely than `counted` are the same sound as the likeliest.
    """
    likelier: dict[int, Word] = {}
    none: set[int] = set()
    for span, pauses in _apart(words, spans).items():
        others = [at for at, word in enumerate(words) if at not in pauses and _inside(word, span)]
        if others and not _spell_it([words[at] for at in others], span):
            continue
        best = max(pauses, key=lambda at: words[at].probability)
        likelier[best] = _likelier(words[best])
        none |= {*others, *(at for at in pauses if at != best and words[at].probability < counted)}
    return [likelier.get(at, word) for at, word in enumerate(words) if at not in none]


def _apart(words: Sequence[Word], spans: Sequence[Span]) -> dict[Span, list[int]]:
    """The short stretches of speech that hold a filled pause, and which words these are."""
    found: dict[Span, list[int]] = {}
    for at, word in enumerate(words):
        for span in spans if word.kind == "filled_pause" else ():
            if span.duration_s <= LONGEST_S and _inside(word, span):
                found.setdefault(span, []).append(at)
    return found


def _inside(word: Word, span: Span) -> bool:
    return span.start_s <= (word.start_s + word.end_s) / 2 <= span.end_s


def _spell_it(words: Sequence[Word], span: Span) -> bool:
    """Whether the words beside a filled pause in a stretch are one little one, and there is no room for both."""
    if len(words) > 1 or words[0].kind != "word" or span.duration_s > LONGEST_WITH_WORD_S:
        return False
    return bool(LITTLE_WORD.fullmatch("".join(filter(str.isalpha, words[0].text))))


def _likelier(word: Word) -> Word:
    said = ODDS * word.probability
    probability = round(said / (said + 1 - word.probability), 4)
    return replace(word, probability=probability, evidence=f"{word.evidence}, apart from other words")
