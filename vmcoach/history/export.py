"""Takes as they leave the store: each with its whole result, with names or without."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from vmcoach.files import path_text
from vmcoach.history import History, KeptTake


def exported(history: History, rep: str | None = None, redact: bool = False) -> Iterator[str]:
    """A rep's takes with their results, or everybody's, as JSON objects, each on one line.

    With `redact` reps have aliases and results are redacted; what may be named after somebody is left out. Raises
    UsageError for no such rep.
    """
    reps = [rep] if rep is not None else [each.name for each in history.reps()]
    for take in (take for each in reps for take in history.takes(each)):
        result = history.result(take.number)
        if redact:
            take, result = redacted_take(take, result, history.alias(take.rep))
        recording = take.recording and path_text(take.recording)
        told = {"taken_at": take.taken_at.isoformat(), "recording": recording, "result": result}
        yield json.dumps(asdict(take) | told, allow_nan=False)


def redacted_take(take: KeptTake, result: Mapping[str, Any], alias: str) -> tuple[KeptTake, dict[str, Any]]:
    """A take with its result as they can be passed on: with an alias for the rep, and no names."""
    from vmcoach.redaction import redacted_result  # it knows what judges messages; the history answers at once

    hidden = redacted_result(result, f"take {take.number}", [take.rep, take.prospect or ""])
    rubric = take.rubric.replace(result["rubric"]["name"], hidden["rubric"]["name"], 1)
    return replace(take, rep=alias, scenario="", recording=None, rubric=rubric, prospect=None), hidden
