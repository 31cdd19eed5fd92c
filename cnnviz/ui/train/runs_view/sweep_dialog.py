"""Asks which settings to vary, and shows which runs that makes and how long they will take."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from cnnviz.data.datasets import data_label
from cnnviz.history.pace import Pace
from cnnviz.history.run_results import duration
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.setting_words import LEARNING_RATE, network_words
from cnnviz.history.sweep import MOST_VARIED, Sweep
from cnnviz.settings import Value
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.train.runs_view.sweep_row import SweepRow
from cnnviz.ui.widgets.labels import label, separator, set_role, wrapped

WIDTH, LIST_HEIGHT = 620, 150


class SweepDialog(QDialog):
    """Up to three settings vary, everything else is as in `base`. `added` carries the runs (list of RunSetup)."""

    added = Signal(list)

    def __init__(self, base: RunSetup, pace: Pace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base, self._pace = base, pace
        self._setups: list[RunSetup] = []
        self.setWindowTitle(tr("New sweep"))
        self.rows = [SweepRow(base, number + 1, LEARNING_RATE if not number else "") for number in range(MOST_VARIED)]
        self.summary = label("", "heading")
        self.note = wrapped("", "muted")
        self.list = QListWidget()
        self.list.setAccessibleName(tr("The runs of the sweep"))
        self.list.setFixedHeight(LIST_HEIGHT)
        self.add = QPushButton()
        self.cancel = QPushButton(tr("Cancel"))
        self._lay_out()
        for row in self.rows:
            row.changed.connect(self._consider)
        self.add.clicked.connect(self._finish)
        self.cancel.clicked.connect(self.reject)
        self._consider()

    def setups(self) -> list[RunSetup]:
        """The runs as they are now; none where something is wrong."""
        return list(self._setups)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(10)
        network, data = network_words(self._base.network_name), data_label(self._base.data)
        count = self._base.settings.epochs
        text = tr(
            "Every combination of these values becomes a run. Everything else is as on the left of the page now: "
            "{network}, {data}, {epochs}.",
            network=network, data=data, epochs=tr("{count} epochs", count=count) if count != 1 else tr("1 epoch"),
        )  # fmt: skip
        whole.addWidget(wrapped(text))
        for row in self.rows:
            whole.addWidget(row)
        whole.addWidget(separator())
        whole.addWidget(self.summary)
        whole.addWidget(self.list)
        whole.addWidget(self.note)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.add)
        whole.addLayout(buttons)
        set_role(self.add, "role", "primary")
        for button in (self.add, self.cancel):
            button.setAutoDefault(False)  # Return ends the typing of values
        self.setMinimumWidth(WIDTH)

    def _varied(self) -> dict[str, list[Value]]:
        """Values by setting, of the first row that names it; ExplainedError for a value that is none."""
        varied: dict[str, list[Value]] = {}
        for row in self.rows:
            if row.name and row.name not in varied:
                varied[row.name] = row.values()
        return varied

    def _consider(self) -> None:
        """Work out the runs anew."""
        names = [row.name for row in self.rows]
        twice = next((row for place, row in enumerate(self.rows) if row.name and row.name in names[:place]), None)
        try:
            self._setups = [] if twice else Sweep(self._base, self._varied()).setups()
            problem = tr("A setting is chosen twice; choose another in one of the lines.") if twice else ""
        except ExplainedError as error:
            self._setups, problem = [], str(error)
        self._show(problem)

    def _show(self, problem: str) -> None:
        count = len(self._setups)
        self.summary.setText(tr("{count} runs", count=count) if count != 1 else tr("1 run"))
        self.list.clear()
        self.list.addItems([setup.name for setup in self._setups])
        for row in range(self.list.count()):
            self.list.item(row).setFlags(Qt.ItemFlag.ItemIsEnabled)
        set_role(self.note, "role", "error" if problem else "muted")
        self.note.setText(problem or self._time())
        self.add.setEnabled(bool(self._setups))
        self.add.setText(
            tr("Add {count} runs to the queue", count=count) if count != 1 else tr("Add 1 run to the queue")
        )

    def _time(self) -> str:
        seconds = self._pace.seconds(self._setups)
        if seconds is None:
            return tr("How long they will take is told once a run of this kind has been made.")
        return tr("About {time} together, as fast as the last run of this kind.", time=duration(seconds))

    def _finish(self) -> None:
        self.added.emit(self.setups())
        self.accept()
