"""A picture that can be moved before a model gets it, whatever numbers the model wants its pictures in."""

from dataclasses import dataclass

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.inspection.movement import Movement


@dataclass(frozen=True, eq=False)
class Movable:
    """`plain` (C, H, W) from 0 to 1, and what is made of it for the model. What comes in from outside is black."""

    plain: Array
    normalisation: InputNormalisation

    @classmethod
    def of(cls, taken: Array, normalisation: InputNormalisation) -> "Movable":
        """From the numbers that a model took."""
        return cls(normalisation.undone(taken), normalisation)

    def seen(self, movement: Movement) -> Array:
        """The moved picture (C, H, W) from 0 to 1."""
        return movement.of(self.plain)

    def taken(self, movement: Movement) -> Array:
        """The moved picture as the model takes it, float32."""
        return self.normalisation.of(self.seen(movement)).astype(np.float32)
