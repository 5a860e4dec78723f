"""Recording: what the microphone gave is in the file bit for bit, whatever ended the take."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmcoach import recorder
from vmcoach.audio import load_audio
from vmcoach.errors import SetupError, UsageError
from vmcoach.recorder import PAUSE_S, UNHEARD_S, DeviceLostError, Limits, check_level, record
from vmcoach.recorder.blocks import BLOCK_FRAMES, level_problem
from vmcoach.recorder.wav import WavFile

RATE = 16_000


def noise(seconds: float, level: float, seed: int = 1) -> bytes:
    """Noise as 16-bit samples; `level` is its RMS of full scale 1."""
    samples = np.random.default_rng(seed).normal(0, level * 32768, round(seconds * RATE))
    return np.clip(samples, -32768, 32767).astype("<i2").tobytes()


def blocks(pcm: bytes) -> Iterator[bytes]:
    """As a microphone gives them; the device is lost at the end."""
    for at in range(0, len(pcm), 2 * BLOCK_FRAMES):
        yield pcm[at : at + 2 * BLOCK_FRAMES]
    raise DeviceLostError


def samples_of(path: Path) -> bytes:
    """The samples that any reader of wav files finds."""
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        return file.readframes(file.getnframes())


class Noted:
    """A listener that notes what it is told about the take at `path`, and after how many seconds in the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: list[tuple[str, float]] = []

    def paused(self, path: Path) -> None:
        self._note("paused", path)

    def went_on(self) -> None:
        self._note("went on", self.path)

    def speaking(self, path: Path) -> None:
        self._note("speaking", path)

    def _note(self, what: str, path: Path) -> None:
        self.told.append((what, len(samples_of(path)) / 2 / RATE))


QUIET, LOUD = noise(5.0, 0.0005), noise(2.0, 0.1)


def test_an_unplugged_device_leaves_all_it_gave(tmp_path: Path) -> None:
    """Bit for bit, and vmcoach can load it."""
    taken = record(blocks(LOUD), tmp_path / "take.wav", Limits())
    assert (taken.ending, taken.duration_s, taken.problem) == ("device", 2.0, None)
    assert samples_of(taken.path) == LOUD
    assert load_audio(taken.path).duration_s == 2.0


def test_the_maximum_is_counted_in_frames(tmp_path: Path) -> None:
    """To the frame, however fast the device is."""
    taken = record(blocks(LOUD * 3), tmp_path / "take.wav", Limits(maximum_s=3.33))
    assert (taken.ending, taken.duration_s) == ("maximum", 3.33)
    assert samples_of(taken.path) == (LOUD * 3)[: round(3.33 * RATE) * 2]


def test_a_cough_is_no_speech(tmp_path: Path) -> None:
    """Four loud blocks and the silence after them end nothing; with a fifth they would."""
    silence_s = 1.0
    for loud_s, ending in ((0.4, "device"), (0.5, "silence")):
        taken = record(
            blocks(QUIET + noise(loud_s, 0.1) + QUIET), tmp_path / f"{loud_s}.wav", Limits(silence_s=silence_s)
        )
        assert taken.ending == ending


def test_a_key_ends_a_take(tmp_path: Path) -> None:
    """After the block in which it was pressed."""
    asked = iter([False, False, True])
    taken = record(blocks(LOUD), tmp_path / "take.wav", Limits(), stop=lambda: next(asked))
    assert (taken.ending, taken.duration_s) == ("key", pytest.approx(0.3))


def test_silence_after_speech_ends_a_take_and_is_not_part_of_it(tmp_path: Path) -> None:
    """Half a second of it stays; what comes before the speech does not end anything."""
    said = noise(4.0, 0.0005, seed=2) + LOUD
    taken = record(blocks(said + QUIET), tmp_path / "take.wav", Limits(silence_s=3.0))
    assert (taken.ending, taken.duration_s) == ("silence", pytest.approx(6.5, abs=0.15))
    assert samples_of(taken.path) == (said + QUIET)[: round(taken.duration_s * RATE) * 2]


def test_a_pause_shorter_than_the_silence_ends_nothing(tmp_path: Path) -> None:
    """Nor does a take of silence alone."""
    pause = noise(2.5, 0.0005, seed=3)
    taken = record(blocks(LOUD + pause + LOUD), tmp_path / "a.wav", Limits(silence_s=3.0))
    assert (taken.ending, taken.duration_s) == ("device", 6.5)
    assert record(blocks(QUIET), tmp_path / "b.wav", Limits(silence_s=3.0)).ending == "device"


def test_a_pause_that_may_be_the_end_is_told_once_and_that_it_was_not(tmp_path: Path) -> None:
    """Not a shorter one, not silence before any speech, and with all that was said in the file."""
    noted = Noted(tmp_path / "take.wav")
    short, long, loud = noise(0.2, 0.0005), noise(0.6, 0.0005), noise(1.0, 0.1)
    record(blocks(long + loud + short + loud + long + loud + long), noted.path, Limits(silence_s=30.0), listener=noted)
    first_s, last_s = 0.6 + 1.0 + 0.2 + 1.0, 0.6 + 1.0 + 0.2 + 1.0 + 0.6 + 1.0
    assert noted.told == [
        ("paused", pytest.approx(first_s + PAUSE_S, abs=0.11)),
        ("went on", pytest.approx(first_s + 0.6, abs=0.11)),
        ("paused", pytest.approx(last_s + PAUSE_S, abs=0.11)),
    ]


