"""`vmcoach record` at the terminal: the clock that turns, and the whole way from sound system to report."""

import inspect
import os
import select
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.test_recorder import ASOUND, portaudio_is_here
from vmcoach import recorder
from vmcoach.audio import load_audio
from vmcoach.cli import app
from vmcoach.cli.meter import meter_line
from vmcoach.cli.record import check_level, enter_pressed, keys_unseen, record
from vmcoach.history import open_history
from vmcoach.recorder import Limits, portaudio
from vmcoach.rubric import Rubric

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(19.9, ""), (20.1, "over the 20 s target"), (30.0, "over the 20 s target"), (30.1, "30 s limit")],
)
def test_the_clock_turns_at_the_target_and_at_the_limit(seconds: float, told: str) -> None:
    """In words, so that colour is not needed."""
    line = meter_line(seconds, -20.0, Rubric()).plain
    assert line.startswith(f" {seconds:.1f} s ")
    assert told in line
    assert ("over" in line) == bool(told)


def test_the_command_stops_when_the_recorder_does() -> None:
    """The defaults that its help tells are those of a session."""
    told = inspect.signature(record).parameters
    assert Limits(told["maximum_s"].default, told["silence_s"].default) == Limits()


def test_the_meter_follows_the_level() -> None:
    """Empty for silence, full at full scale."""
    bars = [meter_line(1.0, level, Rubric()).plain.count("█") for level in (-100.0, -60.0, -30.0, 0.0)]
    assert bars == [0, 0, 12, 24]


