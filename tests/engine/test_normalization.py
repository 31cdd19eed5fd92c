"""Batch normalisation in training and in use, against the formulas written as loops."""

from collections.abc import Callable

import numpy as np
import pytest

from cnnviz.engine.layer import LayerError
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.workspace import Workspace

BatchNorms = pytest.mark.parametrize("affine", [True, False])


def layer_of(channels: int, rng: np.random.Generator, affine: bool = True, **arguments: float) -> BatchNorm2D:
    """With random numbers wherever there are any, in float64."""
    layer = BatchNorm2D(channels, **arguments, affine=affine, dtype=np.float64)  # type: ignore[arg-type]
    for array in (*layer.parameters.values(), *layer.buffers.values()):
        array[...] = rng.uniform(0.5, 2, channels)
    return layer


def normalized_by_loops(layer: BatchNorm2D, x: np.ndarray, training: bool) -> np.ndarray:
    """Each number minus its channel's mean, over the root of its variance, scaled and shifted."""
    y = np.empty(x.shape)
    for channel, values in enumerate(x):
        mean, variance = (layer.buffers[name][channel] for name in ("running_mean", "running_var"))
        if training:
            mean = sum(values.flat) / values.size
            variance = sum((value - mean) ** 2 for value in values.flat) / values.size
        y[channel] = (values - mean) / (variance + layer.eps) ** 0.5
        if layer.parameters:
            y[channel] = y[channel] * layer.parameters["weight"][channel] + layer.parameters["bias"][channel]
    return y


@BatchNorms
def test_both_modes_equal_their_slow_twins(affine: bool, rng: np.random.Generator) -> None:
    layer, x = layer_of(3, rng, affine, eps=0.1), rng.standard_normal((3, 4, 5, 6)) + 2
    expected = normalized_by_loops(layer, x, training=False)
    np.testing.assert_allclose(layer.forward(x, Workspace())[0], expected, rtol=1e-12)
    expected = normalized_by_loops(layer, x, training=True)
    np.testing.assert_allclose(layer.forward_training(x, Workspace(), rng)[0], expected, rtol=1e-9)


@BatchNorms
def test_gradients_in_use_are_the_measured_slopes(
    affine: bool, rng: np.random.Generator, check_gradients: Callable[..., None]
) -> None:
    check_gradients(layer_of(3, rng, affine), rng.standard_normal((4, 3, 5, 2)))


@BatchNorms
def test_gradients_in_training_are_the_measured_slopes(affine: bool, rng: np.random.Generator) -> None:
    layer, x = layer_of(3, rng, affine, eps=0.01), rng.standard_normal((3, 4, 5, 6))
    upstream, workspace = rng.standard_normal(x.shape), Workspace()

    def loss(x: np.ndarray) -> float:
        return float(np.sum(layer.forward_training(x, Workspace(), rng)[0] * upstream))

    _, saved = layer.forward_training(x, workspace, rng)
    dx, gradients = layer.backward(upstream, saved, workspace)
    direction, step = rng.standard_normal(x.shape), 1e-6
    measured = (loss(x + step * direction) - loss(x - step * direction)) / (2 * step)
    assert float(np.sum(dx * direction)) == pytest.approx(measured, rel=1e-6)
    for name, parameter in layer.parameters.items():
        start, along = parameter.copy(), rng.standard_normal(parameter.shape)
        ends = []
        for sign in (1, -1):
            parameter[...] = start + sign * step * along
            ends.append(loss(x))
        parameter[...] = start
        assert gradients[name] @ along == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-6)
    assert gradients.keys() == layer.parameters.keys()


def test_the_buffers_follow_the_batches_in_place_with_the_unbiased_variance() -> None:
    layer = BatchNorm2D(1, momentum=0.25)
    mean, variance = layer.buffers["running_mean"], layer.buffers["running_var"]
    layer.forward_training(np.array([1, 3], np.float32).reshape(1, 1, 1, 2), Workspace(), np.random.default_rng())
    assert mean.tolist() == [0.5]  # a quarter of the mean 2
    assert variance.tolist() == [1.25]  # three quarters of 1 and a quarter of (1 + 1) / (2 - 1)
    assert layer.buffers["running_mean"] is mean


def test_numbers_far_from_zero_keep_their_spread_in_float32(rng: np.random.Generator) -> None:
    x = (rng.standard_normal((2, 8, 8, 16)) + 10_000).astype(np.float32)
    y, _ = BatchNorm2D(2).forward_training(x, Workspace(), rng)
    assert y.dtype == np.float32
    np.testing.assert_allclose(y.std(axis=(1, 2, 3)), 1, rtol=1e-3)


def test_maps_that_do_not_lie_in_one_piece_give_the_same(rng: np.random.Generator) -> None:
    layer, wide = layer_of(3, rng), rng.standard_normal((2, 3, 6, 6, 4))
    x, dy = wide[:, :, 1:5, 1:5]
    results = []
    for first, upstream in ((x, dy), (x.copy(), dy.copy())):
        workspace = Workspace()
        y, saved = layer.forward_training(first, workspace, rng)
        results.append((y, layer.backward(upstream, saved, workspace)[0]))
    np.testing.assert_allclose(results[0], results[1], rtol=1e-12)


def test_a_single_value_per_channel_cannot_be_normalised_in_training_but_in_use() -> None:
    layer, x = BatchNorm2D(2), np.ones((2, 1, 1, 1), np.float32)
    with pytest.raises(LayerError, match=r"BatchNorm2D\(2\) gets 1 numbers per channel \(batch 1, maps of 1 × 1\)"):
        layer.forward_training(x, Workspace(), np.random.default_rng())
    assert layer.forward(x, Workspace())[0].shape == x.shape


def test_other_channels_and_impossible_arguments_are_refused() -> None:
    with pytest.raises(LayerError, match=r"BatchNorm2D\(3\) takes 3 channels, but gets 4 \(shape \(4, 5, 5\)\)"):
        BatchNorm2D(3).output_shape((4, 5, 5))
    with pytest.raises(LayerError, match="eps is 0; it must be a finite number, ≥ 0, ≠ 0"):
        BatchNorm2D(3, eps=0)
    with pytest.raises(LayerError, match="momentum is 2; it must be a finite number, ≥ 0, ≤ 1"):
        BatchNorm2D(3, momentum=2)
    with pytest.raises(LayerError, match="num_features is 0"):
        BatchNorm2D(0)
