"""The picture that is watched while a network learns, the probe: one that is never learnt from."""

from dataclasses import dataclass

import numpy as np

from cnnviz.engine.training_source import TrainingSource
from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.train.live.live import Floats

FIRST_PROBE = 18  # of MNIST's test pictures, one that networks long misread


@dataclass(frozen=True, eq=False)
class Watched:
    """Picture `number` (C, H, W) of the `pictures` in the part "test" or "validation"; its class among `names`."""

    part: str
    number: int
    picture: Floats
    truth: int
    names: tuple[str, ...]
    pictures: int

    @property
    def label(self) -> str:
        """Which one it is, in words."""
        which = count(self.number)
        return tr("test {number}", number=which) if self.part == "test" else tr("validation {number}", number=which)


def probe_pictures(source: TrainingSource) -> tuple[str, Floats, Floats]:
    """The part of the data that probes are taken from, its pictures (N, C, H, W) and labels (N,)."""
    images, labels = source.test
    if len(images):
        return "test", images, labels
    return "validation", *source.validation


def watched_picture(source: TrainingSource, number: int) -> Watched:
    """Picture `number` of those that probes are taken from; IndexError where there are fewer."""
    part, images, labels = probe_pictures(source)
    names = tuple(source.class_names)
    return Watched(part, number, np.asarray(images[number]), int(labels[number]), names, len(images))
