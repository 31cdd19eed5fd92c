"""What the answer does while one number of the movement goes over its whole range; a click goes there."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.numbers import number
from cnnviz.text import tr
from cnnviz.ui.painting.probabilities import percent
from cnnviz.ui.painting.sweep import SweepCurves, curves_of, paint_sweep, value_at
from cnnviz.ui.theme import theme_of


class SweepPlot(QWidget):
    """`wanted` carries the value that was clicked or dragged to, `read` what is below the pointer, in words."""

    wanted = Signal(float)
    read = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._curves: SweepCurves | None = None
        self.setMinimumHeight(96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Probabilities over the movement"))
        self.setToolTip(tr("The probabilities of the likeliest classes; click to move the picture there"))

    def curves(self) -> SweepCurves | None:
        return self._curves

    def show_curves(self, curves: SweepCurves | None) -> None:
        self._curves = curves
        self.update()

    def _reading(self, x: float) -> str:
        curves = self._curves
        if curves is None or not len(curves.values):
            return ""
        value = value_at(QRectF(self.rect()), curves, x)
        nearest = int(abs(curves.values - value).argmin())
        shares = ", ".join(f"{curves.names[k]} {percent(float(curves.shares[nearest, k]))}" for k in curves_of(curves))
        at = float(curves.values[nearest])
        return tr("At {value}: {shares}", value=number(at, 0 if at == round(at) else 2) + curves.unit, shares=shares)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._curves is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_sweep(painter, QRectF(self.rect()), self._curves, theme_of(self))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._curves is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.wanted.emit(value_at(QRectF(self.rect()), self._curves, event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)
        self.read.emit(self._reading(event.position().x()))

    def leaveEvent(self, event: object) -> None:
        self.read.emit("")
