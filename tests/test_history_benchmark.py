"""The history benchmark's own parts: the stores that it builds and what it times on them."""

from pathlib import Path

from benchmarks.history import build, commands, results
from vmcoach.history import open_history

SAMPLES = Path(__file__).parent.parent / "samples"


def test_every_sample_with_words_beside_it_is_kept() -> None:
    kept = results(SAMPLES)
    assert len(kept) == len([*SAMPLES.glob("*.transcript.json")])
    assert len({each["source"]["sha256"] for each in kept}) == len(kept)


def test_a_store_holds_all_takes_shared_among_all_reps(tmp_path: Path) -> None:
    build(tmp_path / "store", results(SAMPLES), takes=50, reps=7)
    with open_history(tmp_path / "store") as history:
        takes = [rep.takes for rep in history.reps()]
    assert sorted(takes) == [7] * 6 + [8]


def test_each_store_is_timed_by_both_views() -> None:
    timed = [[str(word) for word in command[2:]] for command in commands({3: Path("three")}).values()]
    assert timed == [
        ["vmcoach", "--version"],
        ["vmcoach", "history", "--store", "three"],
        ["vmcoach", "history", "Rep 0000", "--store", "three"],
    ]
