"""Sizes and values as the literature has them: Dumoulin and Visin's guide, and the shapes that PyTorch documents.

V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", arXiv:1603.07285; its notation: input i,
kernel k, stride s, padding p, output o; a dash for transposed convolutions, a for the rows that a stride leaves over.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.traces.convolution_scene import ConvolutionScene
from cnnviz.traces.pooling_scene import PoolingScene
from cnnviz.traces.scene import Scene
from cnnviz.traces.transposed_scene import TransposedScene

Values = npt.NDArray[np.floating[Any]]
MAP = np.array([[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]], np.float32)
KERNEL = np.array([[0, 1, 2], [2, 2, 0], [0, 1, 2]], np.float32)


def convolved(i: int, k: int, s: int = 1, p: int = 0, d: int = 1) -> Scene:
    """A square convolution of numbers that are all different."""
    layer = Conv2D(1, 1, k, s, p, d, bias=False)
    layer.weight[...] = numbers(k, k)
    return ConvolutionScene(layer, numbers(i, i)[None])


def transposed(i: int, k: int, s: int = 1, p: int = 0, a: int = 0, d: int = 1) -> Scene:
    """A square transposed convolution of numbers that are all different."""
    layer = ConvTranspose2D(1, 1, k, s, p, a, bias=False, dilation=d)
    layer.weight[...] = numbers(k, k)
    return TransposedScene(layer, numbers(i, i)[None])


def numbers(rows: int, columns: int) -> Values:
    return np.random.default_rng(rows * 100 + columns).permutation(rows * columns).reshape(rows, columns) - 4.0


def shown(scene: Scene) -> Values:
    """The output, without what a transposed convolution cuts away."""
    panel = scene.panel("output")
    values = scene.values("output", variant=max(scene.frame(scene.length - 1).variant, 0))
    if panel.border is None:
        return values
    top, left, height, width, _ = panel.border
    return values[:, top : top + height, left : left + width]


def side(scene: Scene) -> int:
    """The length of a square output."""
    _, rows, columns = shown(scene).shape
    assert rows == columns
    return rows


class Sizes(NamedTuple):
    """A figure of the guide."""

    i: int
    k: int
    s: int
    p: int
    o: int


@pytest.mark.parametrize(
    "figure",
    [
        pytest.param(Sizes(4, 3, 1, 0, 2), id="2.1 no padding, unit strides"),
        pytest.param(Sizes(5, 4, 1, 2, 6), id="2.2 arbitrary padding, unit strides"),
        pytest.param(Sizes(5, 3, 1, 1, 5), id="2.3 half padding, unit strides"),
        pytest.param(Sizes(5, 3, 1, 2, 7), id="2.4 full padding, unit strides"),
        pytest.param(Sizes(5, 3, 2, 0, 2), id="2.5 no padding, strides"),
        pytest.param(Sizes(5, 3, 2, 1, 3), id="2.6 padding, strides"),
        pytest.param(Sizes(6, 3, 2, 1, 3), id="2.7 padding, strides that leave a row over"),
    ],
)
def test_the_figures_of_convolutions(figure: Sizes) -> None:
    scene = convolved(*figure[:4])
    assert side(scene) == figure.o
    reached = scene.panel("input").reached
    assert reached is not None
    left_over = (figure.i + 2 * figure.p - figure.k) % figure.s
    assert reached[0].tolist().count(False) == reached[1].tolist().count(False) == left_over


@pytest.mark.parametrize(
    ("i", "k", "s", "p", "a", "o"),
    [
        pytest.param(2, 3, 1, 0, 0, 4, id="4.1 no padding, unit strides"),
        pytest.param(6, 4, 1, 2, 0, 5, id="4.2 arbitrary padding, unit strides"),
        pytest.param(5, 3, 1, 1, 0, 5, id="4.3 half padding, unit strides"),
        pytest.param(7, 3, 1, 2, 0, 5, id="4.4 full padding, unit strides"),
        pytest.param(2, 3, 2, 0, 0, 5, id="4.5 no padding, strides"),
        pytest.param(3, 3, 2, 1, 0, 5, id="4.6 padding, strides"),
        pytest.param(3, 3, 2, 1, 1, 6, id="4.7 padding, strides that leave a row over"),
    ],
)
def test_the_figures_of_transposed_convolutions(i: int, k: int, s: int, p: int, a: int, o: int) -> None:
    scene = transposed(i, k, s, p, a)
    assert side(scene) == o
    assert side(convolved(o, k, s, p)) == i  # the convolution whose way back it is


def test_the_figure_of_a_dilated_convolution() -> None:
    assert side(convolved(7, 3, d=2)) == 3


@pytest.mark.parametrize(
    ("s", "p", "output"),
    [
        pytest.param(1, 0, [[12, 12, 17], [10, 17, 19], [9, 6, 14]], id="1.1"),
        pytest.param(2, 1, [[6, 17, 3], [8, 17, 13], [6, 4, 4]], id="1.2"),
    ],
)
def test_the_numbers_of_the_figures(s: int, p: int, output: list[list[int]]) -> None:
    layer = Conv2D(1, 1, 3, s, p)
    layer.weight[...] = KERNEL
    np.testing.assert_array_equal(shown(ConvolutionScene(layer, MAP[None]))[0], output)


def test_the_numbers_of_the_figures_of_poolings() -> None:
    means = [[1.7, 1.7, 1.7], [1.0, 1.2, 1.8], [1.1, 0.8, 1.3]]
    np.testing.assert_array_equal(shown(PoolingScene(AvgPool2D(3, 1), MAP[None]))[0].round(1), np.float32(means))
    largest = [[3, 3, 3], [3, 3, 3], [3, 2, 3]]
    np.testing.assert_array_equal(shown(PoolingScene(MaxPool2D(3, 1), MAP[None]))[0], largest)


SIZES = st.integers(1, 12)
SMALL = st.integers(1, 5)
Rule = Callable[[int, int, int, int], tuple[Scene, int]]


def _pooled(i: int, k: int, s: int) -> Scene:
    return PoolingScene(MaxPool2D(k, s), numbers(i, i)[None])


# What each relationship holds for: kernel k, stride s and padding p as drawn, or as it wants them.
CONVOLUTIONS: dict[str, Rule] = {
    "1": lambda i, k, s, p: (convolved(i, k), i - k + 1),
    "2": lambda i, k, s, p: (convolved(i, k, p=p), i - k + 2 * p + 1),
    "3": lambda i, k, s, p: (convolved(i, 2 * (k // 2) + 1, p=k // 2), i),
    "4": lambda i, k, s, p: (convolved(i, k, p=k - 1), i + k - 1),
    "5": lambda i, k, s, p: (convolved(i, k, s), (i - k) // s + 1),
    "6": lambda i, k, s, p: (convolved(i, k, s, p), (i + 2 * p - k) // s + 1),
    "7": lambda i, k, s, p: (_pooled(i, k, s), (i - k) // s + 1),
    "15": lambda i, k, s, p: (convolved(i + k, k, s, p, 2), (i + k + 2 * p - k - (k - 1)) // s + 1),
}


@pytest.mark.parametrize("rule", CONVOLUTIONS)
@settings(max_examples=25, deadline=None)
@given(SIZES, SMALL, SMALL, st.integers(0, 4))
def test_the_relationships_of_convolutions_and_pooling(rule: str, i: int, k: int, s: int, p: int) -> None:
    assume(k <= i and 2 * (k // 2) + 1 <= i + 2 * (k // 2))
    scene, o = CONVOLUTIONS[rule](i, k, s, p)
    assert side(scene) == o


def stretched(i: int, k: int, s: int, p: int, a: int = 0) -> Values:
    """The direct convolution that the guide puts in the place of a transposed one.

    Between the cells of the input stand s - 1 zeros, around them k - p - 1 more, and a further ones below and to the
    right; over that slides the kernel, turned, with stride 1.
    """
    image = np.zeros((s * (i - 1) + 1 + a,) * 2, np.float32)
    image[: s * (i - 1) + 1 : s, : s * (i - 1) + 1 : s] = numbers(i, i)
    layer = Conv2D(1, 1, k, padding=max(k - p - 1, 0), bias=False)
    layer.weight[...] = numbers(k, k)[::-1, ::-1]
    cut = max(p - k + 1, 0)
    return shown(ConvolutionScene(layer, image[None]))[0, cut : len(image) + 2 * k - 2 - cut, cut:][
        : s * (i - 1) + a + k - 2 * p, : s * (i - 1) + a + k - 2 * p
    ]


# i is that of the transposed convolution, i' in the guide.
TRANSPOSED: dict[str, Callable[[int, int, int, int, int], tuple[Scene, int, tuple[int, ...]]]] = {
    "8": lambda i, k, s, p, a: (transposed(i, k), i + k - 1, (i, k, 1, 0)),
    "9": lambda i, k, s, p, a: (transposed(i, k, p=p), i + k - 1 - 2 * p, (i, k, 1, p)),
    "10": lambda i, k, s, p, a: (transposed(i, 2 * p + 1, p=p), i, (i, 2 * p + 1, 1, p)),
    "11": lambda i, k, s, p, a: (transposed(i + k, k, p=k - 1), i + 1, (i + k, k, 1, k - 1)),
    "12": lambda i, k, s, p, a: (transposed(i, k, s), s * (i - 1) + k, (i, k, s, 0)),
    "13": lambda i, k, s, p, a: (transposed(i, k, s, p), s * (i - 1) + k - 2 * p, (i, k, s, p)),
    "14": lambda i, k, s, p, a: (transposed(i, k, s, p, a), s * (i - 1) + a + k - 2 * p, (i, k, s, p, a)),
}


@pytest.mark.parametrize("rule", TRANSPOSED)
@settings(max_examples=25, deadline=None)
@given(st.integers(1, 7), SMALL, SMALL, st.integers(0, 4), st.integers(0, 4))
def test_the_relationships_of_transposed_convolutions(rule: str, i: int, k: int, s: int, p: int, a: int) -> None:
    assume(p < k and a < s and i + k - 1 > 2 * p)
    scene, o, direct = TRANSPOSED[rule](i, k, s, p, a)
    assert side(scene) == o
    np.testing.assert_allclose(shown(scene)[0], stretched(*direct), rtol=1e-5, atol=1e-4)


class Axis(NamedTuple):
    """What PyTorch's shape formulas ask of one axis."""

    length: int
    kernel: int
    stride: int
    padding: int
    dilation: int

    @property
    def span(self) -> int:
        return self.dilation * (self.kernel - 1) + 1


