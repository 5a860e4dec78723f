"""What is left of a message without names, numbers and addresses: planted ones are in nothing that is made of it."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from tests.assessments import good, poor, silent
from tests.test_document import VALIDATOR
from vmcoach.assessment import Assessment
from vmcoach.cli import app
from vmcoach.document import result_document
from vmcoach.prospect import Prospect
from vmcoach.redaction import Redaction, names_in_notes, redacted, redacted_result
from vmcoach.redaction.words import capitalised
from vmcoach.transcript import Word

SAMPLES = Path(__file__).parent.parent / "samples"
RECORDINGS = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".wav", ".mp3", ".m4a", ".ogg", ".flac"))
SPELLED = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SARAH = Redaction("", ["Sarah", "Tom Becker"], "recording 1")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hi Sarah, it's Tom.", "Hi [name], it's [name]."),
        ("Hi Sarah, Tom Becker here", "Hi [name], [name] here"),
        ("sarah's clinic", "[name] clinic"),
        ("ask for sara or sarrah", "ask for [name] or [name]"),
        ("that's S-A-R-A-H, b e c k e r", "that's [name], [name]"),
        ("call 512-555-0147 today", "call [number] today"),
        ("call (512) 555 0147.", "call [number]."),
        ("at five one two, five five five, oh one four seven.", "at [number]."),
        ("five one two um five five five um double oh one", "[number] um [number] um [number]"),
        ("it's five, then one, and then two", "it's [number], then [number], and then [number]"),
        ("five to seven for nine", "[number]"),
        ("extension 7 please", "extension [number] please"),
        ("invoice 20417", "invoice [number]"),
        ("write to tom@example.com now", "write to [address] now"),
        ("or sam dot lee at north wind dot com, thanks", "or [address], thanks"),
        ("it's all at northwind.com", "[address]"),
        ("see brightside dot io for it", "see [address] for it"),
        ("see brightside.tech or brightside dot cloud for it", "see [address] or [address] for it"),
        ("by 40% in 90 days for all of us and nine more", "by [number] in [number] days for all of us and nine more"),
        ("one question: could we say 3 p.m. or so", "one question: could we say 3 p.m. or so"),
        ("I I mean a plan", "I I mean a plan"),
    ],
)  # fmt: skip
def test_names_numbers_and_addresses_are_taken_out_of_what_was_said(text: str, left: str) -> None:
    """In any form in which they are written or spoken; a single small number tells nothing of anybody."""
    assert SARAH.said(text, is_whole=True) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Cut 6.2 s: drop “ask sarah”.", "Cut 6.2 s: drop “ask [name]”."),
        ("18.6 s, target 20 s, limit 30 s: 53 words", "18.6 s, target 20 s, limit 30 s: 53 words"),
        ("104.2 s, 84.2 s over (limit 30 s): 1204 words", "104.2 s, 84.2 s over (limit 30 s): 1204 words"),
        ("1799.95 s, 512-5550 and 20417", "1799.95 s, [number] and [number]"),
        ("You said “call five one” twice.", "You said “call [number]” twice."),
        ("You said “the nine” twice.", "You said “the [number]” twice."),
        ("Hi Sarah: say it to her", "Hi [name]: say it to her"),
        ("a@b.com 5125550147", "[address] [number]"),
    ],
)
def test_a_sentence_of_vmcoach_keeps_its_own_numbers(text: str, left: str) -> None:
    """Only what it quotes, and names, are taken out; a digit at the edge of a quotation may be one of many."""
    assert SARAH.told(text) == left


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hi Sarah, I'm at Brite. We saw Acme's news.", {"Sarah", "Brite", "Acme's"}),
        ("Northwind cut it. Um, Looking at Reno on Monday.", {"Northwind", "Looking", "Reno"}),
        ("Call me. Thanks. Most of it is done. Thirteen teams moved.", set()),
        ("HI DANA, THIS IS SAM.", set()),
        ("we use G2 and 3M", {"G2"}),
    ],
)
def test_a_word_with_a_capital_is_a_name_for_all_that_is_known(text: str, names: set[str]) -> None:
    """Inside a sentence always; at its start unless it is known to begin sentences; days are none."""
    assert capitalised(text) == names


def test_an_address_gives_away_its_names() -> None:
    """They are hidden wherever else they are said, in any case."""
    redaction = Redaction("mail sam@northwind.com", [], "recording 1")
    assert redaction.said("it's sam at northwind", is_whole=True) == "it's [name] at [name]"


def test_notes_give_all_their_names() -> None:
    """Those in facts too."""
    notes = Prospect(
        "Dana Whitfield", "Harbor Mutual", facts=("Opened a depot in Reno",), do_not_mention=("the Ames lawsuit",)
    )
    assert {"Dana Whitfield", "Harbor Mutual", "Reno", "Ames"} <= set(names_in_notes(notes))


SAID = ("Sarah,", "tom", "five", "555", "oh", "at", "dot", "com", "um", "the", "Reno.", "x@y.com", "call", "b", "e")


@given(st.lists(st.sampled_from(SAID), max_size=14))
def test_timed_words_say_what_the_text_says(texts: list[str]) -> None:
    """Word by word and as a whole, the same is hidden; each word keeps a time of its own."""
    words = tuple(Word(text, float(at), at + 0.9) for at, text in enumerate(texts))
    shown = SARAH.words(words)
    assert " ".join(word.text for word in shown) == SARAH.said(" ".join(texts), is_whole=True)
    assert [word.start_s for word in shown] == sorted({word.start_s for word in shown})
    assert not shown or shown[-1].end_s == words[-1].end_s


@pytest.mark.parametrize("make", [good, poor, silent])
def test_the_record_and_its_document_are_redacted_alike(make) -> None:  # type: ignore[no-untyped-def]
    """What a report reads is what a program reads; twice is as once, and the document keeps to its schema."""
    assessment: Assessment = make()
    names = ["Morgan Hale"]
    document = result_document(redacted(assessment, "recording 1", names))
    assert redacted_result(result_document(assessment), "recording 1", names) == document
    assert document["redacted"] is True
    assert result_document(assessment)["redacted"] is False
    VALIDATOR.validate({"schema_version": 1, "results": [document], "errors": []})


def planted(path: Path) -> tuple[set[str], set[str]]:
    """Names (every word of them) and phone numbers of a sample."""
    truth = json.loads((SAMPLES / f"{path.stem}.truth.json").read_text(encoding="utf-8"))
    parts = [truth["content"].get(part) for part in ("recipient", "caller", "company")]
    names = {name for part in parts if part for name in re.findall(r"\w+", part["text"])}
    mentioned = {word for word in capitalised(truth["text"]) if len(word) > 2}
    number = truth["phone_number"]
    return names | {re.sub(r"'s$", "", word) for word in mentioned}, {number["digits"]} if number else set()


def assert_hidden(text: str, names: set[str], numbers: set[str]) -> None:
    """No name, and no number, in digits, groups or words, is in a text."""
    low = text.lower()
    assert [name for name in names if re.search(rf"(?<![^\W_]){re.escape(name.lower())}(?![^\W_])", low)] == []
    for number in numbers:
        assert number not in text
        assert number[-4:] not in re.sub(r"[0-9a-f]{64}", "", text)
        spelled = " ".join(SPELLED[int(digit)] for digit in number[-7:])
        assert spelled not in re.sub(r"[^a-z]+", " ", low)
        assert " ".join(spelled.split()[:3]) not in re.sub(r"[^a-z]+", " ", low)


def run(*arguments: str | Path, **environment: str) -> tuple[str, str]:
    """Both streams of a command with replayed words."""
    settings = {"COLUMNS": "80", "NO_COLOR": "1", **environment}
    result = CliRunner().invoke(app, list(map(str, arguments)), env=settings)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout, result.stderr


def numbers_in(value: Any, key: str = "") -> Iterator[tuple[str, float]]:
    """Every number of a document but the times of single words, with its name."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from numbers_in(inner, f"{key}.{name}")
    elif isinstance(value, list) and not key.endswith("transcript.words"):
        for inner in value:
            yield from numbers_in(inner, key)
    elif isinstance(value, int | float) and not key.endswith(".redacted"):
        yield key, value


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.name)
def test_no_format_holds_who_was_called_and_by_whom(path: Path, tmp_path: Path) -> None:
    """Terminal, JSON, Markdown, page and standard error; what was measured is what it was."""
    names, numbers = planted(path)
    take = tmp_path / f"sarah-lund-2065550138{path.suffix}"
    shutil.copy(path, take)
    shutil.copy(SAMPLES / f"{path.stem}.transcript.json", take.with_suffix(".transcript.json"))
    options = ("--engine", "scripted")
    page = tmp_path / "page.html"
    made = {
        form: "".join(run("score", take, *options, "--redact", *extra)).replace(str(page), "")
        for form, extra in {"terminal": ["--html", page], "json": ["--json"], "markdown": ["--markdown"]}.items()
    }
    shown = made["json"]
    made["page"] = page.read_text(encoding="utf-8").replace("Content-Security-Policy", "")
    made["json"] = re.sub(r'"entry": .*', "", made["json"])  # of vmcoach's own lists
    shown_names = {*names, "lund"}
    for text in made.values():
        assert_hidden(text, shown_names, {*numbers, "2065550138"})
    assert "data:audio" not in made["page"]
    document = json.loads(shown)
    VALIDATOR.validate(document)
    plain = json.loads(run("score", take, *options, "--json")[0])
    assert list(numbers_in(document)) == list(numbers_in(plain))
    for name in ("score", "grade", "passed"):
        assert document["results"][0][name] == plain["results"][0][name]


