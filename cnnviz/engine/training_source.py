"""Where the pictures of a run come from: what a source must be able to do."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.description import NetworkError
from cnnviz.engine.network import Network
from cnnviz.text import quoted


class TrainingSource(Protocol):
    """Where pictures come from: numbers from 0 to 1, float32 (N, C, H, W), with labels (N,), whole numbers from 0 on.

    `cnnviz.data.labelled.ArraySource` is one for arrays in memory. Of pictures for validation there may be none.
    """

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the labels stand for."""

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(C, H, W) of every picture."""

    @property
    def pictures_per_epoch(self) -> int:
        """How many pictures one epoch shows."""

    @property
    def validation(self) -> tuple[Array, Array]:
        """Pictures that are not learnt from, scored after every epoch."""

    @property
    def test(self) -> tuple[Array, Array]:
        """Pictures that are scored at the end."""

    def batches(
        self, epoch: int, batch_size: int, rng: np.random.Generator, first: int = 0
    ) -> Iterator[tuple[Array, Array]]:
        """All pictures of an epoch (counted from 0) in a new order; the last batch may be smaller.

        The order depends on the epoch and `rng` alone. The `first` batches are left out, without being made.
        """


def check_source(network: Network, source: TrainingSource) -> None:
    """NetworkError where `source` is none, or its pictures are of another shape than `network` takes."""
    if not hasattr(source, "image_shape"):
        raise NetworkError(
            "The source of the pictures is {given}; it must hand them out in batches, as "
            "cnnviz.data.labelled.ArraySource does with arrays.",
            given=quoted(source),
        )
    if tuple(source.image_shape) != tuple(network.input_shape):
        expected, given = (" × ".join(map(str, shape)) for shape in (network.input_shape, source.image_shape))
        raise NetworkError(
            "The network takes pictures of {expected} (channels × height × width); these are {given}. Choose other "
            "pictures, or a network made for these.",
            expected=expected, given=given,
        )  # fmt: skip
