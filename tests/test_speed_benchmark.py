"""The speed benchmark's own parts: its copies of messages, its timing of processes, its tables."""

import os
import sys
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from benchmarks.listen import SYSTEMS
from benchmarks.speed import Run, Systems, compared, copies, in_turn, of_length, run, spread, usual_s
from vmcoach.audio import SAMPLE_RATE_HZ, Audio, load_audio, write_wav


@pytest.fixture
def audios(tmp_path: Path) -> list[Audio]:
    """Two messages of a second and of a second and a half."""
    time_s = np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    for name, length in (("a", 16000), ("b", 24000)):
        write_wav(np.resize(np.sin(time_s * 2000), length).astype(np.float32) / 2, tmp_path / f"{name}.wav")
    return [load_audio(tmp_path / f"{name}.wav") for name in "ab"]


def test_copies_differ_in_their_bytes_and_not_to_the_ear(audios: list[Audio], tmp_path: Path) -> None:
    made = [load_audio(path) for path in islice(copies(audios, tmp_path), 4)]
    assert [each.duration_s for each in made] == [1.0, 1.5, 1.0, 1.5]
    assert len({each.source.sha256 for each in made}) == 4
    assert np.abs(made[2].samples - audios[0].samples).max() < 1e-3


def test_a_message_can_be_of_any_length(audios: list[Audio], tmp_path: Path) -> None:
    assert [load_audio(of_length(audios, length_s, tmp_path)).duration_s for length_s in (1, 7)] == [1.0, 7.0]


def test_a_process_is_timed_to_its_end() -> None:
    done = run([sys.executable, "-c", "import time; time.sleep(0.2); print('done')"], os.environ)
    assert done.output == "done\n"
    assert done.seconds >= 0.2
    assert done.peak_mb > 0


def test_a_process_that_fails_ends_the_benchmark_with_what_it_said() -> None:
    with pytest.raises(SystemExit, match="exit 2\nno model"):
        run([sys.executable, "-c", "import sys; sys.stderr.write('no model'); sys.exit(2)"], os.environ)


def test_a_file_that_whisper_passes_over_is_a_failure() -> None:
    with pytest.raises(SystemExit, match="Skipping a"):
        run([sys.executable, "-c", "print('Skipping a.wav due to RuntimeError')"], os.environ)


def test_systems_take_turns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log"
    program = "import sys; open(sys.argv[1], 'a').write(sys.argv[2])"
    commands = {name: [sys.executable, "-c", program, log, name] for name in "ab"}
    results = in_turn("part", commands, 3, os.environ)
    assert log.read_text() == "ababab"
    assert {name: len(runs) for name, runs in results.items()} == {"a": 3, "b": 3}
    assert "part: 6 of 6" in capsys.readouterr().err


def test_systems_are_compared_within_each_turn() -> None:
    results = {
        "vmcoach": [Run(1, 10), Run(2, 30), Run(4, 20)],
        "peer": [Run(3, 5), Run(4, 5), Run(8, 6)],
    }
    lines = compared(results, 20.0, lambda each: each.seconds).splitlines()
    assert lines[2] == "| vmcoach | 2.00 (1.00–4.00) | 10.0 | 1.00 | 30 |"
    assert lines[3] == "| peer | 4.00 (3.00–8.00) | 5.0 | 2.00 | 6 |"


def test_the_first_time_in_a_process_is_left_out() -> None:
    assert usual_s("[9.0, 1.0, 3.0, 2.0]") == 2.0
    assert spread([3.0, 1.0, 2.0]) == "2.00 (1.00–3.00)"


def test_peers_that_are_not_installed_are_left_out(tmp_path: Path) -> None:
    systems = Systems("base", tmp_path / "bin", tmp_path / "c.pt", tmp_path / "ct2", tmp_path)
    assert list(systems.whole([tmp_path / "a.wav"])) == ["vmcoach"]
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    warm = systems.warm([tmp_path / "a.wav"])
    assert len(warm) == 4
    assert {command[2] for command in warm.values()} == set(SYSTEMS)
