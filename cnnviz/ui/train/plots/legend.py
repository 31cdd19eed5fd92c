"""The names of a plot's lines, each beside a piece of the line itself."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from cnnviz.ui.fonts import interface_font
from cnnviz.ui.theme import Theme, theme_of
from cnnviz.ui.train.plots.line import Line

SAMPLE, GAP = 20, 5  # pixels of a piece of line, and between it and the name
HEIGHT = 16


class LineName(QWidget):
    """A piece of a line and its name."""

    def __init__(self, line: Line, help_text: str = "") -> None:
        super().__init__()
        self.line = line
        self.setToolTip(help_text)
        self.setAccessibleName(line.name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not help_text)

    def sizeHint(self) -> QSize:
        return QSize(round(name_width(self.line)), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_name(painter, QPointF(0, 0), self.line, theme_of(self))
        painter.end()


class Legend(QWidget):
    """The names of lines in a row. Where they are `choosable`, each has a box that shows or hides its line.

    `changed` carries the names of the lines that are shown, after a person chose.
    """

    changed = Signal(tuple)

    def __init__(self, lines: Iterable[Line] = (), choosable: bool = False) -> None:
        super().__init__()
        self._choosable = choosable
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(20 if choosable else 10)  # a box belongs to the name behind it
        self.boxes: dict[str, QCheckBox] = {}
        self.set_lines(lines)

    def set_lines(self, lines: Iterable[Line], shown: Iterable[str] | None = None) -> None:
        """Name these lines instead; of choosable ones those that are `shown` (by default all) are ticked."""
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes.clear()
        chosen = None if shown is None else set(shown)
        for line in lines:
            name = LineName(line)
            if not self._choosable:
                self._row.addWidget(name)
                continue
            box = self._box(line, chosen is None or line.name in chosen)
            self._row.addWidget(_Entry(box, name))
        self._row.addStretch(1)

    def shown(self) -> tuple[str, ...]:
        """The names that are ticked."""
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    def _box(self, line: Line, shown: bool) -> QCheckBox:
        box = QCheckBox()
        box.setAccessibleName(line.name)
        box.setToolTip(line.name)
        box.setChecked(shown)
        box.clicked.connect(lambda: self.changed.emit(self.shown()))
        self.boxes[line.name] = box
        return box


class _Entry(QWidget):
    """A box and the name beside it: a click on either is one on the box."""

    def __init__(self, box: QCheckBox, name: LineName) -> None:
        super().__init__()
        self._box = box
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(box)
        row.addWidget(name)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self._box.click()


def name_width(line: Line) -> float:
    """Pixels that the name of a line takes, with the piece of it."""
    return SAMPLE + GAP + QFontMetricsF(interface_font(11)).horizontalAdvance(line.name) + 1


def paint_name(painter: QPainter, corner: QPointF, line: Line, theme: Theme) -> None:
    """Paint a piece of a line and its name, `HEIGHT` pixels high, below and beside `corner`."""
    middle = corner.y() + HEIGHT / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if line.width:
        painter.setPen(line.pen(theme))
        painter.drawLine(QPointF(corner.x(), middle), QPointF(corner.x() + SAMPLE, middle))
    if line.keep_dots or (line.dot_size and not line.width):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(line.ink(theme))
        painter.drawEllipse(QPointF(corner.x() + SAMPLE / 2, middle), line.dot_size / 2, line.dot_size / 2)
    painter.setPen(theme.text)
    painter.setFont(interface_font(11))
    place = QRectF(corner.x() + SAMPLE + GAP, corner.y(), 400, HEIGHT)
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line.name)
    painter.restore()
