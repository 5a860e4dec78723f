"""A table of several recordings for a terminal, a line each in the order given."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from vmcoach.assessment import Assessment
from vmcoach.outcome import Failure, Outcome
from vmcoach.reports import wording
from vmcoach.reports.layout import inner_width, is_narrow, render, shortened, tabled
from vmcoach.rounding import counted

_OTHER_COLUMNS = 47
"""What the columns after the name take, gaps included."""


def summary(outcomes: Sequence[Outcome], width: int, color: bool) -> str:
    """How each recording did, and how many passed."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("Recording", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    for name in wording.OVERVIEW:
        table.add_column(name, justify="right", no_wrap=True)
    inner = inner_width(width)
    name_width = inner if is_narrow(inner) else inner - _OTHER_COLUMNS
    for outcome in outcomes:
        table.add_row(*(_failed(outcome, name_width) if isinstance(outcome, Failure) else _scored(outcome, name_width)))
    return render([tabled(table), Text(_totals(outcomes))], width, color)


def _scored(assessment: Assessment, name_width: int) -> list[Text | str]:
    name = shortened(assessment.measures.observation.source.path, name_width)
    verdict = Text("✓ pass", "green") if assessment.passed else Text("✗ not yet", "red")
    return [name, verdict, *wording.overview(assessment)]


def _failed(failure: Failure, name_width: int) -> list[Text | str]:
    return [shortened(failure.path, name_width), Text("– no score", "yellow")]


def _totals(outcomes: Sequence[Outcome]) -> str:
    scored = [outcome for outcome in outcomes if isinstance(outcome, Assessment)]
    passed = sum(assessment.passed for assessment in scored)
    told = [counted(len(outcomes), "recording"), f"{passed} passed", f"{len(scored) - passed} not yet"]
    if failed := len(outcomes) - len(scored):
        told.append(f"{failed} not scored")
    return " · ".join(told)
