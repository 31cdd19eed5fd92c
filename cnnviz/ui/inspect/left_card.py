"""The card at the left: what went in, and what came out. A low window scrolls it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cnnviz.ui.widgets.card import Card

NARROWEST, WIDEST = 276, 440
SHARE = 0.226  # of the page's width
BESIDE_BAR = 6  # pixels between what scrolls and its scroll bar


class LeftCard(Card):
    """Widgets below each other, the first one with the room that is left."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        inside = QWidget()
        inside.setObjectName("scrolled")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        for widget in widgets:
            self._column.addWidget(widget, 0 if self._column.count() else 1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        area.verticalScrollBar().rangeChanged.connect(lambda _, last: self._leave_room(last > 0))
        self.body.addWidget(area)

    def fit(self, page_width: int) -> None:
        """Take a share of the page's width."""
        self.setFixedWidth(min(WIDEST, max(NARROWEST, round(SHARE * page_width))))

    def _leave_room(self, scrolls: bool) -> None:
        self._column.setContentsMargins(0, 0, BESIDE_BAR if scrolls else 0, 0)