@st.composite
def axes(draw: st.DrawFn, most_padding: Callable[[int], int] = lambda _kernel: 3) -> Axis:
    kernel, stride, dilation = draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    return Axis(draw(st.integers(1, 9)), kernel, stride, draw(st.integers(0, most_padding(kernel))), dilation)


def fits(*both: Axis) -> bool:
    return all(axis.span <= axis.length + 2 * axis.padding for axis in both)


@settings(max_examples=60, deadline=None)
@given(axes(), axes())
def test_conv2d_has_the_shape_that_pytorch_documents(down: Axis, across: Axis) -> None:
    assume(fits(down, across))
    kernel, stride, padding, dilation = zip(down[1:], across[1:], strict=True)
    layer = Conv2D(2, 3, kernel, stride, padding, dilation, rng=np.random.default_rng(0))
    image = np.stack([numbers(down.length, across.length)] * 2).astype(np.float32)
    output = shown(ConvolutionScene(layer, image))
    shape = [math.floor((n + 2 * p - d * (k - 1) - 1) / s + 1) for n, k, s, p, d in (down, across)]
    assert output.shape == (3, *shape)
    padded = np.pad(image, [(0, 0), (down.padding,) * 2, (across.padding,) * 2])
    for row, column in np.ndindex(*shape):
        y, x = row * down.stride, column * across.stride
        patch = padded[:, y : y + down.span : down.dilation, x : x + across.span : across.dilation]
        expected = (patch * layer.weight).sum(axis=(1, 2, 3), dtype=np.float64)
        np.testing.assert_allclose(output[:, row, column], expected, rtol=1e-4, atol=1e-3)


