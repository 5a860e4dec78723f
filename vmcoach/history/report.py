"""The history for a terminal: reps, one rep's trend, two takes side by side.

Nothing here imports what judges a message: the history answers at once.
"""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from vmcoach.changes import changes
from vmcoach.history import Bests, KeptTake, RepSummary
from vmcoach.history.records import scores_alike
from vmcoach.parts import part_name
from vmcoach.printable import printable
from vmcoach.reports.layout import inner_width, is_narrow, render, shortened, tabled
from vmcoach.rounding import UNKNOWN, counted, percent, shown

_BARS = "▁▂▃▄▅▆▇█"
TREND_TAKES = 30
"""Takes of a sparkline: about a month of practice."""
TABLE_TAKES = 10
_OTHER_COLUMNS = 34
"""What the columns after a rep's name take, gaps included."""
_BESIDE_TREND = 26
"""Columns of a sparkline's label and figures, gaps included."""
_WIDE = 69
"""Columns in which the takes of the table have room between them."""


def sparkline(values: Sequence[float | None]) -> str:
    """Values as bars from their lowest to their highest; "·" where there is none."""
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    step = (high - low) / (len(_BARS) - 1) or 1.0
    return "".join("·" if value is None else _BARS[round((value - low) / step)] for value in values)


def reps_report(reps: Sequence[RepSummary], width: int, color: bool) -> str:
    """Every rep in a line; a column is one cell of many lines, since rich takes as long for a row as for a column."""
    if not reps:
        return render(
            [Text("No take is kept yet; `vmcoach coach` or `vmcoach score FILE --rep NAME` keeps one.")], width, color
        )
    table = _table("Rep", "Takes", "Passed", "Best")
    table.add_column("Last", no_wrap=True)
    inner = inner_width(width)
    name_width = inner if is_narrow(inner) else inner - _OTHER_COLUMNS
    rows = [
        (
            shortened(rep.name, name_width),
            str(rep.takes),
            percent(rep.passed / rep.takes),
            str(rep.best_score),
            f"{rep.last_at:%Y-%m-%d}",
        )
        for rep in reps
    ]
    table.add_row(*("\n".join(column) for column in zip(*rows, strict=True)))
    return render([tabled(table)], width, color)


def rep_report(takes: Sequence[KeptTake], bests: Bests, width: int, color: bool) -> str:
    """One rep: the trend of the last takes, the bests of all, a table of the very last; `takes` are the last ones."""
    inner = inner_width(width)
    sections: list[RenderableType] = [
        Text(f"{printable(takes[-1].rep)} · {counted(bests.takes, 'take')}", "bold"),
        _trend(takes[-min(TREND_TAKES, inner - _BESIDE_TREND) :]),
    ]
    sections += [_bests(bests), tabled(_last(takes[-TABLE_TAKES:], inner < _WIDE))]
    if others := bests.takes - bests.takes_alike:
        told = f"The scores of {counted(others, 'take')} by other rubrics cannot be compared"
        sections.append(Text(f"{told}: trend and best leave them out."))
    return render(sections, width, color)


def compare_report(
    one: tuple[KeptTake, Mapping[str, Any]], other: tuple[KeptTake, Mapping[str, Any]], width: int, color: bool
) -> str:
    """Two takes side by side: measures, then the words that went and came."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("", no_wrap=True, style="bold")
    for take, _ in (one, other):
        table.add_column(f"take {take.number}", justify="right")
    table.add_column("change", justify="right", no_wrap=True)
    measured = changes(one[1], other[1])
    for change in measured:
        label = ", ".join(filter(None, [change.name, change.unit]))
        table.add_row(label, change.number(change.before), change.number(change.after), change.told)
    sections: list[RenderableType] = [table]
    if not all(change.is_comparable for change in measured):
        sections.append(Text("The two were judged by different rubrics: their scores cannot be compared."))
    if parts := _parts(one[1], other[1]):
        sections.append(Text(parts))
    return render([*sections, _words(one[1], other[1])], width, color)


def _trend(takes: Sequence[KeptTake]) -> RenderableType:
    rows: dict[str, tuple[Sequence[float | None], int]] = {
        "score": (scores_alike(takes), 0),
        "length, s": ([take.length_s for take in takes], 1),
        "words/s": ([take.words_per_second for take in takes], 1),
        "fillers/min": ([take.fillers_per_minute for take in takes], 1),
    }
    grid = Table.grid(padding=(0, 2, 0, 0))
    for label, (values, decimals) in rows.items():
        known = [value for value in values if value is not None]
        ends = [shown(value, decimals) for value in (*known[:1], *known[1:][-1:])]
        grid.add_row(Text(label, "bold"), Text(sparkline(values), "cyan"), " → ".join(ends) or UNKNOWN)
    return grid


def _bests(bests: Bests) -> Text:
    rate = "" if bests.fillers_per_minute is None else f" · fewest fillers {shown(bests.fillers_per_minute)} a minute"
    days = f"most days in a row {bests.days_in_a_row}"
    passes = f"most passes in a row {bests.passes_in_a_row}" if bests.passes_in_a_row else "not passed yet"
    now = f" (now {bests.passes_now})" if bests.passes_in_a_row else ""
    return Text(f"best score {bests.score}{rate} · {passes}{now} · {days}")


def _last(takes: Sequence[KeptTake], is_narrow: bool) -> Table:
    """Figures never cut short: on a narrow page columns stand closer, days have no hours, a scenario goes on below."""
    table = _table("Take")
    table.padding = (0, 1 if is_narrow else 2, 0, 0)
    table.add_column("When", no_wrap=True)
    table.add_column("Scenario", overflow="fold")
    for name in ("Score", "Length", "Words/s", "Fillers"):
        table.add_column(name, justify="right", no_wrap=True)
    for take in takes:
        table.add_row(
            str(take.number),
            f"{take.taken_at:{'%Y-%m-%d' if is_narrow else '%Y-%m-%d %H:%M'}}",
            shortened(take.scenario, 12) or UNKNOWN,
            Text(f"{'✓' if take.passed else '✗'} {take.score:3}", "green" if take.passed else "red"),
            shown(take.total_s, unit=" s"),
            shown(take.words_per_second),
            shown(take.fillers_heard, 0),
        )
    return table


def _table(first: str, *figures: str) -> Table:
    """A table whose first column is of names, with columns of figures behind it."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(first, no_wrap=True)
    for name in figures:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _parts(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Which parts of the message came and went."""
    named = {
        name: (bool(one["content"][name]["found"]), bool(part["found"]))
        for name, part in other["content"].items()
        if isinstance(part, dict) and name != "generic_pitch"
    }
    came = [part_name(name) for name, (before, after) in named.items() if after > before]
    went = [part_name(name) for name, (before, after) in named.items() if after < before]
    told = [f"{what}: {', '.join(names)}" for what, names in (("now said", came), ("no longer said", went)) if names]
    return " · ".join(told)


def _words(one: Mapping[str, Any], other: Mapping[str, Any]) -> RenderableType:
    """The words of the second take with what it left out and what is new."""
    before, after = (printable(result["transcript"]["spoken"]).split() for result in (one, other))
    text = Text()
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            text.append(" ".join(after[c:d]) + " ")
            continue
        if b > a:
            text.append(f"[-{' '.join(before[a:b])}-]", "red").append(" ")
        if d > c:
            text.append(f"{{+{' '.join(after[c:d])}+}}", "green").append(" ")
    return Group(text, Text("[- -] left out   {+ +} new", "dim"))
