"""The command line as a user meets it: what is printed where, and what the shell is told."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from vmcoach import __version__
from vmcoach.cli import app
from vmcoach.cli.boundary import Commands
from vmcoach.errors import RecordingError, SetupError, UsageError, WeightsError

SAMPLES = Path(__file__).parent.parent / "samples"
GOOD, LONG, SILENT = (str(SAMPLES / name) for name in ("good.wav", "too_long.m4a", "silence.wav"))
SCRIPTED = ("--engine", "scripted")


def run(*arguments: str, **environment: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "80", "NO_COLOR": "1", **environment})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def in_shell(
    *arguments: str | bytes, stdout: int = subprocess.PIPE, stderr: int = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own, for what only a real process shows."""
    command = [sys.executable, "-m", "vmcoach", *arguments]
    return subprocess.run(command, stdout=stdout, stderr=stderr, env={**os.environ, **environment}, check=False)


def test_the_version_is_told() -> None:
    """`--version` is one line."""
    assert run("--version") == (0, f"vmcoach {__version__}\n", "")


def test_one_message_gets_its_whole_report_on_standard_output() -> None:
    """A clean run leaves standard error empty."""
    code, out, err = run("score", GOOD, *SCRIPTED)
    assert (code, err) == (0, "")
    for section in ("PASS", "target 20 s", "Next take", "Transcript", "Pace", "Fillers", "Reasons", "Score"):
        assert section in out
    assert "\x1b" not in out


