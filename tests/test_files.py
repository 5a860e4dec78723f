"""Text of the user's own: read with or without a mark in front, or told by its name."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from vmcoach.cli import app
from vmcoach.errors import UsageError
from vmcoach.files import read_text
from vmcoach.rubric.toml import load_rubric
from vmcoach.session.scenarios import load_scenario


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.txt", None, "cannot be read (No such file or directory)"),
        ("folder", "", "cannot be read (Is a directory)"),
        ("latin.txt", b"\xe9t\xe9", "is not UTF-8 text; save it as UTF-8"),
        ("od\x1bd.txt", b"\xff", "is not UTF-8 text"),
    ],
)
def test_text_that_cannot_be_read_is_told_by_name(
    tmp_path: Path, name: str, content: bytes | str | None, told: str
) -> None:
    """Its path, what it was to be, and why; nothing a terminal would act on."""
    path = tmp_path / name
    if content == "":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_text(path, "script")
    shown = str(path).replace("\x1b", "\\x1b")
    assert str(caught.value).startswith(f"{shown}: the script {told}")


def test_the_mark_that_editors_put_first_is_no_part_of_the_text(tmp_path: Path) -> None:
    """Windows' editor writes one; TOML does not allow it."""
    path = tmp_path / "marked.toml"
    path.write_text("target_s = 15.0\n", encoding="utf-8-sig")
    assert read_text(path, "rubric") == "target_s = 15.0\n"
    assert load_rubric(path).target_s == 15.0
    path.write_text('title = "T"\nbrief = "B"\n', encoding="utf-8-sig")
    assert load_scenario(path).title == "T"


def test_a_script_is_read_from_standard_input(tmp_path: Path) -> None:
    """As from a file with the same bytes: from a clipboard, say."""
    text = "\ufeffHi Sarah, it's Zoë at Brightside. Could we talk on Thursday?".encode()
    (tmp_path / "script.txt").write_bytes(text)
    from_file = CliRunner().invoke(app, ["script", str(tmp_path / "script.txt")])
    piped = CliRunner().invoke(app, ["script", "-"], input=text)
    assert (piped.exit_code, piped.stdout) == (0, from_file.stdout)
