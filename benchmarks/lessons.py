"""What sentences are weighed by: learns `vmcoach/content/weights.json` from messages in writing.

    python -m benchmarks.lessons [--write]

`lessons.jsonl` beside this holds messages as `benchmarks.content` describes them, and who wrote each: eleven writers
who had seen neither the rules nor each other's messages, "m" who knew the rules, and "sentences", those of
`tests/scripts/sentences.toml`, of which only one part is known, and only that is learned. Printed is what the weights
learned from the others find in the messages of each writer, without any phrase of `parts.toml`; `--write` learns from
all.

A sentence says a part if half of it or four of its words do. One that does not, in a message that says the part
elsewhere, may say it too, and counts less. A fact about them is a reason to call them. Each message is learned a second
time without punctuation and capitals, as an engine may write it.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.content import FIELDS
from vmcoach.content import weighed
from vmcoach.content.marked import MarkedText, mark
from vmcoach.content.weighed import ALWAYS, WEIGHED, Sentence, Weights, likely_parts, sentences
from vmcoach.engines.vocabulary import is_filled_pause
from vmcoach.spoken import spoken_words
from vmcoach.transcript import EngineInfo, Transcript, Word

if TYPE_CHECKING:
    import torch

LESSONS = Path(__file__).parent / "lessons.jsonl"
WEIGHTS = Path(weighed.__file__).parent / "weights.json"

PARTS = [next(part for part, field in FIELDS.items() if field == name) for name in WEIGHED]
"""The parts as messages name them, in the order of the weights."""

SENTENCES = "sentences"
"""The writer whose lessons count twice: textbook sentences and their look-alikes, which others avoid."""

SAID_SHARE, SAID_WORDS = 0.5, 4
"""A sentence says a part if so much of it does, or so many of its words."""

MAYBE_SAID = 0.1
"""What a sentence without a part counts, where another of its message has it."""

FEWEST = 6
"""A feature must be in so many sentences."""

PENALTY = 2.0
"""On half the square of each weight, beside the loss of one sentence."""

LEAST = 0.2
"""Features that weigh less in every part are left out."""

_STOPS = re.compile(r"[.,?!;:]+(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A message and its sentences; which parts it says, and which of them each sentence says."""

    writer: str
    text: MarkedText
    sentences: tuple[Sentence, ...]
    says: tuple[bool | None, ...]
    """None where it is not known."""
    said_by: tuple[tuple[bool, ...], ...]


def unmarked(message: Mapping[str, str | None]) -> dict[str, str | None]:
    """A message without punctuation and capitals."""
    return {key: value and _STOPS.sub("", value).lower() for key, value in message.items()}


def lesson(message: Mapping[str, str | None]) -> Lesson:
    """A line of the file."""
    text = str(message["text"])
    marked, places = marked_text(text)
    parted = sentences(marked)
    labels = [[message[each] for each in _said_as(part) if message.get(each)] for part in PARTS]
    is_known = [bool(said) or part in message for part, said in zip(PARTS, labels, strict=True)]
    said_by = tuple(
        tuple(any(_says(text, label, places[each.first : each.end]) for label in of_part) for of_part in labels)
        for each in parted
    )
    says = tuple(bool(said) if known else None for said, known in zip(labels, is_known, strict=True))
    return Lesson(str(message["writer"]), marked, tuple(parted), says, said_by)


def marked_text(text: str) -> tuple[MarkedText, list[int]]:
    """A text as it is when it was heard so, and where in it each of the words begins."""
    written = [Word(each, 0.0, 0.0, "filled_pause" if is_filled_pause(each) else "word") for each in text.split()]
    words = spoken_words(written)
    marked = mark(words, Transcript(tuple(written), EngineInfo("lesson", "", "1")))
    begins = [found.start() for found in re.finditer(r"\S+", text)]
    return marked, [begins[words[run.first].written] for run in marked.runs]


