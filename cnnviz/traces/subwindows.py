"""Some windows of a picture, every fourth row say, as those of a smaller picture: so that no other is computed."""

from typing import NamedTuple

import numpy as np

from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.traces.bordered import Lines
from cnnviz.traces.reach import cells_seen
from cnnviz.traces.scene import WHOLE


class SubWindows(NamedTuple):
    """The lines of the padded picture that are needed, and how the same window then slides over those alone."""

    rows: Lines
    columns: Lines
    stride: Pair
    dilation: Pair


def sub_windows(window: Window2D, count: Pair, rows: slice = WHOLE, columns: slice = WHOLE) -> SubWindows | None:
    """The windows in `rows` and `columns` of all `count` of them; None where there are none in them.

    Windows that overlap stay neighbours, with the stride times the step. Of windows that lie apart only the lines that
    they see are taken, and laid side by side.

    >>> sub_windows(Window2D.of(3), (8, 8), slice(0, 8, 2), slice(5, 6))
    SubWindows(rows=slice(0, 9, 1), columns=array([5, 6, 7]), stride=(2, 3), dilation=(1, 1))
    """
    lines: list[Lines] = []
    strides, gaps = [], []
    for axis, wanted in enumerate((rows, columns)):
        places = np.arange(count[axis])[wanted]
        if not places.size:
            return None
        step, span = window.stride[axis], window.span[axis]
        hop = step * int(places[1] - places[0]) if places.size > 1 else span
        if hop < span:
            lines.append(slice(int(places[0]) * step, int(places[-1]) * step + span, 1))
            strides.append(hop)
            gaps.append(window.dilation[axis])
        else:
            lines.append(cells_seen(window, axis, places).ravel())
            strides.append(window.kernel[axis])
            gaps.append(1)
    return SubWindows(lines[0], lines[1], (strides[0], strides[1]), (gaps[0], gaps[1]))
