"""Paints blocks of cells: colours, lines, what is beyond the picture, and the numbers where they can be read."""

from contextlib import nullcontext

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QStaticText, QTransform

from cnnviz.traces.grids import Grid
from cnnviz.traces.scene import Array, Border, Flags, Panel
from cnnviz.ui.fonts import number_font
from cnnviz.ui.painting.cells import cell_rect, grid_rect, paint_lines
from cnnviz.ui.painting.colours import fill
from cnnviz.ui.painting.device import Pixels, device_cells, draw_pixels, within_area
from cnnviz.ui.painting.looks import MUTED, NUMBERS_FROM, Codes, Look
from cnnviz.ui.theme import Theme

SCALED_FROM = 4  # device pixels of a cell from which Qt enlarges the cells; smaller ones are laid out in NumPy
MOST_SHAPES = 4000  # cells that are drawn as one shape each where the device keeps shapes
SHARP = 2.0  # pixels per pixel of a picture that is put into a file
THIN_LINE = 90  # of 255
MOST_TEXTS = 5000  # that are kept laid out


def part_of(grid: Grid, row: int, column: int, rows: int, columns: int) -> Grid:
    """The part of a grid that shows some of its cells, as far as they are seen; it may be empty.

    >>> part_of(Grid(10, 10, 5, 4, 4), 1, 0, 2, 9)
    Grid(x=10, y=15, cell=5, rows=2, columns=4, head=0.0, top=1, left=0)
    """
    first, start = max(row, grid.top), max(column, grid.left)
    last, end = min(row + rows, grid.top + grid.rows), min(column + columns, grid.left + grid.columns)
    x, y = grid.corner(first, start)
    return Grid(x, y, grid.cell, max(0, last - first), max(0, end - start), top=first, left=start)


class BlockPainter:
    """Paints blocks in one theme, for devices of `ratio` pixels per pixel; keeps the texts it has laid out."""

    def __init__(self, theme: Theme, ratio: float) -> None:
        self.theme, self.ratio = theme, ratio
        self._texts: dict[tuple[int, str], QStaticText] = {}
        self._fonts: dict[int, tuple[QFont, float, float, float]] = {}

    def paint(
        self,
        painter: QPainter,
        grid: Grid,
        look: Look,
        index: int,
        values: Array,
        step: int = 1,
        around: Flags | None = None,
        vector: bool = False,
    ) -> None:
        """Paint the cells of `grid`, a part of the panel's grid `index`.

        `values` (rows, columns) are theirs, or those of every `step`-th row and column. `around` flags what is padding,
        where the panel itself does not know.
        """
        if around is None:
            rows = grid.top + np.arange(values.shape[0]) * step
            around = look.around(rows, grid.left + np.arange(values.shape[1]) * step)
        painted = look.painted(values, index, around)
        with nullcontext() if vector else within_area(painter, grid_rect(grid)):
            if vector and values.size <= MOST_SHAPES and step == 1:
                _paint_shapes(painter, grid, painted.colours)
            elif not vector and step == 1 and grid.cell * self.ratio >= SCALED_FROM:
                _paint_enlarged(painter, grid, painted.colours)
            else:
                _paint_unscaled(painter, grid, painted.colours, step, SHARP if vector else self.ratio)
            self._paint_surroundings(painter, grid, look, vector)
            paint_lines(painter, grid, self._line(grid, look))
            _paint_edge(painter, grid, look.panel.border, self.theme.muted)
            if look.plan is not None:
                self._write(painter, grid, look, int(look.plan.pixels), values, painted.inks, vector)

    def paint_empty(self, painter: QPainter, grid: Grid, look: Look, vector: bool = False) -> None:
        """Cells of which nothing is known yet."""
        fill(painter, grid_rect(grid), self.theme.empty)
        self._paint_surroundings(painter, grid, look, vector)
        paint_lines(painter, grid, self.theme.line)
        _paint_edge(painter, grid, look.panel.border, self.theme.muted)

    def _line(self, grid: Grid, look: Look) -> QColor:
        """Lines between small cells are thin, so that it is the picture that is seen."""
        line = QColor(self.theme.line)
        if grid.cell < (NUMBERS_FROM if look.panel.scale == "picture" else NUMBERS_FROM / 2):
            line.setAlpha(THIN_LINE)
        return line

    def _paint_surroundings(self, painter: QPainter, grid: Grid, look: Look, vector: bool) -> None:
        """Hatch what no window reaches, and what is thrown away."""
        panel = look.panel
        if _is_whole(panel):
            return
        from cnnviz.ui.painting.hatching import hatch, hatch_shapes, within

        kept = []
        if panel.reached is not None:
            rows, columns = panel.reached
            kept.append((rows[grid.top : grid.top + grid.rows], columns[grid.left : grid.left + grid.columns]))
        if panel.border is not None and panel.border.mode == "cut":
            kept.append(within(panel.border, grid))
        paint = hatch_shapes if vector else hatch
        for rows, columns in kept:
            if not (rows.all() and columns.all()):
                paint(painter, grid, rows, columns, self.theme.unreached, SHARP if vector else self.ratio)

    def _write(
        self, painter: QPainter, grid: Grid, look: Look, pixels: int, values: Array, inks: Codes, vector: bool
    ) -> None:
        """The numbers, each in its ink."""
        font, digit, ascent, descent = self._font(pixels)
        down = (grid.cell + ascent - descent) / 2
        painter.setFont(font)
        ink = -1
        for row, (line, codes) in enumerate(zip(values.tolist(), inks.tolist(), strict=True)):
            y = round(grid.y + row * grid.cell + down)
            for column, (value, code) in enumerate(zip(line, codes, strict=True)):
                if code != ink:
                    ink = code
                    painter.setPen(look.inks[code])
                text = "0" if code == MUTED and not value else look.text(value)
                x = round(grid.x + (column + 0.5) * grid.cell - len(text) * digit / 2)
                if vector:
                    painter.drawText(x, y, text)
                else:
                    painter.drawStaticText(QPointF(x, y - ascent), self._laid_out(pixels, font, text))

    def _laid_out(self, pixels: int, font: QFont, text: str) -> QStaticText:
        kept = self._texts.get((pixels, text))
        if kept is None:
            if len(self._texts) >= MOST_TEXTS:
                self._texts.clear()
            kept = QStaticText(text)
            kept.setTextFormat(Qt.TextFormat.PlainText)
            kept.prepare(QTransform(), font)
            self._texts[pixels, text] = kept
        return kept

    def _font(self, pixels: int) -> tuple[QFont, float, float, float]:
        """The font, and the width of its digits, its ascent and descent."""
        if pixels not in self._fonts:
            font = number_font(pixels)
            metrics = QFontMetricsF(font)
            self._fonts[pixels] = (font, metrics.horizontalAdvance("0"), metrics.ascent(), metrics.descent())
        return self._fonts[pixels]


