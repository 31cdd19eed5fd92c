"""Every term of a followed number as text: a table that can be copied, with the sums that it comes to."""

from collections.abc import Iterator

import numpy as np

from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.traces.following import Part
from cnnviz.traces.passes import Pass, cell_name
from cnnviz.ui.inspect.follow.names import short_name
from cnnviz.ui.painting.follow_outcome import outcome_lines, terms_of
from cnnviz.ui.painting.followed_picture import FollowedPicture, told

COLUMN = 2  # characters between two columns


def terms_text(shown: Pass, picture: FollowedPicture, decimals: int) -> str:
    """What is followed, every term of every part in the picture's order, and what is done with them."""
    followed = picture.followed
    lines = [tr("{cell}: {kind}, {count} terms", cell=cell_name(shown, followed.cell), kind=followed.kind,
                count=count(terms_of(followed))), ""]  # fmt: skip
    rows = [row for index in picture.order for row in _rows_of(shown, followed.parts[index], decimals, picture)]
    headings = _headings(picture)
    widths = [max(map(len, column), default=0) for column in zip(headings, *rows, strict=True)]
    lines += [_aligned(row, widths) for row in [headings, *rows]]
    results = [(line.name, line.value) for line in outcome_lines(picture, decimals)]
    longest = max(len(name) for name, _ in results)
    widest = max(len(value) for _, value in results)
    lines += ["", *(f"{name.ljust(longest)}  {value.rjust(widest)}" for name, value in results)]
    lines += ["", tr("Rounded to {decimals} decimals for reading; computed with all.", decimals=decimals)]
    return "\n".join(lines)


def _headings(picture: FollowedPicture) -> tuple[str, ...]:
    followed = picture.followed
    if picture.is_shares:
        return tr("number"), tr("score"), tr("e^(score − largest)")
    if any(part.right is not None for part in followed.parts):
        return tr("number"), tr("value"), tr("weight"), tr("product")
    return tr("number"), tr("value")


def _rows_of(shown: Pass, part: Part, decimals: int, picture: FollowedPicture) -> Iterator[tuple[str, ...]]:
    """A row for every term, and one for what those of a channel come to where there are several."""
    for (row, column), value in np.ndenumerate(part.left):
        cell = part.cell(row, column)
        name = tr("padding") if cell is None else short_name(shown, cell)
        texts = [told(float(value), decimals)]
        if part.right is not None:
            weight = float(part.right[row, column])
            texts += [told(weight, decimals), told(float(value) * weight, decimals)]
        if picture.is_shares:
            texts.append(told(part.total, decimals))
        yield name, *texts
    if part.left.size > 1 and part.right is not None and len(picture.followed.parts) > 1:
        channel = tr("sum of {source}[{label}]", source=part.source, label=shown.layer(part.source).label(part.channel))
        yield channel, "", "", told(part.total, decimals)
        yield "", "", "", ""


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    """Names at the left, numbers under each other."""
    cells = [row[0].ljust(widths[0]), *(text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True))]
    return (" " * COLUMN).join(cells).rstrip()
