"""The fully connected layer: every output is a weighted sum of all inputs."""

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Array, Shape, as_shape
from cnnviz.engine.geometry import Window2D
from cnnviz.engine.initializers import Random
from cnnviz.engine.layer import LayerError, Saved, positive
from cnnviz.engine.weighted import WeightedLayer
from cnnviz.engine.workspace import Workspace


class Linear(WeightedLayer):
    """``y = weight @ x + bias``: input (in_features,), output (out_features,).

    The weight is (out_features, in_features), the bias (out_features,), or None without `bias`. With `rng` the weight
    is drawn after He et al. (`initializers.he_uniform`) and the bias 0; without it both are 0, to be filled in.
    LayerError for features that are no whole numbers from 1 on. Rumelhart, Hinton and Williams 1986, "Learning
    representations by back-propagating errors".

    >>> sums = Linear(3, 2, bias=False)
    >>> sums.weight[:] = [[1, 1, 1], [1, 0, -1]]
    >>> sums([[10.0, 20.0, 40.0]]).tolist()
    [[70.0, -30.0]]
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
        self._make_parameters((self.out_features, self.in_features), self.out_features, bias, rng, dtype)

    @property
    def fans(self) -> tuple[int, int]:
        return self.in_features, self.out_features

    @property
    def reach(self) -> Window2D | None:
        return None

    def output_shape(self, shape: Shape) -> Shape:
        shape = as_shape(shape)
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
        return self.input_gradient(dy, saved, workspace), self.parameter_gradients(dy, saved, workspace)

    def input_gradient(self, dy: Array, saved: Saved, workspace: Workspace) -> Array:
        dx = workspace.empty("dx", saved[0].shape, dy.dtype)
        np.matmul(self.weight.T, dy, out=dx)
        return dx

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
