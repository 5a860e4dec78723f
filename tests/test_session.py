"""A practice session: fed with takes and answers, driven through a terminal, and its scenarios and drills."""

import codecs
import json
import os
import re
import select
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.assessments import good, poor, silent
from vmcoach.assessment import Assessment
from vmcoach.cli import app
from vmcoach.document import result_document
from vmcoach.errors import UsageError
from vmcoach.history import open_history
from vmcoach.outcome import Failure, Outcome
from vmcoach.recorder import portaudio
from vmcoach.reports import wording
from vmcoach.rubric import Ceiling, PaceBand, Rubric
from vmcoach.session import Means, change, feedback, introduction, run, summary
from vmcoach.session.scenarios import DRILLS, Scenario, built_in, load_scenario

SAMPLES = Path(__file__).parent.parent / "samples"
COLD, WARM = Scenario("cold", "Cold", "Call."), Scenario("warm", "Warm", "Call again.", drill="short")


class Fed:
    """A session on lists: takes as outcomes, answers as words; what was done is written down."""

    def __init__(self, takes: list[Outcome], answers: list[str], best: int | None = None) -> None:
        self.takes, self.answers, self.best = takes, iter(answers), best
        self.said: list[str] = []
        self.kept: list[tuple[int, str, str]] = []
        self.played: list[str] = []
        self.discarded: list[str] = []
        self._paths = iter([Path(str(at)) for at in range(len(takes))])

    def run(self, scenarios: list[Scenario], drill: str | None = None) -> list[Assessment]:
        """The session."""
        return run(
            scenarios,
            drill,
            Rubric(),
            Means(
                record=lambda: next(self._paths, None),
                grade=lambda path, _: self.takes[int(str(path))],
                keep=lambda each, path, scenario: self.kept.append((each.score, str(path), scenario.name)),
                discard=lambda path: self.discarded.append(str(path)),
                play=lambda path: self.played.append(str(path)),
                ask=lambda _: next(self.answers),
                say=self.said.append,
                best_score=lambda: self.best,
            ),
        )

    @property
    def text(self) -> str:
        """All that was said."""
        return "\n".join(self.said)


def test_takes_follow_one_another_until_the_rep_stops() -> None:
    """Again, play back, next, stop: each does what it says, every take is kept once and discarded once."""
    fed = Fed([poor(), good(), good(), poor()], ["", "what?", "p", "n", "q"])
    done = fed.run([COLD, WARM])
    assert [take.score for take in done] == [26, 91, 91]
    assert fed.kept == [(26, "0", "cold"), (91, "1", "cold"), (91, "2", "warm")]
    assert fed.played == ["1"]
    assert fed.discarded == ["0", "1", "2"]
    assert fed.said[-1].startswith("  First to last: score +65")
    assert (
        fed.text.index("Scenario 1 of 2: Cold") < fed.text.index("Scenario 2 of 2: Warm") < fed.text.index("Session: 3")
    )


def test_a_session_ends_with_its_takes_or_its_scenarios() -> None:
    """Whichever is first, the summary follows."""
    for fed, scenarios in ((Fed([good()], [""]), [COLD, WARM]), (Fed([good()] * 5, ["n"]), [COLD])):
        assert len(fed.run(scenarios)) == 1
        assert "Session: 1 take, 1 passed" in fed.text
    nothing = Fed([], [])
    assert nothing.run([COLD]) == []
    assert "No take was scored." in nothing.text


def test_the_summary_praises_no_silence() -> None:
    """A take without words has no fillers to count, and nothing is better than it."""
    assert summary([silent(), poor(), good(), silent()])[-1] == f"  First to last: {change(poor(), good())}"
    assert [line.split("s  ")[-1] for line in summary([good(), silent()])[2:4]] == ["1 filler", "no words"]


def test_a_take_without_words_is_told_and_not_kept() -> None:
    """It would end a row of passes; it is no best, and what comes after it is compared with what was said before."""
    fed = Fed([poor(), silent(), good()], ["", "", "q"], best=0)
    assert len(fed.run([COLD])) == 3
    assert [score for score, *_ in fed.kept] == [26, 91]
    assert fed.text.count("not put into the history") == 1
    assert fed.text.count("Since the last take") == 1
    assert "Since the last take: score +65" in fed.text
    assert "As good as your best" not in fed.text


