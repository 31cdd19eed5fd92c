"""Matrices as people type and paste them: from a text, a spreadsheet, Python, NumPy, PyTorch, JSON or MATLAB."""

import statistics
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.scenarios.matrix_nodes import Node, read_nodes
from cnnviz.scenarios.matrix_numbers import MatrixError, Places
from cnnviz.text import mark

LARGEST = 1024  # rows and columns of a picture
MOST_CHANNELS = 16
Rows = list[list[float]]


def parse_matrix(text: str, most: int = LARGEST) -> list[Rows]:
    """Channels (1 to 16) of rows of numbers, at most `most` rows and columns.

    - Rows are lines, or parts between ``;``, or brackets of any kind; channels are parts between empty lines, or one
      more pair of brackets. A batch of one picture, (1, C, H, W), is taken as its only picture.
    - Between numbers are blanks, tabs, commas, or (in a file of a spreadsheet) semicolons. A comma within a number is a
      decimal comma where something else separates the numbers.
    - Numbers are read by `traces.kernels.parse_number`: ``1/9``, ``2e-3``, a true minus, full-width digits.
    - What stands around or says no number is passed over: a name (``A =``), ``array(…, dtype=…)``, ``tensor(…)``,
      comments after ``#`` (and lines that begin with ``%``).

    Nothing is executed. MatrixError, with line and column, for everything else.

    >>> parse_matrix("[[1, 2], [3, 4]]"), parse_matrix("1,5 2,5")
    ([[[1.0, 2.0], [3.0, 4.0]]], [[[1.5, 2.5]]])
    """
    places = Places(text)
    node = read_nodes(text, places)
    shape = _shape(node, places)
    while len(shape) > 3 and shape[0] == 1:
        node, shape = node.nodes[0], shape[1:]
    if len(shape) > 3 or (len(shape) == 3 and shape[0] > MOST_CHANNELS):
        raise MatrixError(
            mark("Line {line}, column {column}: these are {size} numbers; a picture is rows of numbers, or at most "
                 "{most} such matrices, one for each channel."),
            **places.at(node.start, node.end), size=_size(shape), most=MOST_CHANNELS,
        )  # fmt: skip
    _check_size(node, shape, most, places)
    channels = node.nodes if len(shape) == 3 else [node]
    return [[row.numbers for row in (channel.nodes or [channel])] for channel in channels]


def parse_tensor(text: str, most: int = LARGEST) -> npt.NDArray[np.float64]:
    """An array of 2 to 4 axes, such as kernels (F, C, KH, KW), with at most `most` rows and columns.

    It is read as by `parse_matrix`; MatrixError for what is none.

    >>> parse_tensor("1 0 -1").shape, parse_tensor("[[[[1]]], [[[2]]]]").shape
    ((1, 3), (2, 1, 1, 1))
    """
    places = Places(text)
    node = read_nodes(text, places)
    shape = _shape(node, places)
    if len(shape) > 4:
        raise MatrixError(
            mark("Line {line}, column {column}: these are {size} numbers; at most 4 axes are taken: filters, channels, "
                 "rows and columns."),
            **places.at(node.start, node.end), size=_size(shape),
        )  # fmt: skip
    _check_size(node, shape, most, places)
    return np.array(_nested(node), dtype=np.float64).reshape((1,) * (2 - len(shape)) + shape)


def _shape(node: Node, places: Places) -> tuple[int, ...]:
    """How many there are along each axis; MatrixError where rows or matrices differ."""
    if node.numbers:
        return (len(node.numbers),)
    shapes = [_shape(inner, places) for inner in node.nodes]
    usual = statistics.mode(shapes)
    for inner, shape in zip(node.nodes, shapes, strict=True):
        if shape != usual:
            line = places.line(node.nodes[shapes.index(usual)].start)
            raise _uneven(shape, usual, line, places.at(inner.start, inner.end))
    return (len(shapes), *usual)


def _uneven(found: tuple[int, ...], usual: tuple[int, ...], line: int, place: dict[str, Any]) -> MatrixError:
    sizes = {"found": _size(found), "expected": _size(usual), "other": line}
    if len(found) != len(usual):
        return MatrixError(
            mark("Line {line}, column {column}: this has other brackets around it than line {other}; put every row "
                 "into the same brackets."), **place, other=line,
        )  # fmt: skip
    if len(found) == 1:
        return MatrixError(
            mark("Line {line}, column {column}: numbers in this row: {found}; in line {other}: {expected}. Every row "
                 "needs the same number of them."), **place, **sizes,
        )  # fmt: skip
    return MatrixError(
        mark("Line {line}, column {column}: this matrix is {found}, the one in line {other} is {expected}; all need "
             "the same size. (An empty line begins a new matrix.)"), **place, **sizes,
    )  # fmt: skip


def _check_size(node: Node, shape: Sequence[int], most: int, places: Places) -> None:
    rows, columns = (1, *shape)[-2:]
    if max(rows, columns) > most:
        raise MatrixError(
            mark("Line {line}, column {column}: the matrix has {rows} × {columns} numbers; at most {most} × {most} are "
                 "taken here."),
            **places.at(node.start, node.end), rows=rows, columns=columns, most=most,
        )  # fmt: skip


def _nested(node: Node) -> list[Any]:
    return [_nested(inner) for inner in node.nodes] if node.nodes else node.numbers


def _size(shape: Sequence[int]) -> str:
    return " × ".join(map(str, shape))
