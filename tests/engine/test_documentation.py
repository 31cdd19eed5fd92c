"""What a notebook's user reads: a map with every module, a docstring at every public name, a source at every method."""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

from cnnviz import engine
from cnnviz.engine.description import LAYERS
from cnnviz.engine.layer import Layer, Merge
from cnnviz.engine.losses import cross_entropy, mean_squared_error
from cnnviz.engine.optimizers import SGD, Adam, AdamW
from cnnviz.text import ExplainedError

MODULES = [
    importlib.import_module(f"{engine.__name__}.{found.name}") for found in pkgutil.iter_modules(engine.__path__)
]
LOSSES, OPTIMIZERS = (cross_entropy, mean_squared_error), (SGD, Adam, AdamW)
# What a layer overrides is explained where it is declared: in `Operation`, `Layer` and `Merge`.
DECLARED = {name for base in (Layer, Merge) for name, _ in inspect.getmembers(base)}


def public_names(module: ModuleType) -> Iterator[tuple[str, str | None]]:
    """Functions, classes and methods of a module with their docstrings, but for what a layer overrides."""
    tree = ast.parse(inspect.getsource(module))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if not (
                isinstance(node, ast.FunctionDef) and any("overload" in ast.dump(one) for one in node.decorator_list)
            ):
                yield node.name, ast.get_docstring(node)
            for part in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(part, ast.FunctionDef) and not part.name.startswith("_") and part.name not in DECLARED:
                    yield f"{node.name}.{part.name}", ast.get_docstring(part)


def test_the_map_of_the_engine_names_every_module() -> None:
    words = set(re.findall(r"\w+", engine.__doc__ or ""))
    assert {module.__name__.rpartition(".")[2] for module in MODULES} <= words


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_public_name_has_a_docstring(module: ModuleType) -> None:
    assert module.__doc__
    assert [name for name, text in public_names(module) if not text] == []


@pytest.mark.parametrize("kind", LAYERS.values(), ids=LAYERS)
def test_every_layer_tells_its_shapes_and_shows_an_example_or_a_formula(kind: type[Layer | Merge]) -> None:
    text = inspect.getdoc(kind) or ""
    assert ">>>" in text or "``" in text
    assert re.search(r"\([CF]|shape|in_features", text + (inspect.getdoc(kind.__mro__[1]) or ""))


@pytest.mark.parametrize("method", [*LAYERS.values(), *LOSSES, *OPTIMIZERS], ids=lambda method: method.__name__)
def test_every_method_tells_its_source(method: type | Callable[..., object]) -> None:
    text = f"{inspect.getdoc(method)} {sys.modules[method.__module__].__doc__}"
    assert re.search(r"(19|20)\d\d|PyTorch", text)


def test_every_error_of_the_engine_is_an_explained_one() -> None:
    for module in MODULES:
        for name, member in inspect.getmembers(module, inspect.isclass):
            if issubclass(member, Exception) and member.__module__ == module.__name__:
                assert issubclass(member, ExplainedError), name
