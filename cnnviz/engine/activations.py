"""Activations: a bend after every linear step, without which a deep network would be one linear map."""

import numpy as np

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.layer import Layer, Saved
from cnnviz.engine.workspace import Workspace


class Activation(Layer):
    """A function of each number; the shape stays."""

    def output_shape(self, shape: Shape) -> Shape:
        return shape


class ReLU(Activation):
    """``max(x, 0)``; its slope is 1 above zero and 0 elsewhere (Nair and Hinton 2010)."""

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y = workspace.empty("y", x.shape, x.dtype)
        # against an array of zeros: NumPy takes three times as long against the number 0
        np.maximum(x, workspace.filled("zeros", x.shape, x.dtype), out=y)
        return y, (y,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        (y,) = saved
        open_gates = workspace.empty("open", y.shape, np.bool_)
        np.greater(y, 0, out=open_gates)
        dx = workspace.empty("dx", dy.shape, dy.dtype)
        np.multiply(dy, open_gates, out=dx)
        return dx, {}


class Sigmoid(Activation):
    """``1 / (1 + exp(-x))``; its slope is ``y (1 - y)``, at most 1/4."""

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y = workspace.empty("y", x.shape, x.dtype)
        power = workspace.empty("power", x.shape, x.dtype)
        np.exp(-np.abs(x), out=power)  # at most 1: nothing overflows, and small results keep their digits
        np.divide(1, power + 1, out=y)
        np.multiply(y, power, out=y, where=x < 0)
        return y, (y,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        (y,) = saved
        dx = workspace.empty("dx", dy.shape, dy.dtype)
        np.subtract(1, y, out=dx)
        dx *= y
        dx *= dy
        return dx, {}


class Tanh(Activation):
    """``tanh(x)``; its slope is ``1 - y²``."""

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y = workspace.empty("y", x.shape, x.dtype)
        np.tanh(x, out=y)
        return y, (y,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        (y,) = saved
        dx = workspace.empty("dx", dy.shape, dy.dtype)
        np.multiply(y, y, out=dx)
        np.subtract(1, dx, out=dx)
        dx *= dy
        return dx, {}


class Softmax(Activation):
    """``exp(x[k]) / sum over j of exp(x[j])`` over the first axis: the classes (K,), or the channels at every place.

    The largest number is taken off first, which changes nothing but keeps exp finite.
    """

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y = workspace.empty("y", x.shape, x.dtype)
        np.subtract(x, x.max(axis=0), out=y)
        np.exp(y, out=y)
        y /= y.sum(axis=0)
        return y, (y,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """``dx[k] = y[k] (dy[k] - sum over j of dy[j] y[j])``."""
        (y,) = saved
        dx = workspace.empty("dx", dy.shape, dy.dtype)
        np.multiply(dy, y, out=dx)
        np.subtract(dy, dx.sum(axis=0), out=dx)
        dx *= y
        return dx, {}
