"""A list of values of which one is chosen."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from cnnviz.settings import Choice
from cnnviz.text import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QStandardItemModel

SHORTEST = 6  # letters that are always seen; long names are shortened, and told in full by the tooltip
AROUND = 36  # pixels of a list that its text does not have: edges and arrow


class Chooser(QComboBox):
    """`chosen` carries the value that a person took, also if it was there already. A value may be just an action."""

    chosen = Signal(str)

    def __init__(self, name: str, help_text: str, choices: Iterable[Choice] = ()) -> None:
        super().__init__()
        self._help = help_text
        self._refused: set[str] = set()
        self._actions: list[str] = []
        self.setAccessibleName(name)
        self.setToolTip(help_text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click on it leaves the keys to the page
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(SHORTEST)
        for choice in choices:
            self.add(choice.value, tr(choice.label), tr(choice.help) if choice.help else "")
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))

    def add(self, value: str, text: str, help_text: str = "", first: bool = False) -> None:
        """One more value, at the end or as the `first`."""
        index = 0 if first else self.count()
        self.insertItem(index, text, value)
        self._describe(index, text, help_text)

    def add_action(self, value: str, text: str, help_text: str = "") -> None:
        """One more value that only does something: keys and wheel pass it by while the list is closed."""
        self.add(value, text, help_text)
        self._actions.append(value)
        self.set_offered(value, False)

    def add_separator(self, index: int | None = None) -> None:
        """A line, at the end or before `index`."""
        self.insertSeparator(self.count() if index is None else index)

    def set_text(self, value: str, text: str) -> None:
        """Call a value by another name."""
        index = self.findData(value)
        if self.itemText(index) != text:
            self.setItemText(index, text)
            self._describe(index, text, "")
            self._tell_in_full()

    def has(self, value: str) -> bool:
        """Whether there is such a value."""
        return self.findData(value) >= 0

    def value(self) -> str:
        """The value that is shown."""
        return str(self.currentData())

    def set_value(self, value: str) -> None:
        """Show `value` without sending `chosen`."""
        if self.currentData() != value:
            self.setCurrentIndex(self.findData(value))
        self._tell_in_full()

    def set_offered(self, value: str, offered: bool) -> None:
        """Let a value be chosen, or not."""
        if offered != (value not in self._refused):
            self._refused ^= {value}
            model = cast("QStandardItemModel", self.model())
            model.item(self.findData(value)).setEnabled(offered)

    def showPopup(self) -> None:
        for value in self._actions:
            self.set_offered(value, True)
        super().showPopup()

    def hidePopup(self) -> None:
        super().hidePopup()
        for value in self._actions:
            self.set_offered(value, False)

    def _describe(self, index: int, text: str, help_text: str) -> None:
        self.setItemData(index, help_text or text, Qt.ItemDataRole.ToolTipRole)

    def _tell_in_full(self) -> None:
        """What is chosen may be shortened: the tooltip says all of it."""
        self.setToolTip(f"{self.currentText()}\n{self._help}")

    def shown_text(self) -> str:
        """The name of the value as it fits."""
        room = self.width() - AROUND
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideMiddle, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self.shown_text()
        if shown == self.currentText():
            super().paintEvent(event)
        else:
            self._paint(shown)

    def _paint(self, text: str) -> None:
        """What Qt paints, with another text: it would cut a long one off in the middle of a letter."""
        from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStylePainter  # they take long to load

        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = text
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:  # somebody scrolls the panel, and only happens to come by
            event.ignore()