def _said_as(part: str) -> tuple[str, ...]:
    """The labels of what says a part."""
    return ("reason", "hook") if part == "reason" else (part,)


def _says(text: str, label: str, places: Sequence[int]) -> bool:
    """Whether a sentence, whose words begin at some places of a text, says what is labelled there."""
    start = text.index(label)
    own = sum(start <= place < start + len(label) for place in places)
    return own >= min(SAID_WORDS, SAID_SHARE * len(places))


def learn(lessons: Sequence[Lesson]) -> dict[str, list[float]]:
    """The weights that tell best which sentences say what."""
    import torch

    told = [each.features for lesson in lessons for each in lesson.sentences]
    counts = Counter(name for features in told for name in features)
    names = [ALWAYS, *sorted(name for name, count in counts.items() if count >= FEWEST)]
    places = {name: at for at, name in enumerate(names)}
    known = [
        (row, places[name], amount)
        for row, features in enumerate(told)
        for name, amount in ((ALWAYS, 1.0), *features.items())
        if name in places
    ]
    rows, columns, amounts = zip(*known, strict=True)
    size = len(told), len(names)
    given = torch.sparse_coo_tensor([rows, columns], amounts, size, check_invariants=True).coalesce()
    turned = given.t().coalesce()
    said = torch.tensor([parts for lesson in lessons for parts in lesson.said_by]).float()
    beside = {None: 0.0, False: 1.0, True: MAYBE_SAID}
    others = torch.tensor([[beside[says] for says in lesson.says] for lesson in lessons for _ in lesson.sentences])
    counted = torch.where(said > 0, 1.0, others)
    penalty = torch.full((len(names), 1), PENALTY)
    penalty[0] = 0.0
    weights = torch.zeros(len(names), len(PARTS))
    descent = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> "torch.Tensor":
        """With the gradient beside it, which is plain and far quicker than by automatic differentiation."""
        sums = given @ weights
        weights.grad = turned @ (counted * (torch.sigmoid(sums) - said)) + penalty * weights
        off = torch.nn.functional.binary_cross_entropy_with_logits(sums, said, counted, reduction="sum")
        return off + (penalty / 2 * weights.square()).sum()

    descent.step(loss)
    rounded = zip(names, ([round(each, 2) for each in row] for row in weights.tolist()), strict=True)
    return {name: each for name, each in rounded if name == ALWAYS or max(map(abs, each)) >= LEAST}


def table(lessons: Sequence[Lesson], by_writer: Mapping[str, Weights]) -> str:
    """What weights that were not learned from a writer find in their messages, in Markdown."""
    found = [(lesson, likely_parts(lesson.text, by_writer[lesson.writer])) for lesson in lessons]
    lines = ["| part | messages that say it | found | told falsely |", "|---|---|---|---|"]
    for at, name in enumerate(WEIGHED):
        known = [(bool(lesson.says[at]), name in likely) for lesson, likely in found if lesson.says[at] is not None]
        said, true = sum(says for says, _ in known), sum(says and told for says, told in known)
        false = sum(told and not says for says, told in known)
        share = f"{true} ({true / said:.0%})" if said else "–"
        lines.append(f"| {name} | {said} of {len(known)} | {share} | {false} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the weights learned from all messages")
    options = parser.parse_args(arguments)
    messages = [json.loads(line) for line in LESSONS.read_text(encoding="utf-8").splitlines()]
    lessons = [lesson(each) for each in messages]
    given = [*lessons, *(lesson(unmarked(each)) for each in messages)]
    given += [each for each in given if each.writer == SENTENCES]
    writers = sorted({each.writer for each in lessons})
    print(table(lessons, {writer: learn([each for each in given if each.writer != writer]) for writer in writers}))
    if options.write:
        lines = (f"{json.dumps(name)}: {json.dumps(each)}" for name, each in learn(given).items())
        WEIGHTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
