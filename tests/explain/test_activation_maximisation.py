"""Activation maximisation: it climbs, within bounds, and the same way each time."""

import numpy as np
import pytest

from cnnviz.data.model_files import load_model
from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.engine.network import Network
from cnnviz.explain.explanation import Target
from cnnviz.explain.methods import METHODS
from cnnviz.paths import resources
from tests.explain.explained import every_report, explained, linear, picture_for, skipping

NAME = "activation-maximisation"


def test_the_picture_grows_into_one_that_the_network_is_sure_of() -> None:
    network = load_model(resources() / "weights" / "lenet5-mnist.safetensors")
    reports = every_report(NAME, network, np.zeros((1, 28, 28), np.float32), Target(3), steps=60)
    last = reports[-1]
    assert last.picture is not None
    assert last.score == pytest.approx(float(network.logits(last.picture[None])[0, 3]), rel=1e-6)
    assert last.score > 10 > reports[0].score
    assert last.facts["probability"] == pytest.approx(float(network.probabilities(last.picture[None])[0, 3]))
    assert last.facts["probability"] > 0.99
    assert [report.done for report in reports] == list(range(1, 61))


def test_nothing_gets_darker_than_black_or_lighter_than_white() -> None:
    plain = linear()
    facts = InputNormalisation(scale=2.0, mean=(0.5,), spread=(0.25,)).facts()
    network = Network(plain.nodes, plain.input_shape, info=facts)
    result = explained(NAME, network, picture_for(network), Target(0), steps=80, rate=1, l2=0, blur=0, jitter=0)
    lightest = np.where(network.weights["fc.weight"][0] > 0, 6.0, -2.0).reshape(1, 4, 6)
    np.testing.assert_allclose(result.values, lightest)  # the best picture that there is


def test_the_seed_decides_and_the_given_picture_does_not() -> None:
    network = skipping()
    first, again = (
        explained(NAME, network, picture_for(network, seed), Target(1), steps=5, seed=4).values for seed in (1, 2)
    )
    np.testing.assert_array_equal(first, again)
    other = explained(NAME, network, picture_for(network), Target(1), steps=5, seed=5).values
    assert not np.array_equal(first, other)


def test_l2_pulls_back_to_the_first_colour() -> None:
    network = skipping()
    distances = [
        np.abs(explained(NAME, network, picture_for(network), Target(1), steps=40, l2=l2, start="grey").values - 0.5)
        for l2 in (0, 0.2)
    ]
    assert distances[1].mean() < 0.8 * distances[0].mean()


def test_one_number_of_a_map_is_asked_at_its_place_unless_jitter_is_wished() -> None:
    network = skipping()
    number, whole = Target(1, "conv2", 4, 4), Target(1, "conv2")
    zeros = np.zeros((2, 8, 8))

    def grown(target: Target, **given: int) -> np.ndarray:
        settings = {"steps": 6, "blur": 0.0, "l2": 0.0, **given}
        *_, last = METHODS[NAME].run(network, zeros, target, settings)
        return last.values

    np.testing.assert_array_equal(grown(number), grown(number, jitter=0))
    assert not np.array_equal(grown(number), grown(number, jitter=2))
    np.testing.assert_array_equal(grown(whole), grown(whole, jitter=2))


def test_blur_makes_neighbours_alike() -> None:
    network = skipping()
    rough, soft = (
        np.abs(np.diff(explained(NAME, network, picture_for(network), Target(1), steps=40, blur=blur).values)).mean()
        for blur in (0, 2)
    )
    assert soft < rough


def test_what_does_not_depend_on_the_picture_leaves_it_where_it_is() -> None:
    network = linear()
    network.weights["fc.weight"][...] = 0
    result = explained(NAME, network, picture_for(network), Target(0), steps=3, l2=0, blur=0)
    assert np.isfinite(result.values).all() and result.score == pytest.approx(float(network.weights["fc.bias"][0]))


def test_every_report_has_a_picture_of_its_own() -> None:
    pictures = [report.picture for report in every_report(NAME, skipping(), np.zeros((2, 8, 8)), Target(0), steps=4)]
    assert len({id(picture) for picture in pictures}) == 4
    assert not np.array_equal(pictures[0], pictures[3])  # type: ignore[arg-type]
