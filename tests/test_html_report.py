"""The page as a document: what it says, that nothing in it is code, and where its pictures put things."""

import base64
import hashlib
import os
import re
import string
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from typer.testing import CliRunner

from tests.assessments import ENGINE, good, observation, poor, silent
from tests.pages import HOSTILE, Tags, assert_text_is_no_code, audio_of, page_of, text_of
from vmcoach.assessment import Assessment
from vmcoach.audio import SAMPLE_RATE_HZ, Audio, load_audio
from vmcoach.cli import app
from vmcoach.outcome import Failure
from vmcoach.parts import part_name
from vmcoach.reports import wording
from vmcoach.reports.html import html_report, message
from vmcoach.reports.html.charts import Axis
from vmcoach.reports.html.drawing import COLUMNS, covered, draw, outline, peaks, relative, tick_times_s
from vmcoach.reports.html.sound import small_copy
from vmcoach.reports.marks import marked_transcript
from vmcoach.speech import Span, SpeechMap
from vmcoach.transcript import Transcript, Word

SAMPLES = Path(__file__).parent.parent / "samples"


def hostile(text: str) -> Assessment:
    """A message whose name and every word is some text."""
    base = poor(text)
    heard = tuple(Word(text, 0.9 + second, 1.4 + second) for second in range(20))
    told = observation(
        text, 36.4, base.measures.observation.speech.spans, Transcript(heard, replace(ENGINE, model=text))
    )
    items = tuple(replace(item, text=text, context=text) for item in base.measures.fillers.items)
    fillers = replace(base.measures.fillers, items=items)
    quote = replace(base.content.caller, text=text) if base.content.caller else None
    reasons = tuple(
        replace(reason, evidence=tuple(replace(item, text=text) for item in reason.evidence), advice=text)
        for reason in base.reasons
    )
    return replace(
        base,
        measures=replace(base.measures, observation=told, fillers=fillers),
        content=replace(base.content, caller=quote, ask=quote),
        reasons=reasons,
        advice=(text, text),
        findings=tuple(replace(finding, message=text) for finding in base.findings),
        parts=tuple(replace(part, why=text) for part in base.parts),
    )


@pytest.mark.parametrize("make", [good, poor])
def test_the_page_says_all_that_the_terminal_says(make: Callable[[], Assessment]) -> None:
    """Verdict, length, advice, pace, fillers, pauses, number, parts, reasons, evidence, score: nothing is lost."""
    assessment = make()
    said, pace = text_of(page_of(assessment, with_sound=False)), draw(assessment, audio_of(assessment).samples).pace
    assert pace is not None
    told = [
        assessment.measures.observation.source.path,
        wording.verdict_word(assessment).capitalize(),
        wording.length(assessment),
        wording.pace(assessment),
        wording.pace_detail(assessment),
        wording.fillers(assessment),
        wording.pauses(assessment),
        wording.number(assessment),
        wording.heard_by(assessment),
        *assessment.advice,
        *(f"{reason.number} {reason.name}" for reason in assessment.reasons),
        *(wording.evidence(item) for reason in assessment.reasons for item in reason.evidence),
        *(part_name(part.name) for part in assessment.parts),
        *(words for _, words in wording.cuts(assessment)),
        *(finding.message for finding in wording.noted(assessment, "Recognition")),
        *(window.label for window in pace.points),
    ]
    assert [each for each in told if each not in said] == []


def test_the_verdict_comes_first_and_the_advice_before_what_it_rests_on() -> None:
    """The order is that of a coach."""
    said = text_of(page_of(poor(), with_sound=False))
    places = [
        said.index(each) for each in ("Not yet", "Next take", "Transcript", "Delivery", "Nine reasons", "in full")
    ]
    assert places == sorted(places)


def test_advice_stands_once() -> None:
    """What a reason advises is told beside it unless the next take is told it already."""
    flagged = next(reason for reason in poor().reasons if reason.verdict == "flag")
    for advice in (poor().advice, (flagged.advice,)):
        assert text_of(page_of(replace(poor(), advice=advice))).count(flagged.advice) == 1


