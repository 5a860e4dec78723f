"""The history in a terminal: reps, one rep's trend, two takes side by side, every figure as it is told."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.test_history import GOOD, NOON, POOR, SILENT, keep_days
from vmcoach.history import Bests, KeptTake, open_history
from vmcoach.history.report import compare_report, rep_report, reps_report, sparkline


@pytest.mark.parametrize(
    ("values", "drawn"),
    [([], ""), ([5], "▁"), ([1, 1, 1], "▁▁▁"), ([0, 7, 3.5], "▁█▅"), ([1, None, 2], "▁·█"), ([None], "·")],
)
def test_a_sparkline_goes_from_lowest_to_highest(values: list[float | None], drawn: str) -> None:
    """One sign for each value."""
    assert sparkline(values) == drawn


@pytest.mark.parametrize("width", [60, 100, 200])
def test_a_long_name_takes_no_figure_from_any_rep(tmp_path: Path, width: int) -> None:
    """It is cut itself."""
    with open_history(tmp_path / "h") as history:
        keep_days(history, "Ann", [(1, GOOD)])
        keep_days(history, f"Maximiliana{'-Alexandra' * 9}", [(2, GOOD)])
        table = reps_report(history.reps(), width, color=False)
    figures = [line.split()[1:] for line in table.splitlines() if line]
    assert figures == [
        ["Takes", "Passed", "Best", "Last"], ["1", "100%", "91", "2026-03-02"], ["1", "100%", "91", "2026-03-01"],
    ]  # fmt: skip
    assert max(map(len, table.splitlines())) <= width


@pytest.mark.parametrize("width", [40, 50, 59, 60, 100, 200])
def test_reports_fit_their_width_and_tell_the_change(tmp_path: Path, width: int) -> None:
    """Reps, a rep, two takes."""
    with open_history(tmp_path / "h") as history:
        keep_days(history, "Dana", [(1, POOR), (2, SILENT), (3, GOOD)])
        takes, bests = history.takes("Dana"), history.bests("Dana")
        results = [history.result(take.number) for take in takes]
        reps = reps_report(history.reps(), width, color=False)
    trend = rep_report(takes, bests, width, color=False)
    compared = compare_report((takes[0], results[0]), (takes[2], results[2]), width, color=False)
    unheard = compare_report((takes[0], results[0]), (takes[1], results[1]), width, color=False)
    for report in (reps, trend, compared, unheard):
        assert max(map(len, report.splitlines())) <= width
        assert "…" not in report  # no figure is cut short
    assert "Dana · 3 takes" in trend
    assert "33%" in reps
    for told in ("26 → 91", "best score 91", "most days in a row 3", "✗ 26", "✓ 91", "length, s █·▁", "2026-03-03"):
        assert told in " ".join(trend.split())
    assert "score ▁ 26 length" in " ".join(rep_report(takes[:1], bests, width, color=False).split())
    for told in ("+65", "now said: their name, your company", "[- -] left out"):
        assert told in " ".join(compared.split())
    assert "different rubrics" not in compared
    other = {**results[2], "rubric": {**results[2]["rubric"], "profile": "email"}}
    differing = compare_report((takes[0], results[0]), (takes[2], other), width, color=False)
    assert "different rubrics" in " ".join(differing.split())
    assert "score 26 91 –" in " ".join(differing.split())
    assert "No take is kept" in reps_report([], width, color=False)


def lines_of(report: str) -> list[str]:
    """The lines of a report without what aligns them."""
    return [" ".join(line.split()) for line in report.splitlines() if line]


def kept(number: int, score: int, total_s: float, pace: float | None, fillers: int, rate: float | None) -> KeptTake:
    """A take by its figures; without a pace it is silent."""
    verdict = "over_target" if pace else "no_speech"
    passed = score >= 70
    return KeptTake(
        number=number,
        rep="Dana",
        taken_at=NOON + timedelta(days=number),
        scenario="cold",
        recording=None,
        rubric="",
        score=score,
        passed=passed,
        verdict=verdict,
        total_s=total_s,
        words=50,
        words_per_second=pace,
        fillers=fillers,
        fillers_per_minute=rate,
        prospect=None,
    )


def test_a_reps_report_tells_first_and_last() -> None:
    """As exact as everywhere; a silent take is in the table, and has neither length nor pace nor fillers."""
    takes = [kept(1, 61, 24.25, 2.46, 4, 9.87), kept(2, 0, 3.0, None, 0, None), kept(3, 88, 19.94, 2.61, 1, 3.0)]
    assert lines_of(rep_report(takes, Bests(3, 3, 88, 3.04, 1, 1, 3), 80, color=False)) == [
        "Dana · 3 takes",
        "score ▆▁█ 61 → 88",
        "length, s █·▁ 24.3 → 19.9",
        "words/s ▁·█ 2.5 → 2.6",
        "fillers/min █·▁ 9.9 → 3.0",
        "best score 88 · fewest fillers 3.0 a minute · most passes in a row 1 (now 1)",
        "· most days in a row 3",
        "Take When Scenario Score Length Words/s Fillers",
        "1 2026-03-02 12:00 cold ✗ 61 24.3 s 2.5 4",
        "2 2026-03-03 12:00 cold ✗ 0 3.0 s – –",
        "3 2026-03-04 12:00 cold ✓ 88 19.9 s 2.6 1",
    ]
    silent_alone = lines_of(rep_report(takes[1:2], Bests(1, 1, 0, None, 0, 0, 1), 80, color=False))
    assert silent_alone[1:6] == [
        "score ▁ 0",
        "length, s · –",
        "words/s · –",
        "fillers/min · –",
        "best score 0 · not passed yet · most days in a row 1",
    ]


def test_scores_by_other_rubrics_are_left_out_of_the_trend() -> None:
    """What was measured stays in it, and the table has every score."""
    takes = [kept(1, 61, 24.25, 2.46, 4, 9.87), kept(2, 99, 20.0, 2.5, 1, 3.0), kept(3, 70, 19.0, 2.5, 1, 3.0)]
    takes = [replace(take, rubric="now") for take in takes]
    takes[1] = replace(takes[1], rubric="before")
    reported = lines_of(rep_report(takes, Bests(3, 2, 70, 3.0, 1, 1, 2), 100, color=False))
    assert reported[1:3] == ["score ▁·█ 61 → 70", "length, s █▂▁ 24.3 → 19.0"]
    assert "✓ 99" in reported[-3]
    told = "The scores of 1 take by other rubrics cannot be compared: trend and best leave them out."
    assert reported[-1] == told
    assert told not in lines_of(rep_report(takes[::2], Bests(2, 2, 70, 3.0, 1, 1, 2), 100, color=False))


def test_two_takes_are_told_by_the_words_that_went_and_came() -> None:
    """In the order of the second, each side by itself."""
    before, after = (
        {**GOOD, "transcript": {**GOOD["transcript"], "spoken": spoken}}
        for spoken in ("hi dana we can help you now bye", "hi dana so we help you right now")
    )
    one, other = kept(1, 61, 24.25, 2.46, 4, 9.87), kept(2, 88, 19.94, 2.61, 1, 3.0)
    words = lines_of(compare_report((one, before), (other, after), 80, color=False))[-2:]
    assert words == ["hi dana {+so+} we [-can-] help you {+right+} now [-bye-]", "[- -] left out {+ +} new"]
