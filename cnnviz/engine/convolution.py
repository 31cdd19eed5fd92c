"""Convolution: a window slides over the maps, and each place gives one sum of products per kernel."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.columns import Columns
from cnnviz.engine.geometry import Extent, GeometryError, Padding, Window2D
from cnnviz.engine.initializers import Random
from cnnviz.engine.layer import Saved, channels_height_width
from cnnviz.engine.weighted import WeightedLayer, grouped
from cnnviz.engine.windows import folded, padded
from cnnviz.engine.workspace import Workspace


class Conv2D(WeightedLayer):
    """Cross-correlation of C maps with F kernels, which is what networks call convolution.

    ``y[f, oy, ox] = bias[f] + sum over c, ky, kx of weight[f, c, ky, kx] * x[c, oy*SH + ky*DH, ox*SW + kx*DW]`` with x
    padded: as `padding_mode` says by zeros or by its own cells (``reflect``, ``replicate``, ``circular``). Input
    (C, H, W), output (F, OH, OW). With G groups, the f-th of G blocks of kernels sees only the f-th of G blocks of
    channels.

    Windows are laid out as columns, so that sums of products become matrix products: see `columns.Columns`. The tape
    holds no columns; the backward pass lays them out again.

    `kernel_size`, `stride` and `dilation` are one whole number or (vertical, horizontal); `padding` is one number,
    (vertical, horizontal), (top, bottom, left, right), ``"valid"``, ``"same"`` or ``"full"`` (`geometry.sides`). The
    weight is (F, C / groups, KH, KW), the bias (F,), or None without `bias`. With `rng` the weight is drawn after He et
    al. (`initializers.he_uniform`) and the bias 0; without it both are 0, to be filled in.

    GeometryError for sizes that are no whole numbers or do not fit, LayerError for channels that are none or groups
    that do not divide them. LeCun et al. 1989, "Backpropagation Applied to Handwritten Zip Code Recognition"; Dumoulin
    and Visin 2016 (arXiv:1603.07285).

    >>> edges = Conv2D(1, 1, (1, 3), padding="same", padding_mode="replicate", bias=False)
    >>> edges.weight[0, 0] = [-1, 0, 1]
    >>> edges([[[[5.0, 5.0, 9.0, 9.0]]]]).tolist()
    [[[[0.0, 4.0, 4.0, 0.0]]]]
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Extent,
        stride: Extent = 1,
        padding: Padding = 0,
        dilation: Extent = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        *,
        rng: Random | None = None,
        dtype: npt.DTypeLike = np.float32,
    ) -> None:
        super().__init__()
        self.in_channels, self.out_channels, self.groups = grouped("Conv2D", in_channels, out_channels, groups)
        self.window = Window2D.of(kernel_size, stride, padding, dilation, padding_mode)
        if isinstance(padding, str) and padding == "same" and self.window.stride != (1, 1):
            raise GeometryError(
                "Conv2D: the padding “same” keeps the size with stride 1 only; the stride is {stride}. "
                "Give the padding in numbers, for instance {numbers} (top, bottom, left, right).",
                stride=self.window.stride, numbers=self.window.padding,
            )  # fmt: skip
        shape = (self.out_channels, self.in_channels // self.groups, *self.window.kernel)
        self._make_parameters(shape, self.out_channels, bias, rng, dtype)

    @property
    def fans(self) -> tuple[int, int]:
        cells = self.window.kernel[0] * self.window.kernel[1]
        return self.in_channels // self.groups * cells, self.out_channels // self.groups * cells

    @property
    def reach(self) -> Window2D:
        return self.window

    def output_shape(self, shape: Shape) -> Shape:
        _, height, width = channels_height_width(shape, self, self.in_channels)
        return (self.out_channels, *self.window.output_size((height, width)))

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        size = self.window.output_size((x.shape[1], x.shape[2]))
        picture = padded(x, self.window, workspace)
        y = workspace.empty("y", (self.out_channels, *size, x.shape[3]), x.dtype)
        columns = self._columns(y)
        kernels = columns.kernels(self.weight)

        def fill(band: slice, workspace: Workspace) -> None:
            np.matmul(kernels, columns.gathered(picture, band, workspace), out=columns.outputs(y, band))

        threads = workspace.threads_for(self.weight.size * y[0].size)
        workspace.share_out(columns.bands(threads), threads, fill)
        if self.bias is not None:
            y += self.bias[:, None, None, None]
        return y, (x, picture)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        return self.input_gradient(dy, saved, workspace), self.parameter_gradients(dy, saved, workspace)

    def input_gradient(self, dy: Array, saved: Saved, workspace: Workspace) -> Array:
        """Kernel times delta, added to the cells that the window saw."""
        x, dy = saved[0], np.ascontiguousarray(dy)
        height, width = self.window.padded_size((x.shape[1], x.shape[2]))
        gradient = workspace.empty("gradient", (self.in_channels, height, width, x.shape[3]), x.dtype)
        gradient.fill(0)
        columns = self._columns(dy)
        kernels = columns.kernels(self.weight)
        for band in columns.bands(1):
            columns.scatter(kernels, columns.outputs(dy, band), gradient, band, workspace)
        return folded(gradient, self.window)

    def parameter_gradients(self, dy: Array, saved: Saved, workspace: Workspace) -> dict[str, Array]:
        """By the weights: patch times delta, summed over all places and pictures. By the bias: the sum of deltas.

        That sum is a product with ones, which takes a third of the time of np.sum.
        """
        dy = np.ascontiguousarray(dy)
        columns = self._columns(dy)
        shape = (self.groups, columns.length, self.out_channels // self.groups)
        total, share = (workspace.empty(name, shape, dy.dtype) for name in ("total", "share"))
        total.fill(0)
        for band in columns.bands(1):
            patches, deltas = columns.gathered(saved[1], band, workspace), columns.outputs(dy, band).swapaxes(2, 3)
            rows = patches.shape[1]
            by_row = workspace.empty(f"products of {rows} rows", (shape[0], rows, *shape[1:]), dy.dtype)
            np.matmul(patches, deltas, out=by_row)
            total += np.sum(by_row, axis=1, out=share)
        gradients = {"weight": columns.weight(total.swapaxes(1, 2))}
        if self.bias is not None:
            ones = workspace.filled("ones", (dy[0].size,), dy.dtype, 1.0)
            gradients["bias"] = dy.reshape(self.out_channels, dy[0].size) @ ones
        return gradients

    def _columns(self, y: Array) -> Columns:
        """How the windows of the outputs `y` (F, OH, OW, N), or of their gradient, are laid out."""
        size = (y.shape[1], y.shape[2])
        return Columns(self.window, self.in_channels, self.groups, size, y.shape[3], y.itemsize)

    def multiply_adds(self, shape: Shape) -> int:
        _, rows, columns = self.output_shape(shape)
        return rows * columns * self.weight.size

    def config(self) -> dict[str, Any]:
        return {
            "in_channels": self.in_channels,
            "out_channels": self.out_channels,
            "kernel_size": list(self.window.kernel),
            "stride": list(self.window.stride),
            "padding": list(self.window.padding),
            "dilation": list(self.window.dilation),
            "groups": self.groups,
            "bias": self.bias is not None,
            "padding_mode": self.window.padding_mode,
        }

    def __repr__(self) -> str:
        height, width = self.window.kernel
        parts = [f"{self.in_channels} → {self.out_channels}", f"{height}×{width}"]
        if self.window.stride != (1, 1):
            parts.append(f"stride {_short(self.window.stride)}")
        if any(self.window.padding):
            parts.append(f"padding {_short(self.window.padding)}")
        if self.window.padding_mode != "zeros":
            parts.append(self.window.padding_mode)
        if self.window.dilation != (1, 1):
            parts.append(f"dilation {_short(self.window.dilation)}")
        if self.groups != 1:
            parts.append(f"{self.groups} groups")
        return f"Conv2D({', '.join(parts)})"


def _short(numbers: tuple[int, ...]) -> str:
    """One number where all are the same, else all of them."""
    return str(numbers[0]) if len(set(numbers)) == 1 else str(numbers)