@pytest.mark.skipif(not portaudio_is_here(), reason="needs sounddevice, PortAudio and ALSA")
def test_a_take_goes_from_the_sound_system_to_its_report(tmp_path: Path) -> None:
    """A sample followed by silence: stopped by the silence, kept without it, and scored."""
    samples = load_audio(SAMPLES / "good.wav").samples
    pcm = np.concatenate([np.rint(samples * 32767), np.zeros(5 * 16_000)]).astype("<i2")
    (tmp_path / "mic.raw").write_bytes(pcm.tobytes())
    (tmp_path / "asound.conf").write_text(ASOUND.format(raw=tmp_path / "mic.raw"))
    shutil.copy(SAMPLES / "good.transcript.json", tmp_path / "take.transcript.json")
    out = tmp_path / "take.wav"
    ran = subprocess.run(
        [sys.executable, "-m", "vmcoach", "record", str(out), "--device", "filemic", "--engine", "scripted"],
        env={**os.environ, "ALSA_CONFIG_PATH": str(tmp_path / "asound.conf"), "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "The level: good." in ran.stderr
    assert "stopped by silence" in ran.stderr
    assert "PASS" in ran.stdout
    recorded = np.rint(load_audio(out).samples * 32768).astype("<i2")
    assert 19.0 < len(recorded) / 16_000 < 20.5
    np.testing.assert_array_equal(recorded, pcm[: len(recorded)])


class Stream:
    """Gives a sample in blocks, the fourth and the tenth after a gap, and is unplugged at its end."""

    def __init__(self, **options: object) -> None:
        samples = load_audio(SAMPLES / "good.wav").samples
        self._left, self._count = (samples * 32767).astype("<i2").tobytes(), 0

    def start(self) -> None: ...

    def close(self, ignore_errors: bool) -> None: ...

    def read(self, frames: int) -> tuple[bytes, bool]:
        """Fails like a device that is gone."""
        block, self._left = self._left[: 2 * frames], self._left[2 * frames :]
        self._count += 1
        if not block:
            raise RuntimeError
        return block, self._count in (4, 10)


SOUND = SimpleNamespace(RawInputStream=Stream, PortAudioError=RuntimeError)


def test_what_the_sound_system_lost_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PortAudio says with which block: the take is shorter than what was said, and the rep has to know."""
    monkeypatch.setattr(portaudio, "_sounddevice", lambda: SOUND)
    shutil.copy(SAMPLES / "good.transcript.json", tmp_path / "take.transcript.json")
    command = ["record", str(tmp_path / "take.wav"), "--no-check", "--max", "19.5", "--engine", "scripted"]
    told = CliRunner().invoke(app, command)
    assert told.exit_code == 0, told.stderr
    assert "2 gaps: this computer was too busy" in told.stderr
    assert load_audio(tmp_path / "take.wav").duration_s == pytest.approx(19.5)


@pytest.mark.parametrize("out", [["take.wav"], []])
def test_a_recording_that_is_cut_short_is_not_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: list[str]
) -> None:
    """Half a message may pass, and may lack what was still to come; what is there stays, and can be scored."""
    monkeypatch.setattr(portaudio, "_sounddevice", lambda: SOUND)
    monkeypatch.setenv("VMCOACH_HISTORY", str(tmp_path / "h"))
    monkeypatch.chdir(tmp_path)
    heard = ["--engine", "scripted", "--model", str(SAMPLES / "good.transcript.json")]
    told = CliRunner().invoke(app, ["record", *out, "--no-check", *heard])
    assert (told.exit_code, told.stdout) == (3, "")
    assert "not scored" in told.stderr
    (recording,) = tmp_path.rglob("*.wav")
    assert CliRunner().invoke(app, ["score", str(recording), *heard]).exit_code == 0


@pytest.mark.parametrize("out", [["take.wav"], []])
def test_a_recording_that_its_rep_breaks_off_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: list[str]
) -> None:
    """Ctrl-C ends a take, and loses nothing of it; where it is, is told."""

    class GivenUp(Stream):
        def read(self, frames: int) -> tuple[bytes, bool]:
            if self._count == 5:
                raise KeyboardInterrupt
            return super().read(frames)

    monkeypatch.setattr(
        portaudio, "_sounddevice", lambda: SimpleNamespace(**{**vars(SOUND), "RawInputStream": GivenUp})
    )
    monkeypatch.setenv("VMCOACH_HISTORY", str(tmp_path / "h"))
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(app, ["record", *out, "--no-check", "--engine", "scripted"])
    assert told.exit_code == 130
    (recording,) = tmp_path.rglob("*.wav")
    assert recording.name in told.stderr


def test_a_take_that_is_cut_short_is_no_take_of_a_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a message may pass, and would be a personal best; its recording stays. A wrong key begins no take."""
    monkeypatch.setattr(portaudio, "_sounddevice", lambda: SOUND)
    monkeypatch.setenv("VMCOACH_HISTORY", str(tmp_path / "h"))
    told = CliRunner().invoke(app, ["coach", "--engine", "scripted"], input="x\n\nq\n")
    assert (told.exit_code, told.stderr.count("Cut short"), told.stderr.count("Enter: speak")) == (0, 1, 3)
    assert "No take was scored." in told.stdout
    assert len([*(tmp_path / "takes").glob("*.wav")]) == 1
    with open_history(tmp_path / "h") as history:
        assert history.reps() == []


@pytest.mark.parametrize(("answers", "code"), [("", 2), ("x\n", 2), ("q\n", 0)])
def test_a_session_to_which_nobody_comes_is_not_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: str, code: int
) -> None:
    """As where it is started without a terminal: 0 would say that somebody has practised."""
    monkeypatch.setattr(portaudio, "_sounddevice", lambda: SOUND)
    monkeypatch.setenv("VMCOACH_HISTORY", str(tmp_path / "h"))
    told = CliRunner().invoke(app, ["coach", "--engine", "scripted"], input=answers)
    assert (told.exit_code, "--takes FILE" in told.stderr) == (code, code == 2)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX terminal")
def test_keys_pressed_while_a_take_is_recorded_are_neither_shown_nor_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter still stops; what was typed when silence had ended the take would answer the next question."""
    import pty
    import termios

    owner, terminal = pty.openpty()

    def type_in(line: bytes) -> None:
        os.write(owner, line)
        assert select.select([terminal], [], [], 60)[0]  # a terminal takes its time

    with open(terminal) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        before = termios.tcgetattr(terminal)
        with keys_unseen():
            type_in(b"abc\n")
            assert enter_pressed()
            type_in(b"n\n")
        assert not enter_pressed()
        assert termios.tcgetattr(terminal) == before
        type_in(b"q\n")
        assert enter_pressed()
    assert os.read(owner, 100) == b"q\r\n"
    os.close(owner)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX terminal")
def test_enter_while_the_level_is_checked_ends_no_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that has not begun; nor does it begin one before the scenario is read."""
    import pty

    monkeypatch.setattr(portaudio, "_sounddevice", lambda: SOUND)
    owner, terminal = pty.openpty()
    with open(terminal) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        os.write(owner, b"\n")
        assert select.select([terminal], [], [], 60)[0]
        check_level(None)
        assert not enter_pressed()
    os.close(owner)


@pytest.mark.parametrize("scored", [True, False])
def test_a_recording_that_nobody_asked_for_stays_only_unscored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scored: bool
) -> None:
    """Its name stands in the report, so that it is told that it is gone."""
    monkeypatch.setattr(portaudio, "_sounddevice", lambda: SOUND)
    monkeypatch.setenv("VMCOACH_HISTORY", str(tmp_path / "h"))
    heard = ["--model", str(SAMPLES / "good.transcript.json")] if scored else []
    told = CliRunner().invoke(app, ["record", "--no-check", "--max", "19.5", "--engine", "scripted", *heard])
    assert told.exit_code == (0 if scored else 3)
    assert ("not kept" in told.stderr) == scored
    assert len([*(tmp_path / "takes").iterdir()]) == (not scored)


