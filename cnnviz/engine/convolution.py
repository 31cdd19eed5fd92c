"""Convolution: a window slides over the maps, and each place gives one sum of products per kernel."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.geometry import Extent, Padding, Window2D
from cnnviz.engine.initializers import Random, he_uniform
from cnnviz.engine.layer import Layer, LayerError, Saved, channels_height_width, positive
from cnnviz.engine.windows import padded, sliding, spread
from cnnviz.engine.workspace import Workspace


class Conv2D(Layer):
    """Cross-correlation of C maps with F kernels, which is what networks call convolution.

    ``y[f, oy, ox] = bias[f] + sum over c, ky, kx of weight[f, c, ky, kx] * x[c, oy*SH + ky*DH, ox*SW + kx*DW]`` with x
    padded by zeros. Input (C, H, W), output (F, OH, OW). With G groups, the f-th of G blocks of kernels sees only the
    f-th of G blocks of channels.

    All windows are laid out as columns, so that the whole batch is one matrix product (Chellapilla et al. 2006,
    "High Performance Convolutional Neural Networks for Document Processing"):
    (F, C·KH·KW) @ (C·KH·KW, OH·OW·N).

    Without `rng` the parameters are zero, to be filled in.
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
        *,
        rng: Random | None = None,
        dtype: npt.DTypeLike = np.float32,
    ) -> None:
        super().__init__()
        self.in_channels = positive(in_channels, "Conv2D", "in_channels")
        self.out_channels = positive(out_channels, "Conv2D", "out_channels")
        self.groups = positive(groups, "Conv2D", "groups")
        self.window = Window2D.of(kernel_size, stride, padding, dilation)
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise LayerError(
                "Conv2D: {groups} groups do not divide {inputs} input and {outputs} output channels evenly.",
                groups=groups, inputs=in_channels, outputs=out_channels,
            )  # fmt: skip
        shape = (self.out_channels, self.in_channels // self.groups, *self.window.kernel)
        fan_in = shape[1] * shape[2] * shape[3]
        self.parameters["weight"] = np.zeros(shape, dtype) if rng is None else he_uniform(shape, fan_in, rng, dtype)
        if bias:
            self.parameters["bias"] = np.zeros(self.out_channels, dtype)

    @property
    def weight(self) -> Array:
        """(F, C / groups, KH, KW)."""
        return self.parameters["weight"]

    @property
    def bias(self) -> Array | None:
        """(F,), or None."""
        return self.parameters.get("bias")

    @property
    def reach(self) -> Window2D:
        return self.window

    def output_shape(self, shape: Shape) -> Shape:
        channels, height, width = channels_height_width(shape, self)
        if channels != self.in_channels:
            raise LayerError(
                "{layer} takes {expected} channels, but gets {given} (shape {shape}).",
                layer=self, expected=self.in_channels, given=channels, shape=shape,
            )  # fmt: skip
        return (self.out_channels, *self.window.output_size((height, width)))

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        size = self.window.output_size((x.shape[1], x.shape[2]))
        batch = x.shape[3]
        windows = sliding(padded(x, self.window, workspace), self.window, size)
        columns = workspace.empty("columns", windows.shape, x.dtype)
        np.copyto(columns, windows)
        y = workspace.empty("y", (self.out_channels, *size, batch), x.dtype)
        np.matmul(self._matrix(), self._grouped(columns), out=self._grouped(y, self.out_channels // self.groups))
        if self.bias is not None:
            y += self.bias[:, None, None, None]
        return y, (x, columns)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """By the weights: each patch times its delta, summed. By the input: kernel times delta, added in place."""
        x, columns = saved
        deltas = self._grouped(dy, self.out_channels // self.groups)
        products = workspace.empty("products", columns.shape, columns.dtype)
        np.matmul(self._matrix().transpose(0, 2, 1), deltas, out=self._grouped(products))
        by_cell = products.reshape(x.shape[0], -1, *dy.shape[1:])
        shares = (by_cell[:, cell] for cell in range(by_cell.shape[1]))
        dx = spread(shares, x, self.window, (dy.shape[1], dy.shape[2]), workspace)
        return dx, self.parameter_gradients(dy, saved, workspace)

    def parameter_gradients(self, dy: Array, saved: Saved, workspace: Workspace) -> dict[str, Array]:
        _, columns = saved
        deltas = self._grouped(dy, self.out_channels // self.groups)
        weight = workspace.empty("dweight", self.weight.shape, dy.dtype)
        by_group = weight.reshape(self.groups, self.out_channels // self.groups, -1)
        np.matmul(deltas, self._grouped(columns).transpose(0, 2, 1), out=by_group)
        gradients = {"weight": weight}
        if self.bias is not None:
            gradients["bias"] = np.sum(dy.reshape(self.out_channels, -1), axis=1)
        return gradients

    def _matrix(self) -> Array:
        """The kernels as rows: (G, F/G, C/G·KH·KW)."""
        return self.weight.reshape(self.groups, self.out_channels // self.groups, -1)

    def _grouped(self, array: Array, rows: int | None = None) -> Array:
        """Columns, or maps, as one matrix per group: (G, rows, OH·OW·N)."""
        rows = self._matrix().shape[2] if rows is None else rows
        return array.reshape(self.groups, rows, -1)

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
        }

    def __repr__(self) -> str:
        height, width = self.window.kernel
        parts = [f"{self.in_channels} → {self.out_channels}", f"{height}×{width}"]
        if self.window.stride != (1, 1):
            parts.append(f"stride {_short(self.window.stride)}")
        if any(self.window.padding):
            parts.append(f"padding {_short(self.window.padding)}")
        if self.window.dilation != (1, 1):
            parts.append(f"dilation {_short(self.window.dilation)}")
        if self.groups != 1:
            parts.append(f"{self.groups} groups")
        return f"Conv2D({', '.join(parts)})"


def _short(numbers: tuple[int, ...]) -> str:
    """One number where all are the same, else all of them."""
    return str(numbers[0]) if len(set(numbers)) == 1 else str(numbers)
