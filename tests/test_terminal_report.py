"""The terminal report says everything, in any width, safely and without colour too.

Golden files hold whole reports; `python -m tests.test_terminal_report` writes them anew, and the diff is to be read.
"""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests import assessments
from vmcoach.assessment import Assessment, Cut, ScorePart
from vmcoach.content import Quote
from vmcoach.outcome import Failure
from vmcoach.printable import printable
from vmcoach.reports.layout import shortened
from vmcoach.reports.marks import Stretch, marked_transcript
from vmcoach.reports.summary import summary
from vmcoach.reports.terminal import short_report, terminal_report
from vmcoach.reports.timeline import timeline
from vmcoach.reports.wording import cuts, grouped, in_full, length, lost, standing
from vmcoach.rubric import Rubric

GOLDEN = Path(__file__).parent / "golden"
CASES = [(name, width) for name in ("good", "poor", "silent") for width in (60, 100)]


def report(name: str, width: int) -> str:
    return terminal_report(getattr(assessments, name)(), width, color=False)


@pytest.mark.parametrize(("name", "width"), CASES)
def test_a_report_is_as_it_was_approved(name: str, width: int) -> None:
    """Every character of a report is on purpose."""
    assert report(name, width) == (GOLDEN / f"terminal-{name}-{width}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["good", "poor", "silent"])
@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_colour_adds_nothing_but_colour(name: str, width: int) -> None:
    """Whoever sees no colour reads the same words."""
    assessment = getattr(assessments, name)()
    coloured = terminal_report(assessment, width, color=True)
    assert "\x1b[" in coloured
    bare = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).split("\n"))
    assert bare == terminal_report(assessment, width, color=False)


def widest(text: str) -> int:
    return max(cell_len(line) for line in text.splitlines())


NAMES = st.text(
    st.one_of(st.characters(), st.sampled_from("日本語録音👩🏽‍💻🇳🇴/\x1b\u202e\udcff")), min_size=1, max_size=150
)


def test_of_silence_the_table_has_a_length_alone() -> None:
    """It is neither slow nor free of fillers."""
    (row,) = (line for line in summary([assessments.silent()], 100, color=False).splitlines() if "pocket" in line)
    assert row.split()[1:] == ["✗", "not", "yet", "0", "F", "7.5", "s", "–", "–"]


@settings(max_examples=50)
@given(name=NAMES, width=st.integers(40, 200))
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    """Names of any script, length and malice stay inside the page and cannot command the terminal."""
    outcomes = [assessments.good(name), Failure(name, "empty", f"{name} is empty")]
    text = short_report(assessments.good(name), width, color=False) + summary(outcomes, width, color=False)
    assert widest(text) <= width
    assert printable(text.replace("\n", "")) == text.replace("\n", "")
    text.encode("utf-8")


@settings(max_examples=50)
@given(spoken=NAMES, width=st.integers(40, 200))
def test_no_transcript_breaks_the_page(spoken: str, width: int) -> None:
    """Nor do the words of a message, which may be anything that an engine writes."""
    base = assessments.poor()
    transcript = base.measures.observation.transcript
    words = tuple(replace(word, text=spoken) for word in transcript.words)
    observation = replace(base.measures.observation, transcript=replace(transcript, words=words))
    text = terminal_report(replace(base, measures=replace(base.measures, observation=observation)), width, color=False)
    assert widest(text) <= width
    assert printable(text.replace("\n", "")) == text.replace("\n", "")


@pytest.mark.parametrize("name", ["good", "poor"])
@pytest.mark.parametrize("width", [*range(40, 61), 80, 120, 200])
def test_every_width_holds_the_whole_report(name: str, width: int) -> None:
    """A narrow page wraps; it leaves nothing out and breaks no word."""
    assert widest(report(name, width)) <= width
    assert body(report(name, width)).split() == body(report(name, 100)).split()


@pytest.mark.parametrize("width", [40, 59, 60])
def test_a_label_stands_above_its_matter_on_a_narrow_page(width: int) -> None:
    """Where a terminal has less than 60 columns."""
    assert ("  Transcript" in report("poor", width).splitlines()) is (width < 60)


def body(text: str) -> str:
    """A report from its advice on: all below the strip, which is drawn to scale."""
    return text[text.index("Next take") :]


def test_a_loss_that_cannot_be_seen_is_none() -> None:
    """Points are shown to a tenth: "12.0 of 12" is in full."""
    parts = (ScorePart("ask", 4.96, 5.0, ""), ScorePart("pace", 6.94, 7.0, ""))
    message = replace(assessments.good(), parts=parts)
    assert ([part.name for part in lost(message)], [part.name for part in in_full(message)]) == (["pace"], ["ask"])


def with_length(total_s: float, rubric: Rubric) -> Assessment:
    """A message of a length, judged."""
    base = assessments.good()
    duration = replace(base.measures.duration, total_s=total_s)
    verdict = (
        "within_target" if total_s <= rubric.target_s else "over_target" if total_s <= rubric.limit_s else "over_limit"
    )
    measures = replace(base.measures, duration=duration)
    return replace(base, measures=measures, rubric=rubric, duration_verdict=verdict)


