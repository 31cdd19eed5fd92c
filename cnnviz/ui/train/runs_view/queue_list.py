"""The runs of the queue, in their order: what each is, and how it stands."""

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from cnnviz.history.run_queue import FAILED, FINISHED, RUNNING, STOPPED, WAITING, QueuedRun, RunQueue
from cnnviz.text import mark, tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.runs_view.entry_painter import paint_ground

QUEUED = Qt.ItemDataRole.UserRole
HEIGHT, PAD, PLACE_WIDTH = 26, 8, 24
_STATES = {
    WAITING: mark("waiting"),
    RUNNING: mark("running"),
    FINISHED: mark("finished"),
    STOPPED: mark("stopped"),
    FAILED: mark("failed"),
}


class QueueList(QListWidget):
    """Shows a `RunQueue`. `move_wanted` carries a run's number and by how many places (Alt+↑, Alt+↓), `remove_wanted`
    its number (Delete).
    """

    move_wanted = Signal(int, int)
    remove_wanted = Signal(int)
    chosen_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_QueuePainter(self))
        self.setAccessibleName(tr("Runs in the queue"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.currentItemChanged.connect(lambda *_: self.chosen_changed.emit())

    def show_queue(self, queue: RunQueue) -> None:
        """Show the runs of `queue`; the chosen one stays chosen. Sends nothing."""
        chosen = self.chosen
        with QSignalBlocker(self):
            while self.count() > len(queue.runs):
                self.takeItem(self.count() - 1)
            while self.count() < len(queue.runs):
                self.addItem(QListWidgetItem())
            for row, run in enumerate(queue.runs):
                item = self.item(row)
                item.setData(QUEUED, run)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{run.setup.name}, {words(run)}")
                item.setToolTip("\n".join(text for text in (run.setup.name, words(run), run.reason) if text))
                if chosen is not None and run.number == chosen.number:
                    self.setCurrentRow(row)
        self.viewport().update()

    @property
    def chosen(self) -> QueuedRun | None:
        """The run of the row that is chosen."""
        item = self.currentItem()
        return cast(QueuedRun, item.data(QUEUED)) if item is not None else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen, key = self.chosen, event.key()
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        if chosen is not None and by and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_wanted.emit(chosen.number, by)
        elif chosen is not None and key == Qt.Key.Key_Delete:
            self.remove_wanted.emit(chosen.number)
        else:
            super().keyPressEvent(event)


def words(run: QueuedRun) -> str:
    """How a run of the queue stands."""
    state = tr(_STATES[run.state])
    return f"{state} {100 * run.share:.0f} %" if run.state in (RUNNING, STOPPED) else state


class _QueuePainter(QStyledItemDelegate):
    """Place, name, state; the one that is on has a bar below."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, run = theme_of(option.widget), cast(QueuedRun, index.data(QUEUED))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, option, theme)
        area = QRectF(option.rect).adjusted(PAD, 0, -PAD, 0)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(number_font(11))
        painter.setPen(theme.muted)
        painter.drawText(area, left | middle, f"{index.row() + 1}")
        painter.setFont(interface_font(11))
        state = words(run)
        alarming, calm = theme.warning, theme.muted
        painter.setPen({FAILED: alarming, RUNNING: theme.accent, FINISHED: theme.output}.get(run.state, calm))
        painter.drawText(area, right | middle, state)
        room = area.adjusted(PLACE_WIDTH, 0, -QFontMetricsF(painter.font()).horizontalAdvance(state) - PAD, 0)
        painter.setFont(interface_font(12))
        painter.setPen(calm if run.state in (FINISHED, STOPPED, FAILED) else theme.text)
        name = QFontMetricsF(painter.font()).elidedText(run.setup.name, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, left | middle, name)
        if run.state == RUNNING:
            track = QRectF(room.left(), area.bottom() - 4, area.right() - room.left(), 2)
            painter.fillRect(track, theme.line)
            painter.fillRect(QRectF(track.left(), track.top(), track.width() * run.share, 2), theme.accent)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, HEIGHT)
