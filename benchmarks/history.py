"""How soon the history answers when many takes are kept.

    python -m benchmarks.history [--takes N] [--reps N...] [--runs N]

Builds a store for each number of reps, of as many takes in all: the results of `samples/`, over and over, four a day.
Each command is a whole process from its command line, beside `vmcoach --version`, which reads no store. Commands take
turns; printed are medians with the lowest and highest.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.speed import HERE, Command, in_turn, machine, spread
from vmcoach.document import result_document
from vmcoach.engines import EngineSpec, load_engine
from vmcoach.history import open_history
from vmcoach.outcome import Failure
from vmcoach.pipeline import score_files
from vmcoach.rubric import Rubric

BEGIN = datetime(2025, 1, 6, 9, tzinfo=UTC)
APART = timedelta(hours=6)


def results(folder: Path) -> list[dict[str, Any]]:
    """What is known of each recording that has its words beside it."""
    names = {path.name.split(".")[0] for path in folder.glob("*.transcript.json")}
    files = [path for path in sorted(folder.iterdir()) if path.stem in names and path.suffix != ".json"]
    outcomes = score_files(files, load_engine(EngineSpec("scripted", "")), Rubric())
    return [result_document(outcome) for outcome in outcomes if not isinstance(outcome, Failure)]


def build(store: Path, kept: Sequence[Mapping[str, Any]], takes: int, reps: int) -> None:
    """A store of so many takes, as evenly as may be among so many reps."""
    going_round = cycle(kept)
    with open_history(store) as history:
        for rep in range(reps):
            of_rep = (takes + rep) // reps
            dated = [(result, BEGIN + APART * at) for at, result in enumerate(islice(going_round, of_rep))]
            history.keep_all(f"Rep {rep:04}", dated)
            print(f"\r{store.name}: rep {rep + 1} of {reps}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def commands(stores: Mapping[int, Path]) -> dict[str, Command]:
    """What is timed: each view of each store, and a command that needs none."""
    vmcoach = [sys.executable, "-m", "vmcoach"]
    timed: dict[str, Command] = {"`vmcoach --version`": [*vmcoach, "--version"]}
    for reps, store in stores.items():
        timed[f"`vmcoach history`, reps: {reps}"] = [*vmcoach, "history", "--store", store]
        timed[f"`vmcoach history REP`, reps: {reps}"] = [*vmcoach, "history", "Rep 0000", "--store", store]
    return timed


def main(arguments: Sequence[str] | None = None) -> None:
    """Build, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--takes", type=int, default=100_000)
    parser.add_argument("--reps", type=int, nargs="+", default=[20, 1000])
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args(arguments)
    print(f"Measured on {machine()}.\n", flush=True)
    kept = results(HERE.parent / "samples")
    with tempfile.TemporaryDirectory() as folder:
        stores = {reps: Path(folder) / f"reps-{reps}.sqlite3" for reps in options.reps}
        for reps, store in stores.items():
            build(store, kept, options.takes, reps)
        size_mb = max(store.stat().st_size for store in stores.values()) / 1e6
        runs = in_turn("history", commands(stores), options.runs, os.environ)
    print(f"| {options.takes:,} takes ({size_mb:.0f} MB), whole process | seconds, median (range) |")
    print("|---|---|")
    for name, each in runs.items():
        print(f"| {name} | {spread([run.seconds for run in each])} |")


if __name__ == "__main__":
    main()
