"""A graph of ONNX on its way to a network: which values are known numbers, and which layer gives the rest."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cnnviz.data.onnx_inputs import PictureInput
from cnnviz.data.onnx_names import layer_name
from cnnviz.data.onnx_operator import Operator
from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.geometry import Sides
from cnnviz.engine.graph import INPUT, Node, output_shape
from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.engine.layer import Layer, Merge
from cnnviz.text import ExplainedError, tr


class Border(NamedTuple):
    """Cells that a Pad puts around the maps of `source`; the window that comes next takes them for its own."""

    source: str
    sides: Sides
    mode: str
    filling: float


class Graph:
    """What is known so far, value by value: numbers, or the layer that gives them ("input" for the picture).

    `batch` is the number of pictures that the file is made for (1 where it leaves that open). A value with its channels
    last is in `turned`: only its turning back can be read.
    """

    def __init__(
        self, constants: dict[str, Array], picture: PictureInput, input_shape: Shape, given: InputNormalisation
    ) -> None:
        self.constants = constants
        self.sources = {} if picture.channels_last else {picture.name: INPUT}
        self.turned = {picture.name: INPUT} if picture.channels_last else {}
        self.borders: dict[str, Border] = {}
        self.shapes: dict[str, Shape] = {INPUT: input_shape}
        self.nodes: list[Node] = []
        self.normalisation = given
        self.batch = picture.batch
        self.uses: Counter[str] = Counter()

    def source(self, operator: Operator, index: int = 0) -> str:
        """The layer that gives input `index`; NoCounterpart for numbers, borders, and inputs that are left out."""
        value = operator.inputs[index] if index < len(operator.inputs) else ""
        if value in self.borders:
            raise operator.no_counterpart(tr("it takes maps with a border around them."))
        if value not in self.sources:
            raise operator.no_counterpart(tr("its input {number} is no maps of the picture.", number=index + 1))
        return self.sources[value]

    def constant(self, operator: Operator, index: int) -> Array | None:
        """The numbers at input `index`; None where it is left out, NoCounterpart where they depend on the picture."""
        value = operator.inputs[index] if index < len(operator.inputs) else ""
        if value and value not in self.constants:
            raise operator.no_counterpart(tr("its input {number} is computed from the picture.", number=index + 1))
        return self.constants[value] if value else None

    def known(self, operator: Operator, index: int) -> Array:
        """The numbers at input `index`, which must be there."""
        values = self.constant(operator, index)
        if values is None:
            raise operator.no_counterpart(tr("its input {number} is missing.", number=index + 1))
        return values

    def is_known(self, name: str) -> bool:
        """Whether the value `name` is there without any picture."""
        return not name or name in self.constants

    def shape(self, operator: Operator, index: int = 0) -> Shape:
        """The shape, without the batch, of what the layer at input `index` gives."""
        return self.shapes[self.source(operator, index)]

    def maps_shape(self, operator: Operator, index: int = 0) -> tuple[int, int, int]:
        """The same as (C, H, W); NoCounterpart where it is something else."""
        value = operator.inputs[index]
        source = self.borders[value].source if value in self.borders else self.source(operator, index)
        shape = self.shapes[source]
        if len(shape) != 3:
            raise operator.no_counterpart(tr("it takes {shape}, which are no maps.", shape=shape))
        return shape[0], shape[1], shape[2]

    def put(self, operator: Operator, layer: Layer | Merge, sources: Sequence[str] | None = None) -> None:
        """Add the `layer` that `operator` is; NoCounterpart where it does not take what it is given."""
        given = tuple(sources or (self.source(operator),))
        weights = [name for name in operator.inputs[1:] if name in self.constants]
        name = layer_name(operator.kind, operator.name, weights, self.shapes)
        node = Node(name, layer, given)
        try:
            self.shapes[name] = output_shape(node, [self.shapes[source] for source in given])
        except ExplainedError as error:
            raise operator.no_counterpart(error) from error
        self.nodes.append(node)
        self.sources[operator.outputs[0]] = name

    def pass_on(self, operator: Operator) -> None:
        """The output is the input: no layer at all."""
        self.sources[operator.outputs[0]] = self.source(operator)

    def refit(self, operator: Operator, source: str) -> None:
        """The operator has become part of the layer that gives `source`."""
        self.sources[operator.outputs[0]] = source

    def layer(self, name: str) -> Layer | Merge | None:
        """The layer of this name; None for the picture."""
        return next((node.layer for node in self.nodes if node.name == name), None)

    def rescale_input(self, operator: Operator, mean: Array, spread: Array) -> None:
        """``(x - mean) / spread`` at the head belongs to how pictures are normalised, not to the network."""
        before, channels = self.normalisation, self.shapes[INPUT][0]
        means, spreads = (
            np.broadcast_to(np.array(each, np.float64), channels) for each in (before.mean, before.spread)
        )
        new_means = means + spreads * np.broadcast_to(mean.reshape(-1), channels)
        new_spreads = spreads * np.broadcast_to(spread.reshape(-1), channels)
        self.normalisation = InputNormalisation(before.scale, _short(new_means), _short(new_spreads), before.bgr)
        self.pass_on(operator)


def _short(numbers: Array) -> tuple[float, ...]:
    """One number where all are the same; with the digits that float32 has, so that 0.485 stays what it was."""
    told = tuple(float(str(np.float32(number))) for number in numbers)
    return told[:1] if len(set(told)) == 1 else told
