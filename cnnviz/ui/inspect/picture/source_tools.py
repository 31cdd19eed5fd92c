"""The three rows of controls that bring a picture: a file or sample, a digit with a known answer, the drawing pad."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSlider,
    QToolButton,
    QWidget,
)

from cnnviz.text import tr
from cnnviz.ui.icons import icon
from cnnviz.ui.inspect.picture.drawing_pad import PEN_WIDTH, THICKEST, THINNEST
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.number_box import NumberBox


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


class FileTools(ToolRow):
    """`sample_chosen` carries a path, `file_wanted` and `paste_wanted` nothing."""

    file_wanted = Signal()
    sample_chosen = Signal(str)
    paste_wanted = Signal()

    def __init__(self, samples: Sequence[tuple[str, str, Path]]) -> None:
        """`samples` are label, explanation and path, the first two in the reader's language."""
        super().__init__()
        self.open = QPushButton(tr("Open…"))
        self.open.setToolTip(tr("Open a picture file (Ctrl+O), or drop one anywhere on the window"))
        self.open.clicked.connect(self.file_wanted)
        self.paste = QPushButton(tr("Paste"))
        self.paste.setToolTip(tr("Take the picture from the clipboard (Ctrl+V)"))
        self.paste.clicked.connect(self.paste_wanted.emit)
        self.samples = QPushButton(tr("Samples"))
        self.samples.setToolTip(tr("Pictures that ship with the program"))
        menu = QMenu(self.samples)
        menu.setToolTipsVisible(True)
        for text, explanation, path in samples:
            action = menu.addAction(text)
            action.setToolTip(explanation)
            action.triggered.connect(lambda _=False, path=str(path): self.sample_chosen.emit(path))
        self.samples.setMenu(menu)
        self.samples.setEnabled(bool(samples))
        for button in (self.open, self.paste, self.samples):
            self.row.addWidget(button, 1)


class DigitTools(ToolRow):
    """`digit_chosen` carries an index, `drawn_wanted` nothing, `mnist_wanted` a folder ("" for the user's cache)."""

    digit_chosen = Signal(int)
    random_wanted = Signal()
    drawn_wanted = Signal()
    mnist_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.index = NumberBox()
        self.index.setMinimumWidth(90)
        self.index.setToolTip(tr("Which digit of the set"))
        self.index.setAccessibleName(tr("Which digit of the set"))
        self.index.valueChanged.connect(self.digit_chosen.emit)
        self.dice = tool_button("dice", tr("Take any digit"))
        self.dice.clicked.connect(self.random_wanted.emit)
        self.source = QPushButton()
        self.source.setToolTip(tr("Where the digits come from"))
        menu = QMenu(self.source)
        menu.addAction(tr("Digits drawn by the program"), self.drawn_wanted.emit)
        menu.addAction(tr("MNIST test set"), lambda: self.mnist_wanted.emit(""))
        menu.addAction(tr("MNIST from a folder…"), self._ask)
        self.source.setMenu(menu)
        self.row.addWidget(self.index, 1)
        self.row.addWidget(self.dice)
        self.row.addWidget(self.source)
        self.colour_icons()

    def show_source(self, name: str, count: int) -> None:
        """Name the set that digits come from, and how many it has."""
        self.source.setText(name)
        self.index.blockSignals(True)
        self.index.setRange(0, count - 1)
        self.index.blockSignals(False)

    def show_index(self, index: int) -> None:
        self.index.blockSignals(True)
        self.index.setValue(index)
        self.index.blockSignals(False)

    def _ask(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Choose the folder with the MNIST files"))
        if folder:
            self.mnist_wanted.emit(folder)


class PadTools(ToolRow):
    """`pen_changed` carries whether the eraser is on and how wide the pen is."""

    pen_changed = Signal(bool, int)
    undo_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pen = tool_button("pen", tr("Pen"), checkable=True)
        self.eraser = tool_button("eraser", tr("Eraser (the right mouse button does the same)"), checkable=True)
        for button in (self.pen, self.eraser):
            button.setAutoExclusive(True)
            button.toggled.connect(lambda _: self._tell())
        self.width_slider = QSlider(Qt.Orientation.Horizontal)
        self.width_slider.setRange(THINNEST, THICKEST)
        self.width_slider.setValue(PEN_WIDTH)
        self.width_slider.setToolTip(tr("Width of the pen"))
        self.width_slider.setAccessibleName(tr("Width of the pen"))
        self.width_slider.valueChanged.connect(lambda _: self._tell())
        self.undo = tool_button("undo", tr("Take back the last stroke (Ctrl+Z)"))
        self.undo.clicked.connect(self.undo_wanted.emit)
        self.clear = tool_button("trash", tr("Clear the sheet"))
        self.clear.clicked.connect(self.clear_wanted.emit)
        self.pen.setChecked(True)
        for widget in (self.pen, self.eraser, self.width_slider, self.undo, self.clear):
            self.row.addWidget(widget, 1 if widget is self.width_slider else 0)
        self.colour_icons()

    def show_state(self, can_undo: bool, can_clear: bool) -> None:
        self.undo.setEnabled(can_undo)
        self.clear.setEnabled(can_clear)

    def _tell(self) -> None:
        self.pen_changed.emit(self.eraser.isChecked(), self.width_slider.value())
