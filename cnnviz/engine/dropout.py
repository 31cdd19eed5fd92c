"""Dropout: no unit may rely on another one, as any of them may be missing in the next step."""

from typing import Any

import numpy as np

from cnnviz.engine.activations import Activation
from cnnviz.engine.arrays import Array
from cnnviz.engine.initializers import Random
from cnnviz.engine.layer import Saved, finite
from cnnviz.engine.workspace import Workspace


class Dropout(Activation):
    """In training each number is 0 with the probability `p`, else it is multiplied by ``1 / (1 - p)``.

    So the mean stays, and in use the layer does nothing (Srivastava et al. 2014, "Dropout: A Simple Way to Prevent
    Neural Networks from Overfitting"). The same state of the random generator gives the same zeros. Input and output
    have the same shape. LayerError for a `p` that is not from 0 to 1.

    >>> from cnnviz.engine.network import Network
    >>> network = Network([("drop", Dropout(0.5))], (6,))
    >>> network.forward(np.ones((1, 6)), training=np.random.default_rng(0)).output.tolist()
    [[2.0, 2.0, 2.0, 0.0, 0.0, 0.0]]
    >>> network.forward(np.ones((1, 6))).output.tolist()
    [[1.0, 1.0, 1.0, 1.0, 1.0, 1.0]]
    """

    draws_numbers = True

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = finite(p, "Dropout", "p", low=0, high=1)

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        return x, ()

    def forward_training(self, x: Array, workspace: Workspace, rng: Random) -> tuple[Array, Saved]:
        if not self.p:
            return x, ()
        chance = workspace.empty("chance", x.shape, np.float32)
        y, factor = (workspace.empty(name, x.shape, x.dtype) for name in ("y", "factor"))
        rng.random(out=chance, dtype=np.float32)
        np.greater_equal(chance, self.p, out=factor)
        factor *= 1 / (1 - self.p) if self.p < 1 else 0
        np.multiply(x, factor, out=y)
        return y, (factor,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """The same zeros and the same factor; `dy` itself where nothing was dropped."""
        if not saved:
            return dy, {}
        dx = workspace.empty("dx", dy.shape, dy.dtype)
        np.multiply(dy, saved[0], out=dx)
        return dx, {}

    def config(self) -> dict[str, Any]:
        return {"p": self.p}
