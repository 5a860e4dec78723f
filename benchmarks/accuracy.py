"""How right vmcoach is: recordings whose words are known, heard by each engine, with plain Whisper beside them.

    python -m benchmarks.accuracy FOLDER [--engine NAME]... [--model NAME]... [--plain] [--only SET]... [--limit N]

FOLDER holds `manifest.jsonl`, or sets with a `truth.jsonl` of their own, or both: one JSON object a recording. Needed
are `path` (SET/FILE in the manifest, FILE in a set's own) and `text`: verbatim, numbers in words, filled pauses in
place. `session` or `voice` tells callers apart. Where exact times are known: `duration_s`, `speech_start_s`,
`speech_end_s`, `fillers` (each with `start` and `end`), `number` (its digits, or null) and `number_times`.

Prints one Markdown table, with the lowest and highest figure over five parts of the callers in parentheses; what each
figure means is said in `scoring`. Plain Whisper is openai-whisper's `transcribe` at temperature 0, its text put into
the same spoken form and its phone number found by the same rules; it gives no times here.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from time import monotonic
from typing import Any

from benchmarks.scoring import Heard, Said, Score, said_of, score, table, words_of
from vmcoach.engines import ENGINES, EngineSpec, load_engine
from vmcoach.measures import Measures, measure
from vmcoach.measures.phone_number import find_phone_number
from vmcoach.pipeline import BATCH, observe, open_recording
from vmcoach.speech import Recording
from vmcoach.spoken import spoken_words
from vmcoach.transcript import EngineInfo, Transcript, Word
from vmcoach.weights import load_model

Hear = Callable[[Sequence[Recording]], list[Heard]]

SETS_TOGETHER = {"phone": ("phone-fillers", "phone-clean")}
"""Sets that are also scored as one, where both are there."""


def truths(folder: Path, only: Sequence[str], limit: int | None) -> list[Said]:
    """What was said in each recording of a folder or of some of its sets; at most `limit` of each set."""
    sets: dict[str, list[Said]] = {}
    for manifest in [folder / "manifest.jsonl", *sorted(folder.glob("*/truth.jsonl"))]:
        if manifest.exists():
            own = "" if manifest.parent == folder else manifest.parent.name
            for line in filter(str.strip, manifest.read_text(encoding="utf-8").splitlines()):
                said = said_of(json.loads(line), own)
                sets.setdefault(said.group, []).append(said)
    wanted = {name for each in only for name in SETS_TOGETHER.get(each, (each,))}
    if unknown := wanted - set(sets) or not sets:
        raise SystemExit(f"{folder}: no set {unknown}" if sets else f"{folder}: no manifest.jsonl or */truth.jsonl")
    return [said for name, group in sets.items() if not only or name in wanted for said in thinned(group, limit)]


def thinned(group: Sequence[Said], limit: int | None) -> list[Said]:
    """At most so many, at equal distances."""
    count = len(group) if limit is None else min(limit, len(group))
    return [group[at * len(group) // count] for at in range(count)]


def by_engine(spec: EngineSpec) -> Hear:
    """What vmcoach makes of recordings by an engine."""
    engine = load_engine(spec)
    return lambda recordings: [heard_of(measure(each)) for each in observe(recordings, engine)]


def heard_of(measures: Measures) -> Heard:
    """What the measures of a recording say of it."""
    start_s, end_s = measures.duration.speech_start_s, measures.duration.speech_end_s
    filled_pauses = [each for each in measures.fillers.items if each.kind == "filled_pause"]
    return Heard(
        words=words_of(" ".join(word.text for word in measures.spoken)),
        total_s=measures.duration.total_s,
        speech_s=(start_s or 0.0, end_s or 0.0),
        words_per_second=measures.pace.words_per_second or 0.0,
        filler_starts_s=tuple(each.start_s for each in filled_pauses),
        filler_ends_s=tuple(each.end_s for each in filled_pauses),
        number=measures.phone_number.digits if measures.phone_number else None,
        number_times=measures.phone_number.times_said if measures.phone_number else 0,
        confidence=measures.recognition.confidence,
    )


def by_plain_whisper(model_name: str) -> Hear:
    """What openai-whisper writes as it is shipped."""
    model = load_model(model_name)

    def hear(recordings: Sequence[Recording]) -> list[Heard]:
        options: dict[str, Any] = {"language": "en", "temperature": 0.0, "fp16": False}
        return [plain(model.transcribe(each.audio.samples, **options)["text"]) for each in recordings]

    return hear


def plain(text: str) -> Heard:
    """A text without times."""
    words = tuple(Word(word, 0.0, 0.0) for word in text.split())
    transcript = Transcript(words, EngineInfo("plain", "", ""))
    spoken = spoken_words(transcript.words)
    number = find_phone_number(spoken, transcript)
    return Heard(
        words=words_of(" ".join(word.text for word in spoken)),
        number=number.digits if number else None,
        number_times=number.times_said if number else 0,
    )


def scored(name: str, hear: Hear, folder: Path, saids: Sequence[Said]) -> dict[str, list[Score]]:
    """The scores of each set, those scored together first."""
    scores = [score(said, heard) for said, heard in zip(saids, heard_all(name, hear, folder, saids), strict=True)]
    sets: dict[str, list[Score]] = {}
    for each in scores:
        sets.setdefault(each.group, []).append(each)
    joint = {
        name: [each for part in parts for each in sets[part]]
        for name, parts in SETS_TOGETHER.items()
        if all(part in sets for part in parts)
    }
    return joint | sets


def heard_all(name: str, hear: Hear, folder: Path, saids: Sequence[Said]) -> Iterator[Heard]:
    """What was heard of each recording, in order, telling rate and time left."""
    started_s = monotonic()
    for first in range(0, len(saids), BATCH):
        batch = saids[first : first + BATCH]
        yield from hear([open_recording(folder / said.path) for said in batch])
        done, elapsed_s = first + len(batch), monotonic() - started_s
        left_s = elapsed_s / done * (len(saids) - done)
        print(
            f"\r{name}: {done} of {len(saids)} · {done / elapsed_s * 60:.0f} a minute · {left_s:.0f} s left  ",
            end="" if done < len(saids) else "\n",
            file=sys.stderr,
            flush=True,
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", action="append", choices=list(ENGINES), help="default: whisper")
    parser.add_argument("--model", action="append", help="default: base")
    parser.add_argument("--plain", action="store_true", help="plain Whisper beside each model")
    parser.add_argument("--only", action="append", default=[], metavar="SET")
    parser.add_argument("--limit", type=int, metavar="N", help="of each set")
    options = parser.parse_args(arguments)
    saids = truths(options.folder, options.only, options.limit)
    models = options.model or ["base"]
    systems = {}
    for engine, model in product(options.engine or ["whisper"], models):
        name = f"{engine} {model}"
        systems[name] = scored(name, by_engine(EngineSpec(engine, model)), options.folder, saids)
    for model in models if options.plain else ():
        name = f"plain Whisper {model}"
        systems[name] = scored(name, by_plain_whisper(model), options.folder, saids)
    print(table(systems), end="")


if __name__ == "__main__":
    main()
