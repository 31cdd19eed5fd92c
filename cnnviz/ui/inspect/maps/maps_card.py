"""The card with the maps of a layer: all of them as a wall, or one of them large."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from cnnviz.text import tr
from cnnviz.traces.histogram import histogram_of
from cnnviz.traces.passes import Cell, Pass
from cnnviz.traces.ranges import rounded_up
from cnnviz.traces.ranking import ranked
from cnnviz.traces.shown_layers import ShownLayer, network_limit
from cnnviz.ui.inspect.maps.explanations import explanation
from cnnviz.ui.inspect.maps.facts import facts, silent_text
from cnnviz.ui.inspect.maps.map_contents import given_limit, map_reading, maps_content, page_size
from cnnviz.ui.inspect.maps.map_numbers import MapNumbers, statistics
from cnnviz.ui.inspect.maps.map_wall import Place
from cnnviz.ui.inspect.maps.wall_card import HEADING, WallCard
from cnnviz.ui.inspect.maps.wall_content import WallContent

if TYPE_CHECKING:
    from cnnviz.ui.inspect.maps.wall_sheet import Detail

NUMBERS_WIDTH = 168


class MapsCard(WallCard):
    """Which map is enlarged is decided here. `follow_wanted` carries the Cell that was clicked."""

    follow_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Maps of the layer"))
        self._enlarged: int | None = None
        self._cell: Cell | None = None
        self._framed_in: Pass | None = None
        self.numbers = MapNumbers()
        self.numbers.setFixedWidth(NUMBERS_WIDTH)
        self.numbers.hide()
        self.stand_beside(self.numbers)
        self._row.setAlignment(self.numbers, Qt.AlignmentFlag.AlignTop)
        self._back = QPushButton(tr("‹ All maps"))
        self._back.setToolTip(tr("Back to all maps (Esc)"))
        self._back.setFixedHeight(HEADING)
        self._back.setStyleSheet("padding: 0 8px;")
        self._back.clicked.connect(lambda: self.enlarge(None))
        self._back.hide()
        self.heading.add(self._back)
        self.area.wall.picked.connect(self._picked)
        self.area.wall.opened.connect(self._opened)
        self.area.wall.turned.connect(self._turn_map)

    def enlarged(self) -> int | None:
        """The map that is shown alone, or None."""
        return self._enlarged

    def enlarge(self, index: int | None) -> None:
        """Show one map alone, or (None) all of them."""
        before, self._enlarged = self._enlarged, index
        if index is None and before is not None:
            self.turn_to(before)
        self.refresh()
        self.area.wall.setFocus()

    def show_cell(self, cell: Cell | None) -> None:
        """Frame the number that is followed, where it can be seen.

        Another page or map is turned to where the number is another one, and not the picture.
        """
        is_new = cell != self._cell and self._shown is self._framed_in
        self._cell, self._framed_in = cell, self._shown
        if is_new and cell is not None and self._layer is not None and cell.layer == self._layer.name:
            if self._enlarged not in (None, cell.channel):
                self._enlarged = cell.channel
                self.refresh()
            elif self._enlarged is None:
                self.turn_to(cell.channel)
        self._mark()
        marked = self.area.wall.framed()
        if is_new and marked and (wall := self.area.wall.wall()) is not None:
            self.area.show_place(wall.tile(marked[0][0][0]))

    def ordered(self) -> NDArray[np.intp]:
        return ranked(self.layer().maps, self.tools.sorting())

    def page_size(self) -> int:
        return len(self._order) or 1 if self.is_alone() else page_size(self.layer())

    def content(self) -> WallContent:
        layer = self.layer()
        if self._enlarged is None:
            return maps_content(layer, self._limit(), self.on_page())
        return maps_content(layer, self._limit(), [self._enlarged], captioned=False)

    def refresh(self) -> None:
        super().refresh()
        if self._layer is not None:
            self._mark()

    def describe(self) -> None:
        layer, content, alone = self.layer(), self._content, self._enlarged
        assert content is not None
        own = self.tools.range() == "map" and given_limit(layer) is None and len(content.maps) > 1
        self.tools.show_scale(content.colours, None if own else float(content.limits[0]),
                              given_limit(layer) is not None)  # fmt: skip
        self.tools.set_alone(len(content.maps) == 1)
        self._back.setVisible(alone is not None)
        self.numbers.setVisible(alone is not None)
        if alone is None:
            self.heading.set_text(layer.name)
        else:
            self.heading.set_text(tr("{layer} map {index}", layer=layer.name, index=layer.label(alone)))
            self.numbers.show_numbers(content.maps)
        self.heading.set_explanation(facts(layer))
        self.explained.setText(explanation(layer, alone))
        self.body.activate()  # the wall is laid out next, and must know its room

    def read(self, index: int, row: int, column: int) -> str:
        return map_reading(self.layer(), index, row, column)

    def remark(self) -> str:
        layer, cell = self.layer(), self._followed_here()
        said = [silent_text(layer)] if self._enlarged is None else []
        if cell is not None:
            said.append(tr("Followed: {reading}.", reading=map_reading(layer, *cell[1:])))
        elif self._enlarged is not None:
            said.append(tr("Click a number to follow it. Page Up and Page Down show the maps beside it, Esc all."))
        elif self._can_enlarge():
            said.append(tr("Click a number to follow it, twice to enlarge its map."))
        else:
            said.append(tr("Click a number to follow it."))
        return " ".join(part for part in said if part)

    def sheet_detail(self) -> "Detail | None":
        if self._enlarged is None or self._content is None:
            return None
        from cnnviz.ui.inspect.maps.wall_sheet import Detail

        values = self._content.maps
        counted = histogram_of(values) if values.size > 1 else None
        return Detail("", "", None, statistics(values), counted, tr("Histogram"))

    def turned_to(self, layer: ShownLayer) -> None:
        self._enlarged = None

    def is_alone(self) -> bool:
        return self._enlarged is not None

    def _limit(self) -> float | None:
        """Where the range ends that is chosen; None where every map has its own."""
        how, layer = self.tools.range(), self.layer()
        if how == "map":
            return None
        if how == "network" and self._shown is not None:
            return network_limit(self._shown.layers)
        limit = rounded_up(layer.limit)
        return self.tools.fixed_limit(limit) if how == "fixed" else limit

    def _followed_here(self) -> Cell | None:
        """The number that is followed, if the layer has it: that of another model may have had more."""
        cell, layer = self._cell, self.layer()
        if cell is None or cell.layer != layer.name:
            return None
        return cell if all(at < length for at, length in zip(cell[1:], layer.maps.shape, strict=True)) else None

    def _mark(self) -> None:
        spans = []
        if (cell := self._followed_here()) is not None and self._content is not None:
            tile = self._content.tile_of(cell.channel)
            if tile is not None:
                place = (tile, cell.row, cell.column)
                spans = [(place, place)]
        self.area.wall.frame(spans)
        if self.area.wall.hover() is None:
            self.reading.show_words(self.remark())

    def _picked(self, place: Place) -> None:
        self.follow_wanted.emit(Cell(self.layer().name, self.index_of(place[0]), place[1], place[2]))

    def _opened(self, tile: int) -> None:
        if self._enlarged is None and self._can_enlarge():
            self.enlarge(self.index_of(tile))
        elif self.layer().is_vector:
            self._picked((tile, 0, 0))

    def _turn_map(self, direction: int) -> None:
        """The map beside the one that is shown alone, in the order of the wall."""
        if self._enlarged is not None:
            place = int(np.flatnonzero(self._order == self._enlarged)[0]) + direction
            self.enlarge(int(self._order[place % len(self._order)]))

    def _can_enlarge(self) -> bool:
        return not self.layer().is_vector and len(self.layer().maps) > 1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._enlarged is not None and event.key() == Qt.Key.Key_Escape:
            self.enlarge(None)
        else:
            super().keyPressEvent(event)
