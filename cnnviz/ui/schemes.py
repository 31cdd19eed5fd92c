"""Light and dark: follows the system until the user chooses."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from cnnviz.ui.stylesheet import stylesheet
from cnnviz.ui.theme import DARK, LIGHT, Theme, palette_of


class Schemes(QObject):
    """Applies the theme to the application, at the start and whenever the system or the user changes it.

    At first it sets the colours only; `choose` adds the style sheet. Widgets made in between need not be styled again
    at every step of their making, and the window is there sooner.
    """

    def __init__(self, application: QApplication, choice: str = "system") -> None:
        super().__init__(application)
        self._application = application
        self._choice = choice
        application.styleHints().colorSchemeChanged.connect(lambda _: self.choose(self._choice))
        application.setPalette(palette_of(self._theme()))

    def dress(self) -> None:
        """Put on what was chosen, style sheet and all."""
        self.choose(self._choice)

    def choose(self, choice: str) -> None:
        """Show "light", "dark" or what the "system" says."""
        self._choice = choice
        theme = self._theme()
        self._application.setPalette(palette_of(theme))
        self._application.setStyleSheet(stylesheet(theme))

    def _theme(self) -> Theme:
        if self._choice != "system":
            return DARK if self._choice == "dark" else LIGHT
        scheme = self._application.styleHints().colorScheme()
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
