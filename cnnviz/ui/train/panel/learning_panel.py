"""How a network learns: the settings of the run, and what is done to the pictures on their way in."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnviz.engine.training_settings import CHANGES_ANY_STEP, CHANGES_EACH_EPOCH, TRAINING_SETTINGS, TrainingSettings
from cnnviz.history.setting_words import setting_label, value_words
from cnnviz.settings import Setting, Value
from cnnviz.text import tr
from cnnviz.ui.widgets.form import Form
from cnnviz.ui.widgets.labels import label, separator, wrapped

AUGMENTATION = ("shift", "rotation", "scale", "flip")
MAY_CHANGE = CHANGES_ANY_STEP | CHANGES_EACH_EPOCH


class LearningPanel(QWidget):
    """Two forms; `changed` carries the name of a setting that has another, allowed value now."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.learning = Form(tuple(replace(setting, unit="") for setting in _table(augmentation=False)))
        self.augmentation = Form(_table(augmentation=True))
        self.hint = wrapped("")
        self.hint.hide()
        pictures = label(tr("Augmentation"), "heading")
        pictures.setToolTip(tr("Changes the training pictures at random each time they are shown, so that the network "
                               "cannot learn them by heart."))  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(tr("Learning"), "heading"))
        column.addWidget(self.hint)
        column.addWidget(self.learning)
        column.addWidget(separator())
        column.addWidget(pictures)
        column.addWidget(self.augmentation)
        for form in self._forms:
            form.changed.connect(self._take)
            for name in form.values():
                form.control(name).setMinimumWidth(60)  # a spin box asks for room for its largest number
        self._show_idle()

    @property
    def _forms(self) -> tuple[Form, Form]:
        return self.learning, self.augmentation

    def form_of(self, name: str) -> Form:
        """The form that has the setting `name`."""
        return self.augmentation if name in AUGMENTATION else self.learning

    def values(self) -> dict[str, Value]:
        """The last good value of every setting."""
        return {**self.learning.values(), **self.augmentation.values()}

    def wrong(self) -> str:
        """The name of the first setting whose field holds what it does not take; "" where all are fine."""
        return self.learning.wrong() or self.augmentation.wrong()

    def show_settings(self, settings: TrainingSettings) -> None:
        """Show the values of a run."""
        for name in self.values():
            self.form_of(name).set_value(name, getattr(settings, name))
        self._show_idle()

    def error(self, name: str) -> str:
        """What is said below the control of a setting."""
        return self.form_of(name).error(name)

    def show_error(self, name: str, text: str) -> None:
        self.form_of(name).show_error(name, text)

    def set_running(self, running: bool) -> None:
        """While a run is on only what may change then can be changed."""
        for form in self._forms:
            form.set_locked(running, but=MAY_CHANGE)
        self.hint.setVisible(running)
        self.show_pending({})

    def show_pending(self, pending: Mapping[str, Value]) -> None:
        """Say which changes, by name, wait for the next epoch."""
        changes = [f"{setting_label(name)} {value_words(name, value)}"
                   for name, value in pending.items() if name not in CHANGES_ANY_STEP]  # fmt: skip
        self.hint.setText(tr("From the next epoch on: {changes}.", changes=", ".join(changes)) if changes
                          else tr("Grey settings are fixed until the run ends."))  # fmt: skip
        self.hint.setToolTip(tr("The learning rate counts from the next step on, the other settings that are not grey "
                                "from the next epoch on. Grey ones are fixed until the run ends."))  # fmt: skip

    def _take(self, name: str) -> None:
        self._show_idle()
        self.changed.emit(name)

    def _show_idle(self) -> None:
        self.learning.set_idle(without_effect(self.learning.values()))


def without_effect(values: Mapping[str, Value]) -> set[str]:
    """The settings that change nothing beside the others: nobody should turn them in vain.

    >>> sorted(without_effect({"optimizer": "nesterov", "schedule": "cosine", "loss": "cross_entropy"}))
    ['drop_factor', 'drops']
    """
    idle: set[str] = set()
    if values["optimizer"] not in ("momentum", "nesterov"):
        idle |= {"momentum"}
    if values["schedule"] != "step":
        idle |= {"drops", "drop_factor"}
    if values["loss"] != "cross_entropy":
        idle |= {"label_smoothing"}
    return idle


def _table(augmentation: bool) -> tuple[Setting, ...]:
    return tuple(setting for setting in TRAINING_SETTINGS if (setting.name in AUGMENTATION) == augmentation)
