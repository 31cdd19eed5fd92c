"""Numbers have short names that tell them apart."""

import numpy as np
import pytest

from cnnviz.engine.activations import ReLU
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.global_pooling import GlobalAvgPool2D
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten
from cnnviz.traces.follow import follow
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.ui.inspect.follow.names import part_names, short_name
from cnnviz.ui.inspect.follow.picturing import summary_of


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


def test_many_numbers_of_one_layer_are_not_named_by_it_in_every_row() -> None:
    rng = np.random.default_rng(0)
    layers = [("mix", Conv2D(3, 4, 1, rng=rng)), ("skip", Conv2D(4, 2, 1, rng=rng)), ("average", GlobalAvgPool2D()),
              ("flat", Flatten()), ("a_long_name_of_a_layer", Linear(2, 2, rng=rng)),
              ("fc", Linear(2, 2, rng=rng))]  # fmt: skip
    shown = NetworkModel(Network(layers, (3, 4, 4))).run(rng.random((3, 4, 4), np.float32))
    said = {name: follow(shown, Cell(name, 1)) for name in ("mix", "skip", "fc")}
    assert {name: (summary_of(each), part_names(shown, each)) for name, each in said.items()} == {
        "mix": ("3 numbers of the picture", ["red", "green", "blue"]),
        "skip": ("4 numbers of mix", ["in 0", "in 1", "in 2", "in 3"]),
        "fc": ("2 numbers of a_long_name_of_a_layer", ["in 0", "in 1"]),
    }


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
