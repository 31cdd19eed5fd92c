"""A row of buttons of which one is on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton

from cnnviz.settings import Choice
from cnnviz.text import tr


class Segmented(QFrame):
    """Chooses one of a few values; `changed` carries the value."""

    changed = Signal(str)

    def __init__(self, choices: Sequence[Choice], value: str = "") -> None:
        super().__init__()
        self.setObjectName("segmented")
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(1)
        for choice in choices:
            button = QPushButton(tr(choice.label).replace("&", "&&"))
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.toggled.connect(lambda on, button=button: button.setFocusPolicy(_policy(on)))
            button.setToolTip(tr(choice.help) if choice.help else "")
            button.clicked.connect(lambda _=False, value=choice.value: self.changed.emit(value))
            self._group.addButton(button)
            self._buttons[choice.value] = button
            row.addWidget(button, 1)
        self.set_value(value or choices[0].value)

    def value(self) -> str:
        return next(value for value, button in self._buttons.items() if button.isChecked())

    def set_value(self, value: str) -> None:
        """Choose `value` without sending `changed`."""
        self._buttons[value].setChecked(True)

    def button(self, value: str) -> QPushButton:
        return self._buttons[value]


def _policy(on: bool) -> Qt.FocusPolicy:
    """Tab comes to the one that is on; the arrow keys go on from there."""
    return Qt.FocusPolicy.TabFocus if on else Qt.FocusPolicy.NoFocus
