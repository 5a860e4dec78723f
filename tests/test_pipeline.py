"""Recordings go through all stages in order; one that fails neither stops nor hides another."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import sleep

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmcoach.assessment import Assessment
from vmcoach.engines import EngineSpec
from vmcoach.engines.scripted import ScriptedEngine
from vmcoach.errors import RecordingError
from vmcoach.measures import Observation
from vmcoach.outcome import ExitCode, Failure, Outcome, exit_code
from vmcoach.pipeline import BATCH, judge, observe_files, score_files, shared_out, side_by_side
from vmcoach.prospect import Prospect
from vmcoach.reports.markdown import markdown_report
from vmcoach.reports.terminal import terminal_report
from vmcoach.rubric import Rubric
from vmcoach.speech import Recording
from vmcoach.transcript import EngineInfo, Transcript, Word

SAMPLES = Path(__file__).parent.parent / "samples"


class CountingEngine:
    """Hears nothing, and refuses recordings whose name has "refused" in it, as an engine may."""

    info = EngineInfo("counting", "", "1")

    def __init__(self, lanes: int = 1) -> None:
        self.lanes = lanes
        self.batches: list[int] = []
        self.sharings: set[int] = set()

    def foresee(self, recording: Recording, abandoned: Callable[[], bool]) -> None:
        """Nothing."""

    def transcribe(self, recordings: Sequence[Recording], sharing: int = 1) -> list[Transcript]:
        self.batches.append(len(recordings))
        self.sharings.add(sharing)
        for recording in recordings:
            if "refused" in recording.audio.source.path:
                raise RecordingError(f"{recording.audio.source.path} is refused", "refused")
        return [Transcript((), self.info) for _ in recordings]


@pytest.fixture
def takes(write_recording: Callable[..., Path]) -> Callable[..., list[Path]]:
    """Writes half a second of silence under each name; one that begins with "bad" is no recording."""

    def write(*names: str) -> list[Path]:
        paths = [write_recording(name, np.zeros(8000), 16_000) for name in names]
        for path in paths:
            if path.name.startswith("bad"):
                path.write_bytes(b"no sound")
        return paths

    return write


def names(outcomes: Sequence[Observation | Failure]) -> list[str]:
    """The name of each, with the kind of a failure."""
    return [
        f"{Path(each.path).name}: {each.kind}" if isinstance(each, Failure) else Path(each.source.path).name
        for each in outcomes
    ]


@pytest.mark.parametrize("lanes", [1, 2, 3])
def test_files_are_heard_in_batches_and_given_in_order(takes: Callable[..., list[Path]], lanes: int) -> None:
    """Files that cannot be opened take no place in front of the engine, and keep theirs in the answer."""
    engine = CountingEngine(lanes)
    paths = takes(*(f"{'bad' if number % 5 == 0 else 'take'}{number}.wav" for number in range(11)))
    told = names(list(observe_files(paths, engine)))
    assert [name.split(":")[0] for name in told] == [path.name for path in paths]
    assert [name for name in told if ":" in name] == [f"bad{number}.wav: not_audio" for number in range(0, 11, 5)]
    assert sum(engine.batches) == 8
    assert engine.sharings == {lanes}


@pytest.mark.parametrize(
    ("files", "lanes", "sizes", "sharing"),
    [
        (1, 2, {1}, 1),
        (2, 2, {1}, 2),
        (6, 2, {3}, 2),
        (4 * (BATCH - 1), 2, {BATCH - 1}, 2),
        (4 * BATCH, 2, {BATCH}, 2),
        (2 * (BATCH - 1), 1, {BATCH - 1}, 1),
        (3, 4, {1}, 3),
    ],
)
def test_lanes_get_equal_work(
    takes: Callable[..., list[Path]], files: int, lanes: int, sizes: set[int], sharing: int
) -> None:
    """No batch is larger than the limit, no lane is idle where there is a file for it, and one file has all cores."""
    engine = CountingEngine(lanes)
    list(observe_files(takes(*(f"take{number}.wav" for number in range(files))), engine))
    assert set(engine.batches) == sizes
    assert engine.sharings == {sharing}


@given(st.integers(0, 60), st.integers(1, 5))
def test_work_is_shared_out_whole_and_even(count: int, lanes: int) -> None:
    """Nothing is lost or doubled, batches differ by one at most, and each lane has as many where there are enough."""
    batches = shared_out(range(count), lanes)
    assert [number for batch in batches for number in batch] == [*range(count)]
    sizes = {len(batch) for batch in batches}
    assert not sizes or (max(sizes) <= BATCH and min(sizes) >= max(1, max(sizes) - 1))
    assert len(batches) % lanes == 0 or len(batches) == count


def test_work_side_by_side_is_given_in_order_and_not_begun_early() -> None:
    """However long each takes; whoever stops asking stops the rest."""
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        sleep(0.02 if number % 2 else 0.0)
        return number * number

    assert list(side_by_side(work, range(9), 3)) == [number * number for number in range(9)]
    begun.clear()
    results = side_by_side(work, range(100), 2)
    assert next(results) == 0
    results.close()
    assert len(begun) <= 3


def test_what_goes_wrong_in_a_lane_comes_through() -> None:
    """With what it was, after what was done before it."""
    results = side_by_side(lambda number: 6 // number, [3, 2, 0, 1], 2)
    assert [next(results), next(results)] == [2, 3]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_an_engine_that_refuses_one_hears_the_others(takes: Callable[..., list[Path]]) -> None:
    """A batch that fails is heard again one by one."""
    paths = takes("a.wav", "refused.wav", "b.wav")
    assert names(list(observe_files(paths, CountingEngine()))) == ["a.wav", "refused.wav: refused", "b.wav"]


def test_only_bad_files_never_reach_the_engine(takes: Callable[..., list[Path]]) -> None:
    """No engine is asked to hear nothing."""
    engine = CountingEngine()
    assert names(list(observe_files(takes("bad.wav"), engine))) == ["bad.wav: not_audio"]
    assert engine.batches == []


def test_a_bug_is_not_taken_for_a_bad_file(takes: Callable[..., list[Path]]) -> None:
    """Only what the user can mend is a failure; anything else comes through."""

    class Broken(CountingEngine):
        def transcribe(self, recordings: Sequence[Recording], sharing: int = 1) -> list[Transcript]:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(observe_files(takes("a.wav"), Broken()))


@pytest.fixture(scope="module")
def good() -> Observation:
    """What the replayed transcript of samples/good.wav gives."""
    (found,) = observe_files([SAMPLES / "good.wav"], ScriptedEngine(EngineSpec("scripted", "")))
    assert isinstance(found, Observation)
    return found


def test_a_sample_goes_through_all_stages(good: Observation) -> None:
    """Sound, words and verdict are those of its truth."""
    truth = json.loads((SAMPLES / "good.truth.json").read_text(encoding="utf-8"))
    assessment = judge(good, Rubric())
    assert assessment.measures.duration.total_s == pytest.approx(truth["duration_s"], abs=1e-6)
    assert assessment.duration_verdict == "within_target"
    assert assessment.passed
    engine = ScriptedEngine(EngineSpec("scripted", ""))
    assert list(score_files([SAMPLES / "good.wav"], engine, Rubric())) == [assessment]


def test_a_team_s_own_filler_words_count(good: Observation) -> None:
    """The rubric's words reach the count."""
    count = judge(good, Rubric()).measures.fillers.count
    own = judge(good, replace(Rubric(), extra_fillers=("clinic",))).measures.fillers
    assert own.count == count + [word.text for word in judge(good, Rubric()).measures.spoken].count("clinic") > count


