"""What stands where the cards of a view are not yet: one card with a sentence."""

from PySide6.QtWidgets import QWidget

from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.until_filled import UntilFilled


class UntilCards(UntilFilled):
    """As `UntilFilled`, for a `content` that lies on the ground of the page in cards of its own."""

    def __init__(self, content: QWidget, sentence: str) -> None:
        super().__init__(content, sentence)
        card = Card()
        card.body.addWidget(self._sentence)
        self._sentence.show()
        self.insertWidget(0, card)
        self.setCurrentIndex(0)
