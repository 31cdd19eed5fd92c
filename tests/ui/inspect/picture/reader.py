"""What the network that ships with the program makes of what the panel hands on."""

import numpy as np

from cnnviz.ui.inspect.picture.picture_panel import PicturePanel
from cnnviz.ui.inspect.picture.prepared import Prepared
from cnnviz.ui.workspace import Workspace


class Reader:
    """Keeps all that the panel prepared, and says what the network reads in the last of it."""

    def __init__(self, panel: PicturePanel) -> None:
        self._network = Workspace().model().network
        self.seen: list[Prepared] = []
        panel.prepared.connect(self.seen.append)

    @property
    def values(self) -> np.ndarray:
        """What the network gets, (C, H, W)."""
        return self.seen[-1].values

    def reading(self) -> str:
        return str(self._network.probabilities(self.values[None])[0].argmax())
