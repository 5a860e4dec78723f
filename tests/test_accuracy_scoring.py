"""The accuracy benchmark's figures, held to cases worked out by hand."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy import plain, scored, truths
from benchmarks.scoring import (
    FIGURES,
    FILLED_PAUSE,
    Heard,
    Said,
    Score,
    cell,
    false_alarms,
    filler_accuracy,
    fillers_matched,
    folds,
    invented_words,
    said_of,
    score,
    table,
    word_count_error,
    word_error_rate,
    words_of,
)  # fmt: skip
from vmcoach.audio import write_wav

PLANTED = {
    "path": "a.wav", "voice": "joe", "duration_s": 12.0, "text": "hi um it's five oh five", "number": "505",
    "number_times": 1, "speech_start_s": 1.0, "speech_end_s": 11.0, "fillers": [{"start": 2.0, "end": 2.4}],
}  # fmt: skip


def of(text: str, group: str = "a", caller: str = "x") -> Said:
    return Said("f", group, caller, words_of(text))


def scores(*pairs: tuple[str, str]) -> list[Score]:
    return [score(of(said), Heard(words_of(heard))) for said, heard in pairs]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Um, it’s OK.", [FILLED_PAUSE, "it's", "ok"]),
        ("okay, oh-five", ["ok", "zero", "five"]),
        ("uh uhm er erm hmm mm ah umm mhm eh", [FILLED_PAUSE] * 10),
        ("'umbrella' a human", ["umbrella", "a", "human"]),
        (" … ", []),
    ],
)
def test_words_are_compared_as_spoken(text: str, words: list[str]) -> None:
    assert list(words_of(text)) == words


@pytest.mark.parametrize(
    ("said", "heard", "matched"),
    [
        ("um hello uh there", "uh hello there", 1),
        ("um hello you there", "hello you um there", 0),
        ("the um", "um um", 1),
        ("um um call", "um call", 1),
        ("hello", "um", 0),
        ("um", "", 0),
        ("", "um", 0),
    ],
)
def test_a_filled_pause_counts_only_in_its_place(said: str, heard: str, matched: int) -> None:
    assert fillers_matched(words_of(said), words_of(heard)) == matched


def test_figures_of_several_recordings() -> None:
    some = scores(("um hello there you", "hello there um you"), ("uh one two", "uh one two"), ("a b c d", "a uh x d"))
    assert filler_accuracy(some) == (1 / 3, 1 / 2, 2 / 5)
    assert false_alarms(some) == (1, 1)
    assert word_error_rate(some) == (2 / 9,)
    assert word_count_error(some) == (0.0, 0.25)
    assert invented_words(some) == ()


def test_words_where_nothing_was_said_are_invented_and_no_word_errors() -> None:
    some = scores(("", "thank you um"), ("", ""), ("one", "one"))
    assert invented_words(some) == (3, 2)
    assert word_error_rate(some) == (0.0,)


def test_recordings_are_told_apart_by_how_far_their_words_can_be_trusted() -> None:
    pairs = (0.79, "a b c d", "a x"), (0.8, "a b", "a b"), (0.95, "a b c d", "a b c x"), (1.0, "a b", "a b")
    some = [score(of(said), Heard(words_of(heard), confidence=sure)) for sure, said, heard in pairs]
    lines = [line for line in table({"one": {"set": some}}).splitlines() if "confidence" in line]
    assert [line.split(" | ")[-1] for line in lines] == ["0.750; 1 of 1 |", "0.000; 0 of 1 |", "0.167; 0 of 2 |"]


def test_times_rate_and_number_of_a_planted_recording() -> None:
    said = said_of(PLANTED, "voicemail")
    heard = Heard(said.words, 12.5, (1.1, 10.8), 0.55, (1.9, 7.0), (2.5, 7.3), "505", 2)
    found = score(said, heard)
    assert (said.path, said.group, said.caller) == ("voicemail/a.wav", "voicemail", "joe")
    assert found.total_off_s == 0.5
    assert (found.start_off_s, found.end_off_s) == pytest.approx((0.1, 0.2))
    assert (*found.filler_start_off_s, *found.filler_end_off_s) == pytest.approx((0.1, 0.1))
    assert found.rate_off == pytest.approx(0.1)
    assert (found.digits_right, found.times_right) == (True, False)


def test_a_recording_without_a_number_is_right_where_none_was_found() -> None:
    said = said_of({**PLANTED, "number": None, "number_times": 0}, "voicemail")
    right, wrong = (score(said, Heard((), number=number, number_times=bool(number))) for number in (None, "5550147"))
    assert (right.digits_right, right.times_right, wrong.times_right) == (None, True, False)


def test_plain_text_is_put_into_its_spoken_form() -> None:
    heard = plain("Um, call 512-555-0147.")
    assert " ".join(heard.words) == f"{FILLED_PAUSE} call five one two five five five zero one four seven"
    assert (heard.number, heard.number_times) == ("5125550147", 1)


def test_all_recordings_of_a_caller_are_in_one_fold() -> None:
    some = [replace(scores(("a", "a"))[0], caller=caller) for caller in "abcdefgabc"]
    parts = folds(some)
    assert sorted(each.caller for part in parts for each in part) == sorted("abcdefgabc")
    assert [{each.caller for each in part} for part in parts] == [{"a", "f"}, {"b", "g"}, {"c"}, {"d"}, {"e"}]


def test_the_table_has_a_row_for_each_figure_with_data_and_a_column_for_each_system() -> None:
    good, bad = (
        [replace(each, caller=str(at)) for at, each in enumerate(scores(("um a b", heard), ("a b", "a b")))]
        for heard in ("um a b", "a c")
    )
    lines = table({"one": {"set": good}, "two": {"set": bad}}).splitlines()
    assert lines[0] == "| set | figure | one | two |"
    assert lines[2].endswith("| 1.000 / 1.000 / 1.000 | 0.000 / 0.000 / 0.000 |")
    assert lines[2].startswith("| set (2) | filled pauses")
    assert next(line for line in lines if "WER" in line).endswith("| 0.000 (0.00–0.00) | 0.250 (0.00–0.50) |")
    assert not any("phone number" in line for line in lines)
    assert cell(FIGURES[-1], good) == "–"


def test_a_folder_is_read_from_its_manifest_and_from_its_sets(tmp_path: Path) -> None:
    rows = [{"path": f"phone-{kind}/{at}.wav", "text": "um"} for kind in ("fillers", "clean") for at in range(4)]
    (tmp_path / "manifest.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "voicemail").mkdir()
    (tmp_path / "voicemail" / "truth.jsonl").write_text(json.dumps(PLANTED) + "\n\n")
    assert [said.path for said in truths(tmp_path, [], 2)] == [
        "phone-fillers/0.wav", "phone-fillers/2.wav", "phone-clean/0.wav", "phone-clean/2.wav", "voicemail/a.wav",
    ]  # fmt: skip
    assert len(truths(tmp_path, ["phone"], None)) == 8
    with pytest.raises(SystemExit, match="no set"):
        truths(tmp_path, ["fax"], None)


def test_recordings_are_heard_in_order_and_sets_scored_together(tmp_path: Path) -> None:
    rows = [{"path": f"phone-{kind}-{at}.wav", "text": f"um {at}"} for kind in ("fillers", "clean") for at in range(5)]
    saids = [replace(said_of(row, ""), group=row["path"][: row["path"].rindex("-")]) for row in rows]
    for at, said in enumerate(saids):
        write_wav(np.zeros(1600 * (at + 1), np.float32), tmp_path / said.path)
    heard = scored(
        "by length",
        lambda recordings: [Heard(words_of(f"um {round(each.audio.duration_s * 10 - 1) % 5}")) for each in recordings],
        tmp_path,
        saids,
    )
    assert {name: len(each) for name, each in heard.items()} == {"phone": 10, "phone-fillers": 5, "phone-clean": 5}
    assert word_error_rate(heard["phone"]) == (0.0,)
