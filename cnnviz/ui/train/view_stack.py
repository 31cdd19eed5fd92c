"""The views of the Train page: a row of names, and below it the one that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cnnviz.settings import Choice
from cnnviz.ui.train.turns import Part
from cnnviz.ui.train.view import RunView
from cnnviz.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from cnnviz.history.record import RunRecord
    from cnnviz.ui.train.past.moment import Moment

ROW = 30


class ViewStack(QWidget):
    """Makes a view when it is first shown and tells all that are made of the run; `shown` carries the name.

    `made` carries name and view, when the view knows the run: the moment to connect it, and to give it what it missed.
    """

    shown = Signal(str)
    made = Signal(str, object)

    def __init__(self, names: Sequence[Choice], makers: Mapping[str, Callable[[], RunView]]) -> None:
        super().__init__()
        self._makers = makers
        self._views: dict[str, RunView] = {}
        self._record: RunRecord | None = None
        self._moment: Moment | None = None
        self.names = Segmented(names)
        self.names.setFixedHeight(ROW)
        self.names.changed.connect(self.show_view)
        self.beside = QHBoxLayout()
        self.beside.setSpacing(8)
        self.beside.addWidget(self.names)
        self.beside.addStretch(0)  # whatever is put beside them has all the room
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self.beside)
        column.addWidget(self._stack, 1)

    def view(self, name: str) -> RunView:
        """The view of that name, made now if it has not been shown yet."""
        if name not in self._views:
            view = self._makers[name]()
            _leave_the_keys_to_the_page(view)
            self._views[name] = view
            self._stack.addWidget(view)
            if self._record is not None:
                view.start(self._record)
            view.show_moment(self._moment)
            self.made.emit(name, view)
        return self._views[name]

    def is_made(self, name: str) -> bool:
        """Whether the view has been shown, or asked for, before."""
        return name in self._views

    def show_view(self, name: str) -> None:
        """Turn to a view, and draw in it what came while it could not be seen."""
        self.names.set_value(name)
        view = self.view(name)
        self._stack.setCurrentWidget(view)
        for part in view.parts():
            part()
        self.shown.emit(name)

    def start(self, record: RunRecord) -> None:
        """From now on this run is shown."""
        self._record, self._moment = record, None
        for view in self._views.values():
            view.start(record)

    def take(self, reports: Sequence[object]) -> None:
        for view in self._views.values():
            view.take(reports)

    def show_moment(self, moment: Moment | None) -> None:
        self._moment = moment
        for view in self._views.values():
            view.show_moment(moment)

    def settle(self) -> None:
        for view in self._views.values():
            view.settle()

    def close_down(self) -> None:
        for view in self._views.values():
            view.close_down()

    def parts(self) -> list[Part]:
        """What draws the parts of all views that are made."""
        return [part for view in self._views.values() for part in view.parts()]


def _leave_the_keys_to_the_page(view: QWidget) -> None:
    """Let the Tab key come to buttons and a click not: Space after a click is the page's, not the button's again."""
    for button in view.findChildren(QAbstractButton):
        if button.focusPolicy() & Qt.FocusPolicy.ClickFocus:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
