"""Engines: the loader, the replayed transcript, faster-whisper, and which words are filled pauses."""

import json
import sys
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmcoach.audio import SAMPLE_RATE_HZ, Audio, Source, load_audio
from vmcoach.cli.recogniser import engine_soon
from vmcoach.engines import (
    ENGINES,
    MOST_LANES,
    Engine,
    EngineSpec,
    LaterEngine,
    cores,
    engine_info,
    lanes_of,
    load_engine,
)
from vmcoach.engines.faster import in_order, join_pieces
from vmcoach.engines.vocabulary import is_filled_pause
from vmcoach.errors import RecordingError, SetupError, UsageError
from vmcoach.speech import Recording, Span, SpeechMap
from vmcoach.transcript import Transcript, Word, transcript_to_dict
from vmcoach.weights import models_folder

SAMPLES = Path(__file__).parents[1] / "samples"


def recording(path: Path, duration_s: float = 4.0, speech: bool = True) -> Recording:
    """A recording by its name and length; its sound does not matter to a replay."""
    samples = np.zeros(round(duration_s * SAMPLE_RATE_HZ), np.float32)
    audio = Audio(Source(str(path), "0" * 64, "wav", SAMPLE_RATE_HZ, 1, duration_s), samples)
    return Recording(audio, SpeechMap((Span(0.0, duration_s),) if speech else (), -60.0, -20.0))


def scripted(model: str = "base") -> Engine:
    """A replaying engine as the command line loads it."""
    return load_engine(EngineSpec("scripted", model))


# Filled pauses


FILLED_PAUSES = """
um Um, ummm uh Uh... uhh uhm er Er, erm ah ahh eh hm Hmm. mm mmm mhm huh (um) um- —uh— “Um,” um?
"""
OTHERS = """
uh-huh mm-hmm ah-ha ER UM her era user umbrella am a I oh hum ham m u h em me he ohm Omar Ahmed Uma um5 ... —
"""


@pytest.mark.parametrize("text", FILLED_PAUSES.split())
def test_a_filled_pause_is_told_by_its_spelling(text: str) -> None:
    """However long it is drawn out and whatever punctuation stands around it."""
    assert is_filled_pause(text)


@pytest.mark.parametrize("text", [*OTHERS.split(), ""])
def test_other_words_are_none(text: str) -> None:
    """A yes, initials, letters, digits said as "oh", and words that hold one."""
    assert not is_filled_pause(text)


# The loader


def test_an_unknown_engine_is_a_usage_error_that_lists_the_choices() -> None:
    """With every name that works."""
    with pytest.raises(UsageError, match=r"'wisper'.*whisper, faster-whisper, scripted"):
        load_engine(EngineSpec("wisper"))
    assert list(ENGINES) == ["whisper", "faster-whisper", "scripted"]


def test_an_unknown_model_is_a_usage_error() -> None:
    """Found before anything heavy is loaded or fetched."""
    with pytest.raises(UsageError, match="'bass'"):
        load_engine(EngineSpec("faster-whisper", "bass"))


def test_a_missing_extra_is_a_matter_of_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message is the command that helps."""
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(SetupError, match=r"pip install 'vmcoach\[fast\]'"):
        load_engine(EngineSpec("faster-whisper", "base"))


def test_an_engine_for_later_is_known_before_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be had is told by the first who needs it."""
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    later = LaterEngine(EngineSpec("faster-whisper", "base"))
    assert (later.info.name, later.info.model, later.lanes) == ("faster-whisper", "base", 1)
    with pytest.raises(SetupError, match="not installed"):
        later.transcribe([])
    with pytest.raises(SetupError, match="not installed"):
        later.foresee(recording(Path("any.wav")), lambda: False)


def test_what_goes_wrong_while_an_engine_is_loaded_is_told_to_who_needs_it() -> None:
    """And not tried again, which might fetch for minutes."""
    loading: Future[Engine] = Future()
    loading.set_exception(SetupError("the weights are not what they should be"))
    later = LaterEngine(EngineSpec("scripted"), loading)
    with pytest.raises(SetupError, match="not what they should be"):
        later.transcribe([])


def test_an_engine_for_later_hears_as_the_engine(tmp_path: Path) -> None:
    """The same transcript by either."""
    path = tmp_path / "one.transcript.json"
    path.write_text(json.dumps(transcript_to_dict(Transcript((Word("hello", 0.5, 0.9),), scripted().info))))
    recorded = recording(tmp_path / "one.wav")
    (heard,) = LaterEngine(EngineSpec("scripted")).transcribe([recorded])
    assert [heard] == scripted().transcribe([recorded])
    assert [word.text for word in heard.words] == ["hello"]


