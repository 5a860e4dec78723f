"""A team graded by the command line: every kind of input, files of the same content, killed runs, workers."""

import csv
import json
import random
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.teams import scored, team_of
from vmcoach.audio import SAMPLE_RATE_HZ, load_audio
from vmcoach.batch import locked
from vmcoach.batch.repeats import Repeat
from vmcoach.batch.report import repeated, team_report
from vmcoach.cli import app

SAMPLES = Path(__file__).parent.parent / "samples"
SCRIPTED = ("--engine", "scripted")


def run(*arguments: str | Path, columns: int = 100) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `vmcoach grade`."""
    words = ["grade", *map(str, arguments), *SCRIPTED]
    result = CliRunner().invoke(app, words, env={"COLUMNS": str(columns), "NO_COLOR": "1"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def copy_sample(name: str, target: Path, number: int = 0) -> Path:
    """A sample with its transcript; another number is another content with the same sound."""
    target.parent.mkdir(parents=True, exist_ok=True)
    data = (SAMPLES / name).read_bytes()
    chunk = b"LIST" + (8).to_bytes(4, "little") + f"{number:08}".encode()
    size = int.from_bytes(data[4:8], "little") + len(chunk)
    target.write_bytes(data[:4] + size.to_bytes(4, "little") + data[8:] + chunk)
    shutil.copy(SAMPLES / f"{Path(name).stem}.transcript.json", target.with_suffix(".transcript.json"))
    return target


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Two reps with two messages each, and a file that is no recording."""
    folder = tmp_path / "team"
    for number, rep in enumerate(("ann", "ann", "bob", "bob")):
        copy_sample("cryptic.wav", folder / rep / f"{number}.wav", number)
    (folder / "bob" / "bad.wav").write_bytes(b"no sound")
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    """A table that vmcoach wrote."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def outputs(folder: Path) -> dict[str, bytes]:
    """Every file that is passed on, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def heard(folder: Path) -> int:
    """How many contents were heard, over all runs."""
    return (folder / "private" / "observations.jsonl").read_bytes().count(b"\n")


def test_a_folder_is_graded_and_one_bad_file_named(team: Path, tmp_path: Path) -> None:
    """All good ones have a score, the bad one is in errors.csv, and the shell is told."""
    code, out, err = run(team, "--out", tmp_path / "out", "--rep-from", "folder", "--check")
    assert code == 3
    assert "5 recordings · 0 passed · 4 not yet · 1 not scored" in out
    assert "bad.wav" in err
    assert [(row["rep"], Path(row["path"]).name) for row in rows(tmp_path / "out" / "messages.csv")] == [
        ("ann", "0.wav"), ("ann", "1.wav"), ("bob", "2.wav"), ("bob", "3.wav"),
    ]  # fmt: skip
    assert [row["kind"] for row in rows(tmp_path / "out" / "errors.csv")] == ["not_audio"]
    assert [(row["rep"], row["messages"], row["scored"]) for row in rows(tmp_path / "out" / "reps.csv")] == [
        ("ann", "2", "2"), ("bob", "3", "2"),
    ]  # fmt: skip
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert [len(each["messages"]) for each in summary["repeats"]] == [4]
    lines = [json.loads(line) for line in (tmp_path / "out" / "results.jsonl").read_text().splitlines()]
    assert [Path(line["path"]).name for line in lines if "error" in line] == ["bad.wav"]
    assert [line["result"]["source"]["path"] for line in lines if "result" in line] == [
        row["path"] for row in rows(tmp_path / "out" / "messages.csv")
    ]


