"""Four lamps for the health of a training: a sign, a word and a colour each, never the colour alone."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.history.health import ACTIVATIONS, GRADIENTS, MAPS, WEIGHTS, Finding
from cnnviz.history.health_signs import DEAD, EXPLODING, GROWING, SATURATED, VANISHING
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.theme import theme_of

SIGN, GAP, HEIGHT = 10, 6, 20
OFF, WELL, BAD = "off", "well", "bad"


class Lamp(QWidget):
    """Off: a ring. Well: a disc. Something is wrong: a triangle, and a word that says what."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.state, self.text = OFF, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.show_findings(None)

    def show_findings(self, findings: Sequence[Finding] | None) -> None:
        """Show what is wrong; nothing (None) is known before a run."""
        state = OFF if findings is None else BAD if findings else WELL
        text = lamp_words(self.name, findings or ())
        if (state, text) != (self.state, self.text):
            self.state, self.text = state, text
            self.setAccessibleName(f"{text}: {_state_words(state)}")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self), QPainter(self)
        colour = {OFF: theme.muted, WELL: theme.output, BAD: theme.warning}[self.state]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour if self.state == OFF else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if self.state == OFF else colour)
        middle = self.height() / 2
        if self.state == BAD:
            corners = (QPointF(0, middle + 5), QPointF(SIGN, middle + 5), QPointF(SIGN / 2, middle - 5))
            painter.drawPolygon(QPolygonF(corners))
        else:
            painter.drawEllipse(QPointF(SIGN / 2, middle), 4, 4)
        font = interface_font(12)
        painter.setFont(font)
        painter.setPen(colour)
        room = QRectF(SIGN + GAP, 0, self.width() - SIGN - GAP, self.height())
        text = QFontMetricsF(font).elidedText(self.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


def lamp_words(name: str, findings: Sequence[Finding]) -> str:
    """What is written beside a lamp.

    >>> lamp_words("gradients", ())
    'gradients'
    """
    kinds = {found.kind for found in findings}
    if DEAD in kinds:
        maps = sum(len(found.maps) for found in findings)
        if not maps:
            return tr("dead units")
        return tr("1 dead map") if maps == 1 else tr("{count} dead maps", count=maps)
    if kinds & {EXPLODING, GROWING}:
        return tr("exploding")
    if VANISHING in kinds:
        return tr("vanishing")
    if SATURATED in kinds:
        return tr("saturated")
    if findings:
        return tr("weights leap")
    names = {GRADIENTS: tr("gradients"), ACTIVATIONS: tr("activations"), MAPS: tr("maps"), WEIGHTS: tr("weights")}
    return names[name]


def _state_words(state: str) -> str:
    return {OFF: tr("not known yet"), WELL: tr("well"), BAD: tr("needs a look")}[state]
