"""How well each layer agrees with another, as bars; a click chooses the layer."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.ui.painting.agreement import SHORTEST_ROW, agreement_text, paint_agreements, row_height
from cnnviz.ui.theme import theme_of


class AgreementBars(QWidget):
    """`chosen` carries the name of a layer."""

    chosen = Signal(str)

    def __init__(self, name: str, explanation: str) -> None:
        """Both in the reader's language."""
        super().__init__()
        self._values: Mapping[str, float] = {}
        self._layer = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)
        self.setToolTip(explanation)

    def values(self) -> Mapping[str, float]:
        return self._values

    def show_values(self, values: Mapping[str, float], layer: str) -> None:
        """`values` (correlations) by layer, and the layer that is looked at."""
        if len(values) != len(self._values):
            self.updateGeometry()
        self._values, self._layer = values, layer
        self.setAccessibleDescription(", ".join(f"{name}: {agreement_text(value)}" for name, value in values.items()))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(150, round(SHORTEST_ROW * len(self._values)))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_agreements(painter, QRectF(self.rect()), self._values, self._layer, theme_of(self))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._values:
            row = int(event.position().y() // row_height(self.height(), len(self._values)))
            if row < len(self._values):
                self.chosen.emit(list(self._values)[row])
