"""What every layer can do. A layer holds parameters and nothing else: all that a pass leaves behind is on the tape."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np

from cnnviz.engine.arrays import Array, Shape, as_numbers, as_shape, batch_first, batch_last, floating
from cnnviz.engine.geometry import Window2D
from cnnviz.engine.initializers import Random
from cnnviz.engine.workspace import Workspace
from cnnviz.text import ExplainedError, quoted

Saved = tuple[Array, ...]
POINTWISE = Window2D((1, 1))


class LayerError(ExplainedError):
    """A layer that cannot be made so, or cannot take what it is given."""


class Operation(ABC):
    """What a layer is, whatever it takes: a name for its kind, parameters, and the arguments that make it again.

    `parameters` are learnt, `buffers` are not, but belong to the network all the same (running means): both are saved
    with it. `size` is how many numbers are learnt.
    """

    parameters: dict[str, Array]
    buffers: dict[str, Array]
    mixes_batch = False  # True where, in training, one picture's output depends on the others of its batch
    draws_numbers = False  # True where training draws random numbers

    def __init__(self) -> None:
        self.parameters = {}
        self.buffers = {}

    @property
    def kind(self) -> str:
        """The name of the operation, as in model files: "Conv2D"."""
        return type(self).__name__

    @property
    def size(self) -> int:
        """How many numbers of the layer are learnt."""
        return sum(array.size for array in self.parameters.values())

    @property
    def reach(self) -> Window2D | None:
        """The window of the input that one output cell sees; None where it sees everything."""
        return POINTWISE

    @property
    def fans(self) -> tuple[int, int] | None:
        """How many products one output sums up, and how many of them one input is part of; None without such sums."""
        return None

    def config(self) -> dict[str, Any]:
        """Arguments that make the same layer again, as plain data for JSON."""
        return {}

    def __repr__(self) -> str:
        return f"{self.kind}({', '.join(f'{name}={value}' for name, value in self.config().items())})"


class Layer(Operation):
    """One operation of a network, with the batch as the last axis of everything it is given and gives back.

    `forward` returns the output and what `backward` will need; `backward` takes the gradient of the loss by the output
    and returns the one by the input and those by the parameters. Both write into arrays of the workspace.
    """

    @abstractmethod
    def output_shape(self, shape: Shape) -> Shape:
        """Shape of the output for an input of `shape`, both without the batch; an ExplainedError where it cannot be."""

    @abstractmethod
    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        """Output for the input `x`, (C, H, W, N) or (F, N), and what `backward` needs.

        Both may be buffers of the `workspace`, or views of `x`: whoever keeps them copies them.
        """

    def forward_training(self, x: Array, workspace: Workspace, rng: Random) -> tuple[Array, Saved]:
        """The same in a step of training; only few layers (dropout, batch normalisation) then do something else."""
        return self.forward(x, workspace)

    @abstractmethod
    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """Gradients by the input and by each parameter, from the gradient `dy` by the output, in its shape.

        Those by the parameters have their names and shapes, and are summed over the batch.
        """

    def backward_over(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """As `backward`, for a `dy` that nobody else will read: a layer may write the gradient by the input over it.

        Where `dy` is 0 that must be 0 too: poolings rely on cells without a window to stay 0 from pass to pass.
        """
        return self.backward(dy, saved, workspace)

    def parameter_gradients(self, dy: Array, saved: Saved, workspace: Workspace) -> dict[str, Array]:
        """Only the gradients by the parameters: the first layer of a network in training needs no other."""
        return self.backward(dy, saved, workspace)[1] if self.parameters else {}

    def input_gradient(self, dy: Array, saved: Saved, workspace: Workspace) -> Array:
        """Only the gradient by the input: nothing else is asked of a network that is explained, not taught."""
        return self.backward(dy, saved, workspace)[0]

    def multiply_adds(self, shape: Shape) -> int:
        """Multiplications (each with its addition) for one picture whose map at this layer's input has `shape`."""
        return 0

    def __call__(self, x: Array) -> Array:
        """The layer alone, in use: ``(N, C, H, W)`` or ``(N, F)`` in, the batch first in what comes out too.

        The output is an array of its own that cannot be written to; its type is the wider one of `x` and the weights
        (float32 for whole numbers, which are taken as they are: bytes go from 0 to 255). ArrayError where `x` holds no
        numbers, LayerError where the layer cannot take its shape.
        """
        x = as_numbers(x, "input")
        if x.ndim < 2:
            raise LayerError(
                "{layer} takes a batch, (N, channels, height, width) or (N, features), but gets the shape {given}; "
                "x[None] makes a batch of one.",
                layer=self, given=x.shape,
            )  # fmt: skip
        self.output_shape(x.shape[1:])
        dtype = np.result_type(floating(x.dtype), *self.parameters.values())
        with np.errstate(over="ignore", invalid="ignore"):
            output, _ = self.forward(np.ascontiguousarray(batch_last(x), dtype=dtype), Workspace())
        return batch_first(output)


