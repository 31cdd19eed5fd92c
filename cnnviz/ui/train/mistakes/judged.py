"""Pictures together with what a network took them for at one step."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.engine.arrays import Array
from cnnviz.engine.reports import EvaluationReport
from cnnviz.history.confusion import confusion_matrix, pictures_of, worst_mistakes
from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.widgets.bars import percent

Cell = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Judged:
    """An evaluation with the pictures (N, C, H, W) and labels (N,) that it is of; `names` are those of the classes."""

    report: EvaluationReport
    pictures: NDArray[np.floating]
    labels: Array
    names: Sequence[str]

    @property
    def count(self) -> int:
        """How many pictures there are; none where the evaluation says nothing about single ones."""
        return min(len(self.report.predicted), len(self.pictures))

    def matrix(self) -> Array:
        """The confusion matrix (K, K)."""
        predicted, truth = self._classes()
        return confusion_matrix(predicted, truth, len(self.names))

    def mistakes(self) -> Array:
        """The numbers of the misread pictures, the surest first."""
        return worst_mistakes(*self._classes(), self.report.sureness[: self.count], self.report.truth[: self.count])

    def of_cell(self, cell: Cell) -> Array:
        """The numbers of the pictures of a cell of the matrix (true class, predicted class)."""
        return pictures_of(cell, *self._classes(), self.report.sureness[: self.count])

    def is_right(self, number: int) -> bool:
        return int(self.report.predicted[number]) == int(self.labels[number])

    def predicted_name(self, number: int) -> str:
        return self.names[int(self.report.predicted[number])]

    def true_name(self, number: int) -> str:
        return self.names[int(self.labels[number])]

    def sentence(self, number: int) -> str:
        """What a picture is and what it was taken for."""
        values = {
            "number": count(number), "predicted": self.predicted_name(number), "true": self.true_name(number),
            "share": percent(float(self.report.sureness[number])),
        }  # fmt: skip
        if self.report.part == "test":
            return tr("test picture {number}: predicted {predicted}, true {true}, {share} sure", **values)
        return tr("validation picture {number}: predicted {predicted}, true {true}, {share} sure", **values)

    def summary(self) -> str:
        """Which pictures these are, and how many of them are right."""
        wrong = int((self.report.predicted[: self.count] != self.labels[: self.count]).sum())
        values = {
            "count": count(self.count), "step": count(self.report.step), "wrong": count(wrong),
            "right": count(self.count - wrong), "share": percent(1 - wrong / max(1, self.count)),
        }  # fmt: skip
        whole = self.count == len(self.pictures)
        if self.report.part == "test":
            which = (
                tr("All {count} test pictures", **values) if whole else tr("The first {count} test pictures", **values)
            )
        elif whole:
            which = tr("All {count} validation pictures", **values)
        else:
            which = tr("The first {count} validation pictures", **values)
        return tr("{which} at step {step}: {right} right ({share}), {wrong} wrong.", which=which, **values)

    def _classes(self) -> tuple[Array, Array]:
        return self.report.predicted[: self.count], self.labels[: self.count]
