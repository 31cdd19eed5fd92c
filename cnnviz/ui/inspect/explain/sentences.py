"""What a method shows and what it does not, always to be read beside what it gives."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from cnnviz.text import tr
from cnnviz.ui.widgets.card import Heading
from cnnviz.ui.widgets.labels import label, wrapped


class Sentences(QWidget):
    """The name of a method with its source, and the two sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = Heading(" ")
        self._shows, self._shows_not = wrapped("", "notice"), wrapped("", "notice")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.heading, 0, 0, 1, 2)
        top = Qt.AlignmentFlag.AlignTop
        for row, (word, text) in enumerate(
            ((tr("Shows"), self._shows), (tr("Does not show"), self._shows_not)), start=1
        ):
            grid.addWidget(label(word, "heading"), row, 0, top)
            grid.addWidget(text, row, 1, top)

    def show_method(self, name: str, shows: str, shows_not: str, source: str) -> None:
        """Everything already in the reader's language."""
        self.heading.set_text(name)
        self.heading.set_explanation(source)
        self._shows.setText(_without(shows, tr("It shows")))
        self._shows_not.setText(_without(shows_not, tr("It does not show")))

    def text(self) -> str:
        """Both sentences as they are read."""
        return f"{self._shows.text()} {self._shows_not.text()}"


def _without(sentence: str, opening: str) -> str:
    """A sentence without the words that already stand beside it.

    >>> _without("It shows the slope.", "It shows"), _without("Slopes.", "It shows")
    ('the slope.', 'Slopes.')
    """
    return sentence.removeprefix(opening).strip()
