"""Random layers with random input, for the scenes that show them."""

import numpy as np
from hypothesis import strategies as st

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.geometry import PADDING_MODES
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D, Pool2D
from cnnviz.traces.scene import Array


def pairs(draw: st.DrawFn, low: int, high: int) -> tuple[int, int]:
    return draw(st.integers(low, high)), draw(st.integers(low, high))


def normal(draw: st.DrawFn, *shape: int) -> Array:
    """Random numbers in float32."""
    return np.random.default_rng(draw(st.integers(0, 2**32 - 1))).standard_normal(shape).astype(np.float32)


@st.composite
def convolutions(draw: st.DrawFn) -> tuple[Conv2D, Array]:
    """A convolution and an image (C, H, W) that fits: rectangular, strided, padded, dilated, in groups."""
    kernel, stride, dilation = pairs(draw, 1, 4), pairs(draw, 1, 3), pairs(draw, 1, 3)
    mode = draw(st.sampled_from(PADDING_MODES))
    padding = (*pairs(draw, 0, 3), *pairs(draw, 0, 3))
    groups, per_group, filters = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    least = {"reflect": 1, "circular": 0}.get(mode)
    size = []
    for axis, extra in enumerate(pairs(draw, 0, 4)):
        sides = padding[2 * axis : 2 * axis + 2]
        span = dilation[axis] * (kernel[axis] - 1) + 1
        size.append(max(1, span - sum(sides) + extra, 0 if least is None else max(sides) + least))
    layer = Conv2D(groups * per_group, groups * filters, kernel, stride, padding, dilation, groups, padding_mode=mode)
    layer.weight[...] = normal(draw, *layer.weight.shape)
    layer.parameters["bias"][...] = normal(draw, layer.out_channels)
    return layer, normal(draw, layer.in_channels, *size)


@st.composite
def transposed_convolutions(draw: st.DrawFn) -> tuple[ConvTranspose2D, Array]:
    """A transposed convolution of which something is left, and an image (C, H, W)."""
    kernel, stride, dilation = pairs(draw, 1, 4), pairs(draw, 1, 3), pairs(draw, 1, 3)
    size, groups = pairs(draw, 1, 5), draw(st.integers(1, 2))
    more = tuple(draw(st.integers(0, max(stride[axis], dilation[axis]) - 1)) for axis in (0, 1))
    padding: list[int] = []
    for axis in (0, 1):
        covered = (size[axis] - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1) + 1 + more[axis]
        before = draw(st.integers(0, min(3, covered - 1)))
        padding += [before, draw(st.integers(0, min(3, covered - 1 - before)))]
    inputs, outputs = groups * draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))
    layer = ConvTranspose2D(inputs, outputs, kernel, stride, tuple(padding), more, groups, True, dilation)
    layer.weight[...] = normal(draw, *layer.weight.shape)
    layer.parameters["bias"][...] = normal(draw, outputs)
    return layer, normal(draw, inputs, *size)


@st.composite
def poolings(draw: st.DrawFn) -> tuple[Pool2D, Array]:
    """A max or average pooling, in ceil mode or not, and an image (C, H, W) of whole numbers: there are ties."""
    kernel, stride = pairs(draw, 1, 4), pairs(draw, 1, 4)
    padding = tuple(draw(st.integers(0, kernel[side // 2] // 2)) for side in range(4))
    ceil_mode, maximum = draw(st.booleans()), draw(st.booleans())
    dilation = pairs(draw, 1, 2) if maximum else (1, 1)
    size = tuple(
        max(1, dilation[axis] * (kernel[axis] - 1) + 1 - sum(padding[2 * axis : 2 * axis + 2]) + extra)
        for axis, extra in enumerate(pairs(draw, 0, 5))
    )
    image = np.round(normal(draw, draw(st.integers(1, 3)), *size))
    if maximum:
        return MaxPool2D(kernel, stride, padding, dilation, ceil_mode), image
    return AvgPool2D(kernel, stride, padding, ceil_mode, draw(st.booleans())), image
