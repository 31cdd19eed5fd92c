"""What is said beside a size rule: what the padding is made of, and which rows and columns no window reaches."""

from cnnviz.engine.geometry import Pair, Sides, Window2D
from cnnviz.text import tr
from cnnviz.traces.reach import Flags, reached


def padding_text(padding: Sides, word: str, mode: str) -> str:
    """How much padding there is, by which name it was chosen, and what fills it (``none``: nothing that counts)."""
    if not any(padding):
        return ""
    fills = {
        "none": tr("it never wins"),
        "zeros": tr("zeros"),
        "reflect": tr("mirrored at the edge (reflect)"),
        "replicate": tr("the edge repeated (replicate)"),
        "circular": tr("the other end (circular)"),
    }
    chosen = {"same": tr("Padding “same”"), "full": tr("Padding “full”")}.get(word, tr("Padding"))
    return tr("{padding}: {amounts}; {fill}.", padding=chosen, amounts=_amounts(padding), fill=fills[mode])


def cut_text(padding: Sides) -> str:
    """How much a transposed convolution takes away; empty where nothing."""
    return tr("Padding takes away: {amounts}.", amounts=_amounts(padding)) if any(padding) else ""


def reach_text(window: Window2D, size: Pair, count: Pair) -> str:
    """Which rows and columns of a picture of `size`, padded, none of `count` (rows, columns) windows touches."""
    bottom, right = window.padding[1], window.padding[3]
    rows, columns = reached(window, window.padded_size(size), count)
    places = [*_missed_rows(rows, bottom), *_missed_columns(columns, right)]
    if not places:
        return tr("Every row and column is reached.")
    return tr("Hatched: {places}. No window reaches them.", places=", ".join(places))


def uncovered_text(window: Window2D, size: Pair, count: Pair) -> str:
    """Which rows and columns of a transposed convolution's output of `size` no input cell adds to."""
    rows, columns = reached(window, window.padded_size(size), count)
    top, bottom, left, right = window.padding
    inner_rows, inner_columns = rows[top : len(rows) - bottom], columns[left : len(columns) - right]
    places = [*_missed_rows(inner_rows, 0), *_missed_columns(inner_columns, 0)]
    if not places:
        return tr("Something is added to every row and column.")
    return tr("Only the bias stands in {places}.", places=", ".join(places))


def beyond_text(window: Window2D, size: Pair) -> str:
    """How far the last windows of a pooling in ceil mode reach beyond the picture and its padding."""
    padding = window.rounded_up(size).padding
    rows, columns = padding[1] - window.padding[1], padding[3] - window.padding[3]
    if not rows and not columns:
        return ""
    return tr("The last windows reach beyond the picture (rows: {rows}, columns: {columns}); what is not there does "
              "not count.", rows=rows, columns=columns)  # fmt: skip


def _amounts(padding: Sides) -> str:
    top, bottom, left, right = padding
    if len(set(padding)) == 1:
        return tr("{count} on every side", count=top)
    if top == bottom and left == right:
        return tr("{vertical} above and below, {horizontal} left and right", vertical=top, horizontal=left)
    return tr("{top} above, {bottom} below, {left} left, {right} right",
              top=top, bottom=bottom, left=left, right=right)  # fmt: skip


def _missed_rows(flags: Flags, padding: int) -> list[str]:
    end, between = _missed(flags)
    places = []
    if end:
        text = tr("{count} rows at the bottom", count=end) if end > 1 else tr("1 row at the bottom")
        places.append(_padding_only(text) if end <= padding else text)
    if between:
        places.append(tr("{count} rows in between", count=between) if between > 1 else tr("1 row in between"))
    return places


def _missed_columns(flags: Flags, padding: int) -> list[str]:
    end, between = _missed(flags)
    places = []
    if end:
        text = tr("{count} columns at the right", count=end) if end > 1 else tr("1 column at the right")
        places.append(_padding_only(text) if end <= padding else text)
    if between:
        places.append(tr("{count} columns in between", count=between) if between > 1 else tr("1 column in between"))
    return places


def _padding_only(text: str) -> str:
    return tr("{places} (only padding)", places=text)


def _missed(flags: Flags) -> Pair:
    """How many flags are off at the end, and how many before.

    >>> import numpy as np
    >>> _missed(np.array([True, False, True, False, False]))
    (2, 1)
    """
    touched = flags.nonzero()[0]
    last = int(touched[-1]) + 1 if len(touched) else 0
    return len(flags) - last, last - len(touched)
