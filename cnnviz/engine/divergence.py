"""Training that goes out of bounds: found early, explained, and taken back to weights that are sound."""

import numpy as np

from cnnviz.engine.network import Network
from cnnviz.text import ExplainedError

SAFE_STEPS = 50  # a copy of the weights is kept this often, to go back to
LOSS_LIMIT = 1e6  # a network never comes back from there: its units are dead
# From here on training hardly ever goes well.
HIGH_RATES = {"sgd": 1.0, "momentum": 0.1, "nesterov": 0.1, "adam": 0.01, "adamw": 0.01}


class DivergenceError(ExplainedError):
    """The loss or the weights are not finite any more, or so large that nothing can be learnt."""


class SafeWeights:
    """A copy of the last weights of `network` known to be good, and the `step` after which they were."""

    def __init__(self, network: Network, step: int) -> None:
        self._network = network
        self._copies = {name: array.copy() for name, array in network.weights.items()}
        self.step = step

    @property
    def sound(self) -> bool:
        """Whether all numbers of the network are finite."""
        return all(np.isfinite(array).all() for array in self._network.weights.values())

    def keep(self, step: int) -> None:
        """Take the present weights as good."""
        for name, array in self._network.weights.items():
            np.copyto(self._copies[name], array)
        self.step = step

    def put_back(self, step: int, loss: float, rate: float, optimizer: str) -> DivergenceError:
        """Put the good weights back; the error that says what happened at `step`, and what to try instead."""
        self._network.load(self._copies)
        lower = min(rate / 10, HIGH_RATES[optimizer])
        return DivergenceError(
            "The training went out of bounds at step {step}: the loss became {loss}. With a learning rate of {rate} "
            "every step overshoots by more than the last. The network is back at step {safe}. Try a learning rate "
            "below {lower}.",
            step=step, loss=f"{loss:g}", rate=f"{rate:g}", safe=self.step, lower=f"{lower:g}",
        )  # fmt: skip
