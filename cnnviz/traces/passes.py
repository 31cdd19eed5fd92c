"""One picture's way through a model, as every view of Inspect shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from cnnviz.engine.network import Network
from cnnviz.engine.tape import Tape
from cnnviz.engine.team import Team, processors
from cnnviz.engine.workspace import Workspace
from cnnviz.text import ExplainedError, tr
from cnnviz.traces.shown_layers import HEAVY, Array, ShownLayer, class_shares, layers_of


class Cell(NamedTuple):
    """One number of a pass: the layer by name ("input" is the picture), its map or unit, row and column (0 of units).

    The probabilities that are made of a network's scores for showing are in the layer "softmax".
    """

    layer: str
    channel: int
    row: int = 0
    column: int = 0


class PassError(ExplainedError):
    """A layer or a cell that there is not."""


@dataclass(frozen=True, eq=False)
class Pass:
    """`picture` (C, H, W), and of every layer what it made of it: input first, probabilities last where there are any.

    `tape` and `network` are None where another program computed it (ONNX Runtime): then numbers can be looked at, but
    not followed. The arrays are the pass's own and stay as they are.
    """

    picture: Array
    layers: tuple[ShownLayer, ...]
    network: Network | None = None
    tape: Tape | None = None
    class_names: tuple[str, ...] = ()

    def index(self, name: str) -> int:
        """Which of the layers is called `name`; PassError where none is."""
        for index, layer in enumerate(self.layers):
            if layer.name == name:
                return index
        raise PassError(
            "There is no layer “{name}”; there are: {known}.",
            name=name, known=", ".join(layer.name for layer in self.layers),
        )  # fmt: skip

    def layer(self, name: str) -> ShownLayer:
        """The layer of this name; PassError where there is none."""
        return self.layers[self.index(name)]

    def value(self, cell: Cell) -> float:
        """The number in `cell`; PassError where there is no such one."""
        maps = self.layer(cell.layer).maps
        if not all(0 <= at < length for at, length in zip(cell[1:], maps.shape, strict=True)):
            raise PassError("{layer} has no cell {cell}.", layer=cell.layer, cell=tuple(cell[1:]))
        return float(maps[cell[1:]])

    @property
    def shares(self) -> Array | None:
        """Probabilities (K,) of the classes; None where the model ends in something else."""
        return class_shares(self.layers)

    @property
    def names(self) -> tuple[str, ...]:
        """A name for every class: its own, or its number."""
        count = 0 if self.shares is None else len(self.shares)
        return self.class_names or tuple(str(index) for index in range(count))


class PassModel(Protocol):
    """A model that pictures go through. `network` is None where the engine cannot compute it."""

    @property
    def network(self) -> Network | None: ...

    @property
    def input_shape(self) -> tuple[int, ...]: ...

    @property
    def class_names(self) -> tuple[str, ...]: ...

    @property
    def info(self) -> Mapping[str, str]:
        """Facts about the model, as `Network.info`; `engine.input_normalisation` reads what its input is to be."""

    @property
    def work(self) -> int:
        """Multiply-adds of one pass, so far as they are known: heavy passes are run away from the window."""

    def run(self, picture: Array) -> Pass:
        """What the model makes of `picture` (C, H, W); ExplainedError where it cannot."""


class NetworkModel:
    """A network of the engine as a PassModel."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._summaries = network.summary()  # what does not depend on the weights is found out once
        self.work = self._summaries[-1].multiply_adds_so_far

    @property
    def input_shape(self) -> tuple[int, ...]:
        return self.network.input_shape

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.network.class_names

    @property
    def info(self) -> Mapping[str, str]:
        return self.network.info

    def run(self, picture: Array) -> Pass:
        with Team(processors() if self.work >= HEAVY else 1) as team:
            tape = self.network.forward(picture[np.newaxis], Workspace(team))
        layers = layers_of(self.network, self._summaries, picture, tape)
        return Pass(picture, layers, self.network, tape, self.network.class_names)


def cell_name(shown: Pass, cell: Cell) -> str:
    """What a cell is called on the screen: "conv2 map 5 (4, 4)", "fc1 unit 17", "picture (3, 4)"."""
    layer = shown.layer(cell.layer)
    label = layer.label(cell.channel)
    if layer.is_vector and layer.labels:
        return tr("{layer} class {label}", layer=layer.name, label=label)
    if layer.is_vector:
        return tr("{layer} unit {label}", layer=layer.name, label=label)
    if layer.is_input and len(layer.maps) == 1:
        return tr("picture ({row}, {column})", row=cell.row, column=cell.column)
    if layer.is_input:
        return tr("picture, {label} ({row}, {column})", label=label, row=cell.row, column=cell.column)
    return tr("{layer} map {label} ({row}, {column})", layer=layer.name, label=label, row=cell.row, column=cell.column)
