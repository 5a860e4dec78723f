"""A rubric as a TOML file: reading one, with errors that name file, line and key, and writing a commented one."""

import difflib
import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from vmcoach.errors import UsageError
from vmcoach.files import read_text, toml_values
from vmcoach.rubric.settings import Ceiling, Floor, Profile, Rubric, Weights

Table = TypeVar("Table")
"""The rubric or one of the tables in it."""

Key = tuple[str, ...]
"""A setting by its path: ("pace", "good_to")."""


def load_rubric(path: Path) -> Rubric:
    """The rubric in a TOML file, defaults for what it does not say; raises UsageError with file, line and key."""
    text = read_text(path, "rubric")
    values = toml_values(text, str(path), "rubric")
    try:
        rubric = _filled(Rubric(), values, ())
        _check(rubric)
    except _SettingError as problem:
        raise UsageError(f"{path}, {_located(problem, text)}.") from problem
    return rubric


def starter_toml(profile: Profile = "callback") -> str:
    """A commented file of the default rubric, to be edited."""
    return rubric_toml(Rubric(profile=profile))


def rubric_toml(rubric: Rubric) -> str:
    """A rubric as the TOML that `load_rubric` reads, every setting under its reason."""
    tables = [name for name in _settings(rubric) if is_dataclass(getattr(rubric, name))]
    blocks = [_toml_line(rubric, name) for name in _settings(rubric) if name not in tables]
    for name in tables:
        table = getattr(rubric, name)
        lines = [_toml_line(table, key).rstrip("\n") for key in _settings(table)]
        blocks.append("\n".join([f"{_comment(rubric, name)}[{name}]", *lines, ""]))
    return "# A rubric of vmcoach. Anything left out keeps its default.\n\n" + "\n".join(blocks)


class _SettingError(Exception):
    """What is wrong with a setting; where two contradict each other, it can be said of either."""

    def __init__(self, *complaints: tuple[Key, str]) -> None:
        super().__init__(complaints)
        self.complaints = complaints


def _filled(table: Table, values: dict[str, Any], path: Key) -> Table:
    """A table with the values of a file in place of its defaults."""
    hints = get_type_hints(type(table))
    changes = {}
    for key, value in values.items():
        if key not in hints:
            near = difflib.get_close_matches(key, hints, n=1)
            guess = f" (did you mean {near[0]}?)" if near else ""
            raise _SettingError(((*path, key), f"is not a setting of a rubric{guess}"))
        changes[key] = _converted(value, hints[key], getattr(table, key), (*path, key))
    return replace(table, **changes)  # type: ignore[type-var]


def _converted(value: Any, kind: Any, default: Any, path: Key) -> Any:
    """A value of TOML as the type of its setting."""
    if is_dataclass(default):
        if isinstance(value, dict):
            return _filled(default, value, path)
        raise _SettingError((path, "must be a table"))
    if get_origin(kind) is Literal:
        choices = get_args(kind)
        if value in choices:
            return value
        raise _SettingError((path, f"must be {' or '.join(map(json.dumps, choices))}"))
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        if isinstance(value, list) and all(type(each) is item for each in value):
            return tuple(value)
        items = {int: "whole numbers", str: "texts in quotes"}[item]
        raise _SettingError((path, f"must be a list in square brackets, of {items}"))
    return _scalar(value, kind, path)


_TOO_LARGE = 1e9
"""No setting is of this size; it keeps out infinity, nan, and integers that no float holds."""


def _scalar(value: Any, kind: type, path: Key) -> Any:
    wanted = {float: "a number", int: "a whole number", str: "a text in quotes"}[kind]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind is float and is_number and abs(value) < _TOO_LARGE:
        return float(value)
    if kind is not float and type(value) is kind:
        return value
    raise _SettingError((path, f"must be {wanted}"))


