"""The rows of a network that is being edited, and how they stay linked when one comes, goes or moves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from cnnviz.engine.graph import INPUT
from cnnviz.scenarios.layer_kinds import KINDS, LayerValue

Rows = tuple["DraftRow", ...]


@dataclass(frozen=True)
class DraftRow:
    """A layer as a person sets it: what follows from the row before is not among the `settings`.

    `inputs` names what it takes, always: the row above, or others.
    """

    name: str
    kind: str
    settings: Mapping[str, LayerValue] = field(default_factory=dict)
    inputs: tuple[str, ...] = (INPUT,)

    def words(self) -> str:
        """The settings in short: "6 kernels · 5×5 · padding 2"."""
        kind = KINDS[self.kind]
        return " · ".join(filter(None, (one.words(self.settings[one.name]) for one in kind.settings)))


def above(rows: Rows, index: int) -> str:
    """The name of what stands above a row: another one, or the picture."""
    return rows[index - 1].name if index else INPUT


def put_in(rows: Rows, index: int, row: DraftRow) -> Rows:
    """The rows with one more at `index`: it takes what the row above gives, and who took that takes its output.

    Where the next row takes what is above, it alone does: others keep their skip.

    >>> rows = put_in((), 0, DraftRow("conv", "Conv2D"))
    >>> rows = put_in(put_in(rows, 1, DraftRow("pool", "MaxPool2D")), 1, DraftRow("relu", "ReLU"))
    >>> [(row.name, row.inputs) for row in rows]
    [('conv', ('input',)), ('relu', ('conv',)), ('pool', ('relu',))]
    """
    source = above(rows, index)
    inside = replace(row, inputs=(source, *row.inputs[1:]))
    before, behind = rows[:index], rows[index:]
    if behind and source in behind[0].inputs:
        return (*before, inside, *renamed(behind[:1], source, row.name), *behind[1:])
    return (*before, inside, *renamed(behind, source, row.name))


def taken_out(rows: Rows, index: int) -> Rows:
    """The rows without one: who took its output takes what it took.

    >>> rows = (DraftRow("a", "ReLU"), DraftRow("b", "ReLU", {}, ("a",)), DraftRow("c", "ReLU", {}, ("b",)))
    >>> [(row.name, row.inputs) for row in taken_out(rows, 1)]
    [('a', ('input',)), ('c', ('a',))]
    """
    gone = rows[index]
    return (*rows[:index], *renamed(rows[index + 1 :], gone.name, gone.inputs[0]))


def renamed(rows: Iterable[DraftRow], old: str, new: str) -> Rows:
    """Rows that take `new` wherever they took `old`."""
    return tuple(
        replace(row, inputs=tuple(new if name == old else name for name in row.inputs)) if old in row.inputs else row
        for row in rows
    )


def free_name(rows: Rows, kind: str) -> str:
    """A name for another layer of this kind: "conv3".

    >>> free_name((DraftRow("conv1", "Conv2D"), DraftRow("flatten", "Flatten")), "Conv2D"), free_name((), "Flatten")
    ('conv2', 'flatten')
    """
    taken, word = {row.name for row in rows}, KINDS[kind].word
    if kind in ("Flatten", "GlobalAvgPool2D", "GlobalMaxPool2D") and word not in taken:
        return word
    return next(name for number in range(1, len(rows) + 2) if (name := f"{word}{number}") not in taken)
