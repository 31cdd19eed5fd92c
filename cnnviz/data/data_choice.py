"""Which pictures to learn from: what a person chooses, and what a kept run remembers of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DataChoice:
    """A data set by its name in `cnnviz.data.datasets.DATASETS`, and how it is to be read.

    `folder` is where its files lie ("" is the user's cache, for sets that can be fetched). `validation` pictures are
    held back from training. `seed` picks which digits are drawn. `size` is the side, in pixels, that pictures of any
    size are brought to, and `channels` 1 (grey), 3 (colour) or 0 (as most of them are): for a folder of pictures.
    """

    dataset: str = "mnist"
    folder: str = ""
    validation: int = 5000
    seed: int = 0
    size: int = 32
    channels: int = 0
