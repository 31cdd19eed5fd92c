"""One kind of curve of several runs on the same axes."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnviz.history.curves import thin
from cnnviz.history.record import RunRecord
from cnnviz.text import tr
from cnnviz.ui.train.plots.line import nth_line
from cnnviz.ui.train.plots.plot import MOST_POINTS, CurvePlot
from cnnviz.ui.train.runs_view.run_axis import STEP, RunAxis, per_step, place_words, places
from cnnviz.ui.train.runs_view.run_curves import Curve, CurveKind
from cnnviz.ui.widgets.labels import label


class RunPlot(QWidget):
    """A heading and a plot with a line for each run; its number says which colour and which dashes."""

    def __init__(self, kind: CurveKind) -> None:
        super().__init__()
        self._kind = kind
        self._runs: list[tuple[int, RunRecord]] = []
        self._curves: list[Curve] = []  # by run: steps and values
        self._thin: list[Curve] = []  # the same, as many points as are drawn
        self._unit, self._log = STEP, False
        self._axis = RunAxis()
        heading = label(tr(kind.heading), "heading")
        heading.setToolTip(tr(kind.help))
        self.plot = CurvePlot([], self.describe, tr(kind.heading), tr(kind.unit) if kind.unit else "", self._axis)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(heading)
        column.addWidget(self.plot, 1)

    def show_runs(self, runs: Sequence[tuple[int, RunRecord]]) -> None:
        """Show these runs, each with the number of its line."""
        drawn = {(id(record), record.step): curve for (_, record), curve in zip(self._runs, self._curves, strict=True)}
        self._curves = [drawn.get((id(record), record.step)) or self._kind.points(record) for _, record in runs]
        self._runs = list(runs)
        self._thin = [thin(*curve, MOST_POINTS) for curve in self._curves]
        lines = [nth_line(number, record.setup.name, 1.75, self._kind.dots) for number, record in runs]
        self.plot.set_lines(lines)
        self._draw()

    def update_run(self, record: RunRecord) -> bool:
        """Draw what was added to a run that is on; whether it is shown, and there was anything."""
        for index, (_, shown) in enumerate(self._runs):
            if shown is record:
                points = self._kind.points(record)
                if len(points[0]) == len(self._curves[index][0]):
                    return False
                self._curves[index], self._thin[index] = points, thin(*points, MOST_POINTS)
                self._draw(only=index)
                return True
        return False

    def set_axes(self, unit: str, log: bool) -> None:
        """Lay the runs out by steps, epochs or time, and values evenly or by their logarithms."""
        self._unit, self._log = unit, log
        self._axis.set_unit(unit)
        self.plot.set_scale(self._kind.scale(log))
        self._draw()

    def _draw(self, only: int | None = None) -> None:
        """Draw all lines, or `only` one, and let the axes hold all."""
        ends = [record.step * per_step(record, self._unit) for _, record in self._runs]
        self.plot.set_total(max(1, math.ceil(max(ends, default=1.0))))
        for index, ((_, record), (x, y)) in enumerate(zip(self._runs, self._thin, strict=True)):
            if only in (None, index):
                self.plot.set_line(index, places(record, x, self._unit), y)
        self.plot.set_ranges(max(ends, default=0.0), self._kind.span(self._thin, self._log))

    def describe(self, place: float) -> Sequence[str]:
        """What all runs have at a place of the axis."""
        texts = []
        for (_, record), (x, y) in zip(self._runs, self._curves, strict=True):
            along = places(record, x, self._unit)
            if len(along) and np.isfinite(y[at := int(np.abs(along - place).argmin())]):
                texts.append(f"{record.setup.name}: {self._kind.words(float(y[at]))}")
        return [place_words(max(place, 0.0), self._unit), *texts] if texts else []
