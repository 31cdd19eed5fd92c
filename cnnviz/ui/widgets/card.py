"""A card: a white sheet on the quiet ground, with a heading, a muted explanation beside it, and room for a control."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from cnnviz.ui.widgets.elided import ElidedLabel
from cnnviz.ui.widgets.labels import label

MARGIN = 12


class Heading(QWidget):
    """A heading with its explanation beside it, and controls at the right."""

    def __init__(self, text: str, explanation: str = "", role: str = "heading") -> None:
        super().__init__()
        self._text = label(text, role)
        self._explanation = ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self._explanation.setText(explanation)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self._text)
        self._row.addWidget(self._explanation, 1)

    def set_text(self, text: str) -> None:
        self._text.setText(text)

    def set_explanation(self, text: str) -> None:
        self._explanation.setText(text)

    def texts(self) -> tuple[str, str]:
        """The heading and its explanation."""
        return self._text.text(), self._explanation.text()

    def add(self, widget: QWidget) -> None:
        """Put a control at the right end."""
        self._row.addWidget(widget)

    @property
    def spacing(self) -> int:
        """Pixels between what stands in it."""
        return self._row.spacing()

    def text_width(self) -> int:
        """Pixels of the heading itself, and the gap to the explanation."""
        return self._text.sizeHint().width() + self._row.spacing()


class Card(QFrame):
    """Contents go into `body`, a vertical layout below the `heading`, which there is where it has a text."""

    def __init__(self, heading: str = "", explanation: str = "", role: str = "heading") -> None:
        super().__init__()
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.body.setSpacing(8)
        if heading:
            self.heading = Heading(heading, explanation, role)
            self.body.addWidget(self.heading)
