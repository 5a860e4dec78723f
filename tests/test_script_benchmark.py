"""The script benchmark's own parts: what is predicted of which take, and how it is told."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.script import Predicted, main, predict, script_of, seconds_of, table, unmarked

EVENTS = [
    {"start": 1.0, "end": 2.0, "kind": "speech", "text": "Hi Omar"},
    {"start": 2.2, "end": 2.6, "kind": "filler", "text": "um"},
    {"start": 3.0, "end": 5.0, "kind": "speech", "text": "call me today"},
]
TRUTH = {"voice": "a", "rate": 1.0, "events": EVENTS, "speech_start_s": 1.0, "speech_end_s": 5.0}
HEARD: dict[str, Any] = {
    "transcript": {"words": [{"text": "Yes.", "start_s": 0.0, "end_s": 1.0}]},
    "phone_number": None,
    "pauses": {"items": []},
    "duration": {"spoken_span_s": 1.0},
}


def test_a_script_holds_no_filled_pauses_and_its_seconds_nothing_they_bring() -> None:
    """Inside a sentence all the silence beside one, at its end the shorter."""
    assert script_of(TRUTH) == "Hi Omar call me today."
    assert seconds_of(TRUTH) == pytest.approx(3.0)
    two = TRUTH | {"events": [*EVENTS[:2], EVENTS[2] | {"text": "Call me today"}]}
    assert script_of(two) == "Hi Omar. Call me today."
    assert seconds_of(two) == pytest.approx(3.4)
    assert unmarked("Hi Omar. At nine one two, five.") == "Hi Omar At nine one two five"


def test_a_take_is_predicted_from_others_of_its_voice_at_its_rate() -> None:
    """Not from itself, nor from one that could not be heard; where there is none it is left out."""
    truths = [TRUTH, TRUTH, TRUTH, TRUTH | {"rate": 1.2}, TRUTH | {"voice": "b"}]
    predicted = predict(truths, [HEARD, HEARD, None, HEARD, HEARD])
    assert [(each.others, each.filled_pauses) for each in predicted] == [(1, 1), (1, 1), (2, 1)]
    assert [each.others for each in predict(truths, [HEARD, HEARD, None, HEARD, HEARD], itself=True)] == [1] * 4


def test_the_table_counts_what_is_near_and_what_is_covered() -> None:
    lines = table([Predicted(0.05, True, 1, 0), Predicted(-0.2, False, 2, 1)]).splitlines()
    assert lines[2] == "| all | 1 of 2 | 12.5% | 20.0% | 1 of 2 |"
    assert lines[3] == "| without filled pauses | 1 of 1 | 5.0% | 5.0% | 1 of 1 |"
    assert len(lines) == 5
    assert table([], [Predicted(0.05, True, 1, 0)]).splitlines()[2].startswith("| all, without punctuation | 1 of 1 |")


def test_a_folder_without_truth_is_told_so(tmp_path: Path) -> None:
    """Not a traceback."""
    with pytest.raises(SystemExit, match=r"truth\.jsonl is not there"):
        main([str(tmp_path)])
