"""What reps have practised: a store of their takes on this machine, in one SQLite file.

Conventions: a take is the result of one recording, in the form of the result document, under the rep's name (capitals
do not matter); takes are numbered in the order in which they are kept. Recordings are not in the store: a take only
says where one was kept. Write-ahead logging lets several sessions read and write at once.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from vmcoach.errors import UsageError
from vmcoach.history.columns import TAKE, columns_of, packed, path_of, take_of, unpacked
from vmcoach.history.connection import connected, store_path, telling
from vmcoach.history.records import Bests, Forgotten, KeptTake, RepSummary
from vmcoach.history.schema import transaction
from vmcoach.printable import folded, printable

__all__ = ["Bests", "Forgotten", "History", "KeptTake", "RepSummary", "named", "open_history", "store_path"]


@contextmanager
def open_history(path: Path) -> Iterator["History"]:
    """The store in a file, made if there is none and brought up to date; raises UsageError."""
    with connected(path) as connection:
        yield History(connection, path)


class History:
    """An open store."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def keep(
        self,
        rep: str,
        result: Mapping[str, Any],
        scenario: str = "",
        recording: Path | None = None,
        taken_at: datetime | None = None,
        prospect: str | None = None,
    ) -> KeptTake:
        """Add a take; `recording` is the file that vmcoach keeps of it, which is deleted with the take.

        Raises UsageError where it cannot be kept.
        """
        when = taken_at or datetime.now().astimezone()
        return self.take(self.keep_all(rep, [(result, when)], scenario, recording, prospect)[-1])

    def keep_all(
        self,
        rep: str,
        results: Iterable[tuple[Mapping[str, Any], datetime]],
        scenario: str = "",
        recording: Path | None = None,
        prospect: str | None = None,
    ) -> list[int]:
        """Add several takes, all or none, and give their numbers; raises UsageError."""
        rep = named(rep)
        kept = None if recording is None else os.fsencode(recording.absolute())
        numbers: list[int] = []
        with telling(self._path), transaction(self._connection):
            self._connection.execute("INSERT OR IGNORE INTO reps (name, key) VALUES (?, ?)", (rep, _key(rep)))
            rep_id = self._rep_id(rep)
            for result, taken_at in results:
                columns = {
                    "rep_id": rep_id,
                    "taken_at": taken_at.isoformat(timespec="seconds"),
                    "scenario": scenario,
                    "recording": kept,
                    "prospect": prospect or None,
                    **columns_of(result),
                }
                insert = f"INSERT INTO takes ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
                number = self._connection.execute(insert, tuple(columns.values())).lastrowid or 0
                self._connection.execute("INSERT INTO results VALUES (?, ?)", (number, packed(result)))
                numbers.append(number)
        return numbers

    def reps(self) -> list[RepSummary]:
        """Every rep, the one who practised last first."""
        # the joins in the order that needs no sorting of takes: 26 ms for 100,000, not 71
        rows = self._connection.execute(
            "SELECT name, count(*), sum(takes.passed), max(takes.score) FILTER (WHERE takes.rubric = last.rubric), "
            "last.taken_at FROM reps "
            "CROSS JOIN takes AS last ON last.id = (SELECT max(id) FROM takes WHERE rep_id = reps.id) "
            "CROSS JOIN takes ON takes.rep_id = reps.id GROUP BY reps.id ORDER BY last.id DESC"
        )
        return [
            RepSummary(name, takes, passed, best, datetime.fromisoformat(last_at))
            for name, takes, passed, best, last_at in rows
        ]

    def take(self, number: int) -> KeptTake:
        """One take by its number; raises UsageError."""
        with suppress(OverflowError):  # larger than any that SQLite can hold
            for take in self._takes("WHERE takes.id = ?", number):
                return take
        raise _no_take(number)

    def takes(self, rep: str, last: int = -1) -> list[KeptTake]:
        """A rep's takes in the order of keeping, the `last` ones or all; raises UsageError for no such rep."""
        return self._takes("WHERE rep_id = ? ORDER BY takes.id DESC LIMIT ?", self._rep_id(rep), last)[::-1]

    def result(self, number: int) -> dict[str, Any]:
        """A take's result, as it was kept; raises UsageError."""
        row = self._connection.execute("SELECT document FROM results WHERE take_id = ?", (number,)).fetchone()
        if row is None:
            raise _no_take(number)
        return unpacked(row[0])

    def earlier(
        self, rep: str, prospect: str, sha256: str, scenario: str | None = None, up_to: int | None = None
    ) -> list[str]:
        """The words, as spoken, of a rep's earlier messages to a prospect, in the order of keeping.

        Left out are takes of the recording `sha256`, since one that is scored again is no new message; takes of
        `scenario`, which are tries at the same message; and takes after number `up_to`, which are of this sitting.
        """
        rows = self._connection.execute(
            "SELECT document FROM takes JOIN reps ON reps.id = rep_id JOIN results ON take_id = takes.id "
            "WHERE key = ? AND prospect = ? AND scenario IS NOT ? AND takes.id <= coalesce(?, takes.id) "
            "ORDER BY takes.id",
            (_key(rep), prospect, scenario, up_to),
        )
        results = [unpacked(compressed) for (compressed,) in rows]
        spoken = [each["transcript"]["spoken"] for each in results if each["source"]["sha256"] != sha256]
        return [text for text in spoken if text]

    def previous(self, rep: str) -> tuple[KeptTake, dict[str, Any]] | None:
        """The take of a rep that was kept last, with its result; None where there is none."""
        takes = self._takes("WHERE key = ? ORDER BY takes.id DESC LIMIT 1", _key(rep))
        return (takes[0], self.result(takes[0].number)) if takes else None

    def bests(self, rep: str) -> Bests:
        """A rep's personal bests; raises UsageError for no such rep."""
        of_rep = (self._rep_id(rep),)
        takes, rate, passed = self._connection.execute(
            "SELECT count(*), min(fillers_per_minute), group_concat(passed, '') "
            "FROM (SELECT fillers_per_minute, passed FROM takes WHERE rep_id = ? ORDER BY id)",
            of_rep,
        ).fetchone()
        takes_alike, score = self._connection.execute(
            "SELECT count(*), max(score) FROM takes WHERE rep_id = ?1 "
            "AND rubric = (SELECT rubric FROM takes WHERE rep_id = ?1 ORDER BY id DESC LIMIT 1)",
            of_rep,
        ).fetchone()
        days = self._connection.execute("SELECT DISTINCT substr(taken_at, 1, 10) FROM takes WHERE rep_id = ?", of_rep)
        in_a_row = [len(row) for row in passed.split("0")]  # "1101" is two passes, then one
        return Bests(takes, takes_alike, score, rate, max(in_a_row), in_a_row[-1], _most_days({day for (day,) in days}))

    def best_score(self, rep: str, rubric: str) -> int | None:
        """A rep's best score by a rubric, as `rubric_of` tells it; None where no take that it judged is kept."""
        (best,) = self._connection.execute(
            "SELECT max(score) FROM takes JOIN reps ON reps.id = rep_id WHERE key = ? AND rubric = ?",
            (_key(rep), rubric),
        ).fetchone()
        return None if best is None else int(best)

    def alias(self, rep: str) -> str:
        """What a rep is called where names are hidden: "Rep 003"; raises UsageError for no such rep."""
        return f"Rep {self._rep_id(rep):03}"

    def forget(self, rep: str) -> Forgotten:
        """Delete a rep and all their takes for good; raises UsageError for no such rep.

        Its bytes are overwritten in the files of the store, for which sessions that read it are waited for, but not
        without end.
        """
        rep_id = self._rep_id(rep)
        with transaction(self._connection):
            rows = self._connection.execute(
                "SELECT DISTINCT recording FROM takes WHERE rep_id = ? AND recording IS NOT NULL", (rep_id,)
            ).fetchall()
            self._connection.execute("DELETE FROM reps WHERE id = ?", (rep_id,))
        is_busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return Forgotten(tuple(path_of(recording) for (recording,) in rows), not is_busy)

    def _rep_id(self, rep: str) -> int:
        row = self._connection.execute("SELECT id FROM reps WHERE key = ?", (_key(rep),)).fetchone()
        if row is None:
            raise UsageError(f"There is no take of {printable(rep)} in the history; `vmcoach history` lists the reps.")
        return int(row[0])

    def _takes(self, where: str, *values: int | str) -> list[KeptTake]:
        rows = self._connection.execute(
            f"SELECT {TAKE} FROM takes JOIN reps ON reps.id = rep_id {where}", values
        ).fetchall()
        return [take_of(*row) for row in rows]


def _no_take(number: int) -> UsageError:
    return UsageError(f"There is no take {number} in the history; `vmcoach history show REP` lists a rep's last ones.")


def named(rep: str) -> str:
    """A rep's name as it is kept; raises UsageError for none."""
    name = _one_line(rep)
    if not name:
        raise UsageError("Give the rep's name with --rep.")
    return name


def _one_line(rep: str) -> str:
    return " ".join(printable(rep).split())


def _key(rep: str) -> str:
    return folded(_one_line(rep))


def _most_days(days: set[str]) -> int:
    """The longest row of days without a gap."""
    ordinals = sorted(date.fromisoformat(day).toordinal() for day in days)
    rows = groupby(enumerate(ordinals), key=lambda place: place[1] - place[0])
    return max((sum(1 for _ in row) for _, row in rows), default=0)
