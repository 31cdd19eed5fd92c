"""What a model of Keras does to its picture before the first layer that learns: it becomes our normalisation."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cnnviz.data.keras_place import Config, KerasError, name_of
from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import MEAN, SCALE, SPREAD, InputNormalisation

BYTES = 255.0  # white in a picture that Keras has read
LARGEST_PLAIN = 1 / 32  # a picture that is multiplied by less than that has numbers from 0 to 255
KINDS = ("Rescaling", "Normalization")


@dataclass
class KerasInput:
    """``factor * x + shift`` of the picture so far, for all channels or each. `white` is what white was at first."""

    factor: Array
    shift: Array
    white: float = 0.0

    @classmethod
    def plain(cls) -> "KerasInput":
        return cls(np.ones(1), np.zeros(1))

    def take(self, kind: str, config: Config, weights: Mapping[str, Array], channels: int) -> None:
        """Go on behind a layer of one of the KINDS; KerasError where its numbers cannot be used."""
        if kind == "Rescaling":
            factor, shift = (np.asarray(config.get(name, usual), np.float64).ravel()
                             for name, usual in (("scale", 1), ("offset", 0)))  # fmt: skip
        else:
            mean, variance = (np.asarray(config.get(name) if config.get(name) is not None else weights.get(name),
                                         np.float64).ravel() for name in ("mean", "variance"))  # fmt: skip
            factor = 1 / np.maximum(np.sqrt(np.maximum(variance, 0)), 1e-7)
            shift = -mean * factor
        numbers = np.concatenate([factor, shift])
        if not np.isfinite(numbers).all() or not factor.all() or not {factor.size, shift.size} <= {1, channels}:
            raise KerasError("the layer “{name}” has no usable numbers for {channels} channels.",
                             name=name_of(config), channels=channels)  # fmt: skip
        if not self.white:
            self.white = BYTES if abs(factor).max() <= LARGEST_PLAIN else 1.0
        self.factor, self.shift = self.factor * factor, self.shift * factor + shift

    def facts(self) -> dict[str, str]:
        """The normalisation as facts of a network; none where the model says nothing of it."""
        said = {SCALE: "1", MEAN: "0", SPREAD: "1"} if self.white else {}  # from 0 to 1 may be what comes out
        return said | self.normalisation().facts()

    def normalisation(self) -> InputNormalisation:
        """The same for pictures from 0 to 1, ``(x * scale - mean) / spread``."""
        factor = self.factor * (self.white or 1.0)
        if factor.size == 1:
            return InputNormalisation(float(factor[0]), tuple(float(number) + 0.0 for number in -self.shift))
        mean, spread = np.broadcast_arrays(-self.shift / factor, 1 / factor)
        return InputNormalisation(1.0, tuple(map(float, mean)), tuple(map(float, spread)))
