"""The practice voicemails in samples/: recording, truth and transcript belong together and are what the truth says."""

import json
import tomllib
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from vmcoach.audio import Audio, load_audio
from vmcoach.speech import map_speech
from vmcoach.spoken import spoken_words
from vmcoach.spoken.number_words import DIGIT_OF
from vmcoach.transcript import Transcript, Word, transcript_from_dict, transcript_to_dict
from vmcoach.weights import load_model, weights_info

SAMPLES = Path(__file__).parents[1] / "samples"
MESSAGES = tomllib.loads((SAMPLES / "messages.toml").read_text(encoding="utf-8"))["message"]
NAMES = [message["file"] for message in MESSAGES]
SPOKEN = [name for name in NAMES if name != "silence.wav"]
LOSSLESS = (".wav", ".flac")


def read(name: str, kind: str) -> Any:
    """What a sample's truth or transcript file holds."""
    return json.loads((SAMPLES / name).with_suffix(f".{kind}.json").read_text(encoding="utf-8"))


def transcript(name: str) -> Transcript:
    """A sample's transcript."""
    return transcript_from_dict(read(name, "transcript"), name)


@cache
def audio(name: str) -> Audio:
    """A sample's sound, decoded once for all tests."""
    return load_audio(SAMPLES / name)


def test_nothing_but_the_messages_is_there() -> None:
    """Every message has its three files, and no recording is left over from an older one."""
    made = {
        (SAMPLES / name).with_suffix(suffix).name for name in NAMES for suffix in (".truth.json", ".transcript.json")
    }
    source = {"README.md", "make_samples.py", "messages.toml", "requirements.txt", "__pycache__"}
    assert {path.name for path in SAMPLES.iterdir()} - source == made | set(NAMES)


def test_the_folder_stays_small() -> None:
    """A checkout does not grow by more than 2.5 MB for the samples."""
    assert sum(path.stat().st_size for path in SAMPLES.iterdir() if path.is_file()) <= 2_500_000


@pytest.mark.parametrize("name", NAMES)
def test_the_recording_is_as_long_as_its_truth(name: str) -> None:
    """A decoded sample has the planted length: to the sample where the coding is lossless, else to 1 ms."""
    tolerance_s = 1e-6 if Path(name).suffix in LOSSLESS else 0.001
    assert audio(name).duration_s == pytest.approx(read(name, "truth")["duration_s"], abs=tolerance_s)


@pytest.mark.parametrize("name", NAMES)
def test_the_transcript_holds_the_words_of_the_truth(name: str) -> None:
    """The transcript reads as the verbatim text, marks the planted filled pauses and counts as many spoken words."""
    truth, told = read(name, "truth"), transcript(name)
    assert told.text == truth["text"]
    assert [
        {"text": word.text.rstrip(","), "start_s": word.start_s, "end_s": word.end_s}
        for word in told.words
        if word.kind == "filled_pause"
    ] == truth["fillers"]
    assert sum(word.kind == "word" for word in spoken_words(told.words)) == truth["words"]


@pytest.mark.parametrize("name", NAMES)
def test_the_transcript_is_in_the_form_that_vmcoach_writes(name: str) -> None:
    """Reading a transcript and writing it again changes nothing, and its words are in order inside the recording."""
    told = transcript(name)
    assert json.loads(json.dumps(transcript_to_dict(told))) == read(name, "transcript")
    times = [time for word in told.words for time in (word.start_s, word.end_s)]
    assert times == sorted(times)
    assert all(0 <= time <= audio(name).duration_s for time in times)


@pytest.mark.parametrize("name", SPOKEN)
def test_speech_is_heard_where_it_was_laid_down(name: str) -> None:
    """The speech map starts at the first planted sound; its end may miss a last weak consonant (0.3 s)."""
    truth, speech = read(name, "truth"), map_speech(audio(name))
    assert speech.spans[0].start_s == pytest.approx(truth["speech_start_s"], abs=0.05)
    assert speech.spans[-1].end_s == pytest.approx(truth["speech_end_s"], abs=0.3)


def test_no_speech_is_heard_in_silence() -> None:
    """A quiet room is not a message."""
    assert map_speech(audio("silence.wav")).spans == ()


@pytest.mark.whisper
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # whisper leaves its vocabulary open
@pytest.mark.parametrize("name", ["good.wav", "fillers.flac", "wrong_number.ogg"])
def test_the_voices_are_heard_well(name: str) -> None:
    """Whisper base, without any help, hears the numbers as planted, nine words of ten and as many as were said."""
    if weights_info("base") is None:
        pytest.skip("the weights of base are not here")
    heard, truth = plainly_heard(audio(name)), read(name, "truth")
    planted = [word.text for word in spoken_words(transcript(name).words) if word.kind == "word"]
    matching = sum(block.size for block in SequenceMatcher(None, planted, heard, autojunk=False).get_matching_blocks())
    assert matching >= 0.9 * truth["words"]
    assert len(heard) == pytest.approx(truth["words"], abs=1)
    digits = "".join(DIGIT_OF.get(word, " ") for word in heard)
    assert [run for run in digits.split() if len(run) > 6] == [
        saying["digits"] for saying in truth["phone_number"]["sayings"]
    ]


def plainly_heard(sound: Audio) -> list[str]:
    """The spoken words that openai-whisper's own greedy decoding finds, filled pauses left out."""
    import torch
    import whisper

    mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(torch.from_numpy(sound.samples)))
    decoded = whisper.decode(load_model("base"), mel, whisper.DecodingOptions(language="en", fp16=False))
    words = tuple(Word(text, 0.0, 0.0) for text in decoded.text.split() if text.strip(",.").lower() not in {"um", "uh"})
    return [word.text for word in spoken_words(words)]
