"""Pooling: each window gives one number, its largest or its mean, and the map gets smaller."""

from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any

import numpy as np

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.axis import cells_counted
from cnnviz.engine.geometry import Extent, Padding, Pair, Window2D
from cnnviz.engine.layer import Layer, LayerError, Saved, channels_height_width
from cnnviz.engine.windows import add_back, channel_blocks, empty_gradient, folded, kernel_cells, padded, reduced
from cnnviz.engine.workspace import Workspace


class Pool2D(Layer):
    """What both poolings share. Input (C, H, W), output (C, OH, OW). The stride is the kernel size unless given.

    With `ceil_mode` the output size is rounded up: a last window that reaches beyond the padding counts as well, if it
    starts inside the picture or the padding before it.
    """

    def __init__(
        self, kernel_size: Extent, stride: Extent | None, padding: Padding, dilation: Extent, ceil_mode: bool
    ) -> None:
        super().__init__()
        self.window = Window2D.of(kernel_size, kernel_size if stride is None else stride, padding, dilation)
        self.ceil_mode = bool(ceil_mode)
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
        size = (height, width)
        return (channels, *self._window_for(size).output_size(size))

    def _window_for(self, size: Pair) -> Window2D:
        """The window for a picture of (H, W): in ceil mode its padding covers all that the last windows see."""
        return self.window.rounded_up(size) if self.ceil_mode else self.window

    def config(self) -> dict[str, Any]:
        return {
            "kernel_size": list(self.window.kernel),
            "stride": list(self.window.stride),
            "padding": list(self.window.padding),
            "ceil_mode": self.ceil_mode,
        }

    def __repr__(self) -> str:
        parts = ["{}×{}".format(*self.window.kernel)]
        if self.window.stride != self.window.kernel:
            parts.append(f"stride {self.window.stride}")
        if any(self.window.padding):
            parts.append(f"padding {self.window.padding}")
        if self.window.dilation != (1, 1):
            parts.append(f"dilation {self.window.dilation}")
        if self.ceil_mode:
            parts.append("ceil mode")
        return f"{self.kind}({', '.join(parts)})"


