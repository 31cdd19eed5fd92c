"""Scores to probabilities: activations that look at all classes (or channels) at once."""

import numpy as np

from cnnviz.engine.activations import Activation
from cnnviz.engine.arrays import Array
from cnnviz.engine.layer import Saved
from cnnviz.engine.workspace import Workspace


class Softmax(Activation):
    """``exp(x[k]) / sum over j of exp(x[j])`` over the first axis: the classes (K,), or the channels at every place.

    The shape stays. The largest number is taken off first, which changes nothing but keeps exp finite. Bridle 1990,
    "Probabilistic Interpretation of Feedforward Classification Network Outputs".

    >>> Softmax()(np.log([[1.0, 3.0, 4.0]])).round(3).tolist()
    [[0.125, 0.375, 0.5]]
    """

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y, total = workspace.empty("y", x.shape, x.dtype), workspace.empty("total", x.shape[1:], x.dtype)
        np.subtract(x, np.max(x, axis=0, out=total), out=y)
        np.exp(y, out=y)
        y /= np.sum(y, axis=0, out=total)
        return y, (y,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """``dx[k] = y[k] (dy[k] - sum over j of dy[j] y[j])``."""
        (y,) = saved
        dx, total = workspace.empty("dx", dy.shape, dy.dtype), workspace.empty("total", dy.shape[1:], dy.dtype)
        np.multiply(dy, y, out=dx)
        np.subtract(dy, np.sum(dx, axis=0, out=total), out=dx)
        dx *= y
        return dx, {}


class LogSoftmax(Activation):
    """``x[k] - log of the sum over j of exp(x[j])`` over the first axis: the logarithm of softmax, to its last digit.

    The shape stays. Goodfellow, Bengio and Courville 2016, "Deep Learning", section 4.1.

    >>> LogSoftmax()(np.array([[0.0, 1000.0]])).tolist()
    [[-1000.0, 0.0]]
    """

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y, powers = (workspace.empty(name, x.shape, x.dtype) for name in ("y", "powers"))
        total = workspace.empty("total", x.shape[1:], x.dtype)
        np.subtract(x, np.max(x, axis=0, out=total), out=y)
        np.exp(y, out=powers)
        np.sum(powers, axis=0, out=total)
        y -= np.log(total, out=total)
        return y, (y,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """``dx[k] = dy[k] - exp(y[k]) * sum over j of dy[j]``."""
        (y,) = saved
        dx, total = workspace.empty("dx", dy.shape, dy.dtype), workspace.empty("total", dy.shape[1:], dy.dtype)
        np.exp(y, out=dx)
        dx *= np.sum(dy, axis=0, out=total)
        np.subtract(dy, dx, out=dx)
        return dx, {}