def test_a_file_that_may_not_be_read_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no wrong option; what the system says is put in its mouth here, since root may read everything."""
    locked = tmp_path / "locked.wav"
    locked.write_bytes(Path(GOOD).read_bytes())
    may, opened = os.access, Path.open

    def open_others(path: Path, *how: Any, **more: Any) -> Any:
        if path.name == locked.name:
            raise PermissionError(13, "Permission denied")
        return opened(path, *how, **more)

    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != locked.name and may(path, mode))
    monkeypatch.setattr(Path, "open", open_others)
    code, out, err = run("score", str(locked), GOOD, *SCRIPTED)
    assert code == 3
    assert "Permission denied" in err
    assert "good.wav" in out


def test_several_messages_get_the_gist_of_each_and_a_table() -> None:
    """Reports stand in the order given."""
    code, out, _ = run("score", LONG, GOOD, *SCRIPTED)
    assert code == 0
    assert out.index("too_long.m4a") < out.index("good.wav") < out.index("2 recordings · 1 passed · 1 not yet")
    assert "Transcript" not in out


def test_a_message_without_speech_is_told_as_such() -> None:
    """Silence is a result, not an error."""
    code, out, _ = run("score", SILENT, *SCRIPTED)
    assert code == 0
    assert "5.0 s with no speech in it" in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--check"], 1),
        (["--fail-under", "90"], 1),
        (["--fail-under", "0"], 0),
        ([], 0),
    ],
)
def test_the_bar_decides_the_exit_code(arguments: list[str], code: int) -> None:
    """Without a bar any score is fine; with one, a single message below it is enough."""
    assert run("score", GOOD, LONG, *SCRIPTED, *arguments)[0] == code


def test_a_message_above_the_bar_passes_it() -> None:
    """The bar is not always missed."""
    assert run("score", GOOD, *SCRIPTED, "--check", "--fail-under", "70")[0] == 0


def test_one_bad_file_stops_no_other_and_outranks_the_bar(tmp_path: Path) -> None:
    """It is told on standard error, stands in the table, and the exit code is 3 even where another is below the bar."""
    bad = tmp_path / "bad.wav"
    bad.write_text("this is no sound")
    code, out, err = run("score", str(bad), LONG, GOOD, *SCRIPTED, "--check")
    assert code == 3
    assert err.startswith("vmcoach: ") and err.count("\n") == 1 and "bad.wav" in err  # noqa: PT018
    assert "3 recordings · 1 passed · 1 not yet · 1 not scored" in out


def test_only_bad_files_leave_standard_output_empty_for_one(tmp_path: Path) -> None:
    """Nothing is printed as a result where there is none."""
    code, out, err = run("score", str(tmp_path / "nosuch.wav"), *SCRIPTED)
    assert (code, out) == (3, "")
    assert "nosuch.wav" in err


def test_the_document_holds_results_and_errors(tmp_path: Path) -> None:
    """`--json` is one JSON object, whatever fails."""
    code, out, _ = run("score", GOOD, str(tmp_path / "nosuch.wav"), *SCRIPTED, "--json")
    found = json.loads(out)
    assert code == 3
    assert [Path(result["source"]["path"]).name for result in found["results"]] == ["good.wav"]
    assert [error["kind"] for error in found["errors"]] == ["missing"]


def test_markdown_is_printed_on_demand() -> None:
    """`--markdown` has the headings of the report."""
    code, out, _ = run("score", GOOD, *SCRIPTED, "--markdown")
    assert code == 0
    assert "### Transcript" in out


def test_a_rubric_of_ones_own_is_used(tmp_path: Path) -> None:
    """The limits in the file are the limits in the report."""
    rubric = tmp_path / "strict.toml"
    rubric.write_text("target_s = 8\nlimit_s = 11\n")
    _, out, _ = run("score", GOOD, *SCRIPTED, "--rubric", str(rubric))
    assert "over the 11 s limit" in out


def test_a_rep_s_results_are_kept_and_nobody_else_s(tmp_path: Path) -> None:
    """--rep puts the takes into the history; without it nothing is kept."""
    store = {"VMCOACH_HISTORY": str(tmp_path / "history.sqlite3")}
    run("score", GOOD, "--engine", "scripted", **store)
    assert "Ann" not in run("history", "show", **store)[1]
    run("score", GOOD, LONG, "--engine", "scripted", "--rep", "Ann", **store)
    code, out, _ = run("history", "export", "Ann", **store)
    assert (code, len(out.splitlines())) == (0, 2)


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A history that can be read and not written, as on a full disk or one that is only read."""
    monkeypatch.setattr("vmcoach.history.connection.BUSY_S", 0.05)
    store = {"VMCOACH_HISTORY": str(tmp_path / "h")}
    assert run("score", LONG, "--rep", "Ann", *SCRIPTED, **store)[0] == 0
    with closing(sqlite3.connect(tmp_path / "h", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield store


def test_a_score_is_not_lost_where_it_cannot_be_kept(locked: dict[str, str]) -> None:
    """All reports are there, with what changed, and the reason is told at the end."""
    code, out, err = run("score", GOOD, SILENT, "--rep", "Ann", *SCRIPTED, **locked)
    assert (code, err.count("database is locked")) == (2, 1)
    assert "2 recordings · 1 passed" in out
    assert "take 1" in run("score", GOOD, "--rep", "Ann", *SCRIPTED, **locked)[1]


def test_practice_goes_on_where_takes_cannot_be_kept(locked: dict[str, str]) -> None:
    """What is not in the history is told after each take, and to the shell."""
    takes = ("--takes", GOOD, "--takes", LONG, "--scenario", "cold")
    code, out, err = run("coach", *takes, "--rep", "Ann", *SCRIPTED, **locked)
    assert (code, err.count("This take is not put into the history: ")) == (2, 2)
    assert "Session: 2 takes" in out


def kept_verdicts(rep: str, **store: str) -> list[str]:
    """What the history holds of reason 3, take by take."""
    lines = run("history", "export", rep, **store)[1].splitlines()
    return [json.loads(line)["result"]["reasons"][2]["verdict"] for line in lines]


def test_a_message_is_compared_with_the_rep_s_earlier_ones_to_the_prospect(tmp_path: Path) -> None:
    """Those in the history: not tries given with it, not another prospect's, not the same recording."""
    store = {"VMCOACH_HISTORY": str(tmp_path / "history.sqlite3")}
    first, again = (str(SAMPLES / name) for name in ("generic.mp3", "generic_again.ogg"))
    for name in ("Graham", "Sandra"):
        (tmp_path / f"{name}.toml").write_text(f'name = "{name}"')
    options = ("--rep", "Lena", *SCRIPTED, "--prospect")
    run("score", first, GOOD, *options, str(tmp_path / "Graham.toml"), **store)
    run("score", again, *options, str(tmp_path / "Graham.toml"), **store)
    run("score", first, *options, str(tmp_path / "Graham.toml"), **store)
    run("score", first, *options, str(tmp_path / "Sandra.toml"), **store)
    run("score", again, "--rep", "Lena", *SCRIPTED, **store)
    assert kept_verdicts("Lena", **store) == [
        "not_assessed",
        "not_assessed",
        "flag",
        "flag",
        "not_assessed",
        "not_assessed",
    ]


def test_takes_of_one_scenario_are_tries_at_one_message(tmp_path: Path) -> None:
    """A session compares with takes of other scenarios for the same prospect."""
    store = {"VMCOACH_HISTORY": str(tmp_path / "history.sqlite3")}
    for name in ("first", "second"):
        text = f'title = "{name}"\nbrief = "Call."\n[prospect]\nname = "Graham"\n'
        (tmp_path / f"{name}.toml").write_text(text)
    first, again = (str(SAMPLES / name) for name in ("generic.mp3", "generic_again.ogg"))
    for scenario, takes in (("first", (first, again)), ("second", (again,))):
        chosen = [word for take in takes for word in ("--takes", take)]
        where = ("--scenario", str(tmp_path / f"{scenario}.toml"))
        assert run("coach", *chosen, *where, "--rep", "Lena", *SCRIPTED, **store)[0] == 0
    assert kept_verdicts("Lena", **store) == ["not_assessed", "not_assessed", "flag"]


def test_a_session_knows_the_best_score_by_its_own_rubric(tmp_path: Path) -> None:
    """One by another profile is no best for it."""
    session = ["coach", "--takes", GOOD, "--scenario", "cold", "--rep", "Lena", "--store", str(tmp_path / "h")]
    profiles = ("callback", "email", "callback", "email")
    told = [run(*session, *SCRIPTED, "--profile", profile)[1] for profile in profiles]
    assert ["As good as your best" in each for each in told] == [False, False, True, True]
    assert not any("Your best" in each or "personal best" in each for each in told)


def test_the_profile_changes_what_is_asked_for() -> None:
    """A message that points to an email does better under the email profile."""
    message = str(SAMPLES / "email_tap.m4a")
    documents = [run("score", message, *SCRIPTED, "--json", "--profile", name)[1] for name in ("callback", "email")]
    callback, email = (json.loads(document)["results"][0]["score"] for document in documents)
    assert callback < email


@pytest.mark.parametrize(
    "arguments",
    [
        ["score"],
        ["score", GOOD, "--json", "--markdown"],
        ["score", GOOD, "--engine", "nosuch"],
        ["score", GOOD, "--rubric", "nosuch.toml"],
        ["score", GOOD, "--prospect", "nosuch.toml"],
        ["score", GOOD, *SCRIPTED, "--rep", " "],
        ["record", "--rep", ""],
        ["score", GOOD, "--fail-under", "101"],
        ["score", GOOD, "--profile", "pigeon"],
        ["models", "fetch", "nosuch"],
        ["rubric", "check", "nosuch.toml"],
        ["nosuch"],
    ],
    ids=" ".join,
)
def test_a_wrong_word_is_a_usage_error_and_no_traceback(arguments: list[str]) -> None:
    """Exit code 2, nothing on standard output, a message on standard error."""
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.strip()
    assert "Traceback" not in err


def test_weights_that_are_not_there_are_a_matter_of_set_up(tmp_path: Path) -> None:
    """Exit code 4, and the command that helps."""
    code, out, err = run("models", "verify", "base", VMCOACH_MODELS=str(tmp_path))
    assert (code, out) == (4, "")
    assert "vmcoach models fetch base" in err


def test_wrong_weights_are_found(tmp_path: Path) -> None:
    """Verifying reads the files."""
    (tmp_path / "base.pt").write_bytes(b"not weights")
    code, _, err = run("models", "verify", "base", VMCOACH_MODELS=str(tmp_path))
    assert code == 4
    assert "SHA-256" in err


def test_wrong_weights_do_not_hide_others(tmp_path: Path) -> None:
    """Each model is told, and of one made of several files each file; no wrong one stays."""
    (tmp_path / "tiny.en").mkdir()
    parts = ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")
    files = [tmp_path / "base.pt", *(tmp_path / "tiny.en" / name for name in parts)]
    for file in files:
        file.write_bytes(b"not weights")
    code, _, err = run("models", "verify", VMCOACH_MODELS=str(tmp_path))
    assert code == 4
    assert all(f"{file} is not what it should be" in err for file in files)
    assert not any(file.exists() for file in files)


@pytest.mark.parametrize(("refused", "told"), [("open", "cannot be read (No)"), ("unlink", "cannot be removed (No)")])
def test_weights_in_a_folder_of_somebody_else_s_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str, told: str
) -> None:
    """What the system says is put in its mouth here, since root may do everything."""
    (tmp_path / "base.pt").write_bytes(b"not weights")

    def refuse(path: Path, *how: Any) -> None:
        raise PermissionError(13, "No")

    monkeypatch.setattr(Path, refused, refuse)
    code, _, err = run("models", "verify", "base", VMCOACH_MODELS=str(tmp_path))
    assert (code, told in err, "models fetch base" in err) == (4, True, True)


def test_models_are_listed(tmp_path: Path) -> None:
    """Each with its size and whether it is here."""
    code, out, _ = run("models", "list", VMCOACH_MODELS=str(tmp_path))
    assert code == 0
    assert {"base", "tiny.en", "turbo"} <= {line.split()[0] for line in out.splitlines()}
    assert all(line.endswith("not here") for line in out.splitlines())


def test_a_starter_rubric_is_right_and_never_overwritten(tmp_path: Path) -> None:
    """`init`, `check` and `show` fit together."""
    path = tmp_path / "team.toml"
    assert run("rubric", "init", str(path), "--profile", "email")[0] == 0
    code, out, _ = run("rubric", "check", str(path))
    assert code == 0
    assert "email profile" in out
    assert run("rubric", "show", "--rubric", str(path))[1] == path.read_text(encoding="utf-8")
    path.write_text("mine")
    assert run("rubric", "init", str(path))[0] == 2
    assert path.read_text() == "mine"


def raising(error: BaseException | type[BaseException]) -> Result:
    """What comes of a command that raises an error."""
    commands = typer.Typer(cls=Commands)

    @commands.command()
    def fail() -> None:
        raise error

    @commands.callback()
    def main() -> None:
        """A group of one command."""

    return CliRunner().invoke(commands, ["fail"])


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (UsageError("the option is wrong"), 2, "vmcoach: the option is wrong\n"),
        (RecordingError("one.wav is empty", "empty"), 3, "vmcoach: one.wav is empty\n"),
        (SetupError("there is no microphone"), 4, "vmcoach: there is no microphone\n"),
        (WeightsError("a\x1b[2Jb\nc"), 4, "vmcoach: a\\x1b[2Jb\\nc\n"),
        (KeyboardInterrupt(), 130, "vmcoach: interrupted\n"),
    ],
    ids=repr,
)
def test_an_error_ends_in_one_line_and_its_code(error: BaseException, code: int, told: str) -> None:
    """Whatever command raises it, and whatever is in its message."""
    result = raising(error)
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", told)


