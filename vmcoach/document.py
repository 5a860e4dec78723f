"""The result document (`--json`), schema_version 1: everything that is known of each message, for programs.

Conventions: seconds from the start of the recording, rounded to milliseconds as all numbers are; what is not known is
null; results and errors in the order of the recordings. `schema/result.schema.json` describes it. Within a schema
version fields are added, never renamed.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from numbers import Integral, Real
from typing import Any

from vmcoach.assessment import Assessment, Reason
from vmcoach.assessment.score import SCORING
from vmcoach.content import Content, Phrase, Quote
from vmcoach.measures import Measures
from vmcoach.outcome import Outcome
from vmcoach.rounding import DECIMALS
from vmcoach.rubric import Rubric
from vmcoach.spoken import spoken_text

SCHEMA_VERSION = 1

_DECIMALS_OF = {"clipped_fraction": 6, "rubric": 12}
"""Small shares, and settings, which are exact."""


def document(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The result document of several recordings, as plain values for JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "results": [result_document(each) for each in outcomes if isinstance(each, Assessment)],
        "errors": [_plain(each) for each in outcomes if not isinstance(each, Assessment)],
    }


def document_json(outcomes: Sequence[Outcome]) -> str:
    """The result document as text, in ASCII: safe in a pipe of any encoding."""
    return json.dumps(document(outcomes), indent=2, allow_nan=False) + "\n"


def result_document(assessment: Assessment) -> dict[str, Any]:
    """The result of one recording, as plain values for JSON."""
    measures = assessment.measures
    result = {
        "source": _source(measures),
        "engine": measures.observation.transcript.engine,
        "rubric": None,  # keeps its place
        "duration": _duration(assessment),
        "pace": _pace(assessment),
        "fillers": measures.fillers,
        "pauses": measures.pauses,
        "transcript": _transcript(measures),
        "phone_number": measures.phone_number,
        "content": _content(assessment.content),
        "delivery": measures.observation.delivery,
        "reasons": [reason_document(each) for each in assessment.reasons],
        "findings": assessment.findings,
        "advice": assessment.advice,
        "cuts": [{**_record(cut.quote), "saves_s": cut.saves_s} for cut in assessment.cuts],
        "score_parts": assessment.parts,
        "score": assessment.score,
        "grade": assessment.grade,
        "passed": assessment.passed,
        "redacted": assessment.redacted,
    }
    plain: dict[str, Any] = _plain(result)
    return plain | {"rubric": dict(rubric_document(assessment.rubric))}


@lru_cache(maxsize=1)
def rubric_document(rubric: Rubric) -> dict[str, Any]:
    """The rubric of all messages of a run: a fifth of each result."""
    plain: dict[str, Any] = _plain(rubric, _DECIMALS_OF["rubric"])
    return plain | {"scoring": SCORING}


def reason_document(reason: Reason) -> dict[str, Any]:
    """One of the nine reasons as plain values for JSON."""
    values = _record(reason)
    plain: dict[str, Any] = _plain({"reason": values.pop("number"), **values})
    return plain


def _source(measures: Measures) -> dict[str, Any]:
    source = _record(measures.observation.source)
    del source["duration_s"]  # told once, as duration.total_s
    return source


def _duration(assessment: Assessment) -> dict[str, Any]:
    rubric = assessment.rubric
    return {
        **_record(assessment.measures.duration),
        "target_s": rubric.target_s,
        "limit_s": rubric.limit_s,
        "verdict": assessment.duration_verdict,
    }


def _pace(assessment: Assessment) -> dict[str, Any]:
    pace, judged = _record(assessment.measures.pace), assessment.judged_pace
    windows = pace.pop("windows")
    return {
        **pace,
        "judged_words_per_second": judged.words_per_second if judged else None,
        "verdict": assessment.pace_verdict,
        "windows": windows,
    }


def _transcript(measures: Measures) -> dict[str, Any]:
    transcript = measures.observation.transcript
    return {
        "text": transcript.text,
        "spoken": spoken_text(measures.spoken),
        "words": transcript.words,
        "confidence": measures.recognition.confidence,
        "unheard": measures.recognition.unheard,
    }


def _content(content: Content) -> dict[str, Any]:
    parts = {name: value for name, value in _record(content).items() if not isinstance(value, tuple)}
    return {
        **{name: _part(quote) for name, quote in parts.items()},
        "cliches": _phrases(content.cliches),
        "hedges": _phrases(content.hedges),
    }


def _part(quote: Quote | None) -> dict[str, Any]:
    return {"found": quote is not None, **(_record(quote) if quote else dict.fromkeys(_field_names(Quote)))}


def _phrases(phrases: Iterable[Phrase]) -> list[dict[str, Any]]:
    return [
        {
            "text": phrase.quote.text,
            "severity": phrase.severity,
            "start_s": phrase.quote.start_s,
            "end_s": phrase.quote.end_s,
            "entry": phrase.entry,
        }
        for phrase in phrases
    ]


def _record(value: Any) -> dict[str, Any]:
    """The fields of a dataclass, as they are."""
    kind: Any = type(value)
    return {name: getattr(value, name) for name in _field_names(kind)}


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _plain(value: Any, decimals: int = DECIMALS) -> Any:
    """A value as JSON can hold it: rounded, without nan and infinity, and without characters that are not any."""
    kind: Any = type(value)
    if kind is float:
        return round(value, decimals) + 0.0 if math.isfinite(value) else None
    if kind is str:
        # A file name that is not UTF-8 holds lone surrogates; they become visible escapes.
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode("utf-8")
    if value is None or kind is bool or kind is int:
        return value
    if kind is tuple or kind is list:
        return [_plain(each, decimals) for each in value]
    if is_dataclass(value):
        names = _field_names(kind)
        return {name: _plain(getattr(value, name), _DECIMALS_OF.get(name, decimals)) for name in names}
    if isinstance(value, dict):
        return {key: _plain(each, _DECIMALS_OF.get(key, decimals)) for key, each in value.items()}
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):  # numpy's too
        return _plain(float(value), decimals)
    raise TypeError(f"{kind.__name__} has no place in a result document")
