"""What is written where, in which encoding and how wide; progress is for terminals alone."""

import os
import pty
import subprocess
import sys
import termios
from io import BytesIO, TextIOWrapper

import pytest

from vmcoach import console

BAR = """
from vmcoach import console
with console.counting("Scoring", 2) as advance:
    advance()
    advance(failed=True)
with console.fetching("Loading") as tell:
    tell("the weights\\x1b[2J", 1_000_000, 2_000_000)
console.write("the result\\n")
"""


def printed(text: str, encoding: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The bytes that a result becomes on a standard output of an encoding."""
    raw = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(raw, encoding=encoding))
    console.write(text)
    return raw.getvalue()


@pytest.mark.parametrize(
    ("text", "encoding", "raw"),
    [
        ("✓ ██·│ “é”\n", "utf-8", "✓ ██·│ “é”\n".encode()),
        ("✓ ██·│ “é”\n", "ascii", b'+ ##.| "\\xe9"\n'),
        ("✗ é\n", "latin-1", b"x \xe9\n"),
        ("\udcff.wav\n", "utf-8", b"\\udcff.wav\n"),
    ],
)
def test_a_result_is_written_in_any_encoding(
    text: str, encoding: str, raw: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signs have plain counterparts of the same width; anything else that does not fit is escaped."""
    assert printed(text, encoding, monkeypatch) == raw


@pytest.mark.parametrize(
    ("environment", "page"),
    [
        ({}, (80, False)),
        ({"COLUMNS": "132"}, (132, False)),
        ({"FORCE_COLOR": "1"}, (80, True)),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, (80, False)),
    ],
)
def test_the_environment_decides_width_and_colour(
    environment: dict[str, str], page: tuple[int, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not on a terminal there is no colour and there are 80 columns, unless the user says otherwise."""
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(BytesIO(), encoding="utf-8"))
    assert console.page() == page


def test_a_windows_console_that_shows_codes_as_text_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """cmd.exe of Windows 10, where nobody has switched their handling on."""
    monkeypatch.setattr("rich.console.detect_legacy_windows", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    _, has_color = console.page()
    assert not has_color


def test_progress_is_drawn_on_a_terminal() -> None:
    """With what is done, rate, time left and failures so far; the result on standard output is untouched by it."""
    ours, theirs = pty.openpty()
    process = subprocess.run([sys.executable, "-c", BAR], stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    drawn = os.read(ours, 100_000).decode()
    os.close(ours)
    assert process.stdout == b"the result\n"
    assert "2 of 2" in drawn
    assert "a minute" in drawn
    assert "s left" in drawn
    assert "1 failed" in drawn
    assert "1 of 2 MB" in drawn
    assert "\x1b[2J" not in drawn


@pytest.mark.parametrize(("columns", "told"), [(12, b"take 1:\r\nstopped\r\n"), (40, b"take 1: stopped\r\n")])
def test_a_note_breaks_no_word_on_a_narrow_terminal(columns: int, told: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere a line stays a line, for whoever looks for it in a log."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, columns))
    with open(theirs, "w", encoding="utf-8") as stderr, open(ours, "rb") as screen:
        monkeypatch.setattr(sys, "stderr", stderr)
        console.note("take 1: stopped")
        assert screen.read(len(told)) == told
    with TextIOWrapper(BytesIO(), encoding="utf-8") as log:
        monkeypatch.setattr(sys, "stderr", log)
        console.note("vmcoach: " + "no " * 100)
        log.seek(0)
        assert log.read().count("\n") == 1


def test_no_progress_is_drawn_elsewhere() -> None:
    """A log gets a line for each thing fetched, and no bars; forcing colour makes no terminal of it."""
    environment = {**os.environ, "FORCE_COLOR": "1"}
    process = subprocess.run([sys.executable, "-c", BAR], capture_output=True, env=environment, check=True)
    assert process.stderr == b"Fetching the weights\\x1b[2J\n"


@pytest.mark.parametrize(
    ("done", "elapsed_s", "failures", "told"),
    [(1, 0.0, 0, "1 of 3"), (1, 0.0, 1, "1 of 3 · 1 failed"), (2, 60.0, 0, "2 of 3 · 2 a minute · 30 s left")],
)
def test_a_clock_that_has_not_moved_tells_no_rate(done: int, elapsed_s: float, failures: int, told: str) -> None:
    """What is done is told all the same."""
    assert console._counted(done, 3, elapsed_s, failures) == told


@pytest.mark.parametrize(
    ("done", "total", "told"),
    [
        (5_000_000, 0, "5 MB · 2.5 MB/s"),
        (5_000_000, 20_000_000, "5 of 20 MB · 2.5 MB/s · 6 s left"),
        (0, 20_000_000, "0 of 20 MB"),
    ],
)
def test_what_is_fetched_is_told_as_far_as_it_is_known(done: int, total: int, told: str) -> None:
    """Where nobody says how much there is, no time is left to tell."""
    assert console._fetched(done, total, 2.0) == told


@pytest.mark.parametrize(
    ("done", "total", "elapsed_s", "told"),
    [(1, 4, 2.0, "6 s left"), (5, 5, 10.0, "0 s left"), (1, 601, 1.0, "10 min left")],
)
def test_the_time_left_follows_from_the_rate(done: int, total: int, elapsed_s: float, told: str) -> None:
    """In seconds, or minutes where there are many."""
    assert console._left(done, total, elapsed_s) == told
