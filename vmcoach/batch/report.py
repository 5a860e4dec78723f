"""A team's figures for a terminal: reps, team, what is said again and again, a ranking where it is asked for."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from vmcoach.assessment.wording import listed
from vmcoach.batch.figures import RANKED_FROM, Figures, ranked
from vmcoach.batch.job import Team
from vmcoach.batch.repeats import Repeat
from vmcoach.printable import MOST_NAMES, printable
from vmcoach.reports.layout import inner_width, render, shortened, tabled
from vmcoach.rounding import counted, percent, shown, signed

NO_REP = "(no rep known)"
RANGES = "Ranges (±) that overlap are not told apart: the difference may be chance"
_NAME_CELLS = 18
_WIDE = 76
"""Columns in which figures stand under headings of one line, beside names of a dozen letters: a terminal of 80."""
_MOST_REPEATS = 5


def team_report(team: Team, leaderboard: bool, width: int, color: bool) -> str:
    """The report of a run."""
    sections: list[RenderableType] = [tabled(_table(team.reps, team.figures, inner_width(width)))]
    if practise := [_practise(each) for each in team.reps if each.work_on]:
        sections.append(_listing("To work on", practise))
    if team.repeats:
        sections.append(_listing("The same message again", repeated(team.repeats, "messages.csv of --out")))
    if leaderboard:
        sections.append(_listing("Leaderboard", _ranks(team.reps)))
    sections.append(Text(_totals(team)))
    return render(sections, width, color)


def _listing(title: str, lines: Sequence[str]) -> RenderableType:
    """Lines under a title, set in, and so is what does not fit on one."""
    return Group(Text(title), *(Padding(line, (0, 0, 0, 2)) for line in lines))


def _table(reps: Sequence[Figures], team: Figures, columns: int) -> Table:
    """Figures never cut short: a narrow page breaks the headings, and the names where need be."""
    is_narrow = columns < _WIDE
    table = Table(box=None, padding=(0, 1 if is_narrow else 2, 0, 0), pad_edge=False)
    table.add_column("Rep", overflow="fold")
    for name in ("Sent", "Pass", "Score", "Median", "Words/s", "Fillers/min", "Trend/week"):
        table.add_column(name.replace("/", "\n/") if is_narrow else name, justify="right", no_wrap=True)
    for each in reps:
        table.add_row(*_row(_name(each), each))
    if len(reps) > 1:
        table.add_row(*_row("Team", team), style="bold")
    return table


def _row(name: str, found: Figures) -> list[str]:
    return [
        name,
        str(found.messages),
        percent(found.pass_rate),
        _score(found),
        shown(found.median_duration_s, unit=" s"),
        shown(found.judged_words_per_second),
        shown(found.fillers_per_minute),
        signed(found.points_per_week),
    ]


def _score(found: Figures) -> str:
    margin = "" if found.score_margin is None else f" ±{shown(found.score_margin, 0)}"
    return f"{shown(found.score, 0)}{margin}"


def _name(found: Figures) -> str:
    return NO_REP if found.rep is None else shortened(found.rep, _NAME_CELLS)


def _practise(found: Figures) -> str:
    weak = found.work_on
    if weak is None:
        return ""
    lost = counted(int(shown(weak.points_lost, 0)), "point")
    return f"{_name(found)}: {weak.practise} ({lost} a message, most in {printable(weak.worst)})"


def repeated(found: Sequence[Repeat], table: str, folder: str = "") -> list[str]:
    """What is said again and again, a line for each of the largest groups; `table` is where all of them are.

    Where all recordings lie in one `folder`, that need not be told of each.
    """
    lines = []
    for each in found[:_MOST_REPEATS]:
        told = counted(len(each.messages), "message")
        told += f" by {some(_speakers(each))}" if each.reps else ""
        told += f" to {counted(len(each.prospects), 'prospect')}" if len(each.prospects) > 1 else ""
        told += " (one recording under several names)" if each.recordings == 1 else ""
        lines.append(f"{told}: {_examples(each, folder)}")
    if len(found) > _MOST_REPEATS:
        more = counted(len(found) - _MOST_REPEATS, "group")
        lines.append(f"and {more} more, all numbered in the column “repeat” of {table}")
    return lines


def _speakers(found: Repeat) -> list[str]:
    is_unknown = any(each.take.rep is None for each in found.messages)
    return [*map(printable, found.reps), *(["somebody unknown"] if is_unknown else [])]


def some(names: Sequence[str]) -> str:
    """The first few of several names, and how many more they are."""
    return listed(names if len(names) <= MOST_NAMES else [*names[:MOST_NAMES], f"{len(names) - MOST_NAMES} more"])


def _examples(found: Repeat, folder: str) -> str:
    places = [printable(each.take.place.removeprefix(folder)) for each in found.messages]
    return listed(places) if len(places) <= 2 else f"{places[0]}, {places[1]} …"


def _ranks(reps: Sequence[Figures]) -> list[str]:
    order, known = ranked(reps), [each for each in reps if each.rep is not None]
    if not known:
        return ["Nobody is ranked: no rep is known."]
    scores = [each.score for each in order]  # the first of equals gives the rank
    lines = [f"{scores.index(each.score) + 1}. {_name(each)}: {_score(each)}" for each in order]
    if left := len(known) - len(order):
        lines.append(f"{counted(left, 'rep')} not ranked: fewer than {RANKED_FROM} different recordings with a score")
    if len(order) > 1:
        lines.append(f"{RANGES}.")
    return lines


def _totals(team: Team) -> str:
    scored, found = len(team.scored), team.figures
    told = [counted(found.messages, "recording"), f"{found.passed} passed", f"{scored - found.passed} not yet"]
    if copies := scored - len({each.sha256 for each in team.scored}):
        told.append(f"{copies} the same file as another")
    if team.failed:
        told.append(f"{len(team.failed)} not scored")
    return " · ".join(told)
