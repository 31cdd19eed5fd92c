"""A network: named layers, in a row or with skips and branches between them."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Array, Shape, as_numbers, as_shape, batch_first, batch_last, float_type, floating
from cnnviz.engine.backpropagation import slopes_of
from cnnviz.engine.description import (
    VERSION,
    Description,
    NetworkError,
    as_facts,
    as_names,
    check_shapes,
    layers_from_description,
    read_description,
)
from cnnviz.engine.graph import INPUT, Node, inputs_to_tell, learning_names, linked, output_shapes
from cnnviz.engine.initializers import Random, Seed, checked_generator, generator
from cnnviz.engine.layer import Layer, Merge, Saved, positive
from cnnviz.engine.softmax import Softmax
from cnnviz.engine.summary import LayerSummary, summarize
from cnnviz.engine.tape import Gradients, Tape, TapeEntry
from cnnviz.engine.weight_shapes import Shapes
from cnnviz.engine.workspace import Workspace
from cnnviz.text import quoted


class Network:
    """Layers that pictures (N, C, H, W) go through; the batch is made the last axis here and nowhere else.

    A row of layers is given as pairs (name, layer). Where one takes something else than what the layer before it gives,
    it is a `Node` that names its inputs; "input" is the picture. The last layer's output is the network's. NetworkError
    or LayerError where names or shapes do not fit together, before there is any data.

    `input_shape` and `shapes`, those of all outputs by name, are without the batch. `class_names` may be left out, or
    are as many as the network gives numbers. `info` holds facts to be shown beside the network ("trained on", "test
    accuracy"); nothing is computed from it.

    >>> from cnnviz.engine.activations import ReLU
    >>> from cnnviz.engine.convolution import Conv2D
    >>> from cnnviz.engine.merging import Add
    >>> skip = Network([("conv", Conv2D(8, 8, 3, padding=1)), Node("add", Add(), ("conv", "input"))], (8, 5, 5))
    >>> skip.output_shape, skip.forward(np.ones((2, 8, 5, 5))).output.sum()  # without rng all weights are zero
    ((8, 5, 5), np.float64(400.0))
    """

    def __init__(
        self,
        layers: Sequence[Node | tuple[str, Layer | Merge]],
        input_shape: Shape,
        class_names: Sequence[str] = (),
        *,
        info: Mapping[str, str] | None = None,
    ) -> None:
        self.nodes = linked(layers)
        self.input_shape = as_shape(input_shape)
        self.class_names = as_names(class_names)
        self.info = as_facts(info or {})
        self.shapes = output_shapes(self.nodes, self.input_shape)
        self._learning = learning_names(self.nodes)
        if self.class_names and self.output_shape != (len(self.class_names),):
            raise NetworkError(
                "The network gives {shape}, but has {count} class names; it must give one number for each.",
                shape=self.output_shape, count=len(self.class_names),
            )  # fmt: skip

    @property
    def layers(self) -> tuple[tuple[str, Layer | Merge], ...]:
        """Names and layers, first to last; `nodes` also say what each takes."""
        return tuple((node.name, node.layer) for node in self.nodes)

    @property
    def output_shape(self) -> Shape:
        """Shape of the last layer's output, without the batch."""
        return self.shapes[self.nodes[-1].name]

    @property
    def parameters(self) -> dict[str, Array]:
        """What is learnt, by name ("conv1.weight"): writing into the arrays changes the network."""
        return {f"{name}.{part}": array for name, layer in self.layers for part, array in layer.parameters.items()}

    @property
    def buffers(self) -> dict[str, Array]:
        """What belongs to the network but is not learnt, by name ("norm1.running_mean")."""
        return {f"{name}.{part}": array for name, layer in self.layers for part, array in layer.buffers.items()}

    @property
    def weights(self) -> dict[str, Array]:
        """Parameters and buffers: all that must be kept for the network to come back as it is."""
        return self.parameters | self.buffers

    def forward(self, x: Array, workspace: Workspace | None = None, *, training: Random | None = None) -> Tape:
        """Run pictures (N, C, H, W) through all layers and keep what each was given and gave.

        Pictures are taken as they are, whatever they were in training: from 0 to 1 for the networks that this program
        trains, so bytes are to be divided by 255. It is computed in the wider type of pictures and weights.

        With a `workspace` its arrays are used again, and the tape is valid until the next pass with the same one.
        `training` is the randomness of a step of training (dropout); without it the network is used, not taught.

        ArrayError for what holds no numbers, NetworkError for pictures of another shape or arguments of another kind.
        """
        workspace = Workspace() if workspace is None else workspace
        if not isinstance(workspace, Workspace):
            raise NetworkError("The workspace is {given}; it must be a Workspace, or None.", given=quoted(workspace))
        if training is not None:
            checked_generator(training)
        values = {INPUT: self._inside(as_numbers(x, "picture"), workspace)}
        entries = []
        with np.errstate(over="ignore", invalid="ignore"):
            for name, layer, sources in self.nodes:
                xs = tuple(values[source] for source in sources)
                values[name], saved = _applied(layer, xs, workspace.part(name), training)
                entries.append(TapeEntry(name, layer, sources, xs, values[name], saved))
        return Tape(tuple(entries), workspace)

    def _inside(self, x: Array, workspace: Workspace) -> Array:
        """`x` (N, C, H, W) as the layers take it: (C, H, W, N), in the wider of its own and the weights' type."""
        if x.shape[1:] != self.input_shape or x.ndim != len(self.input_shape) + 1:
            raise NetworkError(
                "The network takes pictures (N, {expected}); it was given the shape {given}.",
                expected=", ".join(map(str, self.input_shape)), given=x.shape,
            )  # fmt: skip
        kept = {array.dtype for node in self.nodes for array in node.layer.parameters.values()}
        dtype = np.result_type(floating(x.dtype), *kept)
        inside = workspace.empty("input", (*x.shape[1:], len(x)), dtype)
        np.copyto(inside, batch_last(x))
        return inside

    def backward(self, tape: Tape, output_gradient: Array, *, by_input: bool = True) -> Gradients:
        """Slopes of a loss whose slope by the output is `output_gradient` (N, K), by the chain rule, last layer first.

        The parameters' slopes are summed over the batch, so a mean loss has its 1 / N in `output_gradient`, as that of
        `losses.cross_entropy` has. Without `by_input` only what the parameters' slopes need is computed: training has
        no use for the others. NetworkError for a tape of another network or a gradient of another shape.
        """
        slope = self._slope_inside(tape, as_numbers(output_gradient, "output gradient"))
        needed = frozenset(self.shapes) if by_input else self._learning
        with np.errstate(over="ignore", invalid="ignore"):
            by_picture, parameters = slopes_of(tape, slope, needed)
        return Gradients(None if by_picture is None else batch_first(by_picture), parameters)

    def _slope_inside(self, tape: Tape, slope: Array) -> Array:
        """`slope` (N, K) as the layers take it, where it and the tape fit this network."""
        if not isinstance(tape, Tape) or any(
            entry.layer is not node.layer for entry, node in zip(tape, self.nodes, strict=False)
        ):
            raise NetworkError("The tape is not of this network; take what its own forward gave.")
        y = tape.entries[-1].y
        expected = (y.shape[-1], *y.shape[:-1])
        if slope.shape != expected:
            raise NetworkError(
                "The output gradient has the shape {given}; it must have that of the output, {expected}.",
                given=slope.shape, expected=expected,
            )  # fmt: skip
        return np.ascontiguousarray(batch_last(slope), dtype=y.dtype)

    def logits(self, x: Array, workspace: Workspace | None = None) -> Array:
        """Scores (N, K) before softmax for pictures (N, C, H, W), in an array of their own. Errors as of `forward`."""
        tape = self.forward(x, workspace)
        entry = tape.entries[-1]
        return np.array(entry.input if isinstance(entry.layer, Softmax) else entry.output, order="C")

    def probabilities(self, x: Array, batch_size: int = 256) -> Array:
        """Probabilities (N, K) from 0 to 1, the softmax of the scores, for pictures (N, C, H, W).

        They are computed `batch_size` pictures at a time, so that memory stays bounded. LayerError for a batch size
        that is no whole number from 1 on; else errors as of `forward`.
        """
        workspace, batch_size, x = Workspace(), positive(batch_size, "Network", "batch_size"), as_numbers(x, "picture")
        starts = range(0, max(len(x), 1), batch_size)  # an empty batch is looked at too: its shape and type count
        return Softmax()(np.concatenate([self.logits(x[start : start + batch_size], workspace) for start in starts]))

    def copy(self, dtype: npt.DTypeLike | None = None) -> "Network":
        """A network of its own with the same weights, as `dtype` if given (float64 for gradient checks).

        ArrayError for another type than float32 and float64.
        """
        other = Network(copy.deepcopy(self.nodes), self.input_shape, self.class_names, info=self.info)
        for _, layer in other.layers if dtype is not None else ():
            for arrays in (layer.parameters, layer.buffers):
                arrays.update({name: array.astype(float_type(dtype)) for name, array in arrays.items()})
        return other

    def load(self, weights: Mapping[str, Array]) -> None:
        """Take over all weights, by the names that `weights` has them under.

        NetworkError says which is missing, too many, or of the wrong shape, ArrayError which holds no numbers; none is
        taken then.
        """
        if not isinstance(weights, Mapping):
            raise NetworkError("The weights are {given}; they must be arrays by name.", given=quoted(weights))
        own, given = self.weights, {name: as_numbers(array, f"weights {name}") for name, array in weights.items()}
        check_shapes(_shapes(given), _shapes(own))
        for name, array in own.items():
            array[...] = given[name]

    def summary(self) -> tuple[LayerSummary, ...]:
        """Shapes, parameters, multiply-adds and receptive field of every layer."""
        return summarize(self.nodes, self.shapes)

    def describe(self) -> dict[str, Any]:
        """The architecture as plain data for JSON; `from_description` makes the same network of it, without weights."""
        told = {name: {"inputs": list(inputs)} for name, inputs in inputs_to_tell(self.nodes).items()}
        return {
            "version": VERSION,
            "input_shape": list(self.input_shape),
            "class_names": list(self.class_names),
            "info": dict(self.info),
            "layers": [
                {"name": name, "kind": layer.kind, **layer.config(), **told.get(name, {})}
                for name, layer in self.layers
            ],
        }

    @classmethod
    def from_description(cls, description: object, rng: Seed = None) -> "Network":
        """The network that `describe` described, with weights from `rng`, or zero; NetworkError where it cannot be.

        `rng` is a generator or a seed.
        """
        read = description if isinstance(description, Description) else read_description(description)
        layers = [Node(*layer) for layer in layers_from_description(read, generator(rng))]
        return cls(layers, read.input_shape, read.class_names, info=read.info)

    def __repr__(self) -> str:
        return f"Network({' → '.join(name for name, _ in self.layers)})"


def _applied(
    layer: Layer | Merge, xs: tuple[Array, ...], workspace: Workspace, training: Random | None
) -> tuple[Array, Saved]:
    if isinstance(layer, Merge):
        return layer.forward(xs, workspace), ()
    if training is None:
        return layer.forward(xs[0], workspace)
    return layer.forward_training(xs[0], workspace, training)


def _shapes(arrays: Mapping[str, Array]) -> Shapes:
    return {name: array.shape for name, array in arrays.items()}
