"""The rows of a followed number on the screen: pointing reads a term, a click or Enter follows its number."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from cnnviz.text import tr
from cnnviz.ui.painting.follow_parts import paint_rows
from cnnviz.ui.painting.follow_rows import RowsLayout, Spot
from cnnviz.ui.painting.followed_picture import FollowedPicture
from cnnviz.ui.theme import theme_of

BAR = 12  # kept free for the scroll bar, whether it is there or not


class PartsView(QWidget):
    """As high as its rows need. `pointed` carries the Spot that is read, or None; `chosen` the Cell to be followed."""

    pointed = Signal(object)
    chosen = Signal(object)
    reached = Signal(QRectF)  # the row that the keys have come to

    def __init__(self) -> None:
        super().__init__()
        self._picture: FollowedPicture | None = None
        self._layout: RowsLayout | None = None
        self._spot: Spot | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("What the number was made of"))
        self.setToolTip(tr("Click a number, or reach it with the arrow keys and press Enter, to follow it."))

    def layout_shown(self) -> RowsLayout | None:
        """Where the rows lie."""
        return self._layout

    def spot(self) -> Spot | None:
        """The number that is read."""
        return self._spot

    def show_picture(self, picture: FollowedPicture, layout: RowsLayout) -> None:
        """Draw these rows; what was pointed at stays so where it still is."""
        before = self._picture
        self._picture, self._layout = picture, layout
        if before is None or before.followed.cell != picture.followed.cell:
            self._spot = None
        self.setFixedSize(layout.width, max(1, layout.height))
        self.pointed.emit(self._spot)
        self.update()

    def _point(self, spot: Spot | None) -> None:
        if spot != self._spot:
            self._spot = spot
            self.pointed.emit(spot)
            self.update()
        cell = self._cell(spot)
        self.setCursor(Qt.CursorShape.ArrowCursor if cell is None else Qt.CursorShape.PointingHandCursor)

    def _cell(self, spot: Spot | None) -> object:
        """The cell of the number at a spot; None where there is none, and of padding."""
        if self._picture is None or spot is None:
            return None
        return self._picture.followed.parts[spot.part].cell(spot.row, spot.column)

    def _choose(self, spot: Spot | None) -> None:
        cell = self._cell(spot)
        if cell is not None:
            self.chosen.emit(cell)

    def _step(self, down: int, across: int) -> None:
        """Let the keys go on by a row or a column; at the end of a patch they go on to the next part."""
        if self._layout is None or self._picture is None or not self._layout.order:
            return
        order = list(self._layout.order)
        if self._spot is None:
            target = Spot(order[0], 0, 0)
        else:
            rows, columns = self._picture.followed.parts[self._spot.part].left.shape
            row, column = self._spot.row + down, self._spot.column + across
            index = order.index(self._spot.part)
            if not 0 <= row < rows:
                index, row = index + down, 0 if down > 0 else rows - 1
            if not (0 <= index < len(order) and 0 <= column < columns):
                return
            target = Spot(order[index], row, column)
        self._point(target)
        self.reached.emit(self._layout.row(order.index(target.part)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None or self._layout is None:
            return
        painter = QPainter(self)
        visible = self._layout.rows_between(event.rect().top(), event.rect().bottom())
        paint_rows(painter, self._layout, self._picture, theme_of(self), visible, self._spot)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._layout is not None:
            self._point(self._layout.spot_at(event.position().x(), event.position().y()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._layout is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._layout.spot_at(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if not self.underMouse():
            self._point(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in steps:
            self._step(*steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._spot)
        else:
            event.ignore()


class PartsArea(QScrollArea):
    """Scrolls the rows where they are too many. `resized` says that there is another room for them."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.view = PartsView()
        self.setWidget(self.view)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.view.setAutoFillBackground(False)
        self.view.reached.connect(lambda row: self.ensureVisible(0, int(row.center().y()), 0, int(row.height())))

    @property
    def room(self) -> tuple[int, int]:
        """Pixels across and down that the rows have."""
        return max(1, self.width() - BAR), max(1, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
