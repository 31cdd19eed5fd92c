"""The card around a wall: what is shown above it, what the colours mean and how it is ordered below it."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.traces.paging import Paging
from cnnviz.traces.passes import Pass
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.maps.map_wall import Place
from cnnviz.ui.inspect.maps.reading import Reading
from cnnviz.ui.inspect.maps.wall_area import WallArea
from cnnviz.ui.inspect.maps.wall_content import WallContent
from cnnviz.ui.inspect.maps.wall_tools import WallTools
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from cnnviz.ui.export.sheet import Sheet
    from cnnviz.ui.inspect.maps.wall_sheet import Detail

GAP = 16
HEADING = 24
SMALLEST_WALL = 120  # pixels of width and height


class WallCard(Card):
    """A layer of a pass as a wall. `step_wanted` asks for the next layer with something to show (-1 or 1)."""

    step_wanted = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(" ")
        self._shown: Pass | None = None
        self._layer: ShownLayer | None = None
        self._content: WallContent | None = None
        self._page = 0
        self._order: NDArray[np.intp] = np.arange(0)
        self.area, self.tools, self.reading = WallArea(), WallTools(), Reading()
        self.area.setMinimumSize(SMALLEST_WALL, SMALLEST_WALL)
        self.area.wall.setAccessibleName(name)
        self.explained = ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self._row = QHBoxLayout()
        self._row.setSpacing(GAP)
        self._row.addWidget(self.area, 1)
        self.heading.setFixedHeight(HEADING)  # the wall must not jump when a control appears there
        self.body.setSpacing(6)
        self.body.addWidget(self.explained)
        self.body.addLayout(self._row, 1)
        self.body.addWidget(self.reading)
        self.body.addWidget(self.tools)
        wall, tools = self.area.wall, self.tools
        wall.hovered.connect(self._hovered)
        wall.zoomed.connect(tools.zoom)
        wall.turned.connect(tools.pager.turn)
        self.area.fitted.connect(tools.show_tile_width)
        tools.range_changed.connect(self.refresh)
        tools.tile_width_changed.connect(self.refresh)
        tools.order_changed.connect(self._reorder)
        tools.pager.turned.connect(self._turn)

    def stand_beside(self, widget: QWidget) -> None:
        """Give a widget the room at the right of the wall."""
        self._row.addWidget(widget)

    def sheet(self) -> "Sheet | None":
        """The wall as a picture for a file; None where there is none."""
        if self._content is None:
            return None
        from cnnviz.ui.inspect.maps.wall_sheet import WallSheet

        name, facts = self.heading.texts()
        paging = self.paging()
        if paging.pages > 1:
            facts += " · " + tr("page {page} of {pages}", page=count(self._page + 1), pages=count(paging.pages))
        return WallSheet(
            name, facts, self.explained.text(), self._content, tuple(self.area.wall.framed()), self.sheet_detail()
        )

    def sheet_detail(self) -> "Detail | None":
        """What stands beside the wall, for a file; None where nothing does."""
        return None

    def layer(self) -> ShownLayer:
        """The layer that is shown."""
        assert self._layer is not None
        return self._layer

    def show_layer(self, shown: Pass, name: str) -> None:
        """Show a layer of a pass: the same one as before with other numbers, or another."""
        layer = shown.layer(name)
        if layer is self._layer and shown is self._shown:
            return
        if self._layer is None or layer.name != self._layer.name or len(layer.maps) != len(self._layer.maps):
            self._page = 0
            self.turned_to(layer)
        self._shown, self._layer = shown, layer
        self._order = self.ordered()
        self.refresh()

    def paging(self) -> Paging:
        """How many things there are, and how many on a page."""
        return Paging(len(self._order), self.page_size())

    def on_page(self) -> Sequence[int]:
        """The numbers of the maps or kernels of the page that is shown, in their order."""
        span = self.paging().span(self._page)
        return [int(index) for index in self._order[span.start : span.stop]]

    def refresh(self) -> None:
        """Show what is to be shown anew."""
        if self._layer is None:
            return
        pointed = self.area.wall.is_pointed_at()
        paging = self.paging()
        self._page = min(self._page, paging.pages - 1)
        self._content = self.content()
        self.tools.pager.show_page(paging, self._page)
        self.describe()
        self.area.show_content(self._content, None if self.is_alone() else self.tools.tile_width())
        if pointed:
            self.area.wall.follow_pointer()
        self._hovered(self.area.wall.hover())

    def turn_to(self, index: int) -> None:
        """Turn to the page that map or kernel `index` is on."""
        places = np.flatnonzero(self._order == index)
        if places.size and (page := self.paging().page_of(int(places[0]))) != self._page:
            self._turn(page)

    def index_of(self, tile: int) -> int:
        """Which map, or square of the kernels, a tile shows."""
        return tile if self._content is None else self._content.index(tile)

    def _turn(self, page: int) -> None:
        self._page = page
        self.refresh()

    def _reorder(self) -> None:
        if self._layer is not None:
            self._order = self.ordered()
            self._page = 0
            self.refresh()

    def _hovered(self, place: Place | None) -> None:
        if self._content is None:
            return
        self.tools.legend.show_value(None if place is None else self._share(self._content, place))
        if place is None:
            self.reading.show_words(self.remark())
        else:
            self.reading.show_number(self.read(self.index_of(place[0]), place[1], place[2]))

    def _share(self, content: WallContent, place: Place) -> float | None:
        share = float(content.maps[place]) / float(content.limits[place[0]])
        return share if np.isfinite(share) else None

    @abstractmethod
    def ordered(self) -> NDArray[np.intp]:
        """The numbers of what is shown, in the order that is chosen."""

    @abstractmethod
    def page_size(self) -> int:
        """How many maps or kernels are shown at once."""

    @abstractmethod
    def content(self) -> WallContent:
        """What the wall shows now."""

    @abstractmethod
    def describe(self) -> None:
        """Say in heading and legend what is shown."""

    @abstractmethod
    def read(self, index: int, row: int, column: int) -> str:
        """What stands under the pointer: cell of map or square `index`."""

    @abstractmethod
    def remark(self) -> str:
        """What is to be said while nothing is pointed at."""

    def turned_to(self, layer: ShownLayer) -> None:
        """Another layer comes next: what was chosen of the last one no longer counts."""

    def is_alone(self) -> bool:
        """Whether one map is shown large."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_wanted.emit(step)
        else:
            super().keyPressEvent(event)
