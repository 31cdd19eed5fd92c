"""How good the network is now, said plainly, and what can be done with it: look inside, save."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from cnnviz.engine.reports import EvaluationReport
from cnnviz.numbers import count, number
from cnnviz.text import tr
from cnnviz.ui.icons import icon
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.fitting_label import FittingLabel
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.notice import Notice


class ResultCard(Card):
    """One line on the network, and two buttons that work whenever it stands still."""

    inspect_pressed = Signal()
    save_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._heading = label(tr("Result"), "heading")
        self._score = label("", "output")
        self._detail = FittingLabel("muted")
        self.notice = Notice()
        self.inspect = QPushButton(tr("Inspect this network"))
        self.inspect.setToolTip(tr("Look inside a copy of this network, with test pictures or your own"))
        self.inspect.clicked.connect(self.inspect_pressed)
        self.save = QPushButton(tr("Save model…"))
        self.save.setToolTip(tr("Write the network and its weights to a file (safetensors)"))
        self.save.clicked.connect(self.save_pressed)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self._heading, self._score):
            row.addWidget(widget)
        row.addWidget(self._detail, 1)
        row.addWidget(self.save)
        row.addWidget(self.inspect)
        rows = QVBoxLayout()
        rows.addLayout(row)
        rows.addWidget(self.notice)
        self.body.addLayout(rows)
        self.show_nothing()
        self.set_available(False)
        self._colour()

    def text(self) -> str:
        """What the card says."""
        return " ".join(part for part in (self._score.text(), self._detail.full_text()) if part)

    def set_available(self, available: bool) -> None:
        """Whether there is a network that stands still."""
        self.inspect.setEnabled(available)
        self.save.setEnabled(available)
        self._colour()

    def show_nothing(self) -> None:
        self._score.clear()
        self._detail.set_texts(
            (
                tr("At its end the network is tried on test pictures that it has never seen."),
                tr("At its end: a test on new pictures."),
            )
        )

    def show_running(self) -> None:
        self._score.clear()
        self._detail.set_texts(
            (
                tr("Training. Pause or stop to look inside the network or to save it."),
                tr("Pause or stop to look inside it."),
            )
        )

    def show_steps(self, steps: int, validation: float | None) -> None:
        """Between start and end: what is known so far. `validation` is an accuracy, 0 to 1."""
        self._score.setText(
            tr("validation accuracy {percent} %", percent=number(100 * validation, 2)) if validation is not None else ""
        )
        self._detail.set_texts((tr("at step {step}; not tested yet", step=count(steps)), tr("not tested"), ""))

    def show_test(self, report: EvaluationReport) -> None:
        """The score on the test pictures."""
        wrong = report.pictures - round(report.accuracy * report.pictures)
        self._score.setText(tr("test accuracy {percent} %", percent=number(100 * report.accuracy, 2)))
        whole, step = count(report.pictures), count(report.step)
        self._detail.set_texts(
            (
                tr("{wrong} of {count} wrong, at step {step}", wrong=count(wrong), count=whole, step=step),
                tr("{wrong} of {count} wrong", wrong=count(wrong), count=whole),
                tr("{wrong} wrong", wrong=count(wrong)),
                "",
            )
        )

    def _colour(self) -> None:
        theme = theme_of(self)
        for button, name in ((self.inspect, "inspect"), (self.save, "save")):
            button.setIcon(icon(name, theme.text if button.isEnabled() else theme.muted, size=14))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "save"):
            self._colour()
        super().changeEvent(event)
