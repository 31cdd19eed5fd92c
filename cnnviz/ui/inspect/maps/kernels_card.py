"""The card with the kernels of a layer: all channels of each as a wall, one of them in detail beside it."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent

from cnnviz.text import tr
from cnnviz.traces.histogram import Histogram, histogram_of
from cnnviz.traces.passes import Cell, Pass
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.ranking import ranked
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.maps.explanations import explanation
from cnnviz.ui.inspect.maps.facts import kernel_facts
from cnnviz.ui.inspect.maps.kernel_contents import (
    channel_count,
    is_matrix,
    kernel_count,
    kernel_reading,
    kernels_content,
    met_layer,
    page_size,
    square_content,
    squares,
)
from cnnviz.ui.inspect.maps.kernel_detail import NARROWEST, KernelDetail
from cnnviz.ui.inspect.maps.map_numbers import statistics
from cnnviz.ui.inspect.maps.map_wall import Place
from cnnviz.ui.inspect.maps.wall_card import GAP, WallCard
from cnnviz.ui.inspect.maps.wall_content import WallContent
from cnnviz.ui.widgets.card import MARGIN

if TYPE_CHECKING:
    from cnnviz.ui.inspect.maps.wall_sheet import Detail


class KernelsCard(WallCard):
    """Which square stands beside the wall is decided here: the one that was clicked, or is pointed at."""

    def __init__(self) -> None:
        super().__init__(tr("Kernels of the layer"))
        self._limits: dict[str, float] = {}  # the largest weight of every layer
        self._histogram: tuple[ShownLayer, Histogram] | None = None
        self._chosen = self._detailed = 0
        self._cell: Cell | None = None
        self.detail = KernelDetail()
        self.stand_beside(self.detail)
        self.area.wall.picked.connect(lambda place: self._choose(self.index_of(place[0])))
        self.area.wall.opened.connect(lambda tile: self._choose(self.index_of(tile)))

    def show_model(self) -> None:
        """Other weights come next."""
        self._limits, self._histogram = {}, None

    def shows_kernels(self) -> bool:
        """Whether there are any."""
        return self._layer is not None

    def show_nothing(self, why: str) -> None:
        """There are no kernels; `why` says so in a sentence."""
        self._layer = self._content = None
        self.heading.set_text(tr("Kernels"))
        self.heading.set_explanation("")
        self.explained.setText(why)
        for widget in (self.area, self.detail, self.reading, self.tools):
            widget.hide()

    def show_layer(self, shown: Pass, name: str) -> None:
        for widget in (self.area, self.detail, self.reading, self.tools):
            widget.show()
        before = self._layer
        if before is not None and before.weights is shown.layer(name).weights and before.name == name:
            self._shown, self._layer = shown, shown.layer(name)  # another picture: the weights are as they were
            return
        super().show_layer(shown, name)

    def show_cell(self, cell: Cell | None) -> None:
        """Frame the kernel that made the number that is followed."""
        is_new, self._cell = cell != self._cell, cell
        if is_new and cell is not None and self._layer is not None and cell.layer == self._layer.name:
            self.turn_to(cell.channel)
            self._choose(0 if is_matrix(self._layer) else cell.channel * channel_count(self._layer))
        self._mark()

    def ordered(self) -> NDArray[np.intp]:
        layer = self.layer()
        assert layer.weights is not None
        return np.arange(1) if is_matrix(layer) else ranked(layer.weights, self.tools.sorting())

    def page_size(self) -> int:
        return page_size(self.layer())

    def content(self) -> WallContent:
        return kernels_content(self.layer(), self._limit(), self.on_page())

    def refresh(self) -> None:
        super().refresh()
        if self._content is not None:
            if self._content.tile_of(self._chosen) is None:
                self._chosen = self._content.index(0)
            self._show_detail(self._chosen)
            self._mark()

    def describe(self) -> None:
        layer, content = self.layer(), self._content
        assert content is not None
        own = self.tools.range() == "map" and len(content.maps) > 1
        self.tools.show_scale("weights", None if own else float(content.limits[0]), given=False)
        self.tools.set_alone(kernel_count(layer) == 1)
        self.heading.set_text(layer.name)
        self.heading.set_explanation(kernel_facts(layer))
        self.explained.setText(explanation(layer))
        self._share_room()

    def read(self, index: int, row: int, column: int) -> str:
        return kernel_reading(self.layer(), index, row, column)

    def remark(self) -> str:
        return tr("Point at a weight to read it, click a kernel to keep it beside the wall.")

    def sheet_detail(self) -> "Detail | None":
        from cnnviz.ui.inspect.maps.wall_sheet import Detail

        layer, content = self.layer(), self._content
        assert content is not None
        kernel, channel = divmod(self._detailed, channel_count(layer))
        values = squares(layer, [kernel])[channel]
        limit = content.limits[content.tile_of(self._detailed) or 0]
        tile = None if is_matrix(layer) else square_content(values, float(limit))
        return Detail(self.detail.title(), self.detail.note(), tile, statistics(values), self._weights_histogram(),
                      tr("All weights of {layer}", layer=layer.name))  # fmt: skip

    def turned_to(self, layer: ShownLayer) -> None:
        self._chosen = 0

    def _limit(self) -> float | None:
        """Where the range ends that is chosen; None where every square has its own."""
        how = self.tools.range()
        if how == "map":
            return None
        if how == "network" and self._shown is not None:
            return rounded_up(max(self._largest(layer) for layer in self._shown.layers if layer.weights is not None))
        limit = rounded_up(self._largest(self.layer()))
        return self.tools.fixed_limit(limit) if how == "fixed" else limit

    def _largest(self, layer: ShownLayer) -> float:
        """The largest weight of a layer; large layers are looked through once."""
        if layer.name not in self._limits:
            assert layer.weights is not None
            self._limits[layer.name] = symmetric_limit(layer.weights)
        return self._limits[layer.name]

    def _weights_histogram(self) -> Histogram:
        layer = self.layer()
        assert layer.weights is not None
        if self._histogram is None or self._histogram[0].weights is not layer.weights:
            self._histogram = (layer, histogram_of(layer.weights))
        return self._histogram[1]

    def _choose(self, index: int) -> None:
        self._chosen = index
        self._show_detail(index)

    def _show_detail(self, index: int) -> None:
        assert self._content is not None
        self._detailed = index
        tile = self._content.tile_of(index) or 0
        limit, layer = float(self._content.limits[tile]), self.layer()
        met = None if self._shown is None else met_layer(self._shown, layer)
        self.detail.show_square(layer, index, limit, self._weights_histogram(), met)

    def _hovered(self, place: Place | None) -> None:
        super()._hovered(place)
        if self._content is None:
            return
        index = self._chosen if place is None else self.index_of(place[0])
        if index != self._detailed:
            self._show_detail(index)
        self.detail.point_at(None if place is None else float(self._content.maps[place]))

    def _mark(self) -> None:
        """Frame the squares of the kernel, or the row of the unit, that made the number that is followed."""
        content, cell, spans = self._content, self._cell, []
        if content is not None and cell is not None and cell.layer == self.layer().name:
            _, rows, columns = content.maps.shape
            channels = channel_count(self.layer())
            tile = content.tile_of(cell.channel * channels)
            if is_matrix(self.layer()):
                spans = [((0, cell.channel, 0), (0, cell.channel, columns - 1))]
            elif tile is not None and len(content.maps) > channels:
                spans = [((tile, 0, 0), (tile + channels - 1, rows - 1, columns - 1))]
        self.area.wall.frame(spans)

    def _share_room(self) -> None:
        """The wall gets what it can use, the detail the rest."""
        assert self._content is not None
        room = self.contentsRect().width() - 2 * MARGIN - GAP
        height = self.area.height()
        self.detail.set_room(room - self.area.width_for(self._content, QSize(room - NARROWEST, height)), height)
        self.body.activate()  # the wall is laid out next, and must know its room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._content is not None:
            self._share_room()