def test_a_take_of_a_rep_is_kept_in_the_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And compared with the one before, as by `vmcoach score --rep`."""
    monkeypatch.setattr(portaudio, "_sounddevice", lambda: SOUND)
    monkeypatch.setenv("VMCOACH_HISTORY", str(tmp_path / "h"))
    heard = ["--no-check", "--max", "19.5", "--engine", "scripted", "--model", str(SAMPLES / "good.transcript.json")]
    first, second = (CliRunner().invoke(app, ["record", *heard, "--rep", "Ann"]) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert ("since take 1" in first.stdout, "since take 1" in second.stdout) == (False, True)
    with open_history(tmp_path / "h") as history:
        assert len(history.takes("Ann")) == 2


def test_a_history_that_cannot_be_used_is_told_before_a_take_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is recorded for it."""
    monkeypatch.setattr(portaudio, "_sounddevice", lambda: SOUND)
    (tmp_path / "h").write_text("no history", encoding="utf-8")
    monkeypatch.setenv("VMCOACH_HISTORY", str(tmp_path / "h"))
    told = CliRunner().invoke(app, ["record", "--no-check", "--engine", "scripted", "--rep", "Ann"])
    assert (told.exit_code, told.stdout) == (2, "")
    assert str(tmp_path / "h") in told.stderr
    assert not (tmp_path / "takes").exists()


def test_a_recording_is_named_as_what_it_is(tmp_path: Path) -> None:
    """A wav file called .mp3 is refused by programs that go by its name; nothing is recorded for one."""
    told = CliRunner().invoke(app, ["record", str(tmp_path / "take.mp3"), "--engine", "scripted"])
    assert (told.exit_code, told.stdout) == (2, "")
    assert "ends in .wav" in told.stderr


def test_a_machine_without_a_microphone_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty list would look like a command that does nothing."""
    monkeypatch.setattr(recorder, "devices", list)
    told = CliRunner().invoke(app, ["record", "--devices"])
    assert (told.exit_code, told.stdout) == (4, "")
    assert "No microphone" in told.stderr
