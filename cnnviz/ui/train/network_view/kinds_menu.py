"""The menu of layers to insert: grouped, each with a sentence on what it does."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton

from cnnviz.scenarios.layer_kinds import GROUPS, KINDS
from cnnviz.text import tr


class InsertButton(QPushButton):
    """`kind_chosen` carries the kind of layer that is to be inserted below the current row."""

    kind_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Insert layer"))
        self.setProperty("role", "menu")
        self.setToolTip(tr("Insert a layer below the chosen one (Insert key)"))
        menu = QMenu(self)
        for title, kinds in GROUPS:
            group = menu.addMenu(tr(title))
            for kind in kinds:
                action = group.addAction(tr("{kind}\t{sentence}", kind=kind, sentence=tr(KINDS[kind].help)))
                action.setData(kind)
        menu.triggered.connect(lambda action: self.kind_chosen.emit(action.data()))
        self.setMenu(menu)
