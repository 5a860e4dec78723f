"""Takes are heard once wherever they go, and a worker that is lost costs no other message."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vmcoach.batch.takes import Take, take_of
from vmcoach.batch.workers import Crew, OpenCrew, dask, hear_by, hear_here, processes
from vmcoach.engines import EngineSpec, LaterEngine
from vmcoach.errors import SetupError
from vmcoach.measures import Observation
from vmcoach.outcome import Failure

SPEC = EngineSpec("scripted", "")


@pytest.fixture
def takes(write_recording: Callable[..., Path]) -> list[Take]:
    """Twenty recordings of silence, one file that is none and one that ends its worker."""
    paths = [write_recording(f"{number:02}.wav", np.zeros(800), 16_000) for number in range(20)]
    bad, deadly = paths[0].with_name("bad.wav"), write_recording("deadly.wav", np.zeros(800), 16_000)
    bad.write_bytes(b"no sound")
    return [take_of(path) for path in (*paths[:7], bad, deadly, *paths[7:])]


class OneProcess(Executor):
    """Does each task at once, but breaks for good at a batch that holds the deadly take."""

    def __init__(self) -> None:
        self.broken = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.broken:
            raise BrokenExecutor
        future: Future[Any] = Future()
        self.broken = any(take.file.endswith("deadly.wav") for take in args[0])
        if self.broken:
            future.set_exception(BrokenExecutor())
        else:
            future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def fragile() -> Iterator[Crew]:
    """A new process each time."""
    yield Crew(OneProcess(), 2, (BrokenExecutor,))


def verdicts(heard: Iterator[tuple[Take, Observation | Failure]]) -> dict[str, str]:
    """What became of each take, by name; a take that comes twice fails."""
    found: dict[str, str] = {}
    for take, outcome in heard:
        name = Path(take.file).name
        assert name not in found
        found[name] = outcome.kind if isinstance(outcome, Failure) else Path(outcome.source.path).name
    return found


def test_every_take_comes_back_with_its_own_outcome(takes: list[Take]) -> None:
    """In this process, a batch at a time."""
    found = verdicts(hear_here(LaterEngine(SPEC))(takes))
    assert len(found) == 22
    assert {name: kind for name, kind in found.items() if name != kind} == {"bad.wav": "not_audio"}


def test_a_take_that_ends_its_worker_twice_is_the_only_one_lost(takes: list[Take]) -> None:
    """Those that were with it are heard again, alone, by the next one."""
    found = verdicts(hear_by(fragile, SPEC)(takes))
    assert len(found) == 22
    assert {name: kind for name, kind in found.items() if name != kind} == {
        "bad.wav": "not_audio",
        "deadly.wav": "worker_lost",
    }


def test_a_process_that_is_killed_costs_no_message(takes: list[Take]) -> None:
    """Real processes: the first pool loses its worker with all takes before it."""
    openings: list[OpenCrew] = [processes(1)]

    @contextmanager
    def opened() -> Iterator[Crew]:
        with processes(1)() as crew:
            if openings:
                openings.pop()
                crew.executor.submit(os._exit, 1)
            yield crew

    found = verdicts(hear_by(opened, SPEC)(takes[:3]))
    assert found == {name: name for name in ("00.wav", "01.wav", "02.wav")}


def test_a_scheduler_that_is_not_there_is_a_matter_of_set_up() -> None:
    """One line instead of a traceback."""
    pytest.importorskip("distributed")
    with pytest.raises(SetupError, match="no dask scheduler"), dask("nosuch://scheduler", None)():
        pass
