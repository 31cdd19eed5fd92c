"""Which of very many channels are seen, and the way to others."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnviz.numbers import count
from cnnviz.scenarios.scenario import MOST_FILTERS
from cnnviz.text import tr
from cnnviz.ui.widgets.icon_button import IconButton
from cnnviz.ui.widgets.labels import label


class ChannelPager(QWidget):
    """`wanted` carries the first of the channels that shall be seen, counted from 0."""

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._seen = range(0)
        self.shown = label("", "muted")
        self.shown.setToolTip(tr("The sums go over all channels; so many are seen at a time"))
        self.back = IconButton("step-back", tr("Channels before these (Page up)"))
        self.forward = IconButton("step-forward", tr("Channels after these (Page down)"))
        self.back.clicked.connect(lambda: self.wanted.emit(max(0, self._seen.start - MOST_FILTERS)))
        self.forward.clicked.connect(lambda: self.wanted.emit(self._seen.stop))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(4)
        for widget in (self.back, self.shown, self.forward):
            row.addWidget(widget)

    def show_channels(self, seen: range, total: int, first: int) -> None:
        """Show which channels are seen, of how many; they are counted from `first` on."""
        self._seen = seen
        self.shown.setText(
            tr("channels {first}–{last} of {count}", first=count(seen.start + first), last=count(seen.stop - 1 + first),
               count=count(total))
        )  # fmt: skip
        self.back.setEnabled(seen.start > 0)
        self.forward.setEnabled(seen.stop < total)
