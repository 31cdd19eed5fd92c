"""What layers that sum up weighted inputs have in common: how weight and bias come about, and where they are found."""

import math
from abc import abstractmethod

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Array, Shape, float_type
from cnnviz.engine.initializers import Random, he_uniform
from cnnviz.engine.layer import Layer, LayerError, positive

MOST_WEIGHTS = 2**30  # 4 GiB of numbers; VGG16 has an eighth of that


class WeightedLayer(Layer):
    """A layer with a weight and, where it is wanted, a bias for each output. The class that derives says the shapes."""

    @property
    @abstractmethod
    def fans(self) -> tuple[int, int]:
        """How many products one output sums up, and how many of them one input is part of, at stride 1."""

    @property
    def weight(self) -> Array:
        """The weight itself: what is written into it changes the layer."""
        return self.parameters["weight"]

    @property
    def bias(self) -> Array | None:
        """The bias itself, (outputs,), or None."""
        return self.parameters.get("bias")

    def _make_parameters(
        self, shape: Shape, outputs: int, bias: bool, rng: Random | None, dtype: npt.DTypeLike
    ) -> None:
        """A weight of this `shape` after He et al. (zero without `rng`), and a bias of zeros.

        LayerError where they are too many to be held, ArrayError and InitializerError for what `dtype` and `rng` are.
        """
        if math.prod(shape) > MOST_WEIGHTS:
            raise LayerError(
                "{layer} asks for {count} weights; at most {most} can be held.",
                layer=self, count=f"{math.prod(shape):,}", most=f"{MOST_WEIGHTS:,}",
            )  # fmt: skip
        dtype = float_type(dtype)
        self.parameters["weight"] = np.zeros(shape, dtype) if rng is None else he_uniform(shape, *self.fans, rng, dtype)
        if bias:
            self.parameters["bias"] = np.zeros(outputs, dtype)


def grouped(layer: str, in_channels: int, out_channels: int, groups: int) -> tuple[int, int, int]:
    """All three as whole numbers; LayerError where the groups do not divide the channels evenly."""
    inputs, outputs = positive(in_channels, layer, "in_channels"), positive(out_channels, layer, "out_channels")
    count = positive(groups, layer, "groups")
    if inputs % count or outputs % count:
        raise LayerError(
            "{layer}: {groups} groups do not divide {inputs} input and {outputs} output channels evenly.",
            layer=layer, groups=count, inputs=inputs, outputs=outputs,
        )  # fmt: skip
    return inputs, outputs, count
