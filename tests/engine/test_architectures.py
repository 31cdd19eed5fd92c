"""The networks by name: their published sizes, what pictures they take, and that each of them learns."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.description import NetworkError
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.losses import cross_entropy
from cnnviz.engine.network import Network
from cnnviz.engine.optimizers import Adam
from cnnviz.engine.resnet import resnet20
from cnnviz.engine.three_blocks import three_averages
from cnnviz.engine.vgg import tiny_vgg, vgg16

SMALL = [name for name in NETWORKS if name != "vgg16"]
# Parameters, multiply-adds of one picture, and the shape of a picture.
PUBLISHED = {
    "lenet5": (61_706, 416_520, (1, 28, 28)),
    "lenet5-1998": (61_706, 416_520, (1, 28, 28)),
    "32-64-128": (110_474, 3_106_176, (1, 28, 28)),
    "32-64-128-strides": (159_626, 1_073_952, (1, 28, 28)),
    "32-64-128-average": (93_962, 7_452_416, (1, 28, 28)),
    "tiny-vgg": (19_920, 5_608_780, (3, 64, 64)),
    "vgg16": (138_357_544, 15_470_264_320, (3, 224, 224)),
    "resnet8": (78_042, 12_501_632, (3, 32, 32)),
    "resnet20": (272_474, 40_813_184, (3, 32, 32)),
}
DIGITS = tuple("0123456789")


def size(network: Network) -> int:
    return sum(line.parameters for line in network.summary())


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_has_its_published_size(name: str) -> None:
    parameters, work, shape = PUBLISHED[name]
    network = NETWORKS[name].build(None)
    assert network.input_shape == shape
    assert size(network) == parameters == sum(array.size for array in network.parameters.values())
    assert network.summary()[-1].multiply_adds_so_far == work
    assert network.output_shape == (len(network.class_names),)


def test_resnet20_is_the_published_one_with_weights_in_its_skips() -> None:
    network = resnet20(None)
    skips = sum(line.parameters for line in network.summary() if "skip" in line.name)
    assert round(size(network) / 1e6, 2) == 0.27  # He et al. 2015, table 6
    assert size(network) - skips == 269_722  # with skips that have none, their option A
    assert sum(line.kind == "Conv2D" for line in network.summary() if "skip" not in line.name) + 1 == 20


def test_vgg16_sees_as_far_as_published() -> None:
    fields = {line.name: line.receptive_field for line in vgg16(None).summary()}
    assert [fields[f"pool{block}"][0] for block in range(1, 6)] == [6, 16, 44, 100, 212]
    assert fields["fc6"] == (224, 224)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak memory is asked for in the way of Linux")
def test_vgg16_can_be_looked_at_without_its_weights_in_memory() -> None:
    """Half a gigabyte of zeros is only promised by the system, until someone writes to it."""
    script = (
        "from cnnviz.engine.vgg import vgg16; vgg16(None).summary();"
        "print(*(line for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(run.stdout.split()[1]) < 150_000  # kB


@pytest.mark.parametrize("name", SMALL)
def test_the_same_seed_gives_the_same_weights_and_none_gives_zeros(name: str) -> None:
    build = NETWORKS[name].build
    one, same, other, bare = build(3), build(np.random.default_rng(3)), build(4), build(None)
    first = next(iter(one.parameters))
    for key, array in one.parameters.items():
        np.testing.assert_array_equal(array, same.parameters[key])
    assert not np.array_equal(one.parameters[first], other.parameters[first])
    assert not bare.parameters[first].any()
    assert build().parameters[first].any()


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 32, 32), (1, 40, 33)])
def test_networks_are_built_for_other_pictures(name: str, shape: tuple[int, ...]) -> None:
    network = NETWORKS[name].build(0, ("cat", "dog", "cow"), shape)
    assert network.forward(np.zeros((2, *shape))).output.shape == (2, 3)


@pytest.mark.parametrize("name", SMALL)
def test_signals_neither_die_out_nor_explode_in_new_networks(name: str) -> None:
    network = NETWORKS[name].build(1)
    x = np.random.default_rng(0).random((16, *network.input_shape), dtype=np.float32)
    scores = network.forward(x, training=np.random.default_rng(0)).output
    assert 0.01 < np.std(scores) < 10


@pytest.mark.parametrize("name", SMALL)
def test_every_network_learns_a_few_pictures_by_heart(name: str) -> None:
    network = NETWORKS[name].build(1, DIGITS, (1, 28, 28))
    rng = np.random.default_rng(0)
    labels = np.arange(20) % 10
    pictures = rng.random((20, 1, 28, 28), dtype=np.float32) * (labels + 1).reshape(-1, 1, 1, 1) / 10
    optimizer, losses = Adam(3e-3), []
    for _ in range(80):
        tape = network.forward(pictures, training=rng)
        loss, slope = cross_entropy(tape.output, labels)
        optimizer.step(network.parameters, network.backward(tape, slope, by_input=False).parameters)
        losses.append(loss)
        if loss < 0.5 * losses[0]:
            return
    pytest.fail(f"the loss went from {losses[0]} to {loss} only")


@pytest.mark.parametrize(
    ("name", "least"),
    [("lenet5", 12), ("32-64-128", 22), ("32-64-128-strides", 15), ("tiny-vgg", 16), ("vgg16", 32)],
)
def test_pictures_that_are_too_small_are_refused_with_the_size_that_would_do(name: str, least: int) -> None:
    build = NETWORKS[name].build
    build(None, DIGITS, (1, least, least))
    with pytest.raises(NetworkError, match=rf"takes pictures of {least} × {least} or more, and these have 9 × {least}"):
        build(None, DIGITS, (1, 9, least))


def test_colour_of_32_goes_into_lenet5_without_padding() -> None:
    network = lenet5(None, DIGITS, (3, 32, 32))
    assert network.shapes["conv1"] == (6, 28, 28)
    assert size(network) == 62_006  # 300 more, for two more colours


def test_the_average_network_does_not_grow_with_the_picture() -> None:
    assert size(three_averages(None, DIGITS, (1, 100, 60))) == size(three_averages(None))


def test_tiny_vgg_has_the_layer_names_of_cnn_explainer() -> None:
    assert [name for name, _ in tiny_vgg(None).layers] == [
        "conv_1_1", "relu_1_1", "conv_1_2", "relu_1_2", "max_pool_1",
        "conv_2_1", "relu_2_1", "conv_2_2", "relu_2_2", "max_pool_2", "flatten", "output",
    ]  # fmt: skip


def test_every_network_comes_back_from_its_description() -> None:
    for name in SMALL:
        network = NETWORKS[name].build(2)
        again = Network.from_description(network.describe())
        again.load(network.weights)
        assert again.describe() == network.describe()
        x = np.random.default_rng(0).random((2, *network.input_shape))
        np.testing.assert_array_equal(again.forward(x).output, network.forward(x).output)
