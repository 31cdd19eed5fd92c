"""A plot with a line for each layer of a network."""

from collections.abc import Iterable

from cnnviz.history.record import RunRecord
from cnnviz.ui.train.layers.layer_curves import LayerCurves, Size, layer_names
from cnnviz.ui.train.plots.curve_card import CurveCard
from cnnviz.ui.train.plots.line import Line, nth_line
from cnnviz.ui.train.plots.plot_look import PlotLook
from cnnviz.ui.train.plots.plot_ranges import log_range, loss_range
from cnnviz.ui.train.plots.plot_values import Column
from cnnviz.ui.train.plots.scales import LINEAR, LOG, scientific

LEAST = 1e-12  # smaller sizes are nothing


class LayerCard(CurveCard):
    """Shows one `size` of the layers that are chosen by `show_layers`, on a logarithmic axis at first."""

    smooths = False

    def __init__(
        self, heading: str, explanation: str, help_text: str, sentence: str, size: Size, look: PlotLook
    ) -> None:
        self._size, self._words = size, explanation
        self._curves: LayerCurves | None = None
        self._names: tuple[str, ...] = ()
        self._shown: frozenset[str] = frozenset()
        self._version = 0
        super().__init__(heading, sentence, lambda theme: theme.text, look)
        self.heading.setToolTip(help_text)
        self._set_scales(LINEAR, LOG, help_text)
        self.set_scale(LOG)

    def show_layers(self, names: Iterable[str]) -> None:
        """Draw the lines of these layers alone."""
        self._shown = frozenset(names)
        self._version += 1
        for line in self.plot.lines:
            line.shown = line.name in self._shown
        self._redraw()

    def columns(self) -> list[Column]:
        lines = self._curves.lines if self._curves is not None else {}
        return [Column(name, line.series.x, line.values()) for name, line in lines.items()]

    def _make_lines(self) -> list[Line]:
        return []

    def _begin(self, record: RunRecord) -> None:
        self._curves, self._names = LayerCurves(record, self._size), ()
        self.plot.set_lines(())

    def _state(self, record: RunRecord) -> tuple[int, ...]:
        if not record.statistics:
            return ()
        return len(record.statistics), len(record.changes), record.early_stop is not None, self._version

    def _take(self) -> tuple[float, float]:
        assert self._curves is not None and self.record is not None
        self._curves.take()
        names = layer_names(self.record)
        if names != self._names:
            self._names = names
            lines = [nth_line(number, name) for number, name in enumerate(names)]
            for line in lines:
                line.shown = line.name in self._shown
            self.plot.set_lines(lines)
        seen = []
        for index, line in enumerate(self.plot.lines):
            if line.shown:
                x, y = self._curves.lines[line.name].points()
                seen.append(y[y > LEAST])
                self.plot.set_line(index, x, y)
            else:
                line.draw(self.scale)
        if self.scale is LOG:
            return log_range(seen, LEAST)
        return loss_range(seen[0] if seen else self.record.loss.y[:0], seen)

    def _texts(self, step: float) -> list[str]:
        if self._curves is None:
            return []
        points = [(line.name, self._curves.lines[line.name].at(step)) for line in self.plot.lines if line.shown]
        return [f"{name}  {scientific(float(f'{point[1]:.2g}'))}" for name, point in points if point is not None]

    def _value_at(self, step: float) -> str:
        return ""

    def _explanation(self) -> str:
        return self._words

    def _fit(self, width: int) -> None:
        self.heading.set_explanation(self._explanation())
        self.value.hide()
        self.legend.hide()
