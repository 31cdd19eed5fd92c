"""Layers that only change the shape."""

import math

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.layer import Layer, Saved
from cnnviz.engine.workspace import Workspace


class Flatten(Layer):
    """Maps (C, H, W) to one row (C·H·W,), channel by channel, row by row, as PyTorch does."""

    def output_shape(self, shape: Shape) -> Shape:
        return (math.prod(shape),)

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        return x.reshape(math.prod(x.shape[:-1]), x.shape[-1]), (x,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        return dy.reshape(saved[0].shape), {}
