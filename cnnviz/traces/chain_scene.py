"""Convolution, activation and pooling in one strip: each with a window of its own, all at the same step."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.geometry import Pair
from cnnviz.engine.layer import Layer
from cnnviz.engine.pooling import MaxPool2D, Pool2D
from cnnviz.numbers import number, size
from cnnviz.text import tr
from cnnviz.traces.convolution_scene import ConvolutionScene
from cnnviz.traces.origin import OWN, Origin
from cnnviz.traces.pool_progress import PoolProgress
from cnnviz.traces.pool_windows import pool_window
from cnnviz.traces.reach import reached
from cnnviz.traces.scene import WHOLE, Array, Flags, Frame, Lit, Outline, Panel, Place, Read, Step
from cnnviz.traces.windowed import cell_facts, decimals_of, limit_text

Lines = Sequence[int] | range


class ChainScene(ConvolutionScene):
    """`convolution` on `image` (C, H, W), then `activation` where there is one, then `pooling`.

    Panels: ``"input"``, ``"kernel"``, ``"products"`` and the maps ``"convolution"``, ``"activation"`` and ``"pooling"``
    (F grids each). A frame is one number of the convolution and what becomes of it; a pooled number is there as soon as
    its window is full (`PoolProgress`), and its window is outlined all the time that it fills. The engine computes all
    maps once, whole: there are no expensive frames.

    `turned` and `origin` as for `ConvolutionScene`. GeometryError and LayerError where a layer cannot take what the
    one before it gives.
    """

    target = "convolution"

    def __init__(
        self,
        convolution: Conv2D,
        activation: Layer | None,
        pooling: Pool2D,
        image: Array,
        *,
        turned: bool = False,
        origin: Origin = OWN,
    ) -> None:
        maps = convolution.output_shape(image.shape)
        _, *count = pooling.output_shape(maps)
        self._bend, self._pooling, map_size = activation, pooling, (maps[1], maps[2])
        window = pool_window(pooling, map_size)
        self._progress = PoolProgress(window, map_size, (count[0], count[1]))
        self._before = "convolution" if activation is None else "activation"  # what the pooling looks at
        super().__init__(convolution, image, turned=turned, origin=origin)
        top, _, left, _ = window.padding
        rows, columns = reached(window, window.padded_size(map_size), self._progress.count)
        self._add_maps((rows[top : top + maps[1]], columns[left : left + maps[2]]))

    def _add_maps(self, reach: tuple[Flags, Flags]) -> None:
        """The panels of the chain, from those of the convolution; `reach` is what the pooling sees of its map."""
        source, kernel, _, products, output = self.panels
        sums = replace(output, title=tr("Convolution"))
        panels = [source, kernel, products, sums]
        if self._bend is not None:
            panels.append(self._map(sums, "activation", self._bend.kind))
        panels[-1] = replace(panels[-1], reached=reach)
        is_max = isinstance(self._pooling, MaxPool2D)
        panels.append(self._map(sums, "pooling", tr("Max pooling") if is_max else tr("Average pooling")))
        self.panels = tuple(panels)

    def _map(self, like: Panel, key: str, title: str) -> Panel:
        """A panel for maps of the same colours as the convolution's, so that they can be compared."""
        values = self._maps[key]
        _, rows, columns = values.shape
        facts = (f"{size(rows, columns)}, {limit_text(like.high)}", size(rows, columns))
        return replace(
            like, key=key, title=title, rows=rows, columns=columns, decimals=decimals_of(values), facts=facts
        )

    @cached_property
    def _sums(self) -> Array:
        return self._computed(WHOLE, WHOLE)

    @cached_property
    def _maps(self) -> dict[str, Array]:
        """All that comes out of each layer."""
        maps = {"convolution": self._sums}
        if self._bend is not None:
            maps["activation"] = np.asarray(self._bend(self._sums[None])[0])
        maps["pooling"] = np.asarray(self._pooling(maps[self._before][None])[0])
        return maps

    def frame(self, index: int) -> Frame:
        frame = super().frame(index)
        filter_, row, column = frame.position
        steps, facts = list(frame.sum.steps), dict(frame.facts)
        grown, outlines = dict(frame.grown), list(frame.outlines)
        if self._bend is not None:
            bent = float(self._maps["activation"][frame.position])
            steps.append(Step(self._bend.kind, bent))
            facts["activation"] = cell_facts(row, column, bent, self._limit)
            grown["activation"] = Read(*frame.position)
            outlines.append(Outline("activation", *frame.position, 1, 1, "output"))
        grown["pooling"] = self._pooled_so_far(filter_, row, column)
        cell, completed = self._filling(row, column), self._progress.completed(row, column)
        if cell is not None:
            outlines += self._pool_outlines(filter_, cell, cell == completed)
        if completed is not None:
            value = float(self._maps["pooling"][filter_, *completed])
            steps.append(Step(self._pool_name(), value, of_several=True))
            facts["pooling"] = cell_facts(*completed, value, self._limit)
        sum_ = replace(frame.sum, steps=tuple(steps))
        return replace(frame, sum=sum_, outlines=tuple(outlines), grown=grown, facts=facts)

    def _pool_name(self) -> str:
        return tr("max pooling") if isinstance(self._pooling, MaxPool2D) else tr("average pooling")

    def _pooled_so_far(self, filter_: int, row: int, column: int) -> Read:
        """The last pooled number that is there; column -1 where there is none yet."""
        rows, columns = self._progress.count
        done = filter_ * rows * columns + self._progress.done(row, column)
        if done == 0:
            return Read(0, 0, -1)
        last, column = divmod(done - 1, columns)
        return Read(*divmod(last, rows), column)

    def _filling(self, row: int, column: int) -> Pair | None:
        """The pooled cell whose window a cell of the map fills first; None where no window sees it."""
        rows, columns = self._progress.fed(row, column)
        return (rows[0], columns[0]) if rows and columns else None

    def _pool_outlines(self, filter_: int, cell: Pair, full: bool) -> list[Outline]:
        """The pooling's window, its cell, and the winner as soon as the window is full."""
        rows, columns = self._progress.seen(*cell)
        outlines = [
            Outline(self._before, filter_, rows[0], columns[0], rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1,
                    "kernel", (rows.step, columns.step)),
            Outline("pooling", filter_, *cell, 1, 1, "output"),
        ]  # fmt: skip
        if full and isinstance(self._pooling, MaxPool2D):
            outlines.append(Outline(self._before, filter_, *self._winner(filter_, cell), 1, 1, "output"))
        return outlines

    def _winner(self, filter_: int, cell: Pair) -> Pair:
        """The cell of the map that a maximum is taken from, the first of equals."""
        rows, columns = self._progress.seen(*cell)
        window = self._maps[self._before][filter_][np.ix_(rows, columns)]
        row, column = divmod(int(np.argmax(window)), len(columns))
        return rows[row], columns[column]

    def values(self, key: str, rows: slice = WHOLE, columns: slice = WHOLE, variant: int = 0) -> Array:
        if key in ("activation", "pooling") and key in self._maps:
            return self._maps[key][:, rows, columns]
        if key == "patch":  # a chain leaves it out
            raise KeyError(key)
        return super().values(key, rows, columns, variant)

    def links(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        if place.panel == "pooling":
            lit = self._pool_links(place)
        elif place.panel in ("convolution", "activation"):
            onward = self._onward(place.grid, [place.row], [place.column], strong=True)
            lit = (*super().links(place._replace(panel="convolution"), frame), *onward)
        else:
            lit = super().links(place, frame)
            fed = [light for light in lit if light.panel == "convolution"]
            lit = (*lit, *(one for light in fed for one in self._onward(light.grid, light.rows, light.columns)))
        shown = {panel.key for panel in self.panels}
        return tuple(light for light in lit if light.panel in shown and light.rows and light.columns)

    def _onward(self, grid: int, rows: Lines, columns: Lines, strong: bool = False) -> tuple[Lit, ...]:
        """What becomes of cells of the convolution: the activation's, and the pooled cells that see one of them."""
        down = sorted({fed for row in rows for fed in self._progress.fed(row, 0)[0]})
        across = sorted({fed for column in columns for fed in self._progress.fed(0, column)[1]})
        bent = Lit("activation", grid, rows, columns, "output", strong)
        return bent, Lit("pooling", grid, down, across, "output", strong=False)

    def _pool_links(self, place: Place) -> tuple[Lit, ...]:
        """A pooled cell, the window that it is taken from, and all of the input that it depends on."""
        rows, columns = self._progress.seen(place.row, place.column)
        lit = [Lit("pooling", place.grid, [place.row], [place.column], "output")]
        if not rows or not columns:
            return tuple(lit)
        if isinstance(self._pooling, MaxPool2D):
            row, column = self._winner(place.grid, (place.row, place.column))
            lit.append(Lit(self._before, place.grid, [row], [column], "output"))
        lit += (Lit(key, place.grid, rows, columns, "output", strong=False) for key in ("convolution", "activation"))
        first, last = self._seen(rows[0], columns[0]), self._seen(rows[-1], columns[-1])
        field = (range(start.start, end[-1] + 1) for start, end in zip(first, last, strict=True))
        down, across = field
        return (*lit, *(Lit("input", depth, down, across, "input", strong=False) for depth in self._depths(place.grid)))

    def describe(self, place: Place, frame: Frame) -> str:
        if place.panel not in ("activation", "pooling"):
            return super().describe(place, frame)
        value = number(float(self._maps[place.panel][place[1:]]), 4)
        return tr("{panel} ({row}, {column}) = {value}", panel=self._heading(place), row=place.row,
                  column=place.column, value=value)  # fmt: skip

    def index_at(self, place: Place, frame: Frame) -> int | None:
        """A click on a pooled cell leads to the frame in which it appears."""
        if place.panel == "activation":
            return self.index(*place[1:])
        if place.panel == "pooling":
            return self.index(place.grid, *self._progress.appears(place.row, place.column))
        return super().index_at(place, frame)

    def _title(self, filter_: int, row: int, column: int) -> str:
        if self._shape[0] == 1:
            return tr("convolution ({row}, {column})", row=row, column=column)
        name = self.panel("convolution").name(filter_)
        return tr("convolution {filter} ({row}, {column})", filter=name, row=row, column=column)
