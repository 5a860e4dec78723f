"""What other processes use of the cores, and how many cores are left to hear on."""

import os
from time import monotonic, process_time

import pytest

from vmcoach.engines.neighbours import Usage, busy_s, cores_left, usage

STAT = """\
cpu  9900 990 990 99000 9900 99 99 99 0 0
cpu0 1000 100 200 5000 300 1 2 3 70 80
cpu1 2000 0 0 5000 300 0 0 0 0 0
cpu12 400 0 0 9000 0 0 0 0 0 0
intr 12345 0 1
"""


@pytest.mark.parametrize(
    ("cores", "seconds"),
    [({0}, 13.06), ({1}, 20.0), ({0, 1}, 33.06), ({12}, 4.0), ({2}, 0.0), (set(), 0.0)],
    ids=["one", "another", "two", "of two digits", "not there", "none"],
)
def test_time_is_counted_on_our_cores_and_where_they_are_not_idle(cores: set[int], seconds: float) -> None:
    """Waiting for a disk is idle; what guests used is part of the first column already."""
    assert busy_s(STAT, cores, ticks_per_s=100) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("of", "all_s", "own_s", "left"),
    [
        (2, 3.0, 2.9, 2),
        (2, 2.0, 0.6, 2),
        (2, 3.0, 1.5, 1),
        (2, 4.0, 2.0, 1),
        (2, 4.0, 0.5, 1),
        (1, 2.0, 0.5, 1),
        (8, 9.0, 3.0, 5),
        (8, 16.0, 0.0, 1),
        (2, 1.0, 1.1, 2),
    ],
    ids=[
        "alone",
        "another for 70 % of the time",
        "another for 75 % of it",
        "another all the time",
        "two others",
        "on one core",
        "three of eight",
        "all of eight",
        "counted late",
    ],
)
def test_a_core_that_others_keep_busy_is_theirs(of: int, all_s: float, own_s: float, left: int) -> None:
    """Between two moments two seconds apart; one is always left."""
    assert cores_left(of, Usage(10.0, 100.0, 50.0), Usage(12.0, 100.0 + all_s, 50.0 + own_s)) == left


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="no /proc/stat here")
def test_usage_grows_with_what_this_process_does() -> None:
    """A second of work is a second of its own, and no less of all."""
    before = usage()
    begun_s = process_time()
    while process_time() - begun_s < 1.0:
        sum(range(10_000))
    after = usage()
    assert before
    assert after
    assert after.own_s - before.own_s == pytest.approx(1.0, abs=0.2)
    assert after.all_s - before.all_s > 0.9
    assert before.at_s < after.at_s <= monotonic()
