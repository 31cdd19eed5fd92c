"""The window: a rail of pages at the left, a bar with the page's name and controls on top, the page below."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnnviz.text import tr
from cnnviz.ui.icons import icon
from cnnviz.ui.page import Page
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.elided import ElidedLabel
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox


class PageEntry(NamedTuple):
    """A page and what the rail says of it; `make` is called when the page is first shown.

    A file whose name has the `ending`, or that it `takes`, belongs to this page, whichever is shown.
    """

    name: str
    title: str
    subtitle: str
    make: Callable[[], Page]
    ending: str = ""
    takes: Callable[[str], bool] = lambda _: False


class MainWindow(QMainWindow):
    """Shows one page at a time and hands files to it; knows nothing of what a page does."""

    scheme_chosen = Signal(str)

    def __init__(self, entries: Sequence[PageEntry]) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle(tr("cnnviz"))
        self.setMinimumSize(960, 640)
        self.resize(1280, 800)
        self.setAcceptDrops(True)
        self._entries = {entry.name: entry for entry in entries}
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._stack = QStackedWidget()
        self._rail_buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._title = label("", "title")
        self._subtitle = ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self._subtitle.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._page_controls = QWidget()
        self._theme_button = self._make_theme_button()
        self.notice = Notice()
        self.question: QMessageBox | None = None  # whether to close all the same
        self._sure = False
        self._lay_out()
        self._add_shortcuts()
        self._colour_icons()

    def page(self, name: str) -> Page:
        """The page of that name, made now if it has not been shown yet."""
        if name not in self._pages:
            page = self._entries[name].make()
            self._pages[name] = page
            self._stack.addWidget(page)
            page.subtitle_changed.connect(lambda text, name=name: self._set_subtitle(name, text))
            page.picture_wanted.connect(self.choose_picture)
        return self._pages[name]

    def show_page(self, name: str) -> None:
        page = self.page(name)
        if name == self._current:
            return
        if self._current:
            self._pages[self._current].left()
        self._current = name
        self._rail_buttons[name].setChecked(True)
        self._title.setText(tr(self._entries[name].title))
        self._subtitle.setText(page.property("subtitle") or tr(self._entries[name].subtitle))
        self._swap_controls(page)
        self._stack.setCurrentWidget(page)
        page.entered()

    def current_page(self) -> Page:
        return self._pages[self._current]

    def open_picture(self, path: str) -> None:
        """Give a picture to the page shown (Train shows none, so Inspect takes it), and other files to their own."""
        own = [
            entry.name
            for entry in self._entries.values()
            if (entry.ending and path.lower().endswith(entry.ending)) or entry.takes(path)
        ]
        if own:
            self.show_page(own[0])
        elif self._current not in ("convolve", "inspect"):
            self.show_page("inspect")
        self.current_page().open_picture(path)

    def choose_picture(self) -> None:
        """Ask for a picture file and open it."""
        from PySide6.QtWidgets import QFileDialog

        pictures = tr("Pictures") + " (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff *.ppm *.pgm)"
        path, _ = QFileDialog.getOpenFileName(self, tr("Open a picture"), "", f"{pictures};;{tr('All files')} (*)")
        if path:
            self.open_picture(path)

    def _lay_out(self) -> None:
        rail = QWidget()
        rail.setObjectName("rail")
        rail.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rail.setFixedWidth(72)
        column = QVBoxLayout(rail)
        column.setContentsMargins(6, 12, 6, 12)
        column.setSpacing(8)
        for number, entry in enumerate(self._entries.values(), start=1):
            column.addWidget(self._make_rail_button(entry, number))
        column.addStretch(1)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._make_top_bar())
        notice_row = QVBoxLayout()
        notice_row.setContentsMargins(12, 0, 12, 0)
        notice_row.addWidget(self.notice)
        right.addLayout(notice_row)
        right.addWidget(self._stack, 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(rail)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)

    def _make_rail_button(self, entry: PageEntry, number: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName("rail_button")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setText(tr(entry.title))
        button.setIconSize(QSize(22, 22))
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setFixedSize(60, 56)
        button.setToolTip(tr("{page}: {explanation} (Ctrl+{number})", page=tr(entry.title),
                             explanation=tr(entry.subtitle), number=number))  # fmt: skip
        button.clicked.connect(lambda: self.show_page(entry.name))
        self._group.addButton(button)
        self._rail_buttons[entry.name] = button
        return button

    def _make_top_bar(self) -> QWidget:
        bar = QWidget()
        bar.setObjectName("topbar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setFixedHeight(48)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        controls = QHBoxLayout(self._page_controls)
        controls.setContentsMargins(0, 0, 0, 0)
        controls.setSpacing(8)
        row.addWidget(self._title)
        row.addWidget(self._subtitle)
        row.addWidget(self._page_controls, 1)
        row.addWidget(self._theme_button)
        return bar

    def _make_theme_button(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("plain")
        button.setToolTip(tr("Light or dark"))
        button.setAccessibleName(tr("Light or dark"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setProperty("role", "icon")
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: self._fill_theme_menu(menu))
        button.setMenu(menu)
        return button

    def _fill_theme_menu(self, menu: QMenu) -> None:
        """Put in the choices, when the menu is first opened."""
        if menu.isEmpty():
            for name, text in (("system", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark"))):
                menu.addAction(text).triggered.connect(lambda _=False, name=name: self.scheme_chosen.emit(name))

    def _add_shortcuts(self) -> None:
        for number, name in enumerate(self._entries, start=1):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self, lambda name=name: self.show_page(name))
        QShortcut(QKeySequence.StandardKey.Open, self, self.choose_picture)
        QShortcut(QKeySequence.StandardKey.Paste, self, lambda: self.current_page().paste())
        QShortcut(QKeySequence.StandardKey.Quit, self, self.close)

    def _swap_controls(self, page: Page) -> None:
        row = self._page_controls.layout()
        assert isinstance(row, QHBoxLayout)
        while (item := row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
        widgets = page.header_widgets()
        if not any(widget.sizePolicy().expandingDirections() & Qt.Orientation.Horizontal for widget in widgets):
            row.addStretch(1)
        for widget in widgets:
            row.addWidget(widget)
            widget.show()

    def _set_subtitle(self, name: str, text: str) -> None:
        self._pages[name].setProperty("subtitle", text)
        if name == self._current:
            self._subtitle.setText(text)

    def _colour_icons(self) -> None:
        theme = theme_of(self)
        for name, button in self._rail_buttons.items():
            button.setIcon(icon(name, theme.muted, theme.accent, 22))
        self._theme_button.setIcon(icon("sun-moon", theme.text, size=16))

    def _ask_to_close(self, what: str) -> None:
        """Say what would be lost, and close if that is wanted."""
        from PySide6.QtWidgets import QMessageBox

        box = self.question = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(tr("Close the window?"))
        box.setInformativeText(what)
        close = box.addButton(tr("Close"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        close.clicked.connect(self._close_all_the_same)
        box.open()

    def _close_all_the_same(self) -> None:
        self._sure = True
        self.close()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_icons()
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.open_picture(str(Path(event.mimeData().urls()[0].toLocalFile())))
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        lost = [sentence for page in self._pages.values() if (sentence := page.lost_on_closing())]
        if lost and not self._sure:
            event.ignore()
            self._ask_to_close("\n".join(lost))
            return
        self.hide()  # a thread ends with the piece of work that it is at; nobody should have to look on
        for page in self._pages.values():
            page.close_down()
        super().closeEvent(event)
