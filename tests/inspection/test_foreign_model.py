"""Models that the engine has no layers for: every value that ONNX Runtime computes is there, under its name."""

from pathlib import Path

import numpy as np
import onnx
import pytest

from cnnviz.data.onnx_export import save_onnx
from cnnviz.data.onnx_files import OnnxFile, load_onnx
from cnnviz.data.onnx_operator import NoCounterpart
from cnnviz.data.onnx_packages import OnnxError
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.resnet import resnet20
from cnnviz.inspection.foreign_model import OnnxModel
from cnnviz.inspection.model_table import model_lines
from cnnviz.traces.passes import Cell, NetworkModel, PassModel
from tests.data.made_onnx import Sizes, model_of, node, numbers, run, write
from tests.parity.random_networks import random_network

KERNEL = numbers(4, 2, 3, 3)
SWISH = [
    node("Conv", "x w b", "c", "/net/conv/Conv"),
    node("Sigmoid", "c", "s"),
    node("Mul", "c s", "m", "swish"),
    node("Add", "m s", "t"),
    node("ReduceMean", "t", "r", axes=[2, 3], keepdims=0),
    node("Gemm", "r f g", "y", transB=1),
]
WEIGHTS = {"w": KERNEL, "b": numbers(4), "f": numbers(5, 4), "g": numbers(5)}


def opened(path: Path, nodes: list[onnx.NodeProto] = SWISH, shape: Sizes = (None, 2, 6, 7)) -> OnnxFile:
    return load_onnx(write(path / "made.onnx", model_of(nodes, WEIGHTS, shape)))


def test_every_value_is_shown_with_its_name_its_kind_and_what_it_takes(tmp_path: Path) -> None:
    file = opened(tmp_path)
    with pytest.raises(NoCounterpart, match="Mul"):
        file.network()
    model: PassModel = OnnxModel(file)
    shown = model.run(numbers(2, 6, 7))
    assert [(layer.name, layer.kind, layer.shape, tuple(layer.takes)) for layer in shown.layers] == [
        ("input", "input", (2, 6, 7), ()),
        ("net_conv", "Conv", (4, 4, 5), ()),
        ("s", "Sigmoid", (4, 4, 5), ()),
        ("swish", "Mul", (4, 4, 5), ("net_conv", "s")),
        ("t", "Add", (4, 4, 5), ("swish", "s")),
        ("r", "ReduceMean", (4,), ()),
        ("y", "Gemm", (5,), ()),
        ("softmax", "Softmax", (5,), ()),
    ]
    assert (shown.network, shown.tape, model.network) == (None, None, None)
    assert model.work == 4 * 4 * 5 * 18 + 20


def test_the_numbers_are_those_of_the_graph(tmp_path: Path) -> None:
    x = numbers(2, 6, 7)
    shown = OnnxModel(opened(tmp_path)).run(x)
    maps = {layer.name: layer.maps for layer in shown.layers}
    np.testing.assert_array_equal(maps["input"], x)
    patch = (x[:, 1:4, 2:5] * KERNEL[3]).sum() + WEIGHTS["b"][3]
    np.testing.assert_allclose(shown.value(Cell("net_conv", 3, 1, 2)), patch, rtol=1e-5)
    np.testing.assert_allclose(maps["swish"], maps["net_conv"] * maps["s"], rtol=1e-6)
    np.testing.assert_allclose(maps["y"].reshape(1, -1), run(tmp_path / "made.onnx", x[None]), rtol=1e-5)
    assert shown.shares is not None
    np.testing.assert_allclose(shown.shares.sum(), 1, rtol=1e-6)


def test_kernels_and_rows_of_weights_are_shown(tmp_path: Path) -> None:
    shown = OnnxModel(opened(tmp_path)).run(numbers(2, 6, 7))
    conv, dense = shown.layer("net_conv"), shown.layer("y")
    assert conv.weights is not None and conv.bias is not None and dense.weights is not None
    np.testing.assert_array_equal(conv.weights, KERNEL)
    np.testing.assert_array_equal(conv.bias, WEIGHTS["b"])
    np.testing.assert_array_equal(dense.weights, WEIGHTS["f"])
    assert shown.layer("t").weights is None


@pytest.mark.parametrize("seed", range(6))
def test_it_agrees_with_the_engine_layer_by_layer(seed: int, tmp_path: Path) -> None:
    network = random_network(seed, True)
    save_onnx(network, tmp_path / "both.onnx")
    x = numbers(*network.input_shape)
    theirs = OnnxModel(load_onnx(tmp_path / "both.onnx")).run(x)
    for layer in NetworkModel(network).run(x).layers:
        np.testing.assert_allclose(theirs.layer(layer.name).maps, layer.maps, rtol=1e-4, atol=1e-5)


