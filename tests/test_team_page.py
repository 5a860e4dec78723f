"""The page of a run: what it says, that nothing in it is code, and that it names nobody where it must not."""

import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assessments import good, poor, silent
from tests.pages import HOSTILE, Tags, assert_text_is_no_code, text_of
from tests.teams import failed, many, page_of_team, scored, team_of
from tests.test_grade_cli import copy_sample, run
from vmcoach.batch.graded import graded
from vmcoach.batch.message_pages import MessagePages
from vmcoach.batch.page import MOST_CARDS
from vmcoach.batch.takes import Take, take_of
from vmcoach.rubric import Rubric


def rows_of(page: str) -> list[list[Any]]:
    """The rows of a page's table."""
    (data,) = re.findall(r'<script type="application/json">(.*?)</script>', page, flags=re.DOTALL)
    rows: list[list[Any]] = json.loads(data)
    return rows


def test_the_page_says_how_many_passed_and_how_long_they_are() -> None:
    """By the verdicts of the messages, the failures told apart."""
    messages = [
        scored(f"{place}.wav", "Ann", duration_s=length_s, passed=passed)
        for place, (length_s, passed) in enumerate([(12.0, True), (20.0, True), (24.0, False), (31.0, False)])
    ]
    said = text_of(page_of_team(team_of(messages, [failed("torn.wav", "Bob")])))
    assert "5 voicemails 2 passed · 2 not yet · 1 not scored" in said
    assert "2 within 20 s (50%) · 1 over 20 s, within 30 s (25%) · 1 over 30 s (25%)" in said
    assert "torn.wav: breaks off; record it again" in said
    assert "Ann 91 score · 4 messages · 2 passed" in said
    assert "Bob – score · 1 message · 0 passed · 1 not scored" in said
    assert "No trends: the messages have no dates" in said


def test_a_row_of_the_table_is_a_message() -> None:
    """Whose, which, when, the measures that are judged, the verdict, what lost most; and a link where there is one."""
    one = scored(
        "calls/ann/a.wav", "Ann", date="2026-03-02", duration_s=31.25, judged_words_per_second=2.54321, fillers=3,
        fillers_per_minute=7.5, score=66, passed=False, main_finding="number: not found",
    )  # fmt: skip
    other = scored("calls/bob/b.wav", None, judged_words_per_second=None, fillers_per_minute=None)
    page = page_of_team(team_of([one, other]), {"calls/ann/a.wav": "pages/0001.html"})
    assert rows_of(page)[0] == [
        "Ann", "ann/a.wav", "2026-03-02", 31.25, 2.543, 3, 7.5, 66, 0, "number: not found", "over_limit",
        "pages/0001.html",
    ]  # fmt: skip
    assert rows_of(page)[1][:7] == ["", "bob/b.wav", "", other.duration_s, None, other.fillers, None]
    assert rows_of(page)[1][-1] == ""
    assert "Recordings in calls/" in text_of(page)


def test_who_needs_what_comes_first() -> None:
    """The lowest mean first, each with what would gain most and a message to hear it in; nobody for want of a point."""
    messages = [
        scored("team/ann.wav", "Ann", score=80, lost_points={"length": 20.0}),
        scored("team/bob.wav", "Bob", score=55, passed=False, lost_points={"fillers": 1.4, "ask": 0.5}),
        scored("team/eve.wav", "Eve", score=40, passed=False, lost_points={"ask": 0.5}),
    ]
    page = page_of_team(team_of(messages), {"team/bob.wav": "pages/0002.html"})
    told = "Keep to the target length costs 20 points a message, most in ann.wav The lowest mean score first"
    bob = "Bob 55 score · 0 of 1 passed Pause instead of using fillers costs 1 point a message, most in bob.wav"
    assert f"To work on {bob} Ann 80 score · 1 of 1 passed {told} Length" in text_of(page)
    assert '<a href="pages/0002.html"><bdi>bob.wav</bdi></a>' in page


def test_a_large_team_is_told_of_those_who_need_most() -> None:
    """And of how many more there are."""
    messages = [scored(f"{rep}.wav", f"rep {rep:02}", score=rep, lost_points={"ask": 5.0}) for rep in range(12)]
    said = text_of(page_of_team(team_of(messages)))
    assert said.count("costs 5 points a message") == 10
    assert "most in 9.wav The lowest mean score first, 2 reps more below" in said