def test_a_forgiven_um_does_not_count_and_leaves_the_pace_as_it_is(good: Observation) -> None:
    """No articulation rate has filled pauses in it, whatever a team thinks of them."""
    first, *others = good.transcript.words
    words = (replace(first, text="Um", kind="filled_pause"), *others)
    heard = replace(good, transcript=replace(good.transcript, words=words))
    counted = judge(heard, Rubric()).measures
    forgiven = judge(heard, replace(Rubric(), ignored_fillers=("um",))).measures
    assert (counted.fillers.count, forgiven.fillers.count) == (1, 0)
    assert forgiven.pace == counted.pace


def verdict(assessment: Assessment, number: int) -> str:
    """The verdict on one of the nine reasons."""
    return assessment.reasons[number - 1].verdict


def test_the_pitch_that_everybody_makes_is_flagged_for_what_it_is(good: Observation) -> None:
    """Robertson's own bad example, with notes on a small business: not compelling, like everyone, no research."""
    text = (
        "Mr Prospect, we provide solutions that help call centers improve their productivity and performance and "
        "generate a higher ROI on their out-bound calls."
    )
    words = tuple(Word(word, at * 0.4, at * 0.4 + 0.4) for at, word in enumerate(text.split()))
    bakery = Prospect(name="Fergus Lane", company="Lane Bakery", facts=("Opened a second shop in May",))
    said = replace(good, transcript=replace(good.transcript, words=words))
    flagged = {reason.number for reason in judge(said, Rubric(), bakery).reasons if reason.verdict == "flag"}
    assert {4, 6, 7} <= flagged


