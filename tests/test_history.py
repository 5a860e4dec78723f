"""The store of takes: what is kept is there, whatever happens, and what is forgotten is gone."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.assessments import good, poor, silent
from vmcoach.changes import rubric_of
from vmcoach.cli import app
from vmcoach.document import result_document
from vmcoach.errors import SetupError, UsageError
from vmcoach.history import Forgotten, History, open_history, store_path
from vmcoach.history.export import exported
from vmcoach.history.schema import MIGRATIONS, NewerStoreError, migrate, transaction

GOOD, POOR, SILENT = (result_document(make()) for make in (good, poor, silent))
NOON = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=-6)))


def keep_days(history: History, rep: str, results: list[tuple[int, dict[str, Any]]]) -> None:
    """A take of a rep on each of some days of March."""
    for day, result in results:
        history.keep(rep, result, taken_at=NOON + timedelta(days=day - 1))


def test_a_take_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    """Its gist, its whole result, and where its recording is; in another session too."""
    store = tmp_path / "deep" / "history.sqlite3"
    with open_history(store) as history:
        kept = history.keep("Dana", GOOD, "renewal", tmp_path / "take.wav", NOON)
    with open_history(store) as history:
        take = history.take(kept.number)
        assert take == kept
        assert (take.rep, take.scenario, take.taken_at, take.passed) == ("Dana", "renewal", NOON, True)
        assert take.recording == tmp_path / "take.wav"
        assert (take.score, take.words_per_second, take.fillers) == (91, 2.94, 1)
        assert history.result(kept.number) == GOOD


def test_names_are_one_whatever_their_capitals(tmp_path: Path) -> None:
    """And blanks around them; a rep without a name is refused."""
    with open_history(tmp_path / "h") as history:
        for name in ("Dana", "dana ", "DANA"):
            history.keep(name, GOOD)
        assert [(rep.name, rep.takes) for rep in history.reps()] == [("Dana", 3)]
        with pytest.raises(UsageError, match="--rep"):
            history.keep("  ", GOOD)


def test_names_are_one_in_every_alphabet(tmp_path: Path) -> None:
    """Wherever a rep is named."""
    with open_history(tmp_path / "h") as history:
        hello = saying("hello", "1")
        first, other = (history.keep(name, hello, prospect="omar") for name in ("Özgür", "o\u0308zgu\u0308r"))
        assert [(rep.name, rep.takes) for rep in history.reps()] == [("Özgür", 2)]
        assert [take.number for take in history.takes("ÖZGÜR")] == [first.number, other.number]
        assert history.bests("ÖZGÜR").takes == 2
        assert history.best_score("ÖZGÜR", first.rubric) == GOOD["score"]
        assert history.previous("ÖZGÜR") == (other, hello)
        assert history.earlier("ÖZGÜR", "omar", "9") == ["hello"] * 2
        assert history.forget("ÖZGÜR") == Forgotten((), is_overwritten=True)
        assert history.reps() == []


def test_takes_are_given_in_the_order_of_keeping(tmp_path: Path) -> None:
    """All of them, or the last ones."""
    with open_history(tmp_path / "h") as history:
        numbers = [history.keep("Dana", GOOD).number for _ in range(3)]
        assert [take.number for take in history.takes("Dana")] == numbers
        assert [take.number for take in history.takes("Dana", 2)] == numbers[1:]


def test_bests_and_streaks(tmp_path: Path) -> None:
    """Passes in a row, the row now, the days without a gap, the best score and the fewest fillers."""
    with open_history(tmp_path / "h") as history:
        takes = [(1, GOOD), (2, GOOD), (2, GOOD), (3, POOR), (5, SILENT), (6, GOOD), (20, GOOD)]
        keep_days(history, "Dana", takes)
        bests = history.bests("dana")
    assert (bests.score, bests.fillers_per_minute) == (91, 3.4)
    assert (bests.passes_in_a_row, bests.passes_now, bests.days_in_a_row) == (3, 2, 3)


def test_a_best_score_is_among_those_that_can_be_compared(tmp_path: Path) -> None:
    """Of the last take's rubric, or of the one asked for; the fewest fillers are of every take."""
    email = {**POOR, "rubric": {**POOR["rubric"], "profile": "email"}}
    with open_history(tmp_path / "h") as history:
        keep_days(history, "Sam", [(1, GOOD)])
        keep_days(history, "Dana", [(1, GOOD), (2, {**email, "score": 50}), (3, email)])
        bests = history.bests("Dana")
        assert [(rep.name, rep.takes, rep.passed, rep.best_score) for rep in history.reps()] == [
            ("Dana", 3, 1, 50), ("Sam", 1, 1, 91),
        ]  # fmt: skip
        found = [history.best_score("Dana", rubric_of(each)) for each in (GOOD, email, {"rubric": {"name": "new"}})]
    assert (bests.takes, bests.takes_alike, bests.score, bests.fillers_per_minute) == (3, 2, 50, 3.4)
    assert found == [91, 50, None]


