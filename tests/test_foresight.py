"""A take is heard while its rep pauses, and nothing that goes wrong meanwhile is in the way."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from vmcoach.cli.foresight import Foresight
from vmcoach.speech import Recording
from vmcoach.transcript import EngineInfo, Transcript


class Slow:
    """Notes what it was to foresee, and takes as long as it is told to or is not abandoned."""

    info, lanes = EngineInfo("slow", "", "1"), 1

    def __init__(self) -> None:
        self.foreseen: list[str] = []
        self.begun, self.may_end, self.ended = threading.Event(), threading.Event(), threading.Event()

    def foresee(self, recording: Recording, abandoned: Callable[[], bool]) -> None:
        """Wait until it may end."""
        self.begun.set()
        for _ in range(1000):
            if abandoned() or self.may_end.wait(0.01):
                break
        name = Path(recording.audio.source.path).name
        self.foreseen.append(f"{name}, abandoned" if abandoned() else name)
        self.ended.set()

    def transcribe(self, recordings: Sequence[Recording], sharing: int = 1) -> list[Transcript]:
        """Not asked for."""
        raise AssertionError


@pytest.fixture
def takes(write_recording: Callable[..., Path]) -> list[Path]:
    """Three takes of silence."""
    return [write_recording(f"{name}.wav", np.zeros(800), 16_000) for name in "abc"]


def test_only_the_last_pause_is_heard_to_its_end(takes: list[Path]) -> None:
    """Those before it were not the end."""
    engine = Slow()
    foresight = Foresight(engine)
    foresight.paused(takes[0])
    assert engine.begun.wait(10)
    foresight.paused(takes[1])
    foresight.paused(takes[2])
    assert engine.ended.wait(10)
    engine.may_end.set()
    foresight.settle()
    assert engine.foreseen == ["a.wav, abandoned", "c.wav"]


def test_a_pause_that_was_not_the_end_is_not_waited_for(takes: list[Path]) -> None:
    """The take went on; what is heard of the pause would only be a draft."""
    engine = Slow()
    foresight = Foresight(engine)
    foresight.paused(takes[0])
    assert engine.begun.wait(10)
    foresight.went_on()
    assert engine.foreseen == []
    foresight.settle()
    assert engine.foreseen == ["a.wav, abandoned"]


def test_a_pause_after_one_that_was_not_the_end_is_waited_for(takes: list[Path]) -> None:
    """The take did not go on after it."""
    engine = Slow()
    foresight = Foresight(engine)
    engine.may_end.set()
    foresight.paused(takes[0])
    foresight.went_on()
    foresight.paused(takes[1])
    foresight.settle()
    assert engine.foreseen[-1] == "b.wav"


def test_speech_that_goes_on_is_heard_when_nothing_else_is(takes: list[Path]) -> None:
    """A slow computer is not kept from its end; and nobody waits for what is only a draft."""
    engine = Slow()
    foresight = Foresight(engine)
    foresight.speaking(takes[0])
    assert engine.begun.wait(10)
    foresight.speaking(takes[1])
    foresight.settle()
    assert engine.foreseen == ["a.wav, abandoned"]
    engine.may_end.set()
    foresight.speaking(takes[1])
    foresight.paused(takes[2])
    foresight.settle()
    assert engine.foreseen[-1] == "c.wav"


def test_a_take_without_a_pause_has_nothing_to_wait_for(takes: list[Path]) -> None:
    """Nor has one after what was heard is settled."""
    engine = Slow()
    engine.may_end.set()
    foresight = Foresight(engine)
    foresight.settle()
    assert engine.foreseen == []
    foresight.paused(takes[0])
    foresight.settle()
    foresight.settle()
    assert engine.foreseen == ["a.wav"]


def test_what_cannot_be_heard_now_is_no_error(takes: list[Path]) -> None:
    """The take is scored all the same, and tells it then."""
    engine = Slow()
    engine.may_end.set()
    foresight = Foresight(engine)
    foresight.paused(takes[0].with_name("gone.wav"))
    foresight.settle()
    foresight.paused(takes[1])
    foresight.settle()
    assert engine.foreseen == ["b.wav"]
