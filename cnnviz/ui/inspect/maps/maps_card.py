"""The card with the chosen layer: its maps or kernels as a wall, the range of the colours, the size of the tiles."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy

from cnnviz.text import tr
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.shown_layers import ShownLayer, network_limit, weights_limit
from cnnviz.ui.inspect.maps.explanations import explanation
from cnnviz.ui.inspect.maps.map_detail import NARROWEST, MapDetail
from cnnviz.ui.inspect.maps.map_wall import WallArea, WallContent
from cnnviz.ui.inspect.maps.wall_contents import (
    facts,
    kernel_facts,
    kernel_reading,
    kernels_content,
    map_reading,
    maps_content,
    silent_text,
    single_map,
)
from cnnviz.ui.inspect.maps.wall_tools import WallTools
from cnnviz.ui.widgets.card import MARGIN, Card
from cnnviz.ui.widgets.labels import label, set_role

WIDE_ENOUGH_FOR_DETAIL = 1200
GAP = 16
HEADING = 24


class MapsCard(Card):
    """Shows a layer; which map is enlarged is decided here. `layer_step` asks for the next layer (-1 or 1)."""

    layer_step = Signal(int)

    def __init__(self) -> None:
        super().__init__(" ")
        self._layers: Sequence[ShownLayer] = ()
        self._index = 0
        self._view = "maps"
        self._enlarged: int | None = None
        self._content: WallContent | None = None
        self._detailed = 0
        self.area = WallArea()
        self.area.wall.setAccessibleName(tr("Maps of the layer"))
        self.detail = MapDetail()
        self.tools = WallTools()
        self.reading = label("", "muted")
        self.reading.setFixedHeight(18)
        self.reading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # it may not widen the window
        self._back = QPushButton(tr("‹ All maps"))
        self._back.setToolTip(tr("Back to all maps (Esc)"))
        self._back.setFixedHeight(HEADING)
        self._back.setStyleSheet("padding: 0 8px;")
        self._back.clicked.connect(lambda: self.enlarge(None))
        self._lay_out()
        self.area.wall.hovered.connect(self._hovered)
        self.area.wall.chosen.connect(self._chosen)
        self.area.wall.zoomed.connect(self.tools.zoom)
        self.area.fitted.connect(self.tools.show_tile_width)
        self.tools.range_changed.connect(self._refresh)
        self.tools.tile_width_changed.connect(self._refresh)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.area, 1)
        row.addWidget(self.detail)
        self.heading.add(self._back)
        self.heading.setFixedHeight(HEADING)  # the maps must not jump when the way back appears
        self.body.setSpacing(6)
        self.body.addLayout(row, 1)
        self.body.addWidget(self.reading)
        self.body.addWidget(self.tools)

    def layer(self) -> ShownLayer:
        return self._layers[self._index]

    def enlarged(self) -> int | None:
        """The map that is shown alone, or None."""
        return self._enlarged

    def show_layers(self, layers: Sequence[ShownLayer], index: int, view: str) -> None:
        """Show layer `index` of a pass; `view` is "maps" or "kernels". An enlarged map stays while its layer does."""
        if index != self._index or view != self._view:
            self._enlarged = None
        self._layers, self._index, self._view = layers, index, view
        if self._enlarged is not None and self._enlarged >= len(self.layer().maps):
            self._enlarged = None
        self._refresh()

    def enlarge(self, index: int | None) -> None:
        """Show one map alone, or (None) all of them."""
        self._enlarged = index
        self._refresh()
        self.area.wall.setFocus()

    def _refresh(self) -> None:
        if not self._layers:
            return
        layer, kernels = self.layer(), self._shows_kernels()
        pointed = self.area.wall.is_pointed_at()
        self._content = self._whole_content()
        whole = self._content
        shown = whole if self._enlarged is None else single_map(whole, self._enlarged)
        given = layer.is_input or layer.kind == "Softmax"
        own = self.tools.range() == "map" and not given and len(shown.maps) > 1
        self.tools.show_scale(shown.colours, None if own else float(shown.limits[0]), given)
        self.tools.set_sizes_enabled(self._enlarged is None)
        self._back.setVisible(self._enlarged is not None)
        alone = tr("{layer} map {index}", layer=layer.name, index=self._enlarged)
        self.heading.set_text(layer.name if self._enlarged is None else alone)
        self.heading.set_explanation(kernel_facts(layer) if kernels else facts(layer))
        self._share_room(shown)
        self.area.show_content(shown, None if self._enlarged is not None else self.tools.tile_width())
        if pointed:
            self.area.wall.follow_pointer()
        self._hovered(self.area.wall.hover())
        self._show_detail(self._enlarged if self._enlarged is not None else self._tile_of_interest())

    def _shows_kernels(self) -> bool:
        return self._view == "kernels" and self.layer().weights is not None

    def _whole_content(self) -> WallContent:
        """All maps or kernels of the layer in the range that is chosen."""
        layer, how = self.layer(), self.tools.range()
        if self._shows_kernels():
            fixed = self.tools.fixed_limit("weights", weights_limit([layer]))
            return kernels_content(layer, how, weights_limit(self._layers), fixed)
        fixed = self.tools.fixed_limit("activations", rounded_up(symmetric_limit(layer.maps)))
        return maps_content(layer, how, network_limit(self._layers), fixed)

    def _tile_of_interest(self) -> int:
        return self.area.wall.current()

    def _share_room(self, shown: WallContent) -> None:
        """The wall gets what it can use, the detail beside it the rest; only a wide card has room for both at once."""
        room = self.contentsRect().width() - 2 * MARGIN - GAP
        height = self.area.height()
        left_over = room - self.area.width_for(shown, QSize(room, height))
        roomy = self._enlarged is not None or self.width() >= WIDE_ENOUGH_FOR_DETAIL or left_over >= NARROWEST
        self.detail.setVisible(roomy)
        self.detail.set_room(room - self.area.width_for(shown, QSize(room - NARROWEST, height)), height)
        self.body.activate()  # the wall is laid out next, and must know its room

    def _show_detail(self, index: int) -> None:
        self._detailed = index
        if self._content is None or not self.detail.isVisibleTo(self):
            return
        layer = self.layer()
        single = single_map(self._content, index)
        if self._shows_kernels():
            self.detail.show_kernel(layer, index, single)
        else:
            self.detail.show_map(layer, index, single, preview=self._enlarged is None and len(layer.maps) > 1)

    def _hovered(self, cell: tuple[int, int, int] | None) -> None:
        layer = self.layer()
        if cell is None:
            self._read(" ".join(part for part in (self._remark(), self._hint()) if part), "muted")
            return
        index, row, column = cell
        if self._shows_kernels():
            self._read(kernel_reading(layer, index, row, column), "number")
            if index != self._detailed:
                self._show_detail(index)
            return
        index = index if self._enlarged is None else self._enlarged
        self._read(map_reading(layer, index, row, column), "number")
        if self._enlarged is None and index != self._detailed:
            self._show_detail(index)

    def _read(self, text: str, role: str) -> None:
        set_role(self.reading, "role", role)
        self.reading.setText(text)

    def _remark(self) -> str:
        """What is to be said of the whole layer: that maps are empty, or, with no room beside them, what it does."""
        if self._shows_kernels() or self._enlarged is not None:
            return ""
        told_beside = self.detail.isVisibleTo(self)
        return silent_text(self.layer()) or ("" if told_beside else explanation(self.layer()))

    def _hint(self) -> str:
        if self._enlarged is not None:
            return tr("Point at a cell to read it. ← and → go to the next map, Esc back to all.")
        if self._view == "kernels" or not self._can_enlarge():
            return tr("Point at a cell to read it.")
        return tr("Point at a cell to read it, click a map to enlarge it.")

    def _chosen(self, index: int) -> None:
        if self._view == "maps" and self._enlarged is None and self._can_enlarge():
            self.enlarge(index)

    def _can_enlarge(self) -> bool:
        return not self.layer().is_vector and len(self.layer().maps) > 1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if self._enlarged is not None and event.key() == Qt.Key.Key_Escape:
            self.enlarge(None)
        elif self._enlarged is not None and step is not None:
            self.enlarge((self._enlarged + step) % len(self.layer().maps))
        elif step is not None:
            self.layer_step.emit(step)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        shown = self.area.content()
        if shown is not None:
            self._share_room(shown)
            self._show_detail(self._detailed)
