"""A rep's progress as one page: score, length, pace and fillers over the weeks, personal bests, a table of all takes.

Conventions: what the takes are held against (to pass, target, limit, good pace) is what the rubric of the last take
says; scores by others cannot be compared with its own and are only in the table. A week's figure is the mean over its
takes; one without speech counts with its score, but has no length, pace or fillers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean
from typing import Any

from vmcoach.history import Bests, KeptTake
from vmcoach.history.records import scores_alike
from vmcoach.reports import wording
from vmcoach.reports.html.charts import Axis, Course, course, lengths_axis, monday, rates_axis
from vmcoach.reports.html.frame import framed
from vmcoach.reports.html.table import MEASURED, Column, Table, table
from vmcoach.rounding import counted, shown

_MOST_WEEKS = 26
_MOST_CRUTCHES = 8


@dataclass(frozen=True, slots=True)
class Progress:
    """One measure over time."""

    name: str
    told: str
    against: str
    """What the dashed lines are."""
    chart: Course
    beyond: int
    """Takes above the picture, which are drawn at its edge."""


@dataclass(frozen=True, slots=True)
class Week:
    """The takes of one week; means, None where no take has the measure, or no score that can be compared."""

    monday: date
    takes: int
    passed: int
    score: float | None
    length_s: float | None
    words_per_second: float | None
    fillers_per_minute: float | None
    crutches: tuple[tuple[str, int], ...]
    """What was said most often of what had better not be said, and how often."""


def crutches_of(result: Mapping[str, Any]) -> list[str]:
    """Each crutch word and stock phrase of a take, as often as it is said."""
    words = [wording.crutch(item["kind"], item["text"]) for item in result["fillers"]["items"]]
    return [*words, *(f"“{phrase['entry']}”" for phrase in result["content"]["cliches"])]


def rep_page(
    takes: Sequence[KeptTake], bests: Bests, last: Mapping[str, Any], crutches: Mapping[int, Sequence[str]]
) -> str:
    """The page of a rep's takes, of which there is one at least.

    `last` is the result of the last of them; `crutches` are those of each take, by its number.
    """
    all_weeks = weeks(takes, crutches)
    days = {take.taken_at.date() for take in takes}
    return framed(
        "rep.html.j2",
        ["page.css", "charts.css"],
        ["rows.js"],
        rep=takes[-1].rep,
        takes=takes,
        passed=sum(take.passed for take in takes),
        days=len(days),
        first=min(days),
        last=max(days),
        bests=bests,
        charts_of=_charts(takes, last),
        rubric=last["rubric"]["name"],
        judged_otherwise=bests.takes - bests.takes_alike,
        weeks=all_weeks[-_MOST_WEEKS:][::-1],
        earlier_weeks=max(0, len(all_weeks) - _MOST_WEEKS),
        listed=_listed(takes),
    )


def weeks(takes: Sequence[KeptTake], crutches: Mapping[int, Sequence[str]]) -> list[Week]:
    """Every week that has a take, in order."""
    found: dict[date, list[KeptTake]] = {}
    scores = {take.number: score for take, score in zip(takes, scores_alike(takes), strict=True)}
    for take in sorted(takes, key=lambda each: each.taken_at.date()):
        found.setdefault(monday(take.taken_at.date()), []).append(take)
    return [
        Week(
            monday=start,
            takes=len(each),
            passed=sum(take.passed for take in each),
            score=_mean(scores[take.number] for take in each),
            length_s=_mean(take.length_s for take in each),
            words_per_second=_mean(take.words_per_second for take in each),
            fillers_per_minute=_mean(take.fillers_per_minute for take in each),
            crutches=tuple(
                Counter(word for take in each for word in crutches[take.number]).most_common(_MOST_CRUTCHES)
            ),
        )
        for start, each in found.items()
    ]


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return mean(known) if known else None


def _charts(takes: Sequence[KeptTake], last: Mapping[str, Any]) -> list[Progress]:
    rubric, length = last["rubric"], last["duration"]
    band = rubric["pace"]
    paces = [take.words_per_second for take in takes if take.words_per_second is not None]
    rates = [take.fillers_per_minute for take in takes if take.fillers_per_minute is not None]
    target_s, limit_s, good = length["target_s"], length["limit_s"], (band["good_from"], band["good_to"])
    lengths = lengths_axis([take.length_s for take in takes if take.length_s is not None], limit_s)
    pace_axis = Axis(min([0.5 * band["slow_below"], *paces]), max([1.25 * band["fast_above"], *paces]))
    return [
        _progress(
            takes, "Score", "", scores_alike(takes), Axis(0.0, 100.0),
            {f"{rubric['pass_score']} to pass": [rubric["pass_score"]]},
        ),
        _progress(
            takes, "Length", " s", [take.length_s for take in takes], lengths,
            {f"target {target_s:g} s and limit {limit_s:g} s": [target_s, limit_s]},
        ),
        _progress(
            takes, "Words a second", "", [take.words_per_second for take in takes], pace_axis,
            {f"good is {good[0]:.1f} to {good[1]:.1f}": good},
        ),
        _progress(takes, "Fillers a minute", "", [take.fillers_per_minute for take in takes], rates_axis(rates), {}),
    ]  # fmt: skip


def _progress(
    takes: Sequence[KeptTake],
    name: str,
    unit: str,
    measured: Sequence[float | None],
    axis: Axis,
    against: Mapping[str, Sequence[float]],
) -> Progress:
    points = [(place, value) for place, value in zip(_places(takes), measured, strict=True) if value is not None]
    days = [take.taken_at.date() for take in takes]
    told = f"{name} of {counted(len(points), 'take')}"
    if points:
        values = [value for _, value in points]
        lowest, highest, last = (shown(value).removesuffix(".0") for value in (min(values), max(values), values[-1]))
        told += f", {lowest} to {highest}{unit}; the last {last}{unit}"
    levels = [level for each in against.values() for level in each]
    chart = course(points, (min(days), max(days)), axis, levels)
    return Progress(name, told, ", ".join(against), chart, sum(value > axis.high for _, value in points))


def _places(takes: Sequence[KeptTake]) -> list[float]:
    """Each take on its day, those of a day side by side: an hour of practice is as wide as a day of it."""
    days = [take.taken_at.date().toordinal() for take in takes]
    of_day, before = Counter(days), Counter[int]()
    places = []
    for day in days:
        places.append(day + (before[day] + 0.5) / of_day[day])
        before[day] += 1
    return places


def _listed(takes: Sequence[KeptTake]) -> Table:
    practised = any(take.scenario for take in takes)
    columns = (
        Column("Take"),
        Column("When", "date"),
        *([Column("Scenario")] if practised else []),
        *MEASURED,
    )
    rows = [
        (
            f"take {take.number}", f"{take.taken_at:%Y-%m-%d %H:%M}", *([take.scenario] if practised else []),
            take.total_s, take.words_per_second, take.fillers_heard, take.fillers_per_minute, take.score, take.passed,
        )
        for take in reversed(takes)
    ]  # fmt: skip
    return table("Takes", "take", columns, ((row, "") for row in rows))
