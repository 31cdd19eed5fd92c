"""The chain rule between any two layers of a network: how much one output moves with another, or with the picture."""

from dataclasses import replace

import numpy as np

from cnnviz.engine.arrays import Array, batch_first, batch_last
from cnnviz.engine.backpropagation import slopes_of
from cnnviz.engine.graph import INPUT
from cnnviz.engine.tape import Tape, TapeEntry


def gradient_at(tape: Tape, slope: Array, name: str, output: str = "") -> Array:
    """The gradient by what the layer `name` gave, (N, ...), from `slope`, the one by what `output` gave.

    `output` is the last layer unless it is named; `name` may be "input", the picture. Only the layers between the two
    are walked through; what they take from `name` counts as their network's input. Zero where there is no way from
    `name` to `output`.

    >>> from cnnviz.engine.lenet import lenet5
    >>> tape = lenet5(0).forward(np.ones((1, 1, 28, 28)))
    >>> gradient_at(tape, np.ones((1, 10)), "pool1").shape, gradient_at(tape, np.ones((1, 84)), "input", "fc2").shape
    ((1, 6, 14, 14), (1, 1, 28, 28))
    """
    last = output or tape.entries[-1].name
    if name == last:
        return slope
    between = _between(tape, name, last)
    if not between:
        given = tape.entries[0].xs[0] if name == INPUT else tape[name].y
        return batch_first(np.zeros_like(given))
    needed = {INPUT, *(entry.name for entry in between)}
    inside = np.ascontiguousarray(batch_last(slope), dtype=between[-1].y.dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        by_input, _ = slopes_of(Tape(tuple(between), tape.workspace), inside, needed, by_parameters=False)
    assert by_input is not None
    return batch_first(by_input)


def _between(tape: Tape, name: str, last: str) -> list[TapeEntry]:
    """The entries on all ways from `name` to `last`, in their order; what `name` gave is their input."""
    behind, after = {name}, []
    for entry in tape.entries:
        if entry.name != name and not behind.isdisjoint(entry.sources):
            behind.add(entry.name)
            after.append(entry)
        if entry.name == last:
            break
    before, between = {last}, []
    for entry in reversed(after):
        if entry.name in before:
            before.update(entry.sources)
            between.append(replace(entry, sources=tuple(_renamed(source, name) for source in entry.sources)))
    return between[::-1]


def _renamed(source: str, name: str) -> str:
    """`name` becomes the input of the layers between; the real input, if another, is none of theirs."""
    if source == name:
        return INPUT
    return "" if source == INPUT else source
