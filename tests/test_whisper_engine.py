"""Whisper base on the samples: filled pauses, numbers, pace and times are what was planted."""

import json
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vmcoach.audio import SAMPLE_RATE_HZ, load_audio
from vmcoach.engines import EngineSpec, load_engine
from vmcoach.engines.placing import placed
from vmcoach.engines.whisper import WhisperEngine
from vmcoach.engines.windows import windows
from vmcoach.measures import PhoneNumber
from vmcoach.measures.duration import Duration, measure_duration, spoken_spans
from vmcoach.measures.other_voice import find_other_voice
from vmcoach.measures.phone_number import find_phone_number
from vmcoach.pipeline import side_by_side
from vmcoach.speech import Recording, map_speech
from vmcoach.spoken import SpokenWord, spoken_words
from vmcoach.transcript import Transcript, Word, transcript_from_dict
from vmcoach.weights import weights_info

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = ("good.wav", "fillers.flac", "wrong_number.ogg", "landline.wav")
LONG = "too_long.m4a"
"""36.8 s: two windows."""
ALL = (*NAMES, LONG)

pytestmark = [
    pytest.mark.whisper,
    pytest.mark.skipif(weights_info("base") is None, reason="no weights of base: run `vmcoach models fetch base`"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # whisper leaves a file open
]


@cache
def recordings() -> dict[str, Recording]:
    """The samples with their speech maps."""
    sounds = {name: load_audio(SAMPLES / name) for name in ALL}
    return {name: Recording(sound, map_speech(sound)) for name, sound in sounds.items()}


@cache
def transcripts() -> dict[str, Transcript]:
    """What was heard in all of them, as one batch."""
    heard = load_engine(EngineSpec("whisper", "base")).transcribe(list(recordings().values()))
    return dict(zip(recordings(), heard, strict=True))


def truth(name: str) -> Any:
    """What was planted."""
    return json.loads((SAMPLES / name).with_suffix(".truth.json").read_text(encoding="utf-8"))


def spoken(name: str) -> tuple[SpokenWord, ...]:
    """The spoken words that were heard."""
    return spoken_words(transcripts()[name].words)


def duration(name: str) -> Duration:
    """Where the message lies in its recording."""
    recording = recordings()[name]
    return measure_duration(recording.audio.duration_s, spoken_spans(recording.speech, transcripts()[name].words))


def planted_words(name: str) -> list[str]:
    """The spoken words of the truth, filled pauses left out."""
    told = json.loads((SAMPLES / name).with_suffix(".transcript.json").read_text(encoding="utf-8"))
    return [word.text for word in spoken_words(transcript_from_dict(told, name).words) if word.kind == "word"]


def test_a_number_that_rows_lose_themselves_in_is_heard() -> None:
    """Rows that are to spell it begin "O-O-O-S-E-N-N-N"; the one with numerals has "O2O-7-946-198"."""
    sound = load_audio(Path(__file__).parent / "spoken" / "trunk_zero.ogg")
    (heard,) = load_engine(EngineSpec("whisper", "base")).transcribe([Recording(sound, map_speech(sound))])
    number = find_phone_number(spoken_words(heard.words), heard)
    assert number
    assert number.digits == "02079460198"


@pytest.mark.parametrize("name", ALL)
def test_no_other_voice_is_told_of_one_speaker(name: str) -> None:
    """Where Whisper is unsure of some words, too."""
    assert find_other_voice(transcripts()[name], spoken(name), recordings()[name].speech.tenths_dbfs) == ()


def test_words_of_a_voice_behind_the_speaker_are_told() -> None:
    """15 dB below, as of a television: it fills pauses and dead air, and its words are those that are too many."""
    message, behind = load_audio(SAMPLES / "dead_air.ogg"), recordings()[LONG].audio.samples
    factor = np.float32(10 ** (-15 / 20) * message.samples.std() / behind.std())
    mixed = replace(message, samples=message.samples + factor * behind[: len(message.samples)])
    recording = Recording(mixed, map_speech(mixed))
    (heard,) = load_engine(EngineSpec("whisper", "base")).transcribe([recording])
    said = spoken_words(heard.words)
    too_many = sum(word.kind == "word" for word in said) - truth("dead_air.ogg")["words"]
    assert too_many > 12
    told = sum(map(len, find_other_voice(heard, said, recording.speech.tenths_dbfs)))
    assert told == pytest.approx(too_many, abs=4)


@pytest.mark.parametrize("name", ALL)
def test_every_filled_pause_is_heard_and_none_is_invented(name: str) -> None:
    """Each within 0.25 s of where it was planted: the start inside running speech is attention's."""
    starts_s = [word.start_s for word in spoken(name) if word.kind == "filled_pause"]
    assert starts_s == pytest.approx([filler["start_s"] for filler in truth(name)["fillers"]], abs=0.25)


@pytest.mark.parametrize("name", ALL)
def test_a_number_has_its_digits_in_every_saying(name: str) -> None:
    """Also where the second saying differs from the first, and where a filled pause stands inside."""
    planted, found = truth(name)["phone_number"], find_phone_number(spoken(name), transcripts()[name])
    assert isinstance(found, PhoneNumber)
    assert (found.digits, found.times_said, found.sayings_agree) == (
        planted["digits"], planted["times_said"], planted["sayings_agree"],
    )  # fmt: skip
    assert [saying.start_s for saying in found.sayings] == pytest.approx(
        [saying["start_s"] for saying in planted["sayings"]], abs=0.4
    )


@pytest.mark.parametrize("name", ALL)
def test_words_a_second_are_within_three_in_a_hundred(name: str) -> None:
    """Of spoken words over the spoken span."""
    planted, heard = truth(name), duration(name)
    said = planted["words"] / (planted["speech_end_s"] - planted["speech_start_s"])
    words = sum(word.kind == "word" for word in spoken(name))
    assert words / heard.spoken_span_s == pytest.approx(said, rel=0.03)


@pytest.mark.parametrize("name", ALL)
def test_the_message_begins_and_ends_where_it_was_laid_down(name: str) -> None:
    """To 0.15 s."""
    planted, heard = truth(name), duration(name)
    assert heard.speech_start_s == pytest.approx(planted["speech_start_s"], abs=0.15)
    assert heard.speech_end_s == pytest.approx(planted["speech_end_s"], abs=0.15)


@pytest.mark.parametrize("name", ALL)
def test_nine_words_of_ten_are_right(name: str) -> None:
    """In order; over the seam of two windows as well."""
    heard = [word.text for word in spoken(name) if word.kind == "word"]
    blocks = SequenceMatcher(None, planted_words(name), heard, autojunk=False).get_matching_blocks()
    assert sum(block.size for block in blocks) >= 0.9 * max(truth(name)["words"], len(heard))


def test_a_take_that_was_heard_while_it_paused_is_not_heard_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words are those of the whole take; a take that went on after the pause is heard anew."""
    engine = load_engine(EngineSpec("whisper", "base"))
    assert isinstance(engine, WhisperEngine)
    whole = recordings()["good.wav"]
    pause_s = next(after.start_s for after in whole.speech.spans[1:] if after.start_s > 5.0) - 0.1
    lengths: list[int] = []
    hear = engine._heard
    monkeypatch.setattr(engine, "_heard", lambda *given: lengths.append(len(given[1])) or hear(*given))
    engine.foresee(part_of(whole, pause_s), lambda: False)
    assert same_words(engine.transcribe([whole])[0], transcripts()["good.wav"])
    engine.foresee(part_of(whole, whole.speech.spans[-1].end_s + 0.35), lambda: False)
    assert same_words(engine.transcribe([whole])[0], transcripts()["good.wav"])
    assert lengths == [1, 1, 1]


def test_what_is_heard_of_a_pause_is_given_up_when_it_was_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Soon; what was heard of an earlier one is kept, and what was written of this one is a draft of the next."""
    engine = load_engine(EngineSpec("whisper", "base"))
    assert isinstance(engine, WhisperEngine)
    whole = recordings()["good.wav"]
    monkeypatch.setattr(engine, "_foreseen", {})
    monkeypatch.setattr(engine, "_drafts", {})
    engine.foresee(part_of(whole, 3.0), lambda: False)
    kept, drafts = engine._foreseen, engine._drafts
    asked = iter([False] * 30)
    engine.foresee(whole, lambda: next(asked, True))
    assert next(asked, None) is None
    assert kept
    assert engine._foreseen is kept
    assert engine._drafts.keys() == drafts.keys()
    (longer,), (before,) = engine._drafts.values(), drafts.values()
    assert sum(map(len, longer)) > sum(map(len, before))


def test_words_that_all_rows_left_out_are_heard_again() -> None:
    """A first sentence whose time went to its last word is there again; the name in it may be heard otherwise."""
    engine, recording = load_engine(EngineSpec("whisper", "base")), recordings()["good.wav"]
    assert isinstance(engine, WhisperEngine)
    (window,) = windows([recording])
    (hearing,) = engine._all_heard([recording], [window])
    last = next(at for at, word in enumerate(hearing.words) if word.text.startswith("Brightside"))
    long = replace(hearing.words[last], spoken=(replace(hearing.words[last].spoken[0], start_s=window.start_s),))
    left = replace(hearing, words=[long, *hearing.words[last + 1 :]])
    words = placed(left.words, recording, window)
    assert words[0].text == long.text
    found = engine._completed(words, left, [recording], window)
    assert len(found) == len(hearing.words)
    assert [word.text.lower() for word in found[2:]] == [word.text.lower() for word in hearing.words[2:]]


def same_words(heard: Transcript, other: Transcript) -> bool:
    """Whether words and times are the same, and probabilities but for rounding."""
    pairs = zip(heard.words, other.words, strict=True)
    near = all(abs(word.probability - second.probability) < 0.01 for word, second in pairs)
    return near and [*map(without_probability, heard.words)] == [*map(without_probability, other.words)]


def without_probability(word: Word) -> Word:
    """The rest of a word."""
    return replace(word, probability=1.0)


def part_of(recording: Recording, end_s: float) -> Recording:
    """The beginning of a recording, as it is while it is made."""
    samples = recording.audio.samples[: round(end_s * SAMPLE_RATE_HZ)]
    audio = replace(recording.audio, samples=samples)
    return Recording(audio, map_speech(audio))


def test_lanes_hear_what_one_call_hears() -> None:
    """In threads beside each other, and with the cores shared."""
    engine = load_engine(EngineSpec("whisper", "base"))
    names = NAMES[:2]
    heard = side_by_side(lambda name: engine.transcribe([recordings()[name]], 2), names, 2)
    texts = [[word.text for word in transcript.words] for (transcript,) in heard]
    assert texts == [[word.text for word in transcripts()[name].words] for name in names]