def test_work_is_that_of_the_engine(tmp_path: Path) -> None:
    for network in (lenet5(0), resnet20(None)):
        save_onnx(network, tmp_path / "same.onnx")
        assert OnnxModel(load_onnx(tmp_path / "same.onnx")).work == NetworkModel(network).work


def test_classes_are_named_and_must_be_as_many_as_scores(tmp_path: Path) -> None:
    file = opened(tmp_path)
    shown = OnnxModel(file.settled(class_names="abcde")).run(numbers(2, 6, 7))
    assert (shown.names, tuple(shown.layers[-1].labels)) == (tuple("abcde"), tuple("abcde"))
    with pytest.raises(OnnxError, match="gives 5 numbers, but there are 2 class names"):
        OnnxModel(file.settled(class_names="ab"))


def test_values_that_are_neither_maps_nor_units_are_named(tmp_path: Path) -> None:
    nodes = [
        node("Conv", "x w", "c"),
        node("Unsqueeze", "c two", "u"),
        node("Relu", "u", "v"),
        node("Squeeze", "v two", "s"),
        node("ArgMax", "s", "a", axis=1),
        node("Sigmoid", "s", "y"),
        node("Tanh", "c", "z"),
    ]
    weights = {"w": KERNEL, "two": np.array([2], np.int64)}
    path = write(tmp_path / "made.onnx", model_of(nodes, weights))
    model = OnnxModel(load_onnx(path))
    assert model.left_out == ("u (1, 4, 1, 4, 5)", "v (1, 4, 1, 4, 5)", "a (1, 1, 4, 5)")
    told = " ".join(model_lines(model))
    assert "not shown, being neither maps nor units: u (1, 4, 1, 4, 5), v (1, 4, 1, 4, 5), a (1, 1, 4, 5)." in told
    shown = model.run(numbers(2, 6, 7))
    assert [layer.name for layer in shown.layers] == ["input", "c", "s", "z", "y"]  # the output comes last
    assert list(shown.layer("s").takes) == [] and list(shown.layer("y").takes) == ["s"]


def test_tokens_and_what_they_attend_to_are_one_map_each(tmp_path: Path) -> None:
    nodes = [
        node("Reshape", "x flat", "t"),
        node("Transpose", "t", "k", perm=[0, 2, 1]),
        node("MatMul", "k t", "scores"),
        node("Softmax", "scores", "attention", axis=-1),
        node("ReduceMean", "attention", "y", axes=[1], keepdims=0),
    ]
    path = write(tmp_path / "made.onnx", model_of(nodes, {"flat": np.array([1, 2, 42], np.int64)}))
    model = OnnxModel(load_onnx(path))
    assert model.left_out == ()
    x = numbers(2, 6, 7)
    shown = model.run(x)
    tokens, attention = shown.layer("t"), shown.layer("attention")
    assert (tokens.shape, attention.shape, tokens.maps.shape) == ((1, 2, 42), (1, 42, 42), (1, 2, 42))
    np.testing.assert_array_equal(tokens.maps[0], x.reshape(2, 42))
    np.testing.assert_allclose(attention.maps[0].sum(axis=1), 1, rtol=1e-5)
    assert shown.value(Cell("attention", 0, 3, 4)) == attention.maps[0, 3, 4]


def test_sizes_that_a_remainder_tells_are_known(tmp_path: Path) -> None:
    nodes = [
        node("Gelu", "x", "a"), node("Shape", "a", "s"), node("Mod", "five three", "m"),  # 2
        node("Slice", "s zero m", "n"), node("Concat", "n rest", "to", axis=0), node("Reshape", "a to", "y"),
    ]  # fmt: skip
    weights = {name: np.array([value], np.int64) for name, value in
               {"five": 5, "three": 3, "zero": 0, "rest": -1}.items()}  # fmt: skip
    path = write(tmp_path / "made.onnx", model_of(nodes, weights, opset=20))
    assert OnnxModel(load_onnx(path)).run(numbers(2, 6, 7)).layers[-1].shape == (1, 2, 42)


def test_only_the_last_softmax_is_called_so(tmp_path: Path) -> None:
    nodes = [
        node("Softmax", "x", "a", "/softmax/Softmax", axis=1),
        node("ReduceMean", "a", "b", axes=[2, 3], keepdims=0),
        node("Softmax", "b", "y", "softmax", axis=1),
    ]
    shown = OnnxModel(load_onnx(write(tmp_path / "two.onnx", model_of(nodes)))).run(numbers(2, 6, 7))
    assert [layer.name for layer in shown.layers] == ["input", "softmax_2", "b", "softmax"]
    assert shown.shares is not None and shown.shares.shape == (2,)


def test_a_model_for_several_pictures_gets_the_same_one_several_times(tmp_path: Path) -> None:
    x = numbers(2, 6, 7)
    one = OnnxModel(opened(tmp_path)).run(x)
    three = OnnxModel(opened(tmp_path, shape=(3, 2, 6, 7))).run(x)
    for layer, other in zip(one.layers, three.layers, strict=True):
        np.testing.assert_allclose(layer.maps, other.maps, rtol=1e-6)