def test_what_the_notes_forbid_is_found_where_it_is_said(good: Observation) -> None:
    """A thing not to be mentioned is a finding with its time; without it there is none."""
    words = [word.text for word in good.transcript.words]
    notes = Prospect(name="", company="", do_not_mention=(" ".join(words[12:16]),))
    found = [finding for finding in judge(good, Rubric(), notes).findings if finding.code == "do_not_mention"]
    assert len(found) == 1
    assert found[0].start_s is not None
    assert found[0].start_s <= good.transcript.words[13].start_s
    assert not [each for each in judge(good, Rubric()).findings if each.code == "do_not_mention"]


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        (Prospect(name="Sarah Ruiz", do_not_mention=("the second clinic in Tacoma",)), "the notes ask not to mention"),
        (Prospect(name="Kevin Brooks"), "“Sarah” was heard where the notes say Kevin Brooks."),
    ],
)
def test_what_goes_against_the_notes_is_in_the_reports(good: Observation, notes: Prospect, told: str) -> None:
    """In the terminal and in Markdown, as a finding and first in the advice; a message that keeps to them has none."""
    against = judge(good, Rubric(), notes)
    for text in (terminal_report(against, 200, color=False), markdown_report([against])):
        assert told in text
    assert against.advice[0].startswith(("Leave out “second clinic", "Check the name: “Sarah”"))
    kept = judge(good, Rubric(), Prospect(name="Sarah Ruiz", do_not_mention=("the lawsuit",)))
    assert kept.advice == judge(good, Rubric()).advice
    assert kept.findings == judge(good, Rubric()).findings


def test_nobody_is_told_to_say_the_name_that_was_misheard(good: Observation) -> None:
    """Whisper writes "Hi, sir" of the sample: with notes on Sarah it is her name, without them it is none."""
    first, name, *rest = good.transcript.words
    assert (first.text, name.text) == ("Hi", "Sarah,")
    misheard = replace(good, transcript=replace(good.transcript, words=(first, replace(name, text="sir,"), *rest)))
    called = judge(misheard, Rubric(), Prospect(name="Sarah Ruiz")).content.recipient
    assert called is not None
    assert (called.text, called.start_s) == ("sir", name.start_s)
    assert judge(misheard, Rubric()).content.recipient is None
    assert judge(misheard, Rubric(), Prospect(name="Kevin Brooks")).content.recipient is None


def test_notes_and_earlier_messages_are_judged_only_where_given(good: Observation) -> None:
    """Without them the reasons that need them are not assessed; with them they are."""
    bare = judge(good, Rubric())
    assert (verdict(bare, 3), verdict(bare, 7)) == ("not_assessed", "not_assessed")
    same = " ".join(word.text for word in bare.measures.spoken)
    told = judge(good, Rubric(), Prospect(facts=("plays the tuba in an orchestra",)), [same])
    assert verdict(told, 3) == "flag"
    assert verdict(told, 7) in {"watch", "flag"}


@pytest.mark.parametrize(
    ("scores", "failures", "fail_under", "check", "code"),
    [
        ([80], 0, None, False, ExitCode.OK),
        ([80], 0, 80, True, ExitCode.OK),
        ([80, 79], 0, 80, False, ExitCode.BELOW_BAR),
        ([80, 20], 0, None, True, ExitCode.BELOW_BAR),
        ([20], 0, None, False, ExitCode.OK),
        ([20], 1, 80, True, ExitCode.NOT_SCORED),
        ([], 1, None, False, ExitCode.NOT_SCORED),
    ],
)
def test_the_exit_code_is_that_of_the_worst(
    good: Observation, scores: list[int], failures: int, fail_under: int | None, check: bool, code: ExitCode
) -> None:
    """A failure outranks a message below the bar, which outranks the others."""
    assessment = judge(good, Rubric())
    outcomes: list[Outcome] = [replace(assessment, score=score, passed=score >= 70) for score in scores]
    outcomes += [Failure("bad.wav", "not_audio", "bad.wav is not audio")] * failures
    assert exit_code(outcomes, fail_under, check) is code
