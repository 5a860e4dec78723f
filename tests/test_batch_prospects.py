"""To whom the messages of a batch go: notes found by name, earlier messages by date, and what the team says too."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from vmcoach.batch.inputs import Found
from vmcoach.batch.prospects import Notes, predecessors
from vmcoach.batch.takes import Take
from vmcoach.cli import app
from vmcoach.errors import UsageError
from vmcoach.prospect import Prospect, load_prospects, prospect_key

SAMPLES = Path(__file__).parent.parent / "samples"
DANA, OTHER_DANA, BAKERY = Prospect("Dana Whitfield", "Harbor"), Prospect("Dana Whitfield", "Ames"), Prospect("", "Rye")
NAMELESS = Prospect(facts=("Opened a depot in Reno",))


def take(place: str, prospect: str | None = None, rep: str | None = "ann", date: str | None = None) -> Take:
    """A recording and whose it is."""
    return Take(place, place, rep=rep, prospect=prospect, date=date)


@pytest.mark.parametrize(
    ("prospect", "notes"),
    [
        ("Dana Whitfield", DANA),
        ("dana-whitfield", DANA),
        ("Dana Whitfield, Harbor", DANA),
        ("rye", BAKERY),
        ("Dana", None),
        ("", None),
        (None, None),
    ],
)
def test_notes_are_found_by_name_or_name_and_company(prospect: str | None, notes: Prospect | None) -> None:
    """However the name is written, and never by a part of it."""
    assert Notes([DANA, BAKERY]).on(take("a.wav", prospect)) == notes


def test_a_name_that_is_that_of_two_prospects_is_refused() -> None:
    """Until the company is told."""
    notes = Notes([DANA, OTHER_DANA])
    assert notes.on(take("a.wav", "Dana Whitfield (Ames)")) == OTHER_DANA
    with pytest.raises(UsageError, match=r"a\.wav: the notes hold 2 prospects called Dana Whitfield"):
        notes.on(take("a.wav", "Dana Whitfield"))


def test_a_prospect_in_other_spelling_is_the_same() -> None:
    """Or one message to one prospect would count as left to several."""
    takes = tuple(take(f"{number}.wav", name) for number, name in enumerate(("Acme Inc.", "acme inc", "?", "!")))
    found = Notes().addressed(Found(takes, ()), lambda _: None)
    assert [each.prospect for each in found.takes] == ["Acme Inc.", "Acme Inc.", "?", "!"]


def test_notes_on_one_prospect_go_with_every_recording_that_names_nobody() -> None:
    """And with no other; who is named without notes is told."""
    told: list[str] = []
    found = Notes([DANA]).addressed(Found((take("a.wav"), take("b.wav", "Sam")), ()), told.append)
    assert [each.prospect for each in found.takes] == ["Dana Whitfield", "Sam"]
    assert told == ["No notes on 1 of the prospects: Sam"]
    assert Notes([NAMELESS]).on(take("a.wav")) == NAMELESS
    assert Notes([NAMELESS]).key(take("a.wav")) == ""


def test_notes_that_no_recording_asks_for_are_told() -> None:
    """They would be taken to be used."""
    told: list[str] = []
    Notes([DANA, OTHER_DANA]).addressed(Found((take("a.wav"), take("b.wav")), ()), told.append)
    assert told == ["The notes are not used: no recording names a prospect. A CSV list or --rep-from can."]


@pytest.mark.parametrize(
    ("takes", "before"),
    [
        ([("Dana", "2026-03-02"), ("Dana", "2026-03-01"), ("Dana", "2026-03-03")], {0: 1, 2: 0}),
        ([("Dana", "2026-03-02"), ("dana", None), ("DANA", "2026-03-01")], {1: 0, 2: 1}),
        ([("Dana", "2026-03-01"), ("Sam", "2026-03-01"), ("Dana", "2026-03-01")], {2: 0}),
        ([(None, "2026-03-01"), (None, "2026-03-02")], {}),
    ],
    ids=["by date", "one without a date", "two prospects", "nobody named"],
)
def test_messages_follow_one_another(takes: list[tuple[str | None, str | None]], before: dict[int, int]) -> None:
    """By date, or as they stand in the list where one has none."""
    assert predecessors([take("a.wav", who, "ann", date) for who, date in takes], Notes()) == before


def test_only_messages_of_one_rep_follow_one_another() -> None:
    """Nor does anything follow where no rep is known."""
    assert predecessors([take("a", "Dana", "ann"), take("b", "Dana", "bob")], Notes()) == {}
    assert predecessors([take("a", "Dana", None), take("b", "Dana", None)], Notes()) == {}


def test_a_folder_of_notes_is_read_file_by_file(tmp_path: Path) -> None:
    """In the order of their names; other files are left alone."""
    (tmp_path / "b.toml").write_text('name = "Bea"')
    (tmp_path / "a.csv").write_text("name\nAl\nAmy\n")
    (tmp_path / "README.txt").write_text("?")
    assert [each.name for each in load_prospects(tmp_path)] == ["Al", "Amy", "Bea"]
    assert prospect_key("Whitfield-Ross,  DANA") == "whitfield ross dana"
    assert prospect_key("Zoe\u0308") == prospect_key("Zo\xeb")


def graded(folder: Path, rows: list[str], *options: str | Path) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Lines of results.jsonl and rows of messages.csv, of the samples that a list names."""
    listed = [f"{SAMPLES / name},{rest}" for name, _, rest in (row.partition(",") for row in rows)]
    (folder / "list.csv").write_text("\n".join(["path,rep,prospect,date", *listed]))
    words = ["grade", str(folder / "list.csv"), "--engine", "scripted", "--out", str(folder / "out")]
    result = CliRunner().invoke(app, [*words, *map(str, options)])
    assert result.exit_code == 0, result.output
    with (folder / "out" / "messages.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    return [json.loads(line) for line in (folder / "out" / "results.jsonl").read_text().splitlines()], table


def verdicts(lines: list[dict[str, Any]], reason: int) -> list[str]:
    """What is said of a reason, message by message."""
    return [line["result"]["reasons"][reason - 1]["verdict"] for line in lines]


def test_the_same_message_again_to_one_prospect_is_flagged(tmp_path: Path) -> None:
    """The later one by date, whatever the order of the list; the first, and one to somebody else, have none before."""
    rows = [
        "generic_again.ogg,lena,Graham,2026-03-09",
        "generic.mp3,lena,graham,2026-03-02",
        "good.wav,lena,Sarah,2026-03-02",
        "landline.wav,lena,Graham,2026-03-10",
    ]
    lines, table = graded(tmp_path, rows)
    assert verdicts(lines, 3) == ["flag", "not_assessed", "not_assessed", "ok"]
    assert "of 1 earlier message" in lines[0]["result"]["reasons"][2]["evidence"][0]["text"]
    assert "of 2 earlier messages" in lines[3]["result"]["reasons"][2]["evidence"][0]["text"]
    assert "3" in table[0]["flagged_reasons"].split()
    assert any(
        part["name"] == "novelty" and part["points"] < part["out_of"] / 2 for part in lines[0]["result"]["score_parts"]
    )


@pytest.mark.parametrize(
    ("days", "verdict"),
    [(("2026-03-02", "2026-03-02"), "not_assessed"), (("2026-03-02", "2026-03-09"), "flag")],
)
def test_one_recording_listed_twice_is_one_message_unless_it_was_left_twice(
    tmp_path: Path, days: tuple[str, str], verdict: str
) -> None:
    """A copy of a file is no earlier message; the same file on another day was played again."""
    copy = tmp_path / "copy.wav"
    copy.write_bytes((SAMPLES / "good.wav").read_bytes())
    copy.with_suffix(".transcript.json").write_bytes((SAMPLES / "good.transcript.json").read_bytes())
    lines, _ = graded(tmp_path, [f"good.wav,tom,Sarah,{days[0]}", f"{copy},tom,Sarah,{days[1]}"])
    assert verdicts(lines, 3) == ["not_assessed", verdict]


def test_notes_decide_on_research(tmp_path: Path) -> None:
    """Of the prospect that the list names; a hook of the rep's own counts, and without notes it is not assessed."""
    notes = tmp_path / "notes.csv"
    tuba = "Plays the tuba in an orchestra"
    notes.write_text(f"name,facts\nSarah,Opened a second clinic in Tacoma\nWalter,{tuba}\nOmar,{tuba}\n")
    rows = ["good.wav,tom,Sarah,", "landline.wav,june,Walter,", "generic.mp3,ann,Omar,", "cryptic.wav,dan,Victor,"]
    lines, _ = graded(tmp_path, rows, "--prospect", notes)
    assert verdicts(lines, 7) == ["ok", "watch", "flag", "not_assessed"]
    assert "tacoma" in lines[0]["result"]["reasons"][6]["evidence"][0]["text"]


def test_a_message_that_a_colleague_leaves_too_sounds_like_everyone(tmp_path: Path) -> None:
    """Its line says so, and is whole; whose message nobody else leaves is left as it was judged."""
    alone, _ = graded(tmp_path, ["good.wav,tom,Sarah,", "landline.wav,june,Walter,"])
    copy = tmp_path / "copy.wav"
    copy.write_bytes((SAMPLES / "good.wav").read_bytes() + b"LIST\4\0\0\0test")
    copy.with_suffix(".transcript.json").write_bytes((SAMPLES / "good.transcript.json").read_bytes())
    lines, _ = graded(tmp_path, ["good.wav,tom,Sarah,", "landline.wav,june,Walter,", f"{copy},bea,Sam,"])
    assert verdicts(alone, 6) == ["ok", "ok"]
    assert verdicts(lines, 6) == ["watch", "ok", "watch"]
    reason = lines[0]["result"]["reasons"][5]
    assert reason["evidence"][-1]["text"] == "1 other rep of the team left the same message"
    assert "words of your own" in reason["advice"]
    lines[0]["result"]["reasons"][5] = alone[0]["result"]["reasons"][5]
    assert lines[:2] == alone
