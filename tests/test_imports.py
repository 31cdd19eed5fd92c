"""The import graph: only ui/ knows Qt, nothing lower imports anything higher, and nothing goes round in circles."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import cnnviz

PACKAGE = Path(cnnviz.__file__).resolve().parent
# Folders and root modules from low to high; those of one rung do not import each other, except for the lowest rung.
RUNGS = (
    {"", "text", "numbers", "paths", "settings"},
    {"engine"},
    {"traces", "explain", "data"},
    {"history", "scenarios", "inspection"},
    {"ui"},
    {"commands"},
    {"cli"},
    {"__main__"},
)
WINDOW_LIBRARIES = {"PySide6", "shiboken6", "pyqtgraph"}

Graph = Mapping[str, set[str]]


@cache
def read_graph(package: Path) -> Graph:
    """Every module of the package below `package` with the modules it imports, at any depth of its code."""
    paths = {_module_name(path, package): path for path in package.rglob("*.py")}
    return {name: set(_imports(name, path, set(paths))) for name, path in paths.items()}


def complaints(graph: Graph, package: str) -> list[str]:
    """What is wrong with an import graph, one sentence each."""
    found: list[str] = []
    for module, imported in sorted(graph.items()):
        for target in sorted(imported):
            found += _complaints_about(module, target, package)
    try:
        TopologicalSorter({module: imported & set(graph) for module, imported in graph.items()}).prepare()
    except CycleError as error:
        found.append(f"import cycle: {' -> '.join(error.args[1])}")
    return found


def _module_name(path: Path, package: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(name: str, path: Path, modules: set[str]) -> Iterator[str]:
    home = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(home.split(".")[: len(home.split(".")) + 1 - node.level]) if node.level else ""
            source = ".".join(part for part in (base, node.module) if part)
            submodules = {f"{source}.{alias.name}" for alias in node.names} & modules
            yield from submodules or {source}


def _complaints_about(module: str, target: str, package: str) -> Iterator[str]:
    folder = _folder(module)
    if target.partition(".")[0] in WINDOW_LIBRARIES and folder != "ui":
        yield f"{module} imports {target}: only ui may"
    if target.partition(".")[0] != package:
        return
    own, other = _rung(folder), _rung(_folder(target))
    if own is None or other is None:
        yield f"{module if own is None else target} lies in a folder without a rung: give it one in this test"
    elif other > own:
        yield f"{module} imports {target}, which stands higher"
    elif other == own > 0 and _folder(target) != folder:
        yield f"{module} imports {target}, which stands beside it"


def _folder(module: str) -> str:
    return [*module.split("."), ""][1]


def _rung(folder: str) -> int | None:
    return next((height for height, folders in enumerate(RUNGS) if folder in folders), None)


def test_the_package_keeps_to_the_direction_of_imports() -> None:
    assert complaints(read_graph(PACKAGE), "cnnviz") == []


def test_init_files_hold_a_docstring_and_at_most_the_version() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        first, *rest = ast.parse(path.read_text(encoding="utf-8")).body
        assert isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant), path
        assert [type(node) for node in rest] == ([ast.Assign] if path.parent == PACKAGE else []), path


def test_the_engine_needs_numpy_and_threadpoolctl_alone() -> None:
    imported = {
        target.partition(".")[0]
        for module, targets in read_graph(PACKAGE).items()
        for target in targets
        if _folder(module) == "engine"
    }
    assert imported - set(sys.stdlib_module_names) == {"cnnviz", "numpy", "threadpoolctl"}


@pytest.mark.parametrize("library", ["engine", "traces", "data", "explain", "history"])
def test_importing_a_lower_folder_loads_no_window_library(library: str) -> None:
    folder = PACKAGE / library
    if not folder.is_dir():
        assert library in {"explain", "history"}, f"{library}/ is gone"
        return
    modules = sorted(_module_name(path, PACKAGE) for path in folder.rglob("*.py"))
    script = f"import sys, {', '.join(modules)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert not WINDOW_LIBRARIES & set(run.stdout.split())
    assert "numpy" in run.stdout.split() or library not in {"engine", "traces"}


def _write(package: Path, sources: Mapping[str, str]) -> Path:
    for name, source in sources.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(source, encoding="utf-8")
    return package


@pytest.mark.parametrize(
    ("name", "source", "complaint"),
    [
        ("engine/layer.py", "from PySide6.QtCore import QObject", "made.engine.layer imports PySide6.QtCore: only ui"),
        ("cli.py", "def f():\n    import pyqtgraph", "made.cli imports pyqtgraph: only ui may"),
        (
            "engine/layer.py",
            "from made.traces import steps",
            "made.engine.layer imports made.traces.steps, which stands",
        ),
        ("engine/layer.py", "from ..traces.steps import STEPS", "imports made.traces.steps, which stands higher"),
        ("data/idx.py", "from ..traces import steps", "made.data.idx imports made.traces.steps, which stands beside"),
        ("text.py", "import made.engine.tape", "made.text imports made.engine.tape, which stands higher"),
        ("engine/layer.py", "from made.engine import tape", "import cycle: made.engine"),
        ("misc/things.py", "from made.engine import tape", "made.misc.things lies in a folder without a rung"),
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, name: str, source: str, complaint: str) -> None:
    good = {
        "text.py": "",
        "engine/tape.py": "import numpy\nfrom made.engine.layer import A",
        "engine/layer.py": "from made.text import tr",
        "traces/steps.py": "from ..engine import tape",
        "ui/page.py": "from PySide6 import QtCore\nfrom made.traces import steps\nimport made.engine.layer",
        "cli.py": "def f():\n    from made.ui import page",
    }
    assert complaints(read_graph(_write(tmp_path / "good" / "made", good)), "made") == []
    package = _write(_write(tmp_path / "bad" / "made", good), {name: source})
    assert complaint in "\n".join(complaints(read_graph(package), "made"))
