"""How the gradient of a pooling by its input comes about: the winner of a window gets its δ, or all cells alike."""

import numpy as np

from cnnviz.engine.pooling import AvgPool2D, MaxPool2D, Pool2D
from cnnviz.numbers import number, size, telling_decimals
from cnnviz.text import tr
from cnnviz.traces.accumulating_scene import AccumulatingScene
from cnnviz.traces.accumulation import Moment
from cnnviz.traces.bordered import BorderedPicture
from cnnviz.traces.origin import OWN, Origin
from cnnviz.traces.pool_shares import MeanShares, PoolShares, WinnerShares
from cnnviz.traces.pool_windows import pool_window
from cnnviz.traces.ranges import rounded_up
from cnnviz.traces.reach import reached
from cnnviz.traces.scene import WHOLE, Array, Edit, Frame, Group, Lit, Outline, Panel, Place, Sum
from cnnviz.traces.upstream import check_upstream, delta_name, upstream_panel
from cnnviz.traces.windowed import picture_panel


class PoolingGradientScene(AccumulatingScene):
    """The gradient by `image` (C, H, W) from `upstream` (C, OH, OW), the one by the output; a frame for each δ.

    Panels: ``"upstream"``, for max pooling ``"input"`` with the window and its winner, ``"shares"`` (what each cell of
    the window gets) and ``"gradient"``, with a border that is cut away. `origin` as for `ConvolutionScene`.

    GeometryError and LayerError where the layer cannot take the image, GradientError where `upstream` has not the shape
    of its output.
    """

    target, source = "gradient", "upstream"

    def __init__(self, layer: Pool2D, image: Array, upstream: Array, *, origin: Origin = OWN) -> None:
        check_upstream(upstream, layer.output_shape(image.shape))
        self.layer, window = layer, pool_window(layer, (image.shape[1], image.shape[2]))
        self._picture = BorderedPicture(image, window, -np.inf if isinstance(layer, MaxPool2D) else 0.0)
        self._parts = _shared_out(layer, self._picture, upstream)
        self._accumulate(self._parts)
        source = upstream_panel(upstream, origin)
        least = self._parts.divisors.min() if isinstance(self._parts, MeanShares) else 1
        shares = Panel("shares", tr("Shares"), "plain", "middle", 1, *window.kernel, "changing",
                       high=rounded_up(source.high / least),
                       decimals=source.decimals if isinstance(layer, MaxPool2D) else None,
                       facts=(self._rule(), size(*window.kernel)))  # fmt: skip
        border = self._picture.border._replace(mode="cut")
        names = origin.channels(len(image))
        gradient = self._target_panel(tr("Input gradient"), "input", border, names)
        self.panels = (source, *self._input_panels(origin), shares, gradient)

    def _rule(self) -> str:
        """Who gets what."""
        return tr("the winner gets all") if isinstance(self.layer, MaxPool2D) else tr("all cells get the same")

    def _input_panels(self, origin: Origin) -> tuple[Panel, ...]:
        """What the windows were compared on; for a mean it makes no difference."""
        if not isinstance(self.layer, MaxPool2D):
            return ()
        reach = reached(self._parts.window, self._picture.size, self._count)
        return (picture_panel("input", tr("Input"), self._picture, reach, origin, editable=True),)

    def frame(self, index: int) -> Frame:
        channel, row, column = self.position(index)
        moment, (y, x) = self._parts.moment(channel, row, column), self._parts.window.origin(row, column)
        value = float(self._parts.source[channel, row, column])
        here = f"({row}, {column}) = {number(value, telling_decimals(value))}"
        facts = {
            "upstream": (here,),
            "shares": self._share_facts(value, channel, row, column),
            "gradient": self._added_facts(y, x),
        }
        seen = (key for key in ("input", "gradient") if key != "input" or isinstance(self.layer, MaxPool2D))
        windows = [outline for key in seen for outline in self._windows(key, range(channel, channel + 1), row, column)]
        return Frame(
            index,
            channel,
            (channel, y, x),
            self._sum(channel, row, column, moment),
            {"shares": moment.shares},
            (Outline("upstream", channel, row, column, 1, 1, "output"), *windows, *self._won(channel, row, column)),
            {"gradient": moment.added},
            facts,
        )

    def _sum(self, channel: int, row: int, column: int, moment: Moment) -> Sum:
        """Before, plus δ times its part, is after: for each cell of the window."""
        value, parts = self._parts.source[channel, row, column], self._parts.parts(channel, row, column)
        group = Group("", np.full(parts.size, value), parts.ravel(), float(np.sum(moment.shares, dtype=np.float64)),
                      moment.before.ravel(), moment.after.ravel())  # fmt: skip
        title = tr("what {cell} adds", cell=delta_name(self.panel("upstream"), channel, row, column))
        winner, divisor = -1, 1
        if isinstance(self._parts, WinnerShares):
            ky, kx = self._parts.winner(channel, row, column)
            winner = ky * parts.shape[1] + kx
        if isinstance(self._parts, MeanShares):
            divisor = int(self._parts.divisors[row, column])
        return Sum("scatter", title, (group,), float(value), divisor=divisor, winner=winner, panel="shares",
                   columns=parts.shape[1], left_role="output", right_role="plain")  # fmt: skip

    def _share_facts(self, value: float, channel: int, row: int, column: int) -> tuple[str, ...]:
        shown = number(value, telling_decimals(value))
        if isinstance(self._parts, MeanShares):
            return (tr("{value} / {divisor} each", value=shown, divisor=int(self._parts.divisors[row, column])),)
        return (tr("all of {value} to the winner", value=shown),)

    def _won(self, channel: int, row: int, column: int) -> tuple[Outline, ...]:
        """Outlines of the winner: in the input, the shares and the gradient."""
        if not isinstance(self._parts, WinnerShares):
            return ()
        (ky, kx), (rows, columns) = self._parts.winner(channel, row, column), self._seen(row, column)
        at = (channel, rows[ky], columns[kx], 1, 1, "output")
        return Outline("input", *at), Outline("shares", 0, ky, kx, 1, 1, "output"), Outline("gradient", *at)

    def values(self, key: str, rows: slice = WHOLE, columns: slice = WHOLE, variant: int = 0) -> Array:
        if key == "upstream":
            return self._parts.source[:, rows, columns]
        if key == "input" and isinstance(self.layer, MaxPool2D):
            return self._picture.cells(rows, columns)
        if key != "gradient":
            raise KeyError(key)
        return self._parts.values(rows, columns, variant)

    def links(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        if place.panel == "upstream":
            return (*self._fed(place), *self._lit_winner(place))
        if place.panel == "shares":
            rows, columns = self._now(frame)
            at = (frame.variant, [rows[place.row]], [columns[place.column]])
            keys = ("input", "gradient") if isinstance(self.layer, MaxPool2D) else ("gradient",)
            return (*(Lit(key, *at, self.panel(key).role) for key in keys), self._itself(place))
        other = "input" if place.panel == "gradient" else "gradient"
        lit = self._feeding(place)
        if isinstance(self.layer, MaxPool2D):
            lit = (*lit, self._itself(place._replace(panel=other)))
        rows, columns = self._now(frame)
        if place.grid != frame.variant or place.row not in rows or place.column not in columns:
            return lit
        return (*lit, Lit("shares", 0, [rows.index(place.row)], [columns.index(place.column)], "input"))

    def _now(self, frame: Frame) -> tuple[range, range]:
        """Rows and columns of the padded picture under the window of a frame."""
        (_, y, x), step = frame.position, self._parts.window.stride
        return self._seen(y // step[0], x // step[1])

    def _lit_winner(self, place: Place) -> tuple[Lit, ...]:
        """Where a δ goes."""
        won = self._won(*place[1:])
        return tuple(Lit(o.panel, o.grid, [o.row], [o.column], o.role) for o in won if o.panel != "shares")

    def describe(self, place: Place, frame: Frame) -> str:
        if place.panel == "upstream":
            value = number(float(self._parts.source[place[1:]]), 4)
            return tr(
                "{cell} = {value}; lit: where it goes", cell=delta_name(self.panel("upstream"), *place[1:]), value=value
            )
        if place.panel == "gradient":
            return self._described_target(place, frame)
        if place.panel == "shares":
            value = number(float(frame.parts["shares"][place[1:]]), 4)
            return tr("Share ({row}, {column}) = {value}", row=place.row, column=place.column, value=value)
        border = self._picture.border
        if not border.inside(place.row, place.column):
            return tr("Padding: empty, it never wins")
        where = {"row": place.row - border.top, "column": place.column - border.left}
        return tr("{panel} ({row}, {column}) = {value}; lit: the windows that it takes part in",
                  panel=self._heading(place), value=number(self._picture.cell(*place[1:]), 4), **where)  # fmt: skip

    def index_at(self, place: Place, frame: Frame) -> int | None:
        if place.panel == "upstream":
            return self.index(*place[1:])
        return None if place.panel == "shares" else self._index_over(place, frame.variant)

    def edit_at(self, place: Place, frame: Frame) -> Edit | None:
        if place.panel == "upstream":
            return Edit("upstream", place[1:], float(self._parts.source[place[1:]]))
        border = self._picture.border
        if place.panel != "input" or not border.inside(place.row, place.column):
            return None
        at = (place.grid, place.row - border.top, place.column - border.left)
        return Edit("image", at, float(self._picture.image[at]))


def _shared_out(layer: Pool2D, picture: BorderedPicture, upstream: Array) -> PoolShares:
    window = pool_window(layer, (picture.border.height, picture.border.width))
    if isinstance(layer, AvgPool2D):
        return MeanShares(layer, picture, window, upstream)
    return WinnerShares(picture, window, upstream)
