"""Which recordings are meant: folders, files, globs, zip archives, CSV lists and URLs, in a fixed order.

Of a folder or an archive every file is taken whose ending is that of a recording, however deep it lies; hidden files
and what copies of a Mac's disk leave behind ("._take.wav", "__MACOSX") are not. What is left out is told.
"""

import glob
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from vmcoach.batch.contents import ARCHIVE_ERRORS, fsspec_module, opened_archive, remote_errors
from vmcoach.batch.manifest import read_manifest
from vmcoach.batch.naming import check_rule, with_names
from vmcoach.batch.takes import FIELDS, Take, member_of, take_of, without_query
from vmcoach.errors import UsageError
from vmcoach.files import path_text
from vmcoach.outcome import Failure
from vmcoach.printable import first_few, folded, printable

ENDINGS = frozenset({
    "3gp", "aac", "aif", "aifc", "aiff", "amr", "au", "avi", "caf", "flac", "m4a", "m4b", "m4v", "mka", "mkv", "mov",
    "mp2", "mp3", "mp4", "mpeg", "mpg", "mpga", "oga", "ogg", "opus", "snd", "w64", "wav", "wave", "webm", "wma", "wmv",
})  # fmt: skip
"""Endings of files that hold sound, of recorders, phones, mailboxes and video calls."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: takes in order, and places that could not be looked into."""

    takes: tuple[Take, ...]
    failures: tuple[Failure, ...]


def find_takes(paths: Sequence[str], rep_from: str | None, tell: Tell) -> Found:
    """The takes that paths mean, each once; raises UsageError for a path that means none."""
    if rep_from:
        check_rule(rep_from)
    failures: list[Failure] = []
    takes: dict[str, Take] = {}
    for path in paths:
        for take in _expanded(path, failures, tell):
            known = takes.setdefault(take.place, take)
            if not any(getattr(known, field) for field in FIELDS):
                takes[take.place] = take  # found in a folder before a list said whose it is
    if not takes and not failures:
        raise UsageError(f"No recordings found: {', '.join(printable(path) for path in paths)}.")
    return Found(tuple(_with_reps(takes.values(), rep_from, tell)), tuple(failures))


def _expanded(path: str, failures: list[Failure], tell: Tell) -> Iterator[Take]:
    if "://" in path:
        yield from _remote(path, tell)
    elif os.path.lexists(path):
        yield from _local(Path(path), failures, tell)
    elif hits := sorted(glob.glob(path, recursive=True)):
        for hit in hits:
            yield from _local(Path(hit), failures, tell)
    elif glob.has_magic(path):
        raise UsageError(f"{printable(path)}: no file fits; check the pattern.")
    else:
        yield take_of(Path(path))  # the decoder says that it is missing, and the others are graded


def _local(path: Path, failures: list[Failure], tell: Tell) -> Iterator[Take]:
    if path.is_dir():
        yield from _chosen(path_text(path), map(take_of, _walk(path, failures)), tell)
    elif path.suffix.lower() == ".zip":
        yield from _archive(path, failures, tell)
    elif path.suffix.lower() == ".csv":
        yield from read_manifest(path, tell)
    else:
        yield take_of(path)


def _walk(folder: Path, failures: list[Failure]) -> Iterator[Path]:
    """Files in a folder and below, sorted; links to folders are followed, each folder is entered once."""

    def refuse(error: OSError) -> None:
        place = path_text(Path(error.filename))
        failures.append(Failure(place, "unreadable", f"{printable(place)}: cannot be read ({error.strerror})"))

    entered = set()
    for where, folders, files in os.walk(folder, followlinks=True, onerror=refuse):
        status = os.stat(where)
        if (status.st_dev, status.st_ino) in entered:
            folders.clear()
            continue
        entered.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(where, name) for name in sorted(files) if not name.startswith("."))


def _archive(path: Path, failures: list[Failure], tell: Tell) -> Iterator[Take]:
    try:
        with opened_archive(str(path)) as archive:
            names = sorted(member.filename for member in archive.infolist() if not member.is_dir())
    except ARCHIVE_ERRORS as error:
        place = path_text(path)
        failures.append(
            Failure(place, "unreadable", f"{printable(place)}: is no zip archive that can be read ({error})")
        )
        return
    shown = [name for name in names if not any(map(_is_hidden, PurePosixPath(name).parts))]
    yield from _chosen(path_text(path), (member_of(path, name) for name in shown), tell)


def _is_hidden(part: str) -> bool:
    """Of a path inside an archive; ".." hides nothing, and nothing is unpacked where it points."""
    return part.startswith((".", "__MACOSX")) and part != ".."


def _remote(url: str, tell: Tell) -> Iterator[Take]:
    """A file behind a URL, or all recordings below it."""
    fsspec = fsspec_module()
    try:
        system, path = fsspec.core.url_to_fs(url)
        if glob.has_magic(without_query(path)):
            hits = sorted(system.glob(path))
        elif not _is_sound(Take(url, url)) and system.isdir(path):  # on the web that reads it all
            hits = sorted(system.find(path))
        else:
            hits = None
        urls = [url] if hits is None else [system.unstrip_protocol(hit) for hit in hits]
    except remote_errors() as error:
        raise UsageError(f"{printable(url)}: cannot be reached ({error}).") from error
    takes = [Take(each, each) for each in urls]
    yield from takes if hits is None else _chosen(url, takes, tell)


def _chosen(where: str, takes: Iterable[Take], tell: Tell) -> Iterator[Take]:
    """Those with a recording's ending; the others are told by ending."""
    left_out: Counter[str] = Counter()
    for take in takes:
        if _is_sound(take):
            yield take
        else:
            left_out[take.where.suffix.lower() or "no ending"] += 1
    if left_out:
        told = ", ".join(f"{count} × {ending}" for ending, count in sorted(left_out.items()))
        tell(f"{printable(where)}: left out, since their endings are not those of recordings: {told}")


def _is_sound(take: Take) -> bool:
    return take.where.suffix[1:].lower() in ENDINGS


def _with_reps(takes: Iterable[Take], rep_from: str | None, tell: Tell) -> Iterator[Take]:
    """Takes with the reps that the rule tells; a list's own entry comes first.

    Capitals and spaces do not make another rep, as in the history, nor does a letter that a Mac's disk or archive holds
    apart from its accent: a name is spelt as it is found first.
    """
    strangers, spelt = [], dict[str, str]()
    for take in takes:
        named = take if take.rep or not rep_from else with_names(take, rep_from)
        if named is None or not named.rep:
            strangers.append(take.place)
            yield named or take
        else:
            yield replace(named, rep=spelt.setdefault(folded(named.rep), " ".join(named.rep.split())))
    if strangers and rep_from:
        told = f"{len(strangers)} do not fit --rep-from {rep_from} and are graded without a rep"
        tell(f"{told}: {first_few(strangers)}")
