"""The data sets on this machine that can be looked through for pictures that excite a map."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import DATASETS, PUBLISHED, DataReady, Loading, data_label, find_data, open_data
from cnnviz.data.drawn_digits import draw_digits
from cnnviz.data.mnist import DIGITS
from cnnviz.data.picture_files import FoundFiles, ReadFiles, find_files, read_files
from cnnviz.engine.network import Network
from cnnviz.numbers import count, size
from cnnviz.settings import Choice
from cnnviz.text import tr

DRAWN, FOLDER = "drawn", "folder"


@dataclass(frozen=True, eq=False)
class PictureSet:
    """Pictures uint8 (N, C, H, W), labels (N,) if they are known, and what the classes are called; `name` is the set's.

    `files` are the names of the pictures, () where they have none. `scaled` (N,) is above 0 where a picture was
    enlarged to `wanted`, (height, width), below 0 where it was reduced; None where all were left as they are. So many
    files were `skipped`.
    """

    name: str
    pictures: np.ndarray
    labels: np.ndarray | None
    class_names: tuple[str, ...]
    wanted: tuple[int, int]
    files: tuple[str, ...] = ()
    scaled: np.ndarray | None = None
    skipped: int = 0

    def title(self, index: int) -> str:
        """What is written below a picture: its class and number, or the name of its file."""
        if self.labels is None:
            return self.files[index] if self.files else tr("no. {index}", index=index)
        return tr("{name} · no. {index}", name=self.class_names[self.labels[index]], index=index)

    def change(self, index: int) -> str:
        """What the size of a picture has gone through for the network; "" where it is as it came."""
        sign = 0 if self.scaled is None else int(self.scaled[index])
        wanted = size(*self.wanted[::-1])
        if sign > 0:
            return tr("enlarged to {size}", size=wanted)
        return tr("reduced to {size}", size=wanted) if sign < 0 else ""

    def changes(self) -> str:
        """How many of all were enlarged and reduced, and could not be read; "" where all are as they came."""
        parts = []
        if self.scaled is not None:
            larger, smaller = int((self.scaled > 0).sum()), int((self.scaled < 0).sum())
            wanted = size(*self.wanted[::-1])
            if larger:
                parts.append(tr("{count} enlarged to {size}", count=count(larger), size=wanted))
            if smaller:
                parts.append(tr("{count} reduced to {size}", count=count(smaller), size=wanted))
        if self.skipped:
            parts.append(tr("files that could not be read: {count}", count=count(self.skipped)))
        return " · ".join(parts)


def sets_here() -> list[Choice]:
    """The sets that need no download: digits are drawn anywhere, others where their files are."""
    return [each for each in DATASETS if each.value == DRAWN or _is_here(each.value)]


def choice_of(dataset: str, folder: str, network: Network) -> DataChoice:
    """What is to be read: pictures of a folder as large as the network takes them."""
    channels, height, width = network.input_shape
    colours = channels if channels in (1, 3) else 0
    return DataChoice(dataset, folder, size=max(height, width), channels=colours)


def read_set(choice: DataChoice, most: int, network: Network) -> Iterator[Loading | PictureSet]:
    """The first `most` pictures of a choice for a network, last. Raises what `open_data` and `read_files` raise."""
    name, wanted = data_label(choice), (network.input_shape[1], network.input_shape[2])
    if choice.dataset == DRAWN:
        yield Loading(tr("Drawing digits …"))
        pictures, labels = draw_digits(0, most, choice.seed)
        yield PictureSet(name, pictures, labels, DIGITS, wanted, scaled=_scaled(pictures, wanted))
    elif choice.dataset == FOLDER:
        yield Loading(tr("Looking for pictures …"))
        yield from _read_folder(name, find_files(Path(choice.folder)), most, choice, wanted)
    else:
        for report in open_data(choice):
            if isinstance(report, DataReady):
                pictures, labels = (part[:most] for part in report.source.training)
                scaled = _scaled(pictures, wanted)
                yield PictureSet(name, pictures, labels, report.source.class_names, wanted, scaled=scaled)
            else:
                yield report


def _read_folder(
    name: str, found: FoundFiles, most: int, choice: DataChoice, wanted: tuple[int, int]
) -> Iterator[Loading | PictureSet]:
    for report in read_files(found, most, choice.size, choice.channels or 3):
        if isinstance(report, ReadFiles):
            yield PictureSet(
                name, report.pictures, report.labels, found.class_names, wanted, report.names, report.scaled,
                report.skipped,
            )  # fmt: skip
        else:
            words = tr("Reading pictures: {done} of {total}", done=count(report.done), total=count(report.total))
            yield Loading(words, report.done, report.total)


def _scaled(pictures: np.ndarray, wanted: tuple[int, int]) -> np.ndarray | None:
    """Pictures of one size: all are enlarged or reduced alike, or none is."""
    sign = np.sign(min(wanted) - min(pictures.shape[2:]))
    return np.full(len(pictures), sign, np.int8) if pictures.shape[2:] != wanted else None


def _is_here(dataset: str) -> bool:
    return dataset in PUBLISHED and find_data(dataset) is not None
