"""What scenes share whose window slides over a picture and fills another one in reading order."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np

from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.numbers import number, size, telling_decimals, trimmed
from cnnviz.text import tr
from cnnviz.traces.bordered import BorderedPicture
from cnnviz.traces.origin import Origin
from cnnviz.traces.ranges import exact_decimals, rounded_up, symmetric_limit
from cnnviz.traces.reach import nearest_window, outputs_fed, reached
from cnnviz.traces.scene import Array, Lit, Outline, Panel, Place, Scene

MOST_LOOKED_THROUGH = 65_536  # numbers; in more, nobody asks how many decimals say them all
ROWS_SAMPLED = 24  # of a large output, and as many columns: enough to choose its colours


def decimals_of(values: Array) -> int | None:
    """How many decimals say all of the numbers in full, 0 to 2; None where 2 do not, or there are too many to ask."""
    return exact_decimals(values) if values.size <= MOST_LOOKED_THROUGH else None


def limit_text(limit: float) -> str:
    """What a scale spans that has zero in the middle.

    >>> limit_text(0.5)
    '±0.5'
    """
    return f"±{trimmed(limit, telling_decimals(limit))}"


def maps_scale(is_positive: bool) -> str:
    """The scale of maps: that of magnitudes where none of their numbers can be negative."""
    return "magnitudes" if is_positive else "maps"


def scale_text(scale: str, high: float) -> str:
    """What a scale of maps spans.

    >>> scale_text("maps", 0.5), scale_text("magnitudes", 0.5)
    ('±0.5', '0 to 0.5')
    """
    if scale == "magnitudes":
        return tr("0 to {high}", high=trimmed(high, telling_decimals(high)))
    return limit_text(high)


def cell_facts(row: int, column: int, value: float, limit: float) -> tuple[str, ...]:
    """Which cell of a growing panel was filled, and with what; `limit` is the largest number of its colours."""
    return (
        tr("pixel ({row}, {column}) = {value}", row=row, column=column, value=number(value, telling_decimals(limit))),
    )


def picture_panel(
    key: str,
    title: str,
    picture: BorderedPicture,
    reach: tuple[Any, Any] | None,
    origin: Origin,
    editable: bool,
) -> Panel:
    """The panel of what a window slides over: a picture, from black to white, or maps of numbers."""
    image = picture.image
    channels, height, width = image.shape
    low, high = min(0.0, float(image.min())), max(1.0, float(image.max()))
    scale = "picture" if not origin.is_maps else maps_scale(origin.is_positive and low == 0)
    if not origin.is_maps:
        facts = _picture_facts(channels, (height, width), picture.size, low, high)
    else:
        low, high = 0.0, rounded_up(symmetric_limit(image))
        facts = _with_padding(f"{size(height, width)}, {scale_text(scale, high)}", (height, width), picture.size)
    return Panel(
        key, title, "input", "in", channels, *picture.size, "fixed", scale, low, high,
        decimals_of(image), origin.channels(channels), facts, picture.border, reach, editable,
    )  # fmt: skip


def _picture_facts(channels: int, inner: Pair, padded: Pair, low: float, high: float) -> tuple[str, ...]:
    ends = {"low": trimmed(low), "high": trimmed(high)}
    brightness = tr("black {low}, white {high}", **ends) if channels == 1 else tr("dark {low}, bright {high}", **ends)
    return _with_padding(f"{size(*inner)}, {brightness}", inner, padded)


def _with_padding(full: str, inner: Pair, padded: Pair) -> tuple[str, ...]:
    if inner == padded:
        return full, size(*inner)
    tail = tr("padded to {size}", size=size(*padded))
    return f"{full} · {tail}", f"{size(*inner)} · {tail}", size(*inner)


class WindowedScene(Scene):
    """A window slides over the panel `source` and fills the panel `target` (F, OH, OW) in reading order.

    A class that derives calls `_slide` first, and says with `_depths` which channels a grid of the target looks at.
    """

    _picture: BorderedPicture
    _window: Window2D
    _shape: tuple[int, int, int]

    def _slide(self, picture: BorderedPicture, window: Window2D, shape: tuple[int, int, int]) -> None:
        self._picture, self._window, self._shape = picture, window, shape
        self.length = int(np.prod(shape))
        self.row_length = shape[2]

    @property
    def _count(self) -> Pair:
        """How many windows there are: rows and columns of the target."""
        return self._shape[1], self._shape[2]

    @abstractmethod
    def _depths(self, grid: int) -> range:
        """The channels that grid `grid` of the target is computed from."""

    @abstractmethod
    def _fed_grids(self, channel: int) -> range:
        """The grids of the target that a channel goes into."""

    def position(self, index: int) -> tuple[int, int, int]:
        """(grid, row, column) in the target of frame `index`; IndexError outside 0 … length - 1."""
        if not 0 <= index < self.length:
            raise IndexError(f"frame {index} of {self.length}")
        rest, column = divmod(index, self._shape[2])
        grid, row = divmod(rest, self._shape[1])
        return grid, row, column

    def index(self, grid: int, row: int, column: int) -> int:
        """The frame that fills cell (row, column) of grid `grid` of the target."""
        return (grid * self._shape[1] + row) * self._shape[2] + column

    def _reach(self) -> tuple[Any, Any]:
        return reached(self._window, self._picture.size, self._count)

    def _seen(self, row: int, column: int) -> tuple[range, range]:
        """Rows and columns of the padded picture that the window for cell (row, column) of the target sees."""
        origin, span, gap = self._window.origin(row, column), self._window.span, self._window.dilation
        return range(origin[0], origin[0] + span[0], gap[0]), range(origin[1], origin[1] + span[1], gap[1])

    def _patch(self, channels: range, row: int, column: int) -> Array:
        """Numbers (channels, KH, KW) that this window sees."""
        rows, columns = self._seen(row, column)
        across = slice(columns.start, columns.stop, columns.step)
        down = slice(rows.start, rows.stop, rows.step)
        return self._picture.cells(down, across, slice(channels.start, channels.stop))

    def _windows(self, channels: range, row: int, column: int, role: str = "kernel") -> tuple[Outline, ...]:
        """The window's outline on all these channels."""
        origin, window = self._window.origin(row, column), self._window
        return tuple(
            Outline(self.source, channel, *origin, *window.span, role, window.dilation) for channel in channels
        )

    def _filled(self, grid: int, row: int, column: int) -> Outline:
        """The outline of the cell of the target that a frame is about."""
        return Outline(self.target, grid, row, column, 1, 1, self.panel(self.target).role)

    def _window_facts(self, row: int, column: int) -> tuple[str, ...]:
        """Where the window begins, counted as the picture's own cells are: below 0 in the padding before them."""
        (y, x), (top, _, left, _) = self._window.origin(row, column), self._window.padding
        place = {"row": number(y - top, 0), "column": number(x - left, 0)}
        return tr("window from row {row}, column {column}", **place), tr("window ({row}, {column})", **place)

    def _sample(self) -> tuple[slice, slice]:
        """Rows and columns of the target that tell its range: all of a small one."""
        rows, columns = (slice(None, None, max(1, cells // ROWS_SAMPLED)) for cells in self._count)
        return rows, columns

    def _window_links(self, place: Place, role: str) -> tuple[Lit, ...]:
        """A cell of the target, and the cells that its window sees."""
        seen = self._seen(place.row, place.column)
        lit = [Lit(self.source, channel, *seen, role, strong=False) for channel in self._depths(place.grid)]
        return (*lit, Lit(self.target, place.grid, [place.row], [place.column], role))

    def _fed_links(self, place: Place, role: str) -> tuple[Lit, ...]:
        """A cell of the source, and the cells of the target that it goes into."""
        fed = outputs_fed(self._window, self._count, place.row, place.column)
        lit = [Lit(self.target, grid, *fed, role) for grid in self._fed_grids(place.grid)]
        original = self._picture.original(place.row, place.column)
        if original is not None:
            lit.append(Lit(self.source, place.grid, [original[0]], [original[1]], role, strong=False))
        return (*lit, Lit(self.source, place.grid, [place.row], [place.column], role))

    def _described_source(self, place: Place, hint: str) -> str:
        """A cell of the picture, or of its border, in words; `hint` says what is lit, where a window meets the cell."""
        border, heading, reach = self._picture.border, self._heading(place), self.panel(place.panel).reached
        if reach is not None and not (reach[0][place.row] and reach[1][place.column]):
            hint = tr("no window reaches it")
        row, column = place.row - border.top, place.column - border.left
        value = number(self._picture.cell(place.grid, place.row, place.column), 4)
        if border.inside(place.row, place.column):
            change = tr("Double-click to change it")
            return f"{heading} ({row}, {column}) = {value}; {hint}. {change}"
        original = self._picture.original(place.row, place.column)
        if original is None:
            return tr("Padding: always {value}; {hint}", value=trimmed(self._picture.value), hint=hint)
        return tr("Padding: repeats ({row}, {column}), {value}; {hint}", row=original[0] - border.top,
                  column=original[1] - border.left, value=value, hint=hint)  # fmt: skip

    def _heading(self, place: Place) -> str:
        """The name of the grid that a place lies in: "Output 2"."""
        panel = self.panel(place.panel)
        return f"{panel.title} {panel.name(place.grid)}".rstrip()

    def _grid_over(self, channel: int, variant: int) -> int:
        """The grid of the target, `variant` if it can be, that a channel goes into."""
        grids: Sequence[int] = self._fed_grids(channel)
        return variant if variant in grids else grids[0]

    def _index_over(self, place: Place, variant: int) -> int:
        """The frame whose window lies most evenly over a cell of the source."""
        row, column = nearest_window(self._window, self._count, place.row, place.column)
        return self.index(self._grid_over(place.grid, variant), row, column)
