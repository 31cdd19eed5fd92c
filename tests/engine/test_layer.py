"""Layers by hand, as in a notebook: what may be given to them, and what is said where it may not."""

from typing import Any

import numpy as np
import pytest

from cnnviz.engine.activations import LeakyReLU, ReLU
from cnnviz.engine.arrays import ArrayError
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.global_pooling import GlobalAvgPool2D, GlobalMaxPool2D
from cnnviz.engine.initializers import InitializerError
from cnnviz.engine.layer import Layer, LayerError
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import Softmax

EVERY_SORT = [Conv2D(1, 2, 3), MaxPool2D(2), GlobalAvgPool2D(), Linear(4, 3), Flatten(), ReLU(), Softmax()]


@pytest.mark.parametrize("layer", EVERY_SORT, ids=str)
@pytest.mark.parametrize("given", ["hello", None, [["a"]], [[1, 2], [3]], np.zeros((1, 1, 4, 4), complex)])
def test_what_holds_no_numbers_is_refused(layer: Layer, given: Any) -> None:
    with pytest.raises(ArrayError, match=r"^What is given as input is .*; it must be an array of numbers"):
        layer(given)


@pytest.mark.parametrize("layer", EVERY_SORT, ids=str)
@pytest.mark.parametrize("given", [5, np.zeros(4)])
def test_what_has_no_batch_is_refused(layer: Layer, given: Any) -> None:
    with pytest.raises(LayerError, match=r"takes a batch, .* but gets the shape .*; x\[None\] makes a batch of one"):
        layer(given)


@pytest.mark.parametrize("layer", EVERY_SORT, ids=str)
@pytest.mark.parametrize("shape", [28, "abc", None, (1, 28.0, 28), (1, -28, 28), (1, 0, 4)])
def test_what_is_no_shape_is_refused(layer: Layer, shape: Any) -> None:
    with pytest.raises(ArrayError, match=r"^The shape is .*; it must be whole numbers"):
        layer.output_shape(shape)


@pytest.mark.parametrize("layer", [GlobalAvgPool2D(), GlobalMaxPool2D(), Softmax(), MaxPool2D(1)], ids=str)
def test_maps_without_cells_are_refused(layer: Layer) -> None:
    with pytest.raises(ArrayError, match=r"^The shape is \(1, 0, 0\)"):
        layer(np.zeros((2, 1, 0, 0)))


def test_a_single_picture_is_told_that_the_batch_comes_first() -> None:
    with pytest.raises(LayerError, match=r"but gets \(28, 28\); the batch comes before that"):
        Conv2D(1, 6, 5)(np.zeros((1, 28, 28)))


def test_whole_numbers_are_taken_as_they_are_and_computed_in_single_precision() -> None:
    mean = Conv2D(1, 1, 2)
    mean.weight[:] = 0.25
    result = mean(np.array([[[[0, 255], [255, 255]]]], np.uint8))
    assert result.tolist() == [[[[191.25]]]]
    assert result.dtype == np.float32


def test_not_a_number_goes_through_and_is_not_hidden() -> None:
    layer = Conv2D(1, 1, 2, rng=np.random.default_rng(0))
    x = np.zeros((1, 1, 2, 3))
    x[0, 0, 0, 0] = np.nan
    assert np.isnan(layer(x)).tolist() == [[[[True, False]]]]


def test_text_is_told_from_a_number() -> None:
    with pytest.raises(LayerError, match=r"^Linear: in_features is “4”; it must be a whole number, 1 or more\.$"):
        Linear("4", 3)  # type: ignore[arg-type]
    with pytest.raises(LayerError, match=r"^LeakyReLU: negative_slope is “0\.1”; it must be a finite number\.$"):
        LeakyReLU("0.1")  # type: ignore[arg-type]


@pytest.mark.parametrize("make", [lambda **more: ConvTranspose2D(1, 2, 3, **more), lambda **more: Linear(4, 3, **more)])
def test_weights_are_drawn_by_a_generator_in_single_or_double_precision(make: Any) -> None:
    with pytest.raises(InitializerError, match=r"^The randomness is 0; it must be a generator of NumPy"):
        make(rng=0)
    with pytest.raises(ArrayError, match=r"^The dtype is <class 'int'>; it must be float32 or float64"):
        make(dtype=int)


def test_batch_normalisation_keeps_numbers_in_single_or_double_precision() -> None:
    with pytest.raises(ArrayError, match=r"must be float32 or float64"):
        BatchNorm2D(3, dtype=np.int64)


def test_more_weights_than_can_be_held_are_refused_before_they_are_made() -> None:
    with pytest.raises(
        LayerError, match=r"asks for 1,000,000,000,000,000,000 weights; at most 1,073,741,824 can be held"
    ):
        Linear(10**9, 10**9)


def test_merges_can_be_called_as_layers_can() -> None:
    one, other = np.ones((2, 1, 2, 2), np.float32), np.full((2, 3, 2, 2), 2.0)
    merged = Concat()(one, other)
    np.testing.assert_array_equal(merged, np.concatenate([one, other], axis=1))
    assert merged.dtype == np.float64
    with pytest.raises(LayerError, match=r"takes batches of the same length, but gets the shapes \(2, 3\), \(1, 3\)"):
        Add()(np.zeros((2, 3)), np.zeros((1, 3)))
    with pytest.raises(LayerError, match=r"brings two or more inputs together, but has 1"):
        Add()(one)
    with pytest.raises(ArrayError, match=r"^The shapes are 5; "):
        Concat().output_shape(5)  # type: ignore[arg-type]
