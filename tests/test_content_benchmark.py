"""The content benchmark counts what was found, what was not, and what was told falsely."""

import json
from pathlib import Path

import pytest

from benchmarks.content import FIELDS, MESSAGES, Tally, is_same_name, main, tally
from vmcoach.rubric import Rubric
from vmcoach.script import Tempo, review

SAID = {
    "text": "Hi Karen, this is Tom Baker from Fabrikam. I saw that you opened a clinic in Reno. Call me back.",
    "recipient": "Karen",
    "caller": "Tom Baker",
    "company": "Fabrikam",
    "reason": "I saw that you opened a clinic in Reno",
    "hook": "you opened a clinic in Reno",
    "value": None,
    "ask": "Call me back",
    "generic": None,
}


@pytest.mark.parametrize(
    ("part", "said", "counts"),
    [
        ("caller", "Tom Baker", Tally(1, 1, 0)),
        ("caller", "Tom", Tally(1, 1, 0)),
        ("caller", "Tim Baker", Tally(1, 0, 1)),
        ("caller", None, Tally(0, 0, 1)),
        ("hook", "you opened a clinic", Tally(1, 1, 0)),
        ("hook", None, Tally(0, 0, 1)),
        ("value", "a third less", Tally(1, 0, 0)),
        ("value", None, Tally(0, 0, 0)),
    ],
    ids=["a name", "a part of it", "another", "nobody", "a hook", "no hook", "a result not found", "no result"],
)
def test_a_part_is_found_or_false_or_neither(part: str, said: str | None, counts: Tally) -> None:
    """A name must be the same; of a sentence it is enough that there is one."""
    content = review(SAID["text"] or "", Rubric(), Tempo()).content
    assert tally(part, [SAID | {part: said}], [content]) == counts


@pytest.mark.parametrize(
    ("said", "told", "same"),
    [("Ms. Duarte", "duarte", True), ("O'Brien", "o'brien", True), ("Ann Lee", "ann reed", False)],
)
def test_a_name_is_the_same_with_its_title(said: str, told: str, same: bool) -> None:
    """And without capitals."""
    assert is_same_name(said, told) is same


def test_a_file_of_messages_gives_a_row_for_each_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the order in which they are said."""
    file = tmp_path / "messages.jsonl"
    file.write_text(f"{json.dumps(SAID)}\n\n{json.dumps(SAID)}\n", encoding="utf-8")
    main([str(file)])
    _, _, *rows = capsys.readouterr().out.splitlines()
    assert [row.split(" | ")[0] for row in rows] == [f"| {field}" for field in FIELDS.values()]
    assert rows[0] == "| recipient | 2 of 2 | 2 (100%) | 0 |"
    assert rows[5] == "| value | 0 of 2 | 0 (–) | 0 |"


def test_the_messages_beside_it_have_all_parts_and_hold_what_they_say() -> None:
    """Each part is in the words of its text."""
    messages = [json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]
    assert len(messages) >= 50
    for message in messages:
        assert set(message) == {"text", *FIELDS}
        assert all(message[part] is None or message[part] in message["text"] for part in FIELDS)