def test_what_is_forgotten_is_gone_from_the_file(tmp_path: Path) -> None:
    """Rows, and their bytes on disk; others stay."""
    with open_history(tmp_path / "h") as history:
        for _ in range(3):
            history.keep("Zebulon", GOOD, "zebra scenario", tmp_path / "take.wav")
        history.keep("Dana", GOOD)
        assert history.forget("zebulon") == Forgotten((tmp_path / "take.wav",), is_overwritten=True)
        assert [rep.name for rep in history.reps()] == ["Dana"]
        with pytest.raises(UsageError, match="zebulon"):
            history.takes("zebulon")
        left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert b"zebulon" not in left.lower()
        assert b"zebra scenario" not in left
        assert b"Dana" in left


def test_what_a_session_still_reads_is_not_told_as_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bytes stay in the store until that session ends, and go when the store is opened next."""
    monkeypatch.setattr("vmcoach.history.connection.BUSY_S", 0.05)
    with open_history(tmp_path / "h") as history:
        history.keep("Zebulon", GOOD)
    with closing(sqlite3.connect(tmp_path / "h", isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM takes")
        ran = CliRunner().invoke(app, ["history", "forget", "zebulon", "--yes", "--store", str(tmp_path / "h")])
    assert (ran.exit_code, ran.stdout) == (4, "1 take and 0 kept recordings of zebulon deleted\n")
    assert "is still in the file, since another session reads it" in ran.stderr
    with open_history(tmp_path / "h") as history:
        assert history.reps() == []
    assert b"Zebulon" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_where_nothing_can_be_written_the_history_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of an older version, and without a file beside the store; what cannot be kept or forgotten is said."""
    store = tmp_path / "it's 100% here?" / "h"
    with open_history(store) as history:
        history.keep("Dana", GOOD, taken_at=NOON)
    with closing(sqlite3.connect(store)) as older:
        older.execute(f"PRAGMA user_version = {len(MIGRATIONS) - 1}")
    store.parent.chmod(0o500)
    monkeypatch.setattr("os.access", lambda *_: False)  # as it is for those who are not root
    with open_history(store) as history:
        assert [take.taken_at for take in history.takes("dana")] == [NOON]
        assert history.result(1) == GOOD
        assert [path.name for path in store.parent.iterdir()] == ["h"]
        with pytest.raises(UsageError, match=r"h: the history cannot be used .*readonly.*VMCOACH_HISTORY"):
            history.keep("Dana", POOR)
    with pytest.raises(UsageError, match="readonly"), open_history(store) as history:
        history.forget("Dana")


