"""The tables of the store, as a list of migrations that only ever grows.

A store's `user_version` says how many of them it has had. Each runs in a transaction with its own number, so that a
store is always at one version and never between two, however many processes open it and whenever they are killed.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from vmcoach.printable import folded

_ONE_REP_OF_A_KEY = """
    UPDATE reps SET key = folded(name);
    UPDATE takes SET rep_id = (
        SELECT min(same.id) FROM reps JOIN reps AS same ON same.key = reps.key WHERE reps.id = takes.rep_id
    );
    DELETE FROM reps WHERE id NOT IN (SELECT min(id) FROM reps GROUP BY key);
    CREATE UNIQUE INDEX reps_by_key ON reps (key);
"""

MIGRATIONS: Sequence[str] = (
    """
    CREATE TABLE reps (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE
    );
    CREATE TABLE takes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        rep_id INTEGER NOT NULL REFERENCES reps (id) ON DELETE CASCADE,
        taken_at TEXT NOT NULL,
        scenario TEXT NOT NULL,
        recording TEXT,
        rubric TEXT NOT NULL,
        score INTEGER NOT NULL,
        passed INTEGER NOT NULL,
        verdict TEXT NOT NULL,
        total_s REAL NOT NULL,
        words INTEGER NOT NULL,
        words_per_second REAL,
        fillers INTEGER NOT NULL,
        fillers_per_minute REAL
    );
    CREATE INDEX takes_of_rep ON takes (rep_id, id);
    CREATE TABLE results (
        take_id INTEGER PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
        document BLOB NOT NULL
    );
    """,
    """
    ALTER TABLE takes ADD COLUMN prospect TEXT;
    CREATE INDEX takes_to_prospect ON takes (rep_id, prospect) WHERE prospect IS NOT NULL;
    """,
    """
    DROP INDEX takes_of_rep;
    CREATE INDEX takes_of_rep ON takes (rep_id, id, score, passed, fillers_per_minute, taken_at);
    """,
    f"""
    ALTER TABLE reps ADD COLUMN key TEXT;
    {_ONE_REP_OF_A_KEY}
    """,
    f"""
    DROP INDEX reps_by_key;
    {_ONE_REP_OF_A_KEY}
    """,
    """
    DROP INDEX takes_of_rep;
    CREATE INDEX takes_of_rep ON takes (rep_id, id, score, passed, fillers_per_minute, taken_at, rubric);
    """,
)
"""AUTOINCREMENT, because a take's number is written down and must not come to mean another take. `document` is the
take's result as zlib-compressed JSON, apart from the columns that are read for every take. `prospect` is the key of the
person the take was for, NULL where nobody was named. `key` is what a rep is found by, their name as `folded` makes it,
since NOCASE knows only the capitals of ASCII. `takes_of_rep` holds all that sums reps up, so that the history
of many takes answers without reading them."""


class NewerStoreError(Exception):
    """The store has had migrations that this version does not know."""


def migrate(connection: sqlite3.Connection, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Bring a store up to date; raises NewerStoreError."""
    connection.create_function("folded", 1, folded, deterministic=True)
    while (version := _version(connection)) != len(migrations):
        if version > len(migrations):
            raise NewerStoreError
        with transaction(connection):
            if _version(connection) == version:  # another process may have been first
                for statement in _statements(migrations[version]):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is done inside happens or nothing of it; the store is locked for writing from the start."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # where the disk is full, SQLite has rolled back itself
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> list[str]:
    """One by one: `executescript` would commit before it begins."""
    return [statement for statement in script.split(";") if statement.strip()]
