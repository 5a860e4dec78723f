"""The output folder: locked by one run at a time, its files whole or absent.

    results.jsonl, messages.csv, reps.csv, summary.json, errors.csv,
    index.html, pages/                                                 to be read and passed on
    private/observations.jsonl                                         what was heard, so that nothing is heard twice
    private/names.json                                                 whose alias is whose
    private/lock                                                       held by the run at work

results.jsonl grows while a run works and is put in order at its end; every other file is written under another name and
then renamed. A run first removes what an earlier one left, so that all files there are of the same run.
"""

import csv
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from vmcoach.errors import UsageError
from vmcoach.files import path_text, telling
from vmcoach.printable import printable

OUTPUTS = ("results.jsonl", "messages.csv", "reps.csv", "summary.json", "errors.csv", "index.html")
PAGES = "pages"
"""The folder of the pages of single messages."""

_FORMULA = re.compile(r"(^|;)(?=\s*[=+\-@＝＋－＠])")
"""Where a spreadsheet runs a cell instead of showing it (OWASP, CSV injection); some take ";" for the end of one."""


@contextmanager
def locked(folder: Path) -> Iterator[Path]:
    """The folder's private part, for one run at a time; UsageError where another is at work or files are foreign."""
    private = folder / "private"
    with telling(folder):
        foreign = [name for name in (*OUTPUTS, PAGES) if (folder / name).exists() and not private.exists()]
        if foreign:
            raise UsageError(f"{_shown(folder)} holds {foreign[0]} of something else; choose another folder.")
        private.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (private / "lock").open("ab")
    with lock:
        if not _seized(lock):
            raise UsageError(f"Another run is at work in {_shown(folder)}; wait for it or choose another folder.")
        with telling(folder):
            for name in OUTPUTS:
                (folder / name).unlink(missing_ok=True)
                (folder / f".{name}.part").unlink(missing_ok=True)
            _remove_pages(folder / PAGES)
        yield private


def made_folder(folder: Path) -> None:
    """Make a folder if it is not there; raises SetupError."""
    with telling(folder):
        folder.mkdir(exist_ok=True)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table for spreadsheets: UTF-8 with the mark that they know it by, a line a row, no cell that they would run."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(header)
    table.writerows([_cell(value) for value in row] for row in rows)
    return "\ufeff" + text.getvalue()


def _remove_pages(folder: Path) -> None:
    """The pages that a run wrote; whatever else lies in their folder stays."""
    for page in folder.glob("*.html"):
        if page.stem.isdigit():
            page.unlink()
    with suppress(OSError):  # it is not there, or not empty
        folder.rmdir()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _FORMULA.sub(r"\1'", printable(value))
    return value


class Lines:
    """A file of lines, one for each thing: appended whole, found again by its place in the file.

    With `durable` a line is on the disk when `append` returns, and outlives the power.
    """

    def __init__(self, path: Path, durable: bool) -> None:
        self._path, self._durable = path, durable
        with telling(path):
            self._file: IO[bytes] = path.open("a+b")
            self._end = self._whole()

    def __enter__(self) -> "Lines":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Each line with its place."""
        self._file.seek(0)
        place = 0
        for line in self._file:
            yield place, line
            place += len(line)

    def append(self, line: bytes) -> int:
        """Add a line and say its place; raises SetupError, and nothing is added, where it cannot be written."""
        with telling(self._path):
            try:
                self._file.write(line + b"\n")
                self._file.flush()
                if self._durable:
                    os.fsync(self._file.fileno())
            except OSError:
                self._reopen()
                raise
        place, self._end = self._end, self._end + len(line) + 1
        return place

    def read(self, place: int) -> bytes:
        """The line at a place."""
        self._file.seek(place)
        return self._file.readline()

    def _whole(self) -> int:
        """The length up to the last line's end; what a run that was killed left after it is cut off."""
        end = self._file.seek(0, os.SEEK_END)
        while end > 0:
            step = min(end, 1 << 16)
            self._file.seek(end - step)
            last = self._file.read(step).rfind(b"\n")
            if last >= 0:
                end += last + 1 - step
                break
            end -= step
        self._file.truncate(end)
        return end

    def _reopen(self) -> None:
        """Drop a line that was not written whole, and what waits of it in memory."""
        os.truncate(self._path, self._end)
        broken, self._file = self._file, self._path.open("a+b")
        with suppress(OSError):  # closing tries once more to write what waits
            broken.close()
        os.truncate(self._path, self._end)


def _shown(path: Path) -> str:
    return printable(path_text(path))


def _seized(lock: IO[bytes]) -> bool:
    """Take a lock that ends with this process, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
