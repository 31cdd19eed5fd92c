"""The bar of the time machine: a tick for each snapshot, and a handle at the moment that is shown."""

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.painting.colours import fill
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.past.scrub_axis import ScrubAxis

HEIGHT, GROOVE, TICK, HANDLE = 34, 12.0, 7.0, 6.0  # of the whole; centre of the groove; half a tick; radius
SIDE = 8.0
CLOSEST = 3.0  # pixels between two ticks that can be told apart
MARK_ROOM = 58.0


class ScrubBar(QWidget):
    """`picked` carries the index of the snapshot that a person points at; None as moment is now, at the right end."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.axis = ScrubAxis()
        self.index: int | None = None
        self._steps_per_epoch = 0
        self._words = ""
        self._marks: list[tuple[float, str]] = []
        self._ticks: list[float] = []
        self.setAccessibleName(tr("Moment of the run"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)

    def show_axis(self, axis: ScrubAxis, steps_per_epoch: int, empty: str) -> None:
        """Show these snapshots, or the sentence `empty` where there are none."""
        self.axis, self._steps_per_epoch, self._words = axis, steps_per_epoch, empty
        self._arrange()

    def show_index(self, index: int | None) -> None:
        """Show the moment."""
        if index != self.index:
            self.index = index
            step = self.axis.steps[index] if index is not None else None
            self.setAccessibleDescription(tr("now") if step is None else tr("step {step}", step=count(step)))
            self.update()

    def x_of(self, index: int) -> float:
        """Where the tick of a snapshot is, in pixels."""
        return SIDE + self.axis.share(index) * self._length

    @property
    def _length(self) -> float:
        return max(1.0, self.width() - 2 * SIDE)

    def _arrange(self) -> None:
        """Ticks that can be told apart, and names of some."""
        self._ticks = []
        for index in range(len(self.axis.steps)):
            x = self.x_of(index)
            if not self._ticks or x - self._ticks[-1] >= CLOSEST:
                self._ticks.append(x)
        self._marks = self.axis.marks(self._steps_per_epoch, self._length, MARK_ROOM)
        self.update()

    def _index_at(self, x: float) -> int:
        return self.axis.index_at((x - SIDE) / self._length)

    def _pick(self, x: float) -> None:
        index = self._index_at(x)
        if self.axis.steps and index != self.index:
            self.picked.emit(index)

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.axis.steps:
            painter.setFont(interface_font(11))
            painter.setPen(theme.muted)
            words = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignVCenter, words)
        else:
            self._paint_ticks(painter)
            self._paint_handle(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()

    def _paint_ticks(self, painter: QPainter) -> None:
        theme = theme_of(self)
        fill(painter, QRectF(SIDE, GROOVE - 2, self._length, 4), theme.line)
        end = SIDE + self._length if self.index is None else self.x_of(self.index)
        passed = QColor(theme.accent)
        passed.setAlphaF(0.45)
        fill(painter, QRectF(SIDE, GROOVE - 2, end - SIDE, 4), passed)
        quiet = QColor(theme.muted)
        quiet.setAlphaF(0.6)
        painter.setPen(QPen(quiet, 1))
        painter.drawLines([QLineF(x, GROOVE - TICK, x, GROOVE + TICK) for x in _whole(self._ticks)])
        painter.setFont(interface_font(10))
        painter.setPen(theme.muted)
        for share, words in self._marks:
            width = painter.fontMetrics().horizontalAdvance(words) + 2
            left = min(max(0.0, SIDE + share * self._length - width / 2), self.width() - width)
            painter.drawText(QRectF(left, HEIGHT - 14, width, 13), Qt.AlignmentFlag.AlignCenter, words)

    def _paint_handle(self, painter: QPainter) -> None:
        """Orange in the past; where it is now, a smaller one in the colour of what is on."""
        theme = theme_of(self)
        x = SIDE + self._length if self.index is None else self.x_of(self.index)
        colour, radius = (theme.accent, HANDLE - 1) if self.index is None else (theme.kernel, HANDLE)
        painter.setPen(QPen(colour, 2))
        painter.setBrush(theme.panel)
        painter.drawEllipse(QPointF(x, GROOVE), radius, radius)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pick(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._pick(event.position().x())
        if self.axis.steps:
            step = self.axis.steps[self._index_at(event.position().x())]
            QToolTip.showText(event.globalPosition().toPoint(), tr("step {step}", step=count(step)), self)

    def resizeEvent(self, event: QEvent) -> None:
        self._arrange()


def _whole(places: list[float]) -> list[float]:
    """Places of lines of one pixel that stay sharp."""
    return [int(x) + 0.5 for x in places]
