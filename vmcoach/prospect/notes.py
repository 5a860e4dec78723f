"""Notes on prospects and the files they are written in.

A notes file is TOML or YAML with one prospect, or CSV with one prospect a line; what is not known is left out:

    name = "Dana Whitfield"
    company = "Harbor Mutual"
    industry = "insurance"
    facts = ["Opened a second depot in Reno in March", "Wrote about driver turnover on LinkedIn"]
    earlier_contacts = ["Met at the Denver fleet summit"]
    do_not_mention = ["the lawsuit"]

In CSV the columns have these names, and several facts in one cell are separated by ";".
"""

import csv
import io
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from vmcoach.errors import UsageError
from vmcoach.files import line_of, read_text, toml_values
from vmcoach.printable import folded


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is known of the person a message is for."""

    name: str = ""
    company: str = ""
    industry: str = ""
    facts: tuple[str, ...] = ()
    earlier_contacts: tuple[str, ...] = ()
    do_not_mention: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells them from others: name and company as a prospect_key."""
        return prospect_key(f"{self.name} {self.company}")


def prospect_key(name: str) -> str:
    """A prospect's name in the one form in which it is compared: "Whitfield-Ross, Dana" is "whitfield ross dana"."""
    return " ".join(re.findall(r"[^\W_]+", folded(name)))


_KEYS = tuple(field.name for field in fields(Prospect))
_ENDINGS = (".toml", ".yaml", ".yml", ".csv")
_LISTS = ("facts", "earlier_contacts", "do_not_mention")


def load_prospect(path: Path) -> Prospect:
    """The prospect of a TOML or YAML file, or of a CSV file that holds just one; raises UsageError."""
    prospects = load_prospects(path)
    if len(prospects) != 1:
        raise UsageError(f"{path}: notes on {len(prospects)} prospects; give a file with the one who is called.")
    return prospects[0]


def load_prospects(path: Path) -> tuple[Prospect, ...]:
    """Every prospect of a TOML, YAML or CSV file, or of a folder of them; raises UsageError with file, line and key."""
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.suffix.lower() in _ENDINGS)
        return tuple(prospect for file in files for prospect in load_prospects(file))
    ending = path.suffix.lower()
    if ending not in _ENDINGS:
        raise UsageError(f"{path}: notes on prospects are TOML, YAML or CSV files, by the ending .toml, .yaml or .csv.")
    text = read_text(path, "file of notes")
    if ending == ".csv":
        return _from_csv(text, path)
    table = toml_values(text, str(path), "file of notes") if ending == ".toml" else _yaml(text, path)
    return (prospect_of(table, text, str(path)),)


def _yaml(text: str, path: Path) -> dict[str, Any]:
    import yaml

    try:
        table = yaml.safe_load(text) or {}
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that no calendar has
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        where = f"{path}, line {mark.line + 1}" if mark else path
        told = problem or " ".join(str(error).split())
        raise UsageError(f"{where}: the notes are not valid YAML ({told}).") from error
    except RecursionError as error:
        raise UsageError(f"{path}: the file of notes is nested too deeply to be read.") from error
    if not isinstance(table, dict):
        raise UsageError(f"{path}: the notes must be keys and values, like `name: Dana Whitfield`.")
    return {str(key): value for key, value in table.items()}


def prospect_of(table: dict[str, Any], text: str, shown: str) -> Prospect:
    """The prospect of a table in a text; raises UsageError with the file as shown, line and key."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        where = f"{shown}, line {line_of(key, text)}"
        _check_key(key, where)
        values[key] = _texts(key, value, where) if key in _LISTS else _text(key, value, where)
    return _checked(Prospect(**values), shown)


def _from_csv(text: str, path: Path) -> tuple[Prospect, ...]:
    rows = csv.DictReader(io.StringIO(text), strict=True)
    prospects = []
    try:
        for column in rows.fieldnames or ():
            _check_key(column.strip().lower(), f"{path}, line 1")
        for row in rows:
            where = f"{path}, line {rows.line_num}"
            if None in row:
                raise UsageError(f"{where}: more cells than columns; a text with a comma needs quotes around it.")
            cells = {column.strip().lower(): (cell or "").strip() for column, cell in row.items()}
            lists = {key: tuple(filter(None, map(str.strip, cells.pop(key, "").split(";")))) for key in _LISTS}
            prospects.append(_checked(Prospect(**cells, **lists), where))  # type: ignore[arg-type]
    except csv.Error as error:
        raise UsageError(f"{path}, line {rows.reader.line_num}: the notes are not valid CSV ({error}).") from error
    return tuple(prospects)


def _check_key(key: str, where: str) -> None:
    if key not in _KEYS:
        raise UsageError(f"{where}: there is no {key!r} in notes on a prospect; there are {', '.join(_KEYS)}.")


def _text(key: str, value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{where}: {key} must be text in quotes.")
    return value.strip()


def _texts(key: str, value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError(f'{where}: {key} must be a list of texts, like ["Opened a depot in Reno"].')
    return tuple(item.strip() for item in value if item.strip())


def _checked(prospect: Prospect, where: str) -> Prospect:
    if prospect == Prospect():
        raise UsageError(f"{where}: nothing is noted here.")
    return prospect
