"""Matrices as people paste them: from a text, a spreadsheet, Python, NumPy, PyTorch or MATLAB."""

import re

from cnnviz.text import ExplainedError, mark
from cnnviz.traces.kernels import parse_number

LARGEST_MATRIX = 64
Rows = list[list[float]]


class MatrixError(ExplainedError):
    """A text that is no matrix."""


def parse_matrix(text: str) -> list[Rows]:
    """Channels (one or three) of rows of numbers.

    Rows are lines, brackets or parts between ``;``; between numbers are blanks, tabs or commas. A comma within a number
    is a decimal comma where something else separates the numbers. MatrixError where the rows differ in length or there
    are too many; NumberError for what is no number.

    >>> parse_matrix("[[1, 2], [3, 4]]"), parse_matrix("1,5 2,5")
    ([[[1.0, 2.0], [3.0, 4.0]]], [[[1.5, 2.5]]])
    """
    channels = [[_numbers(line) for line in lines] for lines in _lines(text)]
    lengths = {len(row) for rows in channels for row in rows}
    if len(lengths) != 1:
        raise MatrixError(
            mark("The rows of the matrix hold {lengths} numbers; every row needs the same number of them."),
            lengths=", ".join(map(str, sorted(lengths))) or "0",
        )
    heights = {len(rows) for rows in channels}
    if len(channels) not in (1, 3) or len(heights) != 1:
        raise MatrixError(mark("The text holds {count} matrices; one is shown as grey, three of one size as "
                               "red, green and blue."), count=len(channels))  # fmt: skip
    if max(*heights, *lengths) > LARGEST_MATRIX:
        raise MatrixError(
            mark("The matrix has {rows} × {columns} numbers; at most {most} × {most} can be pasted."),
            rows=max(heights), columns=max(lengths), most=LARGEST_MATRIX,
        )  # fmt: skip
    return channels


def _lines(text: str) -> list[list[str]]:
    """The rows of every channel, as texts."""
    brackets = re.search(
        r"\[.*\]", text, re.DOTALL
    )  # what is around them, as in tensor([…], dtype=…), says nothing new
    if brackets is None:
        return [_split(text)]
    inside = brackets[0]
    if not re.match(r"\[\s*\[", inside):
        return [[row for part in re.findall(r"\[([^][]*)\]", inside) for row in _split(part)]]
    three_deep = re.match(r"\[\s*\[\s*\[", inside) is not None
    parts = re.split(r"\]\s*\]", inside) if three_deep else [inside + "]"]
    found = [re.findall(r"\[([^][]*)(?:\]|$)", part) for part in parts]
    return [[" ".join(row.split()) for row in rows] for rows in found if rows]


def _split(text: str) -> list[str]:
    """Lines, or parts between ``;``, of a text without brackets."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(";" in line.rstrip(";") for line in lines):  # a spreadsheet's file: ; between columns
        return [line.replace(";", "\t") for line in lines]
    return [part for line in lines for part in line.split(";") if part.strip()]


def _numbers(line: str) -> list[float]:
    """The numbers of a row."""
    within = re.search(r"\s", line.strip()) is not None and not re.search(r",\s|\s,", line)
    words = line.split() if within else line.replace(",", " ").split()
    return [parse_number(word) for word in words]
