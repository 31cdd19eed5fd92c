"""Which number is explained: a class's score before softmax, or a number of any layer."""

from dataclasses import dataclass

import numpy as np

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.layer_gradient import gradient_at
from cnnviz.engine.network import Network
from cnnviz.engine.softmax import LogSoftmax, Softmax
from cnnviz.engine.tape import Tape
from cnnviz.explain.answering import Askable
from cnnviz.explain.explanation import ExplanationError, Target


@dataclass(frozen=True)
class Score:
    """One number of a pass: a place in what `layer` gave, or the mean over a whole map.

    `place` is the index into an output without the batch: (unit,), (map,) or (map, row, column).
    """

    layer: str
    place: tuple[int, ...]
    shape: Shape

    @classmethod
    def of(cls, model: Askable, target: Target) -> "Score":
        """What `target` names in `model`; ExplanationError where there is no such layer, class, map or cell."""
        layer = target.layer or score_layer(model)
        shape = model.shapes.get(layer)
        if shape is None or layer == "input":
            raise ExplanationError(
                "There is no layer “{name}” in this network; there are: {known}.",
                name=layer, known=", ".join(name for name in model.shapes if name != "input"),
            )  # fmt: skip
        if not 0 <= target.index < shape[0]:
            raise _no_such(target, shape[0])
        place: tuple[int, ...] = (target.index,)
        if len(shape) == 3 and target.row is not None and target.column is not None:
            place = (target.index, target.row, target.column)
            if not (0 <= target.row < shape[1] and 0 <= target.column < shape[2]):
                raise ExplanationError(
                    "The maps of {layer} have {rows} rows and {columns} columns; there is no cell ({row}, {column}).",
                    layer=layer, rows=shape[1], columns=shape[2], row=target.row, column=target.column,
                )  # fmt: skip
        return cls(layer, place, shape)

    def values(self, tape: Tape) -> Array:
        """The score (N,) of every picture of a pass."""
        return self.read(tape[self.layer].output)

    def read(self, output: Array) -> Array:
        """The score (N,) of every picture in what its layer gave, (N, ...)."""
        numbers = self._chosen(output)
        return np.array(numbers.reshape(len(numbers), -1).mean(axis=1))

    def slope(self, tape: Tape) -> Array:
        """The gradient (N, ...) of the score by what its layer gave: 1 at its place, or spread over its map."""
        output = tape[self.layer].output
        slope = np.zeros(output.shape, output.dtype)
        chosen = self._chosen(slope)
        chosen[...] = 1 / max(1, chosen[:1].size)
        return slope

    def gradient(self, tape: Tape, name: str = "input") -> Array:
        """The gradient (N, ...) of the score by what the layer `name` gave; by the pictures unless it is named."""
        return gradient_at(tape, self.slope(tape), name, self.layer)

    def _chosen(self, output: Array) -> Array:
        """The place in an output (N, ...), as a view."""
        one = output[:, self.place[0]]
        return one if len(self.place) == 1 else one[:, self.place[1], self.place[2], np.newaxis]


def score_layer(model: Askable) -> str:
    """The layer that gives the scores of the classes: the last one, or the one before a last softmax.

    >>> from cnnviz.engine.lenet import lenet5
    >>> score_layer(lenet5())
    'fc3'
    """
    if not isinstance(model, Network):
        return model.score_layer
    last = model.nodes[-1]
    before = isinstance(last.layer, Softmax | LogSoftmax) and last.inputs[0] != "input"
    return last.inputs[0] if before else last.name


def _no_such(target: Target, count: int) -> ExplanationError:
    if target.layer:
        return ExplanationError(
            "{layer} has {count} maps or units, counted from 0; there is no number {index}.",
            layer=target.layer, count=count, index=target.index,
        )  # fmt: skip
    return ExplanationError(
        "The network tells {count} classes, counted from 0; there is no class {index}.",
        count=count, index=target.index,
    )  # fmt: skip
