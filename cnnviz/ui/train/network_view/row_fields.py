"""A control for every kind of setting of a layer: what is typed goes out at once, also where it is not (yet) good."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from cnnviz.scenarios.layer_kinds import LayerSetting, LayerValue
from cnnviz.scenarios.size_setting import SizeSetting
from cnnviz.settings import Setting
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.page import give_focus_back
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.widgets.labels import set_role
from cnnviz.ui.widgets.number_box import NumberBox
from cnnviz.ui.widgets.size_box import SizeBox

Take = Callable[[Callable[[], object]], None]
"""Takes a function that gives what was typed, or raises the ExplainedError of what is no value."""


class Field(NamedTuple):
    """A control, and how it is shown another value without sending it on."""

    control: QWidget
    show: Callable[[LayerValue], None]


def field_for(one: LayerSetting, take: Take) -> Field:
    """The control of a setting; `take` is called whenever a person changes it."""
    setting = one.setting
    if isinstance(setting, SizeSetting):
        return _size_field(setting, take)
    if setting.choices:
        return _choice_field(setting, take)
    if isinstance(setting.default, bool):
        return _switch(setting, take)
    if isinstance(setting.default, int):
        return _whole_number(setting, take)
    return _number(setting, take)


def _size_field(setting: SizeSetting, take: Take) -> Field:
    box = SizeBox(setting)
    box.typed.connect(lambda text: take(lambda: setting.read(text)))
    return Field(box, lambda value: box.show_value(value if isinstance(value, tuple | str) else None))


def _choice_field(setting: Setting, take: Take) -> Field:
    box = Chooser(tr(setting.label), tr(setting.help), setting.choices)
    box.chosen.connect(lambda value: take(lambda: value))
    return Field(box, lambda value: box.set_value(str(value)))


def _switch(setting: Setting, take: Take) -> Field:
    box = QCheckBox()
    box.setToolTip(tr(setting.help))
    box.setAccessibleName(tr(setting.label))
    box.clicked.connect(lambda on: take(lambda: on))
    return Field(box, lambda value: box.setChecked(bool(value)))


def _whole_number(setting: Setting, take: Take) -> Field:
    box = NumberBox()
    box.setRange(int(setting.minimum), int(setting.maximum))
    box.setKeyboardTracking(True)
    box.setToolTip(tr(setting.help))
    box.setAccessibleName(tr(setting.label))
    box.valueChanged.connect(lambda value: take(lambda: value))

    def show(value: LayerValue) -> None:
        if isinstance(value, int) and box.value() != value:
            blocked = box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(blocked)

    return Field(box, show)


def _number(setting: Setting, take: Take) -> Field:
    line = QLineEdit()
    set_role(line, "role", "number")
    line.setToolTip(tr(setting.help))
    line.setAccessibleName(tr(setting.label))
    line.textEdited.connect(lambda text: take(lambda: setting.check(text.replace(",", "."))))
    line.returnPressed.connect(lambda: give_focus_back(line))

    def show(value: LayerValue) -> None:
        try:
            same = setting.check(line.text().replace(",", ".")) == value
        except ExplainedError:
            same = False
        if not same and isinstance(value, int | float):
            line.setText(f"{value:g}")

    return Field(line, show)
