"""What the network makes of the picture: the class it reads, how sure it is, whether that is right."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cnnviz.text import tr
from cnnviz.traces.passes import Pass
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.softmax_table import SoftmaxTable
from cnnviz.ui.widgets.bars import ProbabilityBars, percent
from cnnviz.ui.widgets.fold import Fold
from cnnviz.ui.widgets.labels import label, set_role, wrapped

LONGEST_NAME = 100  # pixels; longer names of classes are shortened


class PredictionPanel(QWidget):
    """Bars, and on demand the softmax written out; `class_chosen` carries the number of a class that was clicked."""

    class_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.bars = ProbabilityBars(choosable=True)
        self.bars.chosen.connect(self.class_chosen)
        self.table = SoftmaxTable()
        self.softmax = Fold(self.table, tr("Softmax written out"), tr("Hide the softmax"))
        self.softmax.button.setToolTip(tr("Scores, e to their powers, the sum of these, and the shares they make"))
        self.softmax.button.toggled.connect(lambda _: self._write_out())
        self.softmax.hide()
        self._scores: np.ndarray | None = None
        self._names: Sequence[str] = ()
        self._reading = label("", "title")
        self._sureness = label("", "muted")
        self._verdict = label("", "output")
        self._verdict.setMaximumWidth(LONGEST_NAME)
        self._reason = wrapped("")
        self._reason.hide()
        self._winner = self._judged = ""
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
        column.addWidget(self.softmax)

    def show_pass(self, shown: Pass, truth: str | None, empty: bool = False) -> None:
        """What a pass comes to; arguments as of `show_prediction`."""
        if shown.shares is None:
            self.show_nothing(tr("This network ends in maps, not in classes."))
        else:
            self.show_prediction(shown.names, shown.shares, truth, empty, scores_of(shown.layers))

    def show_prediction(
        self,
        names: Sequence[str],
        shares: np.ndarray,
        truth: str | None,
        empty: bool = False,
        scores: np.ndarray | None = None,
    ) -> None:
        """`shares` (K,) of the classes `names`; `truth` is the name of the true class where it is known.

        `empty` says that there is nothing in the picture. `scores` (K,) are what the shares were made of, if known.
        """
        if not np.isfinite(shares).all():
            self.show_nothing(tr("The network gives no numbers (NaN) for this picture."))
            return
        self._reason.hide()
        self.bars.show()
        self._names, self._scores = names, scores
        self.softmax.setVisible(scores is not None and bool(np.isfinite(scores).all()))
        self._write_out()
        winner = int(shares.argmax())
        known = names.index(truth) if truth is not None and truth in names else None
        self._winner = names[winner]
        self._reading.setText(_fitting(self._reading, self._winner))
        self._reading.setToolTip(self._winner)
        self._sureness.setText(percent(float(shares[winner])))
        right = known == winner
        verdict = "" if known is None else tr("right") if right else tr("wrong: it is {truth}", truth=truth)
        explanation = verdict
        if empty:
            verdict = tr("empty picture")
            explanation = tr("Nothing is left of the picture. The network answers even so, and that means nothing.")
        self._judged = verdict
        self._verdict.setText(_fitting(self._verdict, verdict))
        self._verdict.setToolTip(explanation)
        set_role(self._verdict, "role", "output" if right and not empty else "error")
        self.bars.show_probabilities(names, shares, known)

    def show_nothing(self, reason: str) -> None:
        """No class is read; `reason` says why."""
        self._winner = self._judged = ""
        for part in (self._reading, self._sureness, self._verdict):
            part.setText("")
            part.setToolTip("")
        self.bars.hide()
        self.softmax.hide()
        self._reason.setText(reason)
        self._reason.show()

    def _write_out(self) -> None:
        """Nothing is computed while the table is folded away."""
        if self._scores is not None and not self.softmax.isHidden() and self.softmax.button.isChecked():
            self.table.show_scores(self._names, self._scores)

    def reading(self) -> str:
        """The class that the network reads."""
        return self._winner

    def verdict(self) -> str:
        """Whether that is right, in words; "" where nobody knows."""
        return self._judged


def _fitting(shown: QLabel, text: str) -> str:
    """A name as short as it has room in a label."""
    return shown.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, LONGEST_NAME)


def scores_of(layers: Sequence[ShownLayer]) -> np.ndarray | None:
    """The scores (K,) that the last softmax of a pass was made of; None where they are not to be seen."""
    if len(layers) < 2 or layers[-1].kind != "Softmax":
        return None
    before, last = layers[-2], layers[-1]
    same = before.is_vector and len(before.maps) == len(last.maps) and not last.takes
    return before.maps[:, 0, 0] if same else None
