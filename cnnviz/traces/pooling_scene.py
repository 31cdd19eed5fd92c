"""Max and average pooling, forward: of each window one number is left."""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from cnnviz.engine.pooling import AvgPool2D, MaxPool2D, Pool2D
from cnnviz.numbers import number, size
from cnnviz.text import tr
from cnnviz.traces.bordered import BorderedPicture
from cnnviz.traces.origin import OWN, Origin
from cnnviz.traces.pool_windows import divisors, pool_window
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.scene import WHOLE, Array, Edit, Frame, Lit, Outline, Panel, Place, Read, Sum
from cnnviz.traces.subwindows import sub_windows
from cnnviz.traces.terms import largest_of, mean_of
from cnnviz.traces.windowed import WindowedScene, cell_facts, picture_panel

WHOLE_AT_ONCE = 1_000_000  # numbers read: a few milliseconds


class PoolingScene(WindowedScene):
    """`layer` on `image` (C, H, W), channel after channel: panels ``"input"``, ``"patch"`` (one grid) and ``"output"``.

    The input is shown with all that the windows reach into, in ceil mode too. The border of max pooling is minus
    infinity: it never wins. What beats the others in its window has an outline of its own.

    GeometryError and LayerError where the layer cannot take the image.
    """

    target, source = "output", "input"

    def __init__(self, layer: Pool2D, image: Array, *, origin: Origin = OWN) -> None:
        self.layer = layer
        channels, rows, columns = layer.output_shape(image.shape)
        window = pool_window(layer, (image.shape[1], image.shape[2]))
        value = -np.inf if isinstance(layer, MaxPool2D) else 0.0
        self._slide(BorderedPicture(image, window, value), window, (channels, rows, columns))
        source = picture_panel("input", tr("Input"), self._picture, self._reach(), origin, editable=True)
        patch = Panel("patch", tr("Window"), "input", "middle", 1, *window.kernel, "changing", source.scale, source.low,
                      source.high, source.decimals, facts=self._rule())  # fmt: skip
        self.panels = (source, patch, self._output_panel(source))

    def _rule(self) -> tuple[str, ...]:
        """What is left of a window."""
        plain = size(*self._window.kernel)
        rule = tr("the largest is left") if isinstance(self.layer, MaxPool2D) else tr("the mean is left")
        return f"{plain}, {rule}", plain

    def _output_panel(self, source: Panel) -> Panel:
        """What is left of a picture is a picture, in the same shades."""
        channels, rows, columns = self._shape
        self._limit = rounded_up(symmetric_limit(self.values("output", *self._sample())))
        decimals = source.decimals if isinstance(self.layer, MaxPool2D) else None
        return Panel("output", tr("Output"), "output", "out", channels, rows, columns, "growing", source.scale,
                     source.low, source.high, decimals, source.names,
                     (size(rows, columns),))  # fmt: skip

    def frame(self, index: int) -> Frame:
        channel, row, column = self.position(index)
        patch = self._patch(range(channel, channel + 1), row, column)
        result = self._result(channel, row, column)
        names = self.panel("input").names
        winner = self._winner(patch)
        title = tr("output ({row}, {column})", row=row, column=column)
        if names:
            title = tr("output {filter} ({row}, {column})", filter=names[channel], row=row, column=column)
        facts = {"input": self._window_facts(row, column), "output": cell_facts(row, column, result, self._limit)}
        divisor = int(self._divisors[row, column])
        said = [names[channel]] if names else []
        if isinstance(self.layer, AvgPool2D):
            said.append(tr("sum divided by {count}", count=divisor))
        facts["patch"] = tuple(dict.fromkeys((" · ".join(said), *said))) if said else ()
        return Frame(
            index,
            channel,
            (channel, row, column),
            self._sum(title, patch, result, divisor),
            {"patch": patch},
            (*self._windows(range(channel, channel + 1), row, column), *self._won(channel, row, column, winner),
             self._filled(channel, row, column)),
            {"output": Read(channel, row, column)},
            facts,
        )  # fmt: skip

    def _sum(self, title: str, patch: Array, result: float, divisor: int) -> Sum:
        if isinstance(self.layer, MaxPool2D):
            return largest_of(title, patch[0], result)
        return mean_of(title, patch[0], result, divisor)

    def _winner(self, patch: Array) -> int:
        """Which cell of the window is the largest, the first of equals; -1 where none wins."""
        if not isinstance(self.layer, MaxPool2D) or np.all(patch == -np.inf):
            return -1
        return int(np.argmax(patch))

    def _won(self, channel: int, row: int, column: int, winner: int) -> tuple[Outline, ...]:
        """Outlines of the largest number, in the picture and in the window."""
        if winner < 0:
            return ()
        rows, columns = self._seen(row, column)
        y, x = divmod(winner, self._window.kernel[1])
        return (Outline("input", channel, rows[y], columns[x], 1, 1, "output"),
                Outline("patch", 0, y, x, 1, 1, "output"))  # fmt: skip

    @cached_property
    def _divisors(self) -> npt.NDArray[np.int64]:
        """By how many cells each window divides."""
        return divisors(self.layer, (self._picture.image.shape[1], self._picture.image.shape[2]), self._count)

    def values(self, key: str, rows: slice = WHOLE, columns: slice = WHOLE, variant: int = 0) -> Array:
        if key == "input":
            return self._picture.cells(rows, columns)
        if key != "output":
            raise KeyError(key)
        if self._whole is not None:
            return self._whole[:, rows, columns]
        part = sub_windows(self._window, self._count, rows, columns)
        if part is None:
            lengths = (len(range(count)[lines]) for count, lines in zip(self._count, (rows, columns), strict=True))
            return np.zeros((self._shape[0], *lengths), self._picture.image.dtype)
        cells, kernel = self._picture.cells(part.rows, part.columns), self._window.kernel
        if isinstance(self.layer, MaxPool2D):
            return np.asarray(MaxPool2D(kernel, part.stride, 0, part.dilation)(cells[None])[0])
        means = AvgPool2D(kernel, part.stride)(cells[None])[0]
        return np.asarray(means * (kernel[0] * kernel[1] / self._divisors[rows, columns]), means.dtype)

    @cached_property
    def _whole(self) -> Array | None:
        """The layer's whole output; None where that would take too long."""
        if self.length * self._window.kernel[0] * self._window.kernel[1] > WHOLE_AT_ONCE:
            return None
        return np.asarray(self.layer(self._picture.image[None])[0])

    def _result(self, channel: int, row: int, column: int) -> float:
        return float(self.values("output", slice(row, row + 1), slice(column, column + 1))[channel, 0, 0])

    def _depths(self, grid: int) -> range:
        return range(grid, grid + 1)

    def _fed_grids(self, channel: int) -> range:
        return range(channel, channel + 1)

    def links(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        if place.panel == "output":
            patch = self._patch(self._depths(place.grid), place.row, place.column)
            won = self._won(place.grid, place.row, place.column, self._winner(patch))[:1]
            best = (Lit("input", place.grid, [cell.row], [cell.column], "output") for cell in won)
            return (*self._window_links(place, "output"), *best)
        channel, rows, columns = frame.position[0], *self._seen(*frame.position[1:])
        if place.panel == "patch":
            return (Lit("input", channel, [rows[place.row]], [columns[place.column]], "input"),
                    Lit("patch", 0, [place.row], [place.column], "input"))  # fmt: skip
        lit = self._fed_links(place, "input")
        if place.grid != channel or place.row not in rows or place.column not in columns:
            return lit
        return (*lit, Lit("patch", 0, [rows.index(place.row)], [columns.index(place.column)], "input"))

    def describe(self, place: Place, frame: Frame) -> str:
        where = {"row": place.row, "column": place.column}
        if place.panel == "input":
            if not self._picture.border.inside(place.row, place.column):
                return self._described_border(place)
            return self._described_source(place, tr("lit: the outputs that see it"))
        if place.panel == "output":
            result = number(self._result(place.grid, place.row, place.column), 4)
            return tr("{panel} ({row}, {column}) = {value}", panel=self._heading(place), value=result, **where)
        value = float(frame.parts["patch"][0, place.row, place.column])
        if not np.isfinite(value):
            return tr("Padding: empty, it never wins")
        return tr("{panel} ({row}, {column}) = {value}", panel=self._heading(place), value=number(value, 4), **where)

    def _described_border(self, place: Place) -> str:
        if isinstance(self.layer, MaxPool2D):
            return tr("Padding: empty, it never wins")
        border, (_, bottom, _, right) = self._picture.border, self.layer.window.padding
        beyond = place.row >= border.top + border.height + bottom or place.column >= border.left + border.width + right
        if beyond or (isinstance(self.layer, AvgPool2D) and not self.layer.count_include_pad):
            return tr("Padding: 0, and it does not count")
        return tr("Padding: 0, and it counts")

    def index_at(self, place: Place, frame: Frame) -> int | None:
        if place.panel == "output":
            return self.index(*place[1:])
        return self._index_over(place, frame.variant) if place.panel == "input" else None

    def edit_at(self, place: Place, frame: Frame) -> Edit | None:
        border = self._picture.border
        if place.panel != "input" or not border.inside(place.row, place.column):
            return None
        at = (place.grid, place.row - border.top, place.column - border.left)
        return Edit("image", at, float(self._picture.image[at]))
