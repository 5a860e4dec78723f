"""How much of what a message says is found: messages in writing whose parts are known.

    python -m benchmarks.content [FILE]

FILE (default: `messages.jsonl` beside this) holds one JSON object a message: `text`, and for each part the words of the
text that are it, or null where the message has none: `recipient`, `caller`, `company`, `reason` (why they are called
now), `hook` (what is true of them only), `value` (a result for somebody), `ask`, `generic` (a pitch that could be made
to anyone, where it is the core of the message).

Those beside this were written by four writers who had not seen the rules, and no rule was made on them nor weight
learned from them: what is found here is what can be expected of other messages, heard without a mistake.

Found is a part that is told where the message has it, false one that is told where it has none. A name must be the
same; a message may have several facts and asks, and any of them counts.
"""

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vmcoach.content import Content
from vmcoach.rubric import Rubric
from vmcoach.script import Tempo, review

MESSAGES = Path(__file__).parent / "messages.jsonl"
FIELDS = {
    "recipient": "recipient",
    "caller": "caller",
    "company": "company",
    "reason": "reason_for_call",
    "hook": "specific_hook",
    "value": "value",
    "ask": "ask",
    "generic": "generic_pitch",
}
"""Each part as a message of the file names it, and as the result document does."""


NAMES = ("recipient", "caller", "company")


@dataclass(frozen=True, slots=True)
class Tally:
    """Messages that say a part, those of them in which it was found, and those in which it was told falsely."""

    said: int
    found: int
    false: int


def tally(part: str, messages: Sequence[Mapping[str, str | None]], contents: Sequence[Content]) -> Tally:
    """How one part was found in messages."""
    pairs = [(each[part], getattr(content, FIELDS[part])) for each, content in zip(messages, contents, strict=True)]
    told = [(said, quote.text) for said, quote in pairs if quote]
    found = sum(bool(said) and (part not in NAMES or is_same_name(said, text)) for said, text in told)
    return Tally(sum(said is not None for said, _ in pairs), found, len(told) - found)


def is_same_name(said: str, told: str) -> bool:
    """Whether one has all words of the other: "Ms. Duarte" and "duarte"."""
    one, other = (set(re.findall(r"[^\W_]+", name.lower())) for name in (said, told))
    return one <= other or other <= one


def table(messages: Sequence[Mapping[str, str | None]], contents: Sequence[Content]) -> str:
    """What was found of each part, in Markdown."""
    lines = ["| part | messages that say it | found | false |", "|---|---|---|---|"]
    for part, field in FIELDS.items():
        counts = tally(part, messages, contents)
        share = f"{counts.found / counts.said:.0%}" if counts.said else "–"
        lines.append(f"| {field} | {counts.said} of {len(messages)} | {counts.found} ({share}) | {counts.false} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, find and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=MESSAGES)
    options = parser.parse_args(arguments)
    messages = [json.loads(line) for line in options.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    print(table(messages, [review(each["text"], Rubric(), Tempo()).content for each in messages]))


if __name__ == "__main__":
    main()
