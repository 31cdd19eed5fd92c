"""The button “Export” in the top bar of Inspect: pictures, films and numbers of what is on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from cnnviz.text import tr
from cnnviz.ui.inspect.export.exported import Exported

if TYPE_CHECKING:
    from cnnviz.ui.inspect.export.taking import Taking


class ExportMenu(QPushButton):
    """`exported` says what is on the page, None while nothing is. `failed` and `told` carry sentences."""

    failed = Signal(str)
    told = Signal(str)

    def __init__(self, page: QWidget, exported: Callable[[], Exported | None]) -> None:
        super().__init__(tr("Export"))
        self._page, self._exported = page, exported
        self._taking: Taking | None = None
        self.actions_by_name: dict[str, QAction] = {}
        self.setToolTip(tr("Save or copy what is to be seen; save the numbers behind it"))
        self.setProperty("role", "menu")
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self._fill(menu)
        menu.aboutToShow.connect(self._offer)
        self.setMenu(menu)
        for keys, name in (("Ctrl+E", "picture"), ("Ctrl+Shift+E", "film"), ("Ctrl+Shift+C", "copy")):
            shortcut = QShortcut(QKeySequence(keys), page)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(lambda name=name: self._press(name))

    def taking(self) -> Taking:
        """What does it; loaded when it is first wanted."""
        if self._taking is None:
            from cnnviz.ui.inspect.export.taking import Taking

            self._taking = Taking(self._page)
            self._taking.failed.connect(self.failed)
            self._taking.told.connect(self.told)
        return self._taking

    def close_down(self) -> None:
        if self._taking is not None:
            self._taking.close_down()

    def _fill(self, menu: QMenu) -> None:
        self._add(menu, "picture", tr("Picture of this view…\tCtrl+E"),
                  tr("PNG or SVG, in a size and colours to choose"),
                  lambda on: self.taking().picture(on.view.sheet()))  # fmt: skip
        self._add(menu, "followed", tr("Picture of the followed number…"), tr("Its arithmetic as PNG or SVG"),
                  lambda on: self.taking().picture(on.followed))  # fmt: skip
        self._add(menu, "copy", tr("Copy the picture\tCtrl+Shift+C"),
                  tr("To the clipboard, as pixels and as a drawing"),
                  lambda on: self.taking().copy(on.view.sheet()))  # fmt: skip
        self._add(menu, "film", tr("Film of the explanation…\tCtrl+Shift+E"),
                  tr("GIF, WebP, APNG, MP4 or single pictures of a method that goes step by step"),
                  lambda on: self.taking().film(on.view.filming()))  # fmt: skip
        menu.addSeparator()
        self._add(menu, "numbers", tr("Numbers of this layer…"), tr("A NumPy array or a table of what is to be seen"),
                  lambda on: self.taking().numbers(on.view.numbers()))  # fmt: skip
        self._add(menu, "maps", tr("All maps of this picture into a folder…"),
                  tr("Of every layer a picture and an array, and the prediction: as “cnnviz maps” does"),
                  lambda on: self.taking().maps(on))  # fmt: skip

    def _add(self, menu: QMenu, name: str, text: str, help_text: str, act: Callable[[Exported], None]) -> None:
        action = menu.addAction(text)
        action.setToolTip(help_text)
        action.triggered.connect(lambda _=False: self._do(act))
        self.actions_by_name[name] = action

    def _offer(self) -> None:
        """Grey out what there is nothing to take of."""
        on = self._exported()
        view = None if on is None else on.view
        for name, there in (
            ("picture", view is not None and view.sheet() is not None),
            ("copy", view is not None and view.sheet() is not None),
            ("followed", on is not None and on.followed is not None),
            ("film", view is not None and view.filming() is not None),
            ("numbers", view is not None and view.numbers() is not None),
            ("maps", on is not None),
        ):
            self.actions_by_name[name].setEnabled(there)

    def _press(self, name: str) -> None:
        """The keys do what the entry of the menu does, where it can be done now."""
        self._offer()
        if self.actions_by_name[name].isEnabled():
            self.actions_by_name[name].trigger()
        else:
            self.told.emit(tr("There is nothing to take of this view yet."))

    def _do(self, act: Callable[[Exported], None]) -> None:
        on = self._exported()
        if on is not None:
            act(on)
