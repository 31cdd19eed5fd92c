"""Turns the pages of a wall that is too large to be seen at once."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.traces.paging import Paging
from cnnviz.ui.widgets.icon_button import IconButton
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.number_box import NumberBox


class Pager(QWidget):
    """Buttons back and forth, and the number of the page; only where there are several. `turned` carries a page."""

    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._paging = Paging(1, 1)
        self.back = IconButton("step-back", tr("The page before (Page Up)"))
        self.forth = IconButton("step-forward", tr("The next page (Page Down)"))
        self.box = NumberBox()
        self.box.setAccessibleName(tr("Page"))
        self.box.setToolTip(tr("The page that is shown"))
        self.box.setFixedWidth(76)
        self._of: QLabel = label("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self.back, self.box, self._of, self.forth):
            row.addWidget(widget)
        self.back.clicked.connect(lambda: self.turn(-1))
        self.forth.clicked.connect(lambda: self.turn(1))
        self.box.valueChanged.connect(lambda page: self._go(page - 1))
        self.hide()

    def page(self) -> int:
        """The page that is shown, from 0 on."""
        return self.box.value() - 1

    def show_page(self, paging: Paging, page: int) -> None:
        """Stand on a page, without sending `turned`."""
        self._paging = paging
        self.box.blockSignals(True)
        self.box.setRange(1, paging.pages)
        self.box.setValue(page + 1)
        self.box.blockSignals(False)
        span = paging.span(page)
        self._of.setText(tr("of {pages}", pages=count(paging.pages)))
        self._of.setToolTip(tr("{first} to {last} of {count}", first=count(span[0]) if span else "0",
                               last=count(span[-1]) if span else "0", count=count(paging.count)))  # fmt: skip
        self.back.setEnabled(page > 0)
        self.forth.setEnabled(page < paging.pages - 1)
        self.setVisible(paging.pages > 1)

    def turn(self, direction: int) -> None:
        """The next page, or the one before, if there is one."""
        page = self.page() + direction
        if 0 <= page < self._paging.pages:
            self.box.setValue(page + 1)

    def _go(self, page: int) -> None:
        self.show_page(self._paging, page)
        self.turned.emit(page)
