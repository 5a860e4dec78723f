"""Whose a recording is, from where it lies or what it is called.

A pattern is a file name without its ending, with fields in braces: "{rep}_{date}" reads `ann_2026-03-31.wav`. A name
that does not fit, or that fits in two ways, tells nothing: no rep is better than the wrong one.
"""

import re
from dataclasses import replace
from datetime import date

from vmcoach.batch.takes import FIELDS, Take
from vmcoach.errors import UsageError

_DATE = r"\d{4}-\d{2}-\d{2}|\d{8}"


def with_names(take: Take, rep_from: str) -> Take | None:
    """The take with what its place tells by a rule, "folder" or a pattern; None where it does not fit."""
    if rep_from == "folder":
        folder = take.where.parent.name
        return replace(take, rep=folder) if folder else None
    fields = _fields(take.where.stem, rep_from)
    return replace(take, **fields) if fields else None


def check_rule(rep_from: str) -> None:
    """Raise UsageError for what is neither `folder` nor a pattern."""
    if rep_from == "folder":
        return
    fields = re.findall(r"\{(.*?)\}", rep_from)
    if unknown := [field for field in fields if field not in FIELDS]:
        raise UsageError(f"--rep-from {rep_from!r}: {{{unknown[0]}}} is not a field; there are {', '.join(FIELDS)}.")
    if "rep" not in fields or len(set(fields)) < len(fields):
        raise UsageError(f"--rep-from {rep_from!r}: give `folder`, or a pattern with {{rep}} in it once.")


def iso_date(text: str) -> str | None:
    """A date as YYYY-MM-DD, None where it is not written so or as YYYYMMDD: 03/04/2026 is two dates."""
    if not re.fullmatch(_DATE, text[:10]) or (len(text) > 10 and text[10] not in "T "):
        return None
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None


def _fields(stem: str, pattern: str) -> dict[str, str] | None:
    """The fields of a name, None unless there is exactly one way to read it."""
    readings = [_match(stem, pattern, any_text) for any_text in (".+?", ".+")]
    if readings[0] is None or readings[0] != readings[1]:
        return None
    fields = readings[0]
    if "date" not in fields:
        return fields
    day = iso_date(fields["date"])
    return {**fields, "date": day} if day else None


def _match(stem: str, pattern: str, any_text: str) -> dict[str, str] | None:
    parts = re.split(r"\{(\w+)\}", pattern)
    names = [f"(?P<{name}>{_DATE if name == 'date' else any_text})" for name in parts[1::2]]
    texts = [re.escape(text) for text in parts[::2]]
    found = re.fullmatch("".join(text + name for text, name in zip(texts, [*names, ""], strict=True)), stem)
    return found.groupdict() if found else None
