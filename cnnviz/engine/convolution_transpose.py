"""Transposed convolution: each cell of the input lays a weighted kernel on the output, and what overlaps adds up.

It is the way back of a convolution, used the other way round: maps get larger (decoders, segmentation, generators).
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.columns import Columns
from cnnviz.engine.geometry import Extent, GeometryError, Padding, Window2D, pair
from cnnviz.engine.initializers import Random
from cnnviz.engine.layer import Saved, channels_height_width
from cnnviz.engine.weighted import WeightedLayer, grouped
from cnnviz.engine.windows import padded
from cnnviz.engine.workspace import Workspace


class ConvTranspose2D(WeightedLayer):
    """The gradient of a convolution by its input, as a layer of its own (Dumoulin and Visin 2016, arXiv:1603.07285, 4).

    ``y[f, iy*SH + ky*DH - top, ix*SW + kx*DW - left] += weight[c, f, ky, kx] * x[c, iy, ix]`` over all c, iy, ix, ky
    and kx; then the bias. Input (C, H, W), output (F, OH, OW) as `geometry.transposed_length` has it: `padding` takes
    rows and columns away, `output_padding` adds some below and to the right. With G groups, the g-th of G blocks of
    channels goes to the g-th of G blocks of outputs only.

    `window` slides over the output; it is that of the convolution whose way back this is. The kernels that a band of
    input rows lays down are computed by one matrix product and then added to the output: see `columns.Columns`.

    The weight is (C, F / groups, KH, KW), the bias (F,), or None without `bias`. With `rng` the weight is drawn after
    He et al. (`initializers.he_uniform`) and the bias 0; without it both are 0, to be filled in.

    GeometryError for sizes that are no whole numbers, LayerError for channels that are none or groups that do not
    divide them.

    >>> double = ConvTranspose2D(1, 1, 2, stride=2)
    >>> double.weight[:] = 1
    >>> double([[[[1.0, 2.0]]]]).tolist()
    [[[[1.0, 1.0, 2.0, 2.0], [1.0, 1.0, 2.0, 2.0]]]]
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Extent,
        stride: Extent = 1,
        padding: Padding = 0,
        output_padding: Extent = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Extent = 1,
        *,
        rng: Random | None = None,
        dtype: npt.DTypeLike = np.float32,
    ) -> None:
        super().__init__()
        self.in_channels, self.out_channels, self.groups = grouped("ConvTranspose2D", in_channels, out_channels, groups)
        if isinstance(padding, str):
            raise GeometryError(
                "ConvTranspose2D: the padding is “{given}”; it says how many rows and columns are taken away, "
                "give it in numbers.",
                given=padding,
            )  # fmt: skip
        self.window = Window2D.of(kernel_size, stride, padding, dilation)
        self.output_padding = pair(output_padding, "output padding", 0)
        shape = (self.in_channels, self.out_channels // self.groups, *self.window.kernel)
        self._make_parameters(shape, self.out_channels, bias, rng, dtype)

    @property
    def fans(self) -> tuple[int, int]:
        cells = self.window.kernel[0] * self.window.kernel[1]
        return self.in_channels // self.groups * cells, self.out_channels // self.groups * cells

    @property
    def reach(self) -> Window2D:
        """As many rows and columns of the input as can meet in one output cell: the span in steps of the stride."""
        (rows, columns), (down, right) = self.window.span, self.window.stride
        return Window2D((math.ceil(rows / down), math.ceil(columns / right)))

    def output_shape(self, shape: Shape) -> Shape:
        _, height, width = channels_height_width(shape, self, self.in_channels)
        return (self.out_channels, *self.window.transposed_size((height, width), self.output_padding))

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        x = np.ascontiguousarray(x)
        size = self.window.transposed_size((x.shape[1], x.shape[2]), self.output_padding)
        height, width = self.window.padded_size(size)
        spread = workspace.empty("spread", (self.out_channels, height, width, x.shape[3]), x.dtype)
        spread.fill(0)
        columns = self._columns(x)
        kernels = columns.kernels(self.weight)
        for band in columns.bands(1):
            columns.scatter(kernels, columns.outputs(x, band), spread, band, workspace)
        y = workspace.empty("y", (self.out_channels, *size, x.shape[3]), x.dtype)
        top, _, left, _ = self.window.padding
        np.copyto(y, spread[:, top : top + size[0], left : left + size[1]])
        if self.bias is not None:
            y += self.bias[:, None, None, None]
        return y, (x,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """By the input: the convolution of `dy` whose way back this layer is. By the weights: see below."""
        (x,) = saved
        slopes = padded(dy, self.window, workspace)
        dx = workspace.empty("dx", x.shape, dy.dtype)
        columns = self._columns(x)
        kernels = columns.kernels(self.weight)
        total: Array | float = 0.0
        for band in columns.bands(1):
            patches = columns.gathered(slopes, band, workspace)
            np.matmul(kernels, patches, out=columns.outputs(dx, band))
            total = _products(patches, columns.outputs(x, band)) + total
        return dx, self._gradients(columns, total, dy)

    def input_gradient(self, dy: Array, saved: Saved, workspace: Workspace) -> Array:
        (x,) = saved
        slopes, columns = padded(dy, self.window, workspace), self._columns(x)
        dx, kernels = workspace.empty("dx", x.shape, dy.dtype), columns.kernels(self.weight)
        for band in columns.bands(1):
            np.matmul(kernels, columns.gathered(slopes, band, workspace), out=columns.outputs(dx, band))
        return dx

    def parameter_gradients(self, dy: Array, saved: Saved, workspace: Workspace) -> dict[str, Array]:
        """By the weights: input times the patch of slopes that it fed, summed up. By the bias: the sum of slopes."""
        (x,) = saved
        slopes, columns = padded(dy, self.window, workspace), self._columns(x)
        total: Array | float = 0.0
        for band in columns.bands(1):
            total = _products(columns.gathered(slopes, band, workspace), columns.outputs(x, band)) + total
        return self._gradients(columns, total, dy)

    def _gradients(self, columns: Columns, total: Array | float, dy: Array) -> dict[str, Array]:
        gradients = {"weight": columns.weight(np.swapaxes(total, 1, 2))}
        if self.bias is not None:
            gradients["bias"] = np.sum(dy, axis=(1, 2, 3))
        return gradients

    def _columns(self, x: Array) -> Columns:
        """How the windows over the output are laid out, one for each cell of the input (C, H, W, N)."""
        size = (x.shape[1], x.shape[2])
        return Columns(self.window, self.out_channels, self.groups, size, x.shape[3], x.itemsize)

    def multiply_adds(self, shape: Shape) -> int:
        _, height, width = channels_height_width(shape, self)
        return height * width * self.weight.size

    def config(self) -> dict[str, Any]:
        return {
            "in_channels": self.in_channels,
            "out_channels": self.out_channels,
            "kernel_size": list(self.window.kernel),
            "stride": list(self.window.stride),
            "padding": list(self.window.padding),
            "output_padding": list(self.output_padding),
            "groups": self.groups,
            "bias": self.bias is not None,
            "dilation": list(self.window.dilation),
        }

    def __repr__(self) -> str:
        parts = [f"{self.in_channels} → {self.out_channels}", "{}×{}".format(*self.window.kernel)]
        numbers: tuple[tuple[str, tuple[int, ...], int], ...] = (
            ("stride", self.window.stride, 1),
            ("padding", self.window.padding, 0),
            ("output padding", self.output_padding, 0),
            ("dilation", self.window.dilation, 1),
        )
        for name, values, usual in numbers:
            if set(values) != {usual}:
                parts.append(f"{name} {values[0] if len(set(values)) == 1 else values}")
        if self.groups != 1:
            parts.append(f"{self.groups} groups")
        return f"ConvTranspose2D({', '.join(parts)})"


def _products(patches: Array, x: Array) -> Array:
    """Products (groups, K, C/groups) of columns and inputs, summed over the cells and rows of a band."""
    by_row: Array = np.matmul(patches, x.swapaxes(2, 3))
    total: Array = by_row.sum(axis=1)
    return total
