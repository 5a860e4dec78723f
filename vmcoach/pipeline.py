"""From a recording on disk to its assessment: the only place where the stages meet.

    load_audio -> map_speech -> engine.transcribe + measure_delivery -> measure -> find_content -> assess

The costly part ends at the `Observation`, which holds no samples; all after it is quick and pure.
"""

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

from vmcoach.assessment import Assessment, Message, assess
from vmcoach.audio import load_audio
from vmcoach.content import Content, find_content
from vmcoach.engines import Engine
from vmcoach.errors import RecordingError
from vmcoach.files import path_text
from vmcoach.measures import Observation, OwnWords, Said, measure, measure_delivery, said_in
from vmcoach.outcome import Failure, Outcome
from vmcoach.prospect import Prospect, facts_said, forbidden_said, greeted
from vmcoach.rubric import Rubric
from vmcoach.speech import Recording, map_speech
from vmcoach.transcript import Transcript

BATCH = 5
"""Recordings heard together at most: Whisper decodes a few at once faster than one by one."""

T = TypeVar("T")
R = TypeVar("R")

Earlier = Callable[[Observation], Sequence[str]]
"""Gives the texts of earlier messages to the same prospect that a message is compared with."""


def none_earlier(_: Observation) -> Sequence[str]:
    """Where no earlier message is known."""
    return ()


def open_recording(path: Path) -> Recording:
    """A recording with its speech map; raises RecordingError."""
    audio = load_audio(path)
    return Recording(audio, map_speech(audio))


def observe(recordings: Sequence[Recording], engine: Engine, sharing: int = 1) -> list[Observation]:
    """What sound and engine tell of each recording, heard together; `sharing` as of the engine."""
    return [
        Observation(recording.audio.source, recording.speech, measure_delivery(recording), transcript)
        for recording, transcript in zip(recordings, engine.transcribe(recordings, sharing), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read in a transcript, whatever the rubric: kept where many are to be judged again."""

    said: Said
    content: Content


def read(transcript: Transcript) -> Reading:
    """What is read in a transcript."""
    said = said_in(transcript)
    return Reading(said, find_content(said.spoken, transcript))


def judge(
    observation: Observation,
    rubric: Rubric,
    prospect: Prospect | None = None,
    earlier: Sequence[str] = (),
    reading: Reading | None = None,
) -> Assessment:
    """What an observation is worth under a rubric; `earlier` are texts of earlier messages to the same prospect.

    `reading` is that of the observation's transcript, if it is known already.
    """
    reading = reading or read(observation.transcript)
    measures = measure(observation, OwnWords(rubric.extra_fillers, rubric.ignored_fillers), reading.said)
    message = Message(measures, reading.content, rubric, earlier=tuple(earlier))
    if prospect is None:
        return assess(message)
    facts, forbidden = facts_said(prospect, measures.spoken), forbidden_said(prospect, measures.spoken)
    called = reading.content.recipient or greeted(prospect.name, measures.spoken)
    message = replace(
        message,
        content=replace(reading.content, recipient=called),
        facts_said=None if facts is None else tuple(mention.quote for mention in facts),
        forbidden=tuple(mention.quote for mention in forbidden),
        prospect=prospect.name,
    )
    return assess(message)


def score_files(
    paths: Sequence[Path],
    engine: Engine,
    rubric: Rubric,
    prospect: Prospect | None = None,
    earlier: Earlier = none_earlier,
) -> Iterator[Outcome]:
    """Each file's outcome in order; one that cannot be scored neither stops nor hides the others.

    `earlier` is asked when a file is judged, after all that the caller has done with the outcome before.
    """
    for observed in observe_files(paths, engine):
        yield observed if isinstance(observed, Failure) else judge(observed, rubric, prospect, earlier(observed))


def observe_files(paths: Sequence[Path], engine: Engine) -> Iterator[Observation | Failure]:
    """Each file's observation in order; no more recordings are in memory than are being heard."""
    return in_lanes(paths, engine, observe_batch)


def in_lanes(
    things: Sequence[T], engine: Engine, observe: Callable[[Sequence[T], Engine, int], Iterable[R]]
) -> Iterator[R]:
    """What is observed of each thing, in order: in batches, and these in as many threads as the engine has lanes."""
    batches = shared_out(things, engine.lanes)
    lanes = min(engine.lanes, len(batches))
    return chain.from_iterable(side_by_side(lambda batch: observe(batch, engine, lanes), batches, lanes))


def shared_out(things: Sequence[T], lanes: int) -> list[Sequence[T]]:
    """Batches of at most `BATCH`, as even as may be; as many for one lane as for another, if there are enough."""
    count = min(len(things), math.ceil(len(things) / (BATCH * lanes)) * lanes)
    return [things[len(things) * at // count : len(things) * (at + 1) // count] for at in range(count)]


def side_by_side(work: Callable[[T], R], things: Sequence[T], lanes: int) -> Iterator[R]:
    """The result of the work on each thing, in order, by so many threads; only that many are begun ahead."""
    if lanes <= 1:
        yield from map(work, things)
        return
    pool = ThreadPoolExecutor(lanes, thread_name_prefix="lane")
    try:
        begun: deque[Future[R]] = deque()
        for thing in things:
            begun.append(pool.submit(work, thing))
            if len(begun) > lanes:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def observe_batch(paths: Sequence[Path], engine: Engine, sharing: int) -> list[Observation | Failure]:
    """Each file's observation in order, heard together; `sharing` as of the engine."""
    opened = [_opened(path) for path in paths]
    heard = iter(_heard([each for each in opened if isinstance(each, Recording)], engine, sharing))
    return [next(heard) if isinstance(each, Recording) else each for each in opened]


def _opened(path: Path) -> Recording | Failure:
    try:
        return open_recording(path)
    except RecordingError as error:
        return Failure(path_text(path), error.kind, str(error))


def _heard(recordings: Sequence[Recording], engine: Engine, sharing: int) -> list[Observation | Failure]:
    """Heard together, or where one of them cannot be heard, each alone."""
    if not recordings:
        return []
    try:
        return [*observe(recordings, engine, sharing)]
    except RecordingError as error:
        if len(recordings) == 1:
            return [Failure(recordings[0].audio.source.path, error.kind, str(error))]
        return [outcome for recording in recordings for outcome in _heard([recording], engine, sharing)]
