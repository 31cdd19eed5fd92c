"""What all optimisers share: the parameters are gone through in blocks, and what is remembered of steps can be kept."""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np

from cnnviz.engine.arrays import Array, as_numbers
from cnnviz.engine.packing import Block, blocks_of
from cnnviz.text import ExplainedError, quoted


class OptimizerError(ExplainedError):
    """An optimiser that cannot be made so, or gradients or memories that are not those of its parameters."""


class Optimizer(ABC):
    """Moves parameters in place. `learning_rate` may be set anew before every step.

    What it remembers of the steps before (momentum, means) has a number for each parameter. Gradients are
    worked on in blocks that stay in the cache, many small arrays in one: a step of Adam for LeNet-5 takes half the
    time, and one for VGG16 needs next to no memory beside what is remembered.
    """

    def __init__(self, learning_rate: float, weight_decay: float, remembered: tuple[str, ...]) -> None:
        self.learning_rate = checked_rate("learning_rate", learning_rate)
        self.weight_decay = checked_rate("weight_decay", weight_decay)
        self._remembered = remembered
        self._steps = 0
        self._shapes: dict[str, tuple[int, ...]] = {}
        self._blocks: tuple[Block, ...] = ()
        self._memory: dict[str, Array] = {}  # the long vectors, by what they remember
        self._slope = self._spare = np.zeros(0)  # one block each

    def step(self, parameters: Mapping[str, Array], gradients: Mapping[str, Array]) -> None:
        """Move every parameter that has a gradient, in place, by its learning rate and what is remembered.

        Both are float arrays of the same shapes by the same names, `Network.parameters` and `Gradients.parameters` for
        instance; the gradients stay as they are. OptimizerError where they are something else, or where the gradients
        are not of the same parameters as in the step before.
        """
        if not self._shapes:
            _check_pairs(parameters, gradients)
            dtype = np.result_type(*gradients.values()) if gradients else np.dtype(np.float32)
            self._arrange({name: gradient.shape for name, gradient in gradients.items()}, dtype)
        if {name: gradient.shape for name, gradient in gradients.items()} != self._shapes:
            raise OptimizerError(
                "The gradients are of other parameters than before ({given}; before: {known}). Another network needs "
                "another optimiser.",
                given=", ".join(gradients), known=", ".join(self._shapes),
            )  # fmt: skip
        self._steps += 1
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            for block in self._blocks:
                self._step_of_block(block, parameters, gradients)

    def _step_of_block(self, block: Block, parameters: Mapping[str, Array], gradients: Mapping[str, Array]) -> None:
        slope, spare = block.gathered(gradients, self._slope), self._spare[: block.size]
        memory = {name: vector[block.place] for name, vector in self._memory.items()}
        self._decay(slope, block, parameters)
        move = self._move(slope, memory, spare)
        for part in block.parts:
            moved = parameters[part.name][part.rows]
            moved -= move[part.place].reshape(moved.shape)

    def _decay(self, slope: Array, block: Block, parameters: Mapping[str, Array]) -> None:
        """Pull the weights of a block towards zero by adding to their slopes that of ``weight_decay / 2 * w²``."""
        if self.weight_decay:
            pull = block.gathered(parameters, self._spare)
            pull *= self.weight_decay
            slope += pull

    @abstractmethod
    def _move(self, slope: Array, memory: Mapping[str, Array], spare: Array) -> Array:
        """What is to be subtracted from the weights of a block; `slope` and `spare` may be written to."""

    def state(self) -> dict[str, Array]:
        """What is remembered, in arrays of their own: "steps", and "mean.conv1.weight" and so on.

        With it, `load_state` makes another optimiser go on bit for bit as this one would. The settings are not in it.
        """
        flat = {"steps": np.array(self._steps)}
        for kind, vector in self._memory.items():
            start = 0
            for name, shape in self._shapes.items():
                stop = start + math.prod(shape)
                flat[f"{kind}.{name}"] = vector[start:stop].reshape(shape).copy()
                start = stop
        return flat

    def load_state(self, state: Mapping[str, Array]) -> None:
        """Take over what another optimiser of the same kind remembered; OptimizerError where it is something else."""
        if not isinstance(state, Mapping):
            raise OptimizerError("What is remembered is {given}; it must be what state() gave.", given=quoted(state))
        parts: dict[str, dict[str, Array]] = {kind: {} for kind in self._remembered}
        for key, array in state.items():
            kind, _, name = key.partition(".")
            if key != "steps" and kind not in parts:
                raise OptimizerError("{kind} does not remember “{key}”.", kind=type(self).__name__, key=key)
            if key != "steps":
                parts[kind][name] = array
        shapes = [{name: array.shape for name, array in part.items()} for part in parts.values()]
        if "steps" not in state or any(one != shapes[0] for one in shapes):
            raise OptimizerError(
                "What is remembered is not complete: {kind} needs steps, and {kinds} of the same parameters.",
                kind=type(self).__name__, kinds=", ".join(parts),
            )  # fmt: skip
        self._steps = int(as_numbers(state["steps"], "steps"))
        if shapes and shapes[0]:
            self._arrange(shapes[0], np.result_type(*next(iter(parts.values())).values()))
            for kind, part in parts.items():
                np.concatenate([part[name].reshape(-1) for name in self._shapes], out=self._memory[kind])

    def _arrange(self, shapes: dict[str, tuple[int, ...]], dtype: np.dtype[np.floating]) -> None:
        """Make room for parameters of these shapes."""
        self._shapes, self._blocks = shapes, blocks_of(shapes)
        size = sum(block.size for block in self._blocks)
        self._memory = {kind: np.zeros(size, dtype) for kind in self._remembered}
        largest = max((block.size for block in self._blocks), default=0)
        self._slope, self._spare = np.empty(largest, dtype), np.empty(largest, dtype)


def _check_pairs(parameters: object, gradients: object) -> None:
    """OptimizerError where not every gradient has its parameter, both float arrays of the same shape."""
    check_gradients(gradients)
    for name, gradient in gradients.items():  # type: ignore[attr-defined]
        parameter = parameters.get(name) if isinstance(parameters, Mapping) else None
        if not isinstance(parameter, np.ndarray) or parameter.shape != gradient.shape or parameter.dtype.kind != "f":
            raise OptimizerError(
                "The gradient “{name}” has the shape {expected}, but there is no parameter “{name}” that is a float "
                "array of this shape.",
                name=name, expected=gradient.shape,
            )  # fmt: skip


def check_gradients(gradients: object) -> None:
    """OptimizerError where `gradients` are not float arrays by name."""
    arrays = gradients.values() if isinstance(gradients, Mapping) else (gradients,)
    for array in arrays:
        if not isinstance(array, np.ndarray) or array.dtype.kind != "f" or not array.ndim:
            raise OptimizerError(
                "The gradients must be float arrays with one axis or more, by name; there is {given}.",
                given=quoted(array),
            )  # fmt: skip


def checked_rate(name: str, value: float, below: float = math.inf) -> float:
    """`value`, where it is a number from 0 on and less than `below`; OptimizerError names it otherwise."""
    if not isinstance(value, int | float | np.integer | np.floating) or not 0 <= value < below:
        raise OptimizerError(
            "{name} is {given}; it must be a number, ≥ 0, < {below}.",
            name=name, given=quoted(value), below="∞" if below == math.inf else f"{below:g}",
        )  # fmt: skip
    return value
