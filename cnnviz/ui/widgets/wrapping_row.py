"""A row of controls that goes on in another line where a window is too narrow for all of it."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget, QWidgetItem


class Group(NamedTuple):
    """Widgets that stay side by side, each with its stretch; so much stretch stands `before` them in a line."""

    widgets: tuple[tuple[QWidget, int], ...]
    before: int | None
    gap: int


class WrappingRow(QWidget):
    """Groups of widgets in a row, spread as by QHBoxLayout; those for which there is no room go on in the next line."""

    def __init__(self, spacing: int = 8, between_lines: int = 6) -> None:
        super().__init__()
        self._groups: list[Group] = []
        self._spacing = spacing
        self._lines: list[list[Group]] = []
        self._end: int | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(between_lines)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def add(self, *widgets: QWidget, stretch: int = 0, before: int | None = None, gap: int = 0) -> None:
        """A group, `gap` pixels further from the last; `stretch` is that of its last widget.

        `before` is the stretch of the empty room between it and what stands before it in its line; None: there is none.
        """
        stretches = [0] * (len(widgets) - 1) + [stretch]
        self._groups.append(Group(tuple(zip(widgets, stretches, strict=True)), before, gap))
        for widget in widgets:
            widget.setParent(self)
        self._spread([self._groups])

    def end_empty(self, stretch: int = 0) -> None:
        """Leave room with this stretch at the end of each line."""
        self._end = stretch
        self._spread(self._lines)

    @property
    def lines(self) -> int:
        """How many lines it takes now."""
        return len(self._lines)

    def minimumSizeHint(self) -> QSize:
        return QSize(max(map(self._least, self._groups), default=0), self._column.minimumSize().height())

    def sizeHint(self) -> QSize:
        seen = [group for group in self._groups if self._least(group)]
        across = sum(max(self._least(group), _hint(group, self._spacing)) for group in seen)
        gaps = sum(self._spacing + group.gap for group in seen[1:])
        return QSize(across + gaps, self._column.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._break_lines()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # something has come, gone, or another text
            self._break_lines()
        return super().event(event)

    def _break_lines(self) -> None:
        """Begin a line wherever the next group has no room in the one before."""
        lines: list[list[Group]] = [[]]
        taken = 0
        for group in self._groups:
            least = self._least(group)
            taken += least + self._spacing + group.gap if taken and least else least
            if taken > self.width() and lines[-1] and least:
                lines.append([])
                taken = least
            lines[-1].append(group)
        if lines != self._lines:
            self._spread(lines)
            self.updateGeometry()

    def _least(self, group: Group) -> int:
        """The pixels across that a group cannot do without; 0 where nothing of it is seen."""
        widths = [QWidgetItem(widget).minimumSize().width() for widget, _ in group.widgets if not widget.isHidden()]
        return sum(widths) + self._spacing * (len(widths) - 1) if widths else 0

    def _spread(self, lines: list[list[Group]]) -> None:
        self._lines = lines = [list(line) for line in lines]
        while (old := self._column.takeAt(0)) is not None:
            layout = old.layout()
            while layout is not None and layout.takeAt(0) is not None:
                pass
        for line in lines:
            row = QHBoxLayout()
            row.setSpacing(self._spacing)
            for index, group in enumerate(line):
                if index and group.gap:
                    row.addSpacing(group.gap)
                if index and group.before is not None:
                    row.addStretch(group.before)
                for widget, stretch in group.widgets:
                    row.addWidget(widget, stretch)
            if self._end is not None or len(lines) > 1:  # what is alone in its line is not drawn out
                row.addStretch(self._end or 0)
            self._column.addLayout(row)


def _hint(group: Group, spacing: int) -> int:
    """The pixels across that a group would like to have."""
    widths = [QWidgetItem(widget).sizeHint().width() for widget, _ in group.widgets if not widget.isHidden()]
    return sum(widths) + spacing * (len(widths) - 1)
