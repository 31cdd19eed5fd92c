"""Paints the cells of the table of rows; where a row cannot work, the reason over all cells that have no numbers."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.icons import icon
from cnnviz.ui.painting.network_blocks import role_colour
from cnnviz.ui.theme import Theme, theme_of
from cnnviz.ui.train.network_view.roles import role_of
from cnnviz.ui.train.network_view.rows_model import LAYER, OUTPUT, SETTINGS, RowsModel

ROW, AIR, SIGN = 26, 6, 14  # pixels
CHIP = 8
WRAPPED = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignVCenter)


class RowDelegate(QStyledItemDelegate):
    """One cell a time. `height` says how high a row with a reason must be for all of it to be read."""

    def __init__(self, view: QWidget, model: RowsModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def height(self, row: int, room: int) -> int:
        """Of a row whose reason has `room` pixels in width."""
        text = self.trouble(row)
        if not text:
            return ROW
        width = room - 2 * AIR - SIGN - 6
        needed = QFontMetrics(interface_font(11)).boundingRect(QRect(0, 0, width, 10_000), WRAPPED, text)
        return max(ROW, needed.height() + 10)

    def trouble(self, row: int) -> str:
        """What a row says instead of numbers."""
        line = self._model.line(row)
        if line.problem:
            return line.problem
        return tr("waits for {name}", name=line.waits_for) if line.waits_for else ""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = theme_of(self._view)
        area, row, column = option.rect, index.row(), index.column()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(area)
        line = self._model.line(row)
        ground = theme.accent_soft if selected else theme.warning_soft if line.problem else theme.panel
        painter.fillRect(area, ground)
        painter.setPen(QPen(theme.line, 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if column == LAYER:
            self._paint_name(painter, area, row, theme)
        elif column == SETTINGS:
            self._paint_settings(painter, area, row, theme)
        elif column == OUTPUT and self.trouble(row):
            self._paint_trouble(painter, area, row, theme)
        else:
            colour = theme.text if column == OUTPUT else theme.muted
            _write(painter, area, self._model.text(row, column), number_font(12), colour, right=True)
        painter.restore()

    def _paint_name(self, painter: QPainter, area: QRect, row: int, theme: Theme) -> None:
        colour = role_colour(role_of(self._model.draft, row), theme)
        chip = QRectF(area.left() + AIR, area.center().y() - CHIP / 2 + 0.5, CHIP, CHIP)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(chip, 2, 2)
        inside = area.adjusted(CHIP + AIR, 0, 0, 0)
        _write(painter, inside, self._model.text(row, LAYER), bold(interface_font(12)), theme.text)

    def _paint_settings(self, painter: QPainter, area: QRect, row: int, theme: Theme) -> None:
        """With a sign where there is a word of caution; the form and the tooltip say it."""
        inside = area
        if self._model.line(row).note:
            sign = icon("info", theme.warning, size=SIGN).pixmap(SIGN, SIGN)
            painter.drawPixmap(area.right() - SIGN - AIR, area.center().y() - SIGN // 2, sign)
            inside = area.adjusted(0, 0, -SIGN - AIR, 0)
        _write(painter, inside, self._model.text(row, SETTINGS), interface_font(12), theme.text)

    def _paint_trouble(self, painter: QPainter, area: QRect, row: int, theme: Theme) -> None:
        problem = bool(self._model.line(row).problem)
        inside = area.adjusted(AIR, 0, -AIR, 0)
        if problem:
            sign = icon("warning", theme.warning, size=SIGN).pixmap(SIGN, SIGN)
            painter.drawPixmap(inside.left(), area.center().y() - SIGN // 2, sign)
            inside.adjust(SIGN + 6, 0, 0, 0)
        painter.setFont(interface_font(11))
        painter.setPen(theme.warning if problem else theme.muted)
        painter.drawText(inside, WRAPPED, self.trouble(row))


def bold(font: QFont) -> QFont:
    """The same font, for names."""
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _write(painter: QPainter, area: QRect, text: str, font: QFont, colour: QColor, right: bool = False) -> None:
    """One line, shortened at its end where it does not fit."""
    inside = area.adjusted(AIR, 0, -AIR, 0)
    painter.setFont(font)
    painter.setPen(colour)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
    painter.drawText(inside, side | Qt.AlignmentFlag.AlignVCenter, shown)
