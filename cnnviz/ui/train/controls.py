"""The panel at the left: data, network and how it learns."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.network import Network
from cnnviz.engine.training_settings import TRAINING_SETTINGS, TrainingSettings
from cnnviz.settings import Choice, Setting, Value
from cnnviz.text import mark, tr
from cnnviz.ui.numbers import count
from cnnviz.ui.train.data_jobs import DataTools
from cnnviz.ui.train.data_panel import DataPanel
from cnnviz.ui.train.run import evaluate_every
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.form import Form
from cnnviz.ui.widgets.labels import label, separator, wrapped

WIDTH = 256
EXPECTED_PICTURES = 55_000  # an epoch of MNIST; says only how often to validate
NETWORK_SETTINGS = (
    Setting(
        "network", mark("Kind"), next(iter(NETWORKS)), mark("The network to train, with fresh random weights."),
        choices=tuple(Choice(name, text) for name, (text, _) in NETWORKS.items()),
    ),
)  # fmt: skip
LEARNING_SETTINGS = tuple(replace(setting, unit="") for setting in TRAINING_SETTINGS if setting.name != "shift")


class Controls(QScrollArea):
    """Everything that is chosen before a run; `changed` when a choice or what can be started may differ."""

    changed = Signal()

    def __init__(self, tools: DataTools | None = None) -> None:
        super().__init__()
        self.data = DataPanel(tools)
        self.network = Form(NETWORK_SETTINGS)
        self.learning = Form(LEARNING_SETTINGS)
        self._facts = wrapped("")
        self._locked_hint = wrapped(tr("The settings rest while a run is on. Stop it to change them."))
        self._locked_hint.hide()
        self.data.changed.connect(self.changed)
        self.network.changed.connect(lambda _: self._show_facts())
        for form in (self.data.form, self.network, self.learning):
            _let_shrink(form)
        self._lay_out()
        self._show_facts()

    def settings(self) -> TrainingSettings:
        """The choices as the engine takes them."""
        values: dict[str, Value] = {**self.learning.values(), "shift": self.data.form.values()["shift"]}
        every = evaluate_every(EXPECTED_PICTURES, int(values["batch_size"]))
        return TrainingSettings.of(values, evaluate_every=every)

    def new_network(self) -> Network:
        """The chosen network with the random weights of the chosen seed."""
        _, build = NETWORKS[str(self.network.values()["network"])]
        settings = self.settings()
        network = build(np.random.default_rng(settings.seed), tuple("0123456789"))
        settings.draw_weights(network)
        return network

    def set_locked(self, locked: bool) -> None:
        """No changes while a run is on."""
        self.data.set_locked(locked)
        self.network.setEnabled(not locked)
        self.learning.setEnabled(not locked)
        self._locked_hint.setVisible(locked)

    def _show_facts(self) -> None:
        lines = self.new_network().summary()
        parameters, work = sum(line.parameters for line in lines), sum(line.multiply_adds for line in lines)
        self._facts.setText(
            tr("{parameters} parameters · {work} multiply-adds", parameters=count(parameters), work=count(work))
        )
        self._facts.setToolTip(
            tr("Numbers that are learnt, and multiplications (each with an addition) for one picture")
        )

    def _lay_out(self) -> None:
        card = Card()
        for widget in (
            self.data, separator(), label(tr("Network"), "heading"), self.network, self._facts, separator(),
            label(tr("Learning"), "heading"), self.learning, self._locked_hint,
        ):  # fmt: skip
            card.body.addWidget(widget)
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


def _let_shrink(form: Form) -> None:
    """A spin box asks for room for its largest number; here the panel decides."""
    for name in form.values():
        form.control(name).setMinimumWidth(60)
