"""The softmax written out: every score, e to its power, the sum of these, and the share that each makes."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.numbers import count, number
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.probabilities import percent, shown_classes
from cnnviz.ui.theme import theme_of

ROW = 18
LARGEST_SCORE = 80.0  # beyond it e to the score is no number that helps; then the largest score is taken away first
NAME_SHARE = 0.32  # of the width
TURNS_SCIENTIFIC, SMALLEST_PLAIN = 1e5, 1e-3


class SoftmaxRow(NamedTuple):
    """One class; `name` is written, the others are numbers."""

    name: str
    score: float | None
    power: float
    share: float


class Softmax(NamedTuple):
    """The rows of the likeliest classes, one for the rest if there are more, and the sum; `shift` was taken away."""

    rows: tuple[SoftmaxRow, ...]
    total: float
    shift: float


def written_out(names: Sequence[str], scores: NDArray[np.floating]) -> Softmax:
    """The softmax of `scores` (K,) in full: e to every score, divided by the sum of all of them.

    >>> made = written_out(["cat", "dog"], np.array([0.0, 1.0]))
    >>> [(row.name, round(row.power, 3), round(row.share, 3)) for row in made.rows], round(made.total, 3)
    ([('cat', 1.0, 0.269), ('dog', 2.718, 0.731)], 3.718)
    """
    exact = scores.astype(np.float64)
    largest = float(exact.max())
    shift = largest if abs(largest) > LARGEST_SCORE else 0.0
    powers = np.exp(exact - shift)
    total = float(powers.sum())
    order = shown_classes(powers)
    rows = [SoftmaxRow(names[at], float(exact[at]), float(powers[at]), float(powers[at]) / total) for at in order]
    if len(order) < len(exact):
        rest = float(np.delete(powers, order).sum())
        words = tr("{count} others", count=count(len(exact) - len(order)))
        rows.append(SoftmaxRow(words, None, rest, rest / total))
    return Softmax(tuple(rows), total, shift)


def power_text(value: float) -> str:
    """How e to a score is written: four figures, or a power of ten.

    >>> power_text(2.71828), power_text(1234.5), power_text(3.2e-7), power_text(2.5e9)
    ('2.718', '1234', '3.2e−7', '2.5e+9')
    """
    if value and not SMALLEST_PLAIN <= value < TURNS_SCIENTIFIC:
        digits, power = f"{value:.1e}".split("e")
        return f"{digits}e{number(int(power), 0, signed=True)}"
    return number(value, max(0, 3 - len(str(int(value))) + 1))


class SoftmaxTable(QWidget):
    """Paints a `Softmax`: a row for every class."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Softmax | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("The softmax written out"))

    def show_scores(self, names: Sequence[str], scores: NDArray[np.floating]) -> None:
        """Write out the softmax of `scores` (K,)."""
        before, self._shown = self._shown, written_out(names, scores)
        if before is None or len(before.rows) != len(self._shown.rows) or before.shift != self._shown.shift:
            self.setFixedHeight(ROW * (len(self._shown.rows) + 2) + 4)
        self.setAccessibleDescription("; ".join(", ".join(cells) for cells in self.cells()))
        power = "e^z" if not self._shown.shift else tr("e^(z − {shift})", shift=number(self._shown.shift, 2))
        self.setToolTip(
            tr("Each share is {power} of its class, divided by the sum over all classes. z is the class's score.",
               power=power)
        )  # fmt: skip
        self.update()

    def cells(self) -> list[tuple[str, str, str, str]]:
        """What is written: a line for the heads, one for every class, one for the sum."""
        if self._shown is None:
            return []
        head = ("", "z", "eᶻ" if not self._shown.shift else tr("eᶻ⁻ᵐᵃˣ"), tr("share"))
        body = [
            (row.name, "" if row.score is None else number(row.score, 2), power_text(row.power), percent(row.share))
            for row in self._shown.rows
        ]
        return [head, *body, (tr("sum"), "", power_text(self._shown.total), percent(1.0))]

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, cells = theme_of(self), self.cells()
        painter = QPainter(self)
        name_width = NAME_SHARE * self.width()
        column = (self.width() - name_width) / 3
        for place, line in enumerate(cells):
            edge = place in (0, len(cells) - 1)
            top = place * ROW + (4 if place == len(cells) - 1 else 0)
            if place == len(cells) - 1:
                painter.setPen(QPen(theme.line, 1))
                painter.drawLine(0, top - 2, self.width(), top - 2)
            painter.setPen(theme.muted if edge else theme.text)
            painter.setFont(interface_font(11))
            name = QFontMetricsF(painter.font()).elidedText(line[0], Qt.TextElideMode.ElideMiddle, name_width - 4)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, top, name_width, ROW), middle, name)
            painter.setFont(interface_font(11) if place == 0 else number_font(11))
            for at, text in enumerate(line[1:]):
                room = QRectF(name_width + at * column, top, column, ROW)
                painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, text)
        painter.end()
