"""A team's run as one page: lengths, pace against fillers, each rep, what is said too often, a table of messages."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vmcoach.batch.figures import Figures
from vmcoach.batch.graded import Graded
from vmcoach.batch.job import Job, Team
from vmcoach.batch.report import NO_REP, RANGES, repeated
from vmcoach.files import write_whole
from vmcoach.reports.html.charts import (
    Axis,
    Course,
    Distribution,
    Scatter,
    course,
    distribution,
    lengths_axis,
    scatter,
)
from vmcoach.reports.html.frame import framed
from vmcoach.reports.html.table import MEASURED, Choice, Column, Table, table
from vmcoach.reports.wording import LENGTHS, pace_band
from vmcoach.rounding import counted, percent
from vmcoach.rubric import Rubric

MOST_CARDS = 120
"""Reps drawn; those with most messages, where there are more."""
_MOST_NEEDS = 10
_MOST_FAILURES = 50
_MOST_SAYINGS = 4
_MOST_PHRASES = 12


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a phrase was said, in how many messages, by how many reps; `percent` of the most frequent."""

    text: str
    times: int
    messages: int
    reps: int
    percent: float


@dataclass(frozen=True, slots=True)
class Card:
    """A rep in small: everything on the axes of all."""

    figures: Figures
    name: str
    key: str
    """The name as the table has it."""
    lengths: Distribution
    lengths_told: str
    scores: Course | None
    scores_told: str
    says: list[Tally]
    """Crutch words and stock phrases that the rep says most."""


def write_page(team: Team, job: Job, links: Mapping[str, str]) -> None:
    """Write the page of a run into its folder; raises SetupError."""
    write_whole(job.folder / "index.html", team_page(team, job, links))


