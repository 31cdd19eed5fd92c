"""What the network has learnt so far: the kernels of its first layer, and what they make of the probe picture."""

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtWidgets import QGridLayout

from cnnviz.numbers import size
from cnnviz.text import tr
from cnnviz.ui.painting.colours import activation_scale, weight_scale
from cnnviz.ui.train.empty import UntilFilled
from cnnviz.ui.train.live import Floats, LiveReport, Maps
from cnnviz.ui.train.tile_wall import TileWall
from cnnviz.ui.widgets.card import Card, Heading


class LiveCard(Card):
    """Kernels at the left, the maps of the first two convolutions beside them, changing while the network learns."""

    def __init__(self) -> None:
        super().__init__()
        self.kernels = TileWall(tr("Kernels of the first layer"), weight_scale, tr("kernel"))
        self.maps = tuple(TileWall(tr("Maps of the probe"), activation_scale, tr("map")) for _ in range(2))
        self._walls = (self.kernels, *self.maps)
        self._waiting: list[LiveReport | None] = [None] * len(self._walls)
        self._headings = (
            Heading(tr("First-layer kernels"), tr("what it looks for"), "kernel"),
            Heading(tr("First maps"), tr("where it found that"), "output"),
            Heading(tr("Second maps"), tr("and combined it"), "output"),
        )
        sentences = (
            tr("The kernels appear here, and change while the network learns. Press Start."),
            tr("What the first kernels find in the probe picture, step after step."),
            tr("What the second layer makes of that."),
        )
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(20)
        self._places = tuple(UntilFilled(wall, text) for wall, text in zip(self._walls, sentences, strict=True))
        for column, (heading, place, stretch) in enumerate(zip(self._headings, self._places, (6, 6, 5), strict=True)):
            grid.addWidget(heading, 0, column)
            grid.addWidget(place, 1, column)
            grid.setColumnStretch(column, stretch)
        grid.setRowStretch(1, 1)
        self.body.addLayout(grid, 1)

    def take(self, report: LiveReport) -> None:
        """Show `report` with the next `refresh` of each wall; of several only the latest is drawn."""
        self._waiting = [report] * len(self._walls)

    def refreshers(self) -> list[Callable[[], bool]]:
        """What draws one wall each, if there is something new: all of them at once would hold the window up."""
        return [partial(self._refresh, wall) for wall in range(len(self._walls))]

    def is_up_to_date(self) -> bool:
        """Whether everything that was taken is drawn."""
        return not any(self._waiting)

    def _refresh(self, wall: int) -> bool:
        report = self._waiting[wall]
        if report is None or not self.isVisible():
            return False
        self._waiting[wall] = None
        if not wall:
            self._show_kernels(report.kernel_layer, report.kernels)
        elif wall <= len(report.maps):
            self._show_maps(wall, report.maps[wall - 1])
        return True

    def clear(self) -> None:
        self._waiting = [None] * len(self._walls)
        for place, wall in zip(self._places, self._walls, strict=True):
            wall.clear()
            place.set_filled(False)

    def _show_kernels(self, layer: str, kernels: Floats) -> None:
        if not len(kernels):
            return
        filters, channels, height, width = kernels.shape
        self._headings[0].set_text(tr("{layer} kernels", layer=layer))
        self._headings[0].set_explanation(tr("{count} of {size}", count=filters * channels, size=size(height, width)))
        self.kernels.show_maps(np.reshape(kernels, (filters * channels, height, width)))
        self._places[0].set_filled(True)

    def _show_maps(self, wall: int, maps: Maps) -> None:
        self._headings[wall].set_text(tr("{layer} maps", layer=maps.layer))
        self._headings[wall].set_explanation(_facts(maps))
        self._walls[wall].show_maps(maps.values)
        self._places[wall].set_filled(True)


def _facts(maps: Maps) -> str:
    count, height, width = maps.values.shape
    facts = tr("{count} of {size}", count=count, size=size(height, width))
    return tr("{facts}, after {activation}", facts=facts, activation=maps.activation) if maps.activation else facts
