"""What numbers are called where there is little room: "conv2[5] (4, 4)", "fc1[17]", "picture[red] (3, 4)"."""

from cnnviz.text import tr
from cnnviz.traces.following import Followed, Part
from cnnviz.traces.passes import Cell, Pass
from cnnviz.traces.shown_layers import ShownLayer

LONG = 10  # letters of the name of a layer that is not said again in every row


def short_name(shown: Pass, cell: Cell) -> str:
    """The layer, which of its maps, units or classes, and where in it."""
    layer = shown.layer(cell.layer)
    name = tr("picture") if layer.is_input else layer.name
    label = f"[{layer.label(cell.channel)}]" if len(layer.maps) > 1 else ""
    return name + label if layer.is_vector else f"{name}{label} ({cell.row}, {cell.column})"


def part_names(shown: Pass, followed: Followed) -> list[str]:
    """What the rows are called: single numbers by their cell, patches by their channel."""
    parts = followed.parts
    sources = {part.source: shown.layer(part.source) for part in parts}
    places = {(part.top, part.left_) for part in parts}
    return [
        _number_name(shown, part, alone=len(parts) == 1 or len(places) > 1, of_one=len(sources) == 1)
        if part.left.size == 1
        else _patch_name(sources[part.source], part, alone=len(parts) == 1)
        for part in parts
    ]  # fmt: skip


def _number_name(shown: Pass, part: Part, alone: bool, of_one: bool) -> str:
    """Where all numbers are from the same place of their maps it need not be said, nor a layer that all are from."""
    cell = part.cell(0, 0)
    if cell is None:
        return tr("padding")
    if alone:
        return short_name(shown, cell)
    layer = shown.layer(cell.layer)
    if of_one and layer.is_vector and layer.labels and not layer.label(cell.channel).isdigit():
        return layer.label(cell.channel)
    if of_one and (not layer.is_vector or len(layer.name) > LONG):
        return _patch_name(layer, part, alone=False)
    return short_name(shown, cell).partition(" (")[0]


def _patch_name(source: ShownLayer, part: Part, alone: bool) -> str:
    label = source.label(part.channel)
    if alone:
        name = tr("picture") if source.is_input else source.name
        return f"{name}[{label}]" if len(source.maps) > 1 else name
    return label if source.labels else tr("in {channel}", channel=label)