def test_what_the_range_of_a_mean_is_stands_beside_the_first_of_them() -> None:
    """Where a mean has one."""
    messages = [scored(f"{score}.wav", "Ann", score=score, lost_points={"ask": 5.0}) for score in range(58, 63)]
    said = text_of(page_of_team(team_of(messages)))
    assert re.search(r"60 score ±\d+ .* The lowest mean score first Ranges \(±\) that overlap are not told apart", said)
    assert "±" not in text_of(page_of_team(team_of(messages[:1])))


def test_messages_left_again_are_named_as_in_the_table() -> None:
    """Without the folder that holds them all."""
    messages = [replace(scored(f"calls/{rep}/1.wav", rep), spoken="we cut no shows by half") for rep in ("ann", "bob")]
    said = text_of(page_of_team(team_of(messages)))
    assert "2 messages by ann and bob: ann/1.wav and bob/1.wav" in said


def test_silence_is_no_length_and_no_dates_are_no_column() -> None:
    """A message without speech is told apart, and not drawn among the short ones."""
    quiet = graded(Take("s.wav", "s.wav"), silent())
    page = page_of_team(team_of([scored("a.wav", None, duration_s=25.0), quiet]))
    assert "1 over 20 s, within 30 s (50%) · 1 no speech (50%)" in text_of(page)
    assert 'class="bar in-limit"' in page
    assert 'class="bar in-target"' not in page
    assert rows_of(page)[1][2:] == [7.5, None, None, None, 0, 0, "no speech", "no_speech", ""]


def test_phrases_are_counted_by_times_messages_and_reps() -> None:
    """The most frequent first; who says a word twice in a message says it in one message."""
    messages = [
        scored("1", "Ann", crutches=("um", "um", "like"), cliches=("touch base",)),
        scored("2", "Bob", crutches=("um",), cliches=()),
        scored("3", None, crutches=("like",), cliches=("touch base",)),
    ]
    said = text_of(page_of_team(team_of(messages)))
    assert "um 3 times in 2 messages, by 2 reps like 2 times in 2 messages, by 1 rep" in said
    assert "touch base 2 times in 2 messages, by 1 rep" in said


def test_what_a_message_lost_most_by_is_told_without_its_words() -> None:
    """The reason for a lost point may be a quotation; the page shows whose part it is and no more."""
    take = Take("a.wav", "a.wav")
    assert graded(take, poor()).main_finding == "words uncertain"
    worst = replace(poor(), findings=())
    assert graded(take, worst).main_finding == "length: 36.4 s, target 20 s, limit 30 s"
    assert graded(take, replace(worst, score=70)).main_finding == "fails on too long and too cryptic"
    quoting = replace(worst, parts=tuple(replace(part, why="“we help Acme”") for part in worst.parts))
    assert graded(take, quoting).main_finding == "length"
    assert graded(take, silent()).main_finding == "no speech"
    full = replace(good(), parts=tuple(replace(part, points=part.out_of) for part in good().parts))
    assert graded(take, full).main_finding == ""


def test_repeated_words_are_counted_by_that_name() -> None:
    """What was said twice may be a name; the page counts that it was."""
    assert graded(Take("a.wav", "a.wav"), poor()).crutches == ("um", "like", "uh", "you know", "repeated words", "um")
    assert graded(Take("a.wav", "a.wav"), poor()).cliches == ("touching base", "best in class", "pick your brain")


def test_a_rubric_that_judges_the_spoken_span_has_its_lengths_drawn() -> None:
    """The page says which length it is about."""
    rubric = Rubric(verdict_on="spoken_span_s", target_s=10.0, limit_s=16.0)
    message = scored("a.wav", None, duration_s=40.0, judged_s=9.0, duration_verdict="within_target")
    page = page_of_team(team_of([message]), rubric=rubric)
    assert "From first word to last: 1 within 10 s (100%)" in text_of(page)
    assert re.search(r'class="bar in-target"', page)
    assert not re.search(r'class="bar over-limit"', page)


