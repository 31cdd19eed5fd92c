"""From a layer to what the wall shows: its maps or its kernels, their colours, captions and marks."""

from collections.abc import Sequence

import numpy as np

from cnnviz.numbers import count, number, size
from cnnviz.text import tr
from cnnviz.traces.shown_layers import Array, ShownLayer, kernel_maps, map_limits
from cnnviz.ui.inspect.maps.map_wall import WallContent


def maps_content(layer: ShownLayer, how: str, network_limit: float, fixed: float) -> WallContent:
    """All maps of a layer; `how` is the range ("map", "layer", "network" or "fixed")."""
    if layer.is_input or layer.kind == "Softmax":
        limits: Array = np.ones(len(layer.maps))
    else:
        limits = map_limits(layer.maps, how, network_limit, fixed)
    return WallContent(
        layer.maps, limits,
        colours="grey" if layer.is_input else "activations",
        captions=[layer.label(index) for index in range(len(layer.maps))],
        marks=marks(layer),
        decimals=3 if layer.kind == "Softmax" else 2,
        captioned=not layer.is_input or bool(layer.labels),
    )  # fmt: skip


def marks(layer: ShownLayer) -> list[str]:
    """A word for every map that needs one: all zero, or numbers that are none. Units show their number instead."""
    if layer.is_input or layer.is_vector:
        return [""] * len(layer.maps)
    finite = np.isfinite(layer.maps).all(axis=(1, 2))
    words = np.where(finite, np.where(layer.silent(), tr("all zero"), ""), tr("not finite"))
    return [str(word) for word in words]


def single_map(content: WallContent, index: int) -> WallContent:
    """One map of a wall alone, with its range, without a caption."""
    part = slice(index, index + 1)
    return WallContent(
        content.maps[part], content.limits[part], content.colours, [content.captions[index]], [""], content.decimals,
        captioned=False,
    )  # fmt: skip


def kernels_content(layer: ShownLayer, how: str, network_limit: float, fixed: float) -> WallContent:
    """All kernels of a layer, the channels of one kernel side by side; the matrix of a linear layer as one map.

    `how` is the range, as for maps.
    """
    assert layer.weights is not None
    maps = kernel_maps(layer.weights)
    group = layer.weights.shape[1] if layer.weights.ndim == 4 else 1
    limits = map_limits(maps, how, network_limit, fixed)
    captions = [kernel_caption(index, group) for index in range(len(maps))]
    captioned = layer.weights.ndim == 4
    return WallContent(maps, limits, "weights", captions, [""] * len(maps), group=group, captioned=captioned)


def kernel_caption(index: int, channels: int) -> str:
    """The kernel's name below its first channel, which runs below the others."""
    kernel, channel = divmod(index, channels)
    return "" if channel else tr("kernel {kernel}", kernel=kernel)


def facts(layer: ShownLayer) -> str:
    """The line beside a layer's name: what its maps are and what they cost."""
    if layer.is_input:
        return tr("{channels} × {size}: what the network gets to see", channels=len(layer.maps),
                  size=size(layer.maps.shape[2], layer.maps.shape[1]))  # fmt: skip
    if layer.summary is None:
        return tr("{count} probabilities, from the scores of the last layer", count=len(layer.maps))
    parts = [
        tr("{count} units", count=count(len(layer.maps))) if layer.is_vector
        else tr("{count} maps of {size}", count=count(len(layer.maps)),
                size=size(layer.maps.shape[2], layer.maps.shape[1]))
    ]  # fmt: skip
    if layer.takes:
        parts.append(tr("takes {layers}", layers=", ".join(layer.takes)))
    if layer.summary.parameters:
        parts.append(tr("{count} parameters", count=count(layer.summary.parameters)))
    field_height, field_width = layer.summary.receptive_field
    parts.append(tr("receptive field {size}", size=size(field_width, field_height)))
    if layer.summary.multiply_adds:
        parts.append(tr("{count} multiply-adds", count=count(layer.summary.multiply_adds)))
    return " · ".join(parts)


def kernel_facts(layer: ShownLayer) -> str:
    """The line beside a layer's name while its kernels are shown."""
    assert layer.weights is not None
    shape = layer.weights.shape
    if len(shape) == 2:
        rows = tr("weights of {units} units (rows) on {inputs} inputs (columns)", units=shape[0], inputs=shape[1])
        return rows if layer.bias is None else rows + tr(", and {units} biases", units=shape[0])
    kernels = tr("{kernels} kernels of {channels} × {size}", kernels=shape[0], channels=shape[1],
                 size=size(shape[3], shape[2]))  # fmt: skip
    parameters = count(layer.summary.parameters if layer.summary else layer.weights.size)
    if layer.bias is None:
        return kernels + tr(", {parameters} parameters, no biases", parameters=parameters)
    return kernels + tr(", {parameters} parameters with the biases", parameters=parameters)


def silent_text(layer: ShownLayer) -> str:
    """How many maps are zero everywhere, as a sentence; empty where none is."""
    silent = int(layer.silent().sum())
    if not silent or layer.is_input:
        return ""
    if layer.is_vector:
        return tr("{silent} of {count} units are zero.", silent=silent, count=len(layer.maps))
    return tr("{silent} of {count} maps are zero everywhere.", silent=silent, count=len(layer.maps))


def map_reading(layer: ShownLayer, index: int, row: int, column: int) -> str:
    """Position and value under the pointer."""
    value = number(float(layer.maps[index, row, column]), 4)
    if layer.is_vector:
        name = tr("class {name}", name=layer.label(index)) if layer.labels else tr("unit {index}", index=index)
        return tr("{layer} {name}: {value}", layer=layer.name, name=name, value=value)
    return tr("{layer} map {index} · row {row}, column {column}: {value}", layer=layer.name,
              index=layer.label(index), row=row, column=column, value=value)  # fmt: skip


def kernel_reading(layer: ShownLayer, index: int, row: int, column: int) -> str:
    """Position and weight under the pointer."""
    assert layer.weights is not None
    value = number(float(kernel_maps(layer.weights)[index, row, column]), 4)
    if layer.weights.ndim == 2:
        return tr("{layer}: weight of unit {unit} on input {source}: {value}",
                  layer=layer.name, unit=row, source=column, value=value)  # fmt: skip
    kernel, channel = divmod(index, layer.weights.shape[1])
    return tr("{layer} kernel {kernel}, input channel {channel} · row {row}, column {column}: {value}",
              layer=layer.name, kernel=kernel, channel=layer.source(kernel, channel), row=row, column=column,
              value=value)  # fmt: skip


def statistics(values: Array) -> Sequence[tuple[str, str]]:
    """Names and values of the numbers that sum up a map."""
    if values.size == 1:
        return ((tr("value"), number(float(values.flat[0]), 4)),)
    zero = float((values == 0).mean())
    return (
        (tr("smallest"), number(float(values.min()), 3)),
        (tr("largest"), number(float(values.max()), 3)),
        (tr("mean"), number(float(values.mean()), 3)),
        (tr("zeros"), f"{number(100 * zero, 1)} %"),
    )
