"""What names are weighed by: learns `vmcoach/content/people.json` from messages in writing.

    python -m benchmarks.names [--write]

Learned are the messages of `lessons.jsonl` whose names are known, and those that `introductions.toml` makes; each is
learned a second time without punctuation and capitals, as an engine may write it. Printed is what is found in the
messages of writers from whom nothing was learned, a quarter of them at a time, as they are and without capitals;
`--write` learns from all.

The learning is CRFsuite's, by L-BFGS (OWL-QN) under both penalties, so that most features weigh nothing.
"""

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.content import is_same_name
from benchmarks.introductions import introductions
from benchmarks.lessons import LESSONS, SENTENCES, marked_text, unmarked
from vmcoach.content import people
from vmcoach.content.chain import Chain
from vmcoach.content.marked import MarkedText, Run
from vmcoach.content.people import NAMED, find_people, tags, titles
from vmcoach.content.surroundings import surroundings

PEOPLE = Path(people.__file__).parent / "people.json"

Message = Mapping[str, str | None]

PARTS = 4
"""The writers are left out in so many parts."""

SETTINGS = {"c1": 0.5, "c2": 0.1, "max_iterations": 150, "feature.minfreq": 3, "feature.possible_transitions": True}
"""Penalties on each weight and on half its square, and in how many places a feature must be."""


@dataclass(frozen=True, slots=True)
class Named:
    """A message, and the tag of each of its words."""

    message: Message
    text: MarkedText
    tags: tuple[str, ...]


def named(message: Message) -> Named:
    """A message with its names tagged wherever they are said whole."""
    marked, places = marked_text(str(message["text"]))
    told = ["none"] * len(marked.words)
    for name in NAMED:
        for first, end in _said(str(message["text"]), message[name]):
            within = [at for at, place in enumerate(places) if first <= place < end]
            own = [at for at in within if marked.words[at] not in titles()]
            if all(told[at] == "none" for at in own):
                for number, at in enumerate(own):
                    told[at] = f"{name}-goes-on" if number else f"{name}-begins"
    return Named(message, marked, tuple(told))


def _said(text: str, name: str | None) -> Iterator[tuple[int, int]]:
    """Where a text has a name."""
    return (found.span() for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)) if name else iter(())


def learn(lessons: Sequence[Named]) -> Chain:
    """What tells best which words are names."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(SETTINGS)
    for each in lessons:
        trainer.append(surroundings(each.text), each.tags)
    with tempfile.TemporaryDirectory() as folder:
        trainer.train(f"{folder}/learned")
        tagger = pycrfsuite.Tagger()
        tagger.open(f"{folder}/learned")
        learned = tagger.info()
        tagger.close()
    order = tags()
    weights: dict[str, dict[int, float]] = {}
    for (feature, tag), weight in sorted(learned.state_features.items()):
        if rounded := round(weight, 2):
            weights.setdefault(feature, {})[order.index(tag)] = rounded
    return Chain(weights, [[round(learned.transitions.get((one, other), 0.0), 2) for other in order] for one in order])


def table(pairs: Sequence[tuple[Message, Mapping[str, str | None]]]) -> str:
    """Of messages and the names told of them, what was found, in Markdown."""
    lines = ["| name | messages that say it | found | told falsely |", "|---|---|---|---|"]
    for name in NAMED:
        told = [(message[name], found[name]) for message, found in pairs]
        said = sum(each is not None for each, _ in told)
        right = sum(bool(each and other and is_same_name(each, other)) for each, other in told)
        false = sum(other is not None for _, other in told) - right
        lines.append(f"| {name} | {said} of {len(told)} | {right} ({right / max(1, said):.0%}) | {false} |")
    return "\n".join(lines)


def names_told(text: MarkedText, chain: Chain) -> dict[str, str | None]:
    """The names that are found in a text."""
    found = find_people(text, chain)

    def words(run: Run | None) -> str | None:
        """Those of a run, if there is one."""
        own = (word for word, each in zip(text.words, text.runs, strict=True) if run and each.overlaps(run))
        return " ".join(own) or None

    return {name: words(getattr(found, name)) for name in NAMED}


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write what was learned from all messages")
    options = parser.parse_args(arguments)
    messages = [json.loads(line) for line in LESSONS.read_text(encoding="utf-8").splitlines()]
    written = [named(each) for each in messages if each["writer"] != SENTENCES]
    plain = [named(unmarked(each.message)) for each in written]
    made = [each for message in introductions() for each in (named(message), named(unmarked(message)))]
    writers = sorted({str(each.message["writer"]) for each in written})
    found: dict[str, list[tuple[Message, Mapping[str, str | None]]]] = {"as written": [], "without capitals": []}
    for part in range(PARTS):
        print(f"learning {part + 1} of {PARTS} (about a minute each) ...", file=sys.stderr)
        left_out = set(writers[part::PARTS])
        chain = learn([*(each for each in (*written, *plain) if each.message["writer"] not in left_out), *made])
        for how, lessons in zip(found, (written, plain), strict=True):
            own = [each for each in lessons if each.message["writer"] in left_out]
            found[how] += [(each.message, names_told(each.text, chain)) for each in own]
    for how, pairs in found.items():
        print(f"{how}:\n{table(pairs)}\n")
    if options.write:
        chain = learn([*written, *plain, *made])
        lines = (f"{json.dumps(feature)}: {json.dumps(own)}" for feature, own in chain.weights.items())
        body = '{"transitions": ' + json.dumps(chain.transitions) + ',\n"weights": {\n' + ",\n".join(lines) + "\n}}\n"
        PEOPLE.write_text(body, encoding="utf-8")


if __name__ == "__main__":
    main()