def test_the_table_holds_the_numbers_of_the_results(tmp_path: Path) -> None:
    """A row of messages.csv and a line of results.jsonl say the same of a message, as does its rep's row."""
    run(SAMPLES / "good.wav", "--out", tmp_path / "out")
    result = json.loads((tmp_path / "out" / "results.jsonl").read_text())["result"]
    (row,) = rows(tmp_path / "out" / "messages.csv")
    (rep,) = rows(tmp_path / "out" / "reps.csv")
    assert {
        "duration_s": result["duration"]["total_s"],
        "words_per_second": result["pace"]["words_per_second"],
        "judged_words_per_second": result["pace"]["judged_words_per_second"],
        "fillers_per_minute": result["fillers"]["per_minute"],
        "score": result["score"],
        "next_take": result["advice"][0],
    }.items() <= {name: _number(text) for name, text in row.items()}.items()
    assert _number(rep["median_duration_s"]) == result["duration"]["total_s"]
    assert _number(rep["judged_words_per_second"]) == result["pace"]["judged_words_per_second"]
    assert _number(rep["words_per_second"]) == result["pace"]["words_per_second"]


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def bad_files(folder: Path) -> int:
    """Files of every kind that is no recording, and how many they are."""
    folder.mkdir()
    whole = (SAMPLES / "cryptic.wav").read_bytes()
    header = b"RIFF" + (36).to_bytes(4, "little") + whole[8:40] + bytes(4)
    tagged = b"RIFF" + (48).to_bytes(4, "little") + header[8:] + b"LIST\4\0\0\0INFO"
    kinds = [b"", b"no sound", bytes(4000), header, tagged, whole[: len(whole) // 2], whole[:30], whole[:44]]
    for number, data in enumerate(kinds):
        for ending in ("wav", "mp3", "m4a"):
            (folder / f"{number}.{ending}").write_bytes(data)
    return 3 * len(kinds)


def test_every_bad_file_is_named_and_scoring_says_of_it_what_grading_says(tmp_path: Path) -> None:
    """Of each kind under each ending, header-only files with and without tags among them."""
    count = bad_files(tmp_path / "bad")
    copy_sample("cryptic.wav", tmp_path / "bad" / "good.wav")
    code, out, _ = run(tmp_path / "bad", "--out", tmp_path / "out")
    assert code == 3
    assert f"1 not yet · {count} not scored" in out
    told = {row["path"]: row["message"] for row in rows(tmp_path / "out" / "errors.csv")}
    assert len(told) == count
    scored = CliRunner().invoke(app, ["score", *told, *SCRIPTED])
    assert scored.exit_code == 3
    assert sorted(scored.stderr.splitlines()) == sorted(f"vmcoach: {message}" for message in told.values())


def test_the_same_command_hears_nothing_twice_and_another_rubric_hears_nothing(team: Path, tmp_path: Path) -> None:
    """Transcripts are gone and the scores are there; the outputs of the same rubric are the same bytes."""
    out = tmp_path / "out"
    run(team, "--out", out)
    first = outputs(out)
    for transcript in team.rglob("*.transcript.json"):
        transcript.unlink()
    assert run(team, "--out", out)[0] == 3
    assert outputs(out) == first
    rubric = tmp_path / "strict.toml"
    rubric.write_text("target_s = 5\nlimit_s = 8\n")
    run(team, "--out", out, "--rubric", rubric)
    assert heard(out) == 4
    assert {row["duration_verdict"] for row in rows(out / "messages.csv")} == {"over_limit"}


def test_one_content_under_two_names_is_heard_once_and_told_twice(tmp_path: Path) -> None:
    """By its bytes, whatever its name."""
    first = copy_sample("cryptic.wav", tmp_path / "in" / "ann" / "a.wav")
    second = tmp_path / "in" / "bob" / "b.wav"
    second.parent.mkdir()
    shutil.copy(first, second)
    code, out, _ = run(tmp_path / "in", "--out", tmp_path / "out", "--rep-from", "folder")
    assert (code, heard(tmp_path / "out")) == (0, 1)
    assert "1 the same file as another" in out
    assert "one recording under several names" in out
    assert [row["rep"] for row in rows(tmp_path / "out" / "messages.csv")] == ["ann", "bob"]


def test_glob_archive_and_list_give_what_the_folder_gives(team: Path, tmp_path: Path) -> None:
    """Scores do not hang on the way in; a list says whose they are and when."""
    transcript = str(SAMPLES / "cryptic.transcript.json")
    good = sorted(team.rglob("[0-9].wav"))
    with zipfile.ZipFile(tmp_path / "team.zip", "w") as archive:
        for path in good:
            archive.write(path, path.relative_to(team))
    days = ["2026-03-01", "2026-03-11", "2026-03-21", "2026-03-31"]
    listed = [f"team/{path.relative_to(team)},=Ann,{day}" for path, day in zip(good, days, strict=True)]
    (tmp_path / "list.csv").write_text("\n".join(["path,rep,date", *listed]))
    scores = []
    for number, given in enumerate((f"{team}/*/[0-9].wav", tmp_path / "team.zip", tmp_path / "list.csv")):
        out = tmp_path / f"out{number}"
        assert run(given, "--out", out, "--model", transcript)[0] == 0
        scores.append([(row["score"], row["sha256"]) for row in rows(out / "messages.csv")])
    assert len(scores[0]) == 4
    assert scores[0] == scores[1] == scores[2]
    told = rows(tmp_path / "out2" / "messages.csv")
    assert [row["date"] for row in told] == days
    assert {row["rep"] for row in told} == {"'=Ann"}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 0, []),
        (["--check"], 1, ["not passed: a.wav"]),
        (["--fail-under", "99"], 1, ["below --fail-under 99: a.wav (30)"]),
        (["--rep-fail-under", "99"], 1, ["below --rep-fail-under 99: Ann (30)"]),
        (["--check", "--rep-fail-under", "99"], 1, ["not passed: a.wav", "below --rep-fail-under 99: Ann (30)"]),
        (["--fail-under", "1", "--rep-fail-under", "1"], 0, []),
    ],
)
def test_the_bars_decide_the_exit_code_and_who_is_below_is_named(
    tmp_path: Path, arguments: list[str], code: int, told: list[str]
) -> None:
    """Without a file that failed."""
    copy_sample("cryptic.wav", tmp_path / "a.wav")
    (tmp_path / "list.csv").write_text("path,rep\na.wav,Ann\n")
    exit_code, _, err = run(tmp_path / "list.csv", *arguments)
    assert exit_code == code
    assert err.replace(f"{tmp_path}/", "").splitlines() == [f"vmcoach: {each}" for each in told]


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuch/*.wav"],
        ["a.wav", "--rep-from", "{name}"],
        ["a.wav", "--dask", "tcp://localhost:1", "--workers", "2"],
    ],
    ids=" ".join,
)
def test_a_wrong_word_is_a_usage_error(tmp_path: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is heard."""
    monkeypatch.chdir(tmp_path)
    copy_sample("cryptic.wav", tmp_path / "a.wav")
    assert run(*arguments)[:2] == (2, "")


def test_a_second_run_on_the_same_folder_says_so_and_stops(team: Path, tmp_path: Path) -> None:
    """The first one's files are left alone."""
    with locked(tmp_path / "out"):
        code, out, err = run(team, "--out", tmp_path / "out")
    assert (code, out) == (2, "")
    assert "Another run is at work" in err


def test_what_does_not_fit_on_a_line_goes_on_under_its_own(team: Path) -> None:
    """Set in below its title, so that titles can be told from what is under them."""
    told = run(team, "--rep-from", "folder", "--leaderboard", columns=60)[1].splitlines()
    titles = ("To work on", "The same message again", "Leaderboard")
    assert [line for line in told if line.strip() in titles and line.startswith("  ") and line[2] != " "]
    under = told[told.index("  To work on") + 1 : told.index("  The same message again") - 1]
    assert len(under) > 2
    assert all(line.startswith("    ") for line in under)


def test_no_number_is_cut_short_on_a_narrow_page(team: Path) -> None:
    """The headings break, the figures stand as on a wide page."""
    narrow, wide = (run(team, "--rep-from", "folder", columns=columns)[1].splitlines() for columns in (60, 100))
    assert max(map(len, narrow)) <= 60
    figures = [line.split() for line in wide if line.startswith(("  ann", "  bob", "  Team"))][:3]
    assert [line.split() for line in narrow if line.startswith(("  ann", "  bob", "  Team"))][:3] == figures
    assert len(figures) == 3


def test_figures_stand_below_their_rep_where_a_table_has_no_room(team: Path) -> None:
    """All of them, each with its heading."""
    told = run(team, "--rep-from", "folder", columns=40)[1]
    assert max(map(len, told.splitlines())) <= 40
    ann = " ".join(told[told.index("  ann\n") : told.index("  bob\n")].split())
    for name in ("sent", "pass", "score", "median", "words/s", "fillers/min", "trend/week"):
        assert re.search(rf"{name} (\d|–)", ann), name


def test_where_no_rep_is_known_nobody_is_ranked(team: Path) -> None:
    """And it says so."""
    told = run(team, "--leaderboard")[1]
    assert "Nobody is ranked: no rep is known." in told
    assert "Ranges (±)" not in told


def test_equal_means_share_a_rank() -> None:
    """And the next rank is left out."""
    means = {"ann": 80, "bob": 90, "carl": 80, "dora": 70}
    messages = [scored(f"{rep}{each}.wav", rep, score=mean) for rep, mean in means.items() for each in range(5)]
    told = team_report(team_of(messages), leaderboard=True, width=100, color=False)
    assert re.findall(r"(\d)\. (\w+):", told) == [("1", "bob"), ("2", "ann"), ("2", "carl"), ("4", "dora")]


@pytest.mark.parametrize(
    ("reps", "told"),
    [
        (["ann", "bob"], "2 messages by ann and bob: 0.wav and 1.wav"),
        (["ann", "bob", None], "3 messages by ann, bob and somebody unknown: 0.wav, 1.wav …"),
        (["ann", "bob", "carl", "dora", "eve"], "5 messages by ann, bob, carl and 2 more: 0.wav, 1.wav …"),
    ],
)
def test_who_leaves_the_same_message_is_named(reps: list[str | None], told: str) -> None:
    """A few of them where they are many."""
    found = Repeat(tuple(scored(f"{number}.wav", rep) for number, rep in enumerate(reps)))
    assert repeated([found], "messages.csv") == [told]
    assert repeated([found] * 7, "messages.csv")[5:] == [
        "and 2 groups more, all numbered in the column “repeat” of messages.csv"
    ]


def test_a_ranking_is_shown_only_when_asked_for(team: Path) -> None:
    """And says who is not in it."""
    assert "Leaderboard" not in run(team, "--rep-from", "folder")[1]
    assert "2 reps not ranked" in run(team, "--rep-from", "folder", "--leaderboard")[1]


def test_an_anonymous_run_names_nobody(team: Path, tmp_path: Path) -> None:
    """In no file but those of the private folder, and not on the terminal."""
    _, out, err = run(team, "--out", tmp_path / "out", "--rep-from", "folder", "--anonymise")
    said = out + err.replace(str(tmp_path), "") + "".join(text.decode() for text in outputs(tmp_path / "out").values())
    assert "Rep 001" in out
    for name in ("ann", "bob", ".wav", "555"):
        assert f"/{name}" not in said
        assert f"{name}," not in said
    assert "bad" in (tmp_path / "out" / "private" / "names.json").read_text()


def start(*arguments: str | Path) -> "subprocess.Popen[bytes]":
    """`vmcoach grade` in a process of its own."""
    command = [sys.executable, "-m", "vmcoach", "grade", *map(str, arguments), *SCRIPTED]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    """Killed wherever it stands, it ends with the same bytes as an undisturbed run, and hears each content once."""
    for number in range(36):
        copy_sample("cryptic.wav", tmp_path / "in" / "ann" / f"{number:02}.wav", number)
    for name, data in {
        "empty": b"",
        "text": b"no sound",
        "head": b"RIFF\x24\0\0\0WAVEfmt ",
        "noise": bytes(99),
    }.items():
        (tmp_path / "in" / "ann" / f"{name}.wav").write_bytes(data)
    options = ("--rep-from", "folder")
    out, chance = tmp_path / "killed", random.Random(36)
    for heard_before in (1, 9):
        process = start(tmp_path / "in", "--out", out, *options)
        log = out / "private" / "observations.jsonl"
        while process.poll() is None and not (log.exists() and heard(out) >= heard_before):
            time.sleep(0.005)
        time.sleep(chance.random() * 0.1)
        process.kill()
        process.wait()
    assert heard(out) > 0
    assert run(tmp_path / "in", "--out", out, *options)[0] == 3
    assert heard(out) == 36
    assert run(tmp_path / "in", "--out", tmp_path / "undisturbed", *options)[0] == 3
    assert outputs(out) == outputs(tmp_path / "undisturbed")
    assert len(rows(out / "errors.csv")) == 4


def test_workers_give_what_this_process_gives(team: Path, tmp_path: Path) -> None:
    """Every file is the same, byte for byte."""
    assert run(team, "--out", tmp_path / "here")[0] == 3
    assert run(team, "--out", tmp_path / "pool", "--workers", "2")[0] == 3
    assert outputs(tmp_path / "pool") == outputs(tmp_path / "here")


@pytest.mark.slow
def test_a_dask_cluster_gives_what_this_process_gives_though_a_worker_is_killed(tmp_path: Path) -> None:
    """Two worker processes on loopback, one of them killed while it hears."""
    pytest.importorskip("distributed")
    import psutil

    for number in range(20):
        copy_sample("cryptic.wav", tmp_path / "in" / f"{number:02}.wav", number)
    out = tmp_path / "dask"
    process = start(tmp_path / "in", "--out", out, "--dask", "local", "--workers", "2")
    while process.poll() is None and not (out / "private").exists():
        time.sleep(0.01)
    workers: list[psutil.Process] = []
    while process.poll() is None and len(workers) < 2:
        children = psutil.Process(process.pid).children(recursive=True)
        workers = [child for child in children if "spawn_main" in " ".join(child.cmdline())]
        time.sleep(0.01)
    while process.poll() is None and not heard(out):
        time.sleep(0.005)
    assert process.poll() is None
    workers[0].kill()
    assert process.wait() == 0
    assert heard(out) == 20
    assert run(tmp_path / "in", "--out", tmp_path / "here")[0] == 0
    assert outputs(out) == outputs(tmp_path / "here")


def test_a_message_with_the_other_side_on_its_own_channel_is_told_apart(
    tmp_path: Path, write_recording: Callable[..., Path]
) -> None:
    """The channel that is scored may be the wrong one."""
    shutil.copy(SAMPLES / "good.transcript.json", tmp_path / "take.transcript.json")
    said, silence = load_audio(SAMPLES / "good.wav").samples, np.zeros(5 * SAMPLE_RATE_HZ, np.float32)
    sides = [np.concatenate([said, silence]), np.concatenate([0 * said, said[: len(silence)]])]
    code, _, err = run(write_recording("take.wav", sides, SAMPLE_RATE_HZ), "--out", tmp_path / "out")
    assert code == 0
    assert "1 message with words that are uncertain, missing or not the caller's" in err
    assert "speech on another channel" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_a_message_that_was_hardly_made_out_is_told_apart(tmp_path: Path) -> None:
    """Its figures stand beside the others': by a note, in the table of messages and on the page."""
    take = copy_sample("good.wav", tmp_path / "in" / "take.wav")
    transcript = take.with_suffix(".transcript.json")
    values = json.loads(transcript.read_text(encoding="utf-8"))
    transcript.write_text(json.dumps({**values, "words": [{**each, "probability": 0.4} for each in values["words"]]}))
    code, _, err = run(tmp_path / "in", "--out", tmp_path / "out")
    assert code == 0
    assert "1 message with words that are uncertain, missing or not the caller's" in err
    (row,) = csv.DictReader((tmp_path / "out" / "messages.csv").read_text(encoding="utf-8").splitlines())
    assert row["confidence"] == "0.4"
    assert "words uncertain" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
