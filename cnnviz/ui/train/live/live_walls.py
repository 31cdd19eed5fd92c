"""What the network has learnt so far: kernels, the gradients that move them, and what layers make of the probe."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnviz.text import tr
from cnnviz.ui.painting.colours import activation_scale, weight_scale
from cnnviz.ui.train.live.live import Floats, LiveReport, Maps
from cnnviz.ui.train.live.live_facts import as_tiles, kernel_facts, map_facts
from cnnviz.ui.train.live.look_choice import LookChoice
from cnnviz.ui.train.live.tile_wall import TileWall
from cnnviz.ui.widgets.card import Card, Heading
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.widgets.until_filled import UntilFilled

COLUMN_GAP = 20
WIDEST_CHOOSER, ROOMY_CHOOSER, ROOMY = 96, 170, 1200  # pixels; the last of the whole card
STRETCHES = (6, 6, 5)


class LiveWalls(Card):
    """Kernels with their gradients at the left, the maps of two layers beside them. `look_changed`: other layers."""

    look_changed = Signal(object)  # LookChoice

    def __init__(self) -> None:
        super().__init__()
        self.kernels = TileWall(tr("Kernels"), weight_scale, tr("kernel"))
        self.gradients = TileWall(tr("Gradients of the kernels"), activation_scale, tr("gradient of kernel"))
        self.maps = tuple(TileWall(tr("Maps of the probe"), activation_scale, tr("map")) for _ in range(2))
        self._walls = (self.kernels, self.gradients, *self.maps)
        self._waiting: list[LiveReport | None] = [None] * len(self._walls)
        self._headings = (
            Heading(tr("Kernels"), tr("what it looks for"), "kernel"),
            Heading(tr("Their gradients"), tr("which way the loss grows")),
            Heading(tr("Maps"), tr("where it found that"), "output"),
            Heading(tr("Maps"), tr("and combined it"), "output"),
        )
        self.kernel_layer = Chooser(tr("Layer of the kernels"), tr("The layer whose kernels are shown"))
        self.map_layers = tuple(
            Chooser(tr("Layer of the maps"), tr("The layer whose maps of the probe are shown")) for _ in self.maps
        )
        self._choosers = (self.kernel_layer, *self.map_layers)
        self._places = self._make_places()
        self._lay_out()

    def choice(self) -> LookChoice:
        """The layers that are chosen; none before there is a network."""
        if not self.kernel_layer.count() and not self.map_layers[0].count():
            return LookChoice()
        values = [chooser.value() if chooser.count() else "" for chooser in self._choosers]
        return LookChoice(values[0], tuple(values[1:]))

    def take(self, report: LiveReport) -> None:
        """Show `report` with the next `refresh` of each wall; of several only the latest is drawn."""
        self._waiting = [report] * len(self._walls)

    def parts(self) -> list[Callable[[], bool]]:
        """What draws one wall each, if there is something new: all of them at once would hold the window up."""
        return [partial(self._refresh, wall) for wall in range(len(self._walls))]

    @property
    def is_up_to_date(self) -> bool:
        """Whether everything that was taken is drawn."""
        return not any(self._waiting)

    def clear(self) -> None:
        self._waiting = [None] * len(self._walls)
        for place, wall in zip(self._places, self._walls, strict=True):
            wall.clear()
            place.set_filled(False)

    def _make_places(self) -> tuple[UntilFilled, ...]:
        sentences = (
            tr("The kernels appear here, and change while the network learns. Press Start."),
            tr("The slopes of the loss by these weights: they come with the first step."),
            tr("What the first kernels find in the probe picture, step after step."),
            tr("What the next layer makes of that."),
        )
        return tuple(UntilFilled(wall, text) for wall, text in zip(self._walls, sentences, strict=True))

    def _lay_out(self) -> None:
        self._columns = [QWidget() for _ in STRETCHES]
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(COLUMN_GAP)
        walls = ((0, 1), (2,), (3,))
        for column, (widget, stretch) in enumerate(zip(self._columns, STRETCHES, strict=True)):
            inside = QVBoxLayout(widget)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(8)
            self._headings[walls[column][0]].add(self._choosers[column])
            self._choosers[column].hide()
            self._choosers[column].chosen.connect(lambda _: self.look_changed.emit(self.choice()))
            for wall in walls[column]:
                inside.addWidget(self._headings[wall])
                inside.addWidget(self._places[wall], 1)
            row.addWidget(widget, stretch)
        self.body.addLayout(row, 1)

    def _refresh(self, wall: int) -> bool:
        report = self._waiting[wall]
        if report is None or not self.isVisible():
            return False
        self._waiting[wall] = None
        if wall == 0:
            self._offer(report)
            self._show_kernels(report)
        elif wall == 1:
            self._show_gradients(report)
        elif wall - 2 < len(report.maps):
            self._show_maps(wall, report.maps[wall - 2])
        return True

    def _offer(self, report: LiveReport) -> None:
        """Let the layers of this network be chosen, and show which are shown."""
        names, shown = report.names, (report.kernel_layer, *(maps.layer for maps in report.maps))
        for column, chooser in enumerate(self._choosers):
            there = column < len(shown) and shown[column] != ""
            self._columns[column].setVisible(there)
            if there:
                _fill(chooser, names.maps if column else names.kernels)
                chooser.set_value(shown[column])

    def _show_kernels(self, report: LiveReport) -> None:
        if len(report.kernels):
            self._headings[0].set_explanation(kernel_facts(report))
            self._show(0, as_tiles(report.kernels), report.kernels.shape[1])

    def _show_gradients(self, report: LiveReport) -> None:
        if len(report.gradients):
            self._headings[1].set_explanation(tr("of the last step"))
            self._show(1, as_tiles(report.gradients), report.gradients.shape[1])
        else:  # the wall stays, empty: to show the sentence again would lay the whole page out anew
            none = tr("not kept of this step") if report.step else tr("none before the first step")
            self._headings[1].set_explanation(none)
            self.gradients.clear()

    def _show_maps(self, wall: int, maps: Maps) -> None:
        self._headings[wall].set_explanation(map_facts(maps))
        self._show(wall, maps.values)

    def _show(self, wall: int, maps: Floats, channels: int = 1) -> None:
        self._walls[wall].show_maps(maps, channels)
        self._places[wall].set_filled(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for chooser in self._choosers:
            chooser.setMaximumWidth(ROOMY_CHOOSER if event.size().width() >= ROOMY else WIDEST_CHOOSER)


def _fill(chooser: Chooser, names: Sequence[str]) -> None:
    if [chooser.itemData(place) for place in range(chooser.count())] != list(names):
        chooser.clear()
        for name in names:
            chooser.add(name, name)
    chooser.setVisible(len(names) > 0)
