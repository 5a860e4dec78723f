"""Rounding: a number reads the same wherever it is told, whether from the measure or from what was kept of it."""

from dataclasses import replace

import pytest

from tests.assessments import good
from tests.pages import page_of, text_of
from vmcoach.assessment import Assessment
from vmcoach.assessment.score import ScorePart, total
from vmcoach.changes import gist
from vmcoach.document import result_document
from vmcoach.reports.markdown import markdown_report
from vmcoach.reports.terminal import terminal_report
from vmcoach.rounding import percent, rounded, shown, signed


@pytest.mark.parametrize(
    ("value", "decimals", "told"),
    [
        (22.25, 1, "22.3"),
        (22.75, 1, "22.8"),
        (22.3496, 1, "22.4"),  # a document holds 22.35
        (22.3494, 1, "22.3"),
        (62.5, 0, "63"),
        (63.5, 0, "64"),
        (1.15, 1, "1.1"),  # the number itself is a little less
        (-0.25, 1, "-0.3"),
        (-0.04, 1, "0.0"),
        (0.0, 2, "0.00"),
        (None, 1, "–"),
    ],
)
def test_a_half_is_rounded_away_from_zero(value: float | None, decimals: int, told: str) -> None:
    """From three decimals on, without a minus before zero; what is not known is a dash."""
    assert shown(value, decimals) == told
    assert value is None or shown(rounded(value), decimals) == told


def test_a_document_holds_no_minus_zero() -> None:
    """A little less than nothing is nothing."""
    assert str(rounded(-0.0004)) == "0.0"


@pytest.mark.parametrize(("value", "told"), [(0.25, "+0.3"), (-0.25, "-0.3"), (-0.04, "+0.0"), (None, "–")])
def test_a_change_has_its_sign(value: float | None, told: str) -> None:
    """As exact as the values themselves are shown."""
    assert signed(value) == told


@pytest.mark.parametrize(("share", "told"), [(1 / 8, "13%"), (2 / 3, "67%"), (1.0, "100%"), (None, "–")])
def test_a_share_is_told_as_a_percentage(share: float | None, told: str) -> None:
    """Rounded as every other number."""
    assert percent(share) == told


@pytest.mark.parametrize(("points", "score"), [(0.5, 100), (1.5, 99), (1.5 + 1e-12, 99), (2.5, 98)])
def test_half_a_point_lost_is_forgiven(points: float, score: int) -> None:
    """Whatever the score is beside it."""
    lost = 100 - points
    assert total((ScorePart("length", lost / 3, 40.0, ""), ScorePart("pace", lost * 2 / 3, 60.0, ""))) == score


def of_length(total_s: float) -> Assessment:
    """A message of that length."""
    message = good()
    return replace(
        message, measures=replace(message.measures, duration=replace(message.measures.duration, total_s=total_s))
    )


@pytest.mark.parametrize(("total_s", "told"), [(12.25, "12.3"), (8.6496, "8.7"), (8.6494, "8.6")])
def test_every_report_tells_the_same_length(total_s: float, told: str) -> None:
    """The terminal, Markdown and a page from the measure, the history from the document."""
    message = of_length(total_s)
    kept = result_document(message)
    assert {each.number(each.after) for each in gist(kept, kept) if each.name == "length"} == {told}
    for report in (terminal_report(message, 80, color=False), markdown_report([message]), text_of(page_of(message))):
        assert f"{told} s: within the 20 s target" in report
