"""A kernel slides over a picture and gathers sums of products: convolution, and all that is computed like one."""

from abc import abstractmethod
from functools import cached_property

import numpy as np

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.geometry import Pair
from cnnviz.engine.layer import Layer
from cnnviz.numbers import number, size, trimmed
from cnnviz.text import tr
from cnnviz.traces.bordered import BorderedPicture
from cnnviz.traces.origin import OWN, Origin
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.reach import cells_met
from cnnviz.traces.scene import WHOLE, Array, Edit, Frame, Group, Lit, Panel, Place, Read, Step, Sum
from cnnviz.traces.subwindows import sub_windows
from cnnviz.traces.terms import channel_groups
from cnnviz.traces.windowed import WindowedScene, cell_facts, decimals_of, limit_text

WHOLE_AT_ONCE = 8_000_000  # multiply-adds: a few milliseconds; a layer with more is computed where it is looked at


class KernelScene(WindowedScene):
    """Each frame is one cell of the target: patch times kernel, summed up, one filter after the other.

    Panels: the source, ``"kernel"`` (C / groups grids, another kernel for each filter), ``"patch"``, ``"products"`` and
    the target (F grids). `layer` computes all numbers; `activation` is applied to its output.
    """

    def _prepare(
        self,
        layer: Conv2D,
        image: Array,
        count: Pair | None = None,
        activation: Layer | None = None,
        turned: bool = False,
        origin: Origin = OWN,
    ) -> None:
        """Set up all but the panels. `count` (rows, columns) is how many windows there are, where not all that fit.

        GeometryError and LayerError where the layer cannot take the image.
        """
        self.layer, self.activation, self.turned, self.origin = layer, activation, turned, origin
        filters, rows, columns = layer.output_shape(image.shape)
        picture = BorderedPicture(image, layer.window)
        self._slide(picture, layer.window, (filters, *(count or (rows, columns))))
        self._depth = layer.in_channels // layer.groups
        self._kernel_limit = symmetric_limit(layer.weight)
        self._limit = rounded_up(symmetric_limit(self.values(self.target, *self._sample())))

    @abstractmethod
    def _title(self, filter_: int, row: int, column: int) -> str:
        """What a frame computes, in words."""

    def _middle_panels(self, source: Panel, kernel_facts: tuple[str, ...] = ()) -> tuple[Panel, Panel, Panel]:
        """Kernel, patch and products."""
        weights = self.layer.weight
        depth, (rows, columns) = self._depth, self.layer.window.kernel
        names = source.names if self.layer.groups == 1 else ()
        limit, decimals = self._kernel_limit, decimals_of(weights)
        facts = (*(f"{size(rows, columns)}, {limit_text(limit)}, {fact}" for fact in kernel_facts),
                 f"{size(rows, columns)}, {limit_text(limit)}", limit_text(limit))  # fmt: skip
        kernel = Panel("kernel", tr("Kernel"), "kernel", "middle", depth, rows, columns, "variant", "weights",
                       high=limit, decimals=decimals, names=names, facts=facts, editable=True)  # fmt: skip
        patch = Panel("patch", tr("Patch"), source.role, "middle", depth, rows, columns, "changing", source.scale,
                      source.low, source.high, source.decimals, names, (tr("what the window sees"),),
                      optional=True)  # fmt: skip
        limit *= max(abs(source.low), abs(source.high))  # not rounded up: ±10 for ±9 takes a digit more in every cell
        exact = None if source.decimals is None or decimals is None else source.decimals + decimals
        facts = (tr("patch × kernel, {limit}", limit=limit_text(limit)), limit_text(limit))
        products = Panel("products", tr("Products"), "plain", "middle", depth, rows, columns, "changing", "maps",
                         high=limit, decimals=exact if exact is None or exact <= 2 else None, names=names,
                         facts=facts)  # fmt: skip
        return kernel, patch, products

    def _target_panel(self, title: str, role: str, names: tuple[str, ...]) -> Panel:
        filters, rows, columns = self._shape
        decimals = None if self._whole is None else decimals_of(self._whole)
        facts = (f"{size(rows, columns)}, {limit_text(self._limit)}", size(rows, columns))
        return Panel(self.target, title, role, "out", filters, rows, columns, "growing", high=self._limit,
                     decimals=decimals, names=names, facts=facts)  # fmt: skip

    def frame(self, index: int) -> Frame:
        filter_, row, column = self.position(index)
        patch = self._patch(self._depths(filter_), row, column)
        weights = self.layer.weight[filter_]
        result, outcome = self._results(filter_, row, column)
        bias = None if self.layer.bias is None else float(self.layer.bias[filter_])
        steps = () if self.activation is None else (Step(self.activation.kind, outcome),)
        title = self._title(filter_, row, column)
        groups = self._groups(filter_, patch, weights)
        return Frame(
            index,
            filter_,
            (filter_, row, column),
            Sum("products", title, groups, result, bias, steps=steps, panel="products",
                columns=self.layer.window.kernel[1], left_role=self.panel(self.source).role),
            {"patch": patch, "products": patch * weights},
            (*self._windows(self._depths(filter_), row, column), self._filled(filter_, row, column)),
            {self.target: Read(filter_, row, column)},
            {self.source: self._window_facts(row, column), "kernel": self._kernel_facts(filter_),
             self.target: cell_facts(row, column, outcome, self._limit)},
        )  # fmt: skip

    def _groups(self, filter_: int, patch: Array, weights: Array) -> tuple[Group, ...]:
        """The terms of each channel."""
        names = self.panel(self.source).names or ("",) * self.layer.in_channels
        return channel_groups([names[channel] for channel in self._depths(filter_)], patch, weights)

    def _kernel_facts(self, filter_: int) -> tuple[str, ...]:
        """Which filter it is, where there are several, and which channels it meets, where not all."""
        which = self._met_channels(self._depths(filter_)) if self.layer.groups > 1 else ""
        short = self._which(filter_)
        long = " · ".join(part for part in (short, which) if part)
        return tuple(fact for fact in dict.fromkeys((long, short)) if fact)

    def _which(self, filter_: int) -> str:
        """Which of several filters it is."""
        return self.origin.filter_of(filter_, self._shape[0])

    def _met_channels(self, channels: range) -> str:
        """Which channels a filter meets."""
        return self.origin.channel_range(channels)

    def values(self, key: str, rows: slice = WHOLE, columns: slice = WHOLE, variant: int = 0) -> Array:
        if key == self.source:
            return self._picture.cells(rows, columns)
        if key == "kernel":
            weights: Array = self.layer.weight[variant][:, rows, columns]
            return weights
        if key != self.target:
            raise KeyError(key)
        if self._whole is not None:
            return self._whole[:, rows, columns]
        return self._activated(self._computed(rows, columns))

    @cached_property
    def _sums(self) -> Array | None:
        """The layer's whole output; None where that would take too long."""
        return None if self._costs_too_much() else self._computed(WHOLE, WHOLE)

    def _costs_too_much(self) -> bool:
        return self.layer.weight.size * self._count[0] * self._count[1] > WHOLE_AT_ONCE

    @cached_property
    def _whole(self) -> Array | None:
        return None if self._sums is None else self._activated(self._sums)

    def _activated(self, sums: Array) -> Array:
        return sums if self.activation is None or not sums.size else np.asarray(self.activation(sums[None])[0])

    def _computed(self, rows: slice, columns: slice) -> Array:
        """(F, rows, columns) of the layer's output, and nothing but these."""
        part = sub_windows(self._window, self._count, rows, columns)
        if part is None:
            shape = (len(range(count)[lines]) for count, lines in zip(self._count, (rows, columns), strict=True))
            return np.zeros((self._shape[0], *shape), self.layer.weight.dtype)
        layer = _with_steps(self.layer, part.stride, part.dilation)
        return np.asarray(layer(self._picture.cells(part.rows, part.columns)[None])[0])

    def _results(self, filter_: int, row: int, column: int) -> tuple[float, float]:
        """The engine's number, before and after the activation."""
        if self._sums is not None and self._whole is not None:
            return float(self._sums[filter_, row, column]), float(self._whole[filter_, row, column])
        cell = self._computed(slice(row, row + 1), slice(column, column + 1))
        return float(cell[filter_, 0, 0]), float(self._activated(cell)[filter_, 0, 0])

    def _depths(self, grid: int) -> range:
        first = grid // (self._shape[0] // self.layer.groups) * self._depth
        return range(first, first + self._depth)

    def _fed_grids(self, channel: int) -> range:
        filters = self._shape[0] // self.layer.groups
        first = channel // self._depth * filters
        return range(first, first + filters)

    def links(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        if place.panel == self.target:
            return self._window_links(place, self.panel(self.target).role)
        if place.panel == self.source:
            return (*self._fed_links(place, self.panel(self.source).role), *self._met_now(place, frame))
        channel = self._depths(frame.variant)[place.grid]
        seen = self._seen(*frame.position[1:])
        row, column = seen[0][place.row], seen[1][place.column]
        if place.panel == "kernel":
            met = cells_met(self._window, self._count, place.row, place.column)
            ever = Lit(self.source, channel, *met, "kernel", strong=False)
            return (ever, Lit(self.source, channel, [row], [column], "kernel"), *_same_cell(place, "kernel"))
        source = self.panel(self.source).role
        return (Lit(self.source, channel, [row], [column], source), *_same_cell(place, source))

    def _met_now(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        """The weight that a cell of the source meets in this frame, with the cells of patch and products."""
        rows, columns = self._seen(*frame.position[1:])
        depths = self._depths(frame.variant)
        if place.grid not in depths or place.row not in rows or place.column not in columns:
            return ()
        here = Place("kernel", place.grid - depths.start, rows.index(place.row), columns.index(place.column))
        return _same_cell(here, self.panel(self.source).role)

    def describe(self, place: Place, frame: Frame) -> str:
        where = {"row": place.row, "column": place.column}
        heading = self._heading(place)
        if place.panel == self.source:
            return self._described_source(place, self._source_hint())
        if place.panel == self.target:
            value = self._results(place.grid, place.row, place.column)[1]
            return tr("{panel} ({row}, {column}) = {value}", panel=heading, value=number(value, 4), **where)
        weight = float(self.layer.weight[frame.variant, place.grid, place.row, place.column])
        if place.panel == "kernel":
            return tr("Weight ({row}, {column}) = {value}; lit: all cells that it meets",
                      value=trimmed(weight, 4), **where)  # fmt: skip
        value = float(frame.parts[place.panel][place.grid, place.row, place.column])
        if place.panel == "patch":
            return tr("{panel} ({row}, {column}) = {value}", panel=heading, value=number(value, 4), **where)
        pixel = float(frame.parts["patch"][place.grid, place.row, place.column])
        return tr("{pixel} · {weight} = {value}", pixel=number(pixel, 4), weight=trimmed(weight, 4),
                  value=number(value, 4))  # fmt: skip

    def _source_hint(self) -> str:
        return tr("lit: the outputs that it feeds")

    def index_at(self, place: Place, frame: Frame) -> int | None:
        if place.panel == self.target:
            return self.index(*place[1:])
        return self._index_over(place, frame.variant) if place.panel == self.source else None

    def edit_at(self, place: Place, frame: Frame) -> Edit | None:
        border = self._picture.border
        if place.panel == "kernel":
            value = float(self.layer.weight[frame.variant, place.grid, place.row, place.column])
            return Edit("kernel", self._kernel_cell(frame.variant, place), value)
        if place.panel != self.source or not border.inside(place.row, place.column):
            return None
        at = (place.grid, place.row - border.top, place.column - border.left)
        return Edit(self._source_part(), at, float(self._picture.image[at]))

    def _source_part(self) -> str:
        """What is edited by typing into the source."""
        return "image"

    def _kernel_cell(self, filter_: int, place: Place) -> tuple[int, ...]:
        """Where a cell of the kernel panel lies in the kernel as it was set."""
        return (filter_, place.grid, *self._turned_back(place))

    def _turned_back(self, place: Place) -> Pair:
        rows, columns = self.layer.window.kernel
        return (rows - 1 - place.row, columns - 1 - place.column) if self.turned else (place.row, place.column)


def _same_cell(place: Place, role: str) -> tuple[Lit, ...]:
    """A cell of the kernel, and those of patch and products that belong to it."""
    return tuple(
        Lit(key, place.grid, [place.row], [place.column], "kernel" if key == "kernel" else role)
        for key in ("patch", "kernel", "products")
    )


def _with_steps(layer: Conv2D, stride: Pair, dilation: Pair) -> Conv2D:
    """The same kernels without padding and with other steps; they share their weights."""
    other = Conv2D(
        layer.in_channels, layer.out_channels, layer.window.kernel, stride, 0, dilation, layer.groups,
        layer.bias is not None, dtype=layer.weight.dtype,
    )  # fmt: skip
    other.parameters = layer.parameters
    return other
