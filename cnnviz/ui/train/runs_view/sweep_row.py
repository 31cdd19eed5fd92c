"""One line of the sweep's form: a setting that is varied, and its values, typed or ticked."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.training_settings import TRAINING_SETTINGS
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.setting_words import NETWORK, network_words, value_words
from cnnviz.history.sweep import SWEPT, parse_values
from cnnviz.settings import Choice, Setting, Value
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.widgets.labels import set_role, wrapped

NOTHING = ""
COLUMNS, CHOOSER_WIDTH = 3, 170


class SweepRow(QWidget):
    """`changed` when the setting or its values are others now."""

    changed = Signal()

    def __init__(self, base: RunSetup, number: int, name: str = NOTHING) -> None:
        super().__init__()
        self._base = base
        self.chooser = Chooser(
            tr("Setting {number}", number=number), tr("What is different from run to run"), setting_choices()
        )
        self.chooser.setFixedWidth(CHOOSER_WIDTH)
        self.typed = QLineEdit()
        self.typed.setToolTip(tr("Values apart by spaces or commas; decimals with a point"))
        self.typed.setAccessibleName(tr("Values of setting {number}", number=number))
        set_role(self.typed, "role", "number")
        self.boxes: dict[Value, QCheckBox] = {}
        self._ticks = QWidget()
        self._grid = QGridLayout(self._ticks)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setVerticalSpacing(4)
        self.note = wrapped("", "muted")
        self._lay_out()
        self.chooser.chosen.connect(self.choose)
        self.typed.textChanged.connect(lambda _: self._consider())
        self.choose(name)

    @property
    def name(self) -> str:
        """The setting that is varied, empty where none is."""
        return self.chooser.value()

    def values(self) -> list[Value]:
        """Its values; SettingError or SweepError where one is none."""
        if self.boxes:
            return [value for value, box in self.boxes.items() if box.isChecked()]
        return parse_values(self.name, self.typed.text())

    def choose(self, name: str) -> None:
        """Vary the setting `name`, beginning with the value that it has in the form."""
        self.chooser.set_value(name)
        for box in self.boxes.values():
            self._grid.removeWidget(box)
            box.deleteLater()
        self.boxes = {}
        value = own_value(self._base, name)
        for place, (choice, text, help_text) in enumerate(value_choices(self._base, name)):
            self._add_box(place, choice, text, help_text, choice == value)
        self.typed.setVisible(bool(name) and not self.boxes)
        self._ticks.setVisible(bool(self.boxes))
        self.typed.blockSignals(True)
        self.typed.setText(
            "" if value is None or self.boxes else f"{value:g}" if isinstance(value, float) else str(value)
        )
        self.typed.blockSignals(False)
        self._consider()

    def show_error(self, text: str) -> None:
        """Say below the values what is wrong with them; an empty text says what is allowed."""
        set_role(self.typed, "wrong", bool(text))
        set_role(self.note, "role", "error" if text else "muted")
        self.note.setText(text or self._hint())
        self.note.setVisible(bool(self.note.text()))

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(2)
        right.addWidget(self.typed)
        right.addWidget(self._ticks)
        right.addWidget(self.note)
        right.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self.chooser)
        left.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(left)
        row.addLayout(right, 1)

    def _add_box(self, place: int, value: Value, text: str, help_text: str, on: bool) -> None:
        box = QCheckBox(text)
        box.setToolTip(help_text)
        box.setChecked(on)
        box.toggled.connect(lambda _: self._consider())
        self.boxes[value] = box
        self._grid.addWidget(box, place // COLUMNS, place % COLUMNS)

    def _hint(self) -> str:
        setting = SWEPT.get(self.name)
        if setting is None or self.boxes:
            return ""
        return tr(
            "{low} to {high}, apart by spaces or commas", low=_plain(setting.minimum), high=_plain(setting.maximum)
        )

    def _consider(self) -> None:
        try:
            self.values() if self.name else []
        except ExplainedError as error:
            self.show_error(str(error))
        else:
            self.show_error("")
        self.changed.emit()


def setting_choices() -> Sequence[Choice]:
    """What can be varied."""
    settings = (Choice(setting.name, setting.label, setting.help) for setting in TRAINING_SETTINGS)
    return (Choice(NOTHING, "—"), Choice(NETWORK, mark("Network")), *settings)


def own_value(setup: RunSetup, name: str) -> Value | None:
    """The value that a setting has in `setup`."""
    if name == NETWORK:
        return setup.network_name
    value: Value | None = getattr(setup.settings, name) if name else None
    return value


def value_choices(setup: RunSetup, name: str) -> list[tuple[Value, str, str]]:
    """The values that can be ticked, with name and help; none for settings whose values are typed."""
    if name == NETWORK:
        names = list(dict.fromkeys((*NETWORKS, setup.network_name)))
        return [(each, network_words(each), tr(NETWORKS[each].help) if each in NETWORKS else "") for each in names]
    setting: Setting | None = SWEPT.get(name)
    if setting is None:
        return []
    if isinstance(setting.default, bool):
        return [(on, value_words(name, on), tr(setting.help)) for on in (False, True)]
    return [(each.value, tr(each.label), tr(each.help) if each.help else "") for each in setting.choices]


def _plain(limit: float) -> str:
    return f"{limit:.0f}" if limit == round(limit) else f"{limit:g}"
