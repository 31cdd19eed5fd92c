"""The fully connected layer: every output is a weighted sum of all inputs."""

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.geometry import Window2D
from cnnviz.engine.initializers import Random, he_uniform
from cnnviz.engine.layer import Layer, LayerError, Saved, positive
from cnnviz.engine.workspace import Workspace


class Linear(Layer):
    """``y = weight @ x + bias``: input (in_features,), output (out_features,).

    Without `rng` the parameters are zero, to be filled in.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        *,
        rng: Random | None = None,
        dtype: npt.DTypeLike = np.float32,
    ) -> None:
        super().__init__()
        self.in_features = positive(in_features, "Linear", "in_features")
        self.out_features = positive(out_features, "Linear", "out_features")
        shape = (self.out_features, self.in_features)
        self.parameters["weight"] = np.zeros(shape, dtype) if rng is None else he_uniform(shape, *self.fans, rng, dtype)
        if bias:
            self.parameters["bias"] = np.zeros(self.out_features, dtype)

    @property
    def fans(self) -> tuple[int, int]:
        """How many products one output sums up, and how many of them one input is part of."""
        return self.in_features, self.out_features

    @property
    def weight(self) -> Array:
        """(out_features, in_features)."""
        return self.parameters["weight"]

    @property
    def bias(self) -> Array | None:
        """(out_features,), or None."""
        return self.parameters.get("bias")

    @property
    def reach(self) -> Window2D | None:
        return None

    def output_shape(self, shape: Shape) -> Shape:
        if shape != (self.in_features,):
            raise LayerError(
                "{layer} takes {expected} numbers in a row, but gets the shape {given}; flatten maps before it.",
                layer=self, expected=self.in_features, given=shape,
            )  # fmt: skip
        return (self.out_features,)

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        y = workspace.empty("y", (self.out_features, x.shape[1]), x.dtype)

        def fill(rows: slice, workspace: Workspace) -> None:
            np.matmul(self.weight[rows], x, out=y[rows])

        threads = workspace.threads_for(self.weight.size * x.shape[1])
        ends = [self.out_features * number // threads for number in range(threads + 1)]
        workspace.share_out([slice(*pair) for pair in itertools.pairwise(ends)], threads, fill)
        if self.bias is not None:
            y += self.bias[:, None]
        return y, (x,)

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """``dx = weightᵀ @ dy``, ``dweight = dy @ xᵀ`` (the batch is summed over), ``dbias = sum of dy``."""
        dx = workspace.empty("dx", saved[0].shape, dy.dtype)
        np.matmul(self.weight.T, dy, out=dx)
        return dx, self.parameter_gradients(dy, saved, workspace)

    def parameter_gradients(self, dy: Array, saved: Saved, workspace: Workspace) -> dict[str, Array]:
        weight = workspace.empty("dweight", self.weight.shape, dy.dtype)
        np.matmul(dy, saved[0].T, out=weight)
        gradients = {"weight": weight}
        if self.bias is not None:
            gradients["bias"] = np.sum(dy, axis=1)
        return gradients

    def multiply_adds(self, shape: Shape) -> int:
        return self.in_features * self.out_features

    def config(self) -> dict[str, Any]:
        return {
            "in_features": self.in_features,
            "out_features": self.out_features,
            "bias": self.bias is not None,
        }

    def __repr__(self) -> str:
        return f"Linear({self.in_features} → {self.out_features})"
