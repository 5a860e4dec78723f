"""Words that another voice may have said, at levels and with probabilities that are planted."""

from collections.abc import Sequence

import numpy as np
import pytest

from tests.test_samples import audio, transcript
from vmcoach.audio import SAMPLE_RATE_HZ, Audio, Source
from vmcoach.measures.other_voice import find_other_voice
from vmcoach.speech import map_speech
from vmcoach.spoken import SpokenWord, spoken_words
from vmcoach.transcript import EngineInfo, Transcript, Word, WordKind

Said = tuple[int, float, float]
"""So many words, how far below the loud ones in dB, and how sure the engine is of them."""

LOUD: Said = (12, 0.0, 0.9)


def found_in(words: tuple[Word, ...], tenths_dbfs: Sequence[float]) -> tuple[tuple[SpokenWord, ...], ...]:
    """The runs that are told of some words."""
    return find_other_voice(Transcript(words, EngineInfo("scripted", "", "1")), spoken_words(words), tenths_dbfs)


def told(*said: Said, loud_dbfs: float = -20.0, kind: WordKind = "word") -> list[tuple[int, int]]:
    """First word and the one behind the last of each stretch that is told, of words of half a second."""
    each = [(below_db, probability) for count, below_db, probability in said for _ in range(count)]
    words = tuple(
        Word("call", at / 2, at / 2 + 0.5, "word" if (below_db, probability) == LOUD[1:] else kind, probability)
        for at, (below_db, probability) in enumerate(each)
    )
    tenths_dbfs = [loud_dbfs - below_db - weaker_db for below_db, _ in each for weaker_db in (20, 6, 0, 3, 20)]
    return [(run[0].written, run[-1].written + 1) for run in found_in(words, tenths_dbfs)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param([LOUD], [], id="one voice"),
        pytest.param([LOUD, (6, 18.0, 0.9), LOUD], [(12, 18)], id="faint"),
        pytest.param([LOUD, (6, 11.0, 0.9), LOUD], [], id="a little fainter"),
        pytest.param([LOUD, (3, 18.0, 0.9), LOUD], [], id="faint, but not for long"),
        pytest.param([LOUD, (2, 18.0, 0.4), LOUD], [(12, 14)], id="faint and not clear"),
        pytest.param([LOUD, (1, 60.0, 0.0), LOUD], [], id="a single word"),
        pytest.param([LOUD, (12, 0.0, 0.3), LOUD], [], id="loud and not clear"),
        pytest.param([(6, 18.0, 0.9), LOUD, (6, 18.0, 0.9)], [(0, 6), (18, 24)], id="at both ends"),
        pytest.param([LOUD, (3, 18.0, 0.9), (1, 9.0, 0.9), (3, 18.0, 0.9)], [(12, 19)], id="one louder among them"),
        pytest.param([], [], id="no words"),
    ],
)
def test_words_fainter_and_less_clear_than_the_others_are_told(
    said: list[Said], expected: list[tuple[int, int]]
) -> None:
    """However loud the recording is."""
    assert told(*said) == told(*said, loud_dbfs=-50.0) == expected


def test_filled_pauses_tell_nothing() -> None:
    """Speakers murmur them."""
    assert told(LOUD, (6, 18.0, 0.2), LOUD, kind="filled_pause") == []


def test_nothing_is_told_where_no_levels_are_known() -> None:
    """As of an observation made by hand."""
    words = tuple(Word("call", at, at + 1.0, probability=0.1) for at in range(9))
    assert found_in(words, ()) == ()


def test_what_is_no_word_is_no_run() -> None:
    """A dash that stands alone is none when spoken."""
    words = tuple(Word("call" if at < 12 else "-", at / 10, at / 10 + 0.1, probability=0.5) for at in range(20))
    assert found_in(words, (-20.0,) * 12 + (-60.0,) * 8) == ()


@pytest.mark.parametrize(("behind_db", "is_told"), [(0.0, False), (5.0, False), (20.0, True)])
def test_a_voice_behind_a_message_is_told(behind_db: float, is_told: bool) -> None:
    """Its words are, and all of them, where it goes on after the speaker's; as loud as the speaker's it is not."""
    first, behind = audio("cryptic.wav"), audio("too_long.m4a")
    factor = np.float32(10 ** (-behind_db / 20) * first.samples.std() / behind.samples.std())
    samples = np.concatenate([first.samples, factor * behind.samples])
    source = Source("take.wav", "0" * 64, "wav", SAMPLE_RATE_HZ, 1, len(samples) / SAMPLE_RATE_HZ)
    later = [
        Word(word.text, first.duration_s + word.start_s, first.duration_s + word.end_s, word.kind)
        for word in transcript("too_long.m4a").words
    ]
    words = (*transcript("cryptic.wav").words, *later[:20])
    found = found_in(words, map_speech(Audio(source, samples)).tenths_dbfs)
    assert [word.text for run in found for word in run] == (
        [word.text for word in spoken_words(later[:20])] if is_told else []
    )
