"""The page of a rep: what the history tells over the weeks."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.assessments import good, poor, silent
from tests.pages import HOSTILE, Tags, assert_text_is_no_code, text_of
from tests.test_cli import run
from tests.test_history import NOON, keep_days
from tests.test_team_page import rows_of
from vmcoach.batch.graded import graded
from vmcoach.batch.takes import Take
from vmcoach.document import result_document
from vmcoach.history import History, open_history
from vmcoach.history.page import crutches_of, rep_page, weeks

GOOD, POOR, SILENT = (result_document(make()) for make in (good, poor, silent))


def page_of_rep(history: History, rep: str) -> str:
    """The page of a rep's takes."""
    takes = history.takes(rep)
    crutches = {take.number: crutches_of(history.result(take.number)) for take in takes}
    return rep_page(takes, history.bests(rep), history.result(takes[-1].number), crutches)


@pytest.fixture
def march(tmp_path: Path) -> Path:
    """A rep who gets better in March; the 2nd is a Monday."""
    store = tmp_path / "history.sqlite3"
    with open_history(store) as history:
        keep_days(history, "Dana", [(2, POOR), (4, POOR), (8, GOOD), (9, GOOD), (10, SILENT), (23, GOOD)])
    return store


def test_the_page_tells_counts_bests_and_weeks(march: Path) -> None:
    """As the terminal does, and each week with its means."""
    with open_history(march) as history:
        page = page_of_rep(history, "dana")
    said = text_of(page)
    assert "Dana 6 takes on 6 days, 2026-03-02 to 2026-03-23 · 3 passed" in said
    assert "Best score 91 Fewest fillers a minute 3.4 Most passes in a row 2 now 1 Most days in a row 3" in said
    assert "Pass rate 50%" in said
    assert "2026-03-23 1 1 91" in said
    assert "dashed: target 20 s and limit 30 s" in said
    assert "um × 5, like × 2, uh × 2, you know × 2, repeated words × 2, “touching base” × 2" in said
    assert said.index("2026-03-23 1") < said.index("2026-03-09 2") < said.index("2026-03-02 3")


def test_a_week_has_the_means_of_its_takes(march: Path) -> None:
    """A take without speech has a score and no pace; weeks without a take are left out."""
    with open_history(march) as history:
        found = weeks(history.takes("Dana"), {number: ["um", "like"] * number for number in range(1, 7)})
    assert [(f"{week.monday}", week.takes, week.passed) for week in found] == [
        ("2026-03-02", 3, 1), ("2026-03-09", 2, 1), ("2026-03-23", 1, 1),
    ]  # fmt: skip
    assert found[0].score == pytest.approx((26 + 26 + 91) / 3)
    assert [week.crutches for week in found] == [(("um", n), ("like", n)) for n in (1 + 2 + 3, 4 + 5, 6)]
    assert found[1].score == pytest.approx(91 / 2)
    assert found[1].length_s == pytest.approx(GOOD["duration"]["total_s"])  # silence is neither short nor long
    assert found[1].words_per_second == pytest.approx(GOOD["pace"]["judged_words_per_second"])


def test_scores_by_other_rubrics_are_only_in_the_table(tmp_path: Path) -> None:
    """Not in the best, the picture or a week, whose takes are counted and measured all the same."""
    email = {**GOOD, "score": 99, "rubric": {**GOOD["rubric"], "profile": "email"}}
    with open_history(tmp_path / "h") as history:
        keep_days(history, "Dana", [(2, email), (9, email), (10, GOOD)])
        page = page_of_rep(history, "Dana")
    said = text_of(page)
    assert "Best score 91" in said
    assert "Score of 1 take, 91 to 91; the last 91" in page
    assert "Length of 3 takes" in page
    assert "2026-03-09 2 2 91 18.6 s" in said
    assert "2026-03-02 1 1 – 18.6 s" in said
    assert "2 takes judged by others: their scores cannot be compared and are only in the table" in said
    assert [row[6] for row in rows_of(page)] == [91, 99, 99]


def test_half_a_year_of_weeks_is_listed(tmp_path: Path) -> None:
    """The last ones, and how many there are before them."""
    with open_history(tmp_path / "history") as history:
        monday = datetime(2026, 1, 5, 9, tzinfo=UTC)
        history.keep_all("Dana", [(GOOD, monday + timedelta(weeks=week)) for week in range(28)])
        said = text_of(page_of_rep(history, "Dana"))
    assert "and 2 earlier weeks" in said
    assert "2026-01-19 1 1 91" in said
    assert "2026-01-12 1 1 91" not in said


