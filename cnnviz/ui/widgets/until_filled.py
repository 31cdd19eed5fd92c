"""What stands where nothing is yet: a sentence on what will appear and what to press."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from cnnviz.ui.widgets.labels import wrapped


class UntilFilled(QStackedWidget):
    """Shows a sentence until there is something to show."""

    def __init__(self, content: QWidget, sentence: str) -> None:
        super().__init__()
        self._sentence = wrapped(sentence)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setContentsMargins(12, 12, 12, 12)
        self.addWidget(self._sentence)
        self.addWidget(content)

    def set_sentence(self, sentence: str) -> None:
        self._sentence.setText(sentence)

    def set_filled(self, filled: bool) -> None:
        if (self.currentIndex() == 1) != filled:
            self.setCurrentIndex(1 if filled else 0)

    @property
    def filled(self) -> bool:
        return self.currentIndex() == 1
