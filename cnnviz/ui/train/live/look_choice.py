"""Which layers of a network the live view shows: what there is to choose, and what is taken where nothing is chosen."""

from dataclasses import dataclass

from cnnviz.engine.network import Network

ACTIVATIONS = ("ReLU", "LeakyReLU", "ELU", "Sigmoid", "Tanh", "Softplus")
PASSED_ON = (*ACTIVATIONS, "BatchNorm2D", "Dropout")  # shown as a part of the layer before them
USUAL_MAPS = 2


@dataclass(frozen=True)
class LookChoice:
    """Layers by name: whose kernels (with their gradients), and whose maps, left to right. Empty: the first ones."""

    kernel_layer: str = ""
    map_layers: tuple[str, ...] = ()


@dataclass(frozen=True)
class LayerNames:
    """What can be chosen: layers with kernels, and layers that give maps, in the order of the network."""

    kernels: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()


def layer_names(network: Network) -> LayerNames:
    """The layers of `network` whose kernels and whose maps can be shown.

    An activation, a normalisation or a dropout is not a choice of its own: it is shown with the layer before it.

    >>> from cnnviz.engine.architectures import lenet5
    >>> layer_names(lenet5())
    LayerNames(kernels=('conv1', 'conv2'), maps=('conv1', 'pool1', 'conv2', 'pool2'))
    """
    kernels, maps = [], []
    for name, layer in network.layers:
        if layer.kind == "Conv2D":
            kernels.append(name)
        if len(network.shapes[name]) == 3 and layer.kind not in PASSED_ON:
            maps.append(name)
    return LayerNames(tuple(kernels), tuple(maps))


def resolved(choice: LookChoice, names: LayerNames) -> LookChoice:
    """`choice` with layers that `names` has, in place of those that it does not name or that are not there.

    >>> resolved(LookChoice("gone", ("pool1", "")), LayerNames(("conv1", "conv2"), ("conv1", "pool1", "conv2")))
    LookChoice(kernel_layer='conv1', map_layers=('pool1', 'conv2'))
    """
    kernel_layer = choice.kernel_layer if choice.kernel_layer in names.kernels else "".join(names.kernels[:1])
    usual = [name for name in names.maps if name in names.kernels] + [
        name for name in names.maps if name not in names.kernels
    ]
    maps = []
    for place, fallback in enumerate(usual[:USUAL_MAPS]):
        wanted = choice.map_layers[place] if place < len(choice.map_layers) else ""
        maps.append(wanted if wanted in names.maps else fallback)
    return LookChoice(kernel_layer, tuple(maps))
