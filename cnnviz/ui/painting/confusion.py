"""Draws a confusion matrix: shares of the rows as colours, counts where there is room, names, sums and rates."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from cnnviz.engine.arrays import Array
from cnnviz.history.confusion import precision, recall, row_shares
from cnnviz.numbers import number
from cnnviz.text import tr
from cnnviz.traces.ranges import rounded_up
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.colours import rgb_image, text_on
from cnnviz.ui.painting.matrix_plan import GAP, ROW, TITLE, MatrixPlan, plan_matrix
from cnnviz.ui.painting.shades import STEPS, shade_table
from cnnviz.ui.painting.texts import Texts
from cnnviz.ui.theme import Theme

SMALLEST, LARGEST = 8, 13  # pixels of the counts
NAME, SUM = 11, 10
GRID_FROM = 6  # pixels of a cell from which on there are lines between them


@dataclass(frozen=True, eq=False)
class Matrix:
    """Counts (K, K), true classes down, predicted ones across, with the names of the classes."""

    counts: Array
    names: Sequence[str]

    @property
    def shares(self) -> Array:
        """Each count as a share of its row."""
        return row_shares(self.counts)

    @property
    def mistakes_limit(self) -> float:
        """The share of a row at which the colours of mistakes end."""
        wrong = self.shares * (1 - np.eye(len(self.counts)))
        return min(1.0, rounded_up(float(wrong.max()))) if wrong.any() else 1.0


def right_colours(theme: Theme) -> tuple[QColor, QColor]:
    """From no picture of a class to all, on the diagonal."""
    return theme.panel, theme.output


def wrong_colours(theme: Theme) -> tuple[QColor, QColor]:
    """From no picture of a class to the largest share that is mistaken, beside the diagonal."""
    return theme.panel, theme.warning


def plan_of(matrix: Matrix, width: float, height: float) -> MatrixPlan:
    """Where the parts lie in so many pixels."""
    names, numbers = QFontMetricsF(interface_font(NAME)), QFontMetricsF(number_font(SUM))
    widest = max(names.horizontalAdvance(name) for name in matrix.names) + 2
    total = numbers.horizontalAdvance(str(int(matrix.counts.sum(axis=0).max(initial=0))))
    beside = max(names.horizontalAdvance(text) for text in (*_titles_beside(), "100.0")) + 8
    below = max(names.horizontalAdvance(text) for text in _titles_below()) + 2
    return plan_matrix(
        len(matrix.counts), (width, height), widest, max(total, numbers.horizontalAdvance("99.9")), (beside, below)
    )


def cell_colours(matrix: Matrix, theme: Theme) -> Array:
    """Bytes (K, K, 3): the diagonal from 0 to 1, all others from 0 to the largest share of mistakes."""
    shares = matrix.shares
    diagonal = np.eye(len(shares), dtype=bool)
    levels = np.where(diagonal, shares, shares / matrix.mistakes_limit).clip(0, 1)
    index = np.ceil(levels * (STEPS - 1)).astype(np.intp)  # what is not nothing never looks like it
    right, wrong = shade_table(*right_colours(theme)), shade_table(*wrong_colours(theme))
    return np.asarray(np.where(diagonal[:, :, None], right[index], wrong[index]))


def share_text(share: float) -> str:
    """A share in per cent with one decimal; a dash where there is nothing to take a share of.

    >>> share_text(0.9846), share_text(1.0), share_text(math.nan)
    ('98.5', '100', '–')
    """
    if math.isnan(share):
        return "–"
    return "100" if share == 1 else number(min(100 * share, 99.9), 1)


class MatrixPainter:
    """Draws matrices; what they have in common (names, numbers that come again) is laid out once."""

    def __init__(self) -> None:
        self._names, self._sums = Texts(interface_font(NAME)), Texts(number_font(SUM))
        self._counts = self._sums

    def paint(self, painter: QPainter, matrix: Matrix, plan: MatrixPlan, theme: Theme) -> None:
        """Draw it all; what is hovered or chosen is not part of it."""
        colours = cell_colours(matrix, theme)
        whole = QRectF(plan.left, plan.top, plan.right - plan.left, plan.bottom - plan.top)
        painter.drawImage(whole, rgb_image(colours).convertToFormat(QImage.Format.Format_RGB32))
        _draw_grid(painter, plan, theme)
        self._draw_counts(painter, matrix, plan, colours)
        painter.setPen(theme.muted)
        self._write(painter, self._names, QRectF(plan.left, 0, whole.width(), TITLE), tr("predicted class"))
        self._write_up(painter, QRectF(0, plan.top, TITLE, whole.height()), tr("true class"), 0.5)
        self._draw_names(painter, matrix, plan, theme)
        if plan.sums:
            self._draw_sums_beside(painter, matrix, plan, theme)
        if plan.sums_below:
            self._draw_sums_below(painter, matrix, plan, theme)

    def _draw_counts(self, painter: QPainter, matrix: Matrix, plan: MatrixPlan, colours: Array) -> None:
        digits = len(str(int(matrix.counts.max())))
        size = int(min(0.8 * plan.width / max(2, digits) / 0.6, 0.62 * plan.height, LARGEST))
        if size < SMALLEST:
            return
        if self._counts.font.pixelSize() != size:
            self._counts = Texts(number_font(size))
        for row, column in np.argwhere(matrix.counts):
            painter.setPen(text_on(QColor(*(int(part) for part in colours[row, column]))))
            self._write(painter, self._counts, plan.cell(row, column), str(matrix.counts[row, column]))

    def _draw_names(self, painter: QPainter, matrix: Matrix, plan: MatrixPlan, theme: Theme) -> None:
        painter.setPen(theme.text)
        line, room, above = self._names.metrics.height(), plan.left - TITLE - GAP, plan.top - TITLE - 2
        for row in range(0, plan.classes, plan.every(plan.height, line)):
            cell = plan.cell(row, 0)
            name = self._names.fitting(matrix.names[row], room)
            self._write(painter, self._names, QRectF(TITLE, cell.top(), room, cell.height()), name, 1)
        for column in range(0, plan.classes, plan.every(plan.width, line) if plan.upright else 1):
            cell = plan.cell(0, column)
            area = QRectF(cell.left(), TITLE, cell.width(), above)
            if plan.upright:
                self._write_up(painter, area, self._names.fitting(matrix.names[column], above), 0)
            else:
                self._write(painter, self._names, area, matrix.names[column])

    def _draw_sums_beside(self, painter: QPainter, matrix: Matrix, plan: MatrixPlan, theme: Theme) -> None:
        columns = [str(total) for total in matrix.counts.sum(axis=1)], [share_text(s) for s in recall(matrix.counts)]
        for which, (title, texts) in enumerate(zip(_titles_beside(), columns, strict=True)):
            place = plan.row_sum(0, which)
            painter.setPen(theme.muted)
            area = QRectF(place.left(), plan.top - ROW - 2, place.width(), ROW)
            self._write(painter, self._names, area, title, 1)
            painter.setPen(theme.text)
            for row, text in enumerate(texts):
                self._write(painter, self._sums, plan.row_sum(row, which), text, 1)

    def _draw_sums_below(self, painter: QPainter, matrix: Matrix, plan: MatrixPlan, theme: Theme) -> None:
        rows = [str(total) for total in matrix.counts.sum(axis=0)], [share_text(s) for s in precision(matrix.counts)]
        for which, (title, texts) in enumerate(zip(_titles_below(), rows, strict=True)):
            place = plan.column_sum(0, which)
            painter.setPen(theme.muted)
            self._write(painter, self._names, QRectF(TITLE, place.top(), plan.left - TITLE - GAP, ROW), title, 1)
            painter.setPen(theme.text)
            for column, text in enumerate(texts):
                self._write(painter, self._sums, plan.column_sum(column, which), text)

    @staticmethod
    def _write(painter: QPainter, texts: Texts, area: QRectF, text: str, where: float = 0.5) -> None:
        """Write at the left (0), in the middle (0.5) or at the right (1) of `area`, in the middle of its height."""
        x = area.left() + where * (area.width() - texts.width(text))
        rise = (texts.metrics.ascent() - texts.metrics.descent()) / 2
        texts.write(painter, x, area.center().y() + rise, text)

    def _write_up(self, painter: QPainter, area: QRectF, text: str, where: float) -> None:
        """Write from below to above."""
        painter.save()
        painter.translate(area.left(), area.bottom())
        painter.rotate(-90)
        self._write(painter, self._names, QRectF(0, 0, area.height(), area.width()), text, where)
        painter.restore()


def _titles_beside() -> tuple[str, str]:
    return tr("sum"), tr("recall %")


def _titles_below() -> tuple[str, str]:
    return tr("sum"), tr("precision %")


def _draw_grid(painter: QPainter, plan: MatrixPlan, theme: Theme) -> None:
    painter.setPen(QPen(theme.line, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    lines = []
    if min(plan.width, plan.height) >= GRID_FROM:
        for place in range(1, plan.classes):
            x, y = plan.left + place * plan.width, plan.top + place * plan.height
            lines += [QLineF(x, plan.top, x, plan.bottom), QLineF(plan.left, y, plan.right, y)]
    painter.drawLines(lines)
    painter.drawRect(QRectF(plan.left, plan.top, plan.right - plan.left, plan.bottom - plan.top))
