"""The page itself: picture at the left, layers on top, the chosen layer's maps below, and how they are wired."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cnnviz.data.pictures import Picture
from cnnviz.engine.network import Network
from cnnviz.settings import Choice
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.traces.shown_layers import ShownLayer, class_shares, shown_layers
from cnnviz.ui.inspect.layer_strip import LayerStrip
from cnnviz.ui.inspect.maps.maps_card import MapsCard
from cnnviz.ui.inspect.models.model_menu import ModelMenu, model_line
from cnnviz.ui.inspect.picture.picture_panel import PicturePanel
from cnnviz.ui.inspect.picture.prepared import Prepared
from cnnviz.ui.inspect.prediction import PredictionPanel
from cnnviz.ui.page import Page
from cnnviz.ui.widgets.bars import ROW_HEIGHT, TALLEST_ROW
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.labels import separator
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.workspace import GivenPicture, Model, Workspace

VIEWS = (
    Choice("maps", mark("Maps"), mark("What every layer makes of the picture")),
    Choice("kernels", mark("Kernels"), mark("The weights that the network has learnt")),
)
NARROWEST_LEFT, WIDEST_LEFT = 276, 440
BESIDE_BAR = 6  # pixels between what scrolls and its scroll bar
ROOMY = 900  # pixels of height from which on the bars may be thicker


class InspectPage(Page):
    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._network: Network | None = None
        self._layers: Sequence[ShownLayer] = ()
        self._index = 1
        self.picture, self.prediction = PicturePanel(), PredictionPanel()
        self.strip, self.maps = LayerStrip(), MapsCard()
        self.views = Segmented(VIEWS, "maps")
        self.views.setFixedSize(190, 30)
        self.model_menu = ModelMenu(workspace)
        self.notice = Notice()
        self._left = Card()
        self._lay_out()
        self.picture.prepared.connect(self._take_picture)
        self.picture.file_wanted.connect(self.picture_wanted)
        self.strip.chosen.connect(self.show_layer)
        self.strip.rebuilt.connect(self._order_tabs)
        self.maps.layer_step.connect(self.strip.step)
        self.views.changed.connect(lambda _: self._show())
        self.model_menu.failed.connect(self.notice.show_error)
        self.model_menu.told.connect(self.notice.show_info)
        workspace.model_changed.connect(self._take_model)
        workspace.picture_given.connect(self._take_given)
        self._take_shipped_model()
        if (given := workspace.given_picture()) is not None:
            self._take_given(given)
        QTimer.singleShot(0, self, self.picture.open_first)

    def _lay_out(self) -> None:
        self._left.body.addWidget(self._scrolled(self.picture, separator(), self.prediction))
        strip_card = Card()
        strip_card.body.setContentsMargins(8, 8, 8, 8)
        strip_card.body.addWidget(self.strip)
        right = QVBoxLayout()
        right.setSpacing(12)
        for widget in (self.notice, strip_card):
            right.addWidget(widget)
        right.addWidget(self.maps, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(12)
        row.addWidget(self._left)
        row.addLayout(right, 1)

    def _scrolled(self, *widgets: QWidget) -> QScrollArea:
        """Widgets below each other, the first one with the room that is left; a low window scrolls."""
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in widgets:
            column.addWidget(widget, 0 if column.count() else 1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        bar = area.verticalScrollBar()
        bar.rangeChanged.connect(lambda _, last: column.setContentsMargins(0, 0, BESIDE_BAR if last else 0, 0))
        return area

    def header_widgets(self) -> list[QWidget]:
        return [self.views, self.model_menu]

    def open_picture(self, path: str) -> None:
        self.picture.open_path(path)

    def paste(self) -> None:
        self.picture.paste()

    def close_down(self) -> None:
        self.picture.close_down()

    def layers(self) -> Sequence[ShownLayer]:
        """What is shown of the last pass, input first."""
        return self._layers

    def show_layer(self, index: int) -> None:
        """Show the maps or kernels of a layer."""
        self._index = index
        self._show()

    def _take_shipped_model(self) -> None:
        try:
            self._take_model(self._workspace.model())
        except (ExplainedError, OSError) as error:
            self.notice.show_error(str(error))

    def _take_model(self, model: Model) -> None:
        if self._network is not None and len(self._network.layers) != len(model.network.layers):
            self._index = 1
        self._network = model.network
        self.notice.clear()
        self.subtitle_changed.emit(model_line(model))
        self.setProperty("subtitle", model_line(model))
        self.picture.set_input_shape(model.network.input_shape)

    def _take_given(self, given: GivenPicture) -> None:
        self.picture.show_given(Picture(given.name, given.pixels), given.truth)

    def _take_picture(self, prepared: Prepared) -> None:
        if self._network is None or prepared.values.shape != self._network.input_shape:
            return
        self._layers = shown_layers(self._network, prepared.values)
        self.strip.show_layers(self._layers)
        shares = class_shares(self._layers)
        if shares is None:
            self.prediction.show_nothing(tr("This network ends in maps, not in classes."))
        else:
            names = self._network.class_names or tuple(str(index) for index in range(len(shares)))
            self.prediction.show_prediction(names, shares, prepared.truth, prepared.is_empty)
        self._show()
        if self.hasFocus():
            self.entered()

    def _show(self) -> None:
        if not self._layers:
            return
        kernels = self.views.value() == "kernels"
        available = [not kernels or layer.weights is not None for layer in self._layers]
        if not any(available):
            available[self._index] = True
        self.strip.set_available(available)
        if not available[self._index]:
            before = [index for index in range(self._index) if available[index]]
            self._index = before[-1] if before else available.index(True)
        self.strip.set_current(self._index)
        self.maps.show_layers(self._layers, self._index, self.views.value())

    def entered(self) -> None:
        self.take_focus()

    def take_focus(self) -> None:
        if self._layers:
            self.strip.button(self._index).setFocus()
        else:
            self.setFocus()  # until there are layers

    def _order_tabs(self) -> None:
        """The Tab key goes the way of the data: picture, preprocessing, layers, maps."""
        stops = [self.picture.pad_tools.clear, *self.picture.strip.tab_stops(), *self.strip.buttons(),
                 self.maps.area.wall]  # fmt: skip
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._left.setFixedWidth(min(WIDEST_LEFT, max(NARROWEST_LEFT, round(0.226 * self.width()))))
        rows = 10 * (TALLEST_ROW if self.height() > ROOMY else ROW_HEIGHT)
        self.prediction.bars.setFixedHeight(rows)
        super().resizeEvent(event)
