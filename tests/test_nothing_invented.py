"""Where nobody speaks no word is heard, and what is said before a silence is heard as without it."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tests.sounds import SOUNDS, Samples, pink_noise, white_noise
from vmcoach.audio import SAMPLE_RATE_HZ, Audio, Source, load_audio
from vmcoach.engines import EngineSpec, load_engine
from vmcoach.speech import Recording, Span, SpeechMap, map_speech
from vmcoach.transcript import Transcript, Word
from vmcoach.weights import weights_info

pytestmark = [
    pytest.mark.whisper,
    pytest.mark.skipif(weights_info("base") is None, reason="no weights of base: run `vmcoach models fetch base`"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # whisper leaves a file open
]

MESSAGE = Path(__file__).parents[1] / "samples" / "cryptic.wav"
"""10.75 s that end with "Thanks"."""
TAILS = {
    "silence": lambda duration_s: np.zeros(round(duration_s * SAMPLE_RATE_HZ), np.float32),
    "hiss": lambda duration_s: white_noise(duration_s, -60.0),
    "a room": lambda duration_s: pink_noise(duration_s, -50.0),
}


AUDIBLE = [name for name in SOUNDS if name != "digital silence"]


def audio(samples: Samples) -> Audio:
    """A recording of these samples."""
    duration_s = len(samples) / SAMPLE_RATE_HZ
    return Audio(Source("take.wav", "0" * 64, "wav", SAMPLE_RATE_HZ, 1, duration_s), samples)


@cache
def heard() -> dict[str, Transcript]:
    """Everything in this file, as one batch: each sound, with its own speech map and with one that is all speech."""
    message = load_audio(MESSAGE).samples
    sounds = {name: audio(make(12.0)) for name, make in SOUNDS.items()}
    recordings = {name: Recording(sound, map_speech(sound)) for name, sound in sounds.items()}
    everywhere = SpeechMap((Span(0.3, 11.7),), -60.0, -20.0)
    recordings |= {f"{name}, taken for speech": Recording(sounds[name], everywhere) for name in AUDIBLE}
    for tail, make in TAILS.items():
        sound = audio(np.concatenate([message, make(30.0 - len(message) / SAMPLE_RATE_HZ)]))
        recordings[f"message, then {tail}"] = Recording(sound, map_speech(sound))
    transcripts = load_engine(EngineSpec("whisper", "base")).transcribe(list(recordings.values()))
    return dict(zip(recordings, transcripts, strict=True))


@pytest.mark.parametrize("name", SOUNDS)
def test_no_word_is_heard_where_nobody_speaks(name: str) -> None:
    """Nor a filled pause, nor a doubtful one."""
    assert (heard()[name].words, heard()[name].doubtful) == ((), ())


@pytest.mark.parametrize("name", AUDIBLE)
def test_no_word_is_heard_even_where_the_sound_is_taken_for_speech(name: str) -> None:
    """What the speech map may let through, Whisper's doubt that anyone speaks stops."""
    assert (heard()[f"{name}, taken for speech"].words, heard()[f"{name}, taken for speech"].doubtful) == ((), ())


@pytest.mark.parametrize("tail", TAILS)
def test_a_silence_after_a_message_adds_nothing(tail: str) -> None:
    """In a clip of exactly 30 s, 19 s of it silent, the real "Thanks" is the last word, and the words are the same."""
    words = heard()[f"message, then {tail}"].words
    assert plain(words[-1]) == "thanks"
    assert words[-1].end_s < 10.75
    assert [plain(word) for word in words] == [plain(word) for word in heard()["message, then silence"].words]


def plain(word: Word) -> str:
    """A word without punctuation and capitals."""
    return "".join(filter(str.isalnum, word.text.lower()))
