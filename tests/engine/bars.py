"""A small data set that is learnt in a few steps, and networks for it."""

from collections.abc import Iterator

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten


class Bars:
    """Pictures 1×4×4 of two classes: the left or the right half is lit."""

    class_names = ("left", "right")
    image_shape = (1, 4, 4)

    def __init__(self, count: int = 100, validation: int = 20, test: int = 30) -> None:
        self.pictures_per_epoch = count
        images, labels = self._draw(count + validation + test)
        self._train = images[:count], labels[:count]
        self.validation = images[count : count + validation], labels[count : count + validation]
        self.test = images[count + validation :], labels[count + validation :]
        self.epochs: list[int] = []

    def _draw(self, count: int) -> tuple[Array, Array]:
        rng = np.random.default_rng(3)
        labels = rng.integers(0, 2, count)
        images = rng.random((count, 1, 4, 4), dtype=np.float32) * 0.2
        images[labels == 0, :, :, :2] += 0.5
        images[labels == 1, :, :, 2:] += 0.5
        return images, labels

    def batches(
        self, epoch: int, batch_size: int, rng: np.random.Generator, first: int = 0
    ) -> Iterator[tuple[Array, Array]]:
        self.epochs.append(epoch)
        order = rng.permutation(self.pictures_per_epoch)
        for start in range(first * batch_size, len(order), batch_size):
            yield self._train[0][order[start : start + batch_size]], self._train[1][order[start : start + batch_size]]


def small_network(seed: int = 1) -> Network:
    return Network([("flatten", Flatten()), ("fc", Linear(16, 2, rng=np.random.default_rng(seed)))], (1, 4, 4))
