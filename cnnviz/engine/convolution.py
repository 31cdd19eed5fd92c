"""Convolution: a window slides over the maps, and each place gives one sum of products per kernel."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.geometry import Extent, GeometryError, Padding, Pair, Window2D
from cnnviz.engine.initializers import Random, he_uniform
from cnnviz.engine.layer import Layer, LayerError, Saved, channels_height_width, positive
from cnnviz.engine.windows import add_back, empty_gradient, folded, padded, sliding
from cnnviz.engine.workspace import Workspace

# Columns of so many bytes stay in the second cache between being written and being multiplied; adding them back wants
# fewer and longer pieces.
GATHER_BYTES, SPREAD_BYTES = 400_000, 2_000_000


@dataclass(frozen=True)
class Rows:
    """A few rows of an output map; `row_cells` is OW·N."""

    first: int
    count: int
    row_cells: int

    @property
    def cells(self) -> slice:
        """Where their cells lie among all OH·OW·N."""
        return slice(self.first * self.row_cells, (self.first + self.count) * self.row_cells)


class Conv2D(Layer):
    """Cross-correlation of C maps with F kernels, which is what networks call convolution.

    ``y[f, oy, ox] = bias[f] + sum over c, ky, kx of weight[f, c, ky, kx] * x[c, oy*SH + ky*DH, ox*SW + kx*DW]`` with x
    padded: as `padding_mode` says by zeros or by its own cells (``reflect``, ``replicate``, ``circular``). Input
    (C, H, W), output (F, OH, OW). With G groups, the f-th of G blocks of kernels sees only the f-th of G blocks of
    channels.

    Windows are laid out as columns, so that sums of products become matrix products: (F, C·KH·KW) @ (C·KH·KW, OH·OW·N)
    (Chellapilla et al. 2006, "High Performance Convolutional Neural Networks for Document Processing"). Only a few
    output rows are laid out at a time: twice as fast as all at once, and the tape holds no columns.

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
        padding_mode: str = "zeros",
        *,
        rng: Random | None = None,
        dtype: npt.DTypeLike = np.float32,
    ) -> None:
        super().__init__()
        self.in_channels = positive(in_channels, "Conv2D", "in_channels")
        self.out_channels = positive(out_channels, "Conv2D", "out_channels")
        self.groups = positive(groups, "Conv2D", "groups")
        self.window = Window2D.of(kernel_size, stride, padding, dilation, padding_mode)
        if isinstance(padding, str) and padding == "same" and self.window.stride != (1, 1):
            raise GeometryError(
                "Conv2D: the padding “same” keeps the size with stride 1 only; the stride is {stride}. "
                "Give the padding in numbers, for instance {numbers} (top, bottom, left, right).",
                stride=self.window.stride, numbers=self.window.padding,
            )  # fmt: skip
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise LayerError(
                "Conv2D: {groups} groups do not divide {inputs} input and {outputs} output channels evenly.",
                groups=groups, inputs=in_channels, outputs=out_channels,
            )  # fmt: skip
        shape = (self.out_channels, self.in_channels // self.groups, *self.window.kernel)
        self.parameters["weight"] = np.zeros(shape, dtype) if rng is None else he_uniform(shape, *self.fans, rng, dtype)
        if bias:
            self.parameters["bias"] = np.zeros(self.out_channels, dtype)

    @property
    def fans(self) -> tuple[int, int]:
        """How many products one output sums up, and how many of them one input is part of, at stride 1."""
        cells = self.window.kernel[0] * self.window.kernel[1]
        return self.in_channels // self.groups * cells, self.out_channels // self.groups * cells

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
        picture = padded(x, self.window, workspace)
        y = workspace.empty("y", (self.out_channels, *size, x.shape[3]), x.dtype)
        sums = self._by_group(y)
        for rows, columns in self._filled_columns(picture, size, workspace):
            np.matmul(self._kernels(), columns, out=sums[:, :, rows.cells])
        if self.bias is not None:
            y += self.bias[:, None, None, None]
        return y, (x, picture)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """By the input: kernel times delta, added in place. By the weights: patch times delta, summed up."""
        x, size = saved[0], (dy.shape[1], dy.shape[2])
        deltas = self._by_group(np.ascontiguousarray(dy))
        kernels = self._kernels().transpose(0, 2, 1)
        gradient = empty_gradient(x, self.window, workspace)
        for rows, columns in self._columns(size, dy, SPREAD_BYTES, "products", workspace):
            np.matmul(kernels, deltas[:, :, rows.cells], out=columns)
            by_cell = columns.reshape(x.shape[0], -1, rows.count, *dy.shape[2:])
            shares = (by_cell[:, cell] for cell in range(by_cell.shape[1]))
            below = gradient[:, self.window.origin(rows.first, 0)[0] :]
            add_back(shares, below, self.window, (rows.count, size[1]))
        return folded(gradient, self.window), self.parameter_gradients(dy, saved, workspace)

    def parameter_gradients(self, dy: Array, saved: Saved, workspace: Workspace) -> dict[str, Array]:
        deltas = self._by_group(np.ascontiguousarray(dy))
        total = np.zeros_like(self._kernels().transpose(0, 2, 1), dtype=dy.dtype)
        for rows, columns in self._filled_columns(saved[1], (dy.shape[1], dy.shape[2]), workspace):
            total += np.matmul(columns, deltas[:, :, rows.cells].transpose(0, 2, 1))
        gradients = {"weight": np.ascontiguousarray(total.transpose(0, 2, 1)).reshape(self.weight.shape)}
        if self.bias is not None:
            gradients["bias"] = np.sum(dy.reshape(self.out_channels, -1), axis=1)
        return gradients

    def _columns(
        self, size: Pair, like: Array, most: int, name: str, workspace: Workspace
    ) -> Iterator[tuple[Rows, Array]]:
        """Room of at most `most` bytes for the columns (G, C/G·KH·KW, cells) of a few output rows at a time."""
        height = self.in_channels // self.groups * self.window.kernel[0] * self.window.kernel[1]
        row_cells = size[1] * like.shape[-1]
        at_once = max(1, min(most // (self.groups * height * row_cells * like.itemsize), size[0]))
        room = workspace.empty(name, (self.groups * height * at_once * row_cells,), like.dtype)
        for first in range(0, size[0], at_once):
            rows = Rows(first, min(at_once, size[0] - first), row_cells)
            yield rows, room[: self.groups * height * rows.count * row_cells].reshape(self.groups, height, -1)

    def _filled_columns(self, picture: Array, size: Pair, workspace: Workspace) -> Iterator[tuple[Rows, Array]]:
        """The same, each column holding what one window sees."""
        windows = sliding(picture, self.window, size)
        for rows, columns in self._columns(size, picture, GATHER_BYTES, "columns", workspace):
            part = windows[:, :, :, rows.first : rows.first + rows.count]
            np.copyto(columns.reshape(part.shape), part)
            yield rows, columns

    def _kernels(self) -> Array:
        """The kernels as rows: (G, F/G, C/G·KH·KW)."""
        return self.weight.reshape(self.groups, self.out_channels // self.groups, -1)

    def _by_group(self, maps: Array) -> Array:
        """Output maps as one matrix for each group: (G, F/G, OH·OW·N)."""
        return maps.reshape(self.groups, self.out_channels // self.groups, -1)

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