def test_speech_without_a_pause_is_worth_hearing_every_few_seconds(tmp_path: Path) -> None:
    """The pause behind it is told as any."""
    noted, said_s = Noted(tmp_path / "take.wav"), 2.5 * UNHEARD_S
    said = noise(1.0, 0.0005) + noise(said_s, 0.1) + noise(1.0, 0.0005)
    record(blocks(said), noted.path, Limits(silence_s=30.0), listener=noted)
    assert noted.told == [
        ("speaking", pytest.approx(UNHEARD_S, abs=0.11)),
        ("speaking", pytest.approx(2 * UNHEARD_S, abs=0.11)),
        ("paused", pytest.approx(1.0 + said_s + PAUSE_S, abs=0.11)),
    ]


def test_samples_that_were_lost_are_told(tmp_path: Path) -> None:
    """What was there before and after is in the file."""
    block = LOUD[: 2 * BLOCK_FRAMES]
    taken = record(iter([block, b"", block, block, b"", block]), tmp_path / "take.wav", Limits())
    assert (taken.gaps, taken.duration_s) == (2, 0.4)
    assert samples_of(taken.path) == 4 * block
    assert record(blocks(LOUD), tmp_path / "whole.wav", Limits()).gaps == 0


def test_an_interrupt_leaves_what_was_said(tmp_path: Path) -> None:
    """Ctrl-C is a way to stop."""

    def interrupted() -> Iterator[bytes]:
        yield LOUD[: 2 * BLOCK_FRAMES]
        raise KeyboardInterrupt

    taken = record(interrupted(), tmp_path / "take.wav", Limits())
    assert taken.ending == "interrupted"
    assert samples_of(taken.path) == LOUD[: 2 * BLOCK_FRAMES]


def test_a_full_disk_leaves_what_fitted(tmp_path: Path) -> None:
    """A file size limit takes the place of a full disk; the block that did not fit is not there by half."""
    code = """
        import resource, signal, sys
        from pathlib import Path
        from tests.test_recorder import LOUD, blocks
        from vmcoach.recorder import Limits, record
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_001, 20_001))
        taken = record(blocks(LOUD), Path(sys.argv[1]), Limits())
        print(taken.ending, taken.duration_s)
    """
    root, path = Path(__file__).parent.parent, tmp_path / "take.wav"
    command = [sys.executable, "-c", textwrap.dedent(code), str(path)]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    assert told.split() == ["disk", "0.6"]
    assert samples_of(path) == LOUD[: 6 * 2 * BLOCK_FRAMES]
    assert load_audio(path).duration_s == 0.6


