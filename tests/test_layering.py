"""Modules import only what stands above them, and nothing heavy before it is needed."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import vmcoach

ORDER = (
    "__init__",
    "errors",
    "printable",
    "parts",
    "rounding",
    "files",
    "rubric",
    "audio",
    "speech",
    "transcript",
    "spoken",
    "weights",
    "engines",
    "measures",
    "content",
    "prospect",
    "assessment",
    "outcome",
    "redaction",
    "document",
    "changes",
    "reports",
    "pipeline",
    "history",
    "batch",
    "script",
    "session",
    "recorder",
    "console",
    "cli",
    "__main__",
)
"""Each module or package of vmcoach, in the order in which they may import: only from above."""

ROOT = Path(__file__).parent.parent
LINT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
HEAVY = set(LINT["flake8-tidy-imports"]["banned-module-level-imports"])
"""What takes long to load; the linter forbids it outside functions too."""


def layer(path: Path, package: Path) -> str:
    """The module or package that a file belongs to: `engines` for engines/whisper.py."""
    return path.relative_to(package).parts[0].removesuffix(".py")


def imported(node: ast.AST, where: tuple[str, ...]) -> Iterator[str]:
    """Full dotted names that an import statement of a module in package `where` may load."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        parents = where[: len(where) - node.level + 1] if node.level else ()
        source = ".".join((*parents, *filter(None, [node.module])))
        yield from (f"{source}.{alias.name}" for alias in node.names)


def run_on_import(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node that runs when the module is imported: no bodies of functions, nothing for type checkers alone."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting.extend(node.orelse)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def violations(package: Path) -> list[str]:
    """Everything in a package's source that breaks the order of its modules."""
    found = []
    for path in sorted(package.rglob("*.py")):
        file, own = path.relative_to(package), layer(path, package)
        if own not in ORDER:
            found.append(f"{file}: {own} is not in ORDER")
            continue
        where = (package.name, *file.parts[:-1])
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # The root package is loaded before all others, but what its functions offer later may come from anywhere.
        for node in run_on_import(tree) if own == "__init__" else ast.walk(tree):
            for name in imported(node, where):
                other = name.split(".")[1] if name.startswith(f"{package.name}.") else None
                if other in ORDER and ORDER.index(other) > ORDER.index(own):
                    found.append(f"{file}:{node.lineno}: {own} imports {other}")
        for node in run_on_import(tree):
            for name in imported(node, where):
                if name.split(".")[0] in HEAVY:
                    found.append(f"{file}:{node.lineno}: {name} is loaded with the module")
    return found


def imports_among_modules(package: Path) -> dict[str, set[str]]:
    """For each module, by its dotted name, those of the package that any of its imports names."""
    names = {
        ".".join((package.name, *path.relative_to(package).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in package.rglob("*.py")
    }
    graph = {}
    for name, path in names.items():
        where = (package.name, *path.relative_to(package).parts[:-1])
        named = {each for node in ast.walk(ast.parse(path.read_text("utf-8"))) for each in imported(node, where)}
        graph[name] = {each if each in names else each.rpartition(".")[0] for each in named} & names.keys() - {name}
    return graph


def test_every_module_imports_only_those_above_it() -> None:
    """The package as it stands keeps its order, and the README tells it."""
    assert violations(Path(vmcoach.__file__).parent) == []
    _, told = (ROOT / "README.md").read_text(encoding="utf-8").split("A module may import only modules above it")
    assert re.findall(r"`(\w+)`", told.partition("\n\n")[0]) == [*ORDER[1:-1]]
    assert all((ROOT / "vmcoach" / name).is_dir() or (ROOT / "vmcoach" / f"{name}.py").is_file() for name in ORDER)


def test_no_modules_import_each_other_in_a_circle(tmp_path: Path) -> None:
    """Not even inside a package, for type checkers alone, or late; the root offers what may come from anywhere."""
    modules = imports_among_modules(Path(vmcoach.__file__).parent)
    del modules["vmcoach"]
    TopologicalSorter(modules).prepare()
    (package := tmp_path / "vmcoach").mkdir()
    (package / "job.py").write_text("def f():\n    from vmcoach.run import Run", encoding="utf-8")
    (package / "run.py").write_text("if TYPE_CHECKING:\n    from vmcoach.job import Job", encoding="utf-8")
    with pytest.raises(CycleError):
        TopologicalSorter(imports_among_modules(package)).prepare()


@pytest.mark.parametrize(
    ("file", "source", "complaint"),
    [
        ("errors.py", "from vmcoach.rubric import Rubric", "errors.py:1: errors imports rubric"),
        ("errors.py", "from vmcoach import rubric", "errors.py:1: errors imports rubric"),
        ("errors.py", "import vmcoach.cli.score", "errors.py:1: errors imports cli"),
        ("errors.py", "from . import rubric", "errors.py:1: errors imports rubric"),
        ("engines/scripted.py", "from ..measures.pace import x", "engines/scripted.py:1: engines imports measures"),
        ("audio.py", "def f():\n    from vmcoach.speech import Span", "audio.py:2: audio imports speech"),
        ("__init__.py", "from vmcoach.cli import app", "__init__.py:1: __init__ imports cli"),
        ("stray.py", "", "stray.py: stray is not in ORDER"),
        ("audio.py", "import torch", "audio.py:1: torch is loaded with the module"),
        ("audio.py", "try:\n    from av import x\nexcept E: ...", "audio.py:2: av.x is loaded with the module"),
    ],
)
def test_a_planted_violation_is_found(tmp_path: Path, file: str, source: str, complaint: str) -> None:
    """Each way of breaking the order is caught."""
    package = tmp_path / "vmcoach"
    (package / file).parent.mkdir(parents=True)
    (package / file).write_text(source, encoding="utf-8")
    assert violations(package) == [complaint]


@pytest.mark.parametrize(
    "source",
    [
        "import ast",
        "from vmcoach import __version__",
        "from vmcoach.audio import Audio",
        "def f():\n    import torch",
        "if TYPE_CHECKING:\n    from whisper import Whisper",
    ],
)
def test_what_is_allowed_is_not_reported(tmp_path: Path, source: str) -> None:
    """The walk has no false alarms that would make people silence it."""
    package = tmp_path / "vmcoach"
    (package / "engines").mkdir(parents=True)
    (package / "engines" / "scripted.py").write_text(source, encoding="utf-8")
    assert violations(package) == []


def test_the_command_line_loads_nothing_heavy() -> None:
    """Help answers at once: neither numpy nor anything heavier is loaded for it."""
    code = "import sys, vmcoach.cli; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not (HEAVY | {"numpy"}) & set(loaded)
