"""The way back through a network: the chain rule layer by layer, and a sum where an output was taken twice."""

from collections.abc import Set

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.graph import INPUT
from cnnviz.engine.layer import Layer, Merge
from cnnviz.engine.tape import Tape, TapeEntry
from cnnviz.engine.workspace import Workspace


def slopes_of(
    tape: Tape, slope: Array, needed: Set[str], *, by_parameters: bool = True
) -> tuple[Array | None, dict[str, Array]]:
    """Slopes by the network's input (None unless "input" is `needed`) and by every parameter.

    `slope` is the one by the last output, batch last; `needed` names the outputs whose slopes are wanted. Without
    `by_parameters` there are none by parameters. Linnainmaa 1970; Rumelhart, Hinton and Williams 1986, "Learning
    representations by back-propagating errors".
    """
    parameters: dict[str, Array] = {}
    sums = _Sums(tape.workspace)
    sums.add(tape.entries[-1].name, slope, spare=False)
    for entry in reversed(tape.entries):
        if entry.name not in needed:
            continue
        wanted = not needed.isdisjoint(entry.sources)
        slope, spare = sums.take(entry.name)
        workspace = tape.workspace.part(entry.name)
        if by_parameters or not entry.layer.parameters:
            slopes, gradients = _way_back(entry, slope, spare, wanted, workspace)
        else:
            slopes, gradients = _way_to_the_inputs(entry, slope, wanted, workspace), {}
        parameters.update({f"{entry.name}.{name}": array for name, array in gradients.items()})
        for source, by_source in zip(entry.sources, slopes, strict=False):
            if source in needed:
                alone = isinstance(entry.layer, Layer) and (spare or not np.may_share_memory(by_source, slope))
                sums.add(source, by_source, spare=alone)
    return sums.take(INPUT)[0] if INPUT in needed else None, parameters


def _way_back(
    entry: TapeEntry, slope: Array, spare: bool, wanted: bool, workspace: Workspace
) -> tuple[tuple[Array, ...], dict[str, Array]]:
    """Slopes by each input, none unless they are `wanted`, and by each parameter of one layer."""
    if isinstance(entry.layer, Merge):
        return entry.layer.backward(slope, entry.xs, workspace), {}
    if not wanted:
        return (), entry.layer.parameter_gradients(slope, entry.saved, workspace)
    back = entry.layer.backward_over if spare else entry.layer.backward
    dx, gradients = back(slope, entry.saved, workspace)
    return (dx,), gradients


def _way_to_the_inputs(entry: TapeEntry, slope: Array, wanted: bool, workspace: Workspace) -> tuple[Array, ...]:
    """Slopes by each input of a layer with parameters, none unless they are `wanted`."""
    if isinstance(entry.layer, Merge):
        return entry.layer.backward(slope, entry.xs, workspace)
    return (entry.layer.input_gradient(slope, entry.saved, workspace),) if wanted else ()


class _Sums:
    """The slope by each output, added up over all layers that took it.

    What layers hand back may be a buffer of theirs, or a view of another's, so nothing is added to it: the second slope
    for one output opens a buffer of its own, and only there is added in place. A row of layers has none.

    A slope is `spare` if nobody but the layer that takes it will read it. The caller's own is not, nor a view of it,
    nor what a `Merge` gives, which may be the same array for several branches.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._slopes: dict[str, Array] = {}
        self._spare: set[str] = set()
        self._own: set[str] = set()

    def add(self, name: str, slope: Array, *, spare: bool) -> None:
        present = self._slopes.get(name)
        if present is None:
            self._slopes[name] = slope
            if spare:
                self._spare.add(name)
        elif name in self._own:
            present += slope
        else:
            total = self._workspace.part(f"slopes.{name}").empty("sum", slope.shape, slope.dtype)
            self._slopes[name] = np.add(present, slope, out=total)
            self._own.add(name)

    def take(self, name: str) -> tuple[Array, bool]:
        """The sum for one output, and whether it is spare."""
        return self._slopes.pop(name), name in self._spare or name in self._own
