"""Activations: a bend after every linear step, without which a deep network would be one linear map.

All mean what the PyTorch layers of the same names mean, at infinities and NaN too.
"""

from typing import Any

import numpy as np

from cnnviz.engine.arrays import Array, Shape, as_shape
from cnnviz.engine.layer import Layer, Saved, finite
from cnnviz.engine.workspace import Workspace


class Activation(Layer):
    """A function of each number. Input and output have the same shape: (C, H, W) or (F,)."""

    def output_shape(self, shape: Shape) -> Shape:
        return as_shape(shape)


class ReLU(Activation):
    """``max(x, 0)``; its slope is 1 above zero, and at NaN, and 0 elsewhere (Nair and Hinton 2010).

    >>> ReLU()([[-2.0, 0.0, 3.0]]).tolist()
    [[0.0, 0.0, 3.0]]
    """

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y = workspace.empty("y", x.shape, x.dtype)
        np.maximum(x, zeros_below(x, workspace), out=y)
        return y, (y,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        return np.multiply(dy, _not_zero(saved[0], workspace), out=workspace.empty("dx", dy.shape, dy.dtype)), {}

    def backward_over(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        dy *= _not_zero(saved[0], workspace)
        return dy, {}


class LeakyReLU(Activation):
    """``x`` above zero, ``negative_slope * x`` elsewhere (Maas, Hannun and Ng 2013). LayerError for a slope not finite.

    >>> LeakyReLU(0.1)(np.array([[-2.0, 0.0, 3.0]])).tolist()
    [[-0.2, 0.0, 3.0]]
    """

    def __init__(self, negative_slope: float = 0.01) -> None:
        super().__init__()
        self.negative_slope = finite(negative_slope, "LeakyReLU", "negative_slope")

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y = workspace.empty("y", x.shape, x.dtype)
        np.multiply(x, self.negative_slope, out=y)
        if not self.negative_slope:  # 0 times infinity is no number to compare with
            np.copyto(y, x, where=np.greater(x, 0, out=workspace.empty("above", x.shape, np.bool_)))
            return y, (x,)
        # the steeper of the two lines is the lower one below zero and the higher one above
        choose = np.maximum if self.negative_slope <= 1 else np.minimum
        choose(x, y, out=y)
        return y, (x,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        dx, below = _above_and_below(dy, saved[0], workspace)
        below *= self.negative_slope
        dx += below
        return dx, {}

    def config(self) -> dict[str, Any]:
        return {"negative_slope": self.negative_slope}


class ELU(Activation):
    """``x`` above zero, ``alpha * (exp(x) - 1)`` elsewhere (Clevert et al. 2015, arXiv:1511.07289).

    >>> ELU()(np.array([[-np.inf, 0.0, 3.0]])).tolist()
    [[-1.0, 0.0, 3.0]]
    """

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__()
        self.alpha = finite(alpha, "ELU", "alpha")

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y, bent = (workspace.empty(name, x.shape, x.dtype) for name in ("y", "bent"))
        zeros = zeros_below(x, workspace)
        np.minimum(x, zeros, out=bent)  # so that exp cannot overflow where it is not wanted
        np.expm1(bent, out=bent)
        bent *= self.alpha
        np.maximum(x, zeros, out=y)
        y += bent
        return y, (x,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """The slope is 1 above zero, ``alpha * exp(x)`` elsewhere."""
        (x,) = saved
        dx, below = _above_and_below(dy, x, workspace)
        slope = workspace.empty("bent", x.shape, x.dtype)
        np.minimum(x, zeros_below(x, workspace), out=slope)
        np.exp(slope, out=slope)
        slope *= self.alpha
        below *= slope
        dx += below
        return dx, {}

    def config(self) -> dict[str, Any]:
        return {"alpha": self.alpha}


class Sigmoid(Activation):
    """``1 / (1 + exp(-x))``, between 0 and 1; its slope is ``y (1 - y)``, at most 1/4 (Rumelhart et al. 1986).

    >>> Sigmoid()([[0.0, 100.0]]).tolist()
    [[0.5, 1.0]]
    """

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y = workspace.empty("y", x.shape, x.dtype)
        sigmoid(x, y)
        return y, (y,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        (y,) = saved
        dx = workspace.empty("dx", dy.shape, dy.dtype)
        np.subtract(1, y, out=dx)
        dx *= y
        dx *= dy
        return dx, {}


class Tanh(Activation):
    """``tanh(x)``, between -1 and 1; its slope is ``1 - y²`` (LeCun et al. 1998, "Efficient BackProp").

    >>> Tanh()([[0.0, 100.0]]).tolist()
    [[0.0, 1.0]]
    """

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


class Softplus(Activation):
    """``log(1 + exp(beta x)) / beta``, a ReLU without the kink (Dugas et al. 2000); its slope is ``sigmoid(beta x)``.

    Where ``beta x`` is above `threshold` it is `x` itself: the difference is then beyond the digits. LayerError where
    they are not finite, or beta is 0.

    >>> Softplus()(np.array([[0.0, 25.0]])).round(4).tolist()
    [[0.6931, 25.0]]
    """

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = finite(beta, "Softplus", "beta", but=0)
        self.threshold = finite(threshold, "Softplus", "threshold")

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        """As ``max(z, 0) + log(1 + exp(-|z|))`` with ``z = beta x``: nothing overflows."""
        y, scaled = (workspace.empty(name, x.shape, x.dtype) for name in ("y", "scaled"))
        np.multiply(x, self.beta, out=scaled)
        np.abs(scaled, out=y)
        np.negative(y, out=y)
        np.exp(y, out=y)
        np.log1p(y, out=y)
        straight = self._straight(scaled, workspace)
        np.maximum(scaled, zeros_below(x, workspace), out=scaled)
        y += scaled
        y /= self.beta
        np.copyto(y, x, where=straight)
        return y, (x,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        (x,) = saved
        dx, scaled = (workspace.empty(name, x.shape, x.dtype) for name in ("dx", "scaled"))
        np.multiply(x, self.beta, out=scaled)
        sigmoid(scaled, dx)
        np.copyto(dx, 1, where=self._straight(scaled, workspace))
        dx *= dy
        return dx, {}

    def _straight(self, scaled: Array, workspace: Workspace) -> Array:
        """Where the output is the input."""
        straight = workspace.empty("straight", scaled.shape, np.bool_)
        np.greater(scaled, self.threshold, out=straight)
        return straight

    def config(self) -> dict[str, Any]:
        return {"beta": self.beta, "threshold": self.threshold}


def sigmoid(x: Array, out: Array) -> None:
    """Write ``1 / (1 + exp(-x))`` into `out`; where exp overflows, that is 0 as it should be."""
    np.negative(x, out=out)
    np.exp(out, out=out)
    out += 1
    np.reciprocal(out, out=out)


def zeros_below(x: Array, workspace: Workspace) -> Array:
    """Zeros to hold against `x` (C, H, W, N): of one channel, which is enough to broadcast in long runs.

    NumPy takes three times as long for the larger of an array and the number 0 as for that of two arrays.
    """
    return workspace.filled("zeros", x.shape[-3:], x.dtype)


def _not_zero(y: Array, workspace: Workspace) -> Array:
    """Where `y` is anything but 0, as booleans: a quarter of the bytes of numbers."""
    return np.not_equal(y, 0, out=workspace.empty("not zero", y.shape, np.bool_))


def _above_and_below(dy: Array, x: Array, workspace: Workspace) -> tuple[Array, Array]:
    """`dy` where `x` is above zero, and `dy` elsewhere: two buffers, each 0 where the other is not."""
    above, below = (workspace.empty(name, dy.shape, dy.dtype) for name in ("dx", "below"))
    np.greater(x, 0, out=above)
    above *= dy
    np.subtract(dy, above, out=below)
    return above, below
