"""What the picture panel hands on to the rest of the page."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Prepared:
    """What the network is to see, float32 (C, H, W) in 0..1, and the true class where it is known."""

    values: np.ndarray
    truth: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the network gets one brightness everywhere."""
        return bool(self.values.min() == self.values.max())
