"""Shift & turn as a picture in a file: the moved picture, who follows, the maps, and the answer over the movement."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from cnnviz.engine.arrays import Array
from cnnviz.text import tr
from cnnviz.ui.export.sheet_parts import columns, enlarged, paint_heading, paint_note, rows
from cnnviz.ui.inspect.maps.wall_sheet import WallSheet
from cnnviz.ui.painting.agreement import paint_agreements
from cnnviz.ui.painting.pictures import paint_picture, picture_image
from cnnviz.ui.painting.sweep import SweepCurves, paint_sweep
from cnnviz.ui.theme import Theme

UPPER, LOWER = 1.9, 1.0  # shares of the height
PICTURE, BARS, WALL = 1.0, 1.0, 2.2  # shares of the width


@dataclass(frozen=True, eq=False)
class Curves:
    """What the answer does over one number of the movement: its heading, the curves, and a sentence on them."""

    title: str
    words: str
    note: str
    shown: SweepCurves


@dataclass(frozen=True, eq=False)
class ShiftSheet:
    """A Sheet of the moved `picture` (C, H, W) from 0 to 1; without `wall` and `curves` where there are none."""

    words: str
    picture: Array
    answer: str
    agreements: Mapping[str, float]
    layer: str
    wall: WallSheet | None
    curves: Curves | None

    @property
    def title(self) -> str:
        return tr("Shift & turn")

    def paint(self, painter: QPainter, area: QRectF, theme: Theme, vector: bool) -> None:
        if self.curves is not None:
            area, below = rows(area, (UPPER, LOWER))
            below = paint_heading(painter, below, self.curves.title, self.curves.words, theme)
            paint_sweep(painter, paint_note(painter, below, self.curves.note, theme.muted), self.curves.shown, theme)
        picture, bars, wall = columns(area, (PICTURE, BARS, WALL))
        picture = paint_heading(painter, picture, tr("Moved picture"), "", theme)
        picture = paint_note(painter, picture, self.answer, theme.text)
        image = picture_image(self.picture)
        if picture.width() > 1 and picture.height() > 1:
            shown = enlarged(image, min(picture.width(), picture.height())) if vector else image
            paint_picture(painter, _at_top(picture, image.width(), image.height()), shown, theme)
        if self.agreements:
            bars = paint_heading(painter, bars, tr("Who follows?"), tr("correlation"), theme)
            paint_agreements(painter, bars, self.agreements, self.layer, theme)
        if self.wall is not None:
            self.wall.paint_as_part(painter, wall, theme, vector)


def _at_top(area: QRectF, width: int, height: int) -> QRectF:
    """The largest rectangle of these proportions at the top of `area`."""
    scale = min(area.width() / width, area.height() / height)
    return QRectF(area.left(), area.top(), width * scale, height * scale)
