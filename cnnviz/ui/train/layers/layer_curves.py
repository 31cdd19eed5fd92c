"""How the sizes in each layer went on during a run: gradients, weights, updates, activations."""

from collections.abc import Callable, Sequence

from cnnviz.engine.statistics import LayerStatistics
from cnnviz.history.curves import Series
from cnnviz.history.record import RunRecord
from cnnviz.ui.train.plots.tracked import Tracked

MOST_SHOWN = 8  # layers that are shown at first; of more, some evenly apart
MOST = 300  # points of a line
Size = Callable[[LayerStatistics], float]


def gradient(layer: LayerStatistics) -> float:
    """Root mean square of the slopes of its weights."""
    return layer.gradient


def weight(layer: LayerStatistics) -> float:
    """Root mean square of its weights."""
    return layer.weight


def update_ratio(layer: LayerStatistics) -> float:
    """How far the last step moved its weights, as a share of their size."""
    return layer.update / layer.weight if layer.weight else 0.0


def activation(layer: LayerStatistics) -> float:
    """Root mean square of what leaves it."""
    return layer.activation


class LayerCurves:
    """One size of every layer of a run with weights, by the layer's name, first to last."""

    def __init__(self, record: RunRecord, size: Size) -> None:
        self._record, self._size = record, size
        self._taken = 0
        self.lines: dict[str, Tracked] = {}

    def take(self) -> bool:
        """Follow the statistics of the record; whether there were new ones."""
        fresh = self._record.statistics[self._taken :]
        self._taken += len(fresh)
        for report in fresh:
            for layer in report.layers:
                line = self.lines.get(layer.layer)
                if line is None:
                    line = self.lines[layer.layer] = Tracked(Series(), most=MOST)
                line.source.add(report.step, self._size(layer))
        for line in self.lines.values():
            line.take()
        return bool(fresh)


def layer_names(record: RunRecord) -> tuple[str, ...]:
    """The layers of a run with weights, as far as there are statistics of them."""
    return tuple(layer.layer for layer in record.statistics[0].layers) if record.statistics else ()


def first_shown(names: Sequence[str]) -> tuple[str, ...]:
    """The layers to show at first: all, or of many the first, the last and some evenly between.

    >>> first_shown(["a", "b", "c"])
    ('a', 'b', 'c')
    >>> len(first_shown([str(number) for number in range(16)]))
    8
    """
    if len(names) <= MOST_SHOWN:
        return tuple(names)
    last = len(names) - 1
    return tuple(names[round(place * last / (MOST_SHOWN - 1))] for place in range(MOST_SHOWN))
