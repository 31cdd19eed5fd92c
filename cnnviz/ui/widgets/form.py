"""A form made from a table of settings: a label, a control that fits the setting, and room for a message below it."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QSpinBox, QWidget

from cnnviz.settings import Setting, Value
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.page import give_focus_back
from cnnviz.ui.widgets.fold import Fold
from cnnviz.ui.widgets.labels import label, set_role, wrapped
from cnnviz.ui.widgets.number_box import NumberBox

TOOLTIP = Qt.ItemDataRole.ToolTipRole
Control = QComboBox | QCheckBox | QSpinBox | QLineEdit


class Form(QWidget):
    """Shows and edits the values of a table.

    `changed` carries the name of a setting whose new value is allowed; a value that is not is explained below its
    control, and `values` keeps the last good one. Advanced settings are folded away below the others, and can be looked
    at there also while the form is locked. Where a heading says what is set, `labelled` can be off: no labels.
    """

    changed = Signal(str)

    def __init__(self, table: Sequence[Setting], label_width: int = 84, labelled: bool = True) -> None:
        super().__init__()
        self._labelled = labelled
        self._table = {setting.name: setting for setting in table}
        self._values: dict[str, Value] = {setting.name: setting.default for setting in table}
        self._controls: dict[str, Control] = {}
        self._locked = False
        self._free: Collection[str] = ()
        self._idle: Collection[str] = ()
        self._errors = {name: wrapped("", "error") for name in self._table}
        self.fold = Fold(QWidget())
        usual, rarer = _grid(self, label_width), _grid(self.fold.body, label_width)
        for row, setting in enumerate(table):
            self._add_row(rarer if setting.advanced else usual, row, setting)
        self.fold.setVisible(any(setting.advanced for setting in table))
        usual.addWidget(self.fold, 2 * len(table), 0, 1, 2)

    def values(self) -> dict[str, Value]:
        """The last good value of every setting."""
        return dict(self._values)

    def control(self, name: str) -> Control:
        return self._controls[name]

    def set_value(self, name: str, value: object) -> None:
        """Show a value (checked) without sending `changed`."""
        good = self._table[name].check(value)
        self._values[name] = good
        control = self._controls[name]
        control.blockSignals(True)
        if isinstance(control, QComboBox):
            control.setCurrentIndex(control.findData(good))
        elif isinstance(control, QCheckBox):
            control.setChecked(bool(good))
        elif isinstance(control, QSpinBox):
            control.setValue(int(good))
        else:
            control.setText(f"{good:g}")
        control.blockSignals(False)
        self.show_error(name, "")
        self._count_changed()

    def name_choice(self, name: str, value: str, text: str) -> None:
        """Call one of the choices of a setting by another name."""
        control = self._controls[name]
        assert isinstance(control, QComboBox)
        control.setItemText(control.findData(value), text)

    def set_locked(self, locked: bool, but: Collection[str] = ()) -> None:
        """Let nothing be changed for a while, but the settings of these names."""
        self._locked, self._free = locked, but
        self._enable()

    def wrong(self) -> str:
        """The name of the first setting whose field holds what it does not take; "" where all are fine."""
        return next((name for name in self._errors if self.error(name)), "")

    def set_idle(self, names: Collection[str]) -> None:
        """Grey out the settings that have no effect beside the present values of the others."""
        self._idle = names
        self._enable()

    def _enable(self) -> None:
        for name, control in self._controls.items():
            locked = self._locked and name not in self._free
            control.setEnabled(not locked and name not in self._idle)

    def show_error(self, name: str, text: str) -> None:
        """Say below a control what is wrong with it; an empty text takes the message away."""
        self._errors[name].setText(text)
        self._errors[name].setVisible(bool(text))
        set_role(self._controls[name], "wrong", bool(text))

    def error(self, name: str) -> str:
        return self._errors[name].text()

    def _add_row(self, grid: QGridLayout, row: int, setting: Setting) -> None:
        help_text = tr(setting.help) if setting.help else ""
        control = self._make_control(setting)
        control.setToolTip(help_text)
        control.setAccessibleName(tr(setting.label))
        self._controls[setting.name] = control
        self._errors[setting.name].hide()
        if self._labelled:
            unit = f" ({tr(setting.unit)})" if setting.unit else ""
            name = label(tr(setting.label) + unit, "label")
            name.setToolTip(help_text)
            name.setBuddy(control)
            grid.addWidget(name, 2 * row, 0)
        grid.addWidget(control, 2 * row, int(self._labelled), 1, 2 - int(self._labelled))
        grid.addWidget(self._errors[setting.name], 2 * row + 1, 0, 1, 2)

    def _make_control(self, setting: Setting) -> Control:
        take = self._take
        if setting.choices:
            combo = QComboBox()
            combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            for choice in setting.choices:
                combo.addItem(tr(choice.label), choice.value)
                combo.setItemData(combo.count() - 1, tr(choice.help) if choice.help else None, TOOLTIP)
            combo.setCurrentIndex(combo.findData(setting.default))
            combo.currentIndexChanged.connect(lambda _: take(setting, combo.currentData()))
            return combo
        if isinstance(setting.default, bool):
            box = QCheckBox()
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.setChecked(setting.default)
            box.toggled.connect(lambda on: take(setting, on))
            return box
        if isinstance(setting.default, int):
            spin = NumberBox()
            spin.setRange(int(max(setting.minimum, -(2**31))), int(min(setting.maximum, 2**31 - 1)))
            spin.setSingleStep(int(setting.step))
            spin.setValue(setting.default)
            spin.valueChanged.connect(lambda value: take(setting, value))
            return spin
        line = QLineEdit(f"{setting.default:g}")
        set_role(line, "role", "number")
        line.returnPressed.connect(lambda: give_focus_back(line))
        line.editingFinished.connect(lambda: take(setting, line.text().replace(",", ".")))
        return line

    def _take(self, setting: Setting, value: object) -> None:
        try:
            good = setting.check(value)
        except ExplainedError as error:
            self.show_error(setting.name, str(error))
            return
        self.show_error(setting.name, "")
        if good != self._values[setting.name]:
            self._values[setting.name] = good
            self._count_changed()
            self.changed.emit(setting.name)

    def _count_changed(self) -> None:
        rarer = (setting for setting in self._table.values() if setting.advanced)
        self.fold.set_changed(sum(self._values[setting.name] != setting.default for setting in rarer))


def _grid(widget: QWidget, label_width: int) -> QGridLayout:
    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, label_width)
    grid.setColumnStretch(1, 1)
    return grid
