"""Draws a run in the list: a check box above a piece of its line, name and score, and a muted line on the rest."""

from typing import Any, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.theme import Theme, theme_of
from cnnviz.ui.train.plots.line import nth_line
from cnnviz.ui.train.runs_view.entries import MOST_COMPARED, Entry

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
HEIGHT, BOX, PAD, SAMPLE, LINE_TOP = 46, 14, 9, 20, 32
NAME_LINE = QRect(0, 5, 0, 18)
LEFT, MIDDLE = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter


class EntryPainter(QStyledItemDelegate):
    """Paints an `Entry`; a click on the box, or the space key, checks it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines = [nth_line(number, "", 2.5) for number in range(MOST_COMPARED)]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = option.widget
        theme = theme_of(view)
        area = option.rect
        entry: Entry = index.data(ENTRY)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, option, theme)
        self._paint_box(painter, area, index, theme)
        if entry.line is not None:
            painter.setPen(self._lines[entry.line].pen(theme))
            left, middle = area.left() + PAD + BOX / 2 - SAMPLE / 2, area.top() + LINE_TOP + 0.5
            painter.drawLine(QPointF(left, middle), QPointF(left + SAMPLE, middle))
        left = text_left(area)
        self._paint_words(painter, area.adjusted(left - area.left(), 0, -PAD, 0), entry, theme)
        painter.restore()

    def _paint_box(self, painter: QPainter, area: QRect, index: Index, theme: Theme) -> None:
        """As the style sheet paints the check boxes of forms."""
        box = QRectF(box_place(area)).adjusted(0.5, 0.5, -0.5, -0.5)
        checked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked
        painter.setPen(theme.accent if checked else theme.muted)
        painter.setBrush(theme.accent if checked else theme.panel)
        painter.drawRoundedRect(box, 4, 4)
        if checked:
            painter.setPen(QPen(theme.on_accent, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            places = ((0.22, 0.52), (0.43, 0.73), (0.79, 0.29))
            painter.drawPolyline([QPointF(box.left() + x * BOX, box.top() + y * BOX) for x, y in places])

    def _paint_words(self, painter: QPainter, area: QRect, entry: Entry, theme: Theme) -> None:
        name_font, score_font, small = _weighted(interface_font(13), entry.shown), number_font(12), interface_font(11)
        top = QRectF(area.left(), area.top() + NAME_LINE.top(), area.width(), NAME_LINE.height())
        below = QRectF(area.left(), top.bottom(), area.width(), 17)
        score_width = QFontMetricsF(score_font).horizontalAdvance(entry.score) + 1 if entry.score else 0
        part_width = QFontMetricsF(small).horizontalAdvance(entry.score_of) + 4 if entry.score else 0
        right = Qt.AlignmentFlag.AlignRight | MIDDLE
        painter.setPen(theme.text)
        painter.setFont(score_font)
        painter.drawText(top.adjusted(0, 0, -part_width, 0), right, entry.score)
        painter.setFont(name_font)
        _draw(painter, top.adjusted(0, 0, -score_width - part_width - 6, 0), entry.name)
        painter.setFont(small)
        painter.setPen(theme.muted)
        painter.drawText(top, right, entry.score_of)
        state_width = QFontMetricsF(small).horizontalAdvance(entry.state)
        date_width = QFontMetricsF(small).horizontalAdvance(entry.date)
        painter.drawText(below, right, entry.date)
        _draw(painter, below.adjusted(state_width, 0, -date_width - 6, 0), f" · {entry.details}")
        alarming = entry.summary.state == "failed" or not entry.is_sound
        painter.setPen(theme.accent if entry.is_on else theme.warning if alarming else theme.muted)
        _draw(painter, below, entry.state)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """A release of the button on the box checks or unchecks."""
        if event.type() == QEvent.Type.MouseButtonRelease:
            click = cast(QMouseEvent, event)
            area = option.rect
            zone = QRect(area.left(), area.top(), text_left(area) - area.left(), HEIGHT)
            if click.button() is Qt.MouseButton.LeftButton and zone.contains(click.position().toPoint()):
                toggle(model, index)
                return True
        return False

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        line.setProperty("tight", True)
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        cast(QLineEdit, editor).setText(index.data(ENTRY).name)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        area = option.rect
        editor.setGeometry(QRect(text_left(area) - 4, area.top() + 2, area.right() - text_left(area), 24))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, HEIGHT)


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, theme: Theme) -> None:
    """The ground of a row: one that is chosen, or under the pointer, or has the keys."""
    state = option.state
    area = QRectF(option.rect).adjusted(1, 1, -1, -1)
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    if chosen or state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent_soft if chosen else theme.background)
        painter.drawRoundedRect(area, 6, 6)
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(theme.accent)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


def toggle(model: QAbstractItemModel, index: Index) -> None:
    """Check what is not checked, and the other way round."""
    role: Any = Qt.ItemDataRole.CheckStateRole
    checked = Qt.CheckState(index.data(role)) is Qt.CheckState.Checked
    model.setData(index, (Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked).value, role)


def box_place(area: QRect) -> QRect:
    """Where the check box of a row is."""
    return QRect(area.left() + PAD, area.top() + 7, BOX, BOX)


def text_left(area: QRect) -> int:
    """Where the words of a row begin."""
    return area.left() + 2 * PAD + BOX + 2


def _weighted(font: QFont, heavy: bool) -> QFont:
    font.setWeight(QFont.Weight.DemiBold if heavy else QFont.Weight.Normal)
    return font


def _draw(painter: QPainter, area: QRectF, text: str) -> None:
    shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, LEFT | MIDDLE, shown)
