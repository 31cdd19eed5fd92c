"""An activation, forward: each number becomes another one, by itself."""

import numpy as np

from cnnviz.engine.geometry import Window2D
from cnnviz.engine.layer import Layer
from cnnviz.numbers import number, size
from cnnviz.text import tr
from cnnviz.traces.bordered import BorderedPicture
from cnnviz.traces.carried import keeps_negative
from cnnviz.traces.origin import OWN, Origin
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.scene import WHOLE, Array, Edit, Frame, Group, Lit, Panel, Place, Read, Sum
from cnnviz.traces.windowed import WindowedScene, cell_facts, maps_scale, picture_panel, scale_text


class ActivationScene(WindowedScene):
    """`layer`, any activation of the engine, on `image` (C, H, W): panels ``"input"`` and ``"output"``."""

    target, source = "output", "input"

    def __init__(self, layer: Layer, image: Array, *, origin: Origin = OWN) -> None:
        self.layer = layer
        self._slide(BorderedPicture(image, Window2D((1, 1))), Window2D((1, 1)), (image.shape[0], *image.shape[1:]))
        self._limit = rounded_up(symmetric_limit(self.values("output", *self._sample())))
        source = picture_panel("input", tr("Input"), self._picture, None, origin, editable=True)
        scale = maps_scale(origin.is_maps and not keeps_negative(layer.kind, source.scale != "magnitudes"))
        facts = (f"{size(*self._count)}, {scale_text(scale, self._limit)}", size(*self._count))
        output = Panel("output", layer.kind, "output", "out", *self._shape, "growing", scale, high=self._limit,
                       names=source.names, facts=facts)  # fmt: skip
        self.panels = (source, output)

    def frame(self, index: int) -> Frame:
        channel, row, column = self.position(index)
        value, result = float(self._picture.image[channel, row, column]), self._result(channel, row, column)
        title = tr("output ({row}, {column})", row=row, column=column)
        if names := self.panel("input").names:
            title = tr("output {filter} ({row}, {column})", filter=names[channel], row=row, column=column)
        given = np.array([value], self._picture.image.dtype)
        here = Group(self.layer.kind, given, None, value)
        return Frame(
            index,
            channel,
            (channel, row, column),
            Sum("point", title, (here,), result),
            {},
            (*self._windows(self._depths(channel), row, column, "input"), self._filled(channel, row, column)),
            {"output": Read(channel, row, column)},
            {"input": (tr("pixel ({row}, {column})", row=row, column=column),),
             "output": cell_facts(row, column, result, self._limit)},
        )  # fmt: skip

    def values(self, key: str, rows: slice = WHOLE, columns: slice = WHOLE, variant: int = 0) -> Array:
        cells = self._picture.cells(rows, columns)
        if key == "input":
            return cells
        if key != "output":
            raise KeyError(key)
        return np.asarray(self.layer(cells[None])[0]) if cells.size else cells

    def _result(self, channel: int, row: int, column: int) -> float:
        return float(self.values("output", slice(row, row + 1), slice(column, column + 1))[channel, 0, 0])

    def _depths(self, grid: int) -> range:
        return range(grid, grid + 1)

    def _fed_grids(self, channel: int) -> range:
        return range(channel, channel + 1)

    def links(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        role = self.panel(place.panel).role
        return tuple(Lit(key, place.grid, [place.row], [place.column], role) for key in ("input", "output"))

    def describe(self, place: Place, frame: Frame) -> str:
        value = float(self._picture.image[place[1:]])
        where = {"row": place.row, "column": place.column}
        if place.panel == "input":
            return self._described_source(place, tr("lit: what becomes of it"))
        return tr("{function} of {value} at ({row}, {column}) = {result}", function=self.layer.kind,
                  value=number(value, 4), result=number(self._result(*place[1:]), 4), **where)  # fmt: skip

    def index_at(self, place: Place, frame: Frame) -> int | None:
        return self.index(*place[1:])

    def edit_at(self, place: Place, frame: Frame) -> Edit | None:
        if place.panel != "input":
            return None
        return Edit("image", place[1:], float(self._picture.image[place[1:]]))