PLANTED = (
    "Hi, this is dana at harbor. Whitfield asked for Priya Raman. Um, Quillon Quillon cut loads for Zephyr Freight. "
    "Write to dana.whitfield@harbor.example or dana dot whitfield at harbor mutual dot com. That's Q U I L L O N. "
    "My number is 512 555 um 0147, that's five, one, two, five five five, um, oh, one, four, seven. "
    "Extension 42. Thanks, Dayna."
)  # fmt: skip
PLANTED_NAMES = {
    "dana", "dayna", "harbor", "whitfield", "priya", "raman", "quillon", "zephyr", "freight", "mutual", "rosalind",
    "okonkwo", "brandt", "acme",
}  # fmt: skip


@pytest.fixture
def take(tmp_path: Path) -> Path:
    """A recording with planted names, numbers and addresses in its words and in its name."""
    path = tmp_path / "okonkwo" / "whitfield-5125550147.wav"
    path.parent.mkdir()
    shutil.copy(SAMPLES / "good.wav", path)
    words = [
        {"text": text, "start_s": round(0.3 + 0.3 * at, 2), "end_s": round(0.5 + 0.3 * at, 2), "kind": kind}
        for at, text in enumerate(PLANTED.split())
        for kind in ["filled_pause" if text.strip(",.").lower() == "um" else "word"]
    ]
    path.with_suffix(".transcript.json").write_text(json.dumps({"words": words}), encoding="utf-8")
    return path


