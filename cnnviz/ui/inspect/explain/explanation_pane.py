"""The explanation itself: the pictures beside each other, their colours, the facts and what is under the pointer."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnviz.text import tr
from cnnviz.ui.inspect.explain.facts import facts
from cnnviz.ui.inspect.explain.look_row import LookRow
from cnnviz.ui.inspect.explain.panel_row import PanelRow
from cnnviz.ui.inspect.explain.panels import Shown, panels
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.elided import ElidedLabel
from cnnviz.ui.widgets.labels import wrapped
from cnnviz.ui.widgets.until_filled import UntilFilled


class ExplanationPane(QWidget):
    """`show_explained` fills it, `show_nothing` says why there is nothing; `clicked` carries a place of the picture."""

    clicked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: Shown | None = None
        self._why = tr("The explanation appears here as soon as there is a picture.")
        self.row, self.look = PanelRow(), LookRow()
        self._place = UntilFilled(self.row, self._why)
        self.reading, self.facts = ElidedLabel("label"), wrapped("", "label")
        self.reading.setMinimumHeight(18)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._place, 1)
        column.addWidget(self.look)
        column.addWidget(self.facts)
        column.addWidget(self.reading)
        self.row.read.connect(self._read)
        self.row.clicked.connect(self.clicked)
        self.look.changed.connect(self._draw)
        self._read("")

    @property
    def shown(self) -> Shown | None:
        """What is to be seen."""
        return self._shown

    def sentence(self) -> str:
        """What stands where no explanation is; "" where there is one."""
        return self._why

    def show_explained(self, shown: Shown) -> None:
        """Draw these explanations."""
        self._shown, self._why = shown, ""
        self.facts.setText(facts(shown.names, shown.explanations))
        self._place.set_filled(True)
        self.look.setVisible(shown.values is not None)
        self._draw()

    def show_nothing(self, sentence: str) -> None:
        """There is no explanation, and this is why."""
        self._shown, self._why = None, sentence
        self.facts.setText("")
        self._place.set_sentence(sentence)
        self._place.set_filled(False)
        self.look.hide()
        self._read("")

    def _draw(self) -> None:
        shown = self._shown
        if shown is None:
            return
        look = self.look.look()
        made = panels(shown, look, theme_of(self))
        if shown.values is not None:
            self.look.show_scale(shown.signed, shown.limit(look), shown.is_clipped(look), shown.has_coarse)
        first = shown.values if shown.values is not None else made[0].values
        self.row.show_panels(made, first.shape[1:])

    def _read(self, text: str) -> None:
        self.reading.setText(text or tr("Point at a picture to read its numbers."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)
