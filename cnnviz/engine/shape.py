"""Layers that only change the shape."""

import math

from cnnviz.engine.arrays import Array, Shape, as_shape
from cnnviz.engine.layer import Layer, Saved
from cnnviz.engine.workspace import Workspace


class Flatten(Layer):
    """Maps (C, H, W) to one row (C·H·W,), channel by channel, row by row, as PyTorch does.

    >>> Flatten()([[[[1, 2], [3, 4]]]]).tolist()
    [[1.0, 2.0, 3.0, 4.0]]
    """

    def output_shape(self, shape: Shape) -> Shape:
        return (math.prod(as_shape(shape)),)

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        return x.reshape(math.prod(x.shape[:-1]), x.shape[-1]), (x,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        return dy.reshape(saved[0].shape), {}
