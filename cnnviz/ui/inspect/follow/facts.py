"""What is said beside the map of a followed number: the number, the range around it, and whether the map is silent."""

import numpy as np

from cnnviz.numbers import count, number
from cnnviz.text import tr
from cnnviz.traces.following import Followed
from cnnviz.traces.passes import Cell, Pass
from cnnviz.ui.inspect.follow.names import short_name
from cnnviz.ui.painting.followed_picture import telling_places, told

Fact = tuple[str, str]
"""A line, and what it is: "value", "plain" or "warning"."""


def facts_of(shown: Pass, followed: Followed) -> list[Fact]:
    """The lines, the number first."""
    cell, layer = followed.cell, shown.layer(followed.cell.layer)
    values = layer.maps[:, 0, 0] if layer.is_vector else layer.maps[cell.channel]
    ends = float(values.min()), float(values.max())
    places = telling_places(max(map(abs, (*ends, followed.value))))
    lines = [(told(followed.value, places), "value")]
    if not np.isfinite(values).all():
        lines.append((tr("not all numbers are finite"), "warning"))
    elif not values.any():
        silent = tr("all zero for this picture") if layer.is_vector else tr("silent: all zero for this picture")
        lines.append((silent, "warning"))
    else:
        shorter = max(0, places - 2)
        lines.append(
            (tr("range {low} to {high}", low=number(ends[0], shorter), high=number(ends[1], shorter)), "plain")
        )
    if layer.is_vector:
        rank = 1 + int((values > followed.value).sum())
        which = tr("rank {rank} of {count}", rank=count(rank), count=count(len(values)))
        return [*lines, (which, "plain")]
    zeros = float((values == 0).mean())
    mean = tr("mean {mean}", mean=number(float(values.mean()), max(0, places - 2)))
    return [*lines, (f"{mean}, {tr('{share} % zeros', share=number(100 * zeros, 0))}", "plain")]


def reading_of(shown: Pass, cell: Cell) -> str:
    """A number and where it stands."""
    value = shown.value(cell)
    where = short_name(shown, cell).removeprefix(cell.layer)
    return f"{where.strip()}: {told(value, telling_places(abs(value)))}"
