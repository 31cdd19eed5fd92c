"""What the colours of the wall mean: a bar with its ends written beside it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.numbers import number
from cnnviz.text import tr
from cnnviz.ui.painting.colours import activation_scale, paint_scale, weight_scale
from cnnviz.ui.theme import theme_of


def written(limit: float, signed: bool = False) -> str:
    """The end of a scale with as many decimals as it needs, at most three figures.

    >>> written(0.15), written(6.0), written(12.345, signed=True)
    ('0.15', '6', '+12.3')
    """
    decimals = next((places for places in range(6) if abs(round(limit, places) - limit) <= 0.005 * abs(limit)), 6)
    return number(limit, decimals, signed)


class Legend(QWidget):
    """A colour bar; `show_scale` says which colours and where they end, None where every map has its own end."""

    def __init__(self) -> None:
        super().__init__()
        self._colours, self._limit = "activations", 1.0
        self._own = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Legend of the colours"))

    def show_scale(self, colours: str, limit: float | None) -> None:
        self._colours, self._limit, self._own = colours, limit or 1.0, limit is None
        low, high = self.ends()
        self.setToolTip(
            tr("Colours run from {low} to {high}; zero is the ground colour.", low=low, high=high)
            if colours != "grey" else tr("From 0, black, to 1, white.")
        )  # fmt: skip
        self.update()

    def ends(self) -> tuple[str, str]:
        """What is written at the left and the right end."""
        if self._colours == "grey":
            return "0", written(self._limit)
        if self._own:
            return tr("−own max"), tr("+own max")
        return written(-self._limit), written(self._limit, signed=True)

    def sizeHint(self) -> QSize:
        return QSize(230, 26)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        scales = {"grey": None, "weights": weight_scale(theme), "activations": activation_scale(theme)}
        bar = paint_scale(painter, QRectF(self.rect()), self.ends(), scales[self._colours], theme.text)
        painter.setPen(theme.line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(bar.adjusted(-0.5, -0.5, 0.5, 0.5))
        if self._colours != "grey":
            painter.setPen(theme.muted)
            zero, bottom = round(bar.center().x()), round(bar.bottom())
            painter.drawLine(zero, bottom, zero, bottom + 3)
        painter.end()
