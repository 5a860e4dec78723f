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
    """Notes what it was to foresee, and takes as long as it is told to."""

    info, lanes = EngineInfo("slow", "", "1"), 1

    def __init__(self) -> None:
        self.foreseen: list[str] = []
        self.begun, self.may_end = threading.Event(), threading.Event()

    def foresee(self, recording: Recording) -> None:
        """Wait until it may end."""
        self.foreseen.append(Path(recording.audio.source.path).name)
        self.begun.set()
        assert self.may_end.wait(10)

    def transcribe(self, recordings: Sequence[Recording], sharing: int = 1) -> list[Transcript]:
        """Not asked for."""
        raise AssertionError


@pytest.fixture
def takes(write_recording: Callable[..., Path]) -> list[Path]:
    """Three takes of silence."""
    return [write_recording(f"{name}.wav", np.zeros(800), 16_000) for name in "abc"]


def test_only_the_last_of_the_pauses_that_are_waited_for_is_heard(takes: list[Path]) -> None:
    """One is being heard; of those after it the last may be the end."""
    engine = Slow()
    foresight = Foresight(engine)
    foresight.paused(takes[0])
    assert engine.begun.wait(10)
    foresight.paused(takes[1])
    foresight.paused(takes[2])
    engine.may_end.set()
    foresight.settle()
    assert engine.foreseen == ["a.wav", "c.wav"]


def test_a_take_without_a_pause_has_nothing_to_wait_for() -> None:
    """Nor has one after what was heard is settled."""
    engine = Slow()
    Foresight(engine).settle()
    assert engine.foreseen == []


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
