"""What was heard against what was said: the figures of one recording, and of many.

Conventions: words are compared as spoken, in lower case without punctuation; "oh" is "zero", "okay" is "ok". All filled
pauses (um, uh, ah, er, hm, ...) are one class.

- precision, recall, F1: filled pauses, matched by a minimum edit path over all words. A filled pause never stands for a
  word.
- word count error: |words heard - words said| / words said, filled pauses left out.
- word error rate (WER): substitutions, deletions and insertions over words said, filled pauses left out, over all
  recordings together.
- times in seconds, from the start of the recording; what is "off" is an absolute difference. A 90th percentile is the
  smallest value that at least nine tenths of the others do not exceed.
"""

import math
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import Any

from rapidfuzz.distance import Levenshtein

from vmcoach.measures.recognition import UNCERTAIN_BELOW

FILLED_PAUSE = "<filled pause>"
_FILLED_PAUSES = re.compile(r"u+m+|u+h+|u+h+m+|a+h+|e+r+|e+r+m+|e+h+m*|h+m+|m{2,}|m+h+m+")
_SAME = {"oh": "zero", "o": "zero", "okay": "ok"}
FOLDS = 5
SURE = 0.9
"""Confidence from which recordings are scored apart, as are those that are told to be uncertain."""


@dataclass(frozen=True, slots=True)
class Said:
    """The truth about one recording; what is not known of a recording is None."""

    path: str
    group: str
    """The set it belongs to."""
    caller: str
    words: tuple[str, ...]
    speech_s: tuple[float, float] | None = None
    duration_s: float | None = None
    filler_starts_s: tuple[float, ...] = ()
    filler_ends_s: tuple[float, ...] = ()
    number: str | None = None
    number_times: int | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What a system made of one recording; a system that gives words alone leaves the rest None."""

    words: tuple[str, ...]
    total_s: float | None = None
    speech_s: tuple[float, float] | None = None
    words_per_second: float | None = None
    filler_starts_s: tuple[float, ...] = ()
    filler_ends_s: tuple[float, ...] = ()
    number: str | None = None
    number_times: int = 0
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """One recording's part in the figures."""

    group: str
    caller: str
    found: int
    missed: int
    invented: int
    said: int
    heard: int
    errors: int
    total_off_s: float | None = None
    start_off_s: float | None = None
    end_off_s: float | None = None
    filler_start_off_s: tuple[float, ...] = ()
    filler_end_off_s: tuple[float, ...] = ()
    rate_off: float | None = None
    digits_right: bool | None = None
    times_right: bool | None = None
    confidence: float | None = None


