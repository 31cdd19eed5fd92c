"""Every method, on every kind of network and target: what comes out is finite, of the right shape, and repeatable."""

import numpy as np
import pytest

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.explain.explanation import ExplanationError, Target
from cnnviz.explain.methods import METHODS
from tests.explain.explained import every_report, explained, linear, picture_for, skipping

QUICK = {
    "integrated-gradients": {"steps": 8}, "activation-maximisation": {"steps": 3}, "occlusion": {"patch": 4},
}  # fmt: skip


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("target", [Target(1), Target(2, "relu1"), Target(2, "add", 3, 4), Target(0, "flat")], ids=str)
def test_every_method_explains_classes_maps_cells_and_units_of_a_graph(name: str, target: Target) -> None:
    network = skipping()
    picture = picture_for(network)
    reports = every_report(name, network, picture, target, **QUICK.get(name, {}))
    last = reports[-1]
    assert last.values.shape in {(8, 8), (2, 8, 8)} and np.isfinite(last.values).all()
    assert (last.method, last.target) == (name, target)
    assert last.done == last.total == len(reports)
    assert [report.done for report in reports] == list(range(1, len(reports) + 1))
    assert last.signed or last.values.min() >= 0
    assert all(np.isfinite(fact) for fact in last.facts.values())
    np.testing.assert_array_equal(picture, picture_for(network))


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("architecture", ["lenet5", "tiny-vgg", "resnet20"])
def test_every_method_explains_the_networks_that_are_known_by_name(name: str, architecture: str) -> None:
    network = NETWORKS[architecture].build(0)
    settings = {"patch": 16, "stride": 16} if name == "occlusion" else QUICK.get(name, {})
    picture = picture_for(network).astype(np.float32)
    assert np.isfinite(explained(name, network, picture, Target(1), **settings).values).all()


@pytest.mark.parametrize("name", METHODS)
def test_the_score_is_the_number_before_softmax(name: str) -> None:
    with_softmax, without = skipping(softmax=True), skipping()
    picture = picture_for(without)
    results = [
        explained(name, network, picture, Target(2), **QUICK.get(name, {})) for network in (with_softmax, without)
    ]
    assert results[0].score == results[1].score
    np.testing.assert_array_equal(results[0].values, results[1].values)
    if METHODS[name].takes_picture:
        assert results[0].score == pytest.approx(float(without.logits(picture[None])[0, 2]), rel=1e-12)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target(3), "tells 3 classes, counted from 0; there is no class 3"),
        (Target(-1), "there is no class -1"),
        (Target(0, "conv9"), "no layer “conv9” in this network; there are: conv1, relu1"),
        (Target(0, "input"), "no layer “input”"),
        (Target(4, "relu1"), "relu1 has 4 maps or units"),
        (Target(0, "relu1", 8, 0), "8 rows and 8 columns; there is no cell (8, 0)"),
    ],
    ids=str,
)
def test_a_target_that_there_is_not_is_said(name: str, target: Target, said: str) -> None:
    network = skipping()
    with pytest.raises(ExplanationError) as error:
        explained(name, network, picture_for(network), target)
    assert said in str(error.value)


@pytest.mark.parametrize("name", METHODS)
def test_a_picture_of_another_shape_is_refused(name: str) -> None:
    network = skipping()
    with pytest.raises(ExplanationError, match=r"takes \(2, 8, 8\), and was given \(1, 8, 8\)"):
        explained(name, network, np.zeros((1, 8, 8)), Target(0))


@pytest.mark.parametrize("name", METHODS)
def test_a_network_of_numbers_instead_of_pictures_is_refused(name: str) -> None:
    network = Network([("fc", Linear(4, 2))], (4,))
    with pytest.raises(ExplanationError):
        explained(name, network, np.zeros(4, np.float32), Target(0))


@pytest.mark.parametrize("name", METHODS)
def test_an_explanation_that_is_not_waited_for_leaves_nothing_behind(name: str) -> None:
    network = skipping()
    reports = METHODS[name].run(network, picture_for(network), Target(0), {})
    next(reports)
    reports.close()  # type: ignore[attr-defined]


def test_every_method_says_what_it_shows_what_not_and_who_thought_of_it() -> None:
    for name, method in METHODS.items():
        assert name == method.name
        for sentence in (method.shows, method.shows_not):
            assert sentence.startswith("It ") and sentence.endswith(".") and len(sentence) < 260
        assert any(letter.isdigit() for letter in method.source)


def test_of_a_linear_network_the_slopes_are_the_weights() -> None:
    network = linear()
    weights = network.weights["fc.weight"][1].reshape(1, 4, 6)
    picture = picture_for(network)
    np.testing.assert_allclose(explained("saliency", network, picture, Target(1)).values, np.abs(weights[0]))
    signed = explained("saliency", network, picture, Target(1), form="signed")
    np.testing.assert_allclose(signed.values, weights)
    assert signed.signed
    times = explained("gradient-x-input", network, picture, Target(1))
    np.testing.assert_allclose(times.values, weights * picture)
    bias = float(network.weights["fc.bias"][1])
    assert times.facts["sum"] == pytest.approx(times.score - bias)


def test_without_biases_gradient_times_input_adds_up_to_the_score() -> None:
    network = skipping(bias=False)
    result = explained("gradient-x-input", network, picture_for(network), Target(1))
    assert result.facts["sum"] == pytest.approx(result.score, rel=1e-12)
