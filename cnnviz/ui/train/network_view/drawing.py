"""The small drawing of the network above the table; a click goes to the row."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.text import tr
from cnnviz.ui.painting.network_blocks import Block, block_rects, paint_network
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.network_view.roles import blocks_of, shape_text

HEIGHT = 96
NEAR = 4  # pixels beside a thin block that count as on it


class NetworkDrawing(QWidget):
    """`chosen` carries the row that was clicked at."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._draft: NetworkDraft | None = None
        self._blocks: list[Block] = []
        self._current: int | None = None
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Drawing of the network"))

    def show_draft(self, draft: NetworkDraft, current: int | None) -> None:
        """Draw another draft, with one row chosen."""
        if draft is not self._draft:
            self._draft, self._blocks = draft, blocks_of(draft)
            shapes = [f"{line.row.name} {shape_text(line)}".strip() for line in draft.lines]
            self.setAccessibleDescription(", ".join(shapes))
        self._current = current
        self.update()

    def row_at(self, x: float, y: float) -> int | None:
        """The row whose block is at a place, or nearest to it in width; None beside all of them."""
        rects = self._rects()
        distances = [max(rect.left() - x, x - rect.right(), 0.0) for rect in rects[1:]]
        if not distances or min(distances) > NEAR:
            return None
        return distances.index(min(distances))

    def place_of(self, row: int) -> QRectF:
        """Where the block of a row is."""
        return self._rects()[row + 1]

    def _rects(self) -> list[QRectF]:
        return block_rects(self._blocks, QRectF(self.rect())) if self._blocks else []

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        chosen = None if self._current is None else self._current + 1
        paint_network(painter, QRectF(self.rect()), self._blocks, theme_of(self), chosen)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().x(), event.position().y())
        if row is not None:
            self.chosen.emit(row)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._draft is not None:
            row = self.row_at(event.pos().x(), event.pos().y())
            text = tr("Height: side of the maps. Width: how many there are. Both on a square-root scale.")
            if row is not None:
                line = self._draft.lines[row]
                text = f"{line.row.name} ({line.row.kind}) {shape_text(line)}\n{text}"
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)
