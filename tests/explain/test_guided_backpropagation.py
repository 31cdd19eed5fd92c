"""Guided backpropagation: what a ReLU lets pass on the way back."""

import numpy as np
import pytest

from cnnviz.engine.activations import ReLU, Tanh
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten
from cnnviz.explain.explanation import ExplanationError, Target
from tests.explain.explained import explained, linear, picture_for


def two_layers(bent: ReLU | Tanh) -> Network:
    rng = np.random.default_rng(5)
    layers = [("flat", Flatten()), ("one", Linear(12, 9, rng=rng)), ("bent", bent), ("two", Linear(9, 2, rng=rng))]
    return Network(layers, (1, 3, 4)).copy(np.float64)


def test_slopes_below_zero_stay_behind_at_every_relu() -> None:
    network = two_layers(ReLU())
    picture = picture_for(network)
    hidden = network.forward(picture[None])["one"].output[0]
    first, second = network.weights["one.weight"], network.weights["two.weight"][1]
    kept = np.where((hidden > 0) & (second > 0), second, 0)
    assert 0 < np.count_nonzero(kept) < np.count_nonzero(hidden > 0)
    result = explained("guided-backprop", network, picture, Target(1))
    np.testing.assert_allclose(result.values.ravel(), kept @ first)
    assert result.signed


def test_the_network_itself_stays_as_it_is() -> None:
    network = two_layers(ReLU())
    picture = picture_for(network)
    before = explained("saliency", network, picture, Target(1)).values
    explained("guided-backprop", network, picture, Target(1))
    np.testing.assert_array_equal(explained("saliency", network, picture, Target(1)).values, before)
    assert type(network.layers[2][1]) is ReLU


@pytest.mark.parametrize("network", [two_layers(Tanh()), linear()], ids=["tanh", "linear"])
def test_without_a_relu_it_is_refused_in_words(network: Network) -> None:
    with pytest.raises(ExplanationError, match="has no ReLU"):
        explained("guided-backprop", network, picture_for(network), Target(1))
