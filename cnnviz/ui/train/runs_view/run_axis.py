"""The axis on which runs lie beside each other: their steps, their epochs, or the time they took."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF

from cnnviz.history.curves import Floats
from cnnviz.history.record import RunRecord
from cnnviz.history.run_results import duration
from cnnviz.numbers import count, trimmed
from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.ui.train.plots.axes import COLUMN, StepAxis
from cnnviz.ui.train.plots.scales import even_ticks

FIRST_WIDTH = 60  # pixels that the first number takes with its unit
STEP, EPOCH, TIME = "step", "epoch", "time"
UNITS = (
    Choice(STEP, mark("step"), mark("Side by side at the same step: a batch each, however large")),
    Choice(EPOCH, mark("epoch"), mark("Side by side where they have seen as many pictures")),
    Choice(
        TIME, mark("time"), mark("Side by side after the same time; all steps of a run are taken to last equally long")
    ),
)


class RunAxis(StepAxis):
    """Writes places in one of the UNITS: steps, epochs or seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._unit = STEP

    def set_unit(self, unit: str) -> None:
        """Write steps, epochs or seconds."""
        if unit != self._unit:
            self._unit = unit
            self.picture = None
            self.update()

    def boundingRect(self) -> QRectF:
        rect: QRectF = super().boundingRect()
        return rect.adjusted(-FIRST_WIDTH / 2, 0, FIRST_WIDTH / 2, 0)  # what is outside is not written at all

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        places = [place for place, _ in even_ticks(low, high, max(2, int(size // COLUMN)))]
        return [(1.0, [place for place in places if self._unit != STEP or place == round(place)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        texts = [trimmed(value, 3) if self._unit == EPOCH else count(round(value)) for value in values]
        if self._unit == TIME:
            texts = [trimmed(value, 3) for value in values]
        if texts and not values[0]:
            texts[0] = {STEP: tr("step 0"), EPOCH: tr("epoch 0"), TIME: tr("0 s")}[self._unit]
        return texts


def places(record: RunRecord, steps: Floats, unit: str) -> Floats:
    """Where `steps` (N,) of a run lie on the axis."""
    return np.asarray(steps, float) * per_step(record, unit)


def per_step(record: RunRecord, unit: str) -> float:
    """How far one step goes on the axis."""
    if record.last is None or unit == STEP:
        return 1.0
    return 1 / record.last.steps_per_epoch if unit == EPOCH else record.seconds / record.last.step


def place_words(place: float, unit: str) -> str:
    """A place on the axis in words.

    >>> place_words(120.2, "step"), place_words(1.256, "epoch"), place_words(75.0, "time")
    ('step 120', 'epoch 1.26', 'after 1 min 15 s')
    """
    if unit == STEP:
        return tr("step {step}", step=count(round(place)))
    if unit == EPOCH:
        return tr("epoch {epoch}", epoch=trimmed(place, 2))
    return tr("after {time}", time=duration(place))
