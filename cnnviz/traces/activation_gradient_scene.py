"""How a gradient passes an activation: each δ by itself, times the slope of the function at its input."""

import numpy as np

from cnnviz.engine.activations import ReLU
from cnnviz.engine.geometry import Window2D
from cnnviz.engine.layer import Layer
from cnnviz.engine.workspace import Workspace
from cnnviz.numbers import number, size, telling_decimals, trimmed
from cnnviz.text import tr
from cnnviz.traces.bordered import BorderedPicture
from cnnviz.traces.origin import OWN, Origin
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.scene import WHOLE, Array, Edit, Frame, Group, Lit, Outline, Panel, Place, Read, Sum
from cnnviz.traces.upstream import check_upstream, delta_name, upstream_panel
from cnnviz.traces.windowed import WindowedScene, cell_facts, limit_text, picture_panel


class ActivationGradientScene(WindowedScene):
    """The gradient by `image` (C, H, W) from `upstream`, of the same shape; `layer` is any activation of the engine.

    Panels: ``"upstream"``, ``"input"`` and ``"gradient"``. The slope of a ReLU is 1 or 0: a gate, open or closed.
    `origin` as for `ConvolutionScene`. GradientError where `upstream` has another shape.
    """

    target, source = "gradient", "upstream"

    def __init__(self, layer: Layer, image: Array, upstream: Array, *, origin: Origin = OWN) -> None:
        check_upstream(upstream, layer.output_shape(image.shape))
        self.layer, self._upstream = layer, upstream
        self._slide(BorderedPicture(image, Window2D((1, 1))), Window2D((1, 1)), (image.shape[0], *image.shape[1:]))
        self._limit = rounded_up(symmetric_limit(self.values("gradient", *self._sample())))
        given = picture_panel("input", tr("Input"), self._picture, None, origin, editable=True)
        above = upstream_panel(upstream, origin)
        facts = (f"{size(*self._count)}, {limit_text(self._limit)}", size(*self._count))
        decimals = above.decimals if isinstance(layer, ReLU) else None
        gradient = Panel("gradient", tr("Input gradient"), "input", "out", *self._shape, "growing", high=self._limit,
                         decimals=decimals, names=given.names, facts=facts)  # fmt: skip
        self.panels = (above, given, gradient)

    def frame(self, index: int) -> Frame:
        channel, row, column = position = self.position(index)
        delta, slope, result = self._numbers(*position)
        outlines = tuple(Outline(panel.key, *position, 1, 1, panel.role) for panel in self.panels)
        title = tr("what {cell} becomes", cell=delta_name(self.panel("upstream"), *position))
        dtype = self._upstream.dtype
        here = Group(self._rule(slope), np.array([delta], dtype), np.array([slope], dtype), result)
        at, value = f"({row}, {column})", float(self._picture.image[position])
        here_is = f"{at} = {number(value, telling_decimals(value))}"
        return Frame(
            index,
            channel,
            position,
            Sum("point", title, (here,), result, left_role="output", right_role="plain"),
            {},
            outlines,
            {"gradient": Read(*position)},
            {"upstream": (f"{at} = {number(delta, telling_decimals(delta))}",),
             "input": (f"{here_is}: {self._rule(slope)}", self._rule(slope)),
             "gradient": cell_facts(row, column, result, self._limit)},
        )  # fmt: skip

    def _numbers(self, channel: int, row: int, column: int) -> tuple[float, float, float]:
        """A δ, the slope that it meets, and what becomes of it, as the engine has them."""
        delta = self._upstream[channel, row, column]
        x = self._picture.image[channel : channel + 1, row : row + 1, column : column + 1]
        slope = float(self._back(np.ones_like(x), x)[0, 0, 0])
        return float(delta), slope, float(self._back(np.full_like(x, delta), x)[0, 0, 0])

    def _back(self, upstream: Array, x: Array) -> Array:
        """`upstream` after the layer's backward pass at `x`, both (C, rows, columns)."""
        workspace = Workspace()
        with np.errstate(over="ignore", invalid="ignore"):  # as the network has it: e^900 is infinite, 1/e^900 is 0
            _, saved = self.layer.forward(np.ascontiguousarray(x)[..., None], workspace)
            dx, _ = self.layer.backward(np.ascontiguousarray(upstream)[..., None], saved, workspace)
        return np.array(dx[..., 0])

    def _rule(self, slope: float) -> str:
        """What happens to a δ, in words."""
        if isinstance(self.layer, ReLU):
            return tr("gate open") if slope else tr("gate closed")
        return tr("slope {slope}", slope=trimmed(slope, 4))

    def values(self, key: str, rows: slice = WHOLE, columns: slice = WHOLE, variant: int = 0) -> Array:
        if key == "upstream":
            return self._upstream[:, rows, columns]
        cells = self._picture.cells(rows, columns)
        if key == "input":
            return cells
        if key != "gradient":
            raise KeyError(key)
        return self._back(self._upstream[:, rows, columns], cells) if cells.size else cells

    def _depths(self, grid: int) -> range:
        return range(grid, grid + 1)

    def _fed_grids(self, channel: int) -> range:
        return range(channel, channel + 1)

    def links(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        return tuple(Lit(panel.key, place.grid, [place.row], [place.column], panel.role) for panel in self.panels)

    def describe(self, place: Place, frame: Frame) -> str:
        delta, slope, result = self._numbers(*place[1:])
        cell = delta_name(self.panel("upstream"), *place[1:])
        if place.panel == "upstream":
            return tr("{cell} = {value}; lit: the input that decides, and what becomes of it",
                      cell=cell, value=number(delta, 4))  # fmt: skip
        if place.panel == "input":
            return self._described_source(place, self._rule(slope))
        return tr("{delta} · {slope} = {value} at ({row}, {column}): {rule}", delta=number(delta, 4),
                  slope=trimmed(slope, 4), value=number(result, 4), row=place.row, column=place.column,
                  rule=self._rule(slope))  # fmt: skip

    def index_at(self, place: Place, frame: Frame) -> int | None:
        return self.index(*place[1:])

    def edit_at(self, place: Place, frame: Frame) -> Edit | None:
        if place.panel == "upstream":
            return Edit("upstream", place[1:], float(self._upstream[place[1:]]))
        return Edit("image", place[1:], float(self._picture.image[place[1:]])) if place.panel == "input" else None
