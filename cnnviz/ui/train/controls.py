"""The panel at the left: data, network and how it learns."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cnnviz.engine.dropout_setting import with_dropout
from cnnviz.engine.network import Network
from cnnviz.engine.training_settings import TRAINING_SETTINGS, TrainingSettings
from cnnviz.settings import Value
from cnnviz.text import tr
from cnnviz.ui.train.data_jobs import DataTools
from cnnviz.ui.train.data_panel import DataPanel
from cnnviz.ui.train.network_panel import NetworkPanel
from cnnviz.ui.train.run import evaluate_every
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.form import Form
from cnnviz.ui.widgets.labels import label, separator

WIDTH = 256
EXPECTED_PICTURES = 55_000  # an epoch of MNIST; says only how often to validate
LEARNING_SETTINGS = tuple(replace(setting, unit="") for setting in TRAINING_SETTINGS)


class Controls(QScrollArea):
    """Everything that is chosen before a run; `changed` when a choice or what can be started may differ."""

    changed = Signal()

    def __init__(self, tools: DataTools | None = None) -> None:
        super().__init__()
        self.data = DataPanel(tools)
        self.network = NetworkPanel()
        self.learning = Form(LEARNING_SETTINGS)
        self.learning.changed.connect(lambda _: self._show_idle())
        self.locked_hint = label(tr("locked during the run"), "muted")
        self.locked_hint.setToolTip(tr("The settings rest while a run is on. Stop it to change them."))
        self.locked_hint.hide()
        self._show_idle()
        self.data.data_changed.connect(self._take_input)
        self.data.changed.connect(self.changed)
        self.network.changed.connect(self.changed)
        for form in (self.data.form, self.data.folder_form, self.network.form, self.learning):
            _let_shrink(form)
        self._lay_out()

    @property
    def ready(self) -> bool:
        """Whether a run can be started: there are pictures, and the network takes them."""
        return self.data.ready and self.network.fits

    def settings(self) -> TrainingSettings:
        """The choices as the engine takes them."""
        values = self.learning.values()
        every = evaluate_every(EXPECTED_PICTURES, int(values["batch_size"]))
        return TrainingSettings.of(values, evaluate_every=every)

    def new_network(self) -> Network:
        """The chosen network with the random weights of the chosen seed."""
        settings = self.settings()
        network = self.network.new_network(settings.seed)
        settings.draw_weights(network)
        return with_dropout(network, settings.dropout)

    def set_locked(self, locked: bool) -> None:
        """No changes while a run is on."""
        self.data.set_locked(locked)
        self.network.setEnabled(not locked)
        self.learning.set_locked(locked)
        self.locked_hint.setVisible(locked)

    def _take_input(self) -> None:
        known = self.data.input()
        if known is not None:
            self.network.set_input(*known)

    def _show_idle(self) -> None:
        self.learning.set_idle(without_effect(self.learning.values()))

    def _lay_out(self) -> None:
        card = Card()
        for widget in (self.data, separator(), label(tr("Network"), "heading"), self.network, separator()):
            card.body.addWidget(widget)
        heading = QHBoxLayout()
        heading.addWidget(label(tr("Learning"), "heading"), 1)
        heading.addWidget(self.locked_hint)
        card.body.addLayout(heading)
        card.body.addWidget(self.learning)
        card.body.addStretch(1)
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(WIDTH)


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


def _let_shrink(form: Form) -> None:
    """A spin box asks for room for its largest number; here the panel decides."""
    for name in form.values():
        form.control(name).setMinimumWidth(60)