def test_what_a_chart_shows_is_told_in_plain_numbers(tmp_path: Path) -> None:
    """To those who cannot see it; a long recording too has its seconds."""
    long = {**GOOD, "duration": {**GOOD["duration"], "total_s": 1234.5}}
    with open_history(tmp_path / "history") as history:
        keep_days(history, "Dana", [(2, GOOD), (3, long)])
        page = page_of_rep(history, "Dana")
    assert "Length of 2 takes, 18.6 to 1234.5 s; the last 1234.5 s" in page
    assert "Score of 2 takes, 91 to 91; the last 91" in page


def test_every_take_is_in_the_table_the_last_first(march: Path) -> None:
    """With what was measured; nothing where nothing was."""
    with open_history(march) as history:
        rows = rows_of(page_of_rep(history, "Dana"))
    assert [row[0] for row in rows] == [f"take {number}" for number in (6, 5, 4, 3, 2, 1)]
    assert rows[0][1] == "2026-03-23 12:00"
    assert rows[1][2:8] == [7.5, None, None, None, 0, 0]
    assert rows[5][6:8] == [26, 0]


def test_a_scenario_is_told_where_a_take_has_one(march: Path) -> None:
    """There is no column of dashes where none has."""
    with open_history(march) as history:
        before = rows_of(page_of_rep(history, "Dana"))
        history.keep("Dana", GOOD, "renewal", taken_at=NOON + timedelta(days=40))
        after = rows_of(page_of_rep(history, "Dana"))
    assert [len(row) for row in (before[0], after[0])] == [9, 10]
    assert [row[2] for row in after[:2]] == ["renewal", ""]


def test_takes_of_one_day_stand_side_by_side(tmp_path: Path) -> None:
    """In their order, however soon one came after another; silence keeps its place where it has no dot."""
    with open_history(tmp_path / "h") as history:
        for each in (POOR, SILENT, GOOD, GOOD):
            history.keep("Dana", each)
        page = page_of_rep(history, "Dana")
    scores, lengths, *_ = re.findall(r'class="dots each".*? d="(.*?)"', page)
    assert re.findall(r"M([\d.]+) ", scores) == ["12.5", "37.5", "62.5", "87.5"]
    assert re.findall(r"M([\d.]+) ", lengths) == ["12.5", "62.5", "87.5"]


@pytest.mark.parametrize("only", [GOOD, SILENT], ids=["one take", "one silent take"])
def test_a_single_take_has_a_page(tmp_path: Path, only: dict[str, Any]) -> None:
    """There is a dot and no line, and silence has no dot but its score."""
    with open_history(tmp_path / "h") as history:
        history.keep("Dana", only)
        page = page_of_rep(history, "Dana")
    assert f"Length of {'0 takes' if only is SILENT else '1 take'}" in page
    assert Tags(page).open == []
    assert "1 take on 1 day" in text_of(page)
    assert 'class="course"' not in page


def test_crutches_are_those_of_the_team_page() -> None:
    """A word as often as it is said, repetitions by one name, stock phrases by their entry and in quotation marks."""
    for make in (good, poor, silent):
        known = graded(Take("a.wav", "a.wav"), make())
        assert crutches_of(result_document(make())) == [*known.crutches, *(f"“{phrase}”" for phrase in known.cliches)]
    assert crutches_of(POOR)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_name_in_a_reps_page_is_never_code(tmp_path: Path, text: str) -> None:
    """Rep, scenario and rubric are shown as they are; tags and attributes are those of harmless ones."""
    with open_history(tmp_path / "h") as history:
        history.keep("Dana", GOOD, "cold")
        (take,), bests = history.takes("Dana"), history.bests("Dana")

    def page(name: str) -> str:
        told = replace(take, rep=name, scenario=name, rubric=name)
        return rep_page([told], bests, {**GOOD, "rubric": {**GOOD["rubric"], "name": name}}, {1: [name]})

    assert_text_is_no_code(page(text), page("harmless"))


def test_the_command_writes_the_page_and_still_reports(march: Path, tmp_path: Path) -> None:
    """`history Dana --html OUT` is `history show Dana --html OUT`."""
    out = tmp_path / "dana.html"
    code, said, told = run("history", "Dana", "--html", str(out), "--store", str(march))
    assert code == 0
    assert "6 takes" in said
    assert str(out) in told
    assert "6 takes on 6 days" in text_of(out.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--html", "x.html"), "one rep"),
        (("Dana", "--html", "x.txt"), ".html"),
        (("Eve", "--html", "x.html"), "no take"),
        (("Dana", "--redact"), "--html"),
    ],
)
def test_a_page_that_cannot_be_is_a_usage_error(
    march: Path, tmp_path: Path, words: tuple[str, ...], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is written."""
    monkeypatch.chdir(tmp_path)
    code, _, said = run("history", "show", *words, "--store", str(march))
    assert code == 2
    assert told in said
    assert not list(tmp_path.glob("x.*"))
