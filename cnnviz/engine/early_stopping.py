"""Early stopping: a run ends where more of it only learns its training pictures by heart."""

import math
from collections.abc import Mapping

from cnnviz.engine.arrays import Array
from cnnviz.engine.network import Network
from cnnviz.settings import SettingError


class EarlyStopping:
    """Remembers the epoch with the smallest validation loss, and the weights of then.

    Prechelt 1998, "Early Stopping — But When?": here after `patience` epochs in a row without a smaller loss.
    """

    def __init__(self) -> None:
        self.best_epoch, self.best_loss = 0, math.inf
        self._weights: dict[str, Array] = {}

    def note(self, epoch: int, loss: float, network: Network) -> None:
        """Take in the validation loss at the end of an epoch; copy the weights where it is the smallest so far."""
        if loss < self.best_loss:
            self.best_epoch, self.best_loss = epoch, loss
            self._weights = {name: array.copy() for name, array in network.weights.items()}

    def is_over(self, epoch: int, patience: int) -> bool:
        """Whether the last `patience` epochs brought nothing."""
        return bool(self._weights) and epoch - self.best_epoch >= patience

    def put_back(self, network: Network) -> None:
        """Give `network` the best weights again."""
        network.load(self._weights)

    @property
    def weights(self) -> Mapping[str, Array]:
        """The best weights; none before the first epoch."""
        return self._weights

    def restore(self, epoch: int, loss: float, weights: Mapping[str, Array]) -> None:
        """Remember again what was remembered when a run was left."""
        self.best_epoch, self.best_loss, self._weights = epoch, loss, {name: a.copy() for name, a in weights.items()}


def check_patience(patience: int, has_validation: bool) -> None:
    """SettingError where a run is to end early, but has no validation pictures to judge it by."""
    if patience and not has_validation:
        raise SettingError(
            "Patience is {given}, but no pictures are set apart for validation: nothing says when to stop early. Set "
            "some apart, or set the patience to 0.",
            given=patience,
        )