@pytest.mark.parametrize("name", ["take\u200es", "caf\udce9"])
def test_a_kept_recording_is_found_again_whatever_its_folder_is_called(tmp_path: Path, name: str) -> None:
    """Also by a name that nobody sees or that is no text; an export has it as text."""
    folder = tmp_path / name
    with open_history(tmp_path / "h") as history:
        take = history.keep("Dana", GOOD, recording=folder / "1.wav")
        assert take.recording == folder / "1.wav"
        (line,) = map(json.loads, exported(history))
        assert line["recording"].encode().startswith(os.fsencode(tmp_path))
        assert history.forget("Dana").recordings == (folder / "1.wav",)


def test_an_export_holds_everything(tmp_path: Path) -> None:
    """A JSON object a take, of one rep or of all."""
    with open_history(tmp_path / "h") as history:
        keep_days(history, "Dana", [(1, POOR), (2, GOOD)])
        keep_days(history, "Sam", [(1, GOOD)])
        lines = [json.loads(line) for line in exported(history)]
        assert len(list(exported(history, "sam"))) == 1
    assert sorted((line["rep"], line["score"]) for line in lines) == [("Dana", 26), ("Dana", 91), ("Sam", 91)]
    assert all(line["result"] in (GOOD, POOR) and line["taken_at"].endswith("-06:00") for line in lines)


def test_a_number_is_never_used_again(tmp_path: Path) -> None:
    """A take that was written down must not come to mean another."""
    with open_history(tmp_path / "h") as history:
        first = history.keep("Dana", GOOD).number
        history.forget("Dana")
        assert history.keep("Sam", GOOD).number > first
        with pytest.raises(UsageError, match=f"no take {first}"):
            history.result(first)


@pytest.mark.parametrize("number", [0, 2, 10**20])
def test_a_number_that_no_take_has_is_said(tmp_path: Path, number: int) -> None:
    """Even one that no store could hold."""
    with open_history(tmp_path / "h") as history:
        history.keep("Dana", GOOD)
        with pytest.raises(UsageError, match=f"no take {number} "):
            history.take(number)


def saying(spoken: str, sha256: str) -> dict[str, Any]:
    """The result of another recording in which something else is said."""
    return {
        **GOOD,
        "source": {**GOOD["source"], "sha256": sha256},
        "transcript": {**GOOD["transcript"], "spoken": spoken},
    }


def test_earlier_messages_are_those_to_the_same_prospect(tmp_path: Path) -> None:
    """By the same rep; without the recording itself, and without takes of the scenario that is practised."""
    with open_history(tmp_path / "h") as history:
        history.keep("Dana", saying("first", "1"), "cold", prospect="omar")
        history.keep("Dana", saying("second", "2"), "event", prospect="omar")
        history.keep("Dana", saying("", "3"), "event", prospect="omar")
        history.keep("Dana", saying("to another", "4"), prospect="tess")
        history.keep("Dana", saying("to nobody", "5"))
        history.keep("Sam", saying("another rep's", "6"), prospect="omar")
        assert history.earlier("DANA", "omar", "9") == ["first", "second"]
        assert history.earlier("Dana", "omar", "1") == ["second"]
        assert history.earlier("Dana", "omar", "9", "event") == ["first"]
        assert history.earlier("Dana", "", "9") == history.earlier("Nobody", "omar", "9") == []
        assert [take.prospect for take in history.takes("Dana")] == ["omar", "omar", "omar", "tess", None]


