"""Descriptions of networks: everything that one from a stranger may hold is either read or refused in plain words."""

import copy
import json
import math
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.architectures import lenet5
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.description import LAYERS, NetworkError, layers_from_description, read_description
from cnnviz.engine.graph import Node
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.network import Network
from cnnviz.engine.weight_shapes import RULES
from cnnviz.text import ExplainedError

ARGUMENTS: dict[str, dict[str, Any]] = {
    "Conv2D": {"in_channels": 4, "out_channels": 6, "kernel_size": (3, 5), "groups": 2},
    "ConvTranspose2D": {"in_channels": 4, "out_channels": 6, "kernel_size": (3, 5), "groups": 2},
    "Linear": {"in_features": 8, "out_features": 3},
    "BatchNorm2D": {"num_features": 4},
    "MaxPool2D": {"kernel_size": 2},
    "AvgPool2D": {"kernel_size": 2},
    "AdaptiveAvgPool2D": {"output_size": 2},
}


@pytest.fixture
def skipping(rng: np.random.Generator) -> Network:
    return Network(
        [
            ("conv1", Conv2D(1, 2, 3, padding=1, rng=rng)),
            ("conv2", Conv2D(2, 2, 3, padding=1, rng=rng)),
            Node("both", Concat(), ("conv2", "input")),
            ("conv3", Conv2D(3, 2, 1, rng=rng)),
            Node("sum", Add(), ("conv1", "conv3")),
        ],
        (1, 6, 6),
    )


def described(*layers: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"version": 2, "input_shape": [1, 6, 6], "layers": list(layers), **parts}


def layer(name: str, kind: str = "ReLU", **settings: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, **settings}


@pytest.mark.parametrize("kind", LAYERS)
def test_every_kind_of_layer_can_be_described(kind: str) -> None:
    made = LAYERS[kind](**ARGUMENTS.get(kind, {}))
    read = read_description(described(json.loads(json.dumps(layer("a", kind, **made.config())))))
    ((_, again, _),) = layers_from_description(read, None)
    assert again.config() == made.config()
    assert type(again) is type(made)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        *((kind, {}) for kind in LAYERS),
        *((kind, {"bias": False}) for kind in ("Conv2D", "ConvTranspose2D", "Linear")),
        ("BatchNorm2D", {"affine": False}),
    ],
)
def test_the_weights_of_a_layer_are_known_before_it_is_made(kind: str, change: dict[str, Any]) -> None:
    arguments = ARGUMENTS.get(kind, {}) | change
    made = LAYERS[kind](**arguments)
    shapes = {name: array.shape for name, array in (made.parameters | made.buffers).items()}
    assert read_description(described(layer("a", kind, **arguments))).layers[0].weights == shapes
    assert (kind in RULES) == bool(shapes)


def test_groups_that_do_not_divide_the_channels_are_named_before_any_shape_is() -> None:
    arguments = {"in_channels": 4, "out_channels": 6, "kernel_size": 1, "groups": 4}
    for kind in ("Conv2D", "ConvTranspose2D"):
        with pytest.raises(NetworkError, match="4 groups do not divide 4 input and 6 output channels"):
            read_description(described(layer("a", kind, **arguments))).layers[0].weights  # noqa: B018


def test_the_first_of_several_missing_weights_is_named() -> None:
    for taken in (1, 3):
        weights = dict(list(lenet5(None).weights.items())[:taken])
        with pytest.raises(NetworkError, match=f"“{list(lenet5(None).weights)[taken]}” are missing"):
            lenet5(None).load(weights)


def test_a_graph_comes_back_from_its_description(skipping: Network, rng: np.random.Generator) -> None:
    description = json.loads(json.dumps(skipping.describe()))
    told = {one["name"]: one["inputs"] for one in description["layers"] if "inputs" in one}
    assert told == {"both": ["conv2", "input"], "sum": ["conv1", "conv3"]}
    again = Network.from_description(description)
    again.load(skipping.weights)
    assert again.describe() == description
    x = rng.random((2, 1, 6, 6))
    np.testing.assert_array_equal(again.forward(x).output, skipping.forward(x).output)


