"""What the network makes of the picture: the class it reads, how sure it is, whether that is right."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnviz.text import tr
from cnnviz.ui.widgets.bars import ProbabilityBars, percent
from cnnviz.ui.widgets.labels import label, set_role, wrapped

LONGEST_NAME = 100  # pixels; longer names of classes are shortened


class PredictionPanel(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.bars = ProbabilityBars()
        self._reading = label("", "title")
        self._sureness = label("", "muted")
        self._verdict = label("", "output")
        self._verdict.setMaximumWidth(LONGEST_NAME)
        self._reason = wrapped("")
        self._reason.hide()
        self._winner = ""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(tr("Prediction"), "heading"))
        row.addWidget(self._reading)
        row.addWidget(self._sureness)
        row.addStretch(1)
        row.addWidget(self._verdict)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._reason)
        column.addWidget(self.bars, 1)

    def show_prediction(self, names: Sequence[str], shares: np.ndarray, truth: str | None, empty: bool = False) -> None:
        """`shares` (K,) of the classes `names`; `truth` is the name of the true class where it is known.

        `empty` says that there is nothing in the picture.
        """
        if not np.isfinite(shares).all():
            self.show_nothing(tr("The network gives no numbers (NaN) for this picture."))
            return
        self._reason.hide()
        self.bars.show()
        winner = int(shares.argmax())
        known = names.index(truth) if truth is not None and truth in names else None
        self._winner = names[winner]
        fitting = self._reading.fontMetrics().elidedText(self._winner, Qt.TextElideMode.ElideMiddle, LONGEST_NAME)
        self._reading.setText(fitting)
        self._reading.setToolTip(self._winner)
        self._sureness.setText(percent(float(shares[winner])))
        right = known == winner
        verdict = "" if known is None else tr("right") if right else tr("wrong: it is {truth}", truth=truth)
        explanation = verdict
        if empty:
            verdict = tr("empty picture")
            explanation = tr("Nothing is left of the picture. The network answers even so, and that means nothing.")
        self._verdict.setText(verdict)
        self._verdict.setToolTip(explanation)
        set_role(self._verdict, "role", "output" if right and not empty else "error")
        self.bars.show_probabilities(names, shares, known)

    def show_nothing(self, reason: str) -> None:
        """No class is read; `reason` says why."""
        self._winner = ""
        for part in (self._reading, self._sureness, self._verdict):
            part.setText("")
            part.setToolTip("")
        self.bars.hide()
        self._reason.setText(reason)
        self._reason.show()

    def reading(self) -> str:
        """The class that the network reads."""
        return self._winner

    def verdict(self) -> str:
        """Whether that is right, in words; "" where nobody knows."""
        return self._verdict.text()
