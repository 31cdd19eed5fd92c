"""How the gradient of a kernel is gathered: each weight sums up, over all places, what it met times what came of it."""

import numpy as np

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.geometry import Window2D
from cnnviz.numbers import number, size, telling_decimals
from cnnviz.text import tr
from cnnviz.traces.bordered import BorderedPicture
from cnnviz.traces.gathered_weights import GatheredWeights
from cnnviz.traces.origin import OWN, Origin, numbers
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.reach import reached
from cnnviz.traces.scene import WHOLE, Array, Edit, Frame, Group, Lit, Outline, Panel, Place, Read, Scene, Sum
from cnnviz.traces.upstream import check_upstream, padded_upstream_panel, upstream_panel
from cnnviz.traces.windowed import decimals_of, limit_text, picture_panel

LARGEST_SHOWN = 64  # rows and columns of products; more are too small to be read
MOST_TERMS = 4096


class WeightGradientScene(Scene):
    """The gradient of `layer`'s weight from `image` (C, H, W) and `upstream` (F, OH, OW), a frame for each weight.

    Over one of the two, the `met` one, the window slides: over the padded input of a convolution, or over the padded
    gradient from above of a transposed convolution. A weight meets every cell of a lattice there, and each of them
    belongs to one cell of the other, the `fixed` one, with which it is multiplied.

    Panels: ``"input"``, ``"upstream"``, ``"products"`` (where they are few enough) and ``"gradient"``. Frames go
    through the weight as the layer has it, its first axis, the map of the fixed one, being `Frame.variant`.
    `origin` as for `ConvolutionScene`; `turned` says that the kernels are those that were set, turned by 180°.

    GeometryError and LayerError where the layer cannot take the image, GradientError where `upstream` has not the shape
    of its output.
    """

    target = "gradient"

    def __init__(
        self,
        layer: Conv2D | ConvTranspose2D,
        image: Array,
        upstream: Array,
        *,
        turned: bool = False,
        origin: Origin = OWN,
    ) -> None:
        check_upstream(upstream, layer.output_shape(image.shape))
        self.layer, self.origin = layer, origin
        self.gathered = GatheredWeights(layer, image, upstream)
        self._variants, self._depth, *_ = layer.weight.shape
        self.length, self.row_length = layer.weight.size, layer.window.kernel[1]
        self._limit = rounded_up(symmetric_limit(self.gathered.sample()))
        transposed = isinstance(layer, ConvTranspose2D)
        self.source, self._fixed = ("upstream", "input") if transposed else ("input", "upstream")
        reach = reached(layer.window, self.gathered.picture.size, self._count)
        if transposed:
            alone = BorderedPicture(image, Window2D((1, 1)))
            given = picture_panel("input", tr("Input"), alone, None, origin, editable=True)
            above = padded_upstream_panel(self.gathered.picture, reach, origin)
        else:
            given = picture_panel("input", tr("Input"), self.gathered.picture, reach, origin, editable=True)
            above = upstream_panel(upstream, origin)
        facts = (tr("turned by 180°"),) if turned else ()
        self.panels = (given, above, *self._products_panel(given, above), self._gradient_panel(facts, given.names))

    @property
    def _starts(self) -> tuple[int, int]:
        """The numbers of the first map of the fixed one, and of the met one."""
        filters, channels = self.origin.first_filter, self.origin.first
        return (filters, channels) if self._fixed == "upstream" else (channels, filters)

    @property
    def _count(self) -> tuple[int, int]:
        """Rows and columns of the fixed one: how many cells a weight meets."""
        return self.gathered.count

    def _products_panel(self, given: Panel, above: Panel) -> tuple[Panel, ...]:
        if max(self._count) > LARGEST_SHOWN:
            return ()
        limit = rounded_up(max(abs(given.low), abs(given.high)) * above.high)
        exact = None if given.decimals is None or above.decimals is None else given.decimals + above.decimals
        facts = (tr("input × δ, {limit}", limit=limit_text(limit)), limit_text(limit))
        return (Panel("products", tr("Products"), "plain", "middle", 1, *self._count, "changing", high=limit,
                      decimals=exact if exact is None or exact <= 2 else None, facts=facts),)  # fmt: skip

    def _gradient_panel(self, facts: tuple[str, ...], given: tuple[str, ...]) -> Panel:
        rows, columns = self.layer.window.kernel
        source = self.gathered.picture.image
        plain = f"{size(rows, columns)}, {limit_text(self._limit)}"
        whole = self.source == "input" and self._depth == len(source)
        names = given if whole else numbers(self._depth, self._starts[1])
        return Panel("gradient", tr("Kernel gradient"), "kernel", "out", self._depth, rows, columns, "growing",
                     "weights", high=self._limit, decimals=self._decimals(), names=names,
                     facts=(*(f"{plain}, {fact}" for fact in facts), plain, size(rows, columns)))  # fmt: skip

    def _decimals(self) -> int | None:
        return decimals_of(self.gathered.whole) if self.gathered.whole is not None else None

    def position(self, index: int) -> tuple[int, int, int, int]:
        """Where the weight of frame `index` lies in the layer's weight; IndexError outside 0 … length - 1."""
        if not 0 <= index < self.length:
            raise IndexError(f"frame {index} of {self.length}")
        first, depth, row, column = (int(part) for part in np.unravel_index(index, self.layer.weight.shape))
        return first, depth, row, column

    def index(self, variant: int, depth: int, row: int, column: int) -> int:
        """The frame of a weight."""
        return int(np.ravel_multi_index((variant, depth, row, column), self.layer.weight.shape))

    def frame(self, index: int) -> Frame:
        variant, depth, row, column = self.position(index)
        channel = self.gathered.channel(variant, depth)
        met, fixed = self.gathered.met(channel, row, column), self.gathered.fixed[variant]
        result = self.gathered.value(variant, depth, row, column)
        shown = max(self._count) <= LARGEST_SHOWN
        return Frame(
            index,
            variant,
            (depth, row, column),
            self._sum(self._title(variant, depth, row, column), met, fixed, result),
            {"products": (met * fixed)[None]} if shown else {},
            self._outlines(variant, channel, depth, row, column),
            {"gradient": Read(depth, row, column)},
            {self.source: (tr("all cells that the weight meets"),), self._fixed: self._fixed_facts(variant),
             "gradient": self._weight_facts(row, column, result)},
        )  # fmt: skip

    def _sum(self, title: str, met: Array, fixed: Array, result: float) -> Sum:
        """All terms, or where they are too many the sum of each row."""
        left, right = self.panel(self.source).role, self.panel(self._fixed).role
        if met.size <= MOST_TERMS:
            total = float(np.sum(met.astype(np.float64) * fixed))
            group = Group("", met.ravel(), fixed.ravel(), total)
            shown = "products" if max(self._count) <= LARGEST_SHOWN else ""
            return Sum("products", title, (group,), result, panel=shown, columns=self._count[1],
                       left_role=left, right_role=right)  # fmt: skip
        rows = np.einsum("ij,ij->i", met, fixed)
        group = Group(tr("sums of rows"), rows, None, float(rows.sum(dtype=np.float64)))
        return Sum("products", title, (group,), result, columns=len(rows), left_role=left, right_role=right)

    def _outlines(self, variant: int, channel: int, depth: int, row: int, column: int) -> tuple[Outline, ...]:
        """The lattice of cells that the weight meets, the whole map that they are multiplied with, and the weight."""
        rows, columns = self.gathered.lattice(row, column)
        role = self.panel(self._fixed).role
        return (
            Outline(self.source, channel, rows.start, columns.start, rows.stop - rows.start,
                    columns.stop - columns.start, "kernel", self.layer.window.stride),
            Outline(self._fixed, variant, 0, 0, *self._count, role),
            Outline("gradient", depth, row, column, 1, 1, "kernel"),
        )  # fmt: skip

    def _title(self, variant: int, depth: int, row: int, column: int) -> str:
        if self._variants == self._depth == 1:
            return tr("gradient of weight ({row}, {column})", row=row, column=column)
        return tr("gradient of weight ({row}, {column}) of kernel {kernel}, {depth}", row=row, column=column,
                  kernel=variant + self._starts[0],
                  depth=self.panel("gradient").name(depth) or self._starts[1])  # fmt: skip

    def _weight_facts(self, row: int, column: int, value: float) -> tuple[str, ...]:
        shown = number(value, telling_decimals(self._limit))
        return (tr("weight ({row}, {column}): {value}", row=row, column=column, value=shown),)

    def _fixed_facts(self, variant: int) -> tuple[str, ...]:
        """Which map the weights of this variant belong to."""
        of = self.origin.filter_of if self._fixed == "upstream" else self.origin.channel_of
        which = of(variant, self._variants)
        return (which,) if which else ()

    def values(self, key: str, rows: slice = WHOLE, columns: slice = WHOLE, variant: int = 0) -> Array:
        if key == self.source:
            return self.gathered.picture.cells(rows, columns)
        if key == self._fixed:
            fixed: Array = self.gathered.fixed[:, rows, columns]
            return fixed
        if key != "gradient":
            raise KeyError(key)
        return self.gathered.values(variant, rows, columns)

    def links(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        variant, depth, row, column = self.position(frame.index)
        if place.panel == "gradient":
            channel = self.gathered.channel(variant, place.grid)
            rows, columns = (range(count) for count in self._count)
            return (Lit(self.source, channel, *self.gathered.lattice(place.row, place.column), "kernel", strong=False),
                    Lit(self._fixed, variant, rows, columns, self.panel(self._fixed).role, strong=False),
                    _cell(place, "kernel"))  # fmt: skip
        channel = self.gathered.channel(variant, depth)
        if place.panel == self.source:
            return (*self._weights_over(place, variant), *self._multiplied_now(place, frame),
                    _cell(place, self.panel(self.source).role))  # fmt: skip
        role = self.panel(self._fixed).role
        if place.panel == self._fixed and place.grid != variant:
            return (_cell(place, role),)
        lattice = self.gathered.lattice(row, column)
        now = Lit(self.source, channel, [lattice[0][place.row]], [lattice[1][place.column]], "kernel")
        seen = self.gathered.window_at(place.row, place.column)
        ever = tuple(Lit(self.source, c, *seen, "kernel", strong=False) for c in self.gathered.channels(variant))
        both = (Lit(self._fixed, variant, [place.row], [place.column], role), *self._product(place.row, place.column))
        return (*ever, now, *both) if place.panel == self._fixed else (now, *both)

    def _weights_over(self, place: Place, variant: int) -> tuple[Lit, ...]:
        """The weights that meet a cell of the padded picture somewhere."""
        depth = place.grid - self.gathered.channels(variant).start
        if not 0 <= depth < self._depth:
            return ()
        return (Lit("gradient", depth, *self.gathered.weights_over(place.row, place.column), "kernel", strong=False),)

    def _multiplied_now(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        """What a cell of the padded picture is multiplied with in this frame, and where the product is."""
        variant, depth, row, column = self.position(frame.index)
        rows, columns = self.gathered.lattice(row, column)
        met = self.gathered.channel(variant, depth) == place.grid and place.row in rows and place.column in columns
        if not met:
            return ()
        y, x = rows.index(place.row), columns.index(place.column)
        return (Lit(self._fixed, variant, [y], [x], self.panel(self._fixed).role), *self._product(y, x))

    def _product(self, row: int, column: int) -> tuple[Lit, ...]:
        shown = max(self._count) <= LARGEST_SHOWN
        return (Lit("products", 0, [row], [column], "kernel"),) if shown else ()

    def describe(self, place: Place, frame: Frame) -> str:
        where = {"row": place.row, "column": place.column}
        panel = self.panel(place.panel)
        heading = f"{panel.title} {panel.name(place.grid)}".rstrip()
        if place.panel == "gradient":
            value = self.gathered.value(frame.variant, *place[1:])
            return tr("{panel} ({row}, {column}) = {value}", panel=heading, value=number(value, 4), **where)
        if place.panel == "products":
            variant, depth, row, column = self.position(frame.index)
            left = float(self.gathered.met(self.gathered.channel(variant, depth), row, column)[place.row, place.column])
            right = float(self.gathered.fixed[variant, place.row, place.column])
            return tr("{left} · {right} = {value}", left=number(left, 4), right=number(right, 4),
                      value=number(left * right, 4))  # fmt: skip
        if place.panel == self._fixed:
            value = float(self.gathered.fixed[place[1:]])
        else:
            value = self.gathered.picture.cell(*place[1:])
            border = self.gathered.picture.border
            if not border.inside(place.row, place.column):
                return tr("Padding: {value}; lit: the weights that meet it", value=number(value, 4))
            where = {"row": place.row - border.top, "column": place.column - border.left}
        return tr("{panel} ({row}, {column}) = {value}; lit: what it is multiplied with. Double-click to change it",
                  panel=heading, value=number(value, 4), **where)  # fmt: skip

    def index_at(self, place: Place, frame: Frame) -> int | None:
        if place.panel == "gradient":
            return self.index(frame.variant, *place[1:])
        if place.panel != self._fixed:
            return None
        return self.index(place.grid, *self.position(frame.index)[1:])

    def edit_at(self, place: Place, frame: Frame) -> Edit | None:
        part = {"input": "image", "upstream": "upstream"}.get(place.panel)
        if part is None:
            return None
        row, column, values = place.row, place.column, self.gathered.fixed
        if place.panel == self.source:
            border, values = self.gathered.picture.border, self.gathered.picture.image
            if not border.inside(row, column):
                return None
            row, column = row - border.top, column - border.left
        at = (place.grid, row, column)
        return Edit(part, at, float(values[at]))


def _cell(place: Place, role: str) -> Lit:
    return Lit(place.panel, place.grid, [place.row], [place.column], role)