@settings(max_examples=60, deadline=None)
@given(axes(), axes(), st.integers(0, 3), st.integers(0, 3))
def test_convtranspose2d_has_the_shape_that_pytorch_documents(
    down: Axis, across: Axis, below: int, beyond: int
) -> None:
    sizes = ((down, below), (across, beyond))
    shape = [(n - 1) * s - 2 * p + d * (k - 1) + more + 1 for (n, k, s, p, d), more in sizes]
    assume(min(shape) > 0 and all(more < max(axis.stride, axis.dilation) for axis, more in sizes))
    kernel, stride, padding, dilation = zip(down[1:], across[1:], strict=True)
    layer = ConvTranspose2D(2, 3, kernel, stride, padding, (below, beyond), dilation=dilation,
                            rng=np.random.default_rng(0))  # fmt: skip
    image = np.stack([numbers(down.length, across.length)] * 2).astype(np.float32)
    output = shown(TransposedScene(layer, image))
    assert output.shape == (3, *shape)
    laid = np.zeros((3, shape[0] + 2 * down.padding + 9, shape[1] + 2 * across.padding + 9))
    for c, row, column in np.ndindex(*image.shape):
        y, x = row * down.stride, column * across.stride
        part = laid[:, y : y + down.span : down.dilation, x : x + across.span : across.dilation]
        part += image[c, row, column] * layer.weight[c]
    cut = laid[:, down.padding :, across.padding :][:, : shape[0], : shape[1]]
    np.testing.assert_allclose(output, cut, rtol=1e-4, atol=1e-3)