def test_no_line_ends_between_a_number_and_its_seconds() -> None:
    """In what is told in sentences."""
    page = page_of(poor())
    assert "Cut 16\N{NO-BREAK SPACE}s: drop" in page
    assert '<p class="length">36.4\N{NO-BREAK SPACE}s: ' in page


def test_silence_has_a_page() -> None:
    """Without words there is the sound and the advice, and no empty section."""
    said = text_of(page_of(silent(), with_sound=False))
    assert "with no speech in it" in said
    assert "no words heard" in said
    speech = SpeechMap((Span(1.0, 6.0),), -60.0, -20.0)
    measures = silent().measures
    foreign = replace(silent(), measures=replace(measures, observation=replace(measures.observation, speech=speech)))
    assert "with sound, but no words made out" in text_of(page_of(foreign, with_sound=False))
    assert "Delivery" not in said


def test_words_and_fillers_carry_their_times() -> None:
    """Every word can be found by its time, and a filler's is that of the filler."""
    assessment = poor()
    page = page_of(assessment)
    shown = [stretch for stretch in marked_transcript(assessment) if stretch.mark != "filler"]
    for word in (word for stretch in shown for word in stretch.words):
        assert f'data-at="{word.start_s:.3f}" data-until="{word.end_s:.3f}"' in page
    uh = assessment.measures.fillers.items[2]
    assert re.search(rf'<button type="button" class="filler" data-at="{uh.start_s:.3f}"[^>]*>uh</button>', page)
    assert re.search(r'class="doubtful"[^>]*>uh\?</button>', page)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_name_or_a_word_is_never_code(text: str) -> None:
    """The page has the same tags and attributes as that of harmless words, and shows the text as it is."""
    assert_text_is_no_code(*(page_of(hostile(each), with_sound=False) for each in (text, "harmless")))


@settings(max_examples=15)
@given(st.text(st.characters(), min_size=1, max_size=12))
def test_any_text_leaves_the_page_whole(text: str) -> None:
    """All tags close, whatever the text."""
    page = html_report([Failure(text, "damaged", text), Failure(text, "empty", text)])
    assert Tags(page).open == []
    assert len(Tags(page).found) == len(Tags(html_report([Failure("a", "b", "c"), Failure("a", "b", "c")])).found)


