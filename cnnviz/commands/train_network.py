"""The network that ``cnnviz train`` trains: one by name, or the architecture in a file."""

from collections.abc import Callable, Sequence
from pathlib import Path

from cnnviz.commands.info import UnknownNetworkError
from cnnviz.data.network_files import open_architecture
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.arrays import Shape
from cnnviz.engine.initializers import Seed
from cnnviz.engine.network import Network
from cnnviz.scenarios.network_draft import TITLE, NetworkDraft

Build = Callable[[Seed, Sequence[str], Shape], Network]


def network_builder(name: str) -> Build:
    """What makes the network `name`, for pictures and classes that are known later; `info` says what it is.

    An ExplainedError where there is neither such a network nor such a file, or the file cannot be used.
    """
    if name in NETWORKS:
        known = NETWORKS[name].build
        return lambda seed, class_names, shape: _told(known(seed, class_names, shape), name)
    path = Path(name)
    if not path.suffix and not path.exists():
        raise UnknownNetworkError.of(name)
    draft = NetworkDraft.of(open_architecture(path))
    title = draft.title or path.name

    def build(seed: Seed, class_names: Sequence[str], shape: Shape) -> Network:
        description = draft.with_input(class_names, shape).description()
        return _told(Network.from_description(description, seed), title)

    return build


def _told(network: Network, name: str) -> Network:
    network.info[TITLE] = name
    return network
