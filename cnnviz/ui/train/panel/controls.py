"""The panel at the left: data, network, how it learns, and below, always in sight, how it fares."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cnnviz.data.data_choice import DataChoice
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.setting_words import network_words, value_words
from cnnviz.numbers import count
from cnnviz.scenarios.network_draft import TITLE
from cnnviz.text import tr
from cnnviz.ui.train.panel.data_jobs import DataTools
from cnnviz.ui.train.panel.data_panel import DataPanel
from cnnviz.ui.train.panel.health_panel import HealthPanel
from cnnviz.ui.train.panel.learning_panel import LearningPanel
from cnnviz.ui.train.panel.network_panel import NetworkPanel
from cnnviz.ui.train.past.moment import Moment
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.labels import label, separator

WIDTH = 256


class Controls(QWidget):
    """Everything that is chosen before a run; `changed` when a choice or what can be started may differ.

    `setting_changed` carries name and new value of a setting of the run.
    """

    changed = Signal()
    setting_changed = Signal(str, object)

    def __init__(self, tools: DataTools | None = None) -> None:
        super().__init__()
        self.data, self.network, self.learning = DataPanel(tools), NetworkPanel(), LearningPanel()
        self.health, self._health_card = HealthPanel(), Card(tr("Health"), " ")
        self._running = False
        self._take_input()
        self.data.data_changed.connect(self._take_input)
        self.data.changed.connect(self.changed)
        self.network.changed.connect(self.changed)
        self.learning.changed.connect(self._take_setting)
        self._lay_out()

    def settings(self) -> TrainingSettings:
        """The choices as the engine takes them."""
        return TrainingSettings.of(self.learning.values())

    def data_choice(self) -> DataChoice:
        """The pictures that are chosen."""
        return self.data.choice(self.settings().seed)

    def setup(self) -> RunSetup:
        """A run as it is chosen now; an ExplainedError where network and pictures do not fit."""
        settings, data = self.settings(), self.data_choice()
        rate = f"{value_words('optimizer', settings.optimizer)} {settings.learning_rate:g}"
        name = tr("{network}, {rate}", network=self._network_title(), rate=rate)
        created = datetime.now().isoformat(timespec="milliseconds")
        return RunSetup(name, self.network.description(), self.network.name, data, settings, created)

    def show_setup(self, setup: RunSetup) -> None:
        """Show what a run was started with."""
        self.data.set_choice(setup.data)
        self.learning.show_settings(setup.settings)
        if setup.network_name in NETWORKS:
            self.network.choose(setup.network_name)
        else:
            self.network.set_own(dict(setup.network))

    def _network_title(self) -> str:
        """What people call the chosen network."""
        if self.network.name in NETWORKS:
            return network_words(self.network.name)
        return self.network.description()["info"].get(TITLE) or network_words(self.network.name)

    @property
    def ready(self) -> bool:
        """Whether a run can be started: there are pictures, and the network takes them."""
        return self.data.ready and self.network.fits

    def problem(self) -> str:
        """A sentence on why no run can be started with what is typed now; "" where it can."""
        wrong = self.learning.wrong()
        return tr("The run was not started. {reason}", reason=self.learning.error(wrong)) if wrong else ""

    def clear_messages(self) -> None:
        """Take away what was said of the run before."""
        self.learning.show_error("learning_rate", "")
        self.data.notice.clear()

    def set_running(self, running: bool) -> None:
        """While a run is on only what may change then can be changed."""
        if running != self._running:
            self._running = running
            self.data.set_locked(running)
            self.network.setEnabled(not running)
            self.learning.set_running(running)

    def show_moment(self, moment: Moment | None) -> None:
        """Tell of the health at a moment of the past; None is now."""
        step = None if moment is None else moment.snapshot.step
        self.health.show_moment(step)
        self._health_card.heading.set_explanation("" if step is None else tr("at step {step}", step=count(step)))

    def close_down(self) -> None:
        self.data.close_down()

    def _take_input(self) -> None:
        given = self.data.input()
        if given is not None:
            self.network.set_input(*given)
        self.changed.emit()

    def _take_setting(self, name: str) -> None:
        self.setting_changed.emit(name, self.learning.values()[name])
        self.changed.emit()

    def _lay_out(self) -> None:
        card = Card()
        parts = (self.data, self.network, self.learning)
        for number, part in enumerate(parts):
            if number:
                card.body.addWidget(separator())
            if part is self.network:
                card.body.addWidget(label(tr("Network"), "heading"))
            card.body.addWidget(part)
        card.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(_scrolled(card), 1)
        self._health_card.body.addWidget(self.health)
        column.addWidget(self._health_card)
        self.setFixedWidth(WIDTH)
        for form in (self.data.form, self.network.form):
            for name in form.values():
                form.control(name).setMinimumWidth(60)  # a spin box asks for room for its largest number


def _scrolled(card: Card) -> QScrollArea:
    inside = QWidget()
    inside.setObjectName("scrolled")
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(card)
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
