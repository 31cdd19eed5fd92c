"""What happened at a step, upright in a plot: ends of epochs, changed settings, the end that came early."""

from collections.abc import Sequence
from itertools import cycle
from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from cnnviz.ui.theme import Theme

MOST_EPOCHS = 12  # more ends of epochs than these would be a second grid
CHANGE, STOP = "change", "stop"
SIZE = 9  # pixels of the sign on top


class Mark(NamedTuple):
    """`kind` is CHANGE or STOP; `text` says what happened at `step`."""

    step: float
    kind: str
    text: str


class PlotMarks:
    """The upright lines of a plot. Its `items` are to be added to it; they fill the range that `draw` is given."""

    def __init__(self) -> None:
        self._marks: tuple[Mark, ...] = ()
        self._epochs = pg.PlotCurveItem(connect="pairs")
        self._lines = pg.PlotCurveItem(connect="pairs")
        self.signs = pg.ScatterPlotItem(size=SIZE, pxMode=True)
        for item, z in ((self._epochs, -50), (self._lines, -40), (self.signs, 5)):
            item.setZValue(z)
        self.items = (self._epochs, self._lines, self.signs)

    @property
    def epochs(self) -> list[float]:
        """The steps at which an end of an epoch is drawn."""
        return [float(x) for x in self._epochs.getData()[0][::2]]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What happened."""
        return self._marks

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show these with the next `draw`."""
        self._marks = tuple(marks)

    def draw(self, steps_per_epoch: int, end: float, low: float, high: float) -> None:
        """Draw the ends of epochs up to step `end`, and what happened, between two places upwards."""
        for item, steps in (
            (self._epochs, epoch_ends(steps_per_epoch, end)),
            (self._lines, np.array([mark.step for mark in self._marks])),
        ):
            item.setData(np.repeat(steps, 2), np.tile((low, high), len(steps)))
        self.signs.setData(
            x=[mark.step for mark in self._marks],
            y=[high] * len(self._marks),
            symbol=["s" if mark.kind == STOP else "t" for mark in self._marks],
        )

    def near(self, step: float, reach: float) -> list[str]:
        """What happened within `reach` steps of `step`."""
        return [mark.text for mark in self._marks if abs(mark.step - step) <= reach]

    def recolour(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._epochs.setPen(pg.mkPen(theme.line))
        dashed = QPen(theme.muted, 1)
        dashed.setCosmetic(True)
        dashed.setStyle(Qt.PenStyle.CustomDashLine)
        dashed.setDashPattern((4, 4))
        self._lines.setPen(dashed)
        self.signs.setPen(pg.mkPen(None))
        self.signs.setBrush(pg.mkBrush(theme.muted))


def epoch_ends(steps_per_epoch: int, last: float) -> NDArray[np.int64]:
    """The steps up to `last` at which epochs end, where they are few enough to be marked: else every 2nd, 5th, 10th …

    >>> epoch_ends(100, 350), epoch_ends(10, 400)
    (array([100, 200, 300]), array([ 50, 100, 150, 200, 250, 300, 350, 400]))
    """
    if steps_per_epoch < 1:
        return np.empty(0, np.int64)
    by, factors = steps_per_epoch, cycle((2, 2.5, 2))
    while last // by > MOST_EPOCHS:
        by = round(by * next(factors))
    return by * np.arange(1, int(last // by) + 1)
