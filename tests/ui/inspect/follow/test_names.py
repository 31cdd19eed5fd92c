"""Numbers have short names that tell them apart."""

import numpy as np
import pytest

from cnnviz.engine.activations import ReLU
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.traces.follow import follow
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.ui.inspect.follow.names import part_names, short_name


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        (Cell("conv2", 3, 4, 5), "conv2[3] (4, 5)"),
        (Cell("fc1", 17), "fc1[17]"),
        (Cell("fc2", 1), "fc2[dog]"),
        (Cell("softmax", 2), "softmax[eel]"),
        (Cell("input", 0, 1, 2), "picture[red] (1, 2)"),
    ],
)
def test_a_number_is_named_by_its_layer_and_its_place(shown: Pass, cell: Cell, name: str) -> None:
    assert short_name(shown, cell) == name


def test_scores_of_numbered_classes_keep_the_name_of_their_layer() -> None:
    network = Network([("fc", Linear(3, 2))], (3,), class_names=("0", "1"))
    digits = NetworkModel(network).run(np.ones(3, np.float32))
    assert part_names(digits, follow(digits, Cell("softmax", 1))) == ["fc[0]", "fc[1]"]


def test_a_grey_picture_needs_no_channel() -> None:
    grey = NetworkModel(Network([("relu", ReLU())], (1, 4, 4))).run(np.zeros((1, 4, 4), np.float32))
    assert short_name(grey, Cell("input", 0, 1, 2)) == "picture (1, 2)"


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (Cell("conv1", 0, 0, 0), ["red", "green", "blue"]),
        (Cell("conv2", 0, 0, 0), ["in 0", "in 1", "in 2", "in 3"]),
        (Cell("add", 2, 4, 4), ["conv2[2]", "relu[2]"]),
        (Cell("relu", 2, 4, 4), ["norm[2] (4, 4)"]),
        (Cell("pool1", 2, 0, 0), ["add[2]"]),
        (Cell("softmax", 0), ["cat", "dog", "eel"]),
        (Cell("flatten", 5), ["pool2[1] (0, 1)"]),
    ],
)
def test_rows_are_named_by_what_sets_them_apart(shown: Pass, cell: Cell, names: list[str]) -> None:
    assert part_names(shown, follow(shown, cell)) == names
