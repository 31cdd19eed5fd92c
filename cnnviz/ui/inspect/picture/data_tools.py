"""The controls that choose a picture of a data set: which set, by index, by class, by chance."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton

from cnnviz.data.datasets import DATASETS, PUBLISHED
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.inspect.picture.labelled_sets import sets_here
from cnnviz.ui.inspect.picture.tool_row import ToolRow, tool_button
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.widgets.number_box import NumberBox

ANY = ""
TEXT_SIZE = 11
MOST_NAME = 120  # pixels of it
HEIGHT = 17  # of the line of the heading


class SetButton(QToolButton):
    """The name of the set; a press lists the others.

    `set_wanted` carries a name of `data.datasets`, `folder_wanted` a folder.
    """

    set_wanted = Signal(str)
    folder_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAutoRaise(True)
        self.setFont(interface_font(TEXT_SIZE))
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(tr("Which data set the pictures come from"))
        self.setAccessibleName(self.toolTip())
        self.list = QMenu(self)
        self.list.setToolTipsVisible(True)
        self.list.aboutToShow.connect(self.fill)
        self.clicked.connect(lambda: self.list.popup(self.mapToGlobal(QPoint(0, self.height()))))
        self.show_name(tr("Data set"))

    def show_name(self, name: str) -> None:
        room = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, MOST_NAME)
        self.setText(f"{room} ▾")

    def fill(self) -> None:
        """List what there is on this machine now."""
        self.list.clear()
        here = sets_here()
        for choice in DATASETS:
            if choice.value == "folder":
                continue
            action = self.list.addAction(tr(choice.label))
            action.triggered.connect(lambda _=False, value=choice.value: self.set_wanted.emit(value))
            action.setToolTip(tr(choice.help) if choice.help else "")
            if choice.value in PUBLISHED and choice.value not in here:
                action.setEnabled(False)
                action.setToolTip(tr("It is not on this computer: download it in Train, or choose its folder here."))
        self.list.addSeparator()
        folder = self.list.addAction(tr("From a folder…"), self._ask)
        folder.setToolTip(tr("The four files of MNIST or Fashion-MNIST, or a sub-folder of pictures for each class"))

    def _ask(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Choose the folder of a data set"))
        if folder:
            self.folder_wanted.emit(folder)


class DataTools(ToolRow):
    """`index_chosen` carries the index that is asked for, `class_chosen` a class by its number or None for any.

    A class that is chosen again asks for the next picture of it. `source` stands elsewhere: beside the heading.
    """

    index_chosen = Signal(int)
    class_chosen = Signal(object)
    random_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.source = SetButton()
        self.index = NumberBox()
        self.index.setMinimumWidth(90)
        self.index.setToolTip(
            tr("Which picture of the set, counted from 0; with a class chosen, the next of that class")
        )
        self.index.setAccessibleName(tr("Which picture of the set"))
        self.index.valueChanged.connect(self.index_chosen.emit)
        self.classes = Chooser(tr("Class"), tr("Only pictures of this class; choose it again for the next one"))
        self.classes.setMinimumContentsLength(3)
        self.classes.chosen.connect(lambda value: self.class_chosen.emit(None if value == ANY else int(value)))
        self.dice = tool_button("dice", tr("Any picture of the set, or of the class"))
        self.dice.clicked.connect(self.random_wanted.emit)
        self.row.addWidget(self.index, 1)
        self.row.addWidget(self.classes, 1)
        self.row.addWidget(self.dice)
        self.colour_icons()

    def show_set(self, title: str, count: int, class_names: Sequence[str]) -> None:
        """Name the set that pictures come from, how many it has and of which classes."""
        self.source.show_name(title)
        self.index.blockSignals(True)
        self.index.setRange(0, count - 1)
        self.index.blockSignals(False)
        self.classes.clear()
        self.classes.add(ANY, tr("any class"))
        for number, name in enumerate(class_names):
            self.classes.add(str(number), name)
        self.classes.set_value(ANY)

    def show_index(self, index: int) -> None:
        self.index.blockSignals(True)
        self.index.setValue(index)
        self.index.blockSignals(False)
