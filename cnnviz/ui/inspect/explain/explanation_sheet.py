"""An explanation as a picture in a file: its panels as they stand in the window, the legend, facts and sentences."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from cnnviz.data.number_files import Numbers
from cnnviz.explain.explanation import Method
from cnnviz.text import tr
from cnnviz.traces.tiling import best_layout
from cnnviz.ui.export.sheet_parts import AIR, LEGEND, enlarged, paint_note
from cnnviz.ui.inspect.explain.facts import facts
from cnnviz.ui.inspect.explain.panel_row import GAP
from cnnviz.ui.inspect.explain.panels import Look, Shown, panels
from cnnviz.ui.painting.explained import CAPTION, paint_panel, paint_place
from cnnviz.ui.painting.overlay import paint_explanation_scale
from cnnviz.ui.theme import Theme

WIDEST_LEGEND = 300
DIFFERENCE = " − "


@dataclass(frozen=True, eq=False)
class ExplanationSheet:
    """A Sheet of what a method has found, drawn as `look` says."""

    method: Method
    found: Shown
    look: Look

    @property
    def title(self) -> str:
        names = ", ".join(self.found.names)
        return tr("{method}: {target}", method=tr(self.method.label), target=names)

    @property
    def words(self) -> str:
        return tr(self.method.source)

    def paint(self, painter: QPainter, area: QRectF, theme: Theme, vector: bool) -> None:
        method, found = self.method, self.found
        area = paint_note(painter, area, f"{tr(method.shows)} {tr(method.shows_not)}", theme.muted)
        area = paint_note(painter, area, facts(found.names, found.explanations), theme.text)
        if found.values is not None:
            place = QRectF(area.left(), area.bottom() - LEGEND, min(WIDEST_LEGEND, area.width()), LEGEND)
            limit, clipped = found.limit(self.look), found.is_clipped(self.look)
            paint_explanation_scale(painter, place, found.signed, limit, theme, clipped, self.look.strength_over)
            area = area.adjusted(0, 0, 0, -LEGEND - AIR)
        if area.width() > 1 and area.height() > 1:
            self._paint_panels(painter, area, theme, vector)

    def _paint_panels(self, painter: QPainter, area: QRectF, theme: Theme, vector: bool) -> None:
        made = panels(self.found, self.look, theme)
        first = self.found.values if self.found.values is not None else made[0].values
        rows, columns = first.shape[1:]
        layout = best_layout(len(made), (rows, columns), (int(area.width()), int(area.height())), GAP, CAPTION)
        left = area.left() + max(0.0, (area.width() - layout.width) / 2)
        for index, panel in enumerate(made):
            x, y = layout.origin(index)
            place = QRectF(left + x, area.top() + y, layout.tile_width, layout.tile_height)
            image = enlarged(panel.image, place.width()) if vector else panel.image
            paint_panel(painter, place, panel.title, panel.note, image, theme)
            if panel.patch is not None:
                paint_place(painter, place, (rows, columns), panel.patch, theme)


def explanation_numbers(method: Method, found: Shown) -> Numbers:
    """What the method has found, with its channels; of two that can be compared, their difference too."""
    arrays = {name: each.values for name, each in zip(found.names, found.explanations, strict=True)}
    if found.has_difference:
        one, other = arrays.values()
        arrays[DIFFERENCE.join(found.names)] = one - other
    first = next(iter(arrays.values()))
    axes = ("row", "column") if first.ndim == 2 else ("channel", "row", "column")
    return Numbers(f"{method.name} {' '.join(found.names)}", axes, arrays)
