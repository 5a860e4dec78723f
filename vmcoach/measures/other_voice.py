"""Words that another voice may have said, a television's or a colleague's: fainter than the others, and less clear.

Conventions: a word is as loud as its loudest tenth of a second, and loud is what a quarter of the words are. What a
word is fainter than `FAINT_DB` below that, and less sure than `UNSURE_BELOW`, speaks for another voice; what it is
louder and surer, against. Both are told in dB and add up over words in a row. Filled pauses, which speakers murmur, say
nothing. A voice as loud as the speaker's is not told, nor one of which no words are heard.

In 465 mixes of voicemails and calls with one other voice, 6 to 25 dB below the speaker, all the time or now and then,
by telephone or in a room, the count of words was off by more than a tenth in 131. Of these 89 are told, from 15 dB down
44 of 48; 23 more have uncertain words. Of the 193 recordings as they are none is told, and of 390 with noise, music or
a murmur of many behind them 2 are; of 130 whose speaker fades by 10 dB at the end of each phrase, 4.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from vmcoach.speech.frames import percentile
from vmcoach.spoken import SpokenWord
from vmcoach.transcript import Transcript, Word

FAINT_DB = 10.0
"""Below the loud words. From there on each 4 dB make it e times as likely that a word is not the speaker's."""

UNSURE_BELOW = 0.8
"""The mean probability below which all words of a message are uncertain."""

DB_A_POINT = 0.2
"""What a point (0.01) of probability is worth, by the same likelihood."""

MOST_DB = 6.0
"""Either clue speaks for another voice at most so much: in noise, probabilities drop in whole stretches."""

LEAST_DB = 16.0
"""Of a stretch that is told: more than a single word has. Of 193 recordings of one speaker one has 13, the others 9."""

_TENTHS_PER_S = 10


def find_other_voice(
    transcript: Transcript, spoken: Sequence[SpokenWord], tenths_dbfs: Sequence[float]
) -> tuple[tuple[SpokenWord, ...], ...]:
    """Words in a row that may be another voice's; none where the levels are not known."""
    evidence_db = _evidence_db(transcript.words, tenths_dbfs)
    runs = (
        tuple(word for word in spoken if first <= word.written < end and word.kind == "word")
        for first, end in _stretches(evidence_db)
    )
    return tuple(run for run in runs if run)


def _evidence_db(words: Sequence[Word], tenths_dbfs: Sequence[float]) -> list[float]:
    """For another voice, of each word."""
    levels_dbfs = [_level_dbfs(word, tenths_dbfs) for word in words]
    loud_dbfs = percentile(np.array([level for level in levels_dbfs if level is not None]), 75)
    return [
        0.0
        if level_dbfs is None
        else min(MOST_DB, loud_dbfs - level_dbfs - FAINT_DB)
        + min(MOST_DB, 100 * DB_A_POINT * (UNSURE_BELOW - word.probability))
        for word, level_dbfs in zip(words, levels_dbfs, strict=True)
    ]


def _level_dbfs(word: Word, tenths_dbfs: Sequence[float]) -> float | None:
    first, last = int(word.start_s * _TENTHS_PER_S), int(word.end_s * _TENTHS_PER_S)
    return max(tenths_dbfs[first : last + 1], default=None) if word.kind == "word" else None


def _stretches(evidence_db: Sequence[float]) -> Iterator[tuple[int, int]]:
    """First word and the one behind the last, of each stretch with `LEAST_DB`, before as much speaks against it."""
    first, end, total_db, most_db = 0, 0, 0.0, 0.0
    for at, each_db in enumerate([*evidence_db, float("-inf")]):
        if total_db <= 0:
            first, total_db, most_db = at, 0.0, 0.0
        total_db += each_db
        if total_db > most_db:
            end, most_db = at + 1, total_db
        if total_db <= max(0.0, most_db - LEAST_DB):
            if most_db >= LEAST_DB:
                yield first, end
            total_db = 0.0
