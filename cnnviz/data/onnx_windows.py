"""Windows as ONNX tells them, in our words: sides are (top, left, bottom, right), and `auto_pad` asks for the size."""

from typing import Any

from cnnviz.data.onnx_operator import Operator
from cnnviz.engine.geometry import Pair, Sides
from cnnviz.text import tr


def steps_of(operator: Operator) -> dict[str, Any]:
    """Stride and dilation; NoCounterpart for windows of one or three dimensions."""
    strides, dilations = (_both(operator, name) for name in ("strides", "dilations"))
    return {"stride": strides, "dilation": dilations}


def border_of(operator: Operator, size: Pair, kernel: Pair) -> Sides:
    """(top, bottom, left, right) for maps of `size`; for SAME so that ``ceil(size / stride)`` windows fit."""
    word = word_of(operator)
    if word.startswith("SAME"):
        steps = steps_of(operator)
        given = zip(size, kernel, steps["stride"], steps["dilation"], strict=True)
        return shared([max((-(-n // s) - 1) * s + (k - 1) * d + 1 - n, 0) for n, k, s, d in given], word)
    pads = operator.attributes.get("pads", (0, 0, 0, 0)) if word != "VALID" else (0, 0, 0, 0)
    if len(pads) != 4 or min(pads) < 0:
        raise operator.no_counterpart(tr("its border is {pads}.", pads=list(pads)[:8]))
    top, left, bottom, right = pads
    return (top, bottom, left, right)


def transposed_border(operator: Operator, size: Pair, kernel: Pair) -> tuple[Sides, Pair]:
    """Border and output padding of a transposed convolution: a wanted size tells both."""
    steps, word = steps_of(operator), word_of(operator)
    more = operator.attributes.get("output_padding", (0, 0))
    wanted = operator.attributes.get("output_shape")
    if word.startswith("SAME"):
        wanted = tuple(length * stride for length, stride in zip(size, steps["stride"], strict=True))
    if wanted is None:
        return border_of(operator, size, kernel), (more[0], more[-1])
    given = zip(size, steps["stride"], kernel, steps["dilation"], wanted, more, strict=True)
    spare = [(n - 1) * stride + (k - 1) * gap + 1 + add - length for n, stride, k, gap, length, add in given]
    added = [add + max(-cells, 0) for cells, add in zip(spare, more, strict=True)]
    return shared([max(cells, 0) for cells in spare], word), (added[0], added[1])


def shared(spare: list[int], word: str) -> Sides:
    """Rows and columns over both sides; the odd one below and to the right with SAME_UPPER, else above and left.

    >>> shared([3, 2], "SAME_UPPER"), shared([3, 2], "SAME_LOWER")
    ((1, 2, 1, 1), (2, 1, 1, 1))
    """
    less, more = [n // 2 for n in spare], [n - n // 2 for n in spare]
    first, last = (less, more) if word == "SAME_UPPER" else (more, less)
    return (first[0], last[0], first[1], last[1])


def word_of(operator: Operator) -> str:
    """The value of `auto_pad`."""
    word = operator.attributes.get("auto_pad", b"NOTSET")
    return word.decode("ascii", "replace") if isinstance(word, bytes) else str(word)


def pair_of(operator: Operator, values: Any) -> Pair:
    """Two numbers, vertical and horizontal; NoCounterpart where they are more or fewer."""
    if len(values) != 2:
        raise operator.no_counterpart(tr("its windows have {count} dimensions, not two.", count=len(values)))
    return (int(values[0]), int(values[1]))


def _both(operator: Operator, name: str) -> Pair:
    return pair_of(operator, operator.attributes.get(name, (1, 1)))
