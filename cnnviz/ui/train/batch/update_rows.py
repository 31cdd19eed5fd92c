"""How far one step moved each layer's weights, on a scale on which every factor of ten is as long."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.history.step_details import LayerUpdate
from cnnviz.numbers import MINUS
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.theme import Theme, theme_of

LOWEST, HIGHEST = -6, 0  # powers of ten at the ends of the scale
USUAL = 1e-3
LITTLE, MUCH = 1e-4, 1e-2
HEAD, ROW, TRACK = 18, 50, 8


def size_text(value: float) -> str:
    """A size with two digits that tell.

    >>> size_text(0.0123), size_text(4.56e-7), size_text(0.0), size_text(float("inf"))
    ('0.012', '4.6e−7', '0', '∞')
    """
    if not math.isfinite(value):
        return "∞" if value > 0 else "–"
    if value == 0 or 1e-4 <= value < 1e4:
        return f"{value:.2g}"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits}e{int(power)}".replace("-", MINUS)


def place_of(ratio: float) -> float:
    """Where a ratio lies on the scale, from 0 to 1.

    >>> [round(place_of(ratio), 3) for ratio in (0.0, 1e-6, 1e-3, 1.0, 7.0)]
    [0.0, 0.0, 0.5, 1.0, 1.0]
    """
    if ratio <= 0:
        return 0.0
    return min(1.0, max(0.0, (math.log10(min(ratio, 1e300)) - LOWEST) / (HIGHEST - LOWEST)))


def verdict(ratio: float) -> str:
    """A sign and a word: whether the step was small, usual or large for the layer."""
    if ratio < LITTLE:
        return tr("▼ small")
    return tr("▲ large") if ratio > MUCH else tr("✓ usual")


class UpdateRows(QWidget):
    """A row for each layer with weights: the ratio of update and weights as a bar, and the sizes below it."""

    def __init__(self) -> None:
        super().__init__()
        self._layers: Sequence[LayerUpdate] = ()
        self.setAccessibleName(tr("Size of each layer's update"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_layers(self, layers: Sequence[LayerUpdate]) -> None:
        if len(layers) != len(self._layers):
            self.updateGeometry()
        self._layers = layers
        self.setAccessibleDescription(" ".join(self.sentence(row) for row in range(len(layers))))
        self.update()

    def sentence(self, row: int) -> str:
        """What a row says in full."""
        layer = self._layers[row]
        return tr(
            "{layer}: this step moved the weights by {update} (root mean square), {ratio} of their size {weight}; "
            "their gradients were {gradient}. {verdict}.",
            layer=layer.layer, update=size_text(layer.update), ratio=size_text(layer.ratio),
            weight=size_text(layer.weight), gradient=size_text(layer.gradient), verdict=verdict(layer.ratio),
        )  # fmt: skip

    def _paint_axis(self, painter: QPainter, theme: Theme) -> None:
        painter.setFont(number_font(10))
        painter.setPen(theme.muted)
        for power, text in ((LOWEST, "10⁻⁶"), (-4, "10⁻⁴"), (-3, "10⁻³"), (-2, "10⁻²"), (HIGHEST, "1")):
            x = place_of(10.0**power) * self.width()
            left = min(max(0.0, x - 20), self.width() - 40.0)
            where = {LOWEST: Qt.AlignmentFlag.AlignLeft, HIGHEST: Qt.AlignmentFlag.AlignRight}.get(
                power, Qt.AlignmentFlag.AlignHCenter
            )
            painter.drawText(QRectF(left, 0, 40, HEAD - 4), where | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_row(self, painter: QPainter, layer: LayerUpdate, top: float, theme: Theme) -> None:
        width, ratio = float(self.width()), layer.ratio
        colour = theme.output if LITTLE <= ratio <= MUCH else theme.warning
        left, right, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignVCenter
        font = interface_font(12)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(theme.text)
        metrics = painter.fontMetrics()
        name = metrics.elidedText(layer.layer, Qt.TextElideMode.ElideMiddle, int(width - 130))
        painter.drawText(QRectF(0, top, width - 130, 16), left | middle, name)
        painter.setFont(number_font(11))
        painter.setPen(colour)
        painter.drawText(QRectF(width - 130, top, 130, 16), right | middle, f"{verdict(ratio)} {size_text(ratio)}")
        self._paint_bar(painter, QRectF(0, top + 18, width, TRACK), ratio, colour, theme)
        painter.setFont(interface_font(11))
        painter.setPen(theme.muted)
        sizes = tr(
            "weights {weight} · gradient {gradient} · update {update}", weight=size_text(layer.weight),
            gradient=size_text(layer.gradient), update=size_text(layer.update),
        )  # fmt: skip
        sizes = painter.fontMetrics().elidedText(sizes, Qt.TextElideMode.ElideRight, int(width))
        painter.drawText(QRectF(0, top + 28, width, 16), left | middle, sizes)

    @staticmethod
    def _paint_bar(painter: QPainter, track: QRectF, ratio: float, colour: QColor, theme: Theme) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.padding)
        painter.drawRect(track)
        painter.setBrush(colour)
        painter.drawRect(QRectF(track.left(), track.top() + 2, max(1.0, track.width() * place_of(ratio)), TRACK - 4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.muted, 1))
        low, high = (track.left() + track.width() * place_of(end) for end in (LITTLE, MUCH))
        painter.drawRect(QRectF(low, track.top() - 1, high - low, TRACK + 1))
        usual = track.left() + track.width() * place_of(USUAL)
        painter.drawLine(round(usual), round(track.top()) - 1, round(usual), round(track.bottom()))

    def sizeHint(self) -> QSize:
        return QSize(280, HEAD + ROW * max(1, len(self._layers)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._layers:
            return
        theme = theme_of(self)
        painter = QPainter(self)
        self._paint_axis(painter, theme)
        for row, layer in enumerate(self._layers):
            top = HEAD + row * ROW
            if top <= event.rect().bottom() and top + ROW >= event.rect().top():
                self._paint_row(painter, layer, top, theme)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = (event.pos().y() - HEAD) // ROW
            text = self.sentence(row) if 0 <= row < len(self._layers) else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)
