"""A small button that shows a drawing instead of words."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QPushButton

from cnnviz.ui.icons import icon
from cnnviz.ui.theme import theme_of

WIDTH = 30


class IconButton(QPushButton):
    """Its drawing has the colour of text, in light and dark; its tooltip says what it does."""

    def __init__(self, drawing: str, help_text: str) -> None:
        super().__init__()
        self._drawing, self._coloured = drawing, ""
        self.setToolTip(help_text)
        self.setAccessibleName(help_text)
        self.setFixedWidth(WIDTH)
        self.setProperty("tight", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click on it leaves the keys to the page
        self._colour()

    def _colour(self) -> None:
        theme = theme_of(self)
        if theme.name != self._coloured:
            self._coloured = theme.name
            self.setIcon(icon(self._drawing, theme.text, size=16))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()
        super().changeEvent(event)
