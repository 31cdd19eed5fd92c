"""Following one number of a pass back by one step: what it was computed from, and how."""

from cnnviz.engine.activations import Activation
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.global_pooling import AdaptiveAvgPool2D, GlobalAvgPool2D, GlobalMaxPool2D
from cnnviz.engine.layer import Layer, Merge
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import Pool2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import LogSoftmax, Softmax
from cnnviz.text import tr
from cnnviz.traces.field import field_of
from cnnviz.traces.followed import Answer, Asked
from cnnviz.traces.followed_points import added, bent, joined, laid_out, normalised, passed_on
from cnnviz.traces.followed_units import shared_out, weighted
from cnnviz.traces.followed_windows import convolved, pooled, pooled_piece, pooled_whole, transposed
from cnnviz.traces.following import Followed
from cnnviz.traces.passes import Cell, Pass, cell_name
from cnnviz.traces.scene import Sum

WITH_A_SCENE = (
    Conv2D, ConvTranspose2D, Pool2D, GlobalAvgPool2D, GlobalMaxPool2D, AdaptiveAvgPool2D, Linear, BatchNorm2D, Add,
)  # fmt: skip
LONGEST_SIDE = 1024  # of the maps that Convolve takes


def follow(shown: Pass, cell: Cell) -> Followed:
    """Where the number in `cell` comes from; PassError where there is no such cell.

    Numbers of the picture, and those of a pass that another program computed, have no parts.
    """
    value, layer = shown.value(cell), shown.layer(cell.layer)
    if layer.is_input or shown.network is None:
        note = "" if layer.is_input else tr("Another program computed this number; it cannot be followed further.")
        return Followed(cell, layer.kind, Sum("point", cell_name(shown, cell), (), value), (), value, None, note=note)
    asked = asked_of(shown, cell)
    answer = _answer(asked)
    openable = can_be_opened(asked.layer) and _fits(shown, answer)
    field = field_of(shown.network, cell)
    return Followed(cell, layer.kind, answer.sum, answer.parts, value, field, answer.winner, answer.note, openable)


def asked_of(shown: Pass, cell: Cell) -> Asked:
    """A cell that is not the picture's, of a pass of the engine, with the layer that computed it and what that took."""
    assert shown.network is not None
    layer, sources = _origin(shown.network, cell.layer)
    return Asked(shown, cell, shown.value(cell), layer, tuple(shown.layer(name) for name in sources))


def can_be_opened(layer: Layer | Merge) -> bool:
    """Whether Convolve can show what the layer does; of activations, those with their usual settings."""
    if isinstance(layer, Activation):
        usual = not isinstance(layer, Dropout | Softmax | LogSoftmax)
        return usual and type(layer)().config() == layer.config()
    return isinstance(layer, WITH_A_SCENE)


def _fits(shown: Pass, answer: Answer) -> bool:
    """Whether there is something to show, and Convolve takes maps as large."""
    return bool(answer.parts) and max(shown.layer(answer.parts[0].source).maps.shape[1:]) <= LONGEST_SIDE


def _origin(network: Network, name: str) -> tuple[Layer | Merge, tuple[str, ...]]:
    """The layer that computed what is called `name`, and what it takes."""
    for node in network.nodes:
        if node.name == name:
            return node.layer, node.inputs
    return Softmax(), (network.nodes[-1].name,)  # the probabilities that are added for showing


def _answer(asked: Asked) -> Answer:
    """The arithmetic of the layer's kind."""
    match asked.layer:
        case Conv2D() as layer:
            return convolved(asked, layer)
        case ConvTranspose2D() as layer:
            return transposed(asked, layer)
        case Pool2D() as layer:
            return pooled(asked, layer)
        case GlobalAvgPool2D() | GlobalMaxPool2D() as layer:
            return pooled_whole(asked, layer)
        case AdaptiveAvgPool2D() as layer:
            return pooled_piece(asked, layer)
        case Linear() as layer:
            return weighted(asked, layer)
        case Flatten():
            return laid_out(asked)
        case BatchNorm2D():
            return normalised(asked)
        case Softmax():
            return shared_out(asked)
        case LogSoftmax():
            return shared_out(asked, logarithm=True)
        case Dropout():
            return passed_on(asked)
        case Activation() as layer:
            return bent(asked, layer)
        case Concat():
            return joined(asked)
        case Add():
            return added(asked)
    raise TypeError(f"{asked.layer.kind} is followed nowhere")