def assert_nobody(text: str) -> None:
    """Nothing planted is in a text."""
    assert_hidden(text, PLANTED_NAMES, {"5125550147"})
    assert "q u i l" not in text.lower()
    assert not re.search(r"\b42\b", text)


def undrawn(page: str) -> str:
    """A page without style, script and the numbers of its pictures, none of which is the planted one."""
    assert "5125550147" not in page
    without_code = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r'"[-\d. %A-Z]*\d[-\d. %A-Z]*"|\d+\.\d+', '""', without_code)


def test_nothing_planted_is_in_any_report(take: Path, tmp_path: Path) -> None:
    """With notes on the prospect, a rep and a rubric of one's own, two takes in a row, and a file that fails."""
    notes, rubric, page = tmp_path / "notes.toml", tmp_path / "own.toml", tmp_path / "page.html"
    notes.write_text(
        'name = "Rosalind Okonkwo"\ncompany = "Harbor Mutual"\nfacts = ["Quillon cut late loads for Zephyr"]\n'
    )
    rubric.write_text('name = "Acme sales"\nextra_fillers = ["right"]\n')
    missing = take.with_name("brandt.wav")
    options = ("--engine", "scripted", "--redact", "--rep", "Rosalind", "--prospect", notes, "--rubric", rubric)
    store = {"VMCOACH_HISTORY": str(tmp_path / "h")}
    for extra in ([], ["--json"], ["--markdown"], ["--html", page]):
        out, err = run("score", take, missing, *options, *extra, **store)
        assert "recording 2: not scored (missing)" in err
        assert_nobody(out + err.replace(str(page), ""))
    assert_nobody(run("score", take, *options, **store)[0])
    assert "Last take" in run("score", take, *options, **store)[0]
    said = page.read_text(encoding="utf-8")
    assert_nobody(undrawn(said))
    assert "data:audio" not in said
    assert "Rosalind" in run("history", "show", **store)[0]


