"""The bytes of takes, and what is heard in them: read from disk, out of a zip archive or over the network.

Conventions: the identity of a recording is the SHA-256 of its bytes, so that one content under two names is heard once.
"""

import hashlib
import lzma
import shutil
import stat
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from vmcoach.audio import MAX_BYTES, load_audio
from vmcoach.batch.takes import Take, renamed
from vmcoach.engines import Engine
from vmcoach.errors import RecordingError, SetupError
from vmcoach.measures import Observation
from vmcoach.outcome import Failure
from vmcoach.pipeline import observe_batch
from vmcoach.printable import printable

ARCHIVE_ERRORS = (
    OSError, ValueError, KeyError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError
)  # fmt: skip
"""What reading a damaged archive raises; RuntimeError where it wants a password or is of an unknown kind."""


def content_hash(take: Take) -> str | Failure:
    """SHA-256 of a take's bytes, or why it cannot be read."""
    try:
        if not (take.archive or take.is_url):
            status = Path(take.file).stat()
            if not (stat.S_ISREG(status.st_mode) and 0 < status.st_size <= MAX_BYTES):
                return _refused(take)
        with _opened(take) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads, as all files do
    except RecordingError as error:
        return Failure(take.place, error.kind, str(error))
    except (OSError, ValueError):
        return _refused(take)


def longest_first(takes: Sequence[Take]) -> list[Take]:
    """Takes by their length, the longest first, as far as the size of a file of its kind tells it.

    So takes of like length are heard together and end together, which saves up to a twentieth of a folder's time, and
    what is left for the end is short.
    """
    sizes: dict[str | None, dict[str, int]] = {}
    for archive in {take.archive for take in takes if take.archive}:
        sizes[archive] = _member_sizes(archive)
    sizes[None] = {take.file: _size(Path(take.file)) for take in takes if not (take.archive or take.is_url)}
    return sorted(takes, key=lambda take: (take.where.suffix.lower(), -sizes[take.archive].get(take.file, 0)))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it is told when it is to be heard
        return 0


def opened_archive(path: str) -> zipfile.ZipFile:
    """A zip archive with its members' names as they were; raises ARCHIVE_ERRORS.

    Names of no said encoding are UTF-8 where all can be, as Info-ZIP writes them, and else code page 437, as the format
    has it.
    """
    try:
        return zipfile.ZipFile(path, metadata_encoding="utf-8")
    except UnicodeDecodeError:
        return zipfile.ZipFile(path)


def _member_sizes(archive: str) -> dict[str, int]:
    try:
        with opened_archive(archive) as opened:
            return {member.filename: member.file_size for member in opened.infolist()}
    except ARCHIVE_ERRORS:
        return {}


def observe_takes(takes: Sequence[Take], engine: Engine, sharing: int = 1) -> list[Observation | Failure]:
    """What is heard in each, in order and together, each under its own name; `sharing` as of the engine."""
    with TemporaryDirectory(prefix="vmcoach-") as scratch:
        copies = [on_disk(take, Path(scratch) / str(number)) for number, take in enumerate(takes)]
        heard = iter(observe_batch([copy for copy in copies if isinstance(copy, Path)], engine, sharing))
        return [
            copy if isinstance(copy, Failure) else _named(next(heard), copy, take)
            for copy, take in zip(copies, takes, strict=True)
        ]


def on_disk(take: Take, folder: Path) -> Path | Failure:
    """A take as a file on this machine, copied into a folder where it lies elsewhere."""
    if not (take.archive or take.is_url):
        return Path(take.file)
    folder.mkdir()
    copy = folder / f"take{take.where.suffix}"
    try:
        with _opened(take) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
    except RecordingError as error:
        return Failure(take.place, error.kind, str(error))
    return copy


def _named(outcome: Observation | Failure, copy: Path, take: Take) -> Observation | Failure:
    if isinstance(outcome, Failure):
        return Failure(take.place, outcome.kind, outcome.message.replace(str(copy), printable(take.place)))
    return renamed(outcome, take)


def _refused(take: Take) -> Failure:
    """Why a file on disk is no recording, in the words of the decoder."""
    try:
        load_audio(Path(take.file))
    except RecordingError as error:
        return Failure(take.place, error.kind, str(error))
    return _changed(take)


def _changed(take: Take) -> Failure:
    return Failure(take.place, "changed", f"{printable(take.place)}: changed while it was read; grade it again")


@contextmanager
def _opened(take: Take) -> Iterator[IO[bytes]]:
    """A take's bytes; raises RecordingError for those that are not on disk, OSError for those that are."""
    if take.archive:
        with _member(take, take.archive) as file:
            yield file
    elif take.is_url:
        with _remote(take) as file:
            yield file
    else:
        with open(take.file, "rb") as file:
            yield file


@contextmanager
def _member(take: Take, archive: str) -> Iterator[IO[bytes]]:
    try:
        with opened_archive(archive) as opened:
            if opened.getinfo(take.file).file_size > MAX_BYTES:
                raise _unreadable(take, f"larger than {MAX_BYTES >> 30} GiB")
            with opened.open(take.file) as file:
                yield file
    except ARCHIVE_ERRORS as error:
        raise _unreadable(take, str(error)) from error


@contextmanager
def _remote(take: Take) -> Iterator[IO[bytes]]:
    fsspec = fsspec_module()
    try:
        system, path = fsspec.core.url_to_fs(take.file)
        with system.open(path, "rb") as file:
            yield file
    except remote_errors() as error:
        reason = error.__cause__ or error  # fsspec says of whatever a site refuses that it is not there
        if isinstance(reason, FileNotFoundError) or getattr(reason, "status", None) == HTTPStatus.NOT_FOUND:
            message = f"{printable(take.place)}: there is no such file; check its address"
            raise RecordingError(message, "missing") from error
        raise _unreadable(take, str(reason)) from error


def remote_errors() -> tuple[type[Exception], ...]:
    """What reading a URL raises; fsspec loads aiohttp for the web, whose errors are no OSError."""
    web = sys.modules.get("aiohttp")
    return (OSError, ValueError, ImportError, *([web.ClientError] if web else []))


def _unreadable(take: Take, reason: str) -> RecordingError:
    return RecordingError(f"{printable(take.place)}: cannot be read ({reason}); check it and try again", "unreadable")


def fsspec_module() -> Any:
    """fsspec, which reads every kind of URL; raises SetupError where it is not installed."""
    try:
        return import_module("fsspec")
    except ImportError as error:
        raise SetupError("Recordings behind a URL need the extra `dask`; run: pip install 'vmcoach[dask]'") from error
