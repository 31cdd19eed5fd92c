"""The views of the Inspect page: one at a time, made when it is first shown, told everything when it is."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from cnnviz.traces.passes import Cell
from cnnviz.ui.inspect.looking import Looking
from cnnviz.ui.inspect.view import InspectView


class ViewStack(QStackedWidget):
    """`made` carries a view that was just made: the moment to connect it. `shown` says that another one is seen."""

    made = Signal(object)
    shown = Signal()

    def __init__(self, looking: Looking, makers: Mapping[str, Callable[[], InspectView]]) -> None:
        super().__init__()
        self._looking, self._makers = looking, makers
        self._views: dict[str, InspectView] = {}
        self._told_model: dict[str, object] = {}
        self._told_layer: dict[str, str] = {}  # what a view knows already is not told again with every picture
        self._told_cell: dict[str, Cell | None] = {}
        self._name = ""
        looking.pass_changed.connect(lambda _: self._tell())
        looking.layer_changed.connect(self._tell_layer)
        looking.cell_changed.connect(self._tell_cell)

    def view(self, name: str) -> InspectView:
        """The view of that name, made now if it has not been shown yet."""
        if name not in self._views:
            view = self._views[name] = self._makers[name]()
            self.addWidget(view)
            self.made.emit(view)
        return self._views[name]

    def current(self) -> InspectView | None:
        """The view that is seen; None before the first."""
        return self._views.get(self._name)

    def show_view(self, name: str) -> None:
        """Turn to a view and tell it what is being looked at."""
        if name == self._name:
            return
        before = self.current()
        view = self.view(name)
        self._name = name
        if before is not None:
            before.left()
        self.setCurrentWidget(view)
        self._tell()
        self.shown.emit()

    def _tell(self) -> None:
        view, looking = self.current(), self._looking
        if view is None or looking.shown is None or looking.shown_by is None:
            return
        if self._told_model.get(self._name) is not looking.shown_by:
            self._told_model[self._name] = looking.shown_by
            view.show_model(looking.shown_by)
        view.show_pass(looking.shown)
        self._tell_layer(looking.layer)
        self._tell_cell(looking.cell)

    def _tell_layer(self, name: str) -> None:
        view = self.current()
        if view is not None and self._told_layer.get(self._name) != name:
            self._told_layer[self._name] = name
            view.show_layer(name)

    def _tell_cell(self, cell: Cell | None) -> None:
        view = self.current()
        if view is not None and (self._name not in self._told_cell or self._told_cell[self._name] != cell):
            self._told_cell[self._name] = cell
            view.show_cell(cell)

    def close_down(self) -> None:
        for view in self._views.values():
            view.close_down()