def pooled_length(axis: Axis, ceil_mode: bool) -> int:
    """PyTorch: the last window must start inside the input or the padding before it."""
    n, k, s, p, d = axis
    quotient = (n + 2 * p - d * (k - 1) - 1) / s
    count = (math.ceil(quotient) if ceil_mode else math.floor(quotient)) + 1
    return count - 1 if ceil_mode and (count - 1) * s >= n + p else count


@settings(max_examples=80, deadline=None)
@given(axes(lambda kernel: kernel // 2), axes(lambda kernel: kernel // 2), st.booleans())
def test_maxpool2d_has_the_shape_that_pytorch_documents(down: Axis, across: Axis, ceil_mode: bool) -> None:
    assume(fits(down, across))
    kernel, stride, padding, dilation = zip(down[1:], across[1:], strict=True)
    image = numbers(down.length, across.length).astype(np.float32)
    output = shown(PoolingScene(MaxPool2D(kernel, stride, padding, dilation, ceil_mode), image[None]))[0]
    assert output.shape == (pooled_length(down, ceil_mode), pooled_length(across, ceil_mode))
    padded = np.pad(image, 9, constant_values=-np.inf)
    for row, column in np.ndindex(*output.shape):
        y, x = 9 - down.padding + row * down.stride, 9 - across.padding + column * across.stride
        assert (
            output[row, column]
            == padded[y : y + down.span : down.dilation, x : x + across.span : across.dilation].max()
        )


@settings(max_examples=80, deadline=None)
@given(axes(lambda kernel: kernel // 2), axes(lambda kernel: kernel // 2), st.booleans(), st.booleans())
def test_avgpool2d_has_the_shape_that_pytorch_documents(
    down: Axis, across: Axis, ceil_mode: bool, include: bool
) -> None:
    down, across = down._replace(dilation=1), across._replace(dilation=1)
    assume(fits(down, across))
    kernel, stride, padding = zip(down[1:4], across[1:4], strict=True)
    image = numbers(down.length, across.length).astype(np.float32)
    scene = PoolingScene(AvgPool2D(kernel, stride, padding, ceil_mode, include), image[None])
    output = shown(scene)[0]
    assert output.shape == (pooled_length(down, ceil_mode), pooled_length(across, ceil_mode))
    for index, (row, column) in enumerate(np.ndindex(*output.shape)):
        (first, end, rows), (left, right, columns) = counted(down, row), counted(across, column)
        inside = image[first:end, left:right]
        divisor = rows * columns if include else inside.size
        assert scene.frame(index).sum.divisor == divisor
        assert output[row, column] == pytest.approx(inside.sum() / divisor, rel=1e-5, abs=1e-5)


def counted(axis: Axis, place: int) -> tuple[int, int, int]:
    """What a window of average pooling sees of the input, and how many cells of input and padding it covers."""
    start = place * axis.stride - axis.padding
    end = min(start + axis.kernel, axis.length + axis.padding)
    return max(start, 0), min(end, axis.length), end - start
