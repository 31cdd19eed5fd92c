"""How the gradient of a bias comes about: it was added to every output of its filter, so all their δs add up."""

import numpy as np

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.workspace import Workspace
from cnnviz.numbers import number, telling_decimals
from cnnviz.text import tr
from cnnviz.traces.growth import number_at
from cnnviz.traces.origin import OWN, Origin
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.scene import WHOLE, Added, Array, Edit, Frame, Group, Lit, Outline, Panel, Place, Scene, Sum
from cnnviz.traces.upstream import check_upstream, delta_name, upstream_panel
from cnnviz.traces.windowed import limit_text

MOST_TERMS = 2048  # δs that are added up one by one


class BiasGradientScene(Scene):
    """The gradient by the biases of `layer` from `upstream` (F, OH, OW), the one by its output; a frame for each δ.

    Panels: ``"upstream"`` and ``"gradient"``, one grid with a row for each filter. `image` (C, H, W) is what the layer
    was given; nothing but its size makes a difference. `origin` as for `ConvolutionScene`. GeometryError and
    LayerError where the layer cannot take it, GradientError where `upstream` has not the shape of its output.
    """

    target, source = "gradient", "upstream"

    def __init__(self, layer: Conv2D | ConvTranspose2D, image: Array, upstream: Array, *, origin: Origin = OWN) -> None:
        check_upstream(upstream, layer.output_shape(image.shape))
        self._upstream, self._totals = upstream, _totals(layer, upstream)
        self._first = origin.first_filter
        filters, _, self.row_length = upstream.shape
        self.length = upstream.size
        limit = rounded_up(symmetric_limit(self._totals))
        source = upstream_panel(upstream, origin)
        names = (tr("one for each filter"),) if filters > 1 else ()
        facts = tuple(f"{limit_text(limit)}, {name}" for name in names)
        gradient = Panel("gradient", tr("Bias gradient"), "kernel", "out", 1, filters, 1, "growing", "weights",
                         high=limit, decimals=source.decimals, facts=(*facts, limit_text(limit)))  # fmt: skip
        self.panels = (source, gradient)

    def frame(self, index: int) -> Frame:
        if not 0 <= index < self.length:
            raise IndexError(f"frame {index} of {self.length}")
        rest, column = divmod(index, self.row_length)
        filter_, row = divmod(rest, self._upstream.shape[1])
        value, total = float(self._upstream[filter_, row, column]), self._running(filter_, row, column)
        return Frame(
            index,
            filter_,
            (0, filter_, 0),
            self._sum(filter_, row, column, total),
            {},
            (Outline("upstream", filter_, row, column, 1, 1, "output"),
             Outline("gradient", 0, filter_, 0, 1, 1, "kernel")),
            {"gradient": Added(filter_, np.full((1, 1, 1), total, self._upstream.dtype), filter_)},
            {"upstream": (f"({row}, {column}) = {number(value, telling_decimals(value))}",),
             "gradient": (tr("{value} so far", value=number(total, telling_decimals(total))),)},
        )  # fmt: skip

    def _sum(self, filter_: int, row: int, column: int, total: float) -> Sum:
        """All δs so far; of many those of this row, and the sums of the rows before."""
        cell = delta_name(self.panel("upstream"), filter_, row, column)
        title, deltas = tr("the bias's gradient up to {cell}", cell=cell), self._upstream[filter_]
        here = deltas[row, : column + 1]
        if row * self.row_length <= MOST_TERMS:
            so_far = np.concatenate([deltas[:row].ravel(), here])
            shown = "upstream" if len(self._upstream) == 1 else ""
            return Sum("products", title, (_group("", so_far),), total, panel=shown, columns=self.row_length,
                       left_role="output")  # fmt: skip
        rows = _group(tr("sums of rows"), deltas[:row].sum(axis=1))
        return Sum("products", title, (rows, _group(tr("this row"), here)), total, left_role="output")

    def _running(self, filter_: int, row: int, column: int) -> float:
        """The sum of a filter's δs so far; the last is the engine's."""
        deltas, count = self._upstream[filter_].reshape(-1), row * self.row_length + column + 1
        return float(self._totals[filter_] if count == deltas.size else np.sum(deltas[:count], dtype=np.float64))

    def values(self, key: str, rows: slice = WHOLE, columns: slice = WHOLE, variant: int = 0) -> Array:
        if key == "upstream":
            return self._upstream[:, rows, columns]
        if key != "gradient":
            raise KeyError(key)
        known = np.arange(len(self._totals)) <= variant
        return np.where(known, self._totals, self._totals.dtype.type(0))[None, :, None][:, rows, columns]

    def links(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        itself = Lit(place.panel, place.grid, [place.row], [place.column], self.panel(place.panel).role)
        if place.panel == "upstream":
            return itself, Lit("gradient", 0, [place.grid], [0], "kernel", strong=False)
        rows, columns = (range(length) for length in self._upstream.shape[1:])
        return Lit("upstream", place.row, rows, columns, "output", strong=False), itself

    def describe(self, place: Place, frame: Frame) -> str:
        if place.panel == "upstream":
            cell = delta_name(self.panel("upstream"), *place[1:])
            return tr("{cell} = {value}; it counts once", cell=cell, value=number(self._upstream[place[1:]], 4))
        value = number(number_at(self, place, frame), 4)
        return tr("Gradient of bias {filter} = {value} so far; lit: the δs that add up", filter=place.row + self._first,
                  value=value)  # fmt: skip

    def index_at(self, place: Place, frame: Frame) -> int | None:
        """A click on a sum leads to its last δ."""
        rows: int = self._upstream.shape[1]
        if place.panel == "upstream":
            return (place.grid * rows + place.row) * self.row_length + place.column
        return (place.row + 1) * rows * self.row_length - 1

    def edit_at(self, place: Place, frame: Frame) -> Edit | None:
        if place.panel != "upstream":
            return None
        return Edit("upstream", place[1:], float(self._upstream[place[1:]]))


def _group(name: str, left: Array) -> Group:
    return Group(name, left, None, float(np.sum(left, dtype=np.float64)))


def _totals(layer: Conv2D | ConvTranspose2D, upstream: Array) -> Array:
    """(F,) as the engine sums up for a layer of this kind; its weights make no difference, so they are few."""
    filters, rows, columns = upstream.shape
    small = type(layer)(1, filters, 1, dtype=upstream.dtype)
    x = np.zeros((1, rows, columns, 1), upstream.dtype)
    workspace = Workspace()
    _, saved = small.forward(x, workspace)
    return np.array(small.parameter_gradients(upstream[..., None], saved, workspace)["bias"])
