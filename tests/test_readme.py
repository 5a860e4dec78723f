"""What the README tells to type exists, and what exists is told and has help."""

import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from vmcoach.cli import app
from vmcoach.engines import ENGINES
from vmcoach.session.scenarios import DRILLS, built_in

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def commands(command: Any, name: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, with its name in words."""
    children = getattr(command, "commands", None)
    if children is None:
        yield name, command
    else:
        for word, child in children.items():
            yield from commands(child, (*name, word))


COMMANDS = dict(commands(typer.main.get_command(app)))


def code(text: str) -> list[str]:
    """Every line of a code block and every piece of inline code."""
    fenced = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
    lines = [line for block in fenced.findall(text) for line in block.splitlines()]
    return lines + re.findall(r"`([^`\n]+)`", fenced.sub("", text))


def typed(program: str) -> list[list[str]]:
    """The arguments of each use of a program in the README."""
    uses = [shlex.split(line, comments=True) for line in code(README) if program in line]
    return [words[1:] for words in uses if len(words) > 1 and words[0].rpartition("/")[2] == program]


def problem(words: list[str]) -> str | None:
    """What is wrong with the arguments of a documented use of vmcoach."""
    if words[0].isupper() or words[0].startswith("-"):
        return None  # `vmcoach COMMAND --help`, `vmcoach --version`
    found = next((name for name in COMMANDS if tuple(words[: len(name)]) == name), None)
    if found is None:
        return f"no command vmcoach {' '.join(words)}"
    known = {option for parameter in COMMANDS[found].params for option in parameter.opts} | {"--help"}
    unknown = [word for word in words if word.startswith("-") and word not in known]
    return f"vmcoach {' '.join(found)} has no {unknown}" if unknown else None


@pytest.mark.parametrize("words", typed("vmcoach"), ids=" ".join)
def test_a_documented_command_exists_with_its_options(words: list[str]) -> None:
    """Nobody types a line of the README and gets a usage error."""
    assert problem(words) is None


@pytest.mark.parametrize("words", [["scor", "x.wav"], ["score", "x.wav", "--chekc"], ["models", "frobnicate"]])
def test_a_wrong_line_would_be_found(words: list[str]) -> None:
    """The check above can fail."""
    assert problem(words) is not None


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_every_command_is_in_the_readme_and_has_help(name: tuple[str, ...]) -> None:
    """A command that nobody can find is not there."""
    assert COMMANDS[name].help
    assert any(tuple(words[: len(name)]) == name for words in typed("vmcoach"))


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_every_option_has_help(name: tuple[str, ...]) -> None:
    """`--help` leaves no option unexplained."""
    assert [parameter.name for parameter in COMMANDS[name].params if not parameter.help] == []


@pytest.mark.parametrize(
    ("option", "choices"),
    [
        ("--engine", ENGINES),
        ("--drill", DRILLS),
        ("--scenario", [scenario.name for scenario in built_in()]),
    ],
)
def test_help_names_every_choice(option: str, choices: Iterable[str]) -> None:
    """What an option takes is told without a try that fails."""
    helps = [each.help for command in COMMANDS.values() for each in command.params if option in each.opts]
    assert helps
    assert all(set(re.findall(r"[\w-]+", told)) >= set(choices) for told in helps)


@pytest.mark.parametrize("option", sorted(set(re.findall(r"`(--[a-z-]+)", README))))
def test_an_option_named_alone_exists(option: str) -> None:
    """An option that the text mentions belongs to some command."""
    assert option in {opt for command in COMMANDS.values() for parameter in command.params for opt in parameter.opts}


@pytest.mark.parametrize("target", sorted({words[0] for words in typed("make")}))
def test_a_documented_make_target_exists(target: str) -> None:
    """Every target that the README names is in the Makefile."""
    assert re.search(rf"^{re.escape(target)}:", MAKEFILE, re.MULTILINE)


def test_the_report_shown_is_the_one_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Line by line; `make pictures` brings it up to date."""
    monkeypatch.chdir(ROOT)
    (block,) = re.findall(r"^```\n\$ (vmcoach score .*)\n(.*?)^```\n", README, re.MULTILINE | re.DOTALL)
    command, report = block
    printed = CliRunner().invoke(app, command.split()[1:], env={"COLUMNS": "80", "NO_COLOR": "1"}).stdout
    assert report.rstrip() == printed.rstrip()


def test_the_pictures_shown_are_there_and_small() -> None:
    """A README opens at once."""
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    assert pictures
    for picture in pictures:
        assert 10_000 < (ROOT / picture).stat().st_size < 200_000


def test_every_phony_target_is_helped() -> None:
    """`make` alone lists every target."""
    targets = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert targets is not None
    assert [target for target in targets[1].split()[1:] if f'"make {target}' not in MAKEFILE] == []