def test_a_session_that_is_broken_off_is_summed_up() -> None:
    """A microphone that is gone, a full disk, Ctrl-C while a take is scored: the takes before it are told."""
    fed = Fed([good()], [])
    with pytest.raises(StopIteration):
        fed.run([COLD])
    assert "Session: 1 take, 1 passed" in fed.text


def test_a_take_that_cannot_be_kept_is_summed_up() -> None:
    """Its verdict was told; a full disk takes it from the history only."""
    fed = Fed([good()], [])
    fed.kept = Full()
    with pytest.raises(UsageError):
        fed.run([COLD])
    assert "Session: 1 take" in fed.text


class Full(list[tuple[int, str, str]]):
    """Holds no more."""

    def append(self, _: tuple[int, str, str]) -> None:
        """Fails like a disk without room."""
        raise UsageError


def test_a_take_that_cannot_be_scored_is_told_and_not_kept() -> None:
    """The next one is compared with the last that was scored."""
    fed = Fed([poor(), Failure("x.wav", "empty", "x.wav: is empty"), good()], ["", "", "q"])
    assert len(fed.run([COLD])) == 2
    assert "Not scored: x.wav: is empty" in fed.text
    assert "Since the last take: score +65" in fed.text
    assert [score for score, *_ in fed.kept] == [26, 91]


@pytest.mark.parametrize(
    ("best", "told"),
    [(None, None), (90, "A new personal best, 1 better"), (91, "As good as your best"), (95, "Your best is 95")],
)
def test_the_personal_best_is_told(best: int | None, told: str | None) -> None:
    """Once there is one."""
    lines = [line.strip() for line in feedback(good(), None, best, None)]
    assert told is None or told in lines
    assert sum("best" in line for line in lines) == (told is not None)


def test_the_change_is_in_measures() -> None:
    """Nothing of it where nothing changed or nothing can be told."""
    assert change(poor(), good()) == "score +65, length -17.8 s, pace +0.7 words/s, fillers -5, pauses -1"
    assert change(good(), good()) == "nothing measurable"
    assert "pace" not in change(silent(), good())


def test_what_keeps_a_take_from_passing_is_told() -> None:
    """A score alone does not: a message over the limit may have 87 points."""
    poorly = f"✗ NOT YET 26 of 100 · {wording.hindrance(poor())} · 36.4 s"
    assert feedback(poor(), None, None, None)[0].startswith(poorly)
    assert feedback(good(), None, None, None)[0].startswith("✓ PASS 91 of 100 · 18.6 s")


def test_words_that_may_be_wrong_are_told_before_all_that_is_counted() -> None:
    """A session shows no transcript to tell by."""
    (doubt,) = wording.noted(poor(), "Recognition")
    assert feedback(poor(), None, None, None)[1] == f"  ! {doubt.message}"
    assert not any("!" in line for line in feedback(good(), None, None, None))


def test_one_thing_to_fix_is_told_and_no_more() -> None:
    """The first sentence of the advice."""
    lines = feedback(poor(), None, None, None)
    assert [line for line in lines if "Fix" in line] == [f"  Fix one thing: {poor().advice[0]}"]


@pytest.mark.parametrize(
    ("drill", "take", "shortfall"),
    [
        ("short", good(), None),
        ("short", poor(), "too long"),
        ("short", silent(), "no words"),
        ("no_fillers", good(), "1 filler"),
        ("no_fillers", silent(), "no words"),
        ("number", good(), None),
        ("number", silent(), "no number"),
        ("pace", good(), None),
        ("pace", poor(), "2.18 words a second"),
        ("pace", silent(), "too few words"),
    ],
)
def test_a_drill_watches_one_thing(drill: str, take: Assessment, shortfall: str | None) -> None:
    """And says by how much it is missed."""
    told = DRILLS[drill].shortfall(take)
    assert told is None if shortfall is None else told is not None and shortfall in told
    lines = feedback(take, None, None, drill)
    assert ("  Drill: done" in lines) == (shortfall is None)


@pytest.mark.parametrize(
    ("drill", "told"),
    [("short", "25 s"), ("no_fillers", "twice in a row"), ("number", "2 digits a second"), ("pace", "2.3 to 3 words")],
)
def test_a_drill_tells_before_the_take_what_it_will_be_judged_by(drill: str, told: str) -> None:
    """In figures, those of the rubric in force."""
    rubric = Rubric(target_s=25, digits_per_second=Ceiling(2.0, 3.0), pace=PaceBand(good_to=3.0))
    assert told in introduction(COLD, drill, rubric, 1, 1)[-1]


