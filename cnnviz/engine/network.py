"""A network: layers in a row, each with a name."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Array, Shape, batch_first, batch_last, floating
from cnnviz.engine.description import NetworkError, checked_description, layer_from_description
from cnnviz.engine.initializers import Random
from cnnviz.engine.layer import Layer
from cnnviz.engine.softmax import Softmax
from cnnviz.engine.summary import LayerSummary, summarize
from cnnviz.engine.tape import Gradients, Tape, TapeEntry
from cnnviz.engine.workspace import Workspace


class Network:
    """Layers in a row. Pictures come in as (N, C, H, W); the batch is turned to the last axis here and nowhere else.

    `info` holds facts to be shown beside the network ("trained on", "test accuracy"); nothing is computed from it.
    """

    def __init__(
        self,
        layers: Sequence[tuple[str, Layer]],
        input_shape: Shape,
        class_names: Sequence[str] = (),
        *,
        info: Mapping[str, str] | None = None,
    ) -> None:
        self.layers = tuple(layers)
        self.input_shape = tuple(input_shape)
        self.class_names = tuple(class_names)
        self.info = dict(info or {})
        self._check()

    def _check(self) -> None:
        """NetworkError, or the layer's own error, where names or shapes do not fit together."""
        names = [name for name, _ in self.layers]
        if not names:
            raise NetworkError("The network has no layers; it needs at least one.")
        for name in names:
            if not name or "." in name or names.count(name) > 1:
                raise NetworkError(
                    "The layer name “{name}” cannot be used; names must differ, and hold no dot.", name=name
                )
        shape = self.output_shape
        if self.class_names and shape != (len(self.class_names),):
            raise NetworkError(
                "The network gives {shape}, but has {count} class names; it must give one number for each.",
                shape=shape, count=len(self.class_names),
            )  # fmt: skip

    @property
    def output_shape(self) -> Shape:
        """Shape of the last layer's output, without the batch."""
        shape = self.input_shape
        for _, layer in self.layers:
            shape = layer.output_shape(shape)
        return shape

    @property
    def parameters(self) -> dict[str, Array]:
        """The weights in use, by name ("conv1.weight"): writing into them changes the network."""
        return {
            f"{name}.{part}": array for name, layer in self.layers for part, array in layer.parameters.items()
        }

    def forward(self, x: Array, workspace: Workspace | None = None, *, training: Random | None = None) -> Tape:
        """Run pictures (N, C, H, W) through all layers and keep what each was given and gave.

        With a `workspace` its arrays are used again, and the tape is valid until the next pass with the same one.
        `training` is the randomness of a step of training (dropout); without it the network is used, not taught.
        """
        workspace = Workspace() if workspace is None else workspace
        value = self._inside(np.asarray(x), workspace)
        entries = []
        with np.errstate(over="ignore", invalid="ignore"):
            for name, layer in self.layers:
                part = workspace.part(name)
                if training is None:
                    y, saved = layer.forward(value, part)
                else:
                    y, saved = layer.forward_training(value, part, training)
                entries.append(TapeEntry(name, layer, value, y, saved))
                value = y
        return Tape(tuple(entries), workspace)

    def _inside(self, x: Array, workspace: Workspace) -> Array:
        """`x` (N, C, H, W) as the layers take it: (C, H, W, N), in the wider of its own and the weights' type."""
        if x.shape[1:] != self.input_shape or x.ndim != len(self.input_shape) + 1:
            raise NetworkError(
                "The network takes pictures of the shape {expected}, each; it was given the array {given}.",
                expected=("N", *self.input_shape), given=x.shape,
            )  # fmt: skip
        dtype = np.result_type(floating(x.dtype), *{array.dtype for array in self.parameters.values()})
        inside = workspace.empty("input", (*x.shape[1:], len(x)), dtype)
        np.copyto(inside, batch_last(x))
        return inside

    def backward(self, tape: Tape, output_gradient: Array, *, by_input: bool = True) -> Gradients:
        """Slopes of a loss whose slope by the output is `output_gradient` (N, K), by the chain rule, last layer first.

        Without `by_input` the first layer's input gradient, which training has no use for, is not computed.
        """
        parameters: dict[str, Array] = {}
        last = tape.entries[-1].y
        slope = np.ascontiguousarray(batch_last(output_gradient), dtype=last.dtype)
        with np.errstate(over="ignore", invalid="ignore"):
            for entry in reversed(tape.entries):
                part = tape.workspace.part(entry.name)
                if entry is tape.entries[0] and not by_input:
                    gradients = entry.layer.parameter_gradients(slope, entry.saved, part)
                else:
                    slope, gradients = entry.layer.backward(slope, entry.saved, part)
                parameters.update({f"{entry.name}.{name}": array for name, array in gradients.items()})
        return Gradients(batch_first(slope) if by_input else None, parameters)

    def logits(self, x: Array, workspace: Workspace | None = None) -> Array:
        """Scores (N, K) before softmax, in an array of their own."""
        tape = self.forward(x, workspace)
        entry = tape.entries[-1]
        return np.array(entry.input if isinstance(entry.layer, Softmax) else entry.output, order="C")

    def probabilities(self, x: Array, batch_size: int = 256) -> Array:
        """Probabilities (N, K): the softmax of the scores, computed in batches."""
        workspace = Workspace()
        parts = [self.logits(x[start : start + batch_size], workspace) for start in range(0, len(x), batch_size)]
        scores = np.concatenate(parts) if parts else np.zeros((0, *self.output_shape), np.float32)
        return Softmax()(scores) if len(scores) else scores

    def copy(self, dtype: npt.DTypeLike | None = None) -> "Network":
        """A network of its own with the same weights, as `dtype` if given (float64 for gradient checks)."""
        other = Network(copy.deepcopy(self.layers), self.input_shape, self.class_names, info=self.info)
        for _, layer in other.layers:
            layer.parameters = {
                name: array.astype(dtype or array.dtype) for name, array in layer.parameters.items()
            }
        return other

    def load(self, parameters: Mapping[str, Array]) -> None:
        """Take over all weights; NetworkError says which is missing, too many, or of the wrong shape; none is taken."""
        own = self.parameters
        for name in own.keys() - parameters.keys():
            raise NetworkError("The weights “{name}” are missing.", name=name)
        for name in parameters.keys() - own.keys():
            raise NetworkError("There are weights “{name}”, but the network has no place for them.", name=name)
        for name, array in own.items():
            if parameters[name].shape != array.shape:
                raise NetworkError(
                    "The weights “{name}” have the shape {given}; the network expects {expected}.",
                    name=name, given=parameters[name].shape, expected=array.shape,
                )  # fmt: skip
        for name, array in own.items():
            array[...] = parameters[name]

    def summary(self) -> tuple[LayerSummary, ...]:
        """Shapes, parameters, multiply-adds and receptive field of every layer."""
        return summarize(self.layers, self.input_shape)

    def describe(self) -> dict[str, Any]:
        """The architecture as plain data for JSON; `from_description` makes the same network of it, without weights."""
        return {
            "version": 1,
            "input_shape": list(self.input_shape),
            "class_names": list(self.class_names),
            "info": dict(self.info),
            "layers": [{"name": name, "kind": layer.kind, **layer.config()} for name, layer in self.layers],
        }

    @classmethod
    def from_description(cls, description: object, rng: Random | None = None) -> "Network":
        """The network that `describe` described, with weights from `rng`, or zero; NetworkError where it cannot be."""
        checked = checked_description(description)
        layers = [layer_from_description(layer, rng) for layer in checked["layers"]]
        return cls(layers, tuple(checked["input_shape"]), checked["class_names"], info=checked["info"])

    def __repr__(self) -> str:
        return f"Network({' → '.join(name for name, _ in self.layers)})"
