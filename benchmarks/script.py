"""How near the seconds that are predicted of a script come to those of the take in which it is spoken.

    python -m benchmarks.script FOLDER [--engine NAME] [--model NAME]

FOLDER holds recordings and a `truth.jsonl`, one JSON object a recording: `path`, `voice` and `rate` tell who speaks and
how fast, `speech_start_s` and `speech_end_s` from when to when, `events` what: each with `start`, `end`, `kind`
("speech" or "filler") and `text`.

Each take is predicted from the others of its voice at its rate, as an engine hears them, twice: from its sentences,
and from its words alone without punctuation, as they are in quick notes. Besides, each is predicted from itself, as the
script of a rep who has spoken it once.

A script has no filled pauses, so a take's seconds run from first word to last without them and without the silence they
bring: all of it inside a sentence, the shorter one at a sentence's end, which has a pause of its own. "Covered" is the
share of takes inside the interval that is to hold nine of ten.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
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
class Predicted:
    """One take: what was predicted of it, and what it took."""

    off: float
    """Seconds predicted over seconds taken, less one."""
    covered: bool
    others: int
    """Takes that it was predicted from."""
    filled_pauses: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Hear, predict and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", default="whisper")
    parser.add_argument("--model", default="base")
    options = parser.parse_args(arguments)
    truth_file = options.folder / "truth.jsonl"
    if not truth_file.exists():
        raise SystemExit(f"{truth_file} is not there: see `python -m benchmarks.script --help` for what it holds.")
    truths = [json.loads(line) for line in truth_file.read_text(encoding="utf-8").splitlines()]
    files = [options.folder / truth["path"] for truth in truths]
    heard = score_files(files, load_engine(EngineSpec(options.engine, options.model)), Rubric())
    results = [None if isinstance(outcome, Failure) else result_document(outcome) for outcome in heard]
    print(table(predict(truths, results), predict(truths, results, unmarked), predict(truths, results, itself=True)))


def predict(
    truths: Sequence[Mapping[str, Any]],
    results: Sequence[Mapping[str, Any] | None],
    written: Callable[[str], str] = lambda script: script,
    itself: bool = False,
) -> list[Predicted]:
    """Every take of which another by the same voice at the same rate is known; no result where nothing was heard.

    Args:
        written: How a script is written down.
        itself: Predict each take from itself alone, and so all that were heard.
    """
    predicted = []
    for at, truth in enumerate(truths):
        others = [
            result
            for other, result in enumerate(results)
            if result and (other == at) == itself and all(truths[other][key] == truth[key] for key in ("voice", "rate"))
        ]
        if not others:
            continue
        script = review(written(script_of(truth)), Rubric(), tempo_of(others))
        seconds, (low_s, high_s) = seconds_of(truth), script.interval_s
        covered = low_s <= seconds <= high_s
        fillers = sum(event["kind"] == "filler" for event in truth["events"])
        predicted.append(Predicted(script.predicted_s / seconds - 1, covered, len(others), fillers))
    return predicted


def script_of(truth: Mapping[str, Any]) -> str:
    """What is said, without filled pauses; a part that begins with a small letter goes on with the sentence before."""
    sentences: list[str] = []
    for event in truth["events"]:
        if event["kind"] != "speech":
            continue
        if sentences and event["text"][:1].islower():
            sentences[-1] += f" {event['text']}"
        else:
            sentences.append(event["text"])
    return " ".join(f"{sentence}." for sentence in sentences)


def unmarked(script: str) -> str:
    """A script without punctuation."""
    return script.replace(".", "").replace(",", "")


def seconds_of(truth: Mapping[str, Any]) -> float:
    """From first word to last, without filled pauses and the silence they bring."""
    events = truth["events"]
    seconds = float(truth["speech_end_s"] - truth["speech_start_s"])
    for at, event in enumerate(events):
        if event["kind"] != "filler":
            continue
        seconds -= event["end"] - event["start"]
        before_s = event["start"] - events[at - 1]["end"] if at else 0.0
        after_s = events[at + 1]["start"] - event["end"] if at + 1 < len(events) else 0.0
        ends_sentence = at + 1 < len(events) and events[at + 1]["text"][:1].isupper()
        seconds -= min(before_s, after_s) if ends_sentence else before_s + after_s
    return seconds


def table(
    predicted: Sequence[Predicted], from_words: Sequence[Predicted] = (), from_itself: Sequence[Predicted] = ()
) -> str:
    """How near, in Markdown: of all takes, some kinds of them, all without punctuation, and each from itself."""
    kinds: dict[str, Sequence[Predicted]] = {
        "all": predicted,
        "without filled pauses": [each for each in predicted if not each.filled_pauses],
        "from 1 or 2 other takes": [each for each in predicted if each.others < 3],
        "from 3 or more": [each for each in predicted if each.others >= 3],
        "all, without punctuation": from_words,
        "each from itself": from_itself,
    }
    lines = ["| takes predicted | within 10 % | off, median | farthest off | covered |", "|---|---|---|---|---|"]
    for name, kind in kinds.items():
        if not (off := [abs(each.off) for each in kind]):
            continue
        near, covered = sum(each <= 0.1 for each in off), sum(each.covered for each in kind)
        told = f"{near} of {len(off)} | {median(off):.1%} | {max(off):.1%} | {covered} of {len(off)}"
        lines.append(f"| {name} | {told} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