class MaxPool2D(Pool2D):
    """The largest number of each window: ``y[c, oy, ox] = max over ky, kx of x[c, oy*SH + ky*DH, ox*SW + kx*DW]``.

    Input (C, H, W), output (C, OH, OW); the stride is the kernel size unless given, and `ceil_mode` rounds OH and OW
    up. Padding, at most half of the kernel, never wins. Of equal numbers the first, row by row, is the winner and gets
    the gradient. A window with a NaN gives NaN. All as in PyTorch; only where a window holds a NaN, or nothing above
    minus infinity, the gradient goes to another of its cells. GeometryError for sizes that are no whole numbers or do
    not fit, LayerError for more padding. Scherer, Müller and Behnke 2010, "Evaluation of Pooling Operations in
    Convolutional Architectures for Object Recognition".

    >>> MaxPool2D(2)([[[[1.0, 2.0, 5.0], [4.0, 3.0, 6.0]]]]).tolist()
    [[[[4.0]]]]
    >>> MaxPool2D(2, ceil_mode=True).output_shape((1, 2, 3))
    (1, 1, 2)
    """

    def __init__(
        self,
        kernel_size: Extent,
        stride: Extent | None = None,
        padding: Padding = 0,
        dilation: Extent = 1,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__(kernel_size, stride, padding, dilation, ceil_mode)

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        window = self._window_for((x.shape[1], x.shape[2]))
        size = window.output_size((x.shape[1], x.shape[2]))
        y = workspace.empty("y", (x.shape[0], *size, x.shape[3]), x.dtype)
        picture = padded(x, window, workspace, -np.inf)
        reduced(picture, window, np.maximum, y, workspace)
        return y, (x, picture, y)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """The whole of each output's gradient goes to the cell that won its window."""
        x, picture, y = saved
        window, size = self._window_for((x.shape[1], x.shape[2])), (y.shape[1], y.shape[2])
        gradient = empty_gradient(x, window, workspace)
        for block in channel_blocks(picture):
            cells = kernel_cells(picture[block], window, size)
            shares = self._winnings(cells, y[block], dy[block], block.stop - block.start, workspace)
            add_back(shares, gradient[block], window, size)
        return folded(gradient, window), {}

    def _winnings(
        self, cells: Iterable[Array], y: Array, dy: Array, most: int, workspace: Workspace
    ) -> Iterator[Array]:
        """For each kernel cell the gradient of the windows that it won, taken from what is left of `dy`.

        `most` is the largest number of channels that are handed over at a time.
        """
        shape = (most, *dy.shape[1:])
        rest, share = (workspace.empty(name, shape, dy.dtype)[: len(dy)] for name in ("rest", "share"))
        won = workspace.empty("won", shape, np.bool_)[: len(dy)]
        *earlier, _ = cells
        left = dy
        for cell in earlier:
            np.equal(cell, y, out=won)
            np.multiply(left, won, out=share)
            left = np.subtract(left, share, out=rest)
            yield share
        yield left  # whoever has not won before the last cell wins there

    def config(self) -> dict[str, Any]:
        return {**super().config(), "dilation": list(self.window.dilation)}


class AvgPool2D(Pool2D):
    """The mean of each window: ``y = sum over ky, kx of x[c, oy*SH + ky, ox*SW + kx] / count``.

    Input (C, H, W), output (C, OH, OW); the stride is the kernel size unless given, and `ceil_mode` rounds OH and OW
    up. The count is KH·KW; the zeros of the padding, at most half of the kernel, count, unless `count_include_pad` is
    False. Cells beyond the padding, which the last windows of `ceil_mode` reach, never count (as in PyTorch).
    GeometryError for sizes that are no whole numbers or do not fit, LayerError for more padding. LeCun et al. 1998,
    "Gradient-based learning applied to document recognition", where it is called sub-sampling.

    >>> AvgPool2D(2)([[[[1.0, 2.0], [4.0, 5.0]]]]).tolist()
    [[[[3.0]]]]
    """

    def __init__(
        self,
        kernel_size: Extent,
        stride: Extent | None = None,
        padding: Padding = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__(kernel_size, stride, padding, 1, ceil_mode)
        self.count_include_pad = bool(count_include_pad)

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        window = self._window_for((x.shape[1], x.shape[2]))
        size = window.output_size((x.shape[1], x.shape[2]))
        y = workspace.empty("y", (x.shape[0], *size, x.shape[3]), x.dtype)
        reduced(padded(x, window, workspace), window, np.add, y, workspace)
        y *= self._share(x, size)
        return y, (x,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """Each cell of a window gets an equal part of its gradient."""
        (x,), size = saved, (dy.shape[1], dy.shape[2])
        share = workspace.empty("share", dy.shape, dy.dtype)
        np.multiply(dy, self._share(x, size), out=share)
        window = self._window_for((x.shape[1], x.shape[2]))
        gradient = empty_gradient(x, window, workspace)
        add_back(repeat(share, window.kernel[0] * window.kernel[1]), gradient, window, size)
        return folded(gradient, window), {}

    def _share(self, x: Array, size: Pair) -> Array:
        """What one cell of a window counts, 1 / count: (OH, OW, 1), or one number where all windows are whole."""
        (height, width), (down, right) = self.window.kernel, self.window.stride
        if not self.ceil_mode and (self.count_include_pad or not any(self.window.padding)):
            return np.asarray(1 / (height * width), x.dtype)
        top, bottom, before, after = self.window.padding
        counted = self.count_include_pad
        rows = cells_counted(x.shape[1], height, down, top, bottom, size[0], counted)
        columns = cells_counted(x.shape[2], width, right, before, after, size[1], counted)
        return np.asarray(1 / np.multiply.outer(rows, columns)[..., None], x.dtype)

    def config(self) -> dict[str, Any]:
        return {**super().config(), "count_include_pad": self.count_include_pad}
