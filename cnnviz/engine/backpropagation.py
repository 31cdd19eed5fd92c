"""The way back through a network: the chain rule layer by layer, and a sum where an output was taken twice."""

from collections.abc import Set

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.graph import INPUT
from cnnviz.engine.layer import Merge
from cnnviz.engine.tape import Tape, TapeEntry
from cnnviz.engine.workspace import Workspace


def slopes_of(tape: Tape, slope: Array, needed: Set[str]) -> tuple[Array | None, dict[str, Array]]:
    """Slopes by the network's input (None unless "input" is `needed`) and by every parameter.

    `slope` is the one by the last output, batch last; `needed` names the outputs whose slopes are wanted. Linnainmaa
    1970; Rumelhart, Hinton and Williams 1986, "Learning representations by back-propagating errors".
    """
    parameters: dict[str, Array] = {}
    sums = _Sums(tape.workspace)
    sums.add(tape.entries[-1].name, slope)
    for entry in reversed(tape.entries):
        if entry.name not in needed:
            continue
        wanted = not needed.isdisjoint(entry.sources)
        slopes, gradients = _way_back(entry, sums.take(entry.name), wanted, tape.workspace.part(entry.name))
        parameters.update({f"{entry.name}.{name}": array for name, array in gradients.items()})
        for source, slope in zip(entry.sources, slopes, strict=False):
            if source in needed:
                sums.add(source, slope)
    return sums.take(INPUT) if INPUT in needed else None, parameters


def _way_back(
    entry: TapeEntry, slope: Array, wanted: bool, workspace: Workspace
) -> tuple[tuple[Array, ...], dict[str, Array]]:
    """Slopes by each input, none unless they are `wanted`, and by each parameter of one layer."""
    if isinstance(entry.layer, Merge):
        return entry.layer.backward(slope, entry.xs, workspace), {}
    if not wanted:
        return (), entry.layer.parameter_gradients(slope, entry.saved, workspace)
    dx, gradients = entry.layer.backward(slope, entry.saved, workspace)
    return (dx,), gradients


class _Sums:
    """The slope by each output, added up over all layers that took it.

    What layers hand back may be a buffer of theirs, or a view of another's, so it is never written to: the second slope
    for one output opens a buffer of its own, and only there is added in place. A row of layers has none.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._slopes: dict[str, Array] = {}
        self._own: set[str] = set()

    def add(self, name: str, slope: Array) -> None:
        present = self._slopes.get(name)
        if present is None:
            self._slopes[name] = slope
        elif name in self._own:
            present += slope
        else:
            total = self._workspace.part(f"slopes.{name}").empty("sum", slope.shape, slope.dtype)
            self._slopes[name] = np.add(present, slope, out=total)
            self._own.add(name)

    def take(self, name: str) -> Array:
        return self._slopes.pop(name)