@pytest.mark.parametrize("bug", [ZeroDivisionError, FileNotFoundError])
def test_a_bug_keeps_its_traceback(bug: type[Exception]) -> None:
    """An error that is not the user's is not dressed up as one."""
    assert isinstance(raising(bug).exception, bug)


@pytest.mark.parametrize("arguments", [["rubric", "show"], ["--help"], ["score", "--help"]], ids=str)
def test_a_reader_that_went_away_is_no_error_worth_words(arguments: list[str]) -> None:
    """As with `| head`: no traceback, and the exit code of a broken pipe."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        result = in_shell(*arguments, stdout=write_end)
    finally:
        os.close(write_end)
    assert (result.returncode, result.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["rubric", "show"], "result"),
        (["--version"], "result"),
        (["--help"], "help"),
        (["score", "--help"], "help"),
        (["rubric"], "help"),
    ],
    ids=str,
)
def test_a_full_disk_is_told(arguments: list[str], what: str) -> None:
    """What cannot be written is not passed over, and is no bug."""
    with open("/dev/full", "wb") as full:
        result = in_shell(*arguments, stdout=full.fileno())
    told = f"vmcoach: The {what} cannot be written (No space left on device).\n"
    assert (result.returncode, result.stderr.decode()) == (4, told)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_message_that_cannot_be_written_changes_no_result() -> None:
    """The exit code still says that a recording was not scored."""
    with open("/dev/full", "wb") as full:
        result = in_shell("score", GOOD, "nosuch.wav", *SCRIPTED, stderr=full.fileno())
    assert result.returncode == 3
    assert b"1 passed" in result.stdout


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
@pytest.mark.parametrize(("closed", "code", "told"), [("<&-", 0, b""), (">&-", 4, b"be written"), ("2>&-", 0, b"")])
def test_a_stream_that_is_closed_is_no_bug(tmp_path: Path, closed: str, code: int, told: bytes) -> None:
    """As cron may leave it: a session whose questions nobody answers goes on, and a lost result is told."""
    session = ["coach", "--takes", GOOD, "--scenario", "cold", "--store", str(tmp_path / "h"), *SCRIPTED]
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-m", "vmcoach", *session]
    result = subprocess.run(command, capture_output=True, check=False)
    assert result.returncode == code
    assert b"Traceback" not in result.stderr
    assert told in result.stderr
    assert (b"Session: 1 take" in result.stdout) == (code == 0)


def test_names_of_any_bytes_are_shown_and_command_nothing(tmp_path: Path) -> None:
    """Neither invalid UTF-8 nor an escape sequence in a name reaches the terminal as it is."""
    folder = os.fsencode(tmp_path)
    missing, good = (os.path.join(folder, name) for name in (b"\xff\x1b[2J.wav", b"\x1b[31m\xfe.wav"))
    shutil.copy(GOOD, good)
    transcript = GOOD.replace(".wav", ".transcript.json")
    result = in_shell("score", missing, good, *SCRIPTED, "--model", transcript, PYTHONIOENCODING="utf-8")
    assert result.returncode == 3
    assert b"\x1b" not in result.stdout + result.stderr
    assert b"\xff" not in result.stdout + result.stderr
    assert b"1 passed" in result.stdout


def test_a_terminal_of_ascii_gets_ascii() -> None:
    """The strip and the signs have plain counterparts."""
    result = in_shell("score", GOOD, *SCRIPTED, PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, b"")
    text = result.stdout.decode("ascii")
    assert "####" in text
    assert "\\u" not in text


def test_a_trend_is_told_in_ascii(tmp_path: Path) -> None:
    """Bars keep their order, each a sign of its own."""
    store = {"VMCOACH_HISTORY": str(tmp_path / "h")}
    assert run("score", GOOD, LONG, SILENT, "--rep", "Dana", *SCRIPTED, **store)[0] == 0
    text = in_shell("history", "Dana", PYTHONIOENCODING="ascii", **store).stdout.decode("ascii")
    assert "\\" not in text
    assert re.search(r"score +#\*_ +100 > 0\n", text), text
