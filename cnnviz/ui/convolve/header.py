"""The buttons of the Convolve page in the window's top bar."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from cnnviz.text import tr
from cnnviz.ui.icons import icon
from cnnviz.ui.theme import theme_of


class Header(QObject):
    """Undo, redo, open, textbook, export: each asks by a signal. Menus are filled when they are first opened."""

    undo_wanted = Signal()
    redo_wanted = Signal()
    textbook_wanted = Signal()
    picture_wanted = Signal()
    paste_wanted = Signal()
    page_open_wanted = Signal()
    page_save_wanted = Signal()
    copy_wanted = Signal()
    still_wanted = Signal()
    animation_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._coloured = ""
        self.undo = self._icon_button(tr("Undo"), self.undo_wanted.emit)
        self.redo = self._icon_button(tr("Redo"), self.redo_wanted.emit)
        self.open = QPushButton(tr("Open"))
        self.open.setToolTip(tr("A picture, the clipboard, or a saved page; a file can also be dropped on the window"))
        self.textbook = QPushButton(tr("Textbook…"))
        self.textbook.setToolTip(tr("Worked examples, and your own picture and kernel as numbers (Ctrl+T)"))
        self.textbook.clicked.connect(self.textbook_wanted)
        self.export = QPushButton(tr("Export"))
        self.export.setToolTip(tr("Save or copy what is on the screen; save the film"))
        self.open.setMenu(self._menu(self.open, self._fill_open))
        self.export.setMenu(self._menu(self.export, self._fill_export))
        for button in (self.open, self.textbook, self.export):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.colour_icons()

    def widgets(self) -> list[QWidget]:
        """All of them, from left to right."""
        return [self.undo, self.redo, self.open, self.textbook, self.export]

    def show_undo(self, undo: str | None, redo: str | None) -> None:
        """What would be undone and done again, in words; None where there is nothing."""
        for button, word, what, keys in (
            (self.undo, tr("Undo"), undo, "Ctrl+Z"),
            (self.redo, tr("Redo"), redo, "Ctrl+Shift+Z"),
        ):
            button.setEnabled(what is not None)
            button.setToolTip(f"{word}: {what} ({keys})" if what else f"{word} ({keys})")

    def _icon_button(self, name: str, action: object) -> QToolButton:
        button = QToolButton()
        button.setObjectName("plain")
        button.setProperty("role", "icon")
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action)
        return button

    def _menu(self, button: QPushButton, fill: object) -> QMenu:
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: fill(menu) if menu.isEmpty() else None)  # type: ignore[operator]
        return menu

    def _fill_open(self, menu: QMenu) -> None:
        menu.addAction(tr("Picture…\tCtrl+O"), self.picture_wanted.emit)
        menu.addAction(tr("Paste a picture or a matrix\tCtrl+V"), self.paste_wanted.emit)
        menu.addSeparator()
        menu.addAction(tr("Saved page…\tCtrl+Shift+O"), self.page_open_wanted.emit)
        menu.addAction(tr("Save page…\tCtrl+S"), self.page_save_wanted.emit)

    def _fill_export(self, menu: QMenu) -> None:
        menu.addAction(tr("Copy the view\tCtrl+C"), self.copy_wanted.emit)
        menu.addAction(tr("Save the view as a picture…\tCtrl+E"), self.still_wanted.emit)
        menu.addAction(tr("Save the film…\tCtrl+Shift+E"), self.animation_wanted.emit)

    def colour_icons(self) -> None:
        """Draw the icons in the colours of the present theme."""
        theme = theme_of(self.textbook)
        if theme.name == self._coloured:
            return
        self._coloured = theme.name
        for button, name in ((self.undo, "undo"), (self.redo, "redo"), (self.open, "open"), (self.textbook, "book"),
                             (self.export, "export")):  # fmt: skip
            button.setIcon(icon(name, theme.text, size=16))
