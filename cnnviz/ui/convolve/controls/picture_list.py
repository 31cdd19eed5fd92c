"""The list of pictures: shipped ones, random numbers, small matrices, digits, and one of a person's own."""

from collections.abc import Callable

import numpy as np

from cnnviz.scenarios.source import Source, random_source
from cnnviz.text import tr
from cnnviz.ui.convolve.shipped import sample_source, samples
from cnnviz.ui.convolve.sources import NUMBERS, numbers_source
from cnnviz.ui.widgets.chooser import Chooser

OWN, RANDOM, DIGIT = "own", "random", "digit"
OPEN, PASTE, TYPE = "open", "paste", "type"  # these ask for a picture of one's own
RANDOM_SIDE = 10


class PictureList(Chooser):
    """Values are the keys of sources ("sample three"); every digit has the same one, and so has a person's own."""

    def __init__(self) -> None:
        super().__init__(
            tr("Picture"), tr("Shipped pictures, random numbers, small matrices, digits, or a picture of your own")
        )
        self._own: Source | None = None
        self._samples = samples()
        for key, sample in self._samples.items():
            self.add(key, tr(sample.label), tr(sample.shows))
        if self._samples:
            self.add_separator()
        self.add(RANDOM, tr("Random"), tr("Tenths from 0 to 1, in rows and columns as many as you like"))
        self.add(NUMBERS, tr("Numbers 1 to 9"), tr("Three rows of three, to follow every sum in your head"))
        self.add(DIGIT, tr("Digit"), tr("A digit of a data set as networks see it, 28 × 28"))
        self.add_separator()
        self.add_action(OPEN, tr("Open…"), tr("A picture file (Ctrl+O); it can also be dropped on the window"))
        self.add_action(PASTE, tr("Paste"), tr("The picture, or the table of numbers, on the clipboard (Ctrl+V)"))
        self.add_action(TYPE, tr("Type numbers…"), tr("A picture and a kernel as numbers, in the textbook (Ctrl+T)"))

    def show_source(self, source: Source) -> None:
        """Choose the entry that `source` belongs to; one of a person's own joins the list."""
        value = entry_of(source)
        if value not in self._samples and value not in (RANDOM, NUMBERS, DIGIT):
            value = OWN
            self._keep_own(source)
        self.set_value(value)

    def source(self, value: str) -> Source | None:
        """The source of an entry; None for digits, of which there are many."""
        makers: dict[str, Callable[[], Source | None]] = {
            OWN: lambda: self._own,
            RANDOM: lambda: new_random((RANDOM_SIDE, RANDOM_SIDE)),
            NUMBERS: numbers_source,
            DIGIT: lambda: None,
        }
        return makers[value]() if value in makers else sample_source(value, self._samples[value])

    def _keep_own(self, source: Source) -> None:
        if not self.has(OWN):
            self.add(OWN, source.name, first=True)
            self.add_separator(1)
        self.set_text(OWN, source.name)
        self._own = source


def entry_of(source: Source) -> str:
    """The key of a source's entry in the list."""
    return DIGIT if source.key.partition(" ")[0] in ("drawn", "mnist") else source.key


def new_random(size: tuple[int, int]) -> Source:
    """Random numbers that nobody has seen before."""
    return random_source(tr("Random"), size, np.random.default_rng())
