"""The picture of a scene: all its panels, in any of its frames, on any device.

What stays the same while the film runs is drawn once into pixmaps; a step draws only the window, the numbers in it and
what has become known. Its cost does not depend on the size of the picture: of a large one no more numbers are read than
there are pixels to show them.
"""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QRegion

from cnnviz.traces.grids import Grid
from cnnviz.traces.layout import arrange
from cnnviz.traces.layout_zoom import scrolled
from cnnviz.traces.scene import Flags, Frame, Outline, Panel, Place, Scene
from cnnviz.ui.painting.blocks import BlockPainter
from cnnviz.ui.painting.cells import cell_rect, grid_rect
from cnnviz.ui.painting.device import within_area
from cnnviz.ui.painting.growth import GrowthPainter
from cnnviz.ui.painting.identity import paint_identity
from cnnviz.ui.painting.links import paint_links
from cnnviz.ui.painting.looks import NUMBERS_FROM, Look
from cnnviz.ui.painting.outlines import paint_outlines, paint_peeked
from cnnviz.ui.painting.scene_changes import changed_areas, changed_headings, region_of, scrolled_areas
from cnnviz.ui.painting.scene_ground import Grounds, paint_legends, paint_more, paint_panels
from cnnviz.ui.painting.scene_headings import SceneHeadings
from cnnviz.ui.painting.sheets import Reader, Sheets
from cnnviz.ui.theme import Theme

RIM = 2  # pixels at the left and at the right: a frame around the outermost cells is wider than they are
PATCH = "patch"  # the panel whose cells are those of the source under the window
MOST_READ = 250_000  # numbers of a panel whose digits are chosen by looking at all of them