def test_an_export_of_the_history_can_be_passed_on(take: Path, tmp_path: Path) -> None:
    """Reps have aliases; scenario, recording and rubric are not told; measures are."""
    store, notes = {"VMCOACH_HISTORY": str(tmp_path / "h")}, tmp_path / "notes.toml"
    notes.write_text('name = "Rosalind Okonkwo"\ncompany = "Harbor Mutual"\n')
    for rep in ("Rosalind Brandt", "Okonkwo"):
        run("score", take, "--engine", "scripted", "--rep", rep, "--prospect", notes, **store)
    plain, shown = (run("history", "export", *extra, **store)[0] for extra in ([], ["--redact"]))
    assert "whitfield" in plain
    assert_nobody(re.sub(r'"(taken_at|[a-z_]+_s)": ("[^"]*"|[\d.]+)', "", shown))
    takes = [json.loads(line) for line in shown.splitlines()]
    assert {take["rep"] for take in takes} == {"Rep 001", "Rep 002"}
    schema = VALIDATOR.schema["$defs"]["result"] | {"$defs": VALIDATOR.schema["$defs"]}
    for each, before in zip(takes, map(json.loads, plain.splitlines()), strict=True):
        Draft202012Validator(schema).validate(each["result"])
        assert list(numbers_in(each)) == list(numbers_in(before))


def test_a_rep_s_page_can_be_passed_on(take: Path, tmp_path: Path) -> None:
    """The rep has the alias of the export, scenarios and rubrics are not named, measures are there."""
    store, page, rubric = {"VMCOACH_HISTORY": str(tmp_path / "h")}, tmp_path / "page.html", tmp_path / "own.toml"
    rubric.write_text('name = "Acme sales"\nextra_fillers = ["right"]\n')
    run("score", take, "--engine", "scripted", "--rep", "Rosalind Brandt", "--rubric", rubric, **store)
    run("history", "show", "Rosalind Brandt", "--html", page, "--redact", **store)
    said = page.read_text(encoding="utf-8")
    assert "Rep 001" in said
    assert "Acme" not in said
    assert_nobody(re.sub(r"\d\d:\d\d", "", undrawn(said)))  # the planted 42 is a minute of every hour


def test_an_anonymous_team_is_nobody_in_any_file(take: Path, tmp_path: Path) -> None:
    """Every file but those of the private folder, the terminal and standard error; campaign and rubric too."""
    shutil.copy(take, take.with_name("raman.wav"))
    shutil.copy(take.with_suffix(".transcript.json"), take.with_name("raman.transcript.json"))
    take.with_name("freight.wav").write_bytes(b"no sound")
    listed = [
        f"okonkwo/{name},Rosalind Brandt,Harbor Mutual,Zephyr spring"
        for name in (take.name, "raman.wav", "freight.wav")
    ]
    (tmp_path / "list.csv").write_text("\n".join(["path,rep,prospect,campaign", *listed]))
    (tmp_path / "own.toml").write_text('name = "Acme sales"\n')
    out = tmp_path / "out"
    told = run(
        "grade", tmp_path / "list.csv", "--out", out, "--engine", "scripted", "--anonymise", "--leaderboard",
        "--rubric", tmp_path / "own.toml",
    )  # fmt: skip
    files = {path.name: path.read_text(encoding="utf-8") for path in out.iterdir() if path.is_file()}
    assert set(files) == {"results.jsonl", "messages.csv", "reps.csv", "summary.json", "errors.csv", "index.html"}
    files["index.html"] = undrawn(files["index.html"])
    for text in ("".join(told).replace(str(tmp_path), ""), *files.values()):
        assert_nobody(re.sub(r'"[a-z_]+_s": [\d.]+', "", text))
    assert "Campaign 001" in files["messages.csv"]
    assert "Rosalind Brandt" in (out / "private" / "names.json").read_text(encoding="utf-8")
