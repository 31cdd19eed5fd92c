"""The gradient from above, δ: how much the loss changes with each number of an output."""

from dataclasses import replace

from cnnviz.engine.arrays import Shape
from cnnviz.numbers import size
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.traces.bordered import BorderedPicture
from cnnviz.traces.origin import Origin
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.scene import Array, Flags, Panel
from cnnviz.traces.windowed import decimals_of, limit_text


class GradientError(ExplainedError):
    """A gradient from above that does not have the shape of the output."""


def check_upstream(upstream: Array, shape: Shape) -> None:
    """GradientError where the gradient has not the `shape` of the output."""
    if upstream.shape != shape:
        raise GradientError(
            mark("The gradient from above has the shape {given}, the output {expected}; both must be the same."),
            given=upstream.shape, expected=shape,
        )  # fmt: skip


def upstream_panel(upstream: Array, origin: Origin) -> Panel:
    """Its panel: what comes in on the way back, in the colour of the output that it belongs to."""
    count, rows, columns = upstream.shape
    limit = rounded_up(symmetric_limit(upstream))
    facts = (f"{size(rows, columns)}, {limit_text(limit)}", size(rows, columns))
    return Panel("upstream", tr("Gradient from above"), "output", "in", count, rows, columns, "fixed", high=limit,
                 decimals=decimals_of(upstream), names=origin.filters(count), facts=facts, editable=True)  # fmt: skip


def padded_upstream_panel(picture: BorderedPicture, reach: tuple[Flags, Flags], origin: Origin) -> Panel:
    """The panel of a gradient over which a window slides: with zeros around it, for what was taken away there."""
    panel, (rows, columns) = upstream_panel(picture.image, origin), picture.size
    facts = panel.facts
    if picture.size != picture.image.shape[1:]:
        facts = (tr("{size} · padded to {padded}", size=facts[0], padded=size(rows, columns)), *facts)
    return replace(panel, rows=rows, columns=columns, border=picture.border, reached=reach, facts=facts)


def delta_name(upstream: Panel, grid: int, row: int, column: int) -> str:
    """One number of a gradient from above in words, which the panel `upstream` shows.

    >>> import numpy as np
    >>> delta_name(upstream_panel(np.ones((1, 4, 4)), Origin()), 0, 2, 3)
    'δ (2, 3)'
    >>> delta_name(upstream_panel(np.ones((4, 4, 4)), Origin()), 0, 2, 3)
    'δ 1 (2, 3)'
    """
    if not upstream.names:
        return tr("δ ({row}, {column})", row=row, column=column)
    return tr("δ {filter} ({row}, {column})", filter=upstream.name(grid), row=row, column=column)