def test_what_misses_a_drill_by_little_is_told_finely() -> None:
    """Or it would look like what is right."""
    take = good()
    assert take.judged_pace is not None
    fast = replace(take, pace_verdict="fast", judged_pace=replace(take.judged_pace, words_per_second=3.21))
    assert DRILLS["pace"].shortfall(fast) == "3.21 words a second, 2.3 to 3.2 is good"
    duration = replace(take.measures.duration, total_s=20.02)
    long = replace(take, measures=replace(take.measures, duration=duration))
    assert DRILLS["short"].shortfall(long) == "20.02 s: less than 0.1 s too long"


def test_a_short_take_is_one_whose_judged_length_is() -> None:
    """Under a rubric that forgives silence at the ends, such a take has done its drill."""
    rubric = Rubric(verdict_on="spoken_span_s", target_s=good().measures.duration.spoken_span_s)
    assert good().measures.duration.total_s > rubric.target_s
    assert DRILLS["short"].shortfall(replace(good(), rubric=rubric)) is None
    assert DRILLS["short"].shortfall(replace(good(), rubric=replace(rubric, verdict_on="total_s"))) is not None


def test_a_number_said_too_fast_or_in_two_ways_misses_its_drill() -> None:
    """Both sayings must be the same, and slow."""
    take = good()
    number = take.measures.phone_number
    assert number is not None
    for changed, told in (
        (replace(number, digits_per_second=2.54), "None"),  # as exact as it is shown
        (replace(number, digits_per_second=2.56), "2.6 digits"),
        (replace(number, sayings_agree=False), "two different"),
        (replace(number, times_said=1), "only once"),
    ):
        other = replace(take, measures=replace(take.measures, phone_number=changed))
        assert told in str(DRILLS["number"].shortfall(other))


def test_the_built_in_scenarios_are_complete() -> None:
    """Five kinds of call, each with somebody to call and something to know of them."""
    scenarios = built_in()
    assert [scenario.name for scenario in scenarios] == ["cold", "follow_up", "referral", "event", "renewal"]
    assert all(scenario.prospect and scenario.prospect.name and scenario.prospect.facts for scenario in scenarios)


def test_a_scenario_of_ones_own_is_read(tmp_path: Path) -> None:
    """With a drill and a prospect, or without."""
    path = tmp_path / "mine.toml"
    path.write_text('title = "T"\nbrief = "B"\ndrill = "pace"\n[prospect]\nname = "Dana"\nfacts = ["Moved"]\n')
    scenario = load_scenario(path)
    assert (scenario.name, scenario.title, scenario.drill) == ("mine", "T", "pace")
    assert scenario.prospect is not None
    assert scenario.prospect.facts == ("Moved",)
    path.write_text('title = "T"\nbrief = "B"\n')
    assert load_scenario(path) == Scenario("mine", "T", "B")


def test_a_scenario_is_told_whole_and_without_blanks(tmp_path: Path) -> None:
    """A brief of several lines is one text, and what costs points to mention is told with the facts."""
    path = tmp_path / "mine.toml"
    notes = '[prospect]\nname = " "\nfacts = ["Moved ", ""]\ndo_not_mention = ["the lawsuit"]\n'
    path.write_text(f'title = "T"\nbrief = """Call.\nBe brief."""\n{notes}')
    told = ["", "Scenario 1 of 1: T", "  Call. Be brief.", "  - Moved", "  - Do not mention: the lawsuit"]
    assert introduction(load_scenario(path), None, Rubric(), 1, 1) == told


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title = ", None),
        ('title = "T"', None),
        ('title = "T"\nbrief = 3', 2),
        ('title = " "\nbrief = "B"', 1),
        ('title = "T"\nbrief = "B"\ndrill = "dance"', 3),
        ('title = "T"\nbrief = "B"\ndrill = ["short"]', 3),
        ('title = "T"\n\nmood = "glad"\nbrief = "B"', 3),
        ('title = "T"\nbrief = "B"\nprospect = "Dana"', 3),
        ('title = "T"\nbrief = "B"\n[prospect]\nfacts = "Moved"', 4),
        ('title = "T"\nbrief = "B"\n[prospect]\nname = ["Dana"]', 4),
        ('title = "T"\nbrief = "B"\n[prospect]\nage = "40"', 4),
        ('title = "T"\nbrief = "B"\n[prospect]', None),
        ('title = "T"\nbrief = "B"\n[prospect]\nname = " "', None),
    ],
)
def test_a_wrong_scenario_is_refused_by_name(tmp_path: Path, text: str, line: int | None) -> None:
    """With what is wrong in it, and on which line where it is on one."""
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=rf"mine\.toml{f', line {line}' if line else ''}: "):
        load_scenario(path)
    with pytest.raises(UsageError, match=r"nosuch\.toml: "):
        load_scenario(tmp_path / "nosuch.toml")


