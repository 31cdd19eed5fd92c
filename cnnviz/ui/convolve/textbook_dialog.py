"""The textbook beside the Convolve page: worked examples with the truth, and numbers of one's own."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from cnnviz.scenarios.textbook import EXAMPLES
from cnnviz.text import tr
from cnnviz.ui.convolve.example_view import ExampleView
from cnnviz.ui.convolve.own_numbers import OwnNumbers
from cnnviz.ui.widgets.card import Card

LIST_WIDTH = 290
SIZE = QSize(1060, 660)


class TextbookDialog(QDialog):
    """`scenario_chosen` carries the scenario to be shown. The window stays open beside the page."""

    scenario_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Textbook"))
        self.own = OwnNumbers()
        self.example = ExampleView()
        self.contents = QListWidget()
        self.contents.setAccessibleName(tr("Examples"))
        self.contents.setFixedWidth(LIST_WIDTH)
        self.contents.setWordWrap(True)
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for title in (tr("Your own numbers"), *(tr(example.title) for example in EXAMPLES)):
            self.contents.addItem(QListWidgetItem(title))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.own)
        self._pages.addWidget(self.example)
        card = Card()
        card.body.addWidget(self._pages)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(12)
        row.addWidget(self.contents)
        row.addWidget(card, 1)
        self.resize(SIZE)
        self.contents.currentRowChanged.connect(self._show)
        self.contents.itemActivated.connect(self._activate)
        self.own.chosen.connect(self.scenario_chosen)
        self.example.chosen.connect(self.scenario_chosen)
        self.contents.setCurrentRow(1)

    def show_own(self) -> None:
        """Turn to the fields for numbers of one's own."""
        self.contents.setCurrentRow(0)

    def _show(self, row: int) -> None:
        if row > 0:
            self.example.show_example(EXAMPLES[row - 1])
        self._pages.setCurrentWidget(self.example if row > 0 else self.own)

    def _activate(self, item: QListWidgetItem) -> None:
        """Enter or a double click on a line."""
        if self.contents.row(item) > 0:
            self.example.choose()
        else:
            self.own.take_focus()
