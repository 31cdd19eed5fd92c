"""The values of a plot as a table of text, for spreadsheets."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cnnviz.history.curves import Floats


class Column(NamedTuple):
    """A line by its `name`: its steps and its values, (N,) each."""

    name: str
    x: Floats
    y: Floats


def table(first: str, columns: Sequence[Column]) -> str:
    """One row for each step at which any line has a value, tabs between the columns; `first` is what steps are called.

    >>> loss = Column("loss", np.array([1.0, 2]), np.array([0.5, 0.25]))
    >>> text = table("step", [loss, Column("score", np.array([2.0]), np.array([9.0]))])
    >>> [row.split(chr(9)) for row in text.splitlines()]
    [['step', 'loss', 'score'], ['1', '0.5', ''], ['2', '0.25', '9']]
    """
    steps = np.unique(np.concatenate([column.x for column in columns])) if columns else np.empty(0)
    cells = [[f"{step:g}" if step < 1e5 else f"{step:.0f}" for step in steps]]
    for column in columns:
        texts = [""] * len(steps)
        for row, value in zip(np.searchsorted(steps, column.x), column.y, strict=True):
            texts[row] = f"{value:.6g}"
        cells.append(texts)
    rows = ["\t".join((first, *(column.name for column in columns)))]
    rows += ["\t".join(row) for row in zip(*cells, strict=True)]
    return "\n".join(rows) + "\n"