def coach_command(store: Path, *takes: str) -> list[str]:
    """A session with takes from samples."""
    files = [word for take in takes for word in ("--takes", str(SAMPLES / take))]
    command = [sys.executable, "-m", "vmcoach", "coach", "--engine", "scripted", "--rep", "Dana"]
    return [*command, "--store", str(store), "--scenario", "cold", *files]


def in_terminal(command: list[str], answers: list[str], width: int, **environment: str) -> str:
    """All that a command shows on a terminal of a width, with an answer typed at each prompt."""
    import fcntl
    import pty
    import struct
    import termios

    owner, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    variables = {**os.environ, "TERM": "xterm-256color", **environment}
    variables.pop("COLUMNS", None)
    process = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, env=variables)
    os.close(terminal)
    shown, waiting, deadline = "", list(answers), time.monotonic() + 120
    decoder = codecs.getincrementaldecoder("utf-8")()
    prompts = 0
    while time.monotonic() < deadline:
        if not select.select([owner], [], [], 0.2)[0]:
            if process.poll() is not None:
                break
            continue
        try:
            piece = os.read(owner, 4096)
        except OSError:  # the other end is closed
            break
        shown += decoder.decode(piece)
        if shown.count("q: stop >") > prompts and waiting:
            prompts += 1
            os.write(owner, f"{waiting.pop(0)}\n".encode())
    process.wait(timeout=30)
    os.close(owner)
    assert process.returncode == 0, shown
    return shown


@pytest.mark.parametrize("width", [40, 60, 200])
def test_a_session_in_a_terminal_from_start_to_summary(tmp_path: Path, width: int) -> None:
    """Two takes with their change, the summary, both in the history, and no line wider than the screen."""
    command = coach_command(tmp_path / "h", "generic.mp3", "good.wav", "fillers.flac")
    shown = in_terminal(command, ["", "q"], width, NO_COLOR="1")
    for told in ("Cold call", "NOT YET", "PASS", "Since the last take: score +", "personal best", "Session: 2 takes"):
        assert told in shown
    assert "\x1b[3" not in shown
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).replace("\r", "").split("\n")
    assert max(map(len, lines)) <= width
    with open_history(tmp_path / "h") as history:
        takes = history.takes("Dana")
        assert [(take.scenario, take.recording) for take in takes] == [("cold", None)] * 2
        assert history.result(takes[1].number)["passed"] is True


def piped(command: list[str], answers: str = "") -> Result:
    """A command without a terminal."""
    return CliRunner().invoke(app, command[3:], input=answers)


def test_without_a_terminal_the_takes_are_gone_through(tmp_path: Path) -> None:
    """No input stands for "again"; results are on standard output and nothing else is."""
    ran = piped(coach_command(tmp_path / "h", "generic.mp3", "good.wav"))
    assert ran.exit_code == 0
    assert "Session: 2 takes, 1 passed" in ran.stdout
    assert "q: stop" not in ran.stdout
    assert "\x1b" not in ran.stdout + ran.stderr


def test_a_take_that_cannot_be_scored_is_told_to_the_shell(tmp_path: Path) -> None:
    """As by `score`: exit code 3, the other takes scored and kept."""
    ran = piped([*coach_command(tmp_path / "h", "good.wav"), "--takes", str(tmp_path / "gone.wav")])
    assert ran.exit_code == 3
    assert "Not scored: " in ran.stdout
    assert "Session: 1 take, 1 passed" in ran.stdout


def test_a_take_that_cannot_be_played_does_not_end_the_session(tmp_path: Path) -> None:
    """What was not scored for its recording's sake cannot be played either."""
    ran = piped([*coach_command(tmp_path / "h"), "--takes", str(tmp_path / "gone.wav")], "p\nq\n")
    assert (ran.exit_code, ran.stderr.count("gone.wav")) == (3, 1)
    assert "No take was scored." in ran.stdout


