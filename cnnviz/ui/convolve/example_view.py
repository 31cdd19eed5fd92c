"""One worked example: what it is, what is printed, what comes out, and why the two differ."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.scenes import scene_of
from cnnviz.scenarios.textbook import Example, Fact
from cnnviz.text import tr
from cnnviz.ui.convolve.preview import Preview
from cnnviz.ui.widgets.labels import label, separator, wrapped

SAME, ROUNDED, WRONG = "=", "≈", "≠"


class ExampleView(QWidget):
    """`chosen` carries the example's scenario."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._scenario: Scenario | None = None
        self.title = label("", "title")
        self.text = wrapped("", "body")
        self.note = wrapped("", "body")
        self.preview = Preview()
        self._table = QWidget()
        self._scrolled = QScrollArea()
        self.open_button = QPushButton(tr("Open in Convolve"))
        self.open_button.setProperty("role", "primary")
        self.open_button.setAutoDefault(False)
        self.open_button.setToolTip(tr("Step through this example on the Convolve page (Enter)"))
        self.open_button.clicked.connect(self.choose)
        self._lay_out()

    def show_example(self, example: Example) -> None:
        """Fill in an example; its results are computed now."""
        self._scenario = None if example.scenario is None else example.scenario()
        self.title.setText(tr(example.title))
        self.text.setText(tr(example.text))
        self.note.setText(tr(example.note))
        self._fill_table(example.facts())
        self.preview.show_scene(None if self._scenario is None else scene_of(self._scenario))
        self.open_button.setVisible(self._scenario is not None)
        self._scrolled.verticalScrollBar().setValue(0)

    def choose(self) -> None:
        """Send the example's scenario, if it has one."""
        if self._scenario is not None:
            self.chosen.emit(self._scenario)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        self._body = QVBoxLayout(inside)
        self._body.setContentsMargins(0, 0, 8, 0)
        self._body.setSpacing(12)
        for widget in (self.title, self.text, self._table, separator(), self.note):
            self._body.addWidget(widget)
        self._body.addWidget(self.preview, 1)
        self._body.addStretch()
        self._scrolled.setWidget(inside)
        self._scrolled.setWidgetResizable(True)
        self._scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scrolled, 1)
        column.addLayout(below)

    def _fill_table(self, facts: Sequence[Fact]) -> None:
        """Lines of what it is about, printed, the sign between, computed; no printed column where nothing is."""
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        printed = any(fact.printed for fact in facts)
        if printed:
            grid.addWidget(label(tr("printed"), "muted"), 0, 1)
        grid.addWidget(label(tr("computed"), "muted"), 0, 3)
        for row, fact in enumerate(facts, 1):
            grid.addWidget(label(fact.label, "body"), row, 0)
            if fact.printed:
                sign = WRONG if fact.wrong else SAME if fact.printed == fact.true else ROUNDED
                for column, text in ((1, fact.printed), (2, sign)):
                    grid.addWidget(label(text, "wrong" if fact.wrong else "number"), row, column)
            true = label(fact.true, "number")
            true.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(true, row, 3)
        grid.setColumnStretch(4, 1)
        self._body.replaceWidget(self._table, table)
        self._table.hide()  # it is still there until the event loop comes to it
        self._table.deleteLater()
        table.show()
        self._table = table
