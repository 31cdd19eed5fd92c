"""The line below a wall: the number under the pointer, or what one can do."""

from PySide6.QtWidgets import QStackedWidget

from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.widgets.readout import Readout

HEIGHT = 18


class Reading(QStackedWidget):
    """Shows numbers in the font of numbers, words in that of words; neither asks for a new layout."""

    def __init__(self) -> None:
        super().__init__()
        self._words, self._number = Readout(interface_font(11), muted=True), Readout(number_font(12))
        for widget in (self._words, self._number):
            self.addWidget(widget)
        self.setFixedHeight(HEIGHT)

    def show_words(self, text: str) -> None:
        self._words.set_text(text)
        self._words.setToolTip(text)
        self.setCurrentWidget(self._words)

    def show_number(self, text: str) -> None:
        self._number.set_text(text)
        self.setCurrentWidget(self._number)

    def text(self) -> str:
        """What is read now."""
        return self._number.text() if self.currentWidget() is self._number else self._words.text()
