"""Pooling to a size that is known before the picture's: a network that ends so takes pictures of any size.

Lin, Chen and Yan 2014, "Network In Network" (arXiv:1312.4400), put global average pooling in the place of dense layers.
"""

from typing import Any

import numpy as np

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.axis import adaptive_bins
from cnnviz.engine.geometry import Extent, GeometryError, pair
from cnnviz.engine.layer import Layer, Saved, channels_height_width
from cnnviz.engine.workspace import Workspace


class GlobalPool2D(Layer):
    """What both global poolings share: one number for each map. Input (C, H, W), output (C, 1, 1)."""

    @property
    def reach(self) -> None:
        return None

    def output_shape(self, shape: Shape) -> Shape:
        return (channels_height_width(shape, self)[0], 1, 1)


class GlobalAvgPool2D(GlobalPool2D):
    """The mean of each map: ``y[c] = sum over y, x of x[c, y, x] / (H·W)``. Input (C, H, W), output (C, 1, 1).

    >>> GlobalAvgPool2D()([[[[1.0, 2.0, 6.0]]]]).tolist()
    [[[[3.0]]]]
    """

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y = workspace.empty("y", (x.shape[0], 1, 1, x.shape[3]), x.dtype)
        np.mean(x, axis=(1, 2), keepdims=True, out=y)
        return y, (x,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """Each cell gets an equal part."""
        (x,) = saved
        dx = workspace.empty("dx", x.shape, dy.dtype)
        np.copyto(dx, dy / (x.shape[1] * x.shape[2]))
        return dx, {}


class GlobalMaxPool2D(GlobalPool2D):
    """The largest number of each map; of equal ones the first, row by row, gets the gradient.

    Input (C, H, W), output (C, 1, 1).

    >>> GlobalMaxPool2D()([[[[1.0, 2.0, 6.0]]]]).tolist()
    [[[[6.0]]]]
    """

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y = workspace.empty("y", (x.shape[0], 1, 1, x.shape[3]), x.dtype)
        np.max(x, axis=(1, 2), keepdims=True, out=y)
        return y, (x,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """The cell that won gets it all."""
        (x,) = saved
        channels, height, width, batch = x.shape
        dx = workspace.empty("dx", x.shape, dy.dtype)
        dx.fill(0)
        winners = x.reshape(channels, height * width, batch).argmax(axis=1, keepdims=True)
        flat = dx.reshape(channels, height * width, batch)
        np.put_along_axis(flat, winners, dy.reshape(channels, 1, batch), axis=1)
        return dx, {}


class AdaptiveAvgPool2D(Layer):
    """The means of OH × OW pieces of each map, as equal as can be: see `axis.adaptive_bins`.

    Input (C, H, W), output (C, OH, OW) for any H and W. `output_size` is one number, or (OH, OW); None in the place of
    one keeps that side as it is. GeometryError where it is something else.

    >>> AdaptiveAvgPool2D((None, 2))([[[[1.0, 3.0, 5.0, 7.0]]]]).tolist()
    [[[[2.0, 6.0]]]]
    """

    def __init__(self, output_size: Extent | tuple[int | None, int | None] | None) -> None:
        super().__init__()
        self.output_size = _size_or_none(output_size)

    @property
    def reach(self) -> None:
        return None

    def output_shape(self, shape: Shape) -> Shape:
        channels, height, width = channels_height_width(shape, self)
        return (channels, self.output_size[0] or height, self.output_size[1] or width)

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        """First the means down the columns, then those along what is left of the rows."""
        _, height, width = self.output_shape(x.shape[:3])
        lines = workspace.empty("lines", (x.shape[0], height, *x.shape[2:]), x.dtype)
        y = workspace.empty("y", (x.shape[0], height, width, x.shape[3]), x.dtype)
        for row, (first, end) in enumerate(adaptive_bins(x.shape[1], height)):
            np.mean(x[:, first:end], axis=1, out=lines[:, row])
        for column, (first, end) in enumerate(adaptive_bins(x.shape[2], width)):
            np.mean(lines[:, :, first:end], axis=2, out=y[:, :, column])
        return y, (x,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """Each cell of a piece gets an equal part; one that belongs to several gets the sum."""
        (x,) = saved
        lines = workspace.empty("line slopes", (x.shape[0], dy.shape[1], *x.shape[2:]), dy.dtype)
        dx = workspace.empty("dx", x.shape, dy.dtype)
        lines.fill(0)
        dx.fill(0)
        for column, (first, end) in enumerate(adaptive_bins(x.shape[2], dy.shape[2])):
            lines[:, :, first:end] += dy[:, :, column : column + 1] / (end - first)
        for row, (first, end) in enumerate(adaptive_bins(x.shape[1], dy.shape[1])):
            dx[:, first:end] += lines[:, row : row + 1] / (end - first)
        return dx, {}

    def config(self) -> dict[str, Any]:
        return {"output_size": list(self.output_size)}

    def __repr__(self) -> str:
        height, width = ("as it is" if side is None else side for side in self.output_size)
        return f"AdaptiveAvgPool2D({height}×{width})"


def _size_or_none(given: object) -> tuple[int | None, int | None]:
    """(OH, OW), each a whole number or None; GeometryError otherwise."""
    both = given if isinstance(given, tuple | list) else (given, given)
    if len(both) != 2:
        raise GeometryError(
            "The output size is {given}; give one whole number or two (vertical, horizontal), or None for a side that "
            "is to stay as it is.",
            given=given,
        )
    height, width = (None if side is None else pair(side, "output size")[0] for side in both)
    return (height, width)
