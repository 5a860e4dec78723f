"""The file of the store: where it is, and a connection to it that is ready for use."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from vmcoach.errors import UsageError
from vmcoach.files import needing_home
from vmcoach.history.schema import NewerStoreError, migrate
from vmcoach.printable import printable

BUSY_S = 20.0
"""How long to wait for another session to finish writing; a take is written in milliseconds."""

RETRY_S = 0.01

ELSEWHERE = "name another file by VMCOACH_HISTORY, or by --store where a command has it"


def store_path(chosen: Path | None = None) -> Path:
    """Where the store is: as chosen, else VMCOACH_HISTORY, else in the user's data folder."""
    if chosen is not None:
        return chosen
    if named := os.environ.get("VMCOACH_HISTORY"):
        return Path(named)
    from platformdirs import user_data_path

    with needing_home("VMCOACH_HISTORY"):
        return user_data_path("vmcoach", appauthor=False) / "history.sqlite3"


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the store in a file, made if there is none and brought up to date.

    What SQLite cannot do, then or while the connection is used, is raised as UsageError.
    """
    try:
        is_fixed = _is_fixed(path)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = _copy(path) if is_fixed else sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{printable(str(path))}: the history cannot be opened ({reason}); {ELSEWHERE}.") from error
    try:
        with telling(path):
            _prepare(connection)
            if is_fixed:
                connection.execute("PRAGMA query_only = ON")  # what is kept in the copy would be lost
            yield connection
    finally:
        connection.close()


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Do something with the store in a file; what cannot be done becomes a UsageError that says what to do."""
    shown = printable(str(path))
    try:
        yield
    except NewerStoreError as error:
        raise UsageError(f"{shown}: the history was written by a newer vmcoach; update vmcoach.") from error
    except sqlite3.DatabaseError as error:
        raise UsageError(f"{shown}: the history cannot be used ({error}); {ELSEWHERE}.") from error


def _is_fixed(path: Path) -> bool:
    """Whether a store can only be read: no log can be made beside it, which SQLite asks for, and none is there."""
    return path.exists() and not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists()


def _copy(path: Path) -> sqlite3.Connection:
    """A store that can only be read, in memory, where one of an older version can be brought up to date."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as store:
        store.backup(copy)
    return copy


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten, not only unlinked
    _write_ahead(connection)
    migrate(connection)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Log what is written ahead; SQLite fails at once, and does not wait, where several make a store's log together."""
    give_up_at = time.monotonic() + BUSY_S
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            kind = error.sqlite_errorcode & 0xFF  # what is behind it tells why it is busy
            if kind != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_at:
                raise
            time.sleep(RETRY_S)