OLD_TAKE = """
    INSERT INTO reps (id, name) VALUES (7, 'Zoë');
    INSERT INTO takes (id, rep_id, taken_at, scenario, recording, rubric, score, passed, verdict, total_s, words,
        words_per_second, fillers, fillers_per_minute)
    VALUES (41, 7, '2026-02-03T12:00:00-06:00', 'cold', NULL, 'default', 91, 1, 'within_target', 18.5, 49, 2.9, 1, NULL)
"""
"""A take as every schema so far has held it; since the fifth, reps have a key too."""
UNIQUE_SINCE = 5


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_what_an_older_store_holds_is_kept(tmp_path: Path, version: int) -> None:
    """A take is read, compared, and counted as before; what its schema did not know is not known."""
    db = sqlite3.connect(tmp_path / "old", isolation_level=None)
    migrate(db, MIGRATIONS[:version])
    db.executescript(OLD_TAKE)
    if version >= UNIQUE_SINCE:
        db.execute("UPDATE reps SET key = folded(name)")
    db.execute("INSERT INTO results VALUES (41, ?)", (zlib.compress(json.dumps(GOOD).encode()),))
    db.close()
    with open_history(tmp_path / "old") as history:
        (take,) = history.takes("ZOË")
        assert (take.number, take.rep, take.score) == (41, "Zoë", 91)
        assert take.prospect is None
        assert history.result(41) == GOOD
        assert history.bests("Zoë").score == 91
        assert history.earlier("Zoë", "omar", "0" * 64) == []
        assert history.keep("Zoë", saying("hello", "1"), prospect="omar").number == 42
        assert history.earlier("Zoë", "omar", "2") == ["hello"]


@pytest.mark.parametrize("version", range(1, UNIQUE_SINCE))
@pytest.mark.parametrize("again", ["ZOË", "Zoe\u0308"])
def test_reps_that_only_capitals_or_encoding_told_apart_become_one(tmp_path: Path, version: int, again: str) -> None:
    """As they were in stores that knew the capitals of ASCII alone: under the first name, with every take in order."""
    db = sqlite3.connect(tmp_path / "old", isolation_level=None)
    migrate(db, MIGRATIONS[:version])
    db.executescript(OLD_TAKE)
    for number, (rep, name) in enumerate([(8, again), (9, "Sam")], 42):
        db.executescript(OLD_TAKE.replace("41, 7", f"{number}, {rep}").replace("7, 'Zoë'", f"{rep}, '{name}'"))
    db.close()
    with open_history(tmp_path / "old") as history:
        assert [(rep.name, rep.takes) for rep in history.reps()] == [("Sam", 1), ("Zoë", 2)]
        assert [take.number for take in history.takes("Zoë")] == [41, 42]
        assert history.keep("ZOË", GOOD).rep == "Zoë"


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
def test_every_older_store_is_brought_up_to_date(tmp_path: Path, version: int) -> None:
    """From blank and from each schema there has been, to one and the same."""
    old, new = (
        sqlite3.connect(tmp_path / "old", isolation_level=None),
        sqlite3.connect(":memory:", isolation_level=None),
    )
    migrate(old, MIGRATIONS[:version])
    migrate(old)
    migrate(new)
    schemas = [set(db.execute("SELECT type, name, sql FROM sqlite_schema")) for db in (old, new)]
    assert schemas[0] == schemas[1]
    old.close()
    new.close()
    with open_history(tmp_path / "old") as history:
        assert history.keep("Dana", GOOD).number == 1


def test_a_migration_that_fails_leaves_nothing_behind() -> None:
    """It is a transaction; the next attempt starts from the same place."""
    store = sqlite3.connect(":memory:", isolation_level=None)
    migrate(store)
    broken = (*MIGRATIONS, "CREATE TABLE extra (id INTEGER); INSERT INTO nosuch VALUES (1);")
    with pytest.raises(sqlite3.OperationalError):
        migrate(store, broken)
    assert not store.execute("SELECT 1 FROM sqlite_schema WHERE name = 'extra'").fetchall()
    migrate(store, (*MIGRATIONS, "CREATE TABLE extra (id INTEGER);"))
    with pytest.raises(NewerStoreError):
        migrate(store, MIGRATIONS)
    store.close()


def test_what_is_no_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    """A text file, a folder, a store of a newer version."""
    text, newer = tmp_path / "notes.txt", tmp_path / "newer"
    text.write_text("my notes, which are no database at all\n" * 100)
    with sqlite3.connect(newer) as made:
        made.execute("PRAGMA user_version = 99")
    made.close()
    for path, told in ((text, "notes.txt"), (tmp_path, "--store"), (newer, "newer vmcoach")):
        with pytest.raises(UsageError, match=told), open_history(path):
            pass
    assert text.read_text().startswith("my notes")


