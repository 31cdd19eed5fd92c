"""From a layer to what the wall shows of its maps: which of them, their colours, captions and marks."""

from collections.abc import Sequence

import numpy as np

from cnnviz.numbers import number
from cnnviz.text import tr
from cnnviz.traces.ranges import rounded_up
from cnnviz.traces.shown_layers import Array, ShownLayer
from cnnviz.ui.inspect.maps.wall_content import WallContent

MOST_MAPS, MOST_UNITS = 512, 4096  # on a page


def page_size(layer: ShownLayer) -> int:
    """How many maps or units a wall shows at once."""
    return MOST_UNITS if layer.is_vector else MOST_MAPS


def colours_of(layer: ShownLayer) -> str:
    """The colours that the numbers of a layer call for: a picture's, a magnitude's, or those of either sign."""
    if layer.is_signed:
        return "activations"
    return "grey" if layer.is_input else "magnitudes"


def given_limit(layer: ShownLayer) -> float | None:
    """Where the range ends that is no matter of choice: a picture's, and that of probabilities; else None."""
    if layer.kind == "Softmax" and layer.is_vector:  # shares inside a network, such as attention, may all be small
        return 1.0
    if layer.is_input and not layer.is_signed:
        return 1.0 if layer.limit <= 1 else rounded_up(layer.limit)
    return None


def map_limits(maps: Array, limit: float | None) -> Array:
    """The end of the scale for each of K maps (K, ...): `limit`, or (None) what is largest in it.

    >>> map_limits(np.array([[1.0, -2.0], [0.1, 0.3], [0.0, 0.0]]), None).tolist()
    [2.0, 0.3, 1.0]
    """
    if limit is not None:
        return np.full(len(maps), limit)
    sizes = np.abs(maps.reshape(len(maps), -1))
    if not np.isfinite(sizes.max(initial=0)):
        sizes = np.where(np.isfinite(sizes), sizes, 0)
    most = sizes.max(axis=1)
    return np.where(most > 0, most, 1.0)


def maps_content(layer: ShownLayer, limit: float | None, indices: Sequence[int], captioned: bool = True) -> WallContent:
    """The maps `indices` of a layer, in this order; `limit` is where their range ends (None: each has its own)."""
    is_all = list(indices) == list(range(len(layer.maps)))
    maps = layer.maps if is_all else layer.maps[np.asarray(indices, np.intp)]
    given = given_limit(layer)
    return WallContent(
        maps, map_limits(maps, limit if given is None else given),
        colours=colours_of(layer),
        captions=[layer.label(index) for index in indices],
        marks=marks(layer, indices),
        decimals=3 if layer.kind == "Softmax" else 2,
        captioned=captioned and (not layer.is_input or bool(layer.labels)),
        indices=[] if is_all else list(indices),
    )  # fmt: skip


def marks(layer: ShownLayer, indices: Sequence[int]) -> list[str]:
    """A word for every map that needs one: all zero, or numbers that are none. Units show their number instead."""
    if layer.is_input or layer.is_vector:
        return [""] * len(indices)
    words = np.full(len(layer.maps), "", object)
    words[layer.silent()] = tr("all zero")
    words[~layer.finite()] = tr("not finite")
    return [str(words[index]) for index in indices]


def map_reading(layer: ShownLayer, index: int, row: int, column: int) -> str:
    """Position and value under the pointer."""
    value = number(float(layer.maps[index, row, column]), 4)
    if layer.is_vector:
        name = tr("class {name}", name=layer.label(index)) if layer.labels else tr("unit {index}", index=index)
        return tr("{layer} {name}: {value}", layer=layer.name, name=name, value=value)
    return tr("{layer} map {index} · row {row}, column {column}: {value}", layer=layer.name,
              index=layer.label(index), row=row, column=column, value=value)  # fmt: skip
