"""The table of a comparison: what differs first and marked, then the results, then what is the same, folded away."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from cnnviz.history.comparison import DIFFERENT, RESULT, SAME, Comparison, Row
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.theme import Theme, theme_of
from cnnviz.ui.train.plots.line import nth_line

ROW_HEIGHT, LABEL_WIDTH, LEAST_COLUMN = 24, 176, 124
SAMPLE = QSize(22, 12)
DIFFERS, EQUAL = "≠", "="


class ComparisonTable(QTableWidget):
    """A row for each setting and result, a column for each run. Cells are chosen with mouse and keys, and copied."""

    def __init__(self) -> None:
        super().__init__()
        self._comparison = Comparison((), ())
        self._lines: Sequence[int] = ()
        self._same_shown = False
        self.setAccessibleName(tr("Settings and results of the runs"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setIconSize(SAMPLE)
        sides, top = self.verticalHeader(), self.horizontalHeader()
        sides.setDefaultSectionSize(ROW_HEIGHT)
        sides.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        sides.setFixedWidth(LABEL_WIDTH)
        sides.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        top.setMinimumSectionSize(LEAST_COLUMN)
        top.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        top.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        top.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        sides.setTextElideMode(Qt.TextElideMode.ElideRight)
        top.setHighlightSections(False)
        sides.setHighlightSections(False)

    def show_comparison(self, comparison: Comparison, lines: Sequence[int], same_shown: bool) -> None:
        """Show a comparison, with `same_shown` what is the same in all, too; `lines` are numbers of lines."""
        self._comparison, self._lines, self._same_shown = comparison, lines, same_shown
        self._fill()

    def texts(self) -> list[list[str]]:
        """What the rows say, label first."""
        labels = [self.verticalHeaderItem(row) for row in range(self.rowCount())]
        cells = [[self.item(row, column) for column in range(self.columnCount())] for row in range(self.rowCount())]
        return [[item.text() for item in (label, *row) if item] for label, row in zip(labels, cells, strict=True)]

    def _fill(self) -> None:
        kinds = (DIFFERENT, RESULT, SAME) if self._same_shown else (DIFFERENT, RESULT)
        rows = [row for kind in kinds for row in self._comparison.of_kind(kind)]
        theme = theme_of(self)
        self.setRowCount(len(rows))
        self.setColumnCount(len(self._comparison.names))
        for column, (name, line) in enumerate(zip(self._comparison.names, self._lines, strict=True)):
            item = QTableWidgetItem(QIcon(_sample(line, theme, self.devicePixelRatio())), name)
            item.setToolTip(name)
            self.setHorizontalHeaderItem(column, item)
        for place, row in enumerate(rows):
            self._fill_row(place, row, theme)

    def _fill_row(self, place: int, row: Row, theme: Theme) -> None:
        several = len(row.cells) > 1
        sign = "" if row.kind == RESULT or not several else DIFFERS if row.kind == DIFFERENT else EQUAL
        head = QTableWidgetItem(f"{sign} {row.label}" if sign else row.label)
        head.setToolTip(_help(row))
        self.setVerticalHeaderItem(place, head)
        for column, text in enumerate(row.texts()):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            font = interface_font(12)
            strong = column in row.best or (row.kind == DIFFERENT and several)
            font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
            item.setFont(font)
            if row.kind == DIFFERENT:
                item.setBackground(theme.accent_soft)
            if column in row.best:
                item.setForeground(theme.output)
            elif row.kind == SAME:
                item.setForeground(theme.muted)
            self.setItem(place, column, item)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_comparison"):
            self._fill()
        super().changeEvent(event)


def _help(row: Row) -> str:
    if row.kind == DIFFERENT:
        return tr("{label}: set differently", label=row.label)
    if row.kind == SAME:
        return tr("{label}: the same in all", label=row.label)
    return row.label


def _sample(number: int, theme: Theme, dense: float) -> QPixmap:
    """A piece of the line with that number."""
    pixmap = QPixmap(SAMPLE * dense)
    pixmap.setDevicePixelRatio(dense)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setPen(nth_line(number, "", 2.5).pen(theme))
    middle = QRect(0, 0, SAMPLE.width(), SAMPLE.height()).center().y()
    painter.drawLine(0, middle, SAMPLE.width(), middle)
    painter.end()
    return pixmap
