"""A map or a kernel in numbers: the smallest, the largest, the mean, how many are zero, and which occur how often."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from cnnviz.numbers import count, number
from cnnviz.text import tr
from cnnviz.traces.histogram import Histogram, histogram_of
from cnnviz.traces.shown_layers import Array
from cnnviz.ui.painting.histogram import bars_area, paint_histogram
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.labels import label

HEIGHT = 96


class HistogramView(QWidget):
    """Bars that can be read; a number can be marked among them."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Histogram | None = None
        self._value: float | None = None
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Histogram"))

    def show_histogram(self, shown: Histogram | None) -> None:
        self._shown = shown
        self.update()

    def point_at(self, value: float | None) -> None:
        """Mark where a number lies, or none."""
        if value != self._value:
            self._value = value
            self.update()

    def reading(self, x: float) -> str:
        """How many numbers there are in the bar at `x` pixels."""
        if self._shown is None:
            return ""
        room = bars_area(QRectF(self.rect()))
        index = int((x - room.left()) / room.width() * len(self._shown.counts))
        index = min(max(index, 0), len(self._shown.counts) - 1)
        low, high = (float(edge) for edge in self._shown.edges[index : index + 2])
        words = tr("From {low} to {high}: {count} of {all}", count=count(int(self._shown.counts[index])),
                   all=count(int(self._shown.counts.sum())),
                   low=number(low, 4), high=number(high, 4))  # fmt: skip
        if self._shown.every > 1:
            words += "\n" + tr("There are so many numbers that only one in {every} was counted.",
                               every=self._shown.every)  # fmt: skip
        if self._shown.left_out:
            words += "\n" + tr("{count} are not finite and left out.", count=count(self._shown.left_out))
        return words

    def sizeHint(self) -> QSize:
        return QSize(160, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown is not None:
            painter = QPainter(self)
            paint_histogram(painter, QRectF(self.rect()), self._shown, theme_of(self), self._value)
            painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.reading(event.pos().x()), self)
            return True
        return super().event(event)


class MapNumbers(QWidget):
    """Four numbers and a histogram below each other."""

    def __init__(self) -> None:
        super().__init__()
        self.histogram = HistogramView()
        self._title = label(tr("Histogram"), "label")
        self._rows: list[tuple[QLabel, QLabel]] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        for row in range(4):
            name, value = label("", "label"), label("", "number")
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(name, row, 0)
            grid.addWidget(value, row, 1)
            self._rows.append((name, value))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(grid)
        column.addWidget(self._title)
        column.addWidget(self.histogram)

    def show_numbers(self, values: Array, of: Array | None = None, title: str = "") -> None:
        """Sum `values` (any shape) up; the histogram is that of the numbers `of`, where others are given."""
        told = list(statistics(values))
        told += [("", "")] * (len(self._rows) - len(told))
        for (name, value), (word, text) in zip(self._rows, told, strict=True):
            name.setText(word)
            value.setText(text)
        counted = values if of is None else of
        self.show_histogram(histogram_of(counted) if counted.size > 1 else None, title)

    def show_histogram(self, shown: Histogram | None, title: str = "") -> None:
        self._title.setText(title or tr("Histogram"))
        self._title.setVisible(shown is not None)
        self.histogram.setVisible(shown is not None)
        self.histogram.show_histogram(shown)

    def texts(self) -> Sequence[tuple[str, str]]:
        """What is told: names and numbers."""
        return [(name.text(), value.text()) for name, value in self._rows if name.text()]


def statistics(values: Array) -> Sequence[tuple[str, str]]:
    """Names and values of the numbers that sum up a map, of which those that are not finite are left out."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return ((tr("not finite"), count(values.size)),)
    if values.size == 1:
        return ((tr("value"), number(float(finite[0]), 4)),)
    zero = float((finite == 0).mean())
    return (
        (tr("smallest"), number(float(finite.min()), 4)),
        (tr("largest"), number(float(finite.max()), 4)),
        (tr("mean"), number(float(finite.mean()), 4)),
        (tr("zeros"), f"{number(100 * zero, 1)} %"),
    )
