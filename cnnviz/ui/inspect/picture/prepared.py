"""What the picture panel hands on to the rest of the page."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Prepared:
    """What the network is to see, float32 (C, H, W) normalised as it takes it, and the true class where it is known.

    `pixels` is the same for people, uint8 (H, W) or (H, W, 3), before it was normalised.
    """

    values: np.ndarray
    truth: str | None = None
    pixels: np.ndarray | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the network gets one brightness everywhere."""
        return bool(self.values.min() == self.values.max())
