"""What can stand on a side of a comparison besides what the page shows. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass

from cnnviz.engine.arrays import Array
from cnnviz.engine.network import Network
from cnnviz.traces.passes import NetworkModel, Pass, PassModel

TO_DRAW = 20  # multiply-adds that take as long as one random weight


@dataclass(frozen=True, eq=False)
class Contestant:
    """A model and what it is called, in the reader's language."""

    model: PassModel
    words: str


@dataclass(frozen=True, eq=False)
class Kept:
    """A model and what it made of a picture, kept while the page goes on."""

    contestant: Contestant
    shown: Pass


class Untrained:
    """The same layers with first weights (seed 0), as they are before any training: a PassModel.

    The weights are drawn for the first pass: those of a large network take seconds, which it spends away from the
    window.
    """

    def __init__(self, trained: Network) -> None:
        self._trained = trained
        self._model: NetworkModel | None = None
        drawn = sum(array.size for array in trained.weights.values())
        self.work = NetworkModel(trained).work + TO_DRAW * drawn

    @property
    def network(self) -> Network:
        return self._made().network

    @property
    def input_shape(self) -> tuple[int, ...]:
        return self._trained.input_shape

    @property
    def class_names(self) -> tuple[str, ...]:
        return self._trained.class_names

    @property
    def info(self) -> Mapping[str, str]:
        return self._trained.info

    def run(self, picture: Array) -> Pass:
        return self._made().run(picture)

    def _made(self) -> NetworkModel:
        if self._model is None:
            self._model = NetworkModel(Network.from_description(self._trained.describe(), 0))
        return self._model
