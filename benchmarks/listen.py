"""Hears recordings one after another in one process, and prints how many seconds each took, as JSON.

    python listen.py SYSTEM MODEL BEAM FILE...

Run by `speed` with the Python of the system's own environment, so it imports nothing of the benchmark. The model is
loaded before anything is timed; the first file also bears what is done once. MODEL is a name for vmcoach, a checkpoint
for whisper, a folder for faster-whisper. BEAM 1 is greedy; vmcoach takes no notice of it. Words are timed by all.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter


def vmcoach(model: str, beam: int) -> Callable[[str], object]:
    """From a file to its assessment."""
    from vmcoach.engines import EngineSpec, load_engine
    from vmcoach.pipeline import score_files
    from vmcoach.rubric import Rubric

    engine = load_engine(EngineSpec(model=model))
    return lambda path: list(score_files([Path(path)], engine, Rubric()))


def whisper(model: str, beam: int) -> Callable[[str], object]:
    """openai-whisper's `transcribe`, sampling again where the first try is doubtful, as it is shipped."""
    import warnings

    import whisper

    warnings.simplefilter("ignore")
    loaded = whisper.load_model(model)
    size = None if beam == 1 else beam
    return lambda path: loaded.transcribe(path, language="en", fp16=False, word_timestamps=True, beam_size=size)


def faster_whisper(model: str, beam: int) -> Callable[[str], object]:
    """faster-whisper in int8."""
    from faster_whisper import WhisperModel

    loaded = WhisperModel(model, device="cpu", compute_type="int8", local_files_only=True)
    return lambda path: list(loaded.transcribe(path, language="en", word_timestamps=True, beam_size=beam)[0])


SYSTEMS = {"vmcoach": vmcoach, "whisper": whisper, "faster-whisper": faster_whisper}


def main(system: str, model: str, beam: str, *paths: str) -> None:
    """Hear and time."""
    hear = SYSTEMS[system](model, int(beam))
    seconds = []
    for path in paths:
        started_s = perf_counter()
        hear(path)
        seconds.append(perf_counter() - started_s)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
