"""A CSV list of recordings and whose they are.

Columns by name, in any order: path, and if known rep, prospect, campaign, date (YYYY-MM-DD). Paths count from the
list's own folder. Separated by commas, or by semicolons or tabs as spreadsheets of some countries write it; UTF-8.
"""

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from vmcoach.batch.naming import iso_date
from vmcoach.batch.takes import FIELDS, Take
from vmcoach.errors import UsageError
from vmcoach.files import path_text, read_text


def read_manifest(path: Path, tell: Callable[[str], None]) -> list[Take]:
    """The takes of a list; raises UsageError naming file and line, tells of columns that are not used."""
    text = read_text(path, "list")
    header = text.partition("\n")[0]
    delimiter = next((each for each in ";\t" if each in header and "," not in header), ",")
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [name for name in reader.fieldnames or () if name]
        names = {name: name.strip().lower() for name in columns}
        _check_columns(path, [names[name] for name in columns], tell)
        takes: dict[str, int] = {}
        found = []
        for row in reader:
            values = {names[key]: (value or "").strip() for key, value in row.items() if key in names}
            if any(row.get(None) or ()):
                raise UsageError(
                    f"{path}, line {reader.line_num}: more cells than columns; a text with the separator in it needs "
                    "quotes around it."
                )
            if not any(values.values()):
                continue
            take = _take(path, reader.line_num, values)
            if take.place in takes:
                raise UsageError(
                    f"{path}, line {reader.line_num}: {take.place} stands in line {takes[take.place]} already."
                )
            takes[take.place] = reader.line_num
            found.append(take)
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: not valid CSV ({error}).") from error
    return found


def _check_columns(path: Path, names: list[str], tell: Callable[[str], None]) -> None:
    if "path" not in names:
        raise UsageError(f"{path}: the first line names no column `path`; it needs path, and may have {_listed()}.")
    if len(set(names)) < len(names):
        raise UsageError(f"{path}: a column stands in it twice.")
    if unused := [name for name in names if name not in ("path", *FIELDS)]:
        tell(f"{path}: columns not used: {', '.join(unused)} (used: path, {_listed()})")


def _listed() -> str:
    return ", ".join(FIELDS)


def _take(path: Path, line: int, values: dict[str, str]) -> Take:
    file = values["path"]
    if not file:
        raise UsageError(f"{path}, line {line}: no path is given.")
    known = {name: values.get(name) or None for name in FIELDS}
    if date := known["date"]:
        known["date"] = iso_date(date)
        if known["date"] is None:
            raise UsageError(f"{path}, line {line}: {date!r} is not a date such as 2026-03-31.")
    if "://" in file:
        return Take(file, file, **known)
    if "\0" in file:
        raise UsageError(f"{path}, line {line}: the path holds a zero byte.")
    where = path.parent / file
    return Take(path_text(where), str(where), **known)
