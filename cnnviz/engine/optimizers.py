"""Optimisers: how far, and where to, each weight moves for a given slope. Step for step as PyTorch's."""

from collections.abc import Mapping

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.optimizer import Optimizer, OptimizerError, checked_rate
from cnnviz.engine.packing import Block
from cnnviz.text import quoted


class SGD(Optimizer):
    """``v = momentum * v + g;  w = w - learning_rate * v``: gradient descent that keeps some of its last step.

    With `nesterov`, ``w = w - learning_rate * (g + momentum * v)``: the slope where the momentum leads to. Weight decay
    adds ``weight_decay * w`` to `g`. Polyak 1964; Sutskever et al. 2013, "On the importance of initialization and
    momentum in deep learning"; in the form of PyTorch, without damping.

    OptimizerError for a setting that is no number from 0 on, and for `nesterov` without momentum.

    >>> weights, slopes = {"w": np.array([1.0])}, {"w": np.array([2.0])}
    >>> optimizer = SGD(0.1, momentum=0.9)
    >>> for _ in range(2):
    ...     optimizer.step(weights, slopes)
    ...     print(weights["w"].round(3).tolist())
    [0.8]
    [0.42]
    """

    def __init__(
        self, learning_rate: float, momentum: float = 0.0, weight_decay: float = 0.0, nesterov: bool = False
    ) -> None:
        super().__init__(learning_rate, weight_decay, ("velocity",) if momentum else ())
        self.momentum = checked_rate("momentum", momentum)
        self.nesterov = nesterov
        if nesterov and not momentum:
            raise OptimizerError("Nesterov's step needs momentum; it is 0. Try 0.9.")

    def _move(self, slope: Array, memory: Mapping[str, Array], spare: Array) -> Array:
        if self.momentum:
            velocity = memory["velocity"]
            velocity *= self.momentum
            velocity += slope
            np.multiply(velocity, self.momentum if self.nesterov else self.learning_rate, out=spare)
            if not self.nesterov:
                return spare
            slope += spare
        slope *= self.learning_rate
        return slope


class Adam(Optimizer):
    """Steps of about `learning_rate` each, along the running mean of the slope over the root of its running square.

    ``m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g²;  w = w - rate * m̂ / (√v̂ + eps)`` with m̂, v̂ freed of their
    start at zero (Kingma and Ba 2014, arXiv:1412.6980). Weight decay adds ``weight_decay * w`` to `g`.

    OptimizerError for a setting that is no number from 0 on, and for betas that are not below 1.

    >>> weights = {"w": np.array([1.0, 1.0])}
    >>> Adam(0.001).step(weights, {"w": np.array([100.0, 0.1])})  # steep or not: the same first step
    >>> weights["w"].round(4).tolist()
    [0.999, 0.999]
    """

    def __init__(
        self,
        learning_rate: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, weight_decay, ("mean", "square"))
        if not isinstance(betas, tuple | list) or len(betas) != 2:
            raise OptimizerError("betas is {given}; it must be two numbers, such as (0.9, 0.999).", given=quoted(betas))
        self.betas = (checked_rate("betas[0]", betas[0], below=1), checked_rate("betas[1]", betas[1], below=1))
        self.eps = checked_rate("eps", eps)

    def _move(self, slope: Array, memory: Mapping[str, Array], spare: Array) -> Array:
        """The formulas of the class, with as few passes over the memory as they need."""
        (first, second), mean, square = self.betas, memory["mean"], memory["square"]
        np.subtract(slope, mean, out=spare)
        spare *= 1 - first
        mean += spare
        square *= second
        slope *= slope
        slope *= 1 - second
        square += slope
        root = (1 - second**self._steps) ** 0.5  # v̂ = square / root²
        np.sqrt(square, out=spare)
        spare += self.eps * root
        np.divide(mean, spare, out=spare)
        spare *= self.learning_rate * root / (1 - first**self._steps)
        return spare


class AdamW(Adam):
    """Adam whose weight decay does not pass through the means: ``w`` is first times ``1 - rate * weight_decay``.

    Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", arXiv:1711.05101.
    """

    def __init__(
        self,
        learning_rate: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(learning_rate, betas, eps, weight_decay)

    def _decay(self, slope: Array, block: Block, parameters: Mapping[str, Array]) -> None:
        if self.weight_decay:
            for part in block.parts:
                weights = parameters[part.name][part.rows]
                weights *= 1 - self.learning_rate * self.weight_decay
