"""The gradients of a batch, put together from those of its parts."""

import numpy as np
import pytest

from cnnviz.engine import batch_gradients
from cnnviz.engine.architectures import lenet5
from cnnviz.engine.arrays import Array
from cnnviz.engine.batch_gradients import BatchGradients
from cnnviz.engine.description import NetworkError
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.linear import Linear
from cnnviz.engine.losses import ChosenLoss, cross_entropy
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.shape import Flatten


@pytest.fixture
def batch(rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.random((50, 1, 28, 28)), rng.integers(0, 10, 50)


@pytest.mark.parametrize("part_bytes", [1, 10**9])
@pytest.mark.parametrize("cores", [1, 2, 3])
@pytest.mark.parametrize("count", [1, 7, 50])
def test_parts_add_up_to_the_whole_batch(
    cores: int, part_bytes: int, count: int, batch: tuple[Array, Array], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_gradients, "PART_BYTES", part_bytes)
    monkeypatch.setattr(batch_gradients, "WORTH_SHARING", 1)
    network = lenet5(np.random.default_rng(1)).copy(np.float64)
    images, labels = batch[0][:count], batch[1][:count]
    tape = network.forward(images)
    loss, slope = cross_entropy(tape.output, labels)
    expected = network.backward(tape, slope).parameters
    with BatchGradients(network, ChosenLoss(), cores) as gradients:
        gradients(images * 2, labels, np.random.default_rng(0))  # what is left of one batch must not show in the next
        result = gradients(images, labels, np.random.default_rng(0))
    assert result.loss == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(result.outputs, tape.output, rtol=1e-10, atol=1e-12)
    assert result.gradients.keys() == expected.keys()
    for name, gradient in result.gradients.items():
        np.testing.assert_allclose(gradient, expected[name], rtol=1e-9, atol=1e-14)


def test_the_same_number_of_cores_gives_the_same_gradients_bit_for_bit(
    batch: tuple[Array, Array], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_gradients, "WORTH_SHARING", 1)
    network = lenet5()
    images = batch[0].astype(np.float32)

    def once() -> dict[str, Array]:
        with BatchGradients(network, ChosenLoss(), 2) as gradients:
            found = gradients(images, batch[1], np.random.default_rng(0)).gradients
            return {name: array.copy() for name, array in found.items()}

    first, again = once(), once()
    for name, gradient in first.items():
        np.testing.assert_array_equal(gradient, again[name])


def test_a_small_batch_is_one_share_and_a_large_one_many_parts() -> None:
    rng = np.random.default_rng(0)
    with BatchGradients(lenet5(), ChosenLoss(), 2) as gradients:
        assert [share.sizes for share in gradients._shares(16, rng)] == [[16]]
        assert [share.sizes for share in gradients._shares(64, rng)] == [[32], [32]]
        assert [share.sizes for share in gradients._shares(1000, rng)] == [[62, 63] * 4, [62, 63] * 4]


def test_dropout_draws_anew_in_each_part_and_the_same_for_the_same_seed(
    batch: tuple[Array, Array], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_gradients, "PART_BYTES", 1)
    network = Network([("flatten", Flatten()), ("dropout", Dropout(0.5))], (1, 28, 28))
    images, labels = np.ones((32, 1, 28, 28), np.float32), np.zeros(32, np.int64)

    def outputs(seed: int) -> Array:
        with BatchGradients(network, ChosenLoss(), 2) as gradients:
            return gradients(images, labels, np.random.default_rng(seed)).outputs

    first = outputs(1)
    np.testing.assert_array_equal(first, outputs(1))
    assert (first != outputs(2)).any()
    assert len(np.unique(first, axis=0)) == len(first)


def test_pictures_that_depend_on_each_other_stay_together(batch: tuple[Array, Array], rng: np.random.Generator) -> None:
    network = Network(
        [("norm", BatchNorm2D(1)), ("flatten", Flatten()), ("fc", Linear(784, 10, rng=rng))], (1, 28, 28)
    ).copy(np.float64)
    images, labels = batch
    twin = network.copy()
    tape = twin.forward(images, training=np.random.default_rng(0))
    with BatchGradients(network, ChosenLoss(), 2) as gradients:
        result = gradients(images, labels, np.random.default_rng(0))
    np.testing.assert_allclose(result.outputs, tape.output, rtol=1e-12)
    np.testing.assert_allclose(network.buffers["norm.running_mean"], twin.buffers["norm.running_mean"])


@pytest.mark.parametrize(("pictures", "labels"), [(0, 0), (2, 3), (3, 2)])
def test_a_batch_has_pictures_and_a_label_for_each(pictures: int, labels: int, batch: tuple[Array, Array]) -> None:
    with (
        BatchGradients(lenet5(None), ChosenLoss()) as gradients,
        pytest.raises(NetworkError, match=rf"^The batch has {pictures} pictures and {labels} labels; it needs one or"),
    ):
        gradients(batch[0][:pictures], batch[1][:labels], np.random.default_rng(0))


def test_a_batch_that_stays_whole_is_refused_before_it_fills_the_memory(
    batch: tuple[Array, Array], rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = [("norm", BatchNorm2D(1)), ("flatten", Flatten()), ("fc", Linear(784, 10, rng=rng))]
    picture = 4 * (3 * 784 + 10)  # input, normalised and flattened; the scores
    monkeypatch.setattr(batch_gradients, "WHOLE_BYTES", 49 * picture)
    with (
        BatchGradients(Network(layers, (1, 28, 28)), ChosenLoss(), 2) as gradients,
        pytest.raises(NetworkError, match=r"batch of 50 pictures .* at most 49 pictures"),
    ):
        gradients(*batch, np.random.default_rng(0))
    with BatchGradients(Network(layers[1:], (1, 28, 28)), ChosenLoss(), 2) as gradients:
        gradients(*batch, np.random.default_rng(0))  # this one is taken in parts
