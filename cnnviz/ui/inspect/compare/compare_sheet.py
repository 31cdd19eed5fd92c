"""A comparison as a picture in a file: both sides, how alike the layers are, and the maps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from cnnviz.text import tr
from cnnviz.ui.export.sheet_parts import GAP, columns, enlarged, paint_heading, paint_note, rows
from cnnviz.ui.inspect.maps.wall_sheet import WallSheet
from cnnviz.ui.painting.agreement import paint_agreements
from cnnviz.ui.painting.pictures import paint_picture
from cnnviz.ui.painting.probabilities import Probabilities, paint_probabilities, shown_classes
from cnnviz.ui.theme import Theme

SIDES, ALIKE, WALL = 1.5, 1.0, 2.2  # shares of the width
PICTURE = 0.42  # of the width of a side
ROW = 18.0  # pixels of height of a class, at most


@dataclass(frozen=True, eq=False)
class SeenSide:
    """One side: what it is called, what stands there, the picture, and its probabilities; or why there is nothing."""

    name: str
    words: str
    image: QImage
    probabilities: Probabilities | None
    reason: str

    def paint(self, painter: QPainter, area: QRectF, theme: Theme, vector: bool) -> None:
        area = paint_heading(painter, area, self.name, self.words, theme)
        if self.reason:
            paint_note(painter, area, self.reason, theme.warning)
            return
        side = min(PICTURE * area.width(), area.height())
        if side < 1 or self.image.isNull():
            return
        shown = enlarged(self.image, side) if vector else self.image
        paint_picture(painter, QRectF(area.left(), area.top(), side, side), shown, theme)
        if self.probabilities is not None:
            height = min(area.height(), ROW * len(shown_classes(self.probabilities.shares)))
            beside = QRectF(area.left() + side + GAP / 2, area.top(), area.width() - side - GAP / 2, height)
            paint_probabilities(painter, beside, self.probabilities, theme)


@dataclass(frozen=True, eq=False)
class CompareSheet:
    """A Sheet of two sides; without `wall` where they cannot be compared."""

    words: str
    sides: Sequence[SeenSide]
    alike: Mapping[str, float]
    layer: str
    wall: WallSheet | None

    @property
    def title(self) -> str:
        return tr("Compare")

    def paint(self, painter: QPainter, area: QRectF, theme: Theme, vector: bool) -> None:
        left, middle, right = columns(area, (SIDES, ALIKE, WALL))
        for side, place in zip(self.sides, rows(left, [1] * len(self.sides)), strict=True):
            side.paint(painter, place, theme, vector)
        if self.alike:
            middle = paint_heading(painter, middle, tr("How alike?"), tr("correlation"), theme)
            paint_agreements(painter, middle, self.alike, self.layer, theme)
        if self.wall is not None:
            self.wall.paint_as_part(painter, right, theme, vector)