class ScenePicture:
    """Draws the frames of one scene, in one theme, into `width` × `height` pixels.

    `ratio` is the number of device pixels per pixel that the kept pixmaps have. `zoom` and `focus` are as in `arrange`;
    `identity` gives every weight a colour of its own, which its cells carry everywhere.
    """

    def __init__(
        self,
        scene: Scene,
        width: float,
        height: float,
        theme: Theme,
        ratio: float = 1.0,
        *,
        zoom: float = 1.0,
        focus: Mapping[str, tuple[float, float]] | None = None,
        identity: bool = False,
    ) -> None:
        self.scene, self.theme = scene, theme
        self._ratio, self._identity = ratio, identity
        self.grids: dict[str, tuple[Grid, ...]] = {
            key: tuple(grid._replace(x=grid.x + RIM) for grid in grids)
            for key, grids in arrange(scene.panels, width - 2 * RIM, height, zoom, focus).items()
        }
        self._panels = [panel for panel in scene.panels if panel.key in self.grids]
        self._reader = Reader(scene, self.grids, ratio)
        self._blocks = BlockPainter(theme, ratio)
        self._looks = {panel.key: self._look(panel) for panel in self._panels}
        self._grounds = Grounds(self._panels, self._looks, self._blocks, width, height)
        self._sheets = Sheets(self._reader, self._looks, self._blocks)
        self._growth = GrowthPainter(self._reader, self._sheets, self._blocks)
        self._headings = SceneHeadings(scene, self.grids, theme)

    def moved(self, focus: Mapping[str, tuple[float, float]]) -> "ScenePicture":
        """The picture of other parts of the zoomed panels. It shares all that is kept with this one."""
        other = copy(self)
        other.grids = scrolled(self._panels, self.grids, focus)
        other._reader = Reader(self.scene, other.grids, self._ratio)
        other._sheets = self._sheets.read_by(other._reader)
        other._growth = GrowthPainter(other._reader, other._sheets, self._blocks)
        other._headings = self._headings.above(other.grids)
        return other

    def prepared(self, frame: Frame) -> Iterator[None]:
        """Draw what is kept of this frame and is not there yet, a thing at a time: painting it is then a plain step."""
        for panel in self._panels:
            yield from self._grounds.prepared(panel, self._reader)
            if panel.content == "growing" and panel.key in frame.grown:
                yield from self._growth.prepared(panel.key, frame)

    def paint(
        self,
        painter: QPainter,
        frame: Frame,
        place: Place | None = None,
        peek: Frame | None = None,
        vector: bool = False,
        region: QRegion | None = None,
    ) -> None:
        """Draw one frame: lit what belongs to `place`, dashed what the frame `peek` is about.

        Kernel, patch and products are then those of `peek`: the arithmetic is.

        With `vector` all is drawn as shapes and texts, for files that keep them. Where only a `region` is wanted, what
        lies beyond it may be left out.
        """
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if vector:
            paint_panels(painter, self._panels, self._reader, self._looks, self._blocks, vector=True)
            paint_legends(painter, self._panels, self.grids, self.theme)
        else:
            self._grounds.paint(painter, self._reader)
        for panel in self._panels:
            if region is None or any(region.intersects(_around(grid)) for grid in self.grids[panel.key]):
                about = peek if peek is not None and panel.zone == "middle" else frame
                self._paint_panel(painter, panel, about, vector, region)
                paint_more(painter, panel, self.grids[panel.key], self.theme, region)
        if place is not None:
            paint_links(painter, self.grids, self.scene.links(place, frame), self.theme, self._ratio)
        if self._identity:
            paint_identity(painter, self.scene, self.grids, frame, self.theme)
        paint_outlines(painter, self.grids, frame.outlines, self.theme)
        if peek is not None:
            paint_peeked(painter, self.grids, peek.outlines, self.theme)
        self._headings.paint(painter, self._headings.of(frame), vector, region)

    def changed(self, before: Frame, after: Frame, last: "ScenePicture | None" = None) -> QRegion:
        """Where two frames differ, so that no more than that is painted and sent to the screen.

        `last` is what the first of them was painted by, where other parts of the panels were seen then.
        """
        last = last or self
        region = region_of(changed_areas(self._panels, self.grids, before, after))
        region += region_of(changed_headings(last._headings.of(before), self._headings.of(after)))
        if last is not self:
            region += region_of(scrolled_areas(last.grids, self.grids))
        return region

    def place_at(self, x: float, y: float) -> Place | None:
        """The cell under a point, in any of the panels."""
        for panel in self._panels:
            for index, grid in enumerate(self.grids[panel.key]):
                if (cell := grid.cell_at(x, y)) is not None:
                    return Place(panel.key, index, *cell)
        return None

    def rect_of(self, place: Place) -> QRectF | None:
        """Where a cell is; None where it is not seen."""
        grids = self.grids.get(place.panel, ())
        if place.grid >= len(grids) or not grids[place.grid].shows(place.row, place.column):
            return None
        return cell_rect(grids[place.grid], place.row, place.column)

    def _look(self, panel: Panel) -> Look:
        """Colours and digits of a panel; channels and padding look in the patch as they do in the source."""
        cell, values = self.grids[panel.key][0].cell, None
        if panel.content == "fixed" and cell >= NUMBERS_FROM and panel.count * panel.rows * panel.columns <= MOST_READ:
            values = self.scene.values(panel.key)
        border = panel.border
        if panel.key == PATCH:
            source = self.scene.panel(self.scene.source)
            panel, border = replace(panel, count=source.count), source.border
        return Look(panel, self.theme, cell, values, border.mode if border else "zeros")

    def _paint_panel(self, painter: QPainter, panel: Panel, frame: Frame, vector: bool, region: QRegion | None) -> None:
        """What is not the same in all frames."""
        if panel.content == "growing" and panel.key in frame.grown:
            self._growth.paint(painter, panel.key, self._looks[panel.key], frame, vector, region)
        elif panel.content == "variant" and frame.variant >= 0:
            self._paint_variant(painter, panel, frame.variant, vector)
        elif panel.content == "changing" and panel.key in frame.parts:
            self._paint_changing(painter, panel, frame, vector)

    def _paint_variant(self, painter: QPainter, panel: Panel, variant: int, vector: bool) -> None:
        grids = self.grids[panel.key]
        if not vector:
            for grid, pixmap in zip(grids, self._sheets.of(panel.key, variant), strict=True):
                with within_area(painter, grid_rect(grid)):
                    painter.drawPixmap(QPointF(grid.x, grid.y), pixmap)
            return
        values, step = self._reader.values(panel.key, variant), self._reader.step(panel.key)
        look = self._sheets.look(panel.key, values)
        for index, grid in enumerate(grids):
            self._blocks.paint(painter, grid, look, index, values[index], step, vector=True)

    def _paint_changing(self, painter: QPainter, panel: Panel, frame: Frame, vector: bool) -> None:
        """Numbers of this frame; of a patch, those that lie in the windows on the source."""
        grids, look = self.grids[panel.key], self._looks[panel.key]
        windows = [outline for outline in frame.outlines if outline.panel == self.scene.source]
        for index, (grid, values) in enumerate(zip(grids, frame.parts[panel.key], strict=True)):
            which, around = index, None
            if panel.key == PATCH and index < len(windows):
                which, around = windows[index].grid, self._padding_under(windows[index])
            rows, columns = slice(grid.top, grid.top + grid.rows), slice(grid.left, grid.left + grid.columns)
            self._blocks.paint(painter, grid, look, which, values[rows, columns], around=around, vector=vector)

    def _padding_under(self, window: Outline) -> Flags | None:
        """Which cells under a window (rows, columns) are padding."""
        border = self.scene.panel(self.scene.source).border
        if border is None:
            return None
        rows = np.arange(window.row, window.row + window.rows, window.step[0]) - border.top
        columns = np.arange(window.column, window.column + window.columns, window.step[1]) - border.left
        down, across = (rows >= 0) & (rows < border.height), (columns >= 0) & (columns < border.width)
        flags: Flags = ~(down[:, None] & across)
        return flags


def _around(grid: Grid) -> QRect:
    """The pixels of a grid, with the lines around it."""
    return grid_rect(grid).toAlignedRect().adjusted(-1, -1, 1, 1)
