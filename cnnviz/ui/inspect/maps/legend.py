"""What the colours of the wall mean: a bar with its ends written beside it, which can be read at every place."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.numbers import number
from cnnviz.text import tr
from cnnviz.ui.inspect.maps.wall_content import scale_of
from cnnviz.ui.painting.colours import paint_scale
from cnnviz.ui.theme import theme_of

SIGNED = ("activations", "weights")


def written(limit: float, signed: bool = False) -> str:
    """The end of a scale with as many decimals as it needs, at most three figures.

    >>> written(0.15), written(6.0), written(12.345, signed=True)
    ('0.15', '6', '+12.3')
    """
    decimals = next((places for places in range(6) if abs(round(limit, places) - limit) <= 0.005 * abs(limit)), 6)
    return number(limit, decimals, signed)


def scale_words(colours: str, limit: float | None) -> tuple[str, str]:
    """What is written at the ends of a scale; `limit` None where every map has its own."""
    if colours not in SIGNED:
        return "0", tr("own max") if limit is None else written(limit)
    if limit is None:
        return tr("−own max"), tr("+own max")
    return written(-limit), written(limit, signed=True)


def scale_explanation(colours: str, limit: float | None) -> str:
    """What the colours mean, in a sentence or two."""
    low, high = scale_words(colours, limit)
    if colours == "grey":
        return tr("From {low}, black, to {high}, white.", low=low, high=high)
    words = tr("Colours run from {low} to {high}; zero is the ground colour.", low=low, high=high)
    if colours == "magnitudes":
        words += " " + tr("None of these numbers can be negative.")
    return words + (" " + tr("Every map has a range of its own.") if limit is None else "")


class Legend(QWidget):
    """A colour bar; `show_scale` says which colours and where they end, None where every map has its own end."""

    def __init__(self) -> None:
        super().__init__()
        self._colours, self._limit = "activations", 1.0
        self._own = False
        self._bar = QRectF()
        self._value: float | None = None
        self._pointed: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(320)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Legend of the colours"))

    def show_scale(self, colours: str, limit: float | None) -> None:
        self._colours, self._limit, self._own = colours, limit or 1.0, limit is None
        self.setAccessibleDescription(self.explanation())
        self.update()

    def show_value(self, share: float | None) -> None:
        """Mark where a number lies, as a share of the limit."""
        if share != self._value:
            self._value = share
            self.update()

    def ends(self) -> tuple[str, str]:
        """What is written at the left and the right end."""
        return scale_words(self._colours, None if self._own else self._limit)

    def explanation(self) -> str:
        """What the colours mean, in a sentence or two."""
        return scale_explanation(self._colours, None if self._own else self._limit)

    def value_at(self, x: float) -> str:
        """The number whose colour lies at `x` pixels, as it is written."""
        share = min(1.0, max(0.0, (x - self._bar.left()) / max(1.0, self._bar.width())))
        if self._colours in SIGNED:
            share = 2 * share - 1
        if self._own:
            return tr("{percent} % of its own max", percent=number(100 * share, 0))
        return number(share * self._limit, 3 if self._limit < 10 else 2)

    def _x(self, share: float) -> float:
        share = min(1.0, max(-1.0, share))
        share = (share + 1) / 2 if self._colours in SIGNED else max(0.0, share)
        return self._bar.left() + share * self._bar.width()

    def sizeHint(self) -> QSize:
        return QSize(230, 26)

    def minimumSizeHint(self) -> QSize:
        return QSize(72, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        scale = scale_of(self._colours, theme)
        bar = self._bar = paint_scale(painter, QRectF(self.rect()), self.ends(), scale, theme.text)
        painter.setPen(theme.line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(bar.adjusted(-0.5, -0.5, 0.5, 0.5))
        if self._colours in SIGNED:
            painter.setPen(theme.muted)
            zero, bottom = round(bar.center().x()), round(bar.bottom())
            painter.drawLine(zero, bottom, zero, bottom + 3)
        marked = self._x(self._value) if self._value is not None else self._pointed
        if marked is not None:
            painter.setPen(QPen(theme.kernel, 2))
            painter.drawLine(round(marked), round(bar.top()) - 3, round(marked), round(bar.bottom()) + 3)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        over = self._bar.left() <= x <= self._bar.right()
        self._pointed = x if over else None
        words = self.value_at(x) if over else ""
        at = event.globalPosition().toPoint()
        QToolTip.showText(at, f"{words}\n{self.explanation()}" if over else self.explanation(), self)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed = None
        self.update()
