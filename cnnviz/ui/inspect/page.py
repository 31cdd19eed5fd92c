"""The page itself: picture at the left, layers on top, the chosen view below, and how they are wired."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnviz.data.pictures import Picture
from cnnviz.engine.graph import INPUT
from cnnviz.engine.input_normalisation import normalisation_of
from cnnviz.text import ExplainedError, tr
from cnnviz.traces.field import field_of
from cnnviz.traces.following import Field
from cnnviz.traces.passes import Cell, Pass
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.export.export_menu import ExportMenu
from cnnviz.ui.inspect.export.exported import Exported
from cnnviz.ui.inspect.follow.follow_card import FollowCard
from cnnviz.ui.inspect.layer_strip import LayerStrip
from cnnviz.ui.inspect.left_card import LeftCard
from cnnviz.ui.inspect.looking import Looking
from cnnviz.ui.inspect.maps.kernels_view import KernelsView
from cnnviz.ui.inspect.maps.maps_view import MapsView
from cnnviz.ui.inspect.maps.wall_card import WallCard
from cnnviz.ui.inspect.models.endings import is_model
from cnnviz.ui.inspect.models.model_menu import ModelMenu, model_line
from cnnviz.ui.inspect.picture.picture_panel import PicturePanel
from cnnviz.ui.inspect.picture.prepared import Prepared
from cnnviz.ui.inspect.prediction import PredictionPanel
from cnnviz.ui.inspect.rested import Rested
from cnnviz.ui.inspect.view import InspectView
from cnnviz.ui.inspect.view_stack import ViewStack
from cnnviz.ui.inspect.views import VIEWS, makers
from cnnviz.ui.page import Page
from cnnviz.ui.widgets.bars import ROW_HEIGHT, TALLEST_ROW
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.labels import separator
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.workspace import GivenPicture, LookedInto, Model, Workspace

NARROWEST_FOLLOW, NARROW_FOLLOW, WIDEST_FOLLOW = 268, 300, 440
BESIDE_FOLLOW = 800  # pixels that the rest of the page needs before the card is wider than its narrowest
WIDTH_OF_VIEW = 86
REST_MS = 60  # of the followed number while a pen draws: maps and prediction come first
ROOMY = 900  # pixels of height from which on the bars may be thicker


class InspectPage(Page):
    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._prepared: Prepared | None = None
        self.looking = Looking(self)
        self.picture, self.prediction = PicturePanel(), PredictionPanel()
        self.strip, self.follow = LayerStrip(), FollowCard()
        self.stack = ViewStack(self.looking, makers(workspace))
        self.views = Segmented(VIEWS, "maps")
        self.views.setFixedSize(WIDTH_OF_VIEW * len(VIEWS), 30)
        self.model_menu, self.export_menu = ModelMenu(workspace), ExportMenu(self, self._exported)
        self.notice = Notice()
        self._followed = Rested(self._show_followed, REST_MS, self)
        self._left = LeftCard(self.picture, separator(), self.prediction)
        self._lay_out()
        self._connect()
        self.stack.show_view("maps")
        self._take_first_model()
        if (given := workspace.given_picture()) is not None:
            self._take_given(given)
        QTimer.singleShot(0, self, self.picture.open_first)

    def _lay_out(self) -> None:
        self._strip_card = Card()
        self._strip_card.body.setContentsMargins(8, 8, 8, 8)
        self._strip_card.body.addWidget(self.strip)
        right = QVBoxLayout()
        right.setSpacing(12)
        for widget in (self.notice, self._strip_card):
            right.addWidget(widget)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self.stack, 1)
        below.addWidget(self.follow)
        right.addLayout(below, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(12)
        row.addWidget(self._left)
        row.addLayout(right, 1)

    def _connect(self) -> None:
        self.picture.prepared.connect(self._take_picture)
        self.picture.file_wanted.connect(self.picture_wanted)
        self.picture.model_wanted.connect(self.open_picture)
        self.strip.chosen.connect(lambda index: self.show_layer(index))
        self.strip.rebuilt.connect(self._order_tabs)
        self.views.changed.connect(self.stack.show_view)
        self.stack.made.connect(self._connect_view)
        self.stack.shown.connect(self._show_strip)
        self.stack.shown.connect(self._show_followed)
        self.picture.follow_wanted.connect(self.looking.follow)
        self.prediction.class_chosen.connect(self._choose_class)
        self.follow.follow_wanted.connect(self.looking.follow)
        self.follow.convolve_wanted.connect(self._open_in_convolve)
        for signal, show in ((self.model_menu.failed, self.notice.show_error),
                             (self.model_menu.told, self.notice.show_info),
                             (self.export_menu.failed, self.notice.show_error),
                             (self.export_menu.told, self.notice.show_info),
                             (self.looking.failed, self.notice.show_error)):  # fmt: skip
            signal.connect(show)
        self.model_menu.settled.connect(self.notice.clear)
        self.looking.pass_changed.connect(self._take_pass)
        self.looking.layer_changed.connect(lambda _: self._show_strip())
        self.looking.cell_changed.connect(lambda _: self._show_followed())
        self.looking.begun.connect(lambda: self.setCursor(Qt.CursorShape.BusyCursor))
        self.looking.ended.connect(self.unsetCursor)
        self._workspace.looked_into_changed.connect(self._take_model)
        self._workspace.picture_given.connect(self._take_given)

    def _connect_view(self, view: InspectView) -> None:
        view.layer_wanted.connect(self.looking.choose_layer)
        view.follow_wanted.connect(self.looking.follow)
        view.step_wanted.connect(self.strip.step)
        view.available_changed.connect(self._show_strip)
        view.failed.connect(self.notice.show_error)
        view.told.connect(self.notice.show_info)

    def header_widgets(self) -> list[QWidget]:
        return [self.views, self.model_menu, self.export_menu]

    def open_picture(self, path: str) -> None:
        """Open a picture, or a model."""
        if is_model(path):
            self.model_menu.open_model(Path(path))
        else:
            self.picture.open_path(path)

    def paste(self) -> None:
        self.picture.paste()

    def close_down(self) -> None:
        self.picture.close_down()
        self.export_menu.close_down()
        self.model_menu.close_down()
        self.looking.close_down()
        self.stack.close_down()

    @property
    def maps(self) -> WallCard:
        """The card with the wall, of maps or of kernels."""
        view = self.stack.current()
        assert isinstance(view, MapsView | KernelsView)
        return view.card

    def layers(self) -> Sequence[ShownLayer]:
        """What is shown of the last pass, input first."""
        return () if self.looking.shown is None else self.looking.shown.layers

    def show_layer(self, index: int) -> None:
        """Show a layer in the view that is seen."""
        self.looking.choose_layer(self.layers()[index].name)

    def _take_first_model(self) -> None:
        try:
            self._take_model(self._workspace.looked_into())
        except (ExplainedError, OSError) as error:
            self.notice.show_error(str(error))

    def _take_model(self, looked_into: LookedInto) -> None:
        self.notice.clear()
        self.looking.set_model(looked_into.model)
        network = looked_into.model.network
        foreign = tr("{origin} · run by ONNX Runtime", origin=looked_into.origin)
        line = foreign if network is None else model_line(Model(network, looked_into.origin))
        self.subtitle_changed.emit(line)
        self.setProperty("subtitle", line)
        model = looked_into.model
        try:
            self.picture.set_model_input(model.input_shape, normalisation_of(model.info), model.class_names)
        except ExplainedError as error:
            self.notice.show_error(str(error))

    def _take_given(self, given: GivenPicture) -> None:
        self.picture.show_given(Picture(given.name, given.pixels), given.truth)

    def _take_picture(self, prepared: Prepared) -> None:
        model = self.looking.model
        if model is None or prepared.values.shape != model.input_shape:
            return
        self._prepared = prepared
        self.looking.look_at(prepared.values)

    def _take_pass(self, shown: Pass) -> None:
        self._show_prediction(shown)
        self._followed.ask()
        self._show_strip()
        if self.hasFocus():
            self.entered()

    def _show_prediction(self, shown: Pass) -> None:
        if (prepared := self._prepared) is not None:
            self.prediction.show_pass(shown, prepared.truth, prepared.is_empty)

    def _show_strip(self) -> None:
        """Mark the layer that is shown; go to the nearest one before it where the view has nothing to show of it."""
        view, shown = self.stack.current(), self.looking.shown
        if view is None or shown is None:
            return
        self.strip.show_layers(shown.layers)  # a view that is told of a pass first may ask for it
        self.follow.setVisible(view.follows)
        available, index = list(view.available(shown)), shown.index(self.looking.layer)
        self._strip_card.setVisible(view.uses_layers)  # dimmed as a whole, maybe: what lies below it must not jump
        if not any(available):
            available[index] = True
        self.strip.set_available(available)
        if not available[index]:
            before = [other for other in range(index) if available[other]]
            self.looking.choose_layer(shown.layers[before[-1] if before else available.index(True)].name)
            return
        self.strip.set_current(index)

    def _show_followed(self) -> None:
        """The arithmetic of the number that is followed, at the right, and at the left its part of the picture."""
        view, shown, cell = self.stack.current(), self.looking.shown, self.looking.cell
        if view is None or shown is None or cell is None:
            return
        if view.follows:
            self.follow.show_pass(shown, cell)
        if cell.layer == INPUT:
            self.picture.show_field(Field(cell.row, cell.column, 1, 1))
        else:
            self.picture.show_field(None if shown.network is None else field_of(shown.network, cell))

    def _open_in_convolve(self, cell: Cell) -> None:
        if self.looking.shown is not None:
            self._workspace.open_in_convolve(self.looking.shown, cell)

    def _exported(self) -> Exported | None:
        """What there is to be taken away."""
        view, shown, prepared = self.stack.current(), self.looking.shown, self._prepared
        if view is None or shown is None or prepared is None:
            return None
        followed = self.follow.sheet() if view.follows else None
        return Exported(view, shown, prepared, str(self.property("subtitle") or ""), followed)

    def _choose_class(self, index: int) -> None:
        """Tell the view of a class that was clicked; follow its probability where numbers are followed."""
        view = self.stack.current()
        if view is None or not self.layers():
            return
        view.choose_class(index)
        if view.follows:
            self.looking.follow(Cell(self.layers()[-1].name, index))

    def entered(self) -> None:
        self.take_focus()

    def take_focus(self) -> None:
        if self.looking.shown is not None:
            self.strip.button(self.looking.shown.index(self.looking.layer)).setFocus()
        else:
            self.setFocus()  # until there are layers

    def _order_tabs(self) -> None:
        """The Tab key goes the way of the data: picture, preprocessing, layers, maps."""
        stops = [self.picture.pad_tools.clear, *self.picture.strip.tab_stops(), *self.strip.buttons()]
        if isinstance(self.stack.current(), MapsView | KernelsView):
            stops.append(self.maps.area.wall)
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._left.fit(self.width())
        narrow = min(NARROW_FOLLOW, max(NARROWEST_FOLLOW, self.width() - BESIDE_FOLLOW))
        self.follow.setFixedWidth(min(WIDEST_FOLLOW, max(narrow, round(0.24 * self.width()))))
        rows = 10 * (TALLEST_ROW if self.height() > ROOMY else ROW_HEIGHT)
        self.prediction.bars.setFixedHeight(rows)
        super().resizeEvent(event)