def _paint_enlarged(painter: QPainter, grid: Grid, colours: Pixels) -> None:
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    draw_pixels(painter, colours, grid_rect(grid))


def _paint_unscaled(painter: QPainter, grid: Grid, colours: Pixels, step: int, ratio: float) -> None:
    """Choose the cell at each pixel of the device: enlarging or reducing a large picture would cost far more."""
    top, rows = device_cells(grid.y, grid.cell, grid.rows, ratio)
    left, columns = device_cells(grid.x, grid.cell, grid.columns, ratio)
    draw_pixels(painter, colours[rows // step][:, columns // step], QPointF(left / ratio, top / ratio), ratio)


def _paint_shapes(painter: QPainter, grid: Grid, colours: Pixels) -> None:
    """A rectangle for each run of cells of one colour."""
    painter.setPen(Qt.PenStyle.NoPen)
    for row, line in enumerate(colours.tolist()):
        start = 0
        for column in range(1, len(line) + 1):
            if column == len(line) or line[column] != line[start]:
                painter.setBrush(QColor(line[start]))
                painter.drawRect(cell_rect(grid, grid.top + row, grid.left + start, 1, column - start))
                start = column
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _is_whole(panel: Panel) -> bool:
    """Whether every cell is reached by a window, and none is thrown away."""
    cut = panel.border is not None and panel.border.mode == "cut"
    return not cut and (panel.reached is None or all(axis.all() for axis in panel.reached))


def _inside(grid: Grid, border: Border) -> QRectF:
    return cell_rect(grid, border.top, border.left, border.height, border.width)


def _paint_edge(painter: QPainter, grid: Grid, border: Border | None, colour: QColor) -> None:
    """A line along the edge of the picture, where what lies around it is made of the picture or thrown away."""
    if border is None or border.mode == "zeros":
        return
    edge, whole = _inside(grid, border), grid_rect(grid)
    left, right = max(edge.left(), whole.left()), min(edge.right(), whole.right())
    top, bottom = max(edge.top(), whole.top()), min(edge.bottom(), whole.bottom())
    across = [QLineF(left, y, right, y) for y in (edge.top(), edge.bottom()) if whole.top() < y < whole.bottom()]
    down = [QLineF(x, top, x, bottom) for x in (edge.left(), edge.right()) if whole.left() < x < whole.right()]
    painter.setPen(QPen(colour, 1))
    painter.drawLines(across + down)
