"""What the README says of the engine is true: its lines run, and its table of networks is that of the program."""

import doctest
import re
from pathlib import Path

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.description import LAYERS

README = Path(__file__).resolve().parents[1] / "README.md"


def test_the_lines_of_the_readme_give_what_stands_below_them() -> None:
    result = doctest.testfile(str(README), module_relative=False, encoding="utf-8")
    assert result.failed == 0
    assert result.attempted >= 10


def test_the_table_of_networks_is_that_of_the_program() -> None:
    rows = re.findall(r"^\| `([\w-]+)`.*? \| ([\d×]+) \| ([\d,]+) \|$", README.read_text(encoding="utf-8"), re.M)
    built = {name: known.build(None) for name, known in NETWORKS.items()}
    assert rows == [
        (name, "×".join(map(str, network.input_shape)), f"{sum(a.size for a in network.parameters.values()):,}")
        for name, network in built.items()
    ]


def test_every_layer_is_named() -> None:
    words = set(re.findall(r"`(\w+)`", README.read_text(encoding="utf-8")))
    assert set(LAYERS) <= words
