"""The Markdown report holds the same facts and shows text of any origin as it is.

Golden files hold whole reports; `python -m tests.test_markdown_report` writes them anew, and the diff is to be read.
"""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from tests import assessments
from vmcoach.outcome import Failure, Outcome
from vmcoach.printable import printable
from vmcoach.reports.markdown import escaped, markdown_report

GOLDEN = Path(__file__).parent / "golden"
CASES: dict[str, list[Outcome]] = {
    "good": [assessments.good()],
    "silent": [assessments.silent()],
    "several": [assessments.poor(), Failure("cut.mp3", "truncated", "cut.mp3 breaks off; copy it again")],
}
READER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


def shown(markdown: str) -> str:
    """What a reader sees of it, as one text."""
    return " ".join(node.content for node in SyntaxTreeNode(READER.parse(markdown)).walk() if node.type == "text")


@pytest.mark.parametrize("name", CASES)
def test_a_report_is_as_it_was_approved(name: str) -> None:
    """Every character of a report is on purpose."""
    assert markdown_report(CASES[name]) == (GOLDEN / f"markdown-{name}.md").read_text(encoding="utf-8")


@settings(max_examples=100)
@given(st.text(st.one_of(st.sampled_from("*_`[]()<>#|~&!-+=.1\\\n\x1b"), st.characters()), min_size=1, max_size=20))
@example("1. not a list")
@example("# not a heading")
@example("<script>alert(1)</script> &amp; [a](b) ~~c~~ | d")
def test_no_text_becomes_markup(text: str) -> None:
    """Words and names show as they are, whatever they contain."""
    tree = SyntaxTreeNode(READER.parse(escaped(text)))
    assert {node.type for node in tree.walk()} <= {"root", "paragraph", "inline", "text"}
    assert "".join(node.content for node in tree.walk() if node.type == "text") == printable(text).strip()


def test_everything_judged_is_shown() -> None:
    """Advice, evidence, findings, score and transcript are all there."""
    poor = assessments.poor()
    text = shown(markdown_report([poor]))
    for fact in (*poor.advice, *(item.text for reason in poor.reasons for item in reason.evidence)):
        assert fact in text
    for finding in poor.findings:
        assert finding.code == "too_long" or finding.message in text
    for fact in ("26", "6.4 s over the 30 s limit", "555-0199"):
        assert fact in text


def test_a_failure_stands_among_the_others_with_its_message() -> None:
    """What could not be scored is told, not left out."""
    text = shown(markdown_report(CASES["several"]))
    for fact in ("cut.mp3", "breaks off; copy it again", "not scored"):
        assert fact in text


if __name__ == "__main__":
    for case, outcomes in CASES.items():
        (GOLDEN / f"markdown-{case}.md").write_text(markdown_report(outcomes), encoding="utf-8")
