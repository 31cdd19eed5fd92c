"""The methods, one below the other; the sentence that says what one shows is its tooltip."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from cnnviz.settings import Choice
from cnnviz.text import tr

NAME = Qt.ItemDataRole.UserRole
ROW = 28


class MethodList(QListWidget):
    """`chosen` carries the name of a method."""

    chosen = Signal(str)

    def __init__(self, methods: Iterable[Choice]) -> None:
        super().__init__()
        self.setAccessibleName(tr("Methods of explaining"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setUniformItemSizes(True)
        for method in methods:
            item = QListWidgetItem(tr(method.label))
            item.setData(NAME, method.value)
            item.setToolTip(tr(method.help))
            item.setSizeHint(QSize(0, ROW))
            self.addItem(item)
        self.setCurrentRow(0)
        self.currentRowChanged.connect(lambda _: self.chosen.emit(self.value()))

    def value(self) -> str:
        """The name of the method that is chosen."""
        return str(self.currentItem().data(NAME))

    def set_value(self, name: str) -> None:
        """Choose a method; `chosen` is sent if it was another one."""
        for row in range(self.count()):
            if self.item(row).data(NAME) == name:
                self.setCurrentRow(row)

    def sizeHint(self) -> QSize:
        return QSize(190, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(150, ROW * self.count() + 2 * self.frameWidth() + 12)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdigit():  # no method begins with one: it is a class of the view
            event.ignore()
        else:
            super().keyPressEvent(event)
