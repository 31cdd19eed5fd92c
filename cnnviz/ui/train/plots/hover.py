"""What the lines of a plot say at the step under the pointer: an upright bar and a bubble beside it."""

import pyqtgraph as pg
from PySide6.QtCore import QPointF

from cnnviz.ui.fonts import interface_font
from cnnviz.ui.theme import Theme

GAP = 6  # pixels between the pointer and what it says


class Hover:
    """A bar at a step and the text beside it, kept within the view. Its `items` are to be added to the plot."""

    def __init__(self) -> None:
        self.bar = pg.InfiniteLine(angle=90, movable=False)
        self.bubble = pg.TextItem(anchor=(0, 0))
        self.bubble.setFont(interface_font(11))
        self.bar.setZValue(8)
        self.bubble.setZValue(10)
        self.items = (self.bar, self.bubble)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, one line each; nothing while it is hidden."""
        return str(self.bubble.toPlainText()) if self.bubble.isVisible() else ""

    def show(self, view: pg.ViewBox, position: QPointF, texts: list[str]) -> None:
        """Say `texts` at a `position` of the scene within `view`."""
        room, point = view.sceneBoundingRect(), view.mapSceneToView(position)
        self.bubble.setText("\n".join(texts))
        width = self.bubble.boundingRect().width()
        self.bubble.setAnchor((anchor(position.x() - room.left(), width, room.width()), 0))
        self.bubble.setPos(point.x(), view.viewRange()[1][1])
        self.bar.setPos(point.x())
        self.bar.show()
        self.bubble.show()

    def hide(self) -> None:
        for item in self.items:
            item.hide()

    def recolour(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.bar.setPen(pg.mkPen(theme.muted))
        self.bubble.setColor(theme.text)
        self.bubble.fill = pg.mkBrush(theme.panel)
        self.bubble.border = pg.mkPen(theme.line)


def anchor(pointer: float, width: float, room: float) -> float:
    """Where on a bubble of `width` pixels the pointer lies, so that all of it stays within `room`: 0 at its left end.

    >>> anchor(10, 50, 200), anchor(190, 50, 200), anchor(40, 80, 100)
    (-0.12, 1.12, 0.25)
    """
    left = pointer + GAP if pointer + GAP + width <= room else pointer - GAP - width
    left = left if left >= 0 else max(0.0, room - width)
    return (pointer - left) / width
