"""The setting “Dropout”: where in a network it acts."""

from collections.abc import Iterator

from cnnviz.engine.dropout import Dropout
from cnnviz.engine.graph import Node
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.settings import SettingError


def with_dropout(network: Network, p: float) -> Network:
    """`network` with dropout of the probability `p`: the layers are the same, with Dropout layers between them.

    Where the network has Dropout layers already, it is these that get `p`. Else one is put before each dense layer
    after the first, or before the only one: there a network has most of its weights, and learns by heart first
    (Srivastava et al. 2014). 0 leaves the network as it is. SettingError where there is no place for it.

    >>> from cnnviz.engine.lenet import lenet5
    >>> [name for name, layer in with_dropout(lenet5(), 0.5).layers if layer.kind in ("Linear", "Dropout")]
    ['fc1', 'dropout1', 'fc2', 'dropout2', 'fc3']
    """
    if not p:
        return network
    if dropouts(network):
        set_dropout(network, p)
        return network
    dense = [name for name, layer in network.layers if isinstance(layer, Linear)]
    if not dense:
        raise SettingError(
            "Dropout is {p}, but this network has no dense layer to put it before, and no Dropout layer of its own. "
            "Set it to 0, or put a Dropout layer into the network.",
            p=p,
        )
    nodes = list(_with_layers(network, set(dense[1:] or dense), p))
    return Network(nodes, network.input_shape, network.class_names, info=network.info)


def dropouts(network: Network) -> dict[str, Dropout]:
    """The Dropout layers of `network`, by name."""
    return {name: layer for name, layer in network.layers if isinstance(layer, Dropout)}


def set_dropout(network: Network, p: float) -> None:
    """Give all Dropout layers of `network` the probability `p`; 0 switches them off."""
    for layer in dropouts(network).values():
        layer.p = p


def _with_layers(network: Network, before: set[str], p: float) -> Iterator[Node]:
    taken = {name for name, _ in network.layers}
    names = (name for number in range(1, len(taken) + len(before) + 1) if (name := f"dropout{number}") not in taken)
    for node in network.nodes:
        if node.name in before:
            dropout = Node(next(names), Dropout(p), node.inputs)
            yield dropout
            node = node._replace(inputs=(dropout.name,))
        yield node
