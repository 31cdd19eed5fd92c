"""The most exciting pictures as a picture in a file: all that were found, best first."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from cnnviz.inspection.exciting import SHOWS, SHOWS_NOT, SOURCE, Exciting
from cnnviz.numbers import number
from cnnviz.text import tr
from cnnviz.traces.tiling import best_layout
from cnnviz.ui.export.sheet_parts import LINE, enlarged, paint_note, write
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.inspect.explain.exciting_grid import BETWEEN, images_of, is_part, paint_pictures
from cnnviz.ui.inspect.explain.picture_sets import PictureSet
from cnnviz.ui.theme import Theme

GAP = 12


@dataclass(frozen=True, eq=False)
class ExcitingSheet:
    """A Sheet of the pictures that were `found` in `source` for what is called `name`."""

    name: str
    found: Sequence[Exciting]
    source: PictureSet

    @property
    def title(self) -> str:
        return tr("Most exciting pictures: {name}", name=self.name)

    @property
    def words(self) -> str:
        return tr(SOURCE)

    def paint(self, painter: QPainter, area: QRectF, theme: Theme, vector: bool) -> None:
        area = paint_note(painter, area, f"{tr(SHOWS)} {tr(SHOWS_NOT)}", theme.muted)
        if changes := self.source.changes():
            area = paint_note(painter, area, f"{self.source.name}: {changes}", theme.text)
        if area.width() < 1 or area.height() < 1:
            return
        pictures = 2 if any(is_part(one) for one in self.found) else 1
        room = (int(area.width()), int(area.height()))
        layout = best_layout(len(self.found), (1, pictures), room, GAP, 2 * LINE)
        side = (layout.tile_width - (pictures - 1) * BETWEEN) / pictures
        for index, one in enumerate(self.found):
            left, top = layout.origin(index)
            place = QRectF(area.left() + left, area.top() + top, side, side)
            whole, part = images_of(one, theme)
            images = (enlarged(whole, side), enlarged(part, side)) if vector else (whole, part)
            paint_pictures(painter, place, one, images, theme)
            line = QRectF(place.left(), place.top() + layout.tile_height, layout.tile_width, LINE)
            write(painter, line, number(one.value, 3), number_font(11), theme.text)
            write(painter, line.translated(0, LINE), self.source.title(one.index), interface_font(11), theme.muted)
