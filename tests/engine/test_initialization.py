"""Weights drawn anew: which arrays change, to what, and that the same randomness gives the same."""

import numpy as np
import pytest

from cnnviz.engine.activations import ReLU
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.initialization import initialize
from cnnviz.engine.initializers import INITIALIZERS, InitializerError, glorot_normal, he_uniform
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.shape import Flatten


def network() -> Network:
    """Every number is 7 at first."""
    layers = [
        ("conv", Conv2D(2, 40, 3, groups=2)), ("norm", BatchNorm2D(40)), ("plain", BatchNorm2D(40, affine=False)),
        ("relu", ReLU()), ("flatten", Flatten()), ("fc", Linear(40, 50, bias=False)),
    ]  # fmt: skip
    made = Network(layers, (2, 3, 3))
    for array in made.weights.values():
        array.fill(7)
    return made


def test_weights_are_drawn_biases_are_zero_and_normalisation_does_nothing_at_first() -> None:
    made = network()
    arrays = made.weights
    initialize(made, glorot_normal, np.random.default_rng(0))
    assert all(made.weights[name] is array for name, array in arrays.items())
    assert arrays["conv.weight"].std() == pytest.approx((2 / (9 + 180)) ** 0.5, rel=0.1)  # 1 and 20 channels of a group
    assert arrays["fc.weight"].std() == pytest.approx((2 / (40 + 50)) ** 0.5, rel=0.1)
    assert not any(arrays[name].any() for name in ("conv.bias", "norm.bias", "norm.running_mean", "plain.running_mean"))
    assert all((arrays[name] == 1).all() for name in ("norm.weight", "norm.running_var", "plain.running_var"))


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_same_seed_gives_the_same_network_bit_for_bit(name: str) -> None:
    one, two, other = network(), network(), network()
    for made, seed in ((one, 3), (two, 3), (other, 4)):
        initialize(made, INITIALIZERS[name][1], np.random.default_rng(seed))
    for key, array in one.weights.items():
        np.testing.assert_array_equal(array, two.weights[key])
    assert (one.weights["fc.weight"] != other.weights["fc.weight"]).all()


def test_the_constructors_draw_as_he_uniform_does() -> None:
    built = Network([("fc", Linear(6, 4, rng=np.random.default_rng(5)))], (6,))
    drawn = Network([("fc", Linear(6, 4))], (6,))
    initialize(drawn, he_uniform, np.random.default_rng(5))
    np.testing.assert_array_equal(built.parameters["fc.weight"], drawn.parameters["fc.weight"])


def test_a_name_in_the_place_of_an_initialiser_and_a_seed_in_that_of_a_generator_are_told() -> None:
    with pytest.raises(InitializerError, match=r"^The initialiser is “he_uniform”; it must be a function such as"):
        initialize(lenet5(None), "he_uniform", np.random.default_rng(0))  # type: ignore[arg-type]
    with pytest.raises(InitializerError, match=r"^The randomness is 0; it must be a generator of NumPy"):
        initialize(lenet5(None), he_uniform, 0)
