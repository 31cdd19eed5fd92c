"""A row of controls below the choice of a source."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from cnnviz.ui.icons import icon
from cnnviz.ui.theme import theme_of


def tool_button(icon_name: str, explanation: str, checkable: bool = False) -> QToolButton:
    """A square button with an icon; `explanation` is its tooltip and accessible name."""
    button = QToolButton()
    button.setObjectName("plain")
    button.setProperty("icon_name", icon_name)
    button.setToolTip(explanation)
    button.setAccessibleName(explanation)
    button.setCheckable(checkable)
    button.setProperty("tight", True)
    return button


class ToolRow(QWidget):
    """A row of controls whose icons follow the theme."""

    def __init__(self) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)

    def colour_icons(self) -> None:
        theme = theme_of(self)
        for button in self.findChildren(QToolButton):
            if name := button.property("icon_name"):
                drawn = icon(name, theme.text, theme.accent, 16)
                drawn.addPixmap(icon(name, theme.unreached, size=16).pixmap(16, 16), QIcon.Mode.Disabled)
                button.setIcon(drawn)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.colour_icons()
        super().changeEvent(event)
