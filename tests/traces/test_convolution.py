"""What is shown of a convolution is what the engine computes, term by term."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.geometry import GeometryError, Window2D
from cnnviz.traces.convolution import (
    ConvolutionSetup,
    ConvolutionTrace,
    SetupError,
    cells_met,
    outputs_fed,
    reached,
)


@st.composite
def setups(draw: st.DrawFn) -> ConvolutionSetup:
    """Random pictures, kernels and windows that fit: 1 or 3 channels, rectangular, strided, padded, dilated."""

    def pair(low: int, high: int) -> tuple[int, int]:
        return draw(st.integers(low, high)), draw(st.integers(low, high))

    kernel, stride, dilation = pair(1, 5), pair(1, 4), pair(1, 3)
    padding = (*pair(0, 3), *pair(0, 3))
    channels, filters = draw(st.sampled_from((1, 3))), draw(st.integers(1, 2))
    size = tuple(
        max(1, dilation[axis] * (kernel[axis] - 1) + 1 - sum(padding[2 * axis : 2 * axis + 2]) + extra)
        for axis, extra in enumerate(pair(0, 6))
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return ConvolutionSetup(
        rng.standard_normal((channels, *size)).astype(np.float32),
        rng.standard_normal((filters, channels, *kernel)).astype(np.float32),
        rng.standard_normal(filters).astype(np.float32),
        Window2D(kernel, stride, padding, dilation, draw(st.sampled_from(("zeros", "replicate")))),
    )


@settings(max_examples=60, deadline=None)
@given(setups())
def test_the_terms_of_every_frame_add_up_to_the_shown_value(setup: ConvolutionSetup) -> None:
    trace = ConvolutionTrace(setup)
    for index in range(trace.length):
        frame = trace.frame(index)
        products = [
            float(frame.patch[c, y, x]) * float(frame.weights[c, y, x]) for c, y, x in np.ndindex(frame.patch.shape)
        ]
        scale = sum(map(abs, products)) + abs(frame.bias)
        assert abs(sum(products) + frame.bias - frame.result) <= 1e-5 * max(scale, 1e-30)
        assert abs(frame.channel_sums.sum() + frame.bias - frame.result) <= 1e-5 * max(scale, 1e-30)


@settings(max_examples=40, deadline=None)
@given(setups())
def test_the_frames_together_are_the_output_of_the_engines_layer(setup: ConvolutionSetup) -> None:
    trace = ConvolutionTrace(setup)
    filters, channels = setup.kernel.shape[:2]
    window = setup.window
    layer = Conv2D(
        channels, filters, window.kernel, window.stride, window.padding, window.dilation,
        padding_mode=window.padding_mode,
    )  # fmt: skip
    layer.parameters["weight"][...] = setup.kernel
    layer.parameters["bias"][...] = setup.bias
    shown = np.empty_like(trace.output)
    for index in range(trace.length):
        frame = trace.frame(index)
        shown[frame.position] = frame.result
    np.testing.assert_array_equal(shown, layer(setup.image[None])[0])


def test_a_patch_is_what_lies_under_the_dilated_window() -> None:
    image = np.arange(36, dtype=np.float32).reshape(1, 6, 6)
    window = Window2D.of((2, 3), stride=(1, 2), padding=1, dilation=(2, 1))
    trace = ConvolutionTrace(
        ConvolutionSetup(image, np.ones((1, 1, 2, 3), np.float32), np.zeros(1, np.float32), window)
    )
    frame = trace.frame(trace.index(0, 1, 1))
    assert frame.origin == (1, 2)
    np.testing.assert_array_equal(frame.patch[0], [[1, 2, 3], [13, 14, 15]])


def test_frames_go_in_reading_order_filter_after_filter() -> None:
    setup = ConvolutionSetup(
        np.zeros((1, 3, 4), np.float32), np.zeros((2, 1, 2, 2), np.float32), np.zeros(2, np.float32), Window2D.of(2)
    )
    trace = ConvolutionTrace(setup)
    positions = [trace.frame(index).position for index in range(trace.length)]
    assert positions == list(np.ndindex(2, 2, 3))
    assert [trace.index(*position) for position in positions] == list(range(12))
    with pytest.raises(IndexError):
        trace.frame(12)


def test_a_kernel_that_does_not_fit_is_refused_with_the_geometrys_words() -> None:
    with pytest.raises(GeometryError, match="does not fit"):
        ConvolutionSetup(
            np.zeros((1, 3, 3), np.float32), np.zeros((1, 1, 5, 5), np.float32), np.zeros(1, np.float32), Window2D.of(5)
        )


@pytest.mark.parametrize("shape", [(1, 2, 3, 3), (1, 1, 3, 2), (1, 3, 3)])
def test_shapes_that_do_not_belong_together_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(SetupError, match="do not belong together"):
        ConvolutionSetup(np.zeros((1, 8, 8), np.float32), np.zeros(shape, np.float32), np.zeros(1), Window2D.of(3))


@settings(max_examples=40, deadline=None)
@given(setups())
def test_a_cell_feeds_an_output_exactly_where_that_outputs_window_touches_it(setup: ConvolutionSetup) -> None:
    window, size = setup.window, setup.size
    height, width = window.padded_size(size)
    touched = np.zeros((height, width), bool)
    for oy, ox in np.ndindex(window.output_size(size)):
        y, x = window.origin(oy, ox)
        for ky, kx in np.ndindex(window.kernel):
            row, column = y + ky * window.dilation[0], x + kx * window.dilation[1]
            touched[row, column] = True
            rows, columns = outputs_fed(window, size, row, column)
            assert oy in rows and ox in columns
            met = np.zeros((height, width), bool)
            met[cells_met(window, size, ky, kx)] = True
            assert met[row, column]
    rows_reached, columns_reached = reached(window, size)
    np.testing.assert_array_equal(np.outer(rows_reached, columns_reached), touched)