@pytest.mark.parametrize(
    "team",
    [team_of([]), team_of([], [failed("a.wav")]), team_of([graded(Take("s.wav", "s.wav"), silent())])],
    ids=["nothing", "all failed", "silence"],
)
def test_hardly_anything_has_a_page_too(team: Any) -> None:
    """What cannot be told is left out, and all tags close."""
    page = page_of_team(team)
    assert Tags(page).open == []
    assert "nan" not in text_of(page)
    assert ("Bars: lengths" in text_of(page)) == ('svg class="chart"' in page)


def test_a_bar_that_only_perfect_messages_pass_has_a_page() -> None:
    """All of them at it: the axis of scores still goes from less to more."""
    team = team_of([scored("a.wav", "Ann", date="2026-03-02", score=100)])
    assert "the score of each message, 90 to 100" in text_of(page_of_team(team, rubric=Rubric(pass_score=100)))


def test_too_many_reps_are_not_all_drawn_and_the_page_says_so() -> None:
    """Those with most messages are, in the order of their names."""
    messages = [scored(f"{rep}.wav", f"rep {rep:03}") for rep in range(MOST_CARDS + 3)]
    page = page_of_team(team_of([*messages, scored("more.wav", f"rep {MOST_CARDS + 2:03}")]))
    assert "3 reps with fewer messages not shown here; reps.csv has all" in text_of(page)
    names = re.findall(r"<h3><bdi>(.*?)</bdi></h3>", page)
    assert len(names) == MOST_CARDS
    assert names == sorted(names)
    assert names[-1] == f"rep {MOST_CARDS + 2:03}"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_name_in_a_teams_page_is_never_code(text: str) -> None:
    """Tags and attributes are those of harmless names, no script ends early, and no control character is left."""

    def page(name: str) -> str:
        message = scored(
            f"{name}/{name}", name, date="2026-03-02", crutches=(name,), cliches=(name,), main_finding=name
        )
        return page_of_team(team_of([message], [failed(name, name)]))

    assert_text_is_no_code(page(text), page("harmless"))


@settings(max_examples=25)
@given(st.text(st.characters(), max_size=12))
def test_any_name_leaves_the_teams_page_whole(text: str) -> None:
    """All tags close and the data can be read, whatever the name."""
    page = page_of_team(team_of([scored(text, text, main_finding=text)], [failed(text, text)]))
    assert Tags(page).open == []
    assert len(rows_of(page)) == 1


def test_nothing_is_loaded_by_a_teams_page() -> None:
    """Its policy is that of the message page; it links to pages beside it and to itself only."""
    page = page_of_team(team_of(many(30, ["Ann", "Bob"]), [failed("x")]), {"team/Ann/take-0000.wav": "pages/0001.html"})
    policy = next(attrs["content"] or "" for _, attrs in Tags(page).found if "http-equiv" in attrs)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    for tag, attributes in Tags(page).found:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("src", "href"):
            if (value := attributes.get(name)) is not None:
                assert value.startswith(("data:", "#", "pages/")), (tag, value)


def test_five_thousand_messages_are_a_page_of_sane_size() -> None:
    """Less than a photograph."""
    assert len(page_of_team(team_of(many(5000, [f"Rep {number}" for number in range(40)])))) < 1_500_000


def test_a_card_names_what_its_rep_says_most() -> None:
    """Crutch words and stock phrases together, each with how often; nothing for a rep who says none."""
    messages = [
        scored("a/1.wav", "ann", crutches=("um", "um", "like"), cliches=("touch base",)),
        scored("a/2.wav", "ann", crutches=("um",), cliches=()),
        scored("b/1.wav", "bob", crutches=(), cliches=()),
    ]
    said = text_of(page_of_team(team_of(messages)))
    assert "Says um × 3, like × 1, “touch base” × 1" in said
    assert said.count("Says ") == 1


@pytest.fixture
def named_team(tmp_path: Path) -> Path:
    """Two reps, one bad file, all of them with names that must not be told."""
    folder = tmp_path / "team"
    for number, rep in enumerate(("annabel", "bartholomew")):
        copy_sample("good.wav", folder / rep / f"secret-{number}.wav", number)
    (folder / "annabel" / "secret-bad.wav").write_bytes(b"no sound")
    return folder


