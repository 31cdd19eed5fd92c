"""A field for sizes as people write them: 3, 3×5, same."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox

from cnnviz.scenarios.size_setting import Sizes, SizeSetting
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.page import give_focus_back
from cnnviz.ui.widgets.number_box import LEFT, end_on_key


class SizeBox(QAbstractSpinBox):
    """`typed` carries the text with every change, also one that cannot be read (yet); + and − change all numbers."""

    typed = Signal(str)

    def __init__(self, setting: SizeSetting) -> None:
        super().__init__()
        self._setting = setting
        self.lineEdit().setTextMargins(LEFT, 0, 0, 0)
        self.lineEdit().setPlaceholderText(tr(setting.empty) if setting.empty else "")
        self.lineEdit().textEdited.connect(self.typed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr(setting.label))
        self.setToolTip(f"{tr(setting.help)}\n{_forms(setting)}")

    def show_value(self, value: Sizes) -> None:
        """Show a value without sending `typed`; a text that means it already stays as it is."""
        try:
            if self._setting.read(self.text()) == value:
                return
        except ExplainedError:
            pass
        self.lineEdit().setText(self._setting.text(value))

    def stepBy(self, steps: int) -> None:
        """From a word, or from nothing, to the smallest number."""
        try:
            value = self._setting.read(self.text())
        except ExplainedError:
            value = None
        if value is None or isinstance(value, str):
            value = self._setting.check(self._setting.minimum)
        else:
            value = self._setting.stepped(value, steps)
        self.lineEdit().setText(self._setting.text(value))
        self.typed.emit(self.text())

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        return QAbstractSpinBox.StepEnabledFlag.StepUpEnabled | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text, position

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        end_on_key(self, event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)  # of + and −; the field in front of them gets its own
        give_focus_back(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:  # somebody scrolls the panel, and only happens to come by
            event.ignore()


def _forms(setting: SizeSetting) -> str:
    """How it can be written."""
    if setting.count == 4:
        return tr("Write 2, or 1×2 (rows × columns), or 0, 1, 0, 1 (top, bottom, left, right).")
    return tr("Write 3, or 3×5 (rows × columns).")
