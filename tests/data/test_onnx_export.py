"""Networks written as ONNX: other programs compute the same, and they come back whole."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest

from cnnviz.data.model_paths import ModelFileError
from cnnviz.data.onnx_export import save_onnx
from cnnviz.data.onnx_files import load_onnx
from cnnviz.data.onnx_packages import OnnxError
from cnnviz.engine.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.description import LAYERS
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.global_pooling import AdaptiveAvgPool2D, GlobalAvgPool2D, GlobalMaxPool2D
from cnnviz.engine.graph import Node
from cnnviz.engine.input_normalisation import IMAGENET_MEAN, IMAGENET_SPREAD, InputNormalisation
from cnnviz.engine.layer import Layer
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import LogSoftmax, Softmax
from tests.data.made_onnx import numbers, run
from tests.parity.random_networks import random_network

RNG = np.random.default_rng(3)
ALONE: list[Layer] = [
    Conv2D(4, 6, (3, 2), (2, 1), (1, 2, 0, 3), (1, 2), 2, rng=RNG),
    *(Conv2D(4, 2, 3, padding=2, padding_mode=mode, rng=RNG) for mode in ("zeros", "reflect", "replicate", "circular")),
    Conv2D(4, 2, 1, bias=False, rng=RNG),
    ConvTranspose2D(4, 6, (3, 2), (2, 3), (1, 0, 0, 1), (1, 2), 2, dilation=(1, 2), rng=RNG),
    MaxPool2D(3, 2, (1, 0, 1, 1)), MaxPool2D(3, 2, (1, 0, 1, 1), 2, ceil_mode=True), MaxPool2D(2, 3, ceil_mode=True),
    AvgPool2D(3, 2, 1), AvgPool2D(3, 2, 1, count_include_pad=False), AvgPool2D((2, 4), 3, (1, 2), ceil_mode=True),
    AvgPool2D(3, 2, 1, ceil_mode=True, count_include_pad=False),
    GlobalAvgPool2D(), GlobalMaxPool2D(), AdaptiveAvgPool2D((None, 2)), AdaptiveAvgPool2D((12, 3)),
    ReLU(), LeakyReLU(0.2), LeakyReLU(-2.0), ELU(0.5), Sigmoid(), Tanh(), Softmax(), LogSoftmax(), Flatten(),
    Softplus(), Softplus(2.0), Softplus(-1.0, 1.0), Softplus(1.0, 0.5), Dropout(0.3), BatchNorm2D(4),
    BatchNorm2D(4, affine=False),
]  # fmt: skip


def assert_agrees(network: Network, path: Path) -> None:
    """What ONNX Runtime computes is what the engine computes, for a batch of three."""
    x = numbers(3, *network.input_shape)
    wanted = network.forward(x).output
    np.testing.assert_allclose(run(path, x), wanted, rtol=1e-4, atol=1e-5 * np.abs(wanted).max())


@pytest.mark.parametrize("layer", ALONE, ids=repr)
@pytest.mark.parametrize("size", [(7, 8), (8, 9)], ids=str)
def test_each_layer_means_the_same_to_onnx_runtime(layer: Layer, size: tuple[int, int], tmp_path: Path) -> None:
    network = Network([("one", layer)], (4, *size))
    for array in network.buffers.values():
        array[...] = RNG.uniform(0.5, 2, array.shape)
    save_onnx(network, tmp_path / "one.onnx")
    onnx.checker.check_model(tmp_path / "one.onnx", full_check=True)
    assert_agrees(network, tmp_path / "one.onnx")
    again = load_onnx(tmp_path / "one.onnx").network()
    assert again.describe() == network.describe()
    for name, array in network.weights.items():
        np.testing.assert_array_equal(again.weights[name], array)


def test_no_kind_of_layer_is_left_out() -> None:
    assert {layer.kind for layer in ALONE} | {"Linear", "Add", "Concat"} == set(LAYERS)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("graph", [False, True], ids=["row", "graph"])
def test_random_networks_come_back_whole(seed: int, graph: bool, tmp_path: Path) -> None:
    network, path = random_network(seed, graph), tmp_path / "some.onnx"
    save_onnx(network, path)
    assert_agrees(network, path)
    again = load_onnx(path).network()
    assert again.describe() == network.describe()
    x = numbers(2, *network.input_shape)
    np.testing.assert_allclose(again.forward(x).output, network.forward(x).output, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("seed", range(12))
def test_without_what_we_wrote_beside_it_the_graph_alone_gives_the_network(seed: int, tmp_path: Path) -> None:
    network, path = random_network(seed, True), tmp_path / "some.onnx"
    save_onnx(network, path)
    model = onnx.load(path)
    del model.metadata_props[:]
    model.producer_name = "another"
    onnx.save(model, path)
    again = load_onnx(path).network()
    x = numbers(2, *network.input_shape)
    np.testing.assert_allclose(again.forward(x).output, network.forward(x).output, rtol=1e-4, atol=1e-5)
    assert [name for name, _ in again.layers] == [name for name, _ in network.layers]


def test_names_of_classes_facts_and_normalisation_come_back(tmp_path: Path) -> None:
    given = lenet5(0)
    info = {"trained on": "MNIST"} | InputNormalisation(2.0, IMAGENET_MEAN, IMAGENET_SPREAD, bgr=True).facts()
    network = Network(given.nodes, given.input_shape, [f"Ziffer {digit}" for digit in range(10)], info=info)
    save_onnx(network, tmp_path / "digits.onnx")
    file = load_onnx(tmp_path / "digits.onnx")
    assert file.class_names == file.network().class_names == network.class_names
    assert file.info == file.network().info == info
    assert file.normalisation == InputNormalisation(2.0, IMAGENET_MEAN, IMAGENET_SPREAD, bgr=True)


def test_other_programs_find_names_of_classes_weights_and_layers(tmp_path: Path) -> None:
    save_onnx(lenet5(0), tmp_path / "digits.onnx")
    model = onnx.load(tmp_path / "digits.onnx")
    facts = {entry.key: entry.value for entry in model.metadata_props}
    assert json.loads(facts["class_names"]) == list("0123456789")
    assert [node.name for node in model.graph.node] == [name for name, _ in lenet5(0).layers]
    assert {tensor.name for tensor in model.graph.initializer} == set(lenet5(0).weights)
    assert (model.opset_import[0].version, model.graph.input[0].type.tensor_type.shape.dim[0].dim_param) == (
        19,
        "batch",
    )


def test_a_changed_graph_counts_more_than_the_description_beside_it(tmp_path: Path) -> None:
    network = Network([("relu", ReLU()), ("flat", Flatten()), ("fc", Linear(4, 2, rng=RNG))], (1, 2, 2), ("a", "b"))
    save_onnx(network, tmp_path / "a.onnx")
    model = onnx.load(tmp_path / "a.onnx")
    model.graph.node[0].op_type = "Tanh"
    onnx.save(model, tmp_path / "a.onnx")
    again = load_onnx(tmp_path / "a.onnx").network()
    assert [layer.kind for _, layer in again.layers] == ["Tanh", "Flatten", "Linear"]
    assert again.class_names == ("a", "b")


def test_several_inputs_and_the_same_twice_are_added_and_joined(tmp_path: Path) -> None:
    network = Network(
        [("relu", ReLU()), Node("sum", Add(), ("relu", "input", "relu")), Node("both", Concat(), ("sum", "sum"))],
        (2, 3, 3),
    )
    save_onnx(network, tmp_path / "sums.onnx")
    assert_agrees(network, tmp_path / "sums.onnx")
    assert load_onnx(tmp_path / "sums.onnx").network().describe() == network.describe()


def test_a_network_of_more_than_two_gigabytes_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnnviz.data.onnx_export.LARGEST_FILE", 2**20)
    network = Network([("fc", Linear(1024, 300))], (1024,))
    with pytest.raises(OnnxError, match=r"the weights take 1,230,000 bytes.*at most.*safetensors"):
        save_onnx(network, tmp_path / "large.onnx")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="cannot be written"):
        save_onnx(lenet5(0), tmp_path / "nowhere" / "a.onnx")


def test_without_the_package_it_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "onnx", None)
    with pytest.raises(OnnxError, match=r"“onnx”, which is not installed.*pip install 'cnnviz\[models\]'"):
        save_onnx(lenet5(0), tmp_path / "a.onnx")
    (tmp_path / "b.onnx").write_bytes(b"something")
    with pytest.raises(OnnxError, match="which is not installed"):
        load_onnx(tmp_path / "b.onnx")
