"""Names and words that would be code somewhere: in every format they are shown, and do nothing."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from markdown_it.tree import SyntaxTreeNode
from typer.testing import CliRunner

from tests.pages import HOSTILE, Tags
from tests.test_markdown_report import READER
from vmcoach.cli import app

SAMPLES = Path(__file__).parent.parent / "samples"
WORDS = (
    *HOSTILE, "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "a\r\n=1", "a;=1;", "| a | b |", "\u202e\u2066",
)  # fmt: skip
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What commands a terminal, turns the direction of writing, or is no character."""
MARKUP = {"html_block", "html_inline", "link", "image", "code_block", "fence", "code_inline", "blockquote", "hr"}


@pytest.fixture(params=WORDS, ids=ascii)
def word(request: pytest.FixtureRequest) -> str:
    """One of them."""
    return str(request.param)


@pytest.fixture
def take(tmp_path: Path, word: str) -> Path:
    """A recording with that name, as far as a file can have it, in which somebody says little else."""
    name = word.translate({0: None, ord("/"): None, ord("\r"): None, 0xDC80: None})
    path = tmp_path / "takes" / f"{name}.wav"
    path.parent.mkdir()
    shutil.copy(SAMPLES / "good.wav", path)
    said = f"Hi {word} this is {word} at Acme, um, touching base about {word} at 512-555-0147 {word}"
    texts = said.split(" ")
    step_s = 18 / len(texts)
    words = [
        {
            "text": text,
            "start_s": 0.3 + at * step_s,
            "end_s": 0.2 + (at + 1) * step_s,
            "kind": "filled_pause" if text == "um," else "word",
        }
        for at, text in enumerate(texts)
    ]
    path.with_name(f"{name}.transcript.json").write_text(json.dumps({"words": words}), encoding="ascii")
    return path


def run(tmp_path: Path, *arguments: str | Path) -> str:
    """Standard output of a command with replayed words."""
    settings = {"COLUMNS": "80", "NO_COLOR": "1", "VMCOACH_HISTORY": str(tmp_path / "h")}
    result = CliRunner().invoke(app, list(map(str, arguments)), env=settings)
    assert result.exit_code == 0, result.output
    assert not FORBIDDEN.search(result.output)
    return result.stdout


def test_a_report_is_text(tmp_path: Path, take: Path, word: str) -> None:
    """Terminal, JSON, Markdown and page, plain and redacted; and what the history tells of a rep of that name."""
    rep = word.replace("\x00", "").replace("\udc80", "") or "x"
    page = tmp_path / "page.html"
    tags = set()
    for options in (["--rep", rep], ["--redact"]):
        command = ("score", take, "--engine", "scripted", *options)
        run(tmp_path, *command, "--html", page)
        document = run(tmp_path, *command, "--json")
        assert document.isascii()
        assert json.loads(document)["results"][0]["transcript"]["words"]
        tree = SyntaxTreeNode(READER.parse(run(tmp_path, *command, "--markdown")))
        assert MARKUP.isdisjoint(node.type for node in tree.walk())
        shown = page.read_text(encoding="utf-8")
        assert not FORBIDDEN.search(shown)
        assert Tags(shown).open == []
        tags |= {tag for tag, _ in Tags(shown).found}
    assert tags.isdisjoint({"img", "iframe", "a", "form", "object"})
    assert shown.count("<script") == shown.count("<style") == 1
    run(tmp_path, "history")
    run(tmp_path, "history", "show", "--", rep)
    run(tmp_path, "history", "compare", "1", "2")
    for extra in ([], ["--redact"]):
        export = run(tmp_path, "history", "export", *extra)
        assert export.isascii()
        assert [bool(json.loads(line)["result"]) for line in export.splitlines()]


def test_a_table_holds_nothing_to_run(tmp_path: Path, take: Path, word: str) -> None:
    """Every cell of every table of a team, whose reps, prospects and campaigns have such names too."""
    told = word.replace("\x00", "").replace("\udc80", "")
    listed = io.StringIO()
    table = csv.writer(listed)
    table.writerows([["path", "rep", "prospect", "campaign"], [f"takes/{take.name}", told, told, told]])
    (tmp_path / "list.csv").write_text(listed.getvalue(), encoding="utf-8", newline="")
    out = tmp_path / "out"
    run(tmp_path, "grade", tmp_path / "list.csv", "--out", out, "--engine", "scripted", "--leaderboard")
    for name in ("messages.csv", "reps.csv"):
        text = (out / name).read_text(encoding="utf-8-sig")
        assert not FORBIDDEN.search(text.replace("\r\n", "\n"))
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                is_number = re.fullmatch(r"-?[\d.]+", cell) and told not in cell
                assert is_number or not re.search(r"(^|;)\s*[=+\-@]", cell)
    for name in ("results.jsonl", "summary.json"):
        assert (out / name).read_bytes().isascii()
