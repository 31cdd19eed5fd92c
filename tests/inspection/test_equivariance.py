"""Shifts are followed by convolutions exactly, turns are not, and what is compared is compared at the right places."""

import numpy as np
import pytest

from cnnviz.engine.activations import ReLU
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.inspection.equivariance import agreements, followed, swept
from cnnviz.inspection.movement import Lattice, Movement, lattice_of, moved_maps
from cnnviz.traces.passes import NetworkModel

RNG = np.random.default_rng(5)


def blob(size: int = 32) -> np.ndarray:
    """Something uneven in the middle of an empty picture (1, size, size)."""
    picture = np.zeros((1, size, size), np.float32)
    picture[0, 12:20, 11:19] = RNG.random((8, 8))
    return picture


def small_network() -> Network:
    rng = np.random.default_rng(1)
    return Network(
        [("conv", Conv2D(1, 3, 3, padding=1, rng=rng)), ("relu", ReLU()), ("pool", MaxPool2D(2)),
         ("deeper", Conv2D(3, 4, 3, padding=1, rng=rng)), ("flatten", Flatten()),
         ("scores", Linear(4 * 16 * 16, 3, rng=rng))],
        (1, 32, 32), ["a", "b", "c"],
    )  # fmt: skip


def test_a_whole_shift_copies_pixels() -> None:
    picture = RNG.random((2, 6, 7), np.float32)
    moved = Movement(down=2, right=-1).of(picture)
    assert np.array_equal(moved[:, 2:, :-1], picture[:, :-2, 1:])
    assert not moved[:, :2].any() and not moved[:, :, -1].any()


def test_a_quarter_turn_is_that_of_numpy() -> None:
    picture = RNG.random((1, 8, 8), np.float32)
    assert np.array_equal(Movement(turn=90).of(picture)[0], np.rot90(picture[0], -1))


def test_what_comes_in_has_the_colour_of_the_ground() -> None:
    assert Movement(right=3).of(np.ones((1, 2, 3), np.float32), ground=-0.5).tolist() == [[[-0.5] * 3] * 2]


def test_the_lattice_of_a_layer_is_that_of_its_fields() -> None:
    network = small_network()
    assert lattice_of(network, "conv") == Lattice(0.0, 0.0, 1.0, 1.0)
    assert lattice_of(network, "pool") == Lattice(0.5, 0.5, 2.0, 2.0)
    assert lattice_of(network, "deeper") == Lattice(0.5, 0.5, 2.0, 2.0)


@pytest.mark.parametrize("movement", [Movement(down=2), Movement(right=-4), Movement(down=-6, right=2)])
def test_maps_follow_a_shift_by_whole_strides_exactly(movement: Movement) -> None:
    model = NetworkModel(small_network())
    picture = blob()
    before, after = model.run(picture), model.run(movement.of(picture))
    for name in ("input", "conv", "relu", "pool", "deeper"):
        result = followed(model.network, before, after, movement, name)
        # A kernel's padding sees the border of the map where the bias is cut off: the outermost cells may differ.
        inner = result.inside.copy()
        inner[:4], inner[-4:], inner[:, :4], inner[:, -4:] = False, False, False, False
        assert np.allclose(result.got[:, inner], result.expected[:, inner], atol=1e-5), name
        assert result.whole > 0.99, name


def test_a_shift_by_half_a_stride_is_not_followed_by_what_comes_after_a_pooling() -> None:
    model = NetworkModel(small_network())
    picture, movement = blob(), Movement(right=1)
    result = agreements(model.network, model.run(picture), model.run(movement.of(picture)), movement)
    assert result["relu"] > 0.99
    assert result["pool"] < 0.99


def test_maps_do_not_follow_a_turn() -> None:
    model = NetworkModel(small_network())
    picture, movement = blob(), Movement(turn=90)
    result = agreements(model.network, model.run(picture), model.run(movement.of(picture)), movement)
    assert result["input"] == pytest.approx(1.0)
    assert result["conv"] < 0.95


def test_what_was_not_moved_agrees_everywhere() -> None:
    model = NetworkModel(lenet5(0))
    shown = model.run(RNG.random((1, 28, 28), np.float32))
    result = agreements(model.network, shown, shown, Movement())
    assert list(result) == [layer.name for layer in shown.layers if layer.name != "softmax"]
    assert all(value == pytest.approx(1.0) for value in result.values())


def test_cells_from_outside_the_map_are_not_compared() -> None:
    maps = RNG.random((1, 4, 4), np.float32)
    moved, inside = moved_maps(maps, Lattice(0, 0, 1, 1), Movement(down=1), (4, 4))
    assert inside.tolist() == [[False] * 4, *[[True] * 4] * 3]
    assert np.array_equal(moved[:, 1:], maps[:, :-1])


def test_a_sweep_gives_the_networks_own_probabilities() -> None:
    network, picture, angles = small_network(), blob(), np.linspace(-180, 180, 13)
    *_, last = swept(network, lambda one: one.of(picture), Movement(down=1), "turn", angles)
    for angle, shares in zip(last.values, last.shares, strict=True):
        alone = network.probabilities(Movement(down=1, turn=float(angle)).of(picture)[None])[0]
        assert np.allclose(shares, alone, atol=1e-6)
    assert len(last.values) == 13
