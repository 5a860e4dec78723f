"""Files: text of the user's own, tables of vmcoach's own, and what is written whole or left as it was."""

import os
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from vmcoach.errors import SetupError, UsageError
from vmcoach.printable import printable


def path_text(path: Path) -> str:
    """A path as text that JSON, databases and every encoding can hold: bytes that are not UTF-8 as \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def read_text(path: Path, what: str) -> str:
    """The text of a file, or of standard input for "-", without the mark that some editors put first.

    Raises UsageError, which says what it is.
    """
    shown = printable(path_text(path))
    try:
        if path == Path("-"):
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{shown}: the {what} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown}: the {what} is not UTF-8 text; save it as UTF-8.") from error


def toml_values(text: str, shown: str, what: str) -> dict[str, Any]:
    """What a TOML text holds; raises UsageError, which names the file as shown and says what it is."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{shown}: the {what} is not valid TOML ({error}).") from error
    except RecursionError as error:
        raise UsageError(f"{shown}: the {what} is nested too deeply to be read.") from error


@contextmanager
def needing_home(variable: str) -> Iterator[None]:
    """Do what needs the user's home folder; where there is none, as for a service, SetupError names what to set."""
    try:
        yield
    except RuntimeError as error:  # of pathlib and of platformdirs
        raise SetupError(f"There is no home folder to be found; set {variable} to a path from the root on.") from error


def own_table(package: str, name: str) -> dict[str, Any]:
    """What a TOML file beside the modules of a package holds: `own_table("vmcoach.measures", "fillers")`."""
    return tomllib.loads((resources.files(package) / f"{name}.toml").read_text(encoding="utf-8"))


def line_of(key: str, text: str) -> int:
    """The line on which a top-level key or table is given; 1 where it cannot be told."""
    given = re.search(rf"""^\s*\[*\s*["']?{re.escape(key)}\b""", text, re.MULTILINE)
    return text.count("\n", 0, given.end()) + 1 if given else 1


def write_whole(path: Path, text: str | Iterable[bytes]) -> None:
    """A file with this content, or as it was before; raises SetupError where it cannot be written.

    A link is written through. Raises UsageError for what is no file: to replace a device would take it from everybody.
    """
    path = Path(os.path.realpath(path))
    part = path.with_name(f".{path.name}.part")
    with telling(path):
        if path.exists() and not path.is_file():
            raise UsageError(f"{printable(path_text(path))}: is not a file; choose another place")
        try:
            with part.open("wb") as file:
                file.writelines([text.encode()] if isinstance(text, str) else text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Do what writes to a path; what the system says against it becomes a SetupError that says what to do."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        shown = printable(path_text(path))
        raise SetupError(f"{shown}: cannot be written ({reason}); make room or choose another folder.") from error
