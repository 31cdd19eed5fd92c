"""Pooling: each window gives one number, its largest or its mean, and the map gets smaller."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any

import numpy as np

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.geometry import Extent, Padding, Window2D
from cnnviz.engine.layer import Layer, LayerError, Saved, channels_height_width
from cnnviz.engine.windows import add_back, empty_gradient, folded, kernel_cells, padded
from cnnviz.engine.workspace import Workspace


class Pool2D(Layer):
    """What both poolings share. Input (C, H, W), output (C, OH, OW). The stride is the kernel size unless given."""

    def __init__(self, kernel_size: Extent, stride: Extent | None = None, padding: Padding = 0) -> None:
        super().__init__()
        self.window = Window2D.of(kernel_size, kernel_size if stride is None else stride, padding)
        top, bottom, left, right = self.window.padding
        height, width = self.window.kernel
        if max(top, bottom) > height // 2 or max(left, right) > width // 2:
            raise LayerError(
                "{layer}: the padding is {given}; at most half of the kernel ({height}×{width}) is allowed.",
                layer=self.kind, given=self.window.padding, height=height, width=width,
            )  # fmt: skip

    @property
    def reach(self) -> Window2D:
        return self.window

    def output_shape(self, shape: Shape) -> Shape:
        channels, height, width = channels_height_width(shape, self)
        return (channels, *self.window.output_size((height, width)))

    @abstractmethod
    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]: ...

    def _output(self, x: Array, workspace: Workspace) -> Array:
        size = self.window.output_size((x.shape[1], x.shape[2]))
        return workspace.empty("y", (x.shape[0], *size, x.shape[3]), x.dtype)

    def config(self) -> dict[str, Any]:
        return {
            "kernel_size": list(self.window.kernel),
            "stride": list(self.window.stride),
            "padding": list(self.window.padding),
        }

    def __repr__(self) -> str:
        parts = ["{}×{}".format(*self.window.kernel)]
        if self.window.stride != self.window.kernel:
            parts.append(f"stride {self.window.stride}")
        if any(self.window.padding):
            parts.append(f"padding {self.window.padding}")
        return f"{self.kind}({', '.join(parts)})"


class MaxPool2D(Pool2D):
    """The largest number of each window: ``y[c, oy, ox] = max over ky, kx of x[c, oy*SH + ky, ox*SW + kx]``.

    Padding never wins. Of equal numbers the first, row by row, is the winner and gets the gradient, as in PyTorch.
    """

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y = self._output(x, workspace)
        picture = padded(x, self.window, workspace, -np.inf)
        cells = kernel_cells(picture, self.window, (y.shape[1], y.shape[2]))
        np.copyto(y, next(cells))
        for cell in cells:
            np.maximum(y, cell, out=y)
        return y, (x, picture, y)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """The whole of each output's gradient goes to the cell that won its window."""
        x, picture, y = saved
        size = (y.shape[1], y.shape[2])
        rest = workspace.empty("rest", dy.shape, dy.dtype)  # what no cell has won yet
        np.copyto(rest, dy)
        shares = self._winnings(kernel_cells(picture, self.window, size), y, rest, workspace)
        gradient = empty_gradient(x, self.window, workspace)
        add_back(shares, gradient, self.window, size)
        return folded(gradient, self.window), {}

    def _winnings(self, cells: Iterable[Array], y: Array, rest: Array, workspace: Workspace) -> Iterator[Array]:
        """For each kernel cell the gradient of the windows that it won, taken out of `rest`."""
        share = workspace.empty("share", y.shape, rest.dtype)
        won = workspace.empty("won", y.shape, np.bool_)
        *earlier, _ = cells
        for cell in earlier:
            np.equal(cell, y, out=won)
            np.multiply(rest, won, out=share)
            np.subtract(rest, share, out=rest)
            yield share
        yield rest  # whoever has not won before the last cell wins there


class AvgPool2D(Pool2D):
    """The mean of each window, zeros of the padding counted: ``y = sum over ky, kx of x[...] / (KH·KW)``."""

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y = self._output(x, workspace)
        cells = kernel_cells(padded(x, self.window, workspace), self.window, (y.shape[1], y.shape[2]))
        np.copyto(y, next(cells))
        for cell in cells:
            y += cell
        y *= 1 / (self.window.kernel[0] * self.window.kernel[1])
        return y, (x,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """Each cell of a window gets an equal part of its gradient."""
        share = workspace.empty("share", dy.shape, dy.dtype)
        np.multiply(dy, 1 / (self.window.kernel[0] * self.window.kernel[1]), out=share)
        shares = repeat(share, self.window.kernel[0] * self.window.kernel[1])
        gradient = empty_gradient(saved[0], self.window, workspace)
        add_back(shares, gradient, self.window, (dy.shape[1], dy.shape[2]))
        return folded(gradient, self.window), {}
