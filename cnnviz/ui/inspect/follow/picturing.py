"""From a followed number to what is drawn: names, colours and order of its parts."""

from collections.abc import Sequence

import numpy as np

from cnnviz.engine.graph import INPUT
from cnnviz.numbers import count, size
from cnnviz.text import tr
from cnnviz.traces.following import Followed
from cnnviz.traces.passes import Pass
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.traces.scene import Array
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.follow.names import part_names, short_name
from cnnviz.ui.painting.colours import activation_scale, magnitude_scale, weight_scale
from cnnviz.ui.painting.follow_outcome import terms_of
from cnnviz.ui.painting.follow_tiles import Tint
from cnnviz.ui.painting.followed_picture import FollowedPicture, by_size
from cnnviz.ui.theme import Theme


def picture_of(shown: Pass, followed: Followed, theme: Theme, largest_first: bool) -> FollowedPicture:
    """What is drawn of a number of a pass; colours run as far as the whole layer before does."""
    parts = followed.parts
    sources = [shown.layer(name) for name in dict.fromkeys(part.source for part in parts)]
    weights = [part.right.ravel() for part in parts if part.right is not None]
    products = [(part.left * part.right).ravel() for part in parts if part.right is not None]
    return FollowedPicture(
        followed,
        short_name(shown, followed.cell),
        part_names(shown, followed),
        by_size(followed) if largest_first else range(len(parts)),
        map_tint(sources[0], theme) if sources else Tint(1.0, None),
        Tint(_limit(weights), weight_scale(theme)),
        Tint(_limit(products), activation_scale(theme)),
    )


def _limit(values: Sequence[Array]) -> float:
    """Where the colours of all of these numbers end."""
    return rounded_up(symmetric_limit(np.concatenate(values))) if values else 1.0


def map_tint(layer: ShownLayer, theme: Theme) -> Tint:
    """The colours of a layer's maps: grey for a picture, one side of a scale for what cannot be negative."""
    limit = symmetric_limit(layer.maps)
    if layer.is_input and not layer.is_signed:
        return Tint(1.0 if limit <= 1 else rounded_up(limit), None)
    return Tint(rounded_up(limit), activation_scale(theme) if layer.is_signed else magnitude_scale(theme))


def summary_of(followed: Followed) -> str:
    """How many numbers were met, in the words of the layer."""
    parts = followed.parts
    if not parts:
        return ""
    rows, columns = parts[0].left.shape
    if followed.sum.kind == "shares":
        return tr("{count} scores of {layer}", count=count(len(parts)), layer=parts[0].source)
    if (rows, columns) != (1, 1):
        if len(parts) == 1:
            return tr("a window of {size}", size=size(columns, rows))
        return tr("{count} channels of {size}", count=count(len(parts)), size=size(columns, rows))
    if len(parts) > 1 and len({part.source for part in parts}) == 1:
        source = tr("the picture") if parts[0].source == INPUT else parts[0].source
        return tr("{count} numbers of {layer}", count=count(len(parts)), layer=source)
    return tr("one number") if len(parts) == 1 else tr("{count} numbers", count=count(len(parts)))


def source_name(shown: Pass, followed: Followed) -> str:
    """The layer that the numbers come from; several where branches meet."""
    names = dict.fromkeys(part.source for part in followed.parts)
    return ", ".join(tr("picture") if shown.layer(name).is_input else name for name in names)


def button_text(followed: Followed) -> str:
    """What the button says that lists all terms."""
    terms = terms_of(followed)
    return tr("All {count} terms", count=count(terms)) if terms != 1 else tr("The one term")


def spot_texts(shown: Pass, picture: FollowedPicture, spot: Sequence[int]) -> tuple[str, str]:
    """Where the number at a spot (part, row, column) lies, and what it brings."""
    index, row, column = spot
    part = picture.followed.parts[index]
    cell = part.cell(row, column)
    value = picture.factor_text(float(part.left[row, column]))
    where = short_name(shown, cell) if cell is not None else tr("padding, beside {layer}", layer=part.source)
    if picture.is_shares:
        return where, f"e^{value} → {picture.factor_text(part.total)}"
    if part.right is None:
        return where, value
    weight = float(part.right[row, column])
    product = picture.factor_text(float(part.left[row, column]) * weight)
    return where, f"{value} · {picture.factor_text(weight)} = {product}"
