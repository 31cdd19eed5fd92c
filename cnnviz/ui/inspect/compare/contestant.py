"""What can stand on a side of a comparison besides what the page shows. No Qt."""

from dataclasses import dataclass

from cnnviz.engine.network import Network
from cnnviz.traces.passes import NetworkModel, Pass, PassModel


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


def untrained(network: Network) -> NetworkModel:
    """The same layers with first weights (seed 0), as they are before any training."""
    return NetworkModel(Network.from_description(network.describe(), 0))
