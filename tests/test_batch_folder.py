"""The output folder: whole files, lines that outlive a kill, one run at a time, nothing that a spreadsheet runs."""

import csv
import errno
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assessments import good, poor, silent
from vmcoach.batch.folder import OUTPUTS, Lines, csv_text, locked
from vmcoach.batch.observations import Heard, observation_from_dict, observation_to_dict
from vmcoach.batch.readings import reading_from_dict, reading_to_dict
from vmcoach.engines import EngineSpec
from vmcoach.errors import SetupError, UsageError
from vmcoach.files import write_whole
from vmcoach.pipeline import read
from vmcoach.printable import printable
from vmcoach.transcript import EngineInfo

SPEC = EngineSpec("scripted", "")
OBSERVATIONS = [make().measures.observation for make in (good, poor, silent)]


@pytest.mark.parametrize("cut", range(9))
def test_a_line_that_a_kill_tore_is_dropped(tmp_path: Path, cut: int) -> None:
    """Wherever it was torn, the lines before it stay and the next one starts on its own."""
    path = tmp_path / "lines"
    path.write_bytes(b"one\ntwo\n"[:cut])
    whole = [line for line in (b"one\n", b"two\n") if path.read_bytes().find(line) >= 0]
    with Lines(path, durable=True) as lines:
        assert lines.read(lines.append(b"three")) == b"three\n"
        assert [line for _, line in lines] == [*whole, b"three\n"]


def test_a_full_disk_leaves_whole_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line that did not fit is not there, also not after the next start; what was there stays."""
    path = tmp_path / "lines"
    with Lines(path, durable=True) as lines:
        lines.append(b"one")

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", full)
            with pytest.raises(SetupError, match="No space left"):
                lines.append(b"two")
        lines.append(b"three")
    assert path.read_bytes() == b"one\nthree\n"


def test_a_file_that_cannot_be_finished_stays_as_it_was(tmp_path: Path) -> None:
    """And leaves nothing half written beside it."""
    path = tmp_path / "summary.json"
    write_whole(path, "old")

    def breaks_off():  # type: ignore[no-untyped-def]
        yield b"new"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(SetupError, match="No space left"):
        write_whole(path, breaks_off())
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("summary.json", "old")]


def test_a_second_run_on_a_folder_is_refused(tmp_path: Path) -> None:
    """Until the first has ended."""
    with locked(tmp_path / "out"), pytest.raises(UsageError, match="Another run"), locked(tmp_path / "out"):
        pass
    with locked(tmp_path / "out"):
        pass


def test_a_run_begins_without_the_files_of_the_last(tmp_path: Path) -> None:
    """What was heard stays."""
    with locked(tmp_path) as private:
        (private / "observations.jsonl").write_text("kept")
    for name in OUTPUTS:
        (tmp_path / name).write_text("old")
    with locked(tmp_path) as private:
        assert [each.name for each in tmp_path.iterdir()] == ["private"]
        assert (private / "observations.jsonl").read_text() == "kept"


def test_files_of_something_else_are_left_alone(tmp_path: Path) -> None:
    """A folder that no run has made is not emptied."""
    (tmp_path / "messages.csv").write_text("mine")
    with pytest.raises(UsageError, match=r"messages\.csv of something else"), locked(tmp_path):
        pass
    assert (tmp_path / "messages.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        (" =1", "' =1"),
        ("\t=1", r"\t=1"),
        ("\r\n=1", r"\r\n=1"),
        ("a;=1;b", "a;'=1;b"),
        ("a\x00\u202eb", r"a\x00\u202eb"),
        ("O'Neil-Lee; 50% of =", "O'Neil-Lee; 50% of ="),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(name: str, cell: str) -> None:
    """By an apostrophe before it, also where a semicolon would end a cell; numbers stay numbers."""
    text = csv_text(["name", "value"], [[name, -1.5], ["a", None]])
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows == [["name", "value"], [cell, "-1.5"], ["a", ""]]


@settings(max_examples=50)
@given(st.text())
def test_any_text_survives_a_table(value: str) -> None:
    """Quotes and commas included; a row is a line, so that line ends and what UTF-8 cannot hold are escaped."""
    text = csv_text(["value"], [[value, "end"]])
    (row,) = list(csv.reader(io.StringIO(text.encode().decode("utf-8-sig"), newline="")))[1:]
    assert row[1] == "end"
    assert row[0].replace("'", "") == printable(value).replace("'", "")
    assert len(text.splitlines()) == 2


@pytest.mark.parametrize("observation", OBSERVATIONS)
def test_an_observation_survives_json(observation) -> None:  # type: ignore[no-untyped-def]
    """Nothing is rounded or lost."""
    assert observation_from_dict(json.loads(json.dumps(observation_to_dict(observation)))) == observation


@pytest.mark.parametrize("observation", OBSERVATIONS)
def test_a_reading_survives_json(observation) -> None:  # type: ignore[no-untyped-def]
    """The words, the number with its sayings, and every quote."""
    reading = read(observation.transcript)
    assert reading_from_dict(json.loads(json.dumps(reading_to_dict(reading)))) == reading


def test_what_other_rules_read_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was heard stays heard; a reading kept by the rules in force is taken as it is."""
    observation, other = OBSERVATIONS[:2]
    key, reading = observation.source.sha256, read(observation.transcript)
    with Heard(tmp_path / "heard", SPEC) as heard, monkeypatch.context() as patch:
        patch.setattr("vmcoach.batch.observations.read", lambda _: read(other.transcript))
        heard.keep(observation)
    with Heard(tmp_path / "heard", SPEC) as heard:
        assert heard.recall(key) == (observation, read(other.transcript))
        monkeypatch.setattr("vmcoach.batch.observations.rules", lambda: 0)
        assert heard.recall(key) == (observation, reading)


def test_other_settings_of_an_engine_hear_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its release and its settings count, beside its name and model."""
    observation = OBSERVATIONS[0]
    for info in (EngineInfo("scripted", "", "1", "one"), EngineInfo("scripted", "", "1", "two")):
        monkeypatch.setattr("vmcoach.batch.observations.engine_info", lambda _, info=info: info)
        with Heard(tmp_path / "heard", SPEC) as heard:
            assert observation.source.sha256 not in heard
            heard.keep(observation)


def test_what_was_heard_is_found_again_in_its_own_way_only(tmp_path: Path) -> None:
    """Another model hears anew; lines that the disk has spoilt count for nothing."""
    path, observation = tmp_path / "heard", OBSERVATIONS[0]
    key = observation.source.sha256
    with Heard(path, SPEC) as heard:
        assert key not in heard
        heard.keep(observation)
        assert heard.recall(key) == (observation, read(observation.transcript))
    with Heard(path, EngineSpec("scripted", "other")) as heard:
        assert key not in heard
    spoilt = path.read_bytes().replace(b'"probability": 1.0', b'"probability": 1.1')
    (tmp_path / "spoilt").write_bytes(spoilt)
    with Heard(tmp_path / "spoilt", SPEC) as heard:
        assert key not in heard
    path.write_bytes(b"\0\0\0\n{}\n" + path.read_bytes())
    with Heard(path, SPEC) as heard:
        assert heard.recall(key) == (observation, read(observation.transcript))
