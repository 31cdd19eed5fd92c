"""The data sets on this machine that can be looked through for pictures that excite a map."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import DATASETS, PUBLISHED, DataReady, Loading, data_label, find_data, open_data
from cnnviz.data.drawn_digits import draw_digits
from cnnviz.data.mnist import DIGITS
from cnnviz.engine.network import Network
from cnnviz.settings import Choice
from cnnviz.text import tr

DRAWN, FOLDER = "drawn", "folder"


class PictureSet(NamedTuple):
    """Pictures uint8 (N, C, H, W), labels (N,) and what the classes are called; `name` is the set's."""

    name: str
    pictures: np.ndarray
    labels: np.ndarray
    class_names: tuple[str, ...]


def sets_here() -> list[Choice]:
    """The sets that need no download: digits are drawn anywhere, others where their files are."""
    return [each for each in DATASETS if each.value == DRAWN or _is_here(each.value)]


def choice_of(dataset: str, folder: str, network: Network) -> DataChoice:
    """What is to be read: pictures of a folder as large as the network takes them."""
    channels, height, width = network.input_shape
    colours = channels if channels in (1, 3) else 0
    return DataChoice(dataset, folder, size=max(height, width), channels=colours)


def read_set(choice: DataChoice, most: int) -> Iterator[Loading | PictureSet]:
    """The first `most` pictures that a choice has to learn from, last. Raises what `open_data` raises."""
    name = data_label(choice)
    if choice.dataset == DRAWN:
        yield Loading(tr("Drawing digits …"))
        yield PictureSet(name, *draw_digits(0, most, choice.seed), DIGITS)
        return
    for report in open_data(choice):
        if isinstance(report, DataReady):
            pictures, labels = report.source.training
            yield PictureSet(name, pictures[:most], labels[:most], report.source.class_names)
        else:
            yield report


def _is_here(dataset: str) -> bool:
    return dataset in PUBLISHED and find_data(dataset) is not None
