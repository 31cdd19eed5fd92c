"""What numbers a model wants its pictures in: from 0 to 1, from 0 to 255, or with mean and spread taken out.

It is kept with the model, among the facts of its `info`, so that a saved model reads its pictures as before.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.text import ExplainedError

SCALE, MEAN, SPREAD, ORDER = "input scale", "input mean", "input spread", "input order"
IMAGENET_MEAN, IMAGENET_SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # as torchvision's models take them


class NormalisationError(ExplainedError):
    """Numbers that no picture can be normalised with."""


@dataclass(frozen=True)
class InputNormalisation:
    """``(x * scale - mean) / spread`` of pictures from 0 to 1, channel by channel; `bgr` turns the channels round.

    `mean` and `spread` have one number for all channels, or one for each.

    >>> InputNormalisation(scale=255.0).of(np.ones((1, 1, 1), np.float32)).tolist()
    [[[255.0]]]
    """

    scale: float = 1.0
    mean: tuple[float, ...] = (0.0,)
    spread: tuple[float, ...] = (1.0,)
    bgr: bool = False

    def __post_init__(self) -> None:
        numbers = np.array([self.scale, *self.mean, *self.spread])
        if not np.isfinite(numbers).all() or not self.scale or 0 in self.spread or not self.mean or not self.spread:
            raise NormalisationError(
                "A picture cannot be normalised by scale {scale}, mean {mean} and spread {spread}: they must be finite "
                "numbers, scale and spread other than 0.",
                scale=self.scale, mean=self.mean, spread=self.spread,
            )  # fmt: skip

    @property
    def is_plain(self) -> bool:
        """Whether pictures stay as they are, from 0 to 1."""
        return self == InputNormalisation()

    def of(self, values: Array) -> Array:
        """`values` (C, H, W) from 0 to 1 as the model takes them. NormalisationError for another number of channels."""
        for name, numbers in (("mean", self.mean), ("spread", self.spread)):
            if len(numbers) not in (1, len(values)):
                raise NormalisationError(
                    "The {name} has {given} numbers, the picture {channels} channels; give one, or one for each.",
                    name=name, given=len(numbers), channels=len(values),
                )  # fmt: skip
        mean, spread = (np.array(numbers, values.dtype)[:, None, None] for numbers in (self.mean, self.spread))
        ordered = values[::-1] if self.bgr else values
        return np.ascontiguousarray((ordered * np.array(self.scale, values.dtype) - mean) / spread)

    def undone(self, values: Array) -> Array:
        """The picture (C, H, W) from 0 to 1 that `of` makes `values` of.

        >>> plain = np.array([[[0.2]], [[0.5]], [[0.9]]])
        >>> taken = InputNormalisation(255.0, (10, 20, 30), (2.0,), bgr=True)
        >>> np.allclose(taken.undone(taken.of(plain)), plain)
        True
        """
        mean, spread = (np.array(numbers, values.dtype)[:, None, None] for numbers in (self.mean, self.spread))
        plain: Array = (values * spread + mean) / np.array(self.scale, values.dtype)
        return plain[::-1] if self.bgr else plain

    def facts(self) -> dict[str, str]:
        """As facts for `Network.info`; none where pictures stay as they are."""
        if self.is_plain:
            return {}
        told = {SCALE: f"{self.scale:g}", MEAN: _listed(self.mean), SPREAD: _listed(self.spread)}
        return told | ({ORDER: "BGR"} if self.bgr else {})


def normalisation_of(info: Mapping[str, str]) -> InputNormalisation:
    """What the facts of a model say; plain where they say nothing. NormalisationError where they cannot be used.

    >>> normalisation_of(InputNormalisation(mean=(0.5, 0.4, 0.3)).facts()).mean
    (0.5, 0.4, 0.3)
    """
    try:
        scale = float(info.get(SCALE, "1"))
        mean, spread = (
            tuple(map(float, info.get(name, usual).split())) for name, usual in ((MEAN, "0"), (SPREAD, "1"))
        )
    except ValueError as error:
        raise NormalisationError(
            "The model says of its input: {facts}; these are to be numbers, separated by blanks.",
            facts="; ".join(f"{name} “{info[name][:60]}”" for name in (SCALE, MEAN, SPREAD) if name in info),
        ) from error  # fmt: skip
    return InputNormalisation(scale, mean, spread, info.get(ORDER, "RGB").upper() == "BGR")


def _listed(numbers: tuple[float, ...]) -> str:
    return " ".join(f"{number:.9g}" for number in numbers)
