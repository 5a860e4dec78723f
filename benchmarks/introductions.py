"""Messages made from `introductions.toml`: ordinary ways to say who is called, who calls and from where.

People who are asked to write messages avoid them, so names are learned from these too (see `benchmarks.names`).
"""

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from vmcoach.content.people import NAMED

TABLE = Path(__file__).with_suffix(".toml")

TIMES = 12
"""How often each line is filled with names."""

MISHEARD, ALSO_LAST = 0.1, 0.5
"""How often a person is heard as a common word, half as often a company as two; and how often a last name is said."""

COMPANIES = (["company"], ["company", "company_end"], ["company"], ["company", "company_end"], ["company_whole"])
"""From which lists a company's name is put together."""

MORE = (0, 1, 1, 2)
"""How many lines of news may follow."""

Lists = Mapping[str, Sequence[str]]
"""Names of each kind, spaces in them as "~"."""

_PLACE = re.compile(r"(?P<before>(?P<title>Mr\.|Mrs\.|Ms\.|Dr\.|Professor)? ?)\{(?P<role>\w+)\}(?P<stop>[.,]?)")


def introductions() -> Iterator[dict[str, str | None]]:
    """The messages, the same in every run: `text`, and `recipient`, `caller` and `company` or None."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    lists = {name: listed.split() for name, listed in table.items() if isinstance(listed, str)}
    for line in table["lines"]:
        chance = random.Random(line)  # for each its own: a line more changes no other
        for _ in range(TIMES):
            yield _filled(line, chance.sample(table["news"], chance.choice(MORE)), lists, chance)


def _filled(line: str, news: Sequence[str], lists: Lists, chance: random.Random) -> dict[str, str | None]:
    """A line with names, and others in the news behind it."""
    names: dict[str, str | None] = dict.fromkeys(NAMED)

    def name(place: re.Match[str]) -> str:
        """The name for a place, the same wherever the line has it again."""
        role = place["role"]
        told = names.get(role) or _name(role, bool(place["title"]), lists, chance)
        if role in names:
            names[role] = told
        return f"{place['before']}{told}{'' if told[0].islower() and role in names else place['stop']}"

    text = _PLACE.sub(name, " ".join([line, *news]))
    return {"text": text, **names}


def _name(role: str, has_title: bool, lists: Lists, chance: random.Random) -> str:
    """A name for a role in a line, now and then as it may be misheard."""
    if role in NAMED and chance.random() < MISHEARD / (1 + (role == "company")):
        return " ".join(chance.sample(lists["misheard"], 1 + (role == "company")))
    if role == "place":
        kinds = ["place"]
    elif role in ("company", "firm"):
        kinds = chance.choice(COMPANIES)
    elif role == "last" or has_title:
        kinds = ["last"]
    else:
        kinds = ["first", "last"] if role == "other" or (role != "first" and chance.random() < ALSO_LAST) else ["first"]
    return " ".join(chance.choice(lists[kind]) for kind in kinds).replace("~", " ")
