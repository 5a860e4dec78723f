"""How long a rep waits in a session: from the end of a take to what is said of it.

    python -m benchmarks.session [FOLDER] [--takes N] [--model NAME]

Recordings of FOLDER (default: samples) that last 15-30 s are given to the recorder a block at a time, as fast as they
were spoken, with the noise of a quiet microphone under them. The take is ended by Enter some time after the last word,
or by silence. The clock runs from there until the feedback can be read. The model is loaded; the first take of all is
not counted, as it also bears what is done once.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import numpy as np

from benchmarks.speed import machine, spread
from vmcoach.assessment import Assessment
from vmcoach.audio import SAMPLE_RATE_HZ, Audio, load_audio
from vmcoach.cli.foresight import Foresight
from vmcoach.engines import Engine, EngineSpec, load_engine
from vmcoach.pipeline import score_files
from vmcoach.recorder import Limits, record
from vmcoach.recorder.blocks import BLOCK_FRAMES, BLOCK_S
from vmcoach.rubric import Rubric
from vmcoach.session import feedback
from vmcoach.speech import map_speech

SHORTEST_S, LONGEST_S = 15.0, 30.0
NOISE = 5e-4
"""-66 dBFS."""
ENDS_S = (0.3, 0.6, 1.0, 1.5, 2.0, None)
"""Enter so many seconds after the last word; None: silence ends the take."""


def spoken(audio: Audio, seed: int) -> tuple[bytes, float]:
    """A recording up to its last word and five seconds more, as 16-bit samples, and when the last word ends.

    Each `seed` gives a noise of its own, so that no take was heard before.
    """
    end_s = map_speech(audio).spans[-1].end_s
    samples = np.zeros(round((end_s + 5.0) * SAMPLE_RATE_HZ), np.float32)
    said = audio.samples[: round(end_s * SAMPLE_RATE_HZ)]
    samples[: len(said)] = said
    samples += NOISE * np.random.default_rng(seed).standard_normal(len(samples)).astype(np.float32)
    return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes(), end_s


def in_time(pcm: bytes) -> Iterator[bytes]:
    """Blocks as a microphone gives them: each when it has been spoken."""
    started_s = perf_counter()
    for number, at in enumerate(range(0, len(pcm), 2 * BLOCK_FRAMES), 1):
        sleep(max(0.0, started_s + number * BLOCK_S - perf_counter()))
        yield pcm[at : at + 2 * BLOCK_FRAMES]


def wait_s(pcm: bytes, ends_s: float | None, engine: Engine, path: Path) -> float:
    """Seconds from the end of a take, by Enter at a time or by silence, to its feedback."""
    foresight, heard_s = Foresight(engine), 0.0

    def stop() -> bool:
        return ends_s is not None and heard_s >= ends_s

    def show(seconds: float, level_dbfs: float) -> None:
        nonlocal heard_s
        heard_s = seconds

    taken = record(in_time(pcm), path, Limits(), stop, show, foresight)
    ended_s = perf_counter()
    foresight.settle()
    (outcome,) = score_files([taken.path], engine, Rubric())
    assert isinstance(outcome, Assessment)
    assert feedback(outcome, None, None, None)
    path.unlink()
    return perf_counter() - ended_s


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).parents[1] / "samples")
    parser.add_argument("--takes", type=int, default=3)
    parser.add_argument("--model", default="base")
    options = parser.parse_args(arguments)
    known = {".wav", ".flac", ".mp3", ".m4a", ".ogg"}
    audios = [load_audio(path) for path in sorted(options.folder.rglob("*")) if path.suffix in known]
    takes = [each for each in audios if SHORTEST_S <= each.duration_s <= LONGEST_S][: options.takes]
    if not takes:
        raise SystemExit(f"{options.folder}: no recording of {SHORTEST_S:.0f}-{LONGEST_S:.0f} s")
    print(f"Measured on {machine()}.\n")
    lengths_s = [spoken(each, 0)[1] for each in takes]
    print(f"{len(takes)} takes of {min(lengths_s):.0f}-{max(lengths_s):.0f} s, model loaded\n")
    print("| the take is ended by | seconds to the feedback, median (range) |\n|---|---|", flush=True)
    engine = load_engine(EngineSpec(model=options.model))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "take.wav"
        wait_s(spoken(takes[0], 0)[0], None, engine, path)
        left, started_s = len(ENDS_S) * len(takes), perf_counter()
        for row, after_s in enumerate(ENDS_S):
            waits = []
            for number, audio in enumerate(takes, 1):
                pcm, end_s = spoken(audio, 1000 * row + number)
                waits.append(wait_s(pcm, None if after_s is None else end_s + after_s, engine, path))
                left -= 1
                each_s = (perf_counter() - started_s) / (len(ENDS_S) * len(takes) - left)
                print(f"\r{left} takes left · {left * each_s:.0f} s ", end="", file=sys.stderr, flush=True)
            told = "silence" if after_s is None else f"Enter, {after_s:g} s after the last word"
            print("\r", end="", file=sys.stderr, flush=True)
            print(f"| {told} | {spread(waits)} |", flush=True)


if __name__ == "__main__":
    main()