def test_channels_last_and_other_kinds_of_numbers_are_given_as_the_model_wants_them(tmp_path: Path) -> None:
    nodes = [node("Cast", "x", "f", to=1), node("Transpose", "f", "t", perm=[0, 3, 1, 2]), node("Erf", "t", "y")]
    model = model_of(nodes, shape=(None, 6, 7, 3))
    model.graph.input[0].type.tensor_type.elem_type = onnx.TensorProto.UINT8
    x = np.arange(3 * 6 * 7, dtype=np.float32).reshape(3, 6, 7)
    shown = OnnxModel(load_onnx(write(tmp_path / "bytes.onnx", model))).run(x)
    np.testing.assert_array_equal(shown.layer("t").maps, x)


def test_sizes_that_are_worked_out_from_the_picture_are_known_beforehand(tmp_path: Path) -> None:
    nodes = [
        node("Shape", "x", "s"), node("Gather", "s two", "h"), node("Unsqueeze", "h zero", "u"),
        node("Concat", "one one u six", "t", axis=0), node("ConstantOfShape", "t", "o"), node("Expand", "x shape", "e"),
        node("Concat", "e o", "y", axis=1),
    ]  # fmt: skip
    weights = {"two": np.array(2), "zero": np.array([0]), "one": np.array([1]), "six": np.array([7]),
               "shape": np.array([1, 2, 6, 7])}  # fmt: skip
    file = load_onnx(write(tmp_path / "sizes.onnx", model_of(nodes, weights, (1, 2, "h", "w"))))
    shown = OnnxModel(file.settled((2, 6, 7))).run(numbers(2, 6, 7))
    assert shown.layer("y").shape == (3, 6, 7)


@pytest.mark.parametrize("height", [1, 6])
def test_a_branch_that_follows_from_the_size_is_put_in_place(height: int, tmp_path: Path) -> None:
    names = ("one", "two")
    branches = [
        onnx.helper.make_graph(
            [node("Mul", f"a {name}", "inner"), node("Tanh", "inner", "r")], name, [], [onnx.ValueInfoProto(name="r")],
            [onnx.numpy_helper.from_array(np.float32(factor), name)],
        )
        for name, factor in zip(names, (2, 3), strict=True)
    ]  # fmt: skip
    nodes = [
        node("Relu", "x", "a"), node("Shape", "x", "s"), node("Gather", "s two", "h"), node("Equal", "h one", "c"),
        node("If", "c", "y", then_branch=branches[0], else_branch=branches[1]),
    ]  # fmt: skip
    path = write(tmp_path / "if.onnx", model_of(nodes, {"two": np.array(2), "one": np.array(1)}, (1, 2, height, 7)))
    x = numbers(2, height, 7)
    shown = OnnxModel(load_onnx(path)).run(x)
    assert [layer.kind for layer in shown.layers] == ["input", "Relu", "Mul", "Tanh"]
    np.testing.assert_allclose(shown.layers[-1].maps[None], run(path, x[None]), rtol=1e-5)
    np.testing.assert_allclose(shown.layers[2].maps, (2 if height == 1 else 3) * x.clip(0), rtol=1e-5)


def test_open_sizes_and_other_pictures_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OnnxError, match="say how large"):
        OnnxModel(opened(tmp_path, shape=("n", 2, "h", "w")))
    with pytest.raises(OnnxError, match=r"takes pictures \(2, 6, 7\); it was given \(1, 6, 7\)"):
        OnnxModel(opened(tmp_path)).run(numbers(1, 6, 7))


def test_shapes_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "bad.onnx", model_of([node("Conv", "x w", "y")], {"w": numbers(4, 3, 3, 3)}))
    with pytest.raises(OnnxError, match=r"sizes of its layers do not fit|ONNX Runtime cannot compute it"):
        OnnxModel(load_onnx(path)).run(numbers(2, 6, 7))


def test_without_onnx_runtime_it_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = opened(tmp_path)
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
    with pytest.raises(OnnxError, match=r"“onnxruntime”, which is not installed.*pip install 'cnnviz\[models\]'"):
        OnnxModel(file)


def test_a_file_of_a_newer_form_is_computed_like_an_older_one(tmp_path: Path) -> None:
    old = model_of(SWISH, WEIGHTS, (None, 2, 6, 7))
    new = onnx.ModelProto()
    new.CopyFrom(old)
    new.ir_version = 13  # as the package onnx writes it today; ONNX Runtime reads such only later
    x = numbers(2, 6, 7)
    one, other = (OnnxModel(load_onnx(write(tmp_path / name, model))).run(x)
                  for name, model in (("old.onnx", old), ("new.onnx", new)))  # fmt: skip
    np.testing.assert_array_equal(one.layers[-1].maps, other.layers[-1].maps)
