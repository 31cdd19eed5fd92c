"""Grad-CAM: worked out where it can be, and which layers it may be asked of."""

import numpy as np
import pytest

from cnnviz.engine.architectures import NETWORKS
from cnnviz.explain.enlarging import enlarged
from cnnviz.explain.explanation import ExplanationError, Target
from cnnviz.explain.grad_cam import map_layers, usual_layer
from tests.explain.explained import explained, linear, picture_for, skipping


def test_it_weighs_the_maps_by_their_mean_slope_and_cuts_off_below_zero() -> None:
    network = skipping()
    picture = picture_for(network)
    tape = network.forward(picture[None])
    maps = tape["pool"].output[0]
    slopes = network.weights["fc.weight"][2].reshape(maps.shape)
    expected = np.einsum("k,khw->hw", slopes.mean(axis=(1, 2)), maps)
    result = explained("grad-cam", network, picture, Target(2), layer="pool")
    assert result.coarse is not None and not result.signed
    np.testing.assert_allclose(result.coarse, np.maximum(expected, 0))
    np.testing.assert_allclose(result.values, enlarged(result.coarse, (8, 8)))
    both = explained("grad-cam", network, picture, Target(2), layer="pool", against=True)
    assert both.signed and both.coarse is not None
    np.testing.assert_allclose(both.coarse, expected)


@pytest.mark.parametrize(("name", "layer"), [("lenet5", "relu2"), ("vgg16", "relu5_3")])
def test_without_a_layer_the_last_maps_before_pooling_are_taken(name: str, layer: str) -> None:
    network = NETWORKS[name].build(None)
    assert usual_layer(network, Target(0)) == layer


def test_only_layers_with_maps_that_the_score_depends_on_can_be_asked_for() -> None:
    network = skipping()
    picture = picture_for(network)
    assert map_layers(network, Target(0)) == ("conv1", "relu1", "conv2", "add", "relu2", "pool")
    assert map_layers(network, Target(0, "conv2")) == ("conv1", "relu1", "conv2")
    for layer in ("fc", "nothing"):
        with pytest.raises(ExplanationError, match="There are: conv1, relu1, conv2, add, relu2, pool"):
            explained("grad-cam", network, picture, Target(0), layer=layer)
    with pytest.raises(ExplanationError, match="There are: conv1, relu1"):
        explained("grad-cam", network, picture, Target(0, "conv2"), layer="pool")


def test_a_network_without_maps_is_refused_in_words() -> None:
    with pytest.raises(ExplanationError, match="needs a layer with maps"):
        explained("grad-cam", linear(), picture_for(linear()), Target(0))


def test_enlarging_keeps_what_is_constant_and_goes_straight_between_two_cells() -> None:
    np.testing.assert_allclose(enlarged(np.full((3, 2), 4.0), (7, 9)), 4.0)
    assert enlarged(np.array([[1.0]]), (2, 2)).tolist() == [[1.0, 1.0], [1.0, 1.0]]
    rows = enlarged(np.arange(4.0)[:, None], (16, 1))[:, 0]
    np.testing.assert_allclose(np.diff(rows[2:14]), 0.25)