@pytest.mark.parametrize(
    ("total_s", "told"),
    [
        (18.62, "18.6 s: within the 20 s target"),
        (20.0, "20.00 s: within the 20 s target"),
        (20.001, "20.00 s: a hair over the 20 s target, within the 30 s limit"),
        (20.04, "20.04 s: 0.04 s over the 20 s target, within the 30 s limit"),
        (20.3, "20.3 s: 0.3 s over the 20 s target, within the 30 s limit"),
        (30.02, "30.02 s: 0.02 s over the 30 s limit"),
        (95.0, "95.0 s: 65.0 s over the 30 s limit"),
    ],
)
def test_the_length_never_contradicts_its_verdict(total_s: float, told: str) -> None:
    """Rounding does not hide on which side of a bound a message lies."""
    assert length(with_length(total_s, Rubric())) == told


@settings(max_examples=40)
@given(
    total_s=st.floats(0.05, 3600),
    target_s=st.floats(3, 60),
    more_s=st.floats(0.5, 60),
    columns=st.integers(36, 96),
)
def test_the_strip_fits_whatever_the_times(total_s: float, target_s: float, more_s: float, columns: int) -> None:
    """Short or an hour long, with any target and limit, the strip keeps its four rows and its width."""
    rubric = replace(Rubric(), target_s=target_s, limit_s=target_s + more_s)
    rows = timeline(with_length(total_s, rubric), columns).plain.split("\n")
    assert len(rows) == 4
    assert max(map(len, rows)) <= columns


def test_the_strip_shows_speech_pauses_and_fillers_where_they_are() -> None:
    """On 100 columns for 30 s, each second of the plan is found in its place."""
    labels, fillers, speech, axis = timeline(assessments.good(), 100).plain.split("\n")
    column = 100 / (30 * 1.001)
    assert labels.index("┐") == fillers.index("│") == int(20 * column)
    assert fillers.index("▼") == int(5.9 * column)
    assert axis.index("15") == int(15 * column)
    assert [speech[int(time_s * column)] for time_s in (0.2, 1.0, 2.85, 4.0, 18.4, 25)] == list("·█·█· ")


def test_fillers_doubts_and_phrases_are_marked_in_place() -> None:
    """Each mark holds just the words it is about, with the punctuation outside."""
    stretches = marked_transcript(assessments.poor())
    marked = [(stretch.mark, stretch.text) for stretch in stretches if stretch.mark]
    assert marked == [
        ("filler", "um"),
        ("cliche", "touching base"),
        ("filler", "like"),
        ("filler", "uh"),
        ("filler", "you know"),
        ("cliche", "best in class"),
        ("doubtful", "uh"),
        ("filler", "I I"),
        ("filler", "um"),
        ("cliche", "pick your brain"),
        ("number", "5 5 5 0 1 9 9"),
    ]
    assert stretches[1] == Stretch("um", ",", "filler")


def test_every_finding_flag_and_advice_is_in_the_report() -> None:
    """Nothing that was judged to matter is left out."""
    poor, flat = assessments.poor(), " ".join(report("poor", 100).split())
    for text in (*poor.advice, *(item.text for reason in poor.reasons for item in reason.evidence)):
        assert text in flat
    for finding in poor.findings:
        assert finding.code == "too_long" or finding.message in flat  # the length is the headline


@pytest.mark.parametrize(
    ("digits", "written"),
    [
        ("5125550147", "512-555-0147"),
        ("15125550147", "1-512-555-0147"),
        ("5550147", "555-0147"),
        ("+442079460018", "+442079460018"),
        ("911", "911"),
    ],
)
def test_numbers_are_grouped_as_people_read_them(digits: str, written: str) -> None:
    """North American numbers have their groups; others stay as dialled."""
    assert grouped(digits) == written


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "of 100 · grade A"),
        ({"score": 66, "grade": "D", "passed": False}, "of 100 · grade D · passes from 70"),
        ({"passed": False, "reasons": assessments.poor().reasons}, "grade A · fails on too long and too cryptic"),
    ],
)
def test_what_keeps_a_message_from_passing_is_told(changed: dict[str, Any], told: str) -> None:
    """A grade alone does not say it: 78 points may pass or not."""
    assert standing(replace(assessments.good(), **changed)).endswith(told)


def test_a_phrase_to_leave_out_is_told_once() -> None:
    """Three times "um" are one line, with the seconds of all three; the others keep their order."""
    poor = assessments.poor()
    ums = tuple(Cut(Quote("um", at_s, at_s + 0.4), 0.4) for at_s in (1.0, 5.0, 9.0))
    other = Cut(Quote("you know", 2.0, 2.6), 0.6)
    assert cuts(replace(poor, cuts=(ums[0], other, *ums[1:]))) == [("1.2 s", "“um” × 3"), ("0.6 s", "“you know”")]


def test_a_long_name_keeps_its_end() -> None:
    """The file is told apart by its name, not by the folders above it."""
    assert shortened("/home/team/recordings/dana.wav", 12) == "…gs/dana.wav"
    assert shortened("録音/日本語.wav", 9) == "…本語.wav"
    assert {shortened("dana.wav", cells) for cells in (-11, 0, 1)} == {"…"}


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for case in CASES:
        (GOLDEN / "terminal-{}-{}.txt".format(*case)).write_text(report(*case), encoding="utf-8")
