"""A followed number as a picture in a file: its map, the parts that it was made of, and where their sum goes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPainter

from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.traces.following import Followed
from cnnviz.traces.passes import Pass, cell_name
from cnnviz.ui.export.sheet_parts import AIR, GAP, LINE, paint_note, write
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.inspect.follow.curve_view import curve_of
from cnnviz.ui.inspect.follow.facts import facts_of
from cnnviz.ui.inspect.follow.picturing import map_tint, picture_of, source_name, summary_of
from cnnviz.ui.painting.follow_facts import LINE as FACT
from cnnviz.ui.painting.follow_facts import VALUE, paint_facts
from cnnviz.ui.painting.follow_heading import HEIGHT, paint_heading
from cnnviz.ui.painting.follow_outcome import LINE as OUTCOME
from cnnviz.ui.painting.follow_outcome import outcome_lines, paint_outcome
from cnnviz.ui.painting.follow_parts import paint_rows
from cnnviz.ui.painting.follow_rows import RowsLayout
from cnnviz.ui.painting.follow_tiles import Tile, frame_cell, paint_tile
from cnnviz.ui.painting.followed_picture import FollowedPicture
from cnnviz.ui.painting.function_curve import paint_curve
from cnnviz.ui.painting.unit_bars import paint_units
from cnnviz.ui.theme import Theme

LEFT, NARROWEST, WIDEST = 0.34, 240.0, 340.0  # of the width, for the map and the sum; in pixels
NARROWEST_COLUMN, WIDEST_COLUMN = 250.0, 480.0
WIDEST_CURVE, TALLEST_CURVE = 480.0, 300.0
MOST_SHAPES = 2500  # cells of a map that are drawn as shapes each
ARROW = " ← "


@dataclass(frozen=True, eq=False)
class FollowSheet:
    """A Sheet of a number of a pass; `trail` are the names that one came by."""

    shown: Pass
    followed: Followed
    trail: Sequence[str]
    note: str
    largest_first: bool

    @property
    def title(self) -> str:
        return cell_name(self.shown, self.followed.cell)

    @property
    def words(self) -> str:
        return self.followed.kind if self.followed.parts else ""

    def paint(self, painter: QPainter, area: QRectF, theme: Theme, vector: bool) -> None:
        picture = picture_of(self.shown, self.followed, theme, self.largest_first)
        way = ARROW.join(self.trail) if len(self.trail) > 1 else ""
        area = paint_note(painter, area, "\n".join(filter(None, (self.note, way))), theme.muted)
        width = min(WIDEST, max(NARROWEST, LEFT * area.width()), area.width())
        left = QRectF(area.left(), area.top(), width, area.height())
        lines = outcome_lines(picture)
        foot = QRectF(left.left(), left.bottom() - len(lines) * OUTCOME, width, len(lines) * OUTCOME)
        paint_outcome(painter, foot, lines, theme)
        self._paint_map(painter, left.adjusted(0, 0, 0, -foot.height() - AIR), theme, vector)
        right = area.adjusted(width + GAP, 0, 0, 0)
        if self.followed.parts and right.width() > 1 and right.height() > 1:
            self._paint_parts(painter, right, picture, theme, vector)

    def _paint_map(self, painter: QPainter, area: QRectF, theme: Theme, vector: bool) -> None:
        """The map that the number stands in, and facts below it."""
        layer, cell = self.shown.layer(self.followed.cell.layer), self.followed.cell
        facts = facts_of(self.shown, self.followed)
        told = VALUE + FACT * (len(facts) - 1)
        room = area.adjusted(0, 0, 0, -told - AIR)
        place = QRectF(area.topLeft(), area.topLeft())
        if layer.is_vector and room.height() > 1:
            place = QRectF(area.left(), area.top(), area.width(), min(room.height(), 0.5 * area.width()))
            paint_units(painter, place, layer.maps[:, 0, 0], cell.channel, None, theme)
        elif room.height() > 1:
            rows, columns = layer.maps.shape[1:]
            scale = min(room.height() / rows, room.width() / columns)
            place = QRectF(area.left(), area.top(), columns * scale, rows * scale)
            tile = Tile(place, layer.maps[cell.channel], map_tint(layer, theme))
            paint_tile(painter, tile, theme, vector and rows * columns <= MOST_SHAPES)
            frame_cell(painter, tile, cell.row, cell.column, theme.kernel)
        paint_facts(painter, QRectF(area.left(), place.bottom() + AIR, area.width(), told), facts, theme)

    def _paint_parts(
        self, painter: QPainter, area: QRectF, picture: FollowedPicture, theme: Theme, vector: bool
    ) -> None:
        """The rows, in as many columns as they need; what there is no room for is counted at the foot."""
        write(painter, QRectF(area.left(), area.top(), area.width(), LINE), summary_of(self.followed),
              interface_font(11), theme.muted)  # fmt: skip
        area = area.adjusted(0, LINE + AIR / 2, 0, 0)
        curve = curve_of(self.shown, self.followed)
        if curve is not None:
            below = area.adjusted(0, HEIGHT + 2 * LINE + AIR, 0, 0)
            below.setSize(QSizeF(min(WIDEST_CURVE, below.width()), min(TALLEST_CURVE, below.height())))
            paint_curve(painter, below, curve, theme)
        layouts = rows_in_columns(picture, area.width(), area.height() - HEIGHT - LINE - AIR)
        source = source_name(self.shown, self.followed)
        width = layouts[0].width
        for index, layout in enumerate(layouts):
            painter.save()
            painter.translate(area.left() + index * (width + GAP), area.top())
            if index == 0 or layout.is_lines:
                paint_heading(painter, QRectF(0, 0, width, HEIGHT), layout, picture, source, theme)
            painter.translate(0, HEIGHT + AIR / 2)
            paint_rows(painter, layout, picture, theme, range(len(layout.order)), vector=vector)
            painter.restore()
        seen, all_parts = sum(len(layout.order) for layout in layouts), len(picture.order)
        if seen < all_parts:
            which = tr("The {seen} largest of {all} are shown.", seen=count(seen), all=count(all_parts))
            if not self.largest_first:
                which = tr("The first {seen} of {all} are shown.", seen=count(seen), all=count(all_parts))
            foot = QRectF(area.left(), area.bottom() - LINE, area.width(), LINE)
            write(painter, foot, which, interface_font(11), theme.muted)


def rows_in_columns(picture: FollowedPicture, width: float, height: float) -> list[RowsLayout]:
    """Rows in so many columns that the tiles become largest, and lines need fewest; all of them, if they fit.

    Else as many as fit into as many columns as there is room for, at least one in each.
    """
    most = min(len(picture.order), max(1, int((width + GAP) / (NARROWEST_COLUMN + GAP))))
    tried = [_first_of(picture, number, width, height) for number in range(1, most + 1)]
    fitting = [layout for layout in tried if layout.height <= height]
    chosen = max(fitting, key=lambda layout: 0 if layout.is_lines else layout.tile[0], default=tried[-1])
    each = len(chosen.order) if fitting else max(1, int(height // chosen.row_height))
    starts = range(0, min(len(picture.order), (tried.index(chosen) + 1) * each), each)
    parts = [list(picture.order)[start : start + each] for start in starts]
    return [_layout(picture, part, chosen.width, height * len(part) / each) for part in parts]


def _first_of(picture: FollowedPicture, number: int, width: float, height: float) -> RowsLayout:
    """The first of so many columns."""
    across, each = (width - GAP * (number - 1)) / number, math.ceil(len(picture.order) / number)
    return _layout(picture, list(picture.order)[:each], min(WIDEST_COLUMN, across), height)


def _layout(picture: FollowedPicture, order: Sequence[int], width: float, height: float) -> RowsLayout:
    across = max(1, int(width))
    return RowsLayout(picture.followed, order, across, max(1, int(height)), picture.columns(across))
