"""The axes of a plot: values upwards by a scale, steps or epochs to the right."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from cnnviz.numbers import count, trimmed
from cnnviz.text import tr
from cnnviz.ui.train.plots.scales import LINEAR, Scale, Ticks, even_ticks

ROW, COLUMN = 54, 54  # pixels that a tick takes upwards and to the right
BEYOND = 24  # pixels that a number may stick out beyond an end of its axis


class _DirectAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis that paints itself without a picture in between, whose size would depend on the device."""

    def renew(self) -> None:
        """Paint it anew: its numbers have changed."""
        self.picture = None
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        painter.save()
        specs = self.generateDrawSpecs(painter)
        if specs is not None:
            self.drawPicture(painter, *specs)
        painter.restore()


class ValueAxis(_DirectAxis):
    """An axis upwards that writes its unit behind each number."""

    def __init__(self, unit: str) -> None:
        super().__init__("left")
        self._unit, self._upwards = unit, LINEAR
        self._ticks: Ticks = []

    def set_scale(self, scale: Scale) -> None:
        self._upwards = scale
        self.renew()

    def boundingRect(self) -> QRectF:
        return QRectF(super().boundingRect()).adjusted(0, -BEYOND, 0, BEYOND)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        self._ticks = self._upwards.ticks(low, high, 2 + int(size // ROW))
        return [(1.0, [place for place, _ in self._ticks])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        texts = dict(self._ticks)
        return [texts[value] + self._unit for value in values]


class StepAxis(_DirectAxis):
    """An axis to the right, of steps, or of epochs of so many steps. Its first number says which."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self._steps_per_epoch = 0

    def set_epochs(self, steps_per_epoch: int) -> None:
        """Write epochs of so many steps; steps where it is 0."""
        if steps_per_epoch != self._steps_per_epoch:
            self._steps_per_epoch = steps_per_epoch
            self.renew()

    def boundingRect(self) -> QRectF:
        return QRectF(super().boundingRect()).adjusted(-BEYOND, 0, BEYOND, 0)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        unit = self._steps_per_epoch or 1
        ticks = even_ticks(low / unit, high / unit, max(2, int(size // COLUMN)))
        places = [place * unit for place, _ in ticks]
        whole = self._steps_per_epoch or 0
        return [(1.0, [place for place in places if whole or place == round(place)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        unit = self._steps_per_epoch
        texts = [trimmed(value / unit, 3) if unit else count(round(value)) for value in values]
        if texts and not values[0]:
            texts[0] = tr("epoch 0") if unit else tr("step 0")
        return texts
