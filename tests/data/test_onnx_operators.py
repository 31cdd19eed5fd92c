"""Graphs of other programs: the engine computes what ONNX Runtime computes, or says what it has not."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from cnnviz.data.onnx_files import load_onnx
from cnnviz.data.onnx_operator import NoCounterpart
from cnnviz.data.onnx_packages import OnnxError
from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import InputNormalisation, normalisation_of
from cnnviz.engine.network import Network
from tests.data.made_onnx import model_of, node, numbers, run, write

Weights = dict[str, Array]
KERNEL = numbers(4, 2, 3, 3)
TWO = np.array([0.5, 0.25], np.float32).reshape(1, 2, 1, 1)


def whole(*values: int) -> Array:
    return np.array(values, np.int64)


CASES: dict[str, tuple[Sequence[onnx.NodeProto], Weights]] = {
    "auto_pad upper": ([node("Conv", "x w", "y", auto_pad="SAME_UPPER", strides=[2, 2])], {"w": numbers(4, 2, 2, 3)}),
    "auto_pad lower": ([node("Conv", "x w", "y", auto_pad="SAME_LOWER", strides=[2, 2])], {"w": numbers(4, 2, 2, 3)}),
    "auto_pad valid": ([node("Conv", "x w", "y", auto_pad="VALID", dilations=[2, 1])], {"w": KERNEL}),
    "kernels of a Constant": ([node("Constant", "", "w", value=onnx.numpy_helper.from_array(KERNEL)),
                               node("Conv", "x w", "y")], {}),
    "bias added behind": ([node("Conv", "x w", "a"), node("Add", "a b", "y")],
                          {"w": KERNEL, "b": numbers(1, 4, 1, 1)}),
    "zeros before a convolution": ([node("Pad", "x sides", "a"), node("Conv", "a w", "y", pads=[1, 0, 0, 1])],
                                   {"sides": whole(0, 0, 1, 2, 0, 0, 0, 1), "w": KERNEL}),
    "its edge before a convolution": ([node("Pad", "x sides", "a", mode="edge"), node("Conv", "a w", "y")],
                                      {"sides": whole(0, 0, 1, 2, 0, 0, 0, 1), "w": KERNEL}),
    "a border of two axes": ([node("Pad", "x sides _ axes", "a"), node("Conv", "a w", "y")],
                             {"sides": whole(1, 2, 0, 1), "axes": whole(2, -1), "w": KERNEL}),
    "zeros before a mean": ([node("Pad", "x sides", "a"), node("AveragePool", "a", "y", kernel_shape=[2, 3])],
                            {"sides": whole(0, 0, 1, 1, 0, 0, 0, 1)}),
    "transposed to a size": ([node("ConvTranspose", "x w", "y", strides=[2, 2], output_shape=[12, 15])],
                             {"w": numbers(2, 3, 3, 3)}),
    "transposed with more": ([node("ConvTranspose", "x w b", "y", strides=[2, 3], output_padding=[1, 2], group=2,
                                   pads=[1, 0, 0, 1])], {"w": numbers(2, 3, 3, 3), "b": numbers(6)}),
    "pooling rounded up": ([node("MaxPool", "x", "y", kernel_shape=[3, 2], strides=[2, 2], ceil_mode=1)], {}),
    "a mean rounded up": ([node("AveragePool", "x", "y", kernel_shape=[3, 2], strides=[2, 2], ceil_mode=1)], {}),
    "product and sum": ([node("Flatten", "x", "a"), node("MatMul", "a w", "c"), node("Add", "b c", "y")],
                        {"w": numbers(84, 5), "b": numbers(5)}),
    "Gemm with factors": ([node("Flatten", "x", "a"), node("Gemm", "a w b", "y", alpha=0.5, beta=2.0)],
                          {"w": numbers(84, 5), "b": numbers(1, 5)}),
    "Gemm with one bias": ([node("Flatten", "x", "a"), node("Gemm", "a w b", "y", transB=1)],
                           {"w": numbers(5, 84), "b": numbers(1)}),
    "size worked out": ([node("Shape", "x", "s"), node("Gather", "s zero", "n"), node("Unsqueeze", "n axis", "u"),
                         node("Concat", "u rest", "sides", axis=0), node("Reshape", "x sides", "y")],
                        {"zero": np.array(0), "axis": whole(0), "rest": whole(-1)}),
    "to a row by sizes": ([node("Reshape", "x sides", "y")], {"sides": whole(0, -1)}),
    "to the shape it has": ([node("Relu", "x", "a"), node("Reshape", "a sides", "y")], {"sides": whole(-1, 2, 6, 7)}),
    "mean of all": ([node("ReduceMean", "x", "y", axes=[2, 3], keepdims=0)], {}),
    "mean of all, kept": ([node("ReduceMean", "x", "a", axes=[-1, -2]), node("Squeeze", "a axes", "y")],
                          {"axes": whole(2, 3)}),
    "largest of all": ([node("ReduceMax", "x", "y", axes=[2, 3])], {}),
    "not below zero": ([node("Clip", "x low", "y")], {"low": np.array(0, np.float32)}),
    "one slope": ([node("PRelu", "x s", "y")], {"s": np.full((2, 1, 1), 0.3, np.float32)}),
    "joined, added": ([node("Relu", "x", "a"), node("Tanh", "x", "b"), node("Concat", "a b x", "c", axis=-3),
                       node("Sum", "c c c", "y")], {}),
    "skipped nodes": ([node("Identity", "x", "a"), node("Dropout", "a", "b"), node("Relu", "b", "y"),
                       node("Tanh", "b", "unused")], {}),
    "softmax of maps": ([node("Softmax", "x", "y", axis=1)], {}),
    "scaled kernels": ([node("Mul", "w f", "v"), node("Transpose", "v", "u", perm=[0, 1, 3, 2]),
                        node("Conv", "x u", "y")], {"w": KERNEL, "f": numbers(4, 1, 1, 1)}),
    "half as many digits": ([node("Cast", "h", "w", to=1), node("Conv", "x w", "y")], {"h": KERNEL.astype(np.float16)}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_engine_computes_what_onnx_runtime_computes(name: str, tmp_path: Path) -> None:
    path = write(tmp_path / "made.onnx", model_of(*CASES[name], opset=18 if "axes" in name else 17))
    x = numbers(1, 2, 6, 7, seed=1)
    network = load_onnx(path).network()
    np.testing.assert_allclose(network.forward(x).output, run(path, x), rtol=1e-4, atol=1e-5)


LACKING: dict[str, tuple[Sequence[onnx.NodeProto], Weights, str]] = {
    "Gelu": ([node("Erf", "x", "y")], {}, "“y” (Erf) has no counterpart here: the engine has no such layer"),
    "a limit": ([node("Clip", "x low high", "y")], {"low": np.float32(0), "high": np.float32(6)}, "above 6"),
    "other axis": ([node("Softmax", "x", "y", axis=3)], {}, "along axis 3, not the channels"),
    "a product of maps": ([node("Mul", "x x", "y")], {}, "both depend on the picture"),
    "scaled maps": ([node("Relu", "x", "a"), node("Mul", "a f", "y")], {"f": TWO}, "that are no picture"),
    "numbers on the left": ([node("Sub", "f x", "y")], {"f": TWO}, "on its left"),
    "by zero": ([node("Div", "x f", "a"), node("Relu", "a", "y")], {"f": 0 * TWO}, "by 0"),
    "other border": ([node("Pad", "x s v", "a"), node("Conv", "a w", "y")],
                     {"s": whole(0, 0, 1, 1, 0, 0, 1, 1), "v": np.float32(1), "w": KERNEL}, "filled in another way"),
    "border alone": ([node("Pad", "x s", "a"), node("Relu", "a", "y")], {"s": whole(0, 0, 1, 1, 0, 0, 1, 1)},
                     "maps with a border"),
    "channels added": ([node("Pad", "x s", "y")], {"s": whole(0, 1, 0, 0, 0, 1, 0, 0)}, "its border is"),
    "kernels from the picture": ([node("Conv", "x x", "y")], {}, "its input 2 is computed from the picture"),
    "kernels that do not fit": ([node("Conv", "x w", "y")], {"w": numbers(4, 3, 3, 3)}, "takes 3 channels, but gets 2"),
    "taken apart": ([node("Reshape", "x s", "y")], {"s": whole(1, 4, 3, 7)}, "asks for the shape [1, 4, 3, 7]"),
    "random": ([node("RandomNormalLike", "x", "y")], {}, "no such layer"),
    "broadcast": ([node("GlobalAveragePool", "x", "a"), node("Add", "a x", "y")], {}, "one and the same shape"),
}  # fmt: skip


@pytest.mark.parametrize("name", LACKING)
def test_what_the_engine_has_not_is_named_with_its_node(name: str, tmp_path: Path) -> None:
    nodes, weights, said = LACKING[name]
    file = load_onnx(write(tmp_path / "made.onnx", model_of(nodes, weights)))
    with pytest.raises(NoCounterpart, match="cannot be computed by the engine") as error:
        file.network()
    assert said in str(error.value)


def opened(path: Path, nodes: Sequence[onnx.NodeProto], weights: Weights, **settled: Any) -> Network:
    return load_onnx(write(path / "made.onnx", model_of(nodes, weights))).settled(**settled).network()


def test_mean_and_spread_at_the_head_become_the_normalisation(tmp_path: Path) -> None:
    nodes = [node("Sub", "x m", "a"), node("Div", "a d", "b"), node("Relu", "b", "y")]
    network = opened(tmp_path, nodes, {"m": TWO, "d": 2 * TWO})
    assert [layer.kind for _, layer in network.layers] == ["ReLU"]
    assert network.info == InputNormalisation(1.0, (0.5, 0.25), (1.0, 0.5)).facts()


def test_what_the_head_takes_off_comes_on_top_of_what_a_person_says(tmp_path: Path) -> None:
    nodes = [node("Mul", "x f", "a"), node("Add", "a m", "b"), node("Tanh", "b", "y")]
    given = InputNormalisation(255.0, (100.0,), (50.0, 40.0))
    path = write(tmp_path / "made.onnx", model_of(nodes, {"f": TWO, "m": -TWO}))
    network = load_onnx(path).settled(normalisation=given).network()
    picture = numbers(2, 6, 7)
    again = network.forward(normalisation_of(network.info).of(picture)[None]).output
    np.testing.assert_allclose(again, run(path, given.of(picture)[None]), rtol=1e-4)


@pytest.mark.parametrize(
    ("kind", "number", "scale"),
    [("Div", 255.0, 255), ("Mul", 1 / 255, 255), ("Sub", 127.5, 255), ("Sub", 0.5, 1), ("Div", 0.2, 1), ("Mul", 2, 1)],
)
def test_a_head_that_is_made_for_bytes_is_given_bytes(kind: str, number: float, scale: float, tmp_path: Path) -> None:
    nodes = [node(kind, "x f", "a"), node("Relu", "a", "y")]
    file = load_onnx(write(tmp_path / "made.onnx", model_of(nodes, {"f": np.float32(number)})))
    assert file.normalisation == InputNormalisation(scale=scale)
    x = numbers(2, 6, 7)
    shown = file.network().forward(normalisation_of(file.network().info).of(x)[None]).output
    np.testing.assert_allclose(shown, run(file.path, scale * x[None]), rtol=1e-4, atol=1e-6)


def test_a_picture_whose_channels_come_last_is_taken_as_channels_first(tmp_path: Path) -> None:
    nodes = [node("Transpose", "x", "a", perm=[0, 3, 1, 2]), node("Conv", "a w", "y")]
    path = write(tmp_path / "made.onnx", model_of(nodes, {"w": numbers(4, 3, 3, 3)}, (None, 6, 7, 3)))
    file = load_onnx(path)
    assert (file.input_shape, file.picture.channels_last) == ((3, 6, 7), True)
    x = numbers(1, 3, 6, 7)
    output = file.network().forward(x).output
    np.testing.assert_allclose(output, run(path, x.transpose(0, 2, 3, 1)), rtol=1e-4, atol=1e-5)


def test_open_sizes_are_asked_for_and_must_agree_with_what_the_file_says(tmp_path: Path) -> None:
    path = write(tmp_path / "made.onnx", model_of([node("Conv", "x w", "y")], {"w": KERNEL}, ("n", 2, "h", None)))
    file = load_onnx(path)
    assert (file.input_shape, file.is_settled) == ((2, None, None), False)
    with pytest.raises(OnnxError, match=r"takes pictures of 2 × \? × \?; say how large"):
        file.network()
    for shape in ((3, 8, 9), (2, 8), (2, 0, 9)):
        with pytest.raises(OnnxError, match=r"The input cannot be .* takes 2 × "):
            file.settled(shape)
    assert file.settled((2, 8, 9)).network().output_shape == (4, 6, 7)


def test_names_of_classes_that_a_person_gives_must_be_as_many_as_scores(tmp_path: Path) -> None:
    nodes, weights = CASES["product and sum"]
    assert opened(tmp_path, nodes, weights, class_names="abcde").class_names == tuple("abcde")
    with pytest.raises(OnnxError, match=r"cannot be (computed by the engine|used)") as error:
        opened(tmp_path, nodes, weights, class_names=("a", "b"))
    assert "(5,), but has 2 class names" in str(error.value)


def test_layers_are_called_as_the_graph_calls_its_weights_and_nodes(tmp_path: Path) -> None:
    nodes = [
        node("Conv", "x features.0.weight", "a", "/features/features.0/Conv"),
        node("Relu", "a", "b", "/features/features.1/Relu"),
        node("Relu", "b", "c", "input"),
        node("Relu", "c", "y", "a.very/strange\\name" + "e" * 200),
    ]
    network = opened(tmp_path, nodes, {"features.0.weight": KERNEL})
    names = [name for name, _ in network.layers]
    assert names[:3] == ["features_0", "features_1", "input_relu"]
    assert names[3].startswith("a_very_strange_name") and len(names[3]) <= 100


@pytest.mark.parametrize("opset", [7, 9, 11, 13, 18, 21])
def test_older_and_newer_versions_are_read(opset: int, tmp_path: Path) -> None:
    nodes = [node("Conv", "x w", "a"), node("Relu", "a", "b"), node("MaxPool", "b", "c", kernel_shape=[2, 2]),
             node("Flatten", "c", "d"), node("Softmax", "d", "y")]  # fmt: skip
    path = write(tmp_path / "made.onnx", model_of(nodes, {"w": KERNEL}, opset=opset))
    x = numbers(1, 2, 6, 7)
    np.testing.assert_allclose(load_onnx(path).network().forward(x).output, run(path, x), rtol=1e-4, atol=1e-6)
