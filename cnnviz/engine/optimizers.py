"""Optimisers: how far, and where to, each weight moves for a given slope."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np

from cnnviz.engine.arrays import Array


class Optimizer(ABC):
    """Moves parameters in place. `learning_rate` may be set anew before every step.

    What it remembers (momentum, means) is kept by the parameters' names.
    """

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate

    @abstractmethod
    def step(self, parameters: Mapping[str, Array], gradients: Mapping[str, Array]) -> None:
        """Move every parameter that has a gradient."""


class SGD(Optimizer):
    """``v = momentum * v + g;  w = w - learning_rate * v`` (Polyak 1964; as in PyTorch, without damping)."""

    def __init__(self, learning_rate: float, momentum: float = 0.0) -> None:
        super().__init__(learning_rate)
        self.momentum = momentum
        self._velocity: dict[str, Array] = {}

    def step(self, parameters: Mapping[str, Array], gradients: Mapping[str, Array]) -> None:
        with np.errstate(over="ignore", invalid="ignore"):
            for name, gradient in gradients.items():
                if self.momentum:
                    velocity = self._velocity.setdefault(name, np.zeros_like(gradient))
                    velocity *= self.momentum
                    velocity += gradient
                    gradient = velocity
                parameters[name][...] -= self.learning_rate * gradient


class Adam(Optimizer):
    """Steps of about `learning_rate` each, along the running mean of the slope over the root of its running square.

    ``m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g²;  w = w - rate * m̂ / (√v̂ + epsilon)`` with m̂, v̂ freed of their
    start at zero (Kingma and Ba 2014, arXiv:1412.6980).
    """

    def __init__(
        self, learning_rate: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), epsilon: float = 1e-8
    ) -> None:
        super().__init__(learning_rate)
        self.betas = betas
        self.epsilon = epsilon
        self._steps = 0
        self._mean: dict[str, Array] = {}
        self._square: dict[str, Array] = {}
        self._spare: dict[str, Array] = {}

    def step(self, parameters: Mapping[str, Array], gradients: Mapping[str, Array]) -> None:
        self._steps += 1
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            for name, gradient in gradients.items():
                self._move(parameters[name], gradient, name)

    def _move(self, parameter: Array, gradient: Array, name: str) -> None:
        """The formulas of the class, with as few passes over the memory as they need."""
        first, second = self.betas
        mean = self._mean.setdefault(name, np.zeros_like(gradient))
        square = self._square.setdefault(name, np.zeros_like(gradient))
        spare = self._spare.setdefault(name, np.zeros_like(gradient))
        mean *= first
        np.multiply(gradient, 1 - first, out=spare)
        mean += spare
        square *= second
        np.multiply(gradient, gradient, out=spare)
        spare *= 1 - second
        square += spare
        root = (1 - second**self._steps) ** 0.5  # v̂ = square / root²
        np.sqrt(square, out=spare)
        spare += self.epsilon * root
        np.divide(mean, spare, out=spare)
        spare *= self.learning_rate * root / (1 - first**self._steps)
        parameter -= spare
