"""Who hears the takes: this process, processes beside it, or a dask cluster, all by the same function.

An `Executor` is the seam. This process alone is the default: its threads hear a batch each, with one model between
them. A message is heard in one place only, and a worker that is lost costs no more than the messages that it held: they
are heard again one by one, and one that loses its worker once more is told as a failure.
"""

import logging
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context, parent_process
from threading import Lock
from types import ModuleType
from typing import Any

from vmcoach.batch.contents import observe_takes
from vmcoach.batch.takes import Take
from vmcoach.engines import Engine, EngineSpec, load_engine
from vmcoach.errors import SetupError
from vmcoach.measures import Observation
from vmcoach.outcome import Failure
from vmcoach.pipeline import BATCH, in_lanes
from vmcoach.printable import printable

Outcomes = list[Observation | Failure]
Hear = Callable[[Sequence[Take]], Iterator[tuple[Take, Observation | Failure]]]
"""Hears takes and gives each with its outcome, in any order."""

_hearing = Lock()


@dataclass(frozen=True, slots=True)
class Crew:
    """Workers at hand: an executor, how many tasks it does at a time, and what it raises when it loses a worker."""

    executor: Executor
    width: int
    lost: tuple[type[BaseException], ...]


OpenCrew = Callable[[], AbstractContextManager[Crew]]


def hear_here(engine: Engine) -> Hear:
    """Hearing in this process, in as many threads as its engine has lanes."""

    def hear(takes: Sequence[Take]) -> Iterator[tuple[Take, Observation | Failure]]:
        return zip(takes, in_lanes(takes, engine, observe_takes), strict=True)

    return hear


def hear_by(open_crew: OpenCrew, spec: EngineSpec) -> Hear:
    """Hearing by workers; a crew that breaks down is opened again."""

    def hear(takes: Sequence[Take]) -> Iterator[tuple[Take, Observation | Failure]]:
        waiting, doubtful = deque(_batches(takes)), deque[tuple[Take, ...]]()
        while waiting or doubtful:
            with open_crew() as crew:
                yield from _until_broken(crew, spec, waiting, doubtful)

    return hear


def processes(count: int) -> OpenCrew:
    """Processes of this machine, which share its cores between them."""

    @contextmanager
    def opened() -> Iterator[Crew]:
        threads = max(1, (os.cpu_count() or 1) // count)
        with ProcessPoolExecutor(count, get_context("spawn"), _begin, (threads,)) as executor:
            try:
                yield Crew(executor, count, (BrokenExecutor,))
            finally:
                executor.shutdown(wait=False, cancel_futures=True)

    return opened


def dask(address: str, count: int | None) -> OpenCrew:
    """A dask cluster: one at an address, or with "local" a new one of `count` processes."""

    @contextmanager
    def opened() -> Iterator[Crew]:
        try:
            distributed = import_module("distributed")
        except ImportError as error:
            raise SetupError("--dask needs the extra `dask`; run: pip install 'vmcoach[dask]'") from error
        with ExitStack() as stack:
            if address == "local":
                workers = count or os.cpu_count() or 1
                cluster = distributed.LocalCluster(
                    n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.ERROR
                )
                client = distributed.Client(stack.enter_context(cluster))
            else:
                client = _connected(distributed, address)
            stack.enter_context(client)
            width = sum(client.nthreads().values()) or 1
            yield Crew(client.get_executor(pure=False), width, (distributed.KilledWorker, CancelledError))

    return opened


def _connected(distributed: ModuleType, address: str) -> Any:
    try:
        return distributed.Client(address, timeout="10s")
    except (OSError, ValueError) as error:  # a time-out is an OSError
        raise SetupError(f"There is no dask scheduler at {printable(address)} ({error}).") from error


def _batches(takes: Sequence[Take]) -> Iterator[tuple[Take, ...]]:
    for start in range(0, len(takes), BATCH):
        yield tuple(takes[start : start + BATCH])


def _observed(batch: Sequence[Take], spec: EngineSpec) -> Outcomes:
    """What a worker does; the model is loaded once in a process, and one batch is heard at a time."""
    with _hearing:
        return observe_takes(batch, load_engine(spec))


def _until_broken(
    crew: Crew, spec: EngineSpec, waiting: deque[tuple[Take, ...]], doubtful: deque[tuple[Take, ...]]
) -> Iterator[tuple[Take, Observation | Failure]]:
    """Hear until all is done or the executor has broken down.

    Batches lost go to `doubtful`, cut into single takes. Those are heard first and one at a time, so that it is certain
    which of them a worker does not outlive.
    """
    running: dict[Future[Outcomes], tuple[Take, ...]] = {}
    broken = False
    while not broken and (waiting or doubtful or running):
        alone = bool(doubtful) and not running
        queue = doubtful if doubtful else waiting
        while queue and len(running) < (1 if queue is doubtful else 2 * crew.width):
            try:
                future = crew.executor.submit(_observed, queue[0], spec)
            except crew.lost:
                broken = True
                break
            running[future] = queue.popleft()
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            batch = running.pop(future)
            try:
                yield from zip(batch, future.result(), strict=True)
            except crew.lost as error:
                broken |= isinstance(error, BrokenExecutor)
                if alone:
                    yield batch[0], _lost(batch[0])
                else:
                    doubtful.extend((take,) for take in batch)
    doubtful.extend((take,) for batch in running.values() for take in batch)


def _lost(take: Take) -> Failure:
    message = f"{printable(take.place)}: the process that heard it ended twice; score it alone to see why"
    return Failure(take.place, "worker_lost", message)


def _begin(threads: int) -> None:
    """Set up a new process, before any library counts the cores."""
    os.environ["OMP_NUM_THREADS"] = str(threads)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and ends its processes itself
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for its next task for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