def test_version_1_is_still_read_and_is_a_row() -> None:
    description = {**lenet5().describe(), "version": 1}
    assert Network.from_description(description).describe() == lenet5().describe()
    description["layers"][1] = {"name": "relu1", "kind": "ReLU", "inputs": ["conv1"]}
    with pytest.raises(NetworkError, match=r"“relu1” .ReLU. has the unknown setting “inputs”"):
        Network.from_description(description)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 3}, "version 3; this program reads versions 1, 2"),
        ({"version": "2"}, "version “2”; this program reads versions 1, 2"),
        ({"version": True}, "version True; this program reads versions 1, 2"),
        ({"input_shape": [1, "28", 28]}, "no usable “input_shape”"),
        ({"input_shape": []}, "no usable “input_shape”"),
        ({"input_shape": [1, math.nan, 28]}, "no usable “input_shape”"),
        ({"input_shape": [1, 10**9, 10**9]}, "“input” would be 1 × 1000000000 × 1000000000 for each picture; at most"),
        ({"class_names": ["\ud800"]}, "no usable “class_names”"),
        ({"layers": "conv"}, "no usable “layers”"),
        ({"layers": []}, "has no layers"),
        ({"info": {"a": 1}}, "no usable “info”"),
        ({"colour": "red"}, "the unknown part “colour”"),
        ({"class_names": ["a"]}, r"gives \(10,\), but has 1 class names"),
    ],
)
def test_a_bad_part_is_named(change: dict[str, object], message: str) -> None:
    with pytest.raises(NetworkError, match=message):
        Network.from_description({**lenet5().describe(), **change})


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([layer("x", "Magic")], "“x” is of the unknown kind “Magic”; known are: Conv2D"),
        ([layer("x", "Flatten", power=2)], "unknown setting “power”"),
        ([layer("x", "Conv2D", dtype="O")], "unknown setting “dtype”"),
        ([layer("x", "Linear", in_features=2)], "“x” .Linear. cannot be made.*“out_features” is missing"),
        ([layer("x", "Linear", in_features=2**62, out_features=9)], "asks for 41,505,174,165,846,491,145 weights"),
        ([layer("x", "Linear", in_features=10**6, out_features=10**6)], "asks for 1,000,001,000,000 weights; at most"),
        ([layer("x", "Conv2D", in_channels=1, out_channels=1, kernel_size=[[1], 1])], "cannot be made.*kernel size is"),
        ([layer("x", "Conv2D", in_channels=-1, out_channels=1, kernel_size=1)], "cannot be made.*in_channels is -1"),
        ([layer("x", "Conv2D", in_channels=1, out_channels=1, kernel_size=1, groups=0)], "cannot be made.*groups is 0"),
        ([layer("x", "MaxPool2D", kernel_size=1, ceil_mode="false")], "x.*has “false” as “ceil_mode”; .*true or false"),
        ([layer("x", "Flatten"), layer("y", "BatchNorm2D", num_features=1, affine=0)], "y.*has 0 as “affine”"),
        ([layer("x", "AvgPool2D", kernel_size=10**9, padding=5 * 10**8)], "“x” would be 1 × 1000000006 × 1000000006"),
        (
            [
                layer(
                    "x",
                    "ConvTranspose2D",
                    in_channels=1,
                    out_channels=1,
                    kernel_size=1,
                    stride=10**9,
                    padding=25 * 10**8,
                )
            ],
            "“x” would be 1 × 5000000001 × 5000000001",
        ),
        ([layer("a.b")], "layer name “a.b” cannot be used"),
        ([layer("../a")], "layer name “../a” cannot be used"),
        ([layer("a\nb")], "cannot be used"),
        ([layer("a"), layer("a")], "layer name “a” cannot be used"),
        ([layer("input")], "No layer can be called “input”"),
        ([layer("a"), layer("b", inputs=["c"]), layer("c")], "“b” takes “c”, which no layer before it is called"),
        ([layer("a", inputs=["a"])], "“a” takes “a”, which no layer before it is called"),
        ([layer("a"), layer("b", inputs=["input"])], "No layer takes what “a” gives"),
        (
            [layer("a"), layer("b", inputs=["a", "input"])],
            "“b” .ReLU... takes one input, but is given 2; Add or Concat",
        ),
        ([layer("a", inputs="input")], "“a” has no usable “inputs”"),
        ([layer("a", inputs=[1])], "“a” has no usable “inputs”"),
        ([layer("a", "Add")], r"Add\(\) brings two or more inputs together, but has 1"),
    ],
)
def test_a_bad_layer_is_named(layers: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(ExplainedError, match=message):
        Network.from_description(described(*layers))


def test_more_layers_than_anybody_needs_are_refused() -> None:
    with pytest.raises(NetworkError, match="has 2,001 layers; at most 2,000 can be read"):
        Network.from_description(described(*(layer(f"a{number}") for number in range(2001))))
    assert len(Network.from_description(described(*(layer(f"a{number}") for number in range(2000)))).layers) == 2000


def test_something_that_is_no_description_is_refused() -> None:
    with pytest.raises(NetworkError, match="not a table"):
        Network.from_description([1, 2])


def test_a_description_that_asks_for_too_much_takes_no_memory() -> None:
    huge = [layer(f"fc{number}", "Linear", in_features=30_000, out_features=30_000) for number in range(40)]
    tracemalloc.start()
    with pytest.raises(NetworkError, match="36,001,200,000 weights"):
        Network.from_description(described(*huge))
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in nested lists and tables."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inside for place in places(part, (*path, key)))]


ODD = st.sampled_from(
    [
        None,
        True,
        -1,
        0,
        1,
        2,
        10**30,
        0.5,
        math.nan,
        math.inf,
        "",
        "input",
        "same",
        "\x00",
        [],
        [1, 1],
        [10**12] * 4,
        {},
    ]
)


@given(st.data())
def test_whatever_is_changed_in_a_description_it_is_read_or_refused(data: st.DataObject) -> None:
    description = described(
        layer("conv", "Conv2D", in_channels=1, out_channels=2, kernel_size=[3, 3], padding=[1, 1, 1, 1], groups=1),
        layer("norm", "BatchNorm2D", num_features=2, eps=1e-5),
        layer("both", "Concat", inputs=["norm", "input"]),
        layer("pool", "MaxPool2D", kernel_size=[2, 2], stride=[2, 2]),
        layer("flatten", "Flatten"),
        layer("fc", "Linear", in_features=27, out_features=2, bias=True),
        class_names=["a", "b"],
    )
    Network.from_description(copy.deepcopy(description))
    *path, last = data.draw(st.sampled_from(places(description)[1:]))
    part = description
    for key in path:
        part = part[key]
    part[last] = data.draw(ODD)
    try:
        network = Network.from_description(description)
    except ExplainedError as error:
        assert str(error)
    else:
        network.forward(np.zeros((1, *network.input_shape)))
