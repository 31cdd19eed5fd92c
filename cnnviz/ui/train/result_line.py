"""How good the network is now, said plainly, beside the names of the views; and what can be done with it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from cnnviz.history.record import RunRecord
from cnnviz.numbers import count, number
from cnnviz.text import tr
from cnnviz.ui.icons import icon
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.fitting_label import FittingLabel
from cnnviz.ui.widgets.labels import label


class ResultLine(QWidget):
    """A score with what it is of, and a button to look inside, which works whenever there is a network to look into."""

    inspect_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._score = label("", "output")
        self._detail = FittingLabel("muted")
        self.inspect = QPushButton(tr("Inspect"))
        self.inspect.setToolTip(tr("Look inside a copy of the network that is shown, with test pictures or your own"))
        self.inspect.setAccessibleName(tr("Inspect this network"))
        self.inspect.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.inspect.clicked.connect(self.inspect_pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._score)
        row.addWidget(self._detail, 100)
        row.addWidget(self.inspect)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_nothing()
        self.set_available(False)

    def text(self) -> str:
        """What the line says where there is room."""
        return " ".join(part for part in (self._score.text(), self._detail.full_text()) if part)

    def set_available(self, available: bool) -> None:
        """Whether there is a network to look into."""
        self.inspect.setEnabled(available)
        self._colour()

    def show_nothing(self) -> None:
        self._say("", tr("At its end the network is tried on test pictures that it has never seen."), "")

    def show_moment(self, step: int, accuracy: float, part: str) -> None:
        """The past is shown: the network after `step`, and its accuracy (0 to 1) on the first pictures of a part."""
        score = tr("{part} {percent} %", part=_part(part), percent=number(100 * accuracy, 2))
        self._say(score, tr("you look back: step {step}", step=count(step)), tr("step {step}", step=count(step)))

    def show_record(self, record: RunRecord) -> None:
        """The best that is known of the network as it is now."""
        test, scores = record.test, record.scores(whole=True) or record.scores()
        if test is not None and test.step >= record.step:
            wrong = test.pictures - round(test.accuracy * test.pictures)
            score = tr("test accuracy {percent} %", percent=number(100 * test.accuracy, 2))
            detail = tr("{wrong} of {count} wrong", wrong=count(wrong), count=count(test.pictures))
            self._say(score, tr("{detail}, at step {step}", detail=detail, step=count(test.step)), detail)
        elif scores:
            last = scores[-1]
            score = tr("{part} {percent} %", part=_part(last.part), percent=number(100 * last.accuracy, 2))
            step = tr("at step {step}", step=count(last.step))
            which = tr("{count} pictures, {step}", count=count(last.pictures), step=step)
            self._say(score, tr("{which}; tested at the end of the run", which=which), which, step)
        elif record.step:
            step = tr("step {step}", step=count(record.step))
            self._say("", tr("{step}, not scored yet", step=step), step)
        else:
            self.show_nothing()

    def _say(self, score: str, *details: str) -> None:
        """Say the score, and of the details, the longest first, what has room."""
        self._score.setText(score)
        self._score.setVisible(bool(score))
        self._detail.set_texts((*details, ""))

    def _colour(self) -> None:
        theme = theme_of(self)
        self.inspect.setIcon(icon("inspect", theme.text if self.inspect.isEnabled() else theme.muted, size=14))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "inspect"):
            self._colour()
        super().changeEvent(event)


def _part(part: str) -> str:
    return tr("test") if part == "test" else tr("validation")
