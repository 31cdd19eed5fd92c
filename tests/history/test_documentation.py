"""Every public name of the history says what it is, and every module why it exists."""

import ast
from pathlib import Path

import pytest

from cnnviz import history

FILES = sorted(Path(history.__path__[0]).glob("*.py"))


def undocumented(tree: ast.Module) -> list[str]:
    """Public functions and classes of a module, and public methods, without a docstring."""
    parts = [(node, "") for node in tree.body]
    parts += [(part, f"{node.name}.") for node in tree.body if isinstance(node, ast.ClassDef) for part in node.body]
    return [
        before + node.name
        for node, before in parts
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_public_name_has_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) and undocumented(tree) == []