def test_a_disk_without_room_for_a_take_is_told(tmp_path: Path) -> None:
    """And leaves no empty file in the way of the next attempt."""
    code = """
        import resource, signal, sys
        from pathlib import Path
        from vmcoach.errors import UsageError
        from vmcoach.recorder import WavFile
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        try:
            WavFile(Path(sys.argv[1]))
        except UsageError as error:
            sys.exit(str(error))
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path / "take.wav")]
    ran = subprocess.run(command, cwd=Path(__file__).parent.parent, stderr=subprocess.PIPE, text=True, check=False)
    assert ran.stderr.startswith(f"{tmp_path / 'take.wav'} cannot be written (")
    assert not [*tmp_path.iterdir()]


def test_a_killed_recorder_leaves_a_file_that_plays(tmp_path: Path) -> None:
    """Killed outright while it records."""
    code = """
        import itertools, sys
        from pathlib import Path
        from tests.test_recorder import LOUD, BLOCK_FRAMES
        from vmcoach.recorder import Limits, record
        block = LOUD[: 2 * BLOCK_FRAMES]
        record(itertools.repeat(block), Path(sys.argv[1]), Limits(1e6), show=lambda *_: print(flush=True))
    """
    root, path = Path(__file__).parent.parent, tmp_path / "take.wav"
    command = [sys.executable, "-c", textwrap.dedent(code), str(path)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as process:
        assert process.stdout
        for _ in range(20):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
    recorded = samples_of(path)
    assert len(recorded) >= 20 * 2 * BLOCK_FRAMES
    counted = len(recorded) // (2 * BLOCK_FRAMES)  # the last may be silence yet
    assert recorded[: 2 * BLOCK_FRAMES * (counted - 1)] == LOUD[: 2 * BLOCK_FRAMES] * (counted - 1)
    assert load_audio(path).duration_s == len(recorded) / 2 / RATE


@pytest.mark.parametrize("calls", range(7))
def test_the_file_is_whole_between_any_two_writes(tmp_path: Path, calls: int) -> None:
    """A machine may stop in the midst of a block: what is there can be read."""

    class Stopping:
        """Does so many calls of a file, and then stops."""

        def __init__(self, file: Any) -> None:
            self._file, self._left = file, calls

        def __getattr__(self, name: str) -> Any:
            self._left -= 1
            if self._left < 0:
                raise KeyboardInterrupt
            return getattr(self._file, name)

    with WavFile(tmp_path / "take.wav") as file:
        file.append(LOUD[: 2 * BLOCK_FRAMES])
        whole, file._file = file._file, Stopping(file._file)  # type: ignore[assignment]
        with contextlib.suppress(KeyboardInterrupt):
            file.append(LOUD[: 2 * BLOCK_FRAMES])
        file._file = whole
    assert load_audio(tmp_path / "take.wav").duration_s in (BLOCK_FRAMES / RATE, 2 * BLOCK_FRAMES / RATE)


@settings(max_examples=20)
@given(st.lists(st.integers(0, 500), max_size=5))
def test_the_file_is_whole_after_every_block(tmp_path_factory: pytest.TempPathFactory, sizes: list[int]) -> None:
    """The header counts what is there before the file is closed."""
    path = tmp_path_factory.mktemp("whole") / "take.wav"
    with WavFile(path) as file:
        written = b""
        for size in sizes:
            file.append(LOUD[: 2 * size])
            written += LOUD[: 2 * size]
            assert samples_of(path) == written


def test_an_existing_file_is_left_alone(tmp_path: Path) -> None:
    """A take is never lost to the next; and a place that cannot be written is told."""
    (tmp_path / "take.wav").write_bytes(b"mine")
    with pytest.raises(UsageError, match="exists"):
        record(blocks(LOUD), tmp_path / "take.wav", Limits())
    assert (tmp_path / "take.wav").read_bytes() == b"mine"
    with pytest.raises(UsageError, match="cannot be written"):
        WavFile(tmp_path / "take.wav" / "below.wav")


@pytest.mark.parametrize(
    ("pcm", "told"),
    [
        (LOUD, None),
        (bytes(2 * RATE), "only zeros; the microphone may be muted"),
        (noise(1.0, 0.002), "too quiet: come closer"),
        (noise(1.0, 0.9), "too loud, it is clipping"),
        (noise(3.0, 0.0005) + LOUD, None),
        (b"", "only zeros"),
    ],
    ids=["good", "zeros", "quiet", "clipping", "late", "nothing"],
)
def test_the_level_is_checked(pcm: bytes, told: str | None) -> None:
    """In words that say what to do."""
    problem = level_problem(pcm)
    assert problem is None if told is None else problem is not None and problem.startswith(told)


def test_a_microphone_lost_during_the_check_is_told() -> None:
    """What can be heard in two seconds is judged; less is a matter of the microphone, not a bug."""
    assert check_level(blocks(LOUD)) is None
    with pytest.raises(SetupError, match="stopped delivering"):
        check_level(blocks(noise(1.0, 0.1)))


ASOUND = """</usr/share/alsa/alsa.conf>
pcm.filemic {{ type file  slave.pcm {{ type null }}  file "/dev/null"  infile "{raw}"  format "raw" }}
pcm.!default {{ type plug  slave {{ pcm "filemic" rate 16000 channels 1 format S16_LE }} }}
"""
THROUGH_ALSA = """
    import sys
    from pathlib import Path
    from vmcoach.recorder import Limits, microphone, record
    with microphone("filemic") as blocks:
        print(record(blocks, Path(sys.argv[1]), Limits(float(sys.argv[2]), 1e6)).ending)
"""


def portaudio_is_here() -> bool:
    """Whether sounddevice and ALSA can be loaded."""
    try:
        recorder.devices()
    except SetupError:
        return False
    return Path("/usr/share/alsa/alsa.conf").exists()


@pytest.mark.skipif(not portaudio_is_here(), reason="needs sounddevice, PortAudio and ALSA")
def test_what_goes_into_the_sound_system_comes_out_bit_for_bit(tmp_path: Path) -> None:
    """ALSA's file plugin plays a file as a microphone: through PortAudio and back, no sample is changed."""
    raw, path = tmp_path / "mic.raw", tmp_path / "take.wav"
    raw.write_bytes(LOUD)
    (tmp_path / "asound.conf").write_text(ASOUND.format(raw=raw))
    environment = {**os.environ, "ALSA_CONFIG_PATH": str(tmp_path / "asound.conf")}
    command = [sys.executable, "-c", textwrap.dedent(THROUGH_ALSA), str(path), "1.95"]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert told.strip() == "maximum"
    assert samples_of(path) == LOUD[: round(1.95 * RATE) * 2]


@pytest.mark.parametrize(
    ("module", "told"),
    [
        ("raise ImportError('no module')", "pip install"),
        ("raise OSError('PortAudio library not found')", "libportaudio2"),
    ],
)
def test_a_machine_without_a_sound_system_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, told: str
) -> None:
    """A matter of set-up, not a traceback."""
    (tmp_path / "sounddevice.py").write_text(module)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SetupError, match=told):
        recorder.devices()
