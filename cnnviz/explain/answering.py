"""Models that can only be asked: they give numbers for a picture, and not how these would change."""

from collections.abc import Mapping
from typing import Protocol

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.network import Network


class Answering(Protocol):
    """What a method needs that does without gradients. `shapes` are those of all outputs by name, "input" first.

    `score_layer` is the one that gives the scores of the classes, before softmax where there is one. `work` are the
    multiply-adds of one pass. `class_names` may be empty, `info` holds what `normalisation_of` reads.
    """

    @property
    def input_shape(self) -> Shape: ...

    @property
    def shapes(self) -> Mapping[str, Shape]: ...

    @property
    def score_layer(self) -> str: ...

    @property
    def class_names(self) -> tuple[str, ...]: ...

    @property
    def info(self) -> Mapping[str, str]: ...

    @property
    def work(self) -> int: ...

    def outputs(self, pictures: Array, layer: str) -> Array:
        """What `layer` gives for pictures (N, C, H, W): (N, ...); ExplainedError where it cannot be computed."""


Askable = Network | Answering
"""A network of the engine, which has gradients too, or a model that only answers."""
