"""What is higher than its room, where that is low: it scrolls, and looks as without that where it fits."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Scrolled(QScrollArea):
    """Scrolls a widget up and down; across it takes what there is."""

    def __init__(self, widget: QWidget, narrowest: int, lowest: int) -> None:
        """`narrowest` and `lowest` are the least width and height in pixels."""
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(widget)
        widget.setAutoFillBackground(False)
        self.setMinimumSize(narrowest, lowest)
        widget.setMinimumWidth(narrowest - self.verticalScrollBar().sizeHint().width())  # the bar takes it from there
