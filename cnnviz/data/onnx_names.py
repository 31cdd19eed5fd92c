"""Names for layers, out of those that a graph has for its nodes and weights: as short and telling as can be."""

from collections.abc import Collection, Sequence

from cnnviz.engine.graph import INPUT, LONGEST_NAME

RESERVED = frozenset({INPUT, "softmax"})  # the picture, and the probabilities that are made for showing
PARTS_OF_A_LAYER = {"weight", "kernel", "w", "W", "scale", "gamma"}


def layer_name(operator: str, node: str, weights: Sequence[str], taken: Collection[str]) -> str:
    """A name that no layer in `taken` has, and that a layer can have: no dots, no slashes, at most 100 letters.

    The name of its weights says most, then that of the node, from which the operator at its end is left out, then the
    operator itself.

    >>> layer_name("Conv", "/features/features.0/Conv", ["features.0.weight"], [])
    'features_0'
    >>> layer_name("Relu", "/layer1/layer1.0/relu/Relu_1", [], []), layer_name("Add", "/layer1/layer1.0/Add", [], [])
    ('layer1_0_relu', 'layer1_0_add')
    >>> layer_name("Relu", "node_relu_3", [], []), layer_name("Relu", "", [], ["relu"])
    ('relu_3', 'relu_2')
    """
    told = next((name.rpartition(".")[0] for name in weights if name.rpartition(".")[2] in PARTS_OF_A_LAYER), "")
    return unique(_legal(told) or _of_node(operator, node) or operator.lower(), taken)


def unique(name: str, taken: Collection[str]) -> str:
    """`name`, with a number behind it where it is taken, or cannot be had."""
    name, number, free = name[: LONGEST_NAME - 8], 1, name[: LONGEST_NAME - 8]
    while free in taken or free in RESERVED:
        number += 1
        free = f"{name}_{number}"
    return free


def _of_node(operator: str, node: str) -> str:
    """PyTorch names a node by the modules around it, and its operator."""
    node = node.removeprefix("node_")
    *modules, last = node.strip("/").split("/")
    path = ""
    for module in modules:  # "layer1" and "layer1.0" say the same twice
        path = module if module.startswith(f"{path}.") or not path else f"{path}.{module}"
    if not modules:
        return _legal(last)
    if last.rpartition("_")[0] == operator or last == operator:
        last = last.lower() if operator in {"Add", "Sum", "Concat", "Flatten", "Reshape"} else ""
    return _legal(f"{path}.{last}")


def _legal(name: str) -> str:
    letters = "".join(letter if letter.isprintable() and letter not in "./\\: " else "_" for letter in name)
    return letters.strip("_")
