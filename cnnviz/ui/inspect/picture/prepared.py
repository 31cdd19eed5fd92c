"""What the picture panel hands on to the rest of the page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz.data.pictures import Picture
from cnnviz.data.preprocessing import Stage
from cnnviz.data.preprocessing_words import steps_told


@dataclass(frozen=True, eq=False)
class Prepared:
    """What the network is to see, float32 (C, H, W) normalised as it takes it, and the true class where it is known.

    `pixels` is the same for people, uint8 (H, W) or (H, W, 3), before it was normalised. `picture` is what it was at
    first, `stages` what was done to it.
    """

    values: np.ndarray
    truth: str | None = None
    pixels: np.ndarray | None = None
    picture: Picture | None = None
    stages: Sequence[Stage] = ()

    @property
    def name(self) -> str:
        """What the picture is called; "" where nobody knows."""
        return "" if self.picture is None else self.picture.name

    @property
    def steps(self) -> Sequence[str]:
        """What was done to it, in sentences."""
        return () if self.picture is None else steps_told(self.picture, self.stages)

    @property
    def is_empty(self) -> bool:
        """Whether the network gets one brightness everywhere."""
        return bool(self.values.min() == self.values.max())
