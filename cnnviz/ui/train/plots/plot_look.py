"""How the plots of a page look, the same for all of them: how smooth, steps or epochs, a grid or none."""

from PySide6.QtCore import QObject, Signal

from cnnviz.numbers import count
from cnnviz.text import tr

SMOOTHINGS = (1, 5, 10, 20, 50, 100, 200, 500)  # steps that a mean is over, about
USUAL = 20


class PlotLook(QObject):
    """What people choose for all plots beside each other; `changed` after any of it is another."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.smoothing = USUAL
        self.by_epoch = False
        self.grid = True

    def set_smoothing(self, steps: int) -> None:
        """Means over about so many steps; 1 smooths nothing."""
        if steps != self.smoothing:
            self.smoothing = steps
            self.changed.emit()

    def set_by_epoch(self, by_epoch: bool) -> None:
        """Write epochs below the plots instead of steps."""
        if by_epoch != self.by_epoch:
            self.by_epoch = by_epoch
            self.changed.emit()

    def set_grid(self, shown: bool) -> None:
        if shown != self.grid:
            self.grid = shown
            self.changed.emit()

    def smoothing_words(self) -> str:
        """How smooth it is, in words."""
        if self.smoothing <= 1:
            return tr("not smoothed")
        return tr("mean over about {steps} steps", steps=count(self.smoothing))