class Merge(Operation):
    """An operation on several inputs (batch last): where the branches of a network come together."""

    @abstractmethod
    def output_shape(self, shapes: Sequence[Shape]) -> Shape:
        """Shape of the output for inputs of these `shapes`, without the batch; an ExplainedError where it cannot be."""

    def __call__(self, *xs: Array) -> Array:
        """The operation alone: arrays ``(N, ...)`` in, ``(N, ...)`` out, as a layer does it when it is called."""
        arrays = [as_numbers(x, "input") for x in xs]
        if len({x.shape[:1] for x in arrays} | {()}) > 2:
            raise LayerError(
                "{layer} takes batches of the same length, but gets the shapes {given}.",
                layer=self, given=", ".join(str(x.shape) for x in arrays),
            )  # fmt: skip
        self.output_shape([x.shape[1:] for x in arrays])
        dtype = np.result_type(*(floating(x.dtype) for x in arrays))
        inside = [np.ascontiguousarray(batch_last(x), dtype=dtype) for x in arrays]
        return batch_first(self.forward(inside, Workspace()))

    @abstractmethod
    def forward(self, xs: Sequence[Array], workspace: Workspace) -> Array:
        """Output for the inputs `xs`."""

    @abstractmethod
    def backward(self, dy: Array, xs: Sequence[Array], workspace: Workspace) -> tuple[Array, ...]:
        """The gradient by each of the inputs `xs`, from the gradient `dy` by the output."""


def positive(value: object, layer: str, name: str) -> int:
    """`value` as a whole number of 1 or more; LayerError names the layer and the argument."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise LayerError(
            "{layer}: {name} is {given}; it must be a whole number, 1 or more.",
            layer=layer, name=name, given=quoted(value),
        )  # fmt: skip
    return int(value)


def finite(
    value: object, layer: str, name: str, *, low: float = -math.inf, high: float = math.inf, but: float | None = None
) -> float:
    """`value` as a number from `low` to `high`, other than `but`; LayerError names the layer and the argument."""
    is_number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    number = float(value) if is_number else math.nan  # type: ignore[arg-type]
    if not math.isfinite(number) or not low <= number <= high or number == but:
        limits = {f", ≥ {low:g}": low > -math.inf, f", ≤ {high:g}": high < math.inf, f", ≠ {but}": but is not None}
        raise LayerError(
            "{layer}: {name} is {given}; it must be a finite number{limits}.",
            layer=layer, name=name, given=quoted(value),
            limits="".join(limit for limit, holds in limits.items() if holds),
        )  # fmt: skip
    return number


def channels_height_width(shape: Shape, layer: Layer, channels: int | None = None) -> tuple[int, int, int]:
    """`shape` taken apart as (C, H, W); LayerError where it is no stack of maps, or not of so many `channels`."""
    shape = as_shape(shape)
    if len(shape) != 3:
        raise LayerError(
            "{layer} takes maps of the shape (channels, height, width), but gets {given}; the batch comes before that.",
            layer=layer, given=shape,
        )  # fmt: skip
    if channels is not None and shape[0] != channels:
        raise LayerError(
            "{layer} takes {expected} channels, but gets {given} (shape {shape}).",
            layer=layer, expected=channels, given=shape[0], shape=shape,
        )  # fmt: skip
    return shape[0], shape[1], shape[2]