def test_nothing_is_loaded_and_only_the_pages_own_code_runs() -> None:
    """The policy lets in its own script and style by their hashes and sound by data; no attribute is code or a link."""
    page = page_of(poor(), good())
    policy = next(attrs["content"] or "" for _, attrs in Tags(page).found if "http-equiv" in attrs)
    for name in ("script", "style"):
        (code,) = re.findall(rf"<{name}>(.*?)</{name}>", page, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag, attributes in Tags(page).found:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("src", "href"):
            if (value := attributes.get(name)) is not None:
                assert value.startswith(("data:", "#message-")), (tag, value)


def test_without_sound_there_is_nothing_to_play() -> None:
    """`--no-audio` leaves the recording out, and with it all that would play it."""
    page = page_of(poor(), with_sound=False)
    tags = [tag for tag, _ in Tags(page).found]
    assert "audio" not in tags
    assert "button" not in tags
    assert "data:audio" not in page
    assert "(perhaps a filler)" in text_of(page)


def test_several_messages_stand_under_a_table_that_leads_to_each() -> None:
    """A recording that could not be scored is in the table with its reason."""
    torn = Failure("takes/torn.wav", "truncated", "takes/torn.wav: breaks off")
    assert "Not scored takes/torn.wav: breaks off" in text_of(html_report([torn]))
    assert "takes/torn.wav – not scored: breaks off" in text_of(html_report([torn, torn]))
    page = page_of(poor(), good(), silent(), with_sound=False)
    assert "3 voicemails 1 passed · 2 not yet" in text_of(page)
    ids = [attrs["id"] for tag, attrs in Tags(page).found if tag == "article"]
    links = [attrs["href"] for tag, attrs in Tags(page).found if tag == "a"]
    assert links == [f"#{each}" for each in ids]
    assert [tag for tag, _ in Tags(page).found].count("h1") == 1
    headings = [text_of(heading) for heading in re.findall(r"<h2>.*?</h2>", page)]
    paths = [each.measures.observation.source.path for each in (poor(), good(), silent())]
    assert headings == [
        f"{said} : {path}" for said, path in zip(("✗ Not yet", "✓ Pass", "✗ Not yet"), paths, strict=True)
    ]


def test_half_a_minute_with_its_sound_is_a_small_page() -> None:
    """36 s of sound at full band, the worst case for a coder, and a message with everything wrong: under 400 kB."""
    assessment = poor()
    length = round(assessment.measures.duration.total_s * SAMPLE_RATE_HZ)
    noise = np.random.default_rng(7).normal(0, 0.2, length).astype(np.float32)
    page = html_report([message(assessment, replace(audio_of(assessment), samples=noise))])
    assert "data:audio" in page
    assert len(page.encode()) < 400_000


def test_the_small_copy_keeps_every_sound_at_its_time(
    as_audio: Callable[[NDArray[np.float32]], Audio], tmp_path: Path
) -> None:
    """A knock in silence is at the same place after coding, and the length is the same."""
    samples = np.zeros(4 * SAMPLE_RATE_HZ, np.float32)
    knock = slice(int(2.5 * SAMPLE_RATE_HZ), int(2.6 * SAMPLE_RATE_HZ))
    samples[knock] = 0.5 * np.sin(np.arange(1600) * 2 * np.pi * 440 / SAMPLE_RATE_HZ)
    path = tmp_path / "copy.webm"
    path.write_bytes(small_copy(as_audio(samples)))
    heard = load_audio(path)
    assert heard.duration_s == pytest.approx(4.0, abs=0.02)
    loud = np.flatnonzero(np.abs(heard.samples) > 0.2) / SAMPLE_RATE_HZ
    assert loud[0] == pytest.approx(2.5, abs=0.01)
    assert loud[-1] == pytest.approx(2.6, abs=0.01)
    assert path.read_bytes() == small_copy(as_audio(samples))


def test_a_peak_stands_in_its_column() -> None:
    """One loud sample, of either sign, shows in the column of its time and nowhere else."""
    for place in (0, 1, 499, 500, 999):
        samples = np.zeros(1000, np.float32)
        samples[place] = -0.7
        found = peaks(samples, 10)
        assert np.flatnonzero(found).tolist() == [place // 100]
        assert found.max() == pytest.approx(0.7)


@given(arrays.arrays(np.float32, st.integers(0, 60), elements=st.floats(-1, 1, width=32)), st.integers(1, 40))
def test_no_peak_is_lost(samples: np.ndarray, columns: int) -> None:
    """However many samples there are to a column, the loudest of all is drawn and none is louder."""
    found = peaks(samples, columns)
    assert len(found) == columns
    assert found.max() == np.abs(samples).max(initial=0.0)


def test_noise_is_drawn_as_small_as_it_is() -> None:
    """A loud recording fills the picture, a silent one is a line."""
    assert relative(np.array([0.1, 0.4])).tolist() == [0.25, 1.0]
    assert relative(np.array([0.001, 0.0])).max() < 0.03


def test_an_outline_goes_round_each_run_of_columns() -> None:
    """Steps up, then back below the middle; columns without height are open."""
    assert outline(np.array([0.0, 0.5, 0.0])) == "M1 100V51H2V149H1Z"
    assert outline(np.array([1.0, 0.0, 1.0])) == "M0 100V2H1V198H0ZM2 100V2H3V198H2Z"
    assert outline(np.zeros(3)) == ""


def test_columns_belong_to_the_speech_that_holds_their_middle() -> None:
    """Ten columns of a second each."""
    assert covered([Span(1.4, 3.6)], 10.0, 10).tolist() == [False, True, True, True, *[False] * 6]


def test_bounds_and_marks_stand_at_their_seconds() -> None:
    """A short message leaves room for the limit; a long one fills the width."""
    short = draw(good(), audio_of(good()).samples)
    assert short.width == pytest.approx(100 * 18.62 / 30, abs=0.2)
    assert short.target.at == pytest.approx(100 * 20 / 30, abs=0.2)
    assert short.limit.at == pytest.approx(100, abs=0.3)
    um = good().measures.fillers.items[0]
    assert short.fillers[0].at == pytest.approx(100 * (um.start_s + um.end_s) / 2 / 30, abs=0.2)
    long = draw(poor(), audio_of(poor()).samples)
    assert long.width == pytest.approx(100, abs=0.3)
    assert [each.left for each in long.pauses] == sorted(each.left for each in long.pauses)


def test_the_wave_is_dark_where_speech_is() -> None:
    """The hum of the test recording is the outline of the speech, all else a line."""
    picture = draw(good(), audio_of(good()).samples)
    tall = [y for y in re.findall(r"V(\d+)", picture.rest_outline) if int(y) < 60]
    assert len(tall) <= 2 * len(picture.speech)  # a column at an edge may hold a little of the speech beside it
    assert min(int(y) for y in re.findall(r"V(\d+)", picture.speech_outline)) == 2
    assert max(int(x) for x in re.findall(r"H(\d+)", picture.rest_outline)) == COLUMNS


def test_the_pace_is_drawn_against_its_band() -> None:
    """Faster is higher, and only what lies in the band is good."""
    chart = draw(poor(), audio_of(poor()).samples).pace
    assert chart is not None
    assert chart.fast_above < chart.good_to < chart.good_from < chart.slow_below
    slow, fast, slower = chart.points
    assert fast.height < chart.fast_above < slow.height < slower.height
    assert [point.is_good for point in chart.points] == [False, False, False]
    assert draw(silent(), audio_of(silent()).samples).pace is None


@given(st.floats(0.5, 4000))
def test_seconds_are_labelled_as_far_as_there_is_room(span_s: float) -> None:
    """From 0 on, few, and all inside."""
    ticks = tick_times_s(span_s)
    assert ticks[0] == 0
    assert len(ticks) <= 8
    assert Axis(0.0, span_s).at(ticks[-1]) <= 100


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code and both streams of `vmcoach score` with replayed words."""
    result = CliRunner().invoke(app, ["score", *arguments, "--engine", "scripted"], env={"COLUMNS": "80"})
    return result.exit_code, result.stdout, result.stderr


def test_the_command_writes_the_page_beside_its_report(tmp_path: Path) -> None:
    """One page for all recordings, those that failed among them; standard output keeps the report."""
    out, missing = tmp_path / "takes.html", tmp_path / "nosuch.wav"
    code, stdout, stderr = run(str(SAMPLES / "good.wav"), str(missing), "--html", str(out))
    assert code == 3
    assert "1 passed" in stdout
    assert str(out) in stderr
    said = text_of(out.read_text(encoding="utf-8"))
    assert "2 voicemails" in said
    assert "nosuch.wav" in said
    assert "data:audio" in out.read_text(encoding="utf-8")
    assert run(str(SAMPLES / "good.wav"), "--html", str(out), "--no-audio")[0] == 0
    assert "data:audio" not in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["take.wav", "page", "nosuch/page.html", "folder.html"])
def test_a_place_where_no_page_can_be_is_told_before_the_work(tmp_path: Path, name: str) -> None:
    """Above all a recording is not overwritten because it stands after --html."""
    (tmp_path / "take.wav").write_bytes(b"mine")
    (tmp_path / "folder.html").mkdir()
    code, stdout, stderr = run(str(SAMPLES / "good.wav"), "--html", str(tmp_path / name))
    assert (code, stdout) == (2, "")
    assert "--html" in stderr
    assert (tmp_path / "take.wav").read_bytes() == b"mine"


def test_a_folder_that_cannot_be_written_is_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system says is put in its mouth here, since root may do everything."""
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    code, stdout, stderr = run(str(SAMPLES / "good.wav"), "--html", str(tmp_path / "page.html"))
    assert (code, stdout) == (2, "")
    assert f"nothing can be written into {tmp_path}" in stderr


def test_no_audio_is_about_the_page() -> None:
    """Without a page it would do nothing, and is refused."""
    assert run(str(SAMPLES / "good.wav"), "--no-audio")[0] == 2


def test_the_script_can_stand_inside_a_page() -> None:
    """Neither file holds what would end its element, and both are plain ASCII."""
    folder = Path(__file__).parent.parent / "vmcoach" / "reports" / "html"
    for name in ("page.js", "page.css"):
        code = (folder / name).read_text(encoding="utf-8")
        assert "</" not in code
        assert set(code) <= set(string.printable)
