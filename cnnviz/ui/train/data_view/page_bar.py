"""The controls that turn pages."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.fonts import number_font
from cnnviz.ui.train.data_view.paging import Paging
from cnnviz.ui.widgets.icon_button import IconButton
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.number_box import NumberBox
from cnnviz.ui.widgets.readout import Readout


class PageBar(QWidget):
    """First, back, the number of the page, forward, last; `wanted` carries a page, counted from 0."""

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._paging = Paging(0, 1)
        self.first = IconButton("first", tr("First page"))
        self.back = IconButton("step-back", tr("One page back (Page up)"))
        self.forward = IconButton("step-forward", tr("One page on (Page down)"))
        self.last = IconButton("last", tr("Last page"))
        self.number = NumberBox()
        self.number.setAccessibleName(tr("Page"))
        self.number.setToolTip(tr("The number of the page: type one to go there"))
        self.number.setFixedWidth(96)
        self.total, self.shown = label("", "muted"), Readout(number_font(12), muted=True, right=True)
        self.first.clicked.connect(lambda: self.wanted.emit(0))
        self.back.clicked.connect(lambda: self.wanted.emit(self._paging.page - 1))
        self.forward.clicked.connect(lambda: self.wanted.emit(self._paging.page + 1))
        self.last.clicked.connect(lambda: self.wanted.emit(self._paging.pages - 1))
        self.number.valueChanged.connect(lambda value: self.wanted.emit(value - 1))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self.first, self.back, self.number, self.total, self.forward, self.last):
            row.addWidget(widget)
        row.addWidget(self.shown, 1)

    def show_paging(self, paging: Paging) -> None:
        """Show where it is."""
        self._paging = paging
        self.number.blockSignals(True)
        self.number.setRange(1, paging.pages)
        self.number.setValue(paging.page + 1)
        self.number.blockSignals(False)
        self.number.setEnabled(paging.pages > 1)
        self.total.setText(tr("of {pages}", pages=count(paging.pages)))
        for button, possible in (
            (self.first, paging.page > 0), (self.back, paging.page > 0),
            (self.forward, paging.page < paging.pages - 1), (self.last, paging.page < paging.pages - 1),
        ):  # fmt: skip
            button.setEnabled(possible)
        numbers = paging.numbers
        self.shown.set_text(
            tr("{first}–{last} of {count}", first=count(numbers.start + 1), last=count(numbers.stop),
               count=count(paging.count)) if numbers else ""
        )  # fmt: skip