def test_playing_a_take_is_broken_off_and_the_session_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while a take is played says that enough of it was heard."""
    sound = SimpleNamespace(play=interrupted, PortAudioError=RuntimeError)
    monkeypatch.setattr(portaudio, "_sounddevice", lambda: sound)
    ran = piped(coach_command(tmp_path / "h", "good.wav", "generic.mp3"), "p\n\nq\n")
    assert ran.exit_code == 0
    assert "Session: 2 takes" in ran.stdout


def interrupted(*_: Any, **__: Any) -> None:
    """What Ctrl-C does."""
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        (["--scenario", "nosuch"], "cold, follow_up, referral, event, renewal, or name a TOML file"),
        (["--drill", "dance"], "short, no_fillers, number, pace"),
        (["--rep", " "], "--rep"),
        (["--keep", "folder"], "--keep is for takes from the microphone"),
    ],
)
def test_wrong_words_are_usage_errors(tmp_path: Path, extra: list[str], told: str) -> None:
    """Exit code 2 before anything is recorded, and what would be right."""
    ran = piped([*coach_command(tmp_path / "h", "good.wav"), *extra])
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert told in ran.stderr


def test_history_and_script_know_what_the_session_kept(tmp_path: Path) -> None:
    """Trend, comparison, export, a script at the rep's own tempo, and an end to all of it."""
    store = tmp_path / "h"
    assert piped(coach_command(store, "generic.mp3", "good.wav")).exit_code == 0
    script = tmp_path / "script.txt"
    script.write_text("Hi Sarah, it's Tom Becker at Brightside. Could we talk on Thursday?")

    def told(*words: str) -> Any:
        ran = piped([sys.executable, "-m", "vmcoach", *words, "--store", str(store)])
        assert (ran.exit_code, ran.stderr) == (0, ""), ran.stderr
        return ran.stdout

    assert "Dana" in told("history")
    assert "best score" in told("history", "dana")
    assert "[- -] left out" in told("history", "compare", "1", "2")
    assert [json.loads(line)["scenario"] for line in told("history", "export").splitlines()] == ["cold", "cold"]
    assert json.loads(told("script", str(script), "--rep", "Dana", "--json"))["tempo"]["takes"] == 2
    assert "2 takes" in told("history", "forget", "Dana", "--yes")
    assert "No take is kept" in told("history")


def test_a_question_that_nobody_answers_deletes_nothing(tmp_path: Path) -> None:
    """Exit code 2, and what would have needed no answer: 1 would say that a message is below the bar."""
    with open_history(tmp_path / "h") as history:
        history.keep("Dana", result_document(good()))
    command = [sys.executable, "-m", "vmcoach", "history", "forget", "Dana", "--store", str(tmp_path / "h")]
    unanswered = piped(command)
    assert unanswered.exit_code == 2
    assert "--yes" in unanswered.stderr
    with open_history(tmp_path / "h") as history:
        assert [each.takes for each in history.reps()] == [1]


def test_a_recording_that_is_gone_already_is_not_told_as_deleted(tmp_path: Path) -> None:
    """Only what was there is counted."""
    there, gone = tmp_path / "there.wav", tmp_path / "gone.wav"
    there.touch()
    with open_history(tmp_path / "h") as history:
        for recording in (there, gone):
            history.keep("Dana", result_document(good()), recording=recording)
    ran = piped([sys.executable, "-m", "vmcoach", "history", "forget", "Dana", "--yes", "--store", str(tmp_path / "h")])
    told = "2 takes and 1 kept recording of Dana deleted; 1 recording not found, deleted or moved before\n"
    assert (ran.exit_code, ran.stdout, there.exists()) == (0, told, False)


def test_a_recording_that_cannot_be_deleted_is_named(tmp_path: Path) -> None:
    """The takes are gone, and the shell is told that something is left."""
    stuck = tmp_path / "stuck.wav"
    stuck.mkdir()
    with open_history(tmp_path / "h") as history:
        history.keep("Dana", result_document(good()), recording=stuck)
    ran = piped([sys.executable, "-m", "vmcoach", "history", "forget", "Dana", "--yes", "--store", str(tmp_path / "h")])
    assert (ran.exit_code, ran.stdout) == (4, "1 take and 0 kept recordings of Dana deleted\n")
    assert "stuck.wav: cannot be deleted" in ran.stderr
