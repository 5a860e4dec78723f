"""What changed since the last take: the same in every report, and nothing where there was none."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.assessments import good, poor, silent
from tests.pages import audio_of, text_of
from tests.test_markdown_report import shown
from vmcoach.changes import Since, changes, gist, rubric_of
from vmcoach.cli import app
from vmcoach.document import result_document
from vmcoach.history import open_history
from vmcoach.reports import wording
from vmcoach.reports.html import html_report, message
from vmcoach.reports.markdown import markdown_report
from vmcoach.reports.terminal import terminal_report

SAMPLES = Path(__file__).parent.parent / "samples"
GOOD, POOR, SILENT = (result_document(make()) for make in (good, poor, silent))
SINCE = Since(7, date(2026, 3, 1), gist(POOR, GOOD))
TOLD = "score 91 (+65) · length 18.6 s (-17.8) · pace 2.9 words/s (+0.7) · fillers 1 (-5) · pauses 3 (-1)"
WHEN = "since take 7 of 2026-03-01"


def told(page: str) -> str:
    """Text on one line."""
    return " ".join(page.split())


def test_every_measure_has_its_change() -> None:
    """From the take before to the take after, as exact as it is shown."""
    found = {(each.name, each.unit): each.told for each in changes(POOR, GOOD)}
    assert found == {
        ("score", ""): "+65", ("length", "s"): "-17.8", ("words", ""): "-21", ("pace", "words/s"): "+0.7",
        ("fillers", ""): "-5", ("fillers", "/min"): "-7.5", ("pauses", ""): "-1",
    }  # fmt: skip


def test_what_is_the_same_and_what_is_not_known_are_told_apart() -> None:
    """ "=" is a change of nothing, "–" is no knowledge of one."""
    assert {each.told for each in changes(GOOD, GOOD)} == {"="}
    assert {each.name: each.told for each in gist(SILENT, GOOD)}["pace"] == "–"
    assert {each.number(each.before) for each in gist(SILENT, GOOD) if each.name == "pace"} == {"–"}


@pytest.mark.parametrize(
    ("judged_by", "told"),
    [
        ({}, "+65"),
        ({"scoring": GOOD["rubric"]["scoring"] + 1}, "–"),
        ({"profile": "email"}, "–"),
        ({"name": "ours"}, "–"),
        ({"pace": {**GOOD["rubric"]["pace"], "good_to": 3.4}}, "–"),  # a file that was edited keeps its name
    ],
)
def test_scores_by_different_rubrics_have_no_change(judged_by: dict[str, Any], told: str) -> None:
    """What was measured has; the line on the take before says why."""
    other = {**GOOD, "rubric": {**GOOD["rubric"], **judged_by}}
    since = Since(7, date(2026, 3, 1), gist(POOR, other))
    assert {each.name: each.told for each in since.changes} | {"score": told} == {
        each.name: each.told for each in gist(POOR, GOOD)
    } | {"score": told}
    assert wording.changed(since).startswith(f"score 91 ({told}) · length 18.6 s (-17.8)")
    why = "" if told == "+65" else ", judged by another rubric: the scores cannot be compared"
    assert wording.since_when(since) == f"since take 7 of 2026-03-01{why}"


def test_results_without_a_scoring_had_the_first() -> None:
    """It was not told before there was another."""
    settings = {"name": "default", "profile": "callback"}
    assert rubric_of({"rubric": settings}) == rubric_of({"rubric": settings | {"scoring": 1}})


def test_silence_takes_no_fillers_away() -> None:
    """A take without speech has a score and no words; it is neither shorter nor more fluent than another."""
    told = {(each.name, each.unit): each.told for each in changes(POOR, SILENT)}
    assert {measure for measure, change in told.items() if change != "–"} == {("score", ""), ("words", "")}


@pytest.mark.parametrize("width", [60, 100])
def test_a_terminal_report_tells_it_after_the_advice(width: int) -> None:
    """Within its width; without an earlier take there is no such section."""
    report = terminal_report(good(), width, color=False, since=SINCE)
    assert TOLD in told(report)
    assert report.index("Next take") < report.index("Last take") < report.index("Transcript")
    assert WHEN in report
    assert max(map(len, report.splitlines())) <= width
    assert "Last take" not in terminal_report(good(), width, color=False)


def test_markdown_and_page_tell_the_same() -> None:
    """Of the message that it is about, and of no other."""
    report = shown(markdown_report([good(), poor()], [SINCE, None]))
    page = text_of(html_report([message(good(), audio_of(good()), since=SINCE), message(poor(), audio_of(poor()))]))
    for text in (report, page):
        assert TOLD in told(text)
        assert text.count(WHEN) == 1
        assert text.index(WHEN) < text.index(poor().advice[0])
    assert "Last take" not in shown(markdown_report([good()]))


def test_a_rep_is_told_what_changed_since_the_take_before(tmp_path: Path) -> None:
    """In the history's order, several recordings one after another; nothing for the first take ever."""
    store = {"VMCOACH_HISTORY": str(tmp_path / "h"), "COLUMNS": "80", "NO_COLOR": "1"}

    def score(*arguments: str) -> str:
        words = ["score", *arguments, "--engine", "scripted", "--rep", "Ann"]
        return str(CliRunner().invoke(app, words, env=store).stdout)

    generic, best = str(SAMPLES / "generic.mp3"), str(SAMPLES / "good.wav")
    assert "Last take" not in score(generic)
    second = score(best)
    assert "since take 1 of " in second
    assert "length 19.6 s (-6.5)" in told(second)
    both = score(generic, best, "--markdown")
    assert both.index("since take 2 of ") < both.index("since take 3 of ")
    page = tmp_path / "page.html"
    score(best, "--html", str(page))
    assert "since take 4 of " in text_of(page.read_text(encoding="utf-8"))
    with open_history(tmp_path / "h") as history:
        assert history.previous("Bob") is None
        last = history.previous("ann")
        assert last is not None
        assert (last[0].number, last[1]["score"]) == (5, last[0].score)