@pytest.mark.parametrize(("wanted", "expected"), [("1", 1), ("", None), ("0", None), ("many", None), ("9999", None)])
def test_the_cores_are_those_that_torch_would_use(
    monkeypatch: pytest.MonkeyPatch, wanted: str, expected: int | None
) -> None:
    """No more than there are, and fewer where OMP_NUM_THREADS says so."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    usable = cores()
    monkeypatch.setenv("OMP_NUM_THREADS", wanted)
    assert cores() == (usable if expected is None else expected)
    assert lanes_of("whisper") == min(MOST_LANES, cores())
    assert lanes_of("scripted") == 1


def test_an_engine_is_loaded_once_however_many_threads_ask() -> None:
    """All get the same one."""
    together, engines = threading.Barrier(8), []

    def ask() -> None:
        together.wait()
        engines.append(scripted("once.json"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(engines) == 8
    assert len({id(engine) for engine in engines}) == 1


# The replayed transcript

WORDS = (Word("Hi", 0.5, 0.7), Word("um,", 0.7, 1.0, "filled_pause", 0.8, "plain"), Word("Omar.", 1.25, 4.0))


def written(path: Path, **fields: Any) -> Path:
    """A transcript file with the words above, fields replaced."""
    engine = scripted().info
    path.write_text(json.dumps(transcript_to_dict(Transcript(WORDS, engine)) | fields), encoding="utf-8")
    return path


def test_the_transcript_beside_a_recording_is_replayed(tmp_path: Path) -> None:
    """In the order of the recordings, each its own."""
    written(tmp_path / "one.transcript.json")
    written(tmp_path / "two.transcript.json", words=[])
    two, one = scripted().transcribe([recording(tmp_path / "two.mp3"), recording(tmp_path / "one.wav")])
    assert one.words == WORDS
    assert two.words == ()
    assert one.engine == scripted().info == engine_info(EngineSpec("scripted", "base"))
    assert one.engine.name == "scripted"


def test_a_transcript_named_by_the_spec_is_replayed_for_any_recording(tmp_path: Path) -> None:
    """And the result names it."""
    path = written(tmp_path / "mine.json")
    (transcript,) = scripted(str(path)).transcribe([recording(Path("elsewhere.wav"))])
    assert transcript.words == WORDS
    assert transcript.engine.model == "mine.json"


def test_where_nothing_sounds_no_words_are_replayed(tmp_path: Path) -> None:
    """As every engine does."""
    written(tmp_path / "one.transcript.json")
    (transcript,) = scripted().transcribe([recording(tmp_path / "one.wav", speech=False)])
    assert transcript.words == ()


def word(start_s: object, end_s: object) -> dict[str, object]:
    """A word with any times."""
    return {"text": "late", "start_s": start_s, "end_s": end_s}


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([word(3.5, 4.5)], "4.000 s"),
        ([word(-0.1, 1)], "-0.1"),
        ([word(2, 1)], "2–1"),
        ([word(0, 2), word(1.5, 3)], "1.5–3"),
        ([word(float("nan"), 1)], "nan"),
        ([word(0, float("inf"))], "inf"),
        ([word("0", "1")], "'late'"),
        ([word(None, 1)], "None"),
        ([{"text": "late"}], "start_s"),
        ([word(0, 1) | {"text": 5}], "'text': 5"),
        ([word(0, 1) | {"kind": "laugh"}], "laugh"),
        ([word(0, 1) | {"kind": ["word"]}], "['word']"),
        ([word(0, 1) | {"probability": "high"}], "high"),
        ([word(0, 1) | {"evidence": None}], "None"),
        (None, "NoneType"),
    ],
)
@pytest.mark.parametrize("kept_as", ["words", "doubtful"])
def test_words_that_no_recording_can_have_are_refused(
    tmp_path: Path, words: object, complaint: str, kept_as: str
) -> None:
    """The message names the file and the place; only this recording fails."""
    path = written(tmp_path / "one.transcript.json", **{kept_as: words})
    with pytest.raises(RecordingError) as caught:
        scripted().transcribe([recording(tmp_path / "one.wav")])
    assert caught.value.kind == "transcript"
    assert str(path) in str(caught.value)
    assert complaint in str(caught.value)


@pytest.mark.parametrize("content", [None, b"", b"[]", b"3", b"{", b"\xff\xfe", b'{"words": 3}', b'{"words": [3]}'])
def test_a_file_that_is_no_transcript_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """Missing, empty, another JSON, no JSON, no text."""
    path = tmp_path / "one.transcript.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RecordingError, match=r"one\.transcript\.json"):
        scripted().transcribe([recording(tmp_path / "one.wav")])


# faster-whisper


@dataclass
class Piece:
    """What faster-whisper calls a word."""

    word: str
    start: float = 0.0
    end: float = 1.0
    probability: float = 1.0


def test_pieces_without_a_space_belong_to_the_word_before() -> None:
    """A number in two pieces is one word, over the time of both and as sure as the less sure."""
    pieces = [Piece(" at", 0, 1), Piece(" 555", 1, 2, 0.9), Piece("-0147.", 2, 3, 0.7), Piece(" Um,", 3, 4, 0.5)]
    assert list(join_pieces(pieces)) == [
        Word("at", 0, 1),
        Word("555-0147.", 1, 3, probability=0.7),
        Word("Um,", 3, 4, "filled_pause", 0.5, "plain"),
    ]
    assert list(join_pieces([])) == []
    assert [word.text for word in join_pieces([Piece("Hi"), Piece(" you")])] == ["Hi", "you"]


@given(st.lists(st.tuples(st.floats(-1, 9), st.floats(-1, 9))), st.floats(0, 5))
def test_words_end_in_order_and_inside_the_recording(times: list[tuple[float, float]], duration_s: float) -> None:
    """Whatever times came in; none is lost."""
    words = list(in_order((Word("x", start, end) for start, end in times), duration_s))
    bounds = [0.0, *(time for word in words for time in (word.start_s, word.end_s)), duration_s]
    assert bounds == sorted(bounds)
    assert len(words) == len(times)


def test_times_that_are_right_stay() -> None:
    """Only what is wrong is moved."""
    assert list(in_order(WORDS, 4.0)) == list(WORDS)


@pytest.fixture
def faster() -> Engine:
    """faster-whisper on base's packaged weights."""
    pytest.importorskip("faster_whisper")
    if not (models_folder() / "base" / "model.bin").is_file():
        pytest.skip("no packaged copy of base")
    return load_engine(EngineSpec("faster-whisper", "base"))


