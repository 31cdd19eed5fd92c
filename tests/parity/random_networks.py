"""Networks drawn at random: a few blocks that may skip or branch, and a head that gives scores."""

from dataclasses import dataclass, field

import numpy as np

from cnnviz.engine.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh
from cnnviz.engine.arrays import Shape
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.graph import INPUT, Node
from cnnviz.engine.layer import Layer
from cnnviz.engine.linear import Linear
from cnnviz.engine.merging import Add, Concat
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.shape import Flatten
from tests.parity.settings import one_of, whole


@dataclass
class Plan:
    """The nodes so far, and what the last of them gives."""

    rng: np.random.Generator
    shape: Shape
    last: str = INPUT
    nodes: list[Node] = field(default_factory=list)

    def add(self, layer: Layer) -> str:
        """Put a layer behind the last one; its name."""
        return self._put(layer.kind, layer, (self.last,), layer.output_shape(self.shape))

    def bring_together(self, merge: Add | Concat, names: list[str], shapes: list[Shape]) -> str:
        """Add or join what was computed before."""
        return self._put(merge.kind, merge, tuple(names), merge.output_shape(shapes))

    def _put(self, kind: str, layer: Layer | Add | Concat, sources: tuple[str, ...], shape: Shape) -> str:
        self.last, self.shape = f"{kind.lower()}{len(self.nodes) + 1}", shape
        self.nodes.append(Node(self.last, layer, sources))
        return self.last

    def go_back(self, name: str, shape: Shape) -> None:
        """Let the next layer take what `name` gives: a branch begins there."""
        self.last, self.shape = name, shape


def random_network(seed: int, graph: bool) -> Network:
    """A network of its own for every seed, in float64, with random weights; with `graph` it skips and branches."""
    rng = np.random.default_rng((seed, graph))
    picture = (whole(rng, 1, 3), whole(rng, 5, 12), whole(rng, 5, 12))
    plan = Plan(rng, picture)
    for _ in range(whole(rng, 1, 3)):
        block = one_of(rng, add_convolution, add_skip, add_branches, add_dense) if graph else add_convolution
        block(plan)
        if min(plan.shape[1:]) > 2 and rng.random() < 0.5:
            pooling = one_of(rng, MaxPool2D, AvgPool2D)
            plan.add(pooling(2, one_of(rng, 1, 2), padding=whole(rng, 0, 1)))
    add_head(plan)
    network = Network(plan.nodes, picture).copy(np.float64)
    for name, array in network.parameters.items():
        if array.ndim == 1:  # biases are zero at first, and the factors of batch normalisation one
            array += 0.3 * rng.standard_normal(array.shape)
        assert array.any(), name
    return network


def add_convolution(plan: Plan) -> None:
    """Convolution, perhaps batch normalisation, activation: padded or not, with a stride or not, perhaps in groups."""
    rng, channels = plan.rng, plan.shape[0]
    kernel = (min(whole(rng, 1, 5), plan.shape[1]), min(whole(rng, 1, 5), plan.shape[2]))
    stride = whole(rng, 1, 2) if min(plan.shape[1:]) > 5 else 1
    padding = "same" if stride == 1 and rng.random() < 0.5 else 0
    mode = one_of(rng, "zeros", "zeros", "replicate")
    groups = channels if rng.random() < 0.2 else 1
    normal = bool(rng.random() < 0.3)
    # a bias before batch normalisation is taken off again: its slope would be what rounding leaves
    plan.add(
        Conv2D(channels, groups * whole(rng, 1 + normal, 4), kernel, stride, padding, groups=groups, bias=not normal,
               padding_mode=mode, rng=rng)
    )  # fmt: skip
    if normal:
        plan.add(BatchNorm2D(plan.shape[0]))
    plan.add(one_of(rng, ReLU, ReLU, LeakyReLU, ELU, Sigmoid, Softplus, Tanh)())


def add_skip(plan: Plan) -> None:
    """Two convolutions that keep the shape, and what went in added to what comes out."""
    start, shape, channels = plan.last, plan.shape, plan.shape[0]
    plan.add(Conv2D(channels, channels, 3, padding=1, rng=plan.rng))
    plan.add(one_of(plan.rng, ReLU, Tanh)())
    plan.add(Conv2D(channels, channels, one_of(plan.rng, 1, (3, 5)), padding="same", rng=plan.rng))
    plan.bring_together(Add(), [start, plan.last], [shape, plan.shape])
    plan.add(ReLU())


def add_branches(plan: Plan) -> None:
    """Two or three convolutions of the same maps, side by side."""
    start, shape = plan.last, plan.shape
    names, shapes = [], []
    for kernel in (1, 3, 5)[: whole(plan.rng, 2, 3)]:
        plan.go_back(start, shape)
        plan.add(Conv2D(shape[0], whole(plan.rng, 1, 3), kernel, padding=kernel // 2, rng=plan.rng))
        names.append(plan.add(one_of(plan.rng, ReLU, ELU)()))
        shapes.append(plan.shape)
    plan.bring_together(Concat(), names, shapes)


def add_dense(plan: Plan) -> None:
    """New maps beside those they were made of."""
    start, shape = plan.last, plan.shape
    plan.add(Conv2D(shape[0], 2, 3, padding=1, rng=plan.rng))
    made = plan.add(ReLU())
    plan.bring_together(Concat(), [start, made], [shape, plan.shape])


def add_head(plan: Plan) -> None:
    plan.add(Flatten())
    if plan.rng.random() < 0.6:
        plan.add(Linear(plan.shape[0], whole(plan.rng, 2, 20), rng=plan.rng))
        plan.add(one_of(plan.rng, ReLU, Tanh)())
    plan.add(Linear(plan.shape[0], whole(plan.rng, 2, 10), rng=plan.rng))
