"""How near the seconds that are foretold of a script come to those of the take in which it is spoken.

    python -m benchmarks.script FOLDER [--engine NAME] [--model NAME]

FOLDER holds recordings and a `truth.jsonl`, one JSON object a recording: `path`, `voice` and `rate` tell who speaks and
how fast, `speech_start_s` and `speech_end_s` from when to when, `events` what: each with `start`, `end`, `kind`
("speech" or "filler") and `text`.

Each take is foretold from the others of its voice at its rate, as an engine hears them. Its script is what is said in
it, a sentence a part, without filled pauses; its seconds run from first word to last, the sound of filled pauses left
out, the silence beside them not: no script tells it. "Covered" is the share of takes inside the interval that is to
hold nine of ten.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from vmcoach.document import result_document
from vmcoach.engines import EngineSpec, load_engine
from vmcoach.outcome import Failure
from vmcoach.pipeline import score_files
from vmcoach.rubric import Rubric
from vmcoach.script import review, tempo_of


@dataclass(frozen=True, slots=True)
class Foretold:
    """One take: what was foretold of it, and what it took."""

    off: float
    """Seconds foretold over seconds taken, less one."""
    covered: bool
    others: int
    """Takes that it was foretold from."""
    filled_pauses: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Hear, foretell and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", default="whisper")
    parser.add_argument("--model", default="base")
    options = parser.parse_args(arguments)
    truths = [json.loads(line) for line in (options.folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    files = [options.folder / truth["path"] for truth in truths]
    heard = score_files(files, load_engine(EngineSpec(options.engine, options.model)), Rubric())
    results = [None if isinstance(outcome, Failure) else result_document(outcome) for outcome in heard]
    print(table(foretell(truths, results)))


def foretell(truths: Sequence[Mapping[str, Any]], results: Sequence[Mapping[str, Any] | None]) -> list[Foretold]:
    """Every take of which another by the same voice at the same rate is known; no result where nothing was heard."""
    foretold = []
    for at, truth in enumerate(truths):
        others = [
            result
            for other, result in enumerate(results)
            if result and other != at and all(truths[other][key] == truth[key] for key in ("voice", "rate"))
        ]
        if not others:
            continue
        script = review(script_of(truth), Rubric(), tempo_of(others))
        seconds, (low_s, high_s) = seconds_of(truth), script.interval_s
        covered = low_s <= seconds <= high_s
        fillers = sum(event["kind"] == "filler" for event in truth["events"])
        foretold.append(Foretold(script.predicted_s / seconds - 1, covered, len(others), fillers))
    return foretold


def script_of(truth: Mapping[str, Any]) -> str:
    """What is said, a sentence a part."""
    return " ".join(f"{event['text']}." for event in truth["events"] if event["kind"] == "speech")


def seconds_of(truth: Mapping[str, Any]) -> float:
    """From first word to last, the sound of filled pauses left out."""
    filled_s = sum(event["end"] - event["start"] for event in truth["events"] if event["kind"] == "filler")
    return float(truth["speech_end_s"] - truth["speech_start_s"] - filled_s)


def table(foretold: Sequence[Foretold]) -> str:
    """How near, in Markdown: of all takes and of some kinds of them."""
    kinds: dict[str, Sequence[Foretold]] = {
        "all": foretold,
        "without filled pauses": [each for each in foretold if not each.filled_pauses],
        "from 1 or 2 other takes": [each for each in foretold if each.others < 3],
        "from 3 or more": [each for each in foretold if each.others >= 3],
    }
    lines = ["| takes foretold | within 10 % | off, median | farthest off | covered |", "|---|---|---|---|---|"]
    for name, kind in kinds.items():
        if not (off := [abs(each.off) for each in kind]):
            continue
        near, covered = sum(each <= 0.1 for each in off), sum(each.covered for each in kind)
        told = f"{near} of {len(off)} | {median(off):.1%} | {max(off):.1%} | {covered} of {len(off)}"
        lines.append(f"| {name} | {told} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