def test_an_anonymous_run_has_an_anonymous_page(named_team: Path, tmp_path: Path) -> None:
    """Aliases stand for reps and recordings, and nothing that was said is quoted."""
    run(named_team, "--out", tmp_path / "out", "--rep-from", "folder", "--anonymise", "--pages")
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "Rep 001" in text_of(page)
    links = [row[-1] for row in rows_of(page)]
    assert links == ["pages/0001.html", "pages/0003.html"]
    shown = [(tmp_path / "out" / link).read_text(encoding="utf-8") for link in links]
    assert "Recording 001" in text_of(shown[0])
    assert not [each for each in shown if "data:audio/webm" in each]
    assert [row[:2] for row in rows_of(page)] == [["Rep 001", "Recording 001"], ["Rep 002", "Recording 003"]]
    assert "Names are aliases." in text_of(page)
    matter = (text_of(page) + json.dumps(rows_of(page)) + "".join(shown)).lower()
    hidden = ("annabel", "bartholomew", "secret", str(tmp_path), "sarah", "becker", "brightside", "tacoma", "five five")
    assert not [name for name in hidden if name.lower() in matter]


def test_each_message_has_a_page_when_asked_for(named_team: Path, tmp_path: Path) -> None:
    """The table leads to it, it carries the sound, and a run without --pages takes the old ones away."""
    out = tmp_path / "out"
    run(named_team, "--out", out, "--rep-from", "folder", "--pages")
    links = [row[-1] for row in rows_of((out / "index.html").read_text(encoding="utf-8"))]
    assert links == ["pages/0001.html", "pages/0003.html"]  # the second is no recording
    for link, name in zip(links, ("secret-0.wav", "secret-1.wav"), strict=True):
        page = (out / link).read_text(encoding="utf-8")
        assert name in text_of(page)
        assert '<a href="../index.html">' in page
        assert "data:audio/webm" in page
    run(named_team, "--out", out, "--rep-from", "folder", "--pages", "--no-audio")
    assert "data:audio/webm" not in (out / links[0]).read_text(encoding="utf-8")
    (out / "pages" / "notes.html").write_text("mine")
    run(named_team, "--out", out, "--rep-from", "folder")
    assert [each.name for each in (out / "pages").iterdir()] == ["notes.html"]
    assert {row[-1] for row in rows_of((out / "index.html").read_text(encoding="utf-8"))} == {""}


def test_pages_are_made_of_recordings_in_an_archive(tmp_path: Path) -> None:
    """What lies elsewhere is fetched again."""
    copy_sample("good.wav", tmp_path / "a.wav")
    with zipfile.ZipFile(tmp_path / "team.zip", "w") as archive:
        archive.write(tmp_path / "a.wav", "ann/a.wav")
    transcript = Path(__file__).parent.parent / "samples" / "good.transcript.json"
    run(tmp_path / "team.zip", "--out", tmp_path / "out", "--pages", "--model", transcript)
    assert "ann/a.wav" in text_of((tmp_path / "out" / "pages" / "0001.html").read_text(encoding="utf-8"))


def test_a_recording_that_is_gone_or_another_has_no_page(tmp_path: Path) -> None:
    """Rather none than the words of one message under the sound of another."""
    pages = MessagePages(tmp_path, with_sound=False)
    there, gone = copy_sample("good.wav", tmp_path / "a.wav"), tmp_path / "gone.wav"
    for number, path in (*enumerate((there, gone)), (1, gone)):  # also where it is to be written again
        pages.write(number, take_of(path), good(str(path)))
    assert (pages.links, pages.missing) == ({}, {0, 1})
    assert not (tmp_path / "pages").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--pages"], "--out DIR"),
        (["--out", "out", "--no-audio"], "--pages"),
    ],
    ids=["no folder", "no pages"],
)
def test_pages_that_make_no_sense_are_a_usage_error(
    tmp_path: Path, arguments: list[str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is heard."""
    monkeypatch.chdir(tmp_path)
    copy_sample("good.wav", tmp_path / "a.wav")
    code, _, err = run("a.wav", *arguments)
    assert code == 2
    assert told in err


def test_pages_of_something_else_are_left_alone(tmp_path: Path) -> None:
    """A folder that no run has made is not touched."""
    (tmp_path / "out" / "pages").mkdir(parents=True)
    (tmp_path / "out" / "pages" / "1.html").write_text("mine")
    assert run(copy_sample("good.wav", tmp_path / "a.wav"), "--out", tmp_path / "out")[0] == 2
    assert (tmp_path / "out" / "pages" / "1.html").read_text() == "mine"
