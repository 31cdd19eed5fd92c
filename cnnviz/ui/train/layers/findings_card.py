"""All that is wrong with a run, layer by layer, with advice."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cnnviz.history.health import GRADIENTS, Finding
from cnnviz.history.record import RunRecord
from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.train.panel.health_watch import HealthWatch
from cnnviz.ui.train.panel.lamps import Lamp
from cnnviz.ui.train.plots.curve_card import HEADING
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.labels import wrapped


class FindingsCard(Card):
    """Follows the statistics of a RunRecord."""

    def __init__(self) -> None:
        super().__init__(tr("Findings"), tr("layer by layer"))
        self._watch: HealthWatch | None = None
        self._looks_back = False
        self.heading.setFixedHeight(HEADING)
        self.rows: list[FindingRow] = []
        self.sentence = wrapped("")
        inside = QWidget()
        inside.setObjectName("scrolled")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(10)
        self._column.addWidget(self.sentence)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(tr("Findings"))
        self.body.addWidget(area, 1)
        self._show(None)

    def start(self, record: RunRecord) -> None:
        """From now on tell of this run."""
        self._watch = HealthWatch(record)
        self.show_moment(None)
        self._show(None)

    def show_moment(self, step: int | None) -> None:
        """Tell of the health after this step, with the next `refresh`; None is now."""
        self._looks_back = step is not None
        words = tr("layer by layer")
        self.heading.set_explanation(words if step is None else tr("at step {step}", step=count(step)))
        if self._watch is not None:
            self._watch.look_at(step)

    def refresh(self) -> bool:
        """Show what the latest statistics say; whether there were any."""
        if self._watch is None or not self.isVisible() or not self._watch.update():
            return False
        self._show(self._watch.findings)
        return True

    def _show(self, findings: tuple[Finding, ...] | None) -> None:
        if findings is None and self._looks_back:
            text = tr("No layer had been measured yet at this step.")
        elif findings is None:
            text = tr("What goes wrong is listed here, with its layer and some advice: maps that died, outputs that "
                      "are stuck, gradients that vanish or explode. Press Start.")  # fmt: skip
        else:
            text = tr("Nothing is dead, stuck, vanishing or exploding.")
        self.sentence.setText(text)
        self.sentence.setVisible(not findings)
        found = findings or ()
        while len(self.rows) < len(found):
            self.rows.append(FindingRow())
            self._column.insertWidget(self._column.count() - 1, self.rows[-1])
        for number, row in enumerate(self.rows):
            row.setVisible(number < len(found))
            if number < len(found):
                row.show_finding(found[number])


class FindingRow(QWidget):
    """A finding: the lamp it lights, what is wrong, since when, and what may help."""

    def __init__(self) -> None:
        super().__init__()
        self._lamp = Lamp(GRADIENTS)
        self._words, self._advice = wrapped("", "text"), wrapped("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for widget in (self._lamp, self._words, self._advice):
            column.addWidget(widget)

    @property
    def text(self) -> str:
        """All that is said."""
        return f"{self._words.text()} {self._advice.text()}"

    def show_finding(self, found: Finding) -> None:
        """Tell of `found`."""
        self._lamp.show_findings((found,))
        self._words.setText(found.sentence)
        self._advice.setText(tr("Since step {step}. {advice}", step=count(found.since), advice=found.advice))
