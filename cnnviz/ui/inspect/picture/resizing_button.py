"""The word below the stage that brings pictures to size: a list of the ways in which that can be done."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.ui.fonts import interface_font

WAYS = (
    Choice("fit", mark("Fit"), mark("All of the picture, its shape kept; what stays free is black.")),
    Choice("fill", mark("Fill"), mark("Its shape kept, nothing stays free; what stands over is cut off.")),
    Choice("stretch", mark("Stretch"), mark("All of the picture pulled over the whole field.")),
)
TEXT_SIZE = 11
HEIGHT = 17


class ResizingButton(QToolButton):
    """`chosen` carries "fit", "fill" or "stretch"."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setText(f"{tr('Resize')} ▾")
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(interface_font(TEXT_SIZE))
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(tr("How pictures are brought to the size of the network's input"))
        self.menu_of_ways = QMenu(self)
        self.menu_of_ways.setToolTipsVisible(True)
        group = QActionGroup(self)
        self._actions = {}
        for way in WAYS:
            action = self.menu_of_ways.addAction(tr(way.label))
            action.setCheckable(True)
            action.setToolTip(tr(way.help))
            action.triggered.connect(lambda _=False, value=way.value: self.chosen.emit(value))
            group.addAction(action)
            self._actions[way.value] = action
        self.clicked.connect(lambda: self.menu_of_ways.popup(self.mapToGlobal(QPoint(0, self.height()))))
        self.set_value("fit")

    def value(self) -> str:
        return next(value for value, action in self._actions.items() if action.isChecked())

    def set_value(self, value: str) -> None:
        """Show which way is taken."""
        self._actions[value].setChecked(True)

    def choose(self, value: str) -> None:
        """As if it were taken from the list."""
        self._actions[value].trigger()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 6, HEIGHT)