def said_of(truth: Mapping[str, Any], folder: str) -> Said:
    """The truth from one line of `manifest.jsonl` (folder "") or of a folder's own `truth.jsonl`."""
    path = f"{folder}/{truth['path']}" if folder else str(truth["path"])
    planted = "speech_start_s" in truth
    return Said(
        path=path,
        group=path.split("/")[0],
        caller=str(truth.get("session") or truth.get("voice") or path),
        words=words_of(truth["text"]),
        speech_s=(truth["speech_start_s"], truth["speech_end_s"]) if planted else None,
        duration_s=truth["duration_s"] if planted else None,
        filler_starts_s=tuple(filler["start"] for filler in truth["fillers"]) if planted else (),
        filler_ends_s=tuple(filler["end"] for filler in truth["fillers"]) if planted else (),
        number=truth.get("number"),
        number_times=truth.get("number_times"),
    )


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared; every filled pause is `FILLED_PAUSE`."""
    text = text.lower().replace("’", "'").replace("-", " ")
    words = (word.strip("'") for word in re.findall(r"[a-z0-9']+", text))
    return tuple(FILLED_PAUSE if _FILLED_PAUSES.fullmatch(word) else _SAME.get(word, word) for word in words if word)


def score(said: Said, heard: Heard) -> Score:
    """How far what was heard of one recording is from what was said."""
    words, heard_words = _without_fillers(said.words), _without_fillers(heard.words)
    found = fillers_matched(said.words, heard.words)
    return Score(
        group=said.group,
        caller=said.caller,
        found=found,
        missed=len(said.words) - len(words) - found,
        invented=len(heard.words) - len(heard_words) - found,
        said=len(words),
        heard=len(heard_words),
        errors=Levenshtein.distance(words, heard_words),
        total_off_s=_off(said.duration_s, heard.total_s),
        start_off_s=_off(said.speech_s[0], heard.speech_s[0]) if said.speech_s and heard.speech_s else None,
        end_off_s=_off(said.speech_s[1], heard.speech_s[1]) if said.speech_s and heard.speech_s else None,
        filler_start_off_s=_nearest_s(said.filler_starts_s, heard.filler_starts_s),
        filler_end_off_s=_nearest_s(said.filler_ends_s, heard.filler_ends_s),
        rate_off=_rate_off(said, len(words), heard.words_per_second),
        digits_right=said.number == heard.number if said.number else None,
        times_right=None if said.number_times is None else said.number_times == heard.number_times,
        confidence=heard.confidence,
    )


def fillers_matched(said: Sequence[Hashable], heard: Sequence[Hashable]) -> int:
    """How many filled pauses stand in the same place: on a cheapest edit path, and of those on the one with most."""
    costs: list[tuple[int, int]] = [(at, 0) for at in range(len(heard) + 1)]  # edits, less filled pauses matched
    for word in said:
        above, costs = costs, [(costs[0][0] + 1, 0)]
        for at, other in enumerate(heard):
            edits, matched = above[at]
            if word == other:
                diagonal = (edits, matched - (word == FILLED_PAUSE))
            else:
                diagonal = (edits + (2 if FILLED_PAUSE in (word, other) else 1), matched)
            left, over = costs[at], above[at + 1]
            costs.append(min(diagonal, (left[0] + 1, left[1]), (over[0] + 1, over[1])))
    return -costs[-1][1]


def _without_fillers(words: Sequence[str]) -> list[str]:
    return [word for word in words if word != FILLED_PAUSE]


def _off(said: float | None, heard: float | None) -> float | None:
    return None if said is None or heard is None else abs(heard - said)


def _nearest_s(said_s: Sequence[float], heard_s: Sequence[float]) -> tuple[float, ...]:
    """For each filled pause said how far off the nearest one heard is; none where none was heard."""
    return tuple(min(abs(heard - said) for heard in heard_s) for said in said_s) if heard_s else ()


def _rate_off(said: Said, words: int, heard: float | None) -> float | None:
    if said.speech_s is None or heard is None or not words:
        return None
    rate = words / (said.speech_s[1] - said.speech_s[0])
    return abs(heard - rate) / rate


# The figures of many recordings. Each is a function of scores that gives numbers, or nothing where there is no data.


def filler_accuracy(scores: Sequence[Score]) -> tuple[float, ...]:
    """Precision, recall and F1 of filled pauses."""
    found, missed, invented = (sum(getattr(each, name) for each in scores) for name in ("found", "missed", "invented"))
    if not found + missed:
        return ()
    precision, recall = found / max(1, found + invented), found / (found + missed)
    return precision, recall, 2 * found / (2 * found + missed + invented)


def false_alarms(scores: Sequence[Score]) -> tuple[float, ...]:
    """Recordings without a filled pause in which one was heard, and how many recordings without there are."""
    without = [each for each in scores if not each.found + each.missed]
    return (sum(each.invented > 0 for each in without), len(without)) if without else ()


def word_count_error(scores: Sequence[Score]) -> tuple[float, ...]:
    """Median and 90th percentile."""
    return _median_p90([abs(each.heard - each.said) / each.said for each in scores if each.said])


def word_error_rate(scores: Sequence[Score]) -> tuple[float, ...]:
    """Errors over words said, of all recordings together."""
    said = sum(each.said for each in scores)
    return (sum(each.errors for each in scores if each.said) / said,) if said else ()


def _uncertainty(least: float, below: float) -> Callable[[Sequence[Score]], tuple[float, ...]]:
    """Of recordings heard with a confidence between two: WER, word counts off by more than an eighth, and how many."""

    def uncertainty(scores: Sequence[Score]) -> tuple[float, ...]:
        within = [each for each in scores if each.confidence is not None and least <= each.confidence < below]
        off = sum(abs(each.heard - each.said) > each.said / 8 for each in within)
        return (*rate, off, len(within)) if (rate := word_error_rate(within)) else ()

    return uncertainty


def invented_words(scores: Sequence[Score]) -> tuple[float, ...]:
    """Words and filled pauses heard in recordings without any, and how many such recordings there are."""
    silent = [each for each in scores if not each.said + each.found + each.missed]
    return (sum(each.heard + each.invented for each in silent), len(silent)) if silent else ()


def _median_p90(values: Sequence[float]) -> tuple[float, ...]:
    ordered = sorted(values)
    return (median(ordered), ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))]) if ordered else ()


def _spread_of(name: str) -> Callable[[Sequence[Score]], tuple[float, ...]]:
    return lambda scores: _median_p90([value for each in scores if (value := getattr(each, name)) is not None])


def _spread_of_all(name: str) -> Callable[[Sequence[Score]], tuple[float, ...]]:
    return lambda scores: _median_p90([value for each in scores for value in getattr(each, name)])


def _share_of(name: str) -> Callable[[Sequence[Score]], tuple[float, ...]]:
    def share(scores: Sequence[Score]) -> tuple[float, ...]:
        known = [value for each in scores if (value := getattr(each, name)) is not None]
        return (sum(known), len(known)) if known else ()

    return share


def _longest_off(scores: Sequence[Score]) -> tuple[float, ...]:
    return (max(known),) if (known := [each.total_off_s for each in scores if each.total_off_s is not None]) else ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table: what it is, how it is worked out, how it is written, which of its numbers has a spread."""

    name: str
    of: Callable[[Sequence[Score]], tuple[float, ...]]
    form: str
    spread: int | None = None


