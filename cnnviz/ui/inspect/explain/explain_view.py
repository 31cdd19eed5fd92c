"""What speaks for an answer: the chosen method on the present picture, and what the pictures of a data set say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from cnnviz.engine.input_normalisation import InputNormalisation, normalisation_of
from cnnviz.explain.explanation import Method
from cnnviz.explain.grad_cam import map_layers, usual_layer
from cnnviz.explain.methods import METHODS
from cnnviz.inspection.asked_model import AskedModel
from cnnviz.inspection.exciting import SHOWS, SHOWS_NOT, SOURCE
from cnnviz.settings import Choice, Value
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.traces.passes import Cell
from cnnviz.ui.inspect.explain.exciting_pane import ExcitingPane
from cnnviz.ui.inspect.explain.explaining import Explaining
from cnnviz.ui.inspect.explain.explanation_pane import ExplanationPane
from cnnviz.ui.inspect.explain.request import Request
from cnnviz.ui.inspect.explain.sentences import Sentences
from cnnviz.ui.inspect.explain.side import Side
from cnnviz.ui.inspect.explain.target_row import Named, TargetRow, explained_layers
from cnnviz.ui.inspect.view import InspectView
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.workspace import GivenPicture, Workspace

if TYPE_CHECKING:
    from cnnviz.data.number_files import Numbers
    from cnnviz.traces.passes import Pass, PassModel
    from cnnviz.ui.export.filming import Filming
    from cnnviz.ui.export.sheet import Sheet

LAYER, EXCITING = "layer", "most-exciting"


class ExplainView(InspectView):
    """Methods at the left, what the chosen one gives at the right.

    Quick ones follow the picture; what takes long waits for its button. `choose_class` is for a click on a class
    anywhere on the page. `available_changed` says that other layers can be chosen now: `available` tells which.
    """

    def __init__(self, workspace: Workspace, methods: Mapping[str, Method] = METHODS) -> None:
        super().__init__()
        self._workspace = workspace
        self._methods = methods
        self._model: PassModel | None = None
        self._shown: Pass | None = None
        self._normalisation = InputNormalisation()
        self._layer = ""
        self._named: Sequence[Named] = ()
        self._offered: Sequence[bool] = ()
        self.targets, self.sentences = TargetRow(), Sentences()
        self.pane, self.exciting = ExplanationPane(), ExcitingPane()
        self._panes = QStackedWidget()
        choice = Choice(EXCITING, mark("Most exciting pictures"), SHOWS)
        self.side = Side(methods, [(choice, self.exciting.tools)])
        self._explaining = Explaining(self.pane)
        self._lay_out()
        self._wire()
        self._say_what_it_is()

    def _lay_out(self) -> None:
        right = Card()
        right.body.addWidget(self.sentences)
        right.body.addWidget(self.targets)
        right.body.addWidget(self._panes, 1)
        for pane in (self.pane, self.exciting):
            self._panes.addWidget(pane)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.side.setFixedWidth(224)
        row.addWidget(self.side)
        row.addWidget(right, 1)

    def _wire(self) -> None:
        self.side.method_chosen.connect(self._take_method)
        self.side.settings_changed.connect(self._explain)
        self.side.run_wanted.connect(self._run)
        self.side.stop_wanted.connect(self._stop)
        self.exciting.progressed.connect(self._show_search)
        self.exciting.picture_wanted.connect(self._look_into)
        self.side.slow_changed.connect(self._explaining.set_slow)
        self.targets.changed.connect(self._explain)
        self.targets.follow_wanted.connect(self.follow_wanted)
        self.pane.clicked.connect(lambda place: self.follow_wanted.emit(Cell("input", 0, *place)))
        self._explaining.progressed.connect(self.side.show_running)
        self._explaining.refused.connect(self._say)

    @property
    def method(self) -> Method | None:
        """The method that is chosen; None where it is the pictures of a data set."""
        return self._methods.get(self.side.list.value())

    def choose_class(self, index: int) -> None:
        """Explain class `index` from now on."""
        self.targets.choose_class(index)

    def show_model(self, model: PassModel) -> None:
        self._model, self._normalisation = model, normalisation_of(model.info)
        self._explaining.forget()

    def show_pass(self, shown: Pass) -> None:
        if shown is self._shown:
            return
        method = self.method
        own = (method is None or not method.takes_picture) and self._same_network(shown)
        before = [named.target for named in self._named]
        self._shown = shown
        self.targets.show_pass(shown)
        if own and [named.target for named in self.targets.targets()] == before:
            return  # it has nothing to do with the picture
        self._explain()

    def available(self, shown: Pass) -> Sequence[bool]:
        names = self.side.layer.offered if self._needs_layer() else ()
        if self.targets.by_layer and (shown.network is not None or (self.method is not None and self.method.ask)):
            names = explained_layers(shown)
        return [layer.name in names for layer in shown.layers]

    def show_layer(self, name: str) -> None:
        was, self._layer = self._layer, name
        if was and was != name and self._needs_layer() and name in self.side.layer.offered:
            self.side.layer.set_value(name)
            self._explain()

    def show_cell(self, cell: Cell | None) -> None:
        if self.targets.show_cell(cell):
            self._explain()

    def sheet(self) -> Sheet | None:
        method, found = self.method, self.pane.shown
        source = self.exciting.grid.source
        if method is None and not self.exciting.sentence() and self._named and source is not None:
            from cnnviz.ui.inspect.explain.exciting_sheet import ExcitingSheet

            return ExcitingSheet(self._named[0].name, self.exciting.grid.found, source)
        if method is None or found is None:
            return None
        from cnnviz.ui.inspect.explain.explanation_sheet import ExplanationSheet

        return ExplanationSheet(method, found, self.pane.look.look())

    def numbers(self) -> Numbers | None:
        if self.method is None or self.pane.shown is None:
            return None
        from cnnviz.ui.inspect.explain.explanation_sheet import explanation_numbers

        return explanation_numbers(self.method, self.pane.shown)

    def filming(self) -> Filming | None:
        found, request = self.pane.shown, self._explaining.request
        if self.method is None or request is None or found is None or found.explanations[0].total == 1:
            return None
        from cnnviz.ui.inspect.explain.explanation_film import ExplanationFilm

        return ExplanationFilm(request, self._normalisation, self.pane.look.look().strength)

    def take_focus(self) -> None:
        self.side.list.setFocus()

    def left(self) -> None:
        self._explaining.stop()
        self.exciting.stop()

    def close_down(self) -> None:
        self._explaining.close_down()
        self.exciting.close_down()

    def _needs_layer(self) -> bool:
        return self.method is not None and self.method.needs_layer

    def _same_network(self, shown: Pass) -> bool:
        return self._shown is not None and shown.network is self._shown.network

    def _take_method(self, name: str) -> None:
        if self.method is not None:
            self.exciting.stop()
        self._say_what_it_is()
        self._explain()

    def _say_what_it_is(self) -> None:
        method = self.method
        if method is None:
            self.sentences.show_method(tr("Most exciting pictures"), tr(SHOWS), tr(SHOWS_NOT), tr(SOURCE))
        else:
            self.sentences.show_method(tr(method.label), tr(method.shows), tr(method.shows_not), tr(method.source))
        self.targets.set_alone(method is None)
        self._panes.setCurrentIndex(1 if method is None else 0)

    def _explain(self) -> None:
        """What is explained has changed: run what is quick, and say of the rest that it waits."""
        self._explaining.forget()
        if self.method is None:
            self._ask_for_pictures()
        else:
            self._ask(self.method)
        if self._shown is not None and (offered := self.available(self._shown)) != self._offered:
            self._offered = offered
            self.available_changed.emit()

    def _ask(self, method: Method) -> None:
        try:
            request = self._asked(method)
        except ExplainedError as error:
            self.side.offer_slowness(False)
            self._say(str(error))
            return
        self._explaining.ask(request, self._named, self._normalisation)
        self.side.offer_slowness(request is not None and not request.is_single)
        if request is None:
            self._say(self._why_nothing())
        elif request.is_quick:
            self._run()
        else:
            self._say(
                tr("This asks the network about {passes} times, which takes a while. Press Compute.",
                   passes=request.passes)
            )  # fmt: skip
            self.side.run.setEnabled(True)

    def _ask_for_pictures(self) -> None:
        """Say what the pictures of a data set are to be looked through for."""
        self._named = self.targets.targets()
        network = self._shown.network if self._shown is not None else None
        self.side.offer_layers((), "")
        self.side.offer_slowness(False)
        self.exciting.show_target(network, self._named[0] if self._named else None)
        self.side.run.setEnabled(self.exciting.can_run)

    def _asked(self, method: Method) -> Request | None:
        """What there is to explain; None where there is nothing."""
        shown = self._shown
        self._named = self.targets.targets()
        if shown is None or self._model is None:
            return None
        if shown.network is None and method.ask is None:
            raise method.not_enough()
        if not self._named:
            return None
        model, first = shown.network or AskedModel(self._model, shown), self._named[0].target
        self.side.show_usual(method, shown.picture.shape)
        self.side.show_suiting(method, method.suits(first, model.shapes))
        settings: dict[str, Value] = dict(self.side.settings(method.name))
        if method.needs_layer and shown.network is not None:
            self.side.offer_layers(map_layers(shown.network, first), usual_layer(shown.network, first))
            settings[LAYER] = self.side.layer.value()
        else:
            self.side.offer_layers((), "")
        targets = tuple(named.target for named in self._named)
        return Request(method, model, shown.picture, targets, settings)

    def _why_nothing(self) -> str:
        if self._shown is None:
            return tr("The explanation appears here as soon as there is a picture.")
        return tr("Choose a layer behind the picture in the strip above; the map that is followed there is explained.")

    def _say(self, sentence: str) -> None:
        self.side.run.setEnabled(False)
        self.pane.show_nothing(sentence)

    def _stop(self) -> None:
        if self.method is None:
            self.exciting.stop()
        else:
            self._explaining.stop()

    def _show_search(self, running: bool, done: int, total: int) -> None:
        if self.method is None:
            self.side.show_running(running, done, total)

    def _look_into(self, given: GivenPicture, cell: Cell) -> None:
        self._workspace.give_picture(given)
        self.follow_wanted.emit(cell)

    def _run(self) -> None:
        if self.method is None:
            self.exciting.run()
        elif self._explaining.request is not None:
            self.side.run.setEnabled(True)
            self._explaining.run()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        names = () if self._shown is None or self._shown.shares is None else self._shown.names
        if event.text() and event.text() in names:  # a digit, of a network that reads digits
            self.choose_class(names.index(event.text()))
        else:
            super().keyPressEvent(event)