def team_page(team: Team, job: Job, links: Mapping[str, str]) -> str:
    """The page of a run; `links` lead from the place of a message to its own page."""
    (spec, rubric), scored = job.settings_shown, team.scored
    lengths_s = _lengths_s(scored)
    axis = lengths_axis(lengths_s, rubric.limit_s)
    score_axis = Axis(10.0 * (min([90, rubric.pass_score, *(each.score for each in scored)]) // 10), 100.0)
    cards = sorted(team.reps, key=lambda each: -each.messages)[:MOST_CARDS]
    days = sorted(date.fromisoformat(each.take.date) for each in scored if each.take.date)
    dated = (days[0], days[-1]) if days else None
    folder = _folder([*(each.take.place for each in team.scored), *(each.take.place for each in team.failed)])
    messages = _messages(scored, [each.rep for each in team.reps], folder, links)
    place_of = {column.name: place for place, column in enumerate(messages.columns)}
    return framed(
        "team.html.j2",
        ["page.css", "charts.css"],
        ["rows.js"],
        figures=team.figures,
        needs=sorted((each for each in team.reps if each.work_on), key=lambda each: each.score or 0.0),
        most_needs=_MOST_NEEDS,
        ranges_told=RANGES if any(each.score_margin is not None for each in team.reps) else "",
        no_rep=NO_REP,
        links=links,
        lengths=distribution(lengths_s, rubric.target_s, rubric.limit_s, axis),
        lengths_told=_lengths_told(scored, rubric),
        scatter=_scatter(scored, rubric),
        scatter_told=f"Words a second across, fillers a minute up; {pace_band(rubric)} words/s",
        pace_column=place_of["Words/s"],
        rate_column=place_of["Fillers/min"],
        rep_column=place_of["Rep"],
        reps=[_card(each, scored, rubric, axis, score_axis, dated) for each in team.reps if each in cards],
        score_axis=score_axis,
        left_out=len(team.reps) - len(cards),
        dated=f"{days[0]} to {days[-1]}" if days else "",
        cliches=_said(scored, lambda each: each.cliches),
        crutches=_said(scored, lambda each: each.crutches),
        repeated=repeated(team.repeats, "messages.csv beside this page", folder),
        messages=messages,
        failures=[each.failure for each in team.failed],
        most_failures=_MOST_FAILURES,
        folder=folder,
        rubric=rubric,
        engine=" ".join(filter(None, (spec.name, spec.model))),
        anonymous=job.anonymise,
    )


def _lengths_s(scored: Sequence[Graded]) -> list[float]:
    """The lengths that are judged: silence is neither short nor long."""
    return [each.judged_s for each in scored if each.has_speech]


def _lengths_told(scored: Sequence[Graded], rubric: Rubric) -> str:
    counts = Counter(each.duration_verdict for each in scored)
    subject = "" if rubric.verdict_on == "total_s" else "From first word to last: "
    told = {
        "within_target": f"within {rubric.target_s:g} s",
        "over_target": f"over {rubric.target_s:g} s, within {rubric.limit_s:g} s",
        "over_limit": f"over {rubric.limit_s:g} s",
        "no_speech": LENGTHS["no_speech"],
    }
    shares = [
        f"{counts[verdict]:,} {words} ({percent(counts[verdict] / len(scored))})"
        for verdict, words in told.items()
        if counts[verdict]
    ]
    return subject + " · ".join(shares)


def _scatter(scored: Sequence[Graded], rubric: Rubric) -> Scatter | None:
    points = [
        (each.judged_words_per_second, each.fillers_per_minute)
        for each in scored
        if each.judged_words_per_second is not None and each.fillers_per_minute is not None
    ]
    band = rubric.pace
    return scatter(points, (band.good_from, band.good_to), 1.25 * band.fast_above) if points else None


def _card(
    rep: Figures, scored: Sequence[Graded], rubric: Rubric, axis: Axis, score_axis: Axis, days: tuple[date, date] | None
) -> Card:
    own = [each for each in scored if each.take.rep == rep.rep]
    points = [
        (date.fromisoformat(each.take.date).toordinal() + 0.5, float(each.score)) for each in own if each.take.date
    ]
    name = NO_REP if rep.rep is None else rep.rep
    return Card(
        figures=rep,
        name=name,
        key=rep.rep or "",
        lengths=distribution(_lengths_s(own), rubric.target_s, rubric.limit_s, axis),
        lengths_told=f"Lengths of {name}: {_lengths_told(own, rubric)}",
        scores=course(points, days, score_axis, [rubric.pass_score]) if points and days else None,
        scores_told=f"Scores of {name} over time, {counted(len(points), 'message')} with a date",
        says=_said(own, lambda each: (*each.crutches, *(f"“{phrase}”" for phrase in each.cliches)))[:_MOST_SAYINGS],
    )


def _said(scored: Iterable[Graded], phrases: Callable[[Graded], tuple[str, ...]]) -> list[Tally]:
    """The phrases said most often."""
    times: Counter[str] = Counter()
    messages: Counter[str] = Counter()
    reps: dict[str, set[str]] = {}
    for each in scored:
        times.update(phrases(each))
        messages.update(set(phrases(each)))
        for text in phrases(each):
            reps.setdefault(text, set()).update({each.take.rep} if each.take.rep else ())
    common = sorted(times, key=lambda text: (-times[text], text))[:_MOST_PHRASES]
    return [
        Tally(text, times[text], messages[text], len(reps[text]), round(100 * times[text] / times[common[0]], 1))
        for text in common
    ]


def _messages(scored: Sequence[Graded], reps: Sequence[str | None], folder: str, links: Mapping[str, str]) -> Table:
    lengths = tuple(Choice(verdict, words) for verdict, words in LENGTHS.items())
    dated = any(each.take.date for each in scored)
    columns = (
        Column("Rep", choices=tuple(Choice(rep or "", rep or NO_REP) for rep in reps), any_choice="all reps"),
        Column("Recording"),
        *([Column("Date", "date")] if dated else []),
        *MEASURED,
        Column("Main finding"),
        Column("Length", "hidden", choices=lengths, any_choice="any length"),
    )
    rows = [
        (
            each.take.rep or "", each.take.place.removeprefix(folder), *([each.take.date or ""] if dated else []),
            each.duration_s, each.judged_words_per_second, each.fillers if each.has_speech else None,
            each.fillers_per_minute, each.score, each.passed, each.main_finding, each.duration_verdict,
        )
        for each in scored
    ]  # fmt: skip
    to = [links.get(each.take.place, "") for each in scored]
    return table("Messages", "message", columns, zip(rows, to, strict=True), linked=1)


def _folder(places: Sequence[str]) -> str:
    """What all places begin with, up to a last folder: told once instead of on every line."""
    first, last = min(places, default=""), max(places, default="")
    shared = next((end for end, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), 0)
    return first[: max(first.rfind(mark, 0, shared) for mark in "/\\") + 1]
