"""A wall as a picture in a file: as it stands in the window, with what stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from cnnviz.traces.histogram import Histogram
from cnnviz.ui.export.sheet_parts import (
    AIR,
    HEADING,
    LINE,
    columns,
    paint_content,
    paint_heading,
    paint_legend,
    paint_note,
    write,
)
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.inspect.maps.wall_content import WallContent
from cnnviz.ui.painting.histogram import paint_histogram
from cnnviz.ui.painting.tile_frames import Span
from cnnviz.ui.theme import Theme

WALL, BESIDE = 2.6, 1.0  # shares of the width
HISTOGRAM, WIDEST_NUMBERS = 110, 220


@dataclass(frozen=True, eq=False)
class Detail:
    """What stands beside a wall: one tile large (if any), names and numbers, and a histogram (if any) with its name."""

    title: str
    note: str
    tile: WallContent | None
    told: Sequence[tuple[str, str]]
    histogram: Histogram | None
    counted: str

    def paint(self, painter: QPainter, area: QRectF, theme: Theme, vector: bool) -> None:
        """From the top of `area` on; the histogram at its foot."""
        if self.title:
            area = paint_heading(painter, area, self.title, "", theme)
        if self.histogram is not None and area.height() > 2 * HISTOGRAM:
            foot = QRectF(area.left(), area.bottom() - HISTOGRAM - HEADING, area.width(), HISTOGRAM + HEADING)
            write(painter, QRectF(foot.left(), foot.top(), foot.width(), LINE), self.counted, interface_font(11),
                  theme.muted)  # fmt: skip
            paint_histogram(painter, foot.adjusted(0, HEADING, 0, 0), self.histogram, theme, None)
            area = area.adjusted(0, 0, 0, -HISTOGRAM - HEADING - AIR)
        area = self._paint_numbers(painter, area, theme)
        area = paint_note(painter, area, self.note, theme.muted)
        if self.tile is not None:
            paint_content(painter, area, self.tile, theme, vector)

    def _paint_numbers(self, painter: QPainter, area: QRectF, theme: Theme) -> QRectF:
        top, width = area.bottom() - LINE * len(self.told), min(WIDEST_NUMBERS, area.width())
        for index, (name, value) in enumerate(self.told):
            line = QRectF(area.left(), top + index * LINE, width, LINE)
            write(painter, line, name, interface_font(11), theme.muted)
            painter.setFont(number_font(11))
            painter.setPen(theme.text)
            shift = line.width() - painter.fontMetrics().horizontalAdvance(value)
            write(painter, line.adjusted(shift - 1, 0, 1, 0), value, number_font(11), theme.text)
        return area.adjusted(0, 0, 0, -LINE * len(self.told) - AIR)


@dataclass(frozen=True, eq=False)
class WallSheet:
    """A Sheet with a wall, its legend, and `note` at the foot; `frames` are around what is followed."""

    title: str
    words: str
    note: str
    content: WallContent
    frames: Sequence[Span] = ()
    detail: Detail | None = None

    @property
    def limit(self) -> float | None:
        """Where the colours of all tiles end; None where each has its own end."""
        ends = set(self.content.limits.tolist())
        return ends.pop() if len(ends) == 1 else None

    def paint(self, painter: QPainter, area: QRectF, theme: Theme, vector: bool) -> None:
        area = paint_note(painter, area, self.note, theme.muted)
        area = paint_legend(painter, area, self.content.colours, self.limit, theme)
        if self.detail is not None:
            area, beside = columns(area, (WALL, BESIDE))
            self.detail.paint(painter, beside, theme, vector)
        paint_content(painter, area, self.content, theme, vector, self.frames)

    def paint_as_part(self, painter: QPainter, area: QRectF, theme: Theme, vector: bool) -> None:
        """Within a larger sheet, below its own title."""
        self.paint(painter, paint_heading(painter, area, self.title, self.words, theme), theme, vector)
