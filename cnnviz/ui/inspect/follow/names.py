"""What numbers are called where there is little room: "conv2[5] (4, 4)", "fc1[17]", "picture[red] (3, 4)"."""

from cnnviz.text import tr
from cnnviz.traces.following import Followed, Part
from cnnviz.traces.passes import Cell, Pass


def short_name(shown: Pass, cell: Cell) -> str:
    """The layer, which of its maps, units or classes, and where in it."""
    layer = shown.layer(cell.layer)
    name = tr("picture") if layer.is_input else layer.name
    label = f"[{layer.label(cell.channel)}]" if len(layer.maps) > 1 else ""
    return name + label if layer.is_vector else f"{name}{label} ({cell.row}, {cell.column})"


def part_names(shown: Pass, followed: Followed) -> list[str]:
    """What the rows are called: single numbers by their cell, patches by their channel."""
    return [_part_name(shown, followed, part) for part in followed.parts]


def _part_name(shown: Pass, followed: Followed, part: Part) -> str:
    source = shown.layer(part.source)
    if part.left.size > 1 and len(followed.parts) == 1:
        name = tr("picture") if source.is_input else source.name
        return f"{name}[{source.label(part.channel)}]" if len(source.maps) > 1 else name
    if part.left.size == 1 and part.inside.all():
        if len({(one.top, one.left_) for one in followed.parts}) == 1 and len(followed.parts) > 1:
            name = tr("picture") if source.is_input else source.name
            return f"{name}[{source.label(part.channel)}]"  # all at the same place: it need not be said
        return short_name(shown, Cell(part.source, part.channel, part.top, part.left_))
    return source.label(part.channel) if source.labels else tr("in {channel}", channel=part.channel)