@pytest.mark.whisper
def test_faster_whisper_hears_a_message_and_no_words_where_nothing_sounds(faster: Engine) -> None:
    """Offline, on the packaged weights, every word at its time in the recording."""
    audio = load_audio(SAMPLES / "good.wav")
    sound = SpeechMap((Span(0.0, audio.duration_s),), -60.0, -20.0)
    said, silent = faster.transcribe([Recording(audio, sound), Recording(audio, SpeechMap((), -60.0, -60.0))])
    assert silent.words == ()
    assert {"Tom", "second", "clinic", "Thursday?"} <= {word.text for word in said.words}
    truth = json.loads((SAMPLES / "good.transcript.json").read_text(encoding="utf-8"))["words"]
    (thursday,) = (word.start_s for word in said.words if word.text == "Thursday?")
    (wanted,) = (word["start_s"] for word in truth if word["text"] == "Thursday?")
    assert thursday == pytest.approx(wanted, abs=0.3)
    assert said.engine == faster.info
    assert faster.info.model == "base"
    assert engine_info(EngineSpec("faster-whisper", "base")) == faster.info


@pytest.mark.whisper
def test_words_far_from_any_sound_are_not_believed(faster: Engine) -> None:
    """Only the words near the spans of the speech map are kept."""
    audio = load_audio(SAMPLES / "good.wav")
    (heard,) = faster.transcribe([Recording(audio, SpeechMap((Span(0.0, 2.0),), -60.0, -20.0))])
    assert heard.words
    assert heard.words[-1].start_s < 2.2


def test_a_command_spares_torch_what_its_compiler_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where torch is not there yet: another program's torch is left as it is."""
    shapes = "torch._meta_registrations"
    monkeypatch.delitem(sys.modules, shapes, raising=False)
    monkeypatch.setitem(sys.modules, "torch", ModuleType("torch"))
    engine_soon("scripted", "base")
    assert shapes not in sys.modules
    monkeypatch.delitem(sys.modules, "torch")
    monkeypatch.setitem(sys.modules, shapes, ModuleType("whole"))
    engine_soon("scripted", "base")
    assert sys.modules[shapes].__name__ == "whole"
    monkeypatch.delitem(sys.modules, shapes)
    engine_soon("scripted", "base")
    assert sys.modules.pop(shapes).__name__ == shapes