FIGURES = (
    Figure("filled pauses: precision / recall / F1 (F1 by fold)", filler_accuracy, "{:.3f} / {:.3f} / {:.3f}", 2),
    Figure("recordings with an invented filled pause", false_alarms, "{:.0f} of {:.0f}"),
    Figure("word count error: median / p90", word_count_error, "{:.3f} / {:.3f}"),
    Figure("WER (by fold)", word_error_rate, "{:.3f}", 0),
    *(
        Figure(f"heard with a confidence {name}: WER; counts off by more than 1/8", of, "{:.3f}; {:.0f} of {:.0f}")
        for name, of in (
            (f"below {UNCERTAIN_BELOW}", _uncertainty(0, UNCERTAIN_BELOW)),
            (f"from {UNCERTAIN_BELOW} to {SURE}", _uncertainty(UNCERTAIN_BELOW, SURE)),
            (f"of {SURE} and more", _uncertainty(SURE, math.inf)),
        )
    ),
    Figure("words invented in recordings without speech", invented_words, "{:.0f} in {:.0f}"),
    Figure("length off, longest, s", _longest_off, "{:.3f}"),
    Figure("speech start off: median / p90, s", _spread_of("start_off_s"), "{:.3f} / {:.3f}"),
    Figure("speech end off: median / p90, s", _spread_of("end_off_s"), "{:.3f} / {:.3f}"),
    Figure("filled pause start off: median / p90, s", _spread_of_all("filler_start_off_s"), "{:.3f} / {:.3f}"),
    Figure("filled pause end off: median / p90, s", _spread_of_all("filler_end_off_s"), "{:.3f} / {:.3f}"),
    Figure("words per second off: median / p90, share", _spread_of("rate_off"), "{:.3f} / {:.3f}"),
    Figure("phone number: all digits right", _share_of("digits_right"), "{:.0f} of {:.0f}"),
    Figure("phone number: times said right", _share_of("times_right"), "{:.0f} of {:.0f}"),
)


def folds(scores: Iterable[Score]) -> list[list[Score]]:
    """The scores in up to `FOLDS` parts, all recordings of a caller in one."""
    by_caller = sorted(scores, key=lambda each: each.caller)
    callers = [list(group) for _, group in groupby(by_caller, key=lambda each: each.caller)]
    return [[each for caller in callers[at::FOLDS] for each in caller] for at in range(min(FOLDS, len(callers)))]


def cell(figure: Figure, scores: Sequence[Score]) -> str:
    """A figure as the table shows it, with its lowest and highest value over folds of callers; a dash without data."""
    numbers = figure.of(scores)
    if not numbers:
        return "–"
    text = figure.form.format(*numbers)
    if figure.spread is None:
        return text
    parts = [part[figure.spread] for fold in folds(scores) if (part := figure.of(fold))]
    return f"{text} ({min(parts):.2f}–{max(parts):.2f})" if len(parts) > 1 else text


def table(systems: Mapping[str, Mapping[str, Sequence[Score]]]) -> str:
    """One Markdown table: a row for each set and figure with data, a column for each system's scores by set."""
    lines = [f"| set | figure | {' | '.join(systems)} |", "|---|---" + "|---" * len(systems) + "|"]
    for group, first in next(iter(systems.values())).items():
        name = f"{group} ({len(first)})"
        for figure in FIGURES:
            cells = [cell(figure, scores[group]) for scores in systems.values()]
            if any(text != "–" for text in cells):
                lines.append(f"| {name} | {figure.name} | {' | '.join(cells)} |")
                name = ""
    return "\n".join(lines) + "\n"
