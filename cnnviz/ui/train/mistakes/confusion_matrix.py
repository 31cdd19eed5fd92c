"""The confusion matrix on the screen: hovering or the arrow keys read a cell, a click or Enter chooses it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.engine.arrays import Array
from cnnviz.history.confusion import precision, recall
from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.painting.confusion import Matrix, MatrixPainter, plan_of, share_text
from cnnviz.ui.painting.matrix_plan import MatrixPlan, Place
from cnnviz.ui.theme import theme_of

Cell = tuple[int, int]
ARROWS = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip


class ConfusionMatrix(QWidget):
    """Counts (K, K) of true classes down and predicted ones across.

    `chosen` carries (true class, predicted class), or None when the choice is taken back; `read` a sentence on what is
    under the pointer or the keys, "" where nothing is.
    """

    chosen = Signal(object)
    read = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._matrix: Matrix | None = None
        self._plan: MatrixPlan | None = None
        self._picture: QPixmap | None = None
        self._painter = MatrixPainter()
        self._hover: Place | None = None
        self._selected: Cell | None = None
        self._cursor: Cell = (0, 0)
        self.setAccessibleName(tr("Confusion matrix"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def matrix(self) -> Matrix | None:
        """What is shown."""
        return self._matrix

    @property
    def plan(self) -> MatrixPlan | None:
        """Where its parts lie."""
        return self._plan

    @property
    def selected(self) -> Cell | None:
        """The chosen cell: true class, predicted class."""
        return self._selected

    def show_counts(self, counts: Array, names: Sequence[str]) -> None:
        if self._matrix is not None and len(self._matrix.counts) != len(counts):
            self._selected, self._cursor = None, (0, 0)
        self._matrix = Matrix(counts, names)
        right = int(counts.diagonal().sum())
        self.setAccessibleDescription(
            tr("{right} of {total} pictures are right.", right=count(right), total=count(int(counts.sum())))
        )
        self._rebuild()
        self.read.emit(self.sentence(self._hover))

    def clear(self) -> None:
        self._matrix = self._plan = self._picture = self._hover = self._selected = None
        self._cursor = (0, 0)
        self.update()

    def select(self, cell: Cell | None) -> None:
        """Choose a cell without sending `chosen`."""
        self._selected = cell
        self._cursor = cell or self._cursor
        self.update()

    def sentence(self, place: Place | None) -> str:
        """What stands at a place, in words: a cell, a row (its column is None) or a column (its row is None)."""
        if self._matrix is None or place is None:
            return ""
        (row, column), counts, names = place, self._matrix.counts, self._matrix.names
        if row is not None and column is not None:
            part, total = int(counts[row, column]), int(counts[row].sum())
            return tr("true {true}, predicted {predicted}: {part} of {total} ({share} %)", true=names[row],
                      predicted=names[column], part=count(part), total=count(total),
                      share=share_text(part / total if total else float("nan")))  # fmt: skip
        if row is not None:
            return tr("true {name}: {total} pictures, {share} % of them recognised (recall)", name=names[row],
                      total=count(int(counts[row].sum())), share=share_text(recall(counts)[row]))  # fmt: skip
        if column is None:
            return ""
        return tr("predicted {name}: {total} pictures, {share} % of them rightly (precision)", name=names[column],
                  total=count(int(counts[:, column].sum())), share=share_text(precision(counts)[column]))  # fmt: skip

    def _rebuild(self) -> None:
        self._picture = None
        self._plan = None if self._matrix is None else plan_of(self._matrix, self.width(), self.height())
        self.update()

    def _drawn(self, matrix: Matrix, plan: MatrixPlan) -> QPixmap:
        """The matrix without marks: hovering need not draw it again."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self._painter.paint(painter, matrix, plan, theme_of(self))
        painter.end()
        return picture

    def _hover_at(self, place: Place | None) -> None:
        if place != self._hover:
            self._hover = place
            self.update()
            self.read.emit(self.sentence(place))

    def _choose(self, cell: Cell | None) -> None:
        self.select(None if cell == self._selected else cell)
        self.chosen.emit(self._selected)

    def _paint_marks(self, painter: QPainter, plan: MatrixPlan) -> None:
        theme = theme_of(self)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._hover is not None:
            row, column = self._hover
            painter.setPen(QPen(theme.text, 1))
            if row is not None:
                first, last = plan.cell(row, 0), plan.cell(row, plan.classes - 1)
                painter.drawRect(QRectF(first.topLeft(), last.bottomRight()))
            if column is not None:
                first, last = plan.cell(0, column), plan.cell(plan.classes - 1, column)
                painter.drawRect(QRectF(first.topLeft(), last.bottomRight()))
        if self.hasFocus():
            painter.setPen(QPen(theme.accent, 1, Qt.PenStyle.DashLine))
            painter.drawRect(plan.cell(*self._cursor).adjusted(-2, -2, 2, 2))
        if self._selected is not None:
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRect(plan.cell(*self._selected).adjusted(0, 0, 0, 0))

    def sizeHint(self) -> QSize:
        return QSize(440, 380)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._matrix is None or self._plan is None:
            return
        if self._picture is None or self._picture.devicePixelRatio() != self.devicePixelRatioF():
            self._picture = self._drawn(self._matrix, self._plan)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        self._paint_marks(painter, self._plan)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._rebuild()
        super().resizeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        self._hover_at(self._plan.place_at(at.x(), at.y()) if self._plan is not None else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        place = self._plan.place_at(at.x(), at.y()) if self._plan is not None else None
        if event.button() == Qt.MouseButton.LeftButton and place is not None and None not in place:
            row, column = place
            assert row is not None and column is not None
            self._cursor = (row, column)
            self._choose((row, column))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._matrix is None:
            event.ignore()
        elif key in ARROWS:
            last = len(self._matrix.counts) - 1
            row, column = (at + by for at, by in zip(self._cursor, ARROWS[key], strict=True))
            self._cursor = (min(max(row, 0), last), min(max(column, 0), last))
            self._hover_at(self._cursor)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._cursor)
        elif key == Qt.Key.Key_Escape and self._selected is not None:
            self._choose(None)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hover_at(None)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._plan is not None:
            point: QPoint = event.pos()
            QToolTip.showText(event.globalPos(), self.sentence(self._plan.place_at(point.x(), point.y())), self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._rebuild()
        super().changeEvent(event)