def test_what_ended_a_transaction_is_said_where_sqlite_has_rolled_it_back() -> None:
    """As it does by itself on a full disk."""

    def fill(store: sqlite3.Connection) -> None:
        with transaction(store):
            store.execute("ROLLBACK")
            raise sqlite3.OperationalError("database or disk is full")

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as store:
        with pytest.raises(sqlite3.OperationalError, match="disk is full"):
            fill(store)
        assert not store.in_transaction


WRITER = """
    import json, sys
    from pathlib import Path
    from vmcoach.history import open_history
    store, rep, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    result = json.load(sys.stdin)
    for number in range(count):
        with open_history(store) as history:
            print(history.keep(rep, result, f"s{number}").number, flush=True)
"""


def writer(store: Path, rep: str, count: int) -> subprocess.Popen[str]:
    """A process that keeps takes one after another and says when each is kept."""
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(store), rep, str(count)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    process.stdin.write(json.dumps(GOOD))
    process.stdin.close()
    return process


def test_two_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    """Both begin with a store that does not exist."""
    store, count = tmp_path / "h", 25
    processes = [writer(store, rep, count) for rep in ("Dana", "Sam")]
    for process in processes:
        assert process.stdout
        assert len(process.stdout.read().split()) == count
        process.stdout.close()
        assert process.wait() == 0
    with open_history(store) as history:
        assert {rep.name: rep.takes for rep in history.reps()} == {"Dana": count, "Sam": count}
        assert [take.scenario for take in history.takes("Dana")] == [f"s{number}" for number in range(count)]


@pytest.fixture
def being_made(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A store that another session is just making: SQLite does not wait for it, it fails at once."""
    other = sqlite3.connect(tmp_path / "h", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def test_a_store_that_another_session_makes_is_waited_for(tmp_path: Path, being_made: sqlite3.Connection) -> None:
    """Once the other has done, it is a store like any other."""
    done = threading.Timer(0.1, being_made.execute, ["COMMIT"])
    done.start()
    with open_history(tmp_path / "h") as history:
        assert history.keep("Dana", GOOD).number == 1
    done.join()


def test_a_store_that_stays_locked_is_given_up(
    tmp_path: Path, being_made: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not waited for without end, and said."""
    monkeypatch.setattr("vmcoach.history.connection.BUSY_S", 0.05)
    with pytest.raises(UsageError, match="locked"), open_history(tmp_path / "h"):
        pass
    assert being_made.in_transaction


def test_a_killed_process_leaves_a_store_with_every_take_it_kept(tmp_path: Path) -> None:
    """Killed outright while it writes, nothing that was kept is lost and the store opens."""
    process = writer(tmp_path / "h", "Dana", 10_000)
    assert process.stdout
    kept = [int(process.stdout.readline()) for _ in range(5)]
    os.kill(process.pid, signal.SIGKILL)
    kept += map(int, process.stdout.read().split())
    process.stdout.close()
    process.wait()
    with open_history(tmp_path / "h") as history:
        assert {take.number for take in history.takes("Dana")} >= set(kept)
        assert history.result(kept[-1]) == GOOD
        history.keep("Dana", POOR)


def test_the_store_is_where_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An option goes before the environment, and both before the user's folder."""
    monkeypatch.delenv("VMCOACH_HISTORY", raising=False)
    assert store_path().name == "history.sqlite3"
    monkeypatch.setenv("VMCOACH_HISTORY", str(tmp_path / "env"))
    assert store_path() == tmp_path / "env"
    assert store_path(tmp_path / "option") == tmp_path / "option"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows the user's folder without the environment")
def test_without_a_home_folder_it_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a service, whose user may have none."""
    for name in ("VMCOACH_HISTORY", "XDG_DATA_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 44444)
    with pytest.raises(SetupError, match=r"no home folder .* set VMCOACH_HISTORY"):
        store_path()
