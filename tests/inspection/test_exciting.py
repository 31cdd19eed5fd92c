"""The most exciting pictures: beside sorting them all, with the cells and crops that belong to them."""

import numpy as np
import pytest

from cnnviz.data.drawn_digits import draw_digits
from cnnviz.data.model_files import load_model
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.engine.network import Network
from cnnviz.explain.explanation import ExplanationError
from cnnviz.inspection.exciting import Search, cropped, most_exciting
from cnnviz.paths import resources
from cnnviz.traces.field import field_of
from cnnviz.traces.following import Field


@pytest.fixture(scope="module")
def network() -> Network:
    return load_model(resources() / "weights" / "lenet5-mnist.safetensors")


@pytest.fixture(scope="module")
def digits() -> tuple[Array, Array]:
    return draw_digits(0, 300, 5)


def last(network: Network, layer: str, index: int, pictures: Array, labels: Array | None = None, n: int = 9) -> Search:
    *_, report = most_exciting(network, layer, index, pictures, labels, n)
    return report


@pytest.mark.parametrize(("layer", "index"), [("conv2", 5), ("relu1", 0), ("fc1", 17), ("fc3", 8)])
def test_they_are_the_first_of_all_sorted_by_their_largest_number(
    network: Network, digits: tuple[Array, Array], layer: str, index: int
) -> None:
    pictures, labels = digits
    answers = network.forward(pictures / np.float32(255))[layer].output[:, index].reshape(300, -1)
    expected = np.argsort(-answers.max(axis=1), kind="stable")[:9]
    found = last(network, layer, index, pictures, labels).found
    np.testing.assert_allclose([one.value for one in found], answers.max(axis=1)[expected], rtol=1e-5)
    assert {one.index for one in found[:5]} == set(expected[:5].tolist())
    for one in found:
        assert one.label == labels[one.index]
        np.testing.assert_array_equal(one.picture, pictures[one.index] / np.float32(255))
        shape = network.shapes[layer]
        value = network.forward(one.picture[None])[layer].output[0, index]
        assert (value[one.cell.row, one.cell.column] if len(shape) == 3 else value) == pytest.approx(
            one.value, rel=1e-4
        )
        assert one.cell[:2] == (layer, index) and one.field == field_of(network, one.cell)


def test_the_search_reports_how_far_it_is_and_the_best_so_far(network: Network, digits: tuple[Array, Array]) -> None:
    reports = list(most_exciting(network, "conv1", 2, digits[0], count=4))
    assert [(report.done, report.total) for report in reports] == [(128, 300), (256, 300), (300, 300)]
    best = [report.found[0].value for report in reports]
    assert best == sorted(best)
    for report in reports:
        values = [one.value for one in report.found]
        assert values == sorted(values, reverse=True) and len(values) == 4


def test_of_equal_pictures_the_first_counts(network: Network, digits: tuple[Array, Array]) -> None:
    same = np.repeat(digits[0][:1], 200, axis=0)
    found = last(network, "fc3", 1, same, n=3).found
    assert max(one.index for one in found) < 128


def test_classes_are_excited_by_their_own_digits(network: Network, digits: tuple[Array, Array]) -> None:
    found = last(network, "softmax", 4, *digits).found
    assert all(one.label == 4 and one.value > 0.9 for one in found)


def test_pictures_of_another_shape_are_brought_to_the_network_and_normalised() -> None:
    built = NETWORKS["tiny-vgg"].build(1)
    normalisation = InputNormalisation(mean=(0.5, 0.4, 0.3), spread=(0.2, 0.2, 0.2))
    network = Network(built.nodes, built.input_shape, built.class_names, info=normalisation.facts())
    pictures = np.random.default_rng(0).integers(0, 255, (3, 3, 32, 32)).astype(np.uint8)
    found = last(network, "conv_1_1", 2, pictures).found
    assert len(found) == 3
    for one in found:
        assert one.picture.shape == (3, 64, 64) and 0 <= one.picture.min() <= one.picture.max() <= 1
        value = network.forward(normalisation.of(one.picture)[None])["conv_1_1"].output[0][one.cell[1:]]
        assert value == pytest.approx(one.value, rel=1e-4)


def test_grey_pictures_excite_a_network_for_colour() -> None:
    network = NETWORKS["tiny-vgg"].build(1)
    assert len(last(network, "conv_1_1", 0, draw_digits(0, 2, 0)[0]).found) == 2


def test_no_pictures_excite_nothing(network: Network) -> None:
    report = last(network, "conv1", 0, np.zeros((0, 1, 28, 28), np.uint8))
    assert (report.done, report.total, report.found) == (0, 0, ())


@pytest.mark.parametrize(
    ("layer", "index", "said"),
    [("conv9", 0, "no layer “conv9”"), ("input", 0, "no layer “input”"), ("conv1", 6, "conv1 has 6 maps")],
)
def test_a_map_that_there_is_not_is_said(network: Network, layer: str, index: int, said: str) -> None:
    with pytest.raises(ExplanationError, match=said):
        next(most_exciting(network, layer, index, np.zeros((1, 1, 28, 28), np.uint8)))


def test_a_crop_beyond_the_picture_says_where_it_is_none() -> None:
    picture = np.arange(1.0, 13).reshape(1, 3, 4)
    crop, inside = cropped(picture, Field(1, -1, 3, 3))
    assert crop[0].tolist() == [[0, 5, 6], [0, 9, 10], [0, 0, 0]]
    np.testing.assert_array_equal(inside, crop[0] > 0)
