"""A number that is followed is what its terms come to, and they are the numbers of the layer before."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.architectures import lenet5
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.description import LAYERS
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.traces.follow import follow
from cnnviz.traces.following import Followed
from cnnviz.traces.passes import Cell, NetworkModel, Pass, PassError
from cnnviz.traces.shown_layers import ShownLayer
from tests.parity.random_networks import random_network
from tests.traces.all_kinds import network_of_all_kinds, random_weights

RNG = np.random.default_rng(0)


def passed(network: Network, seed: int = 0) -> Pass:
    picture = np.random.default_rng(seed).standard_normal(network.input_shape)
    return NetworkModel(network).run(picture)


def cells_of(layer: ShownLayer, rng: np.random.Generator, count: int) -> Iterator[Cell]:
    """Corners, which see padding, and some between them."""
    yield Cell(layer.name, 0, 0, 0)
    yield Cell(layer.name, *(length - 1 for length in layer.maps.shape))
    for _ in range(count):
        yield Cell(layer.name, *(int(rng.integers(length)) for length in layer.maps.shape))


def come_to(followed: Followed) -> tuple[float, float]:
    """What the terms come to, and how large they are: rounding is measured by that."""
    total, groups = followed.sum, followed.sum.groups
    if total.kind == "products":
        terms = [group.left * group.right for group in groups if group.right is not None]
        bias = 0.0 if total.bias is None else total.bias
        return sum(float(one.sum()) for one in terms) + bias, sum(float(abs(one).sum()) for one in terms) + abs(bias)
    if total.kind == "mean":
        return float(groups[0].left.sum()) / total.divisor, float(abs(groups[0].left).sum())
    if total.kind == "maximum":
        return float(groups[0].left[total.winner]), 0.0
    if total.kind == "shares":
        scores = np.array([group.left[0] for group in groups], np.float64)
        powers = np.exp(scores - scores.max())
        share = float(powers[total.winner] / powers.sum())
        return (float(np.log(share)) if total.steps else share), 1.0
    return followed.value, 0.0  # a point: what the function makes of it is the layer's own business


def check(shown: Pass, cell: Cell) -> Followed:
    followed = follow(shown, cell)
    found, size = come_to(followed)
    tolerance = 1e-5 if shown.picture.dtype == np.float32 else 1e-12
    assert followed.sum.outcome == followed.value == shown.value(cell), cell
    assert abs(found - followed.value) <= tolerance * max(size, abs(followed.value)), (cell, found, followed.value)
    for group, part in zip(followed.sum.groups, followed.parts, strict=True):
        assert np.array_equal(group.left, part.left.ravel())
        for row, column in np.ndindex(part.left.shape):
            source = part.cell(row, column)
            assert source is None or shown.value(source) == part.left[row, column], (cell, source)
    return followed


@given(st.integers(0, 10_000), st.booleans())
def test_the_terms_come_to_the_number_on_the_map_in_any_network(seed: int, graph: bool) -> None:
    shown, rng = passed(random_network(seed, graph), seed), np.random.default_rng(seed)
    for layer in shown.layers[1:]:
        for cell in cells_of(layer, rng, 2):
            check(shown, cell)


def test_every_kind_of_layer_is_followed() -> None:
    network = network_of_all_kinds()
    assert {layer.kind for _, layer in network.layers} == set(LAYERS)
    shown = passed(network)
    for layer in shown.layers[1:]:
        for cell in cells_of(layer, RNG, 6):
            assert check(shown, cell).parts, cell


def test_float32_networks_add_up_within_rounding() -> None:
    network = lenet5(rng=1)
    picture = np.random.default_rng(2).random((1, 28, 28), np.float32)
    shown = NetworkModel(network).run(picture)
    for layer in shown.layers[1:]:
        for cell in cells_of(layer, RNG, 4):
            check(shown, cell)


def test_every_number_of_tiny_vgg_leads_back_to_the_picture(shared) -> None:  # type: ignore[no-untyped-def]
    if not (shared / "models" / "tiny-vgg").is_dir():
        pytest.skip("Tiny VGG is not here")
    from cnnviz.data.model_files import load_model

    network = load_model(shared / "models" / "tiny-vgg")
    shown = NetworkModel(network).run(np.random.default_rng(3).random((3, 64, 64), np.float32))
    for layer in shown.layers[1:]:
        for cell in cells_of(layer, RNG, 1):
            assert path_back(shown, cell)[-1].layer == "input"


def path_back(shown: Pass, cell: Cell) -> list[Cell]:
    """One way from a cell back to the picture, each step with exact sums."""
    path = [cell]
    while shown.layer(cell.layer).kind != "input":
        followed = check(shown, cell)
        found = [part.cell(*at) for part in followed.parts for at in np.ndindex(part.left.shape)]
        inside = [one for one in found if one is not None]
        cell = inside[len(inside) // 2]
        path.append(cell)
    return path


def test_a_probability_leads_back_to_the_picture_through_all_layers_of_lenet() -> None:
    shown = passed(lenet5(rng=0))
    names = [cell.layer for cell in path_back(shown, Cell("softmax", 3))]
    # flattened maps are met as maps: “flatten” is stepped over
    assert names == ["softmax", "fc3", "relu4", "fc2", "relu3", "fc1", "pool2", "relu2", "conv2", "pool1", "relu1",
                     "conv1", "input"]  # fmt: skip


def test_a_convolution_in_groups_with_steps_is_the_four_loops() -> None:
    layer = Conv2D(4, 6, (3, 2), (2, 1), (1, 2, 0, 1), (2, 3), groups=2)
    network = random_weights(Network([("conv", layer)], (4, 9, 10)).copy(np.float64))
    shown, weight = passed(network), network.weights["conv.weight"]
    x = np.pad(shown.picture, ((0, 0), (1, 2), (0, 1)))
    for f, oy, ox in np.ndindex(shown.layers[1].maps.shape):
        followed = check(shown, Cell("conv", f, oy, ox))
        for part, group in zip(followed.parts, range(2), strict=True):
            channel = 2 * (f // 3) + group
            total = 0.0
            for ky in range(3):
                for kx in range(2):
                    total += weight[f, group, ky, kx] * x[channel, 2 * oy + 2 * ky, ox + 3 * kx]
            assert part.channel == channel and part.total == pytest.approx(total, abs=1e-12)
            assert (part.top, part.left_, part.step) == (2 * oy - 1, ox, (2, 3))


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_borders_that_repeat_the_picture_are_met_with_its_numbers(mode: str) -> None:
    network = random_weights(Network([("conv", Conv2D(2, 3, 3, padding=2, padding_mode=mode))], (2, 5, 6)))
    shown = passed(network)
    padded = np.pad(shown.picture, ((0, 0), (2, 2), (2, 2)), {"replicate": "edge", "circular": "wrap"}.get(mode, mode))
    for cell in cells_of(shown.layers[1], RNG, 8):
        for part in check(shown, cell).parts:
            seen = padded[part.channel, cell.row : cell.row + 3, cell.column : cell.column + 3]
            assert np.array_equal(part.left, seen)


def test_a_transposed_convolution_gathers_what_was_laid_down() -> None:
    layer = ConvTranspose2D(2, 3, (3, 4), (2, 3), (1, 0), output_padding=(1, 0), dilation=(1, 2))
    network = random_weights(Network([("up", layer)], (2, 4, 3)).copy(np.float64))
    shown, weight = passed(network), network.weights["up.weight"]
    for f, oy, ox in np.ndindex(shown.layers[1].maps.shape):
        laid = [
            (c, iy, ix, weight[c, f, ky, kx])
            for c, iy, ix, ky, kx in np.ndindex(2, 4, 3, 3, 4)
            if (iy * 2 + ky - 1, ix * 3 + kx * 2) == (oy, ox)
        ]
        followed = check(shown, Cell("up", f, oy, ox))
        found = [
            (part.channel, *part.cell(*at)[2:], part.right[at])  # type: ignore[index]
            for part in followed.parts
            for at in np.ndindex(part.left.shape)
        ]
        assert found == laid
        assert bool(followed.parts) or "only the bias" in followed.note


def test_the_winner_of_a_maximum_is_named_and_padding_never_wins() -> None:
    network = Network([("pool", MaxPool2D(3, 2, 1))], (1, 5, 5))
    shown = NetworkModel(network).run(-np.arange(1.0, 26.0).reshape(1, 5, 5))
    followed = follow(shown, Cell("pool", 0, 0, 0))
    assert followed.winner == Cell("input", 0, 0, 0) and followed.value == -1.0
    assert followed.parts[0].cell(0, 0) is None and followed.parts[0].left[0, 0] == -np.inf


def test_a_share_says_why_its_powers_are_not_those_of_the_scores() -> None:
    shown = passed(lenet5(rng=0))
    followed = follow(shown, Cell("softmax", 3))
    assert max(part.total for part in followed.parts) == 1.0, "e to the power of nothing"
    assert "largest score is taken off" in followed.note


def test_numbers_of_the_picture_and_of_other_programs_have_no_parts() -> None:
    shown = passed(lenet5(rng=0))
    assert follow(shown, Cell("input", 0, 3, 4)).parts == () and follow(shown, Cell("input", 0, 3, 4)).field is None
    foreign = follow(Pass(shown.picture, shown.layers), Cell("conv1", 2, 3, 4))
    assert foreign.parts == () and foreign.value == shown.value(Cell("conv1", 2, 3, 4)) and foreign.note


def test_a_cell_that_there_is_not_is_refused() -> None:
    shown = passed(lenet5(rng=0))
    with pytest.raises(PassError, match="no cell"):
        follow(shown, Cell("conv1", 6, 0, 0))
    with pytest.raises(PassError, match="no layer"):
        follow(shown, Cell("conv9", 0, 0, 0))