def _check(rubric: Rubric) -> None:
    """Raise for values that contradict each other or make no sense."""
    for smaller, larger in _orders(rubric):
        low, high = _value(rubric, smaller), _value(rubric, larger)
        if not low < high:
            raise _SettingError(
                (smaller, f"must be below {_dotted(larger)}, not {low:g} against {high:g}"),
                (larger, f"must be above {_dotted(smaller)}, not {high:g} against {low:g}"),
            )
    for key, least, most in _ranges():
        if not least <= _value(rubric, key) <= most:
            raise _SettingError((key, f"must be from {least:g} to {most:g}"))
    if not set(rubric.fail_on_reasons) <= set(range(1, 10)):
        raise _SettingError((("fail_on_reasons",), "must list reasons from 1 to 9"))


def _ranges() -> Iterator[tuple[Key, float, float]]:
    """Settings with the least and the most that makes sense."""
    yield ("target_s",), 1.0, 3600.0
    yield ("budget_words_per_second",), 0.5, 10.0
    yield ("cryptic_below_words",), 0, 1000
    yield ("cryptic_below_s",), 0.0, 3600.0
    yield ("pace_needs_words",), 1, 1000
    yield ("pass_score",), 0, 100
    yield ("pace", "slow_below"), 0.0, 10.0
    yield from ((("weights", name), 0.0, 1000.0) for name in _settings(Weights()))
    # Length can be judged of every message, so the parts that are judged never add up to nothing.
    yield ("weights", "length"), 0.1, 1000.0


def _orders(rubric: Rubric) -> Iterator[tuple[Key, Key]]:
    """Pairs of settings of which the first must be the smaller."""
    yield ("target_s",), ("limit_s",)
    chains: list[tuple[str, Key]] = [
        ("pace", ("slow_below", "good_from", "good_to", "fast_above")),
        ("grades", ("d_from", "c_from", "b_from", "a_from")),
    ]
    for name in _settings(rubric):
        if isinstance(getattr(rubric, name), Ceiling):
            chains.append((name, ("watch_above", "flag_above")))
        elif isinstance(getattr(rubric, name), Floor):
            chains.append((name, ("flag_below", "watch_below")))
    for table, keys in chains:
        yield from (((table, low), (table, high)) for low, high in pairwise(keys))


def _value(rubric: Rubric, path: Key) -> Any:
    value: Any = rubric
    for name in path:
        value = getattr(value, name)
    return value


def _settings(table: Any) -> list[str]:
    return [field.name for field in fields(table)]


def _dotted(path: Key) -> str:
    return ".".join(path)


def _located(problem: _SettingError, text: str) -> str:
    """The problem, said of a setting that the file holds, with its line."""
    lines = _key_lines(text)
    for key, complaint in problem.complaints:
        if key in lines:
            return f"line {lines[key]}: {_dotted(key)} {complaint}"
    for key, complaint in problem.complaints:
        # A key of an inline table is on the line of its table.
        if key[:1] in lines:
            return f"line {lines[key[:1]]}: {_dotted(key)} {complaint}"
    key, complaint = problem.complaints[0]
    return f"{_dotted(key)} {complaint}"


def _key_lines(text: str) -> dict[Key, int]:
    """The line of each key and table of a TOML file: tomllib does not tell."""
    lines: dict[Key, int] = {}
    table: Key = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := re.match(r"\s*\[+([^\]]+)\]", line):
            table = _parts(header[1])
            lines.setdefault(table, number)
        elif key := re.match(r"\s*([\w.\s\"'-]+?)\s*=", line):
            lines.setdefault((*table, *_parts(key[1])), number)
    return lines


def _parts(dotted: str) -> Key:
    return tuple(part.strip(" \t\"'") for part in dotted.split("."))


def _toml_line(table: Any, name: str) -> str:
    return f"{_comment(table, name)}{name} = {_toml_value(getattr(table, name))}\n"


def _toml_value(value: Any) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _comment(table: Any, name: str) -> str:
    """The reason of a setting as comment lines; none for a setting without one."""
    hint = get_type_hints(type(table), include_extras=True)[name]
    reasons = getattr(hint, "__metadata__", ())
    return "".join(f"# {line}\n" for reason in reasons for line in textwrap.wrap(reason, 100))
