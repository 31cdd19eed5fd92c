"""Names for layers, out of those that a graph has for its nodes and weights: as short and telling as can be."""

from collections.abc import Collection, Sequence

from cnnviz.engine.graph import INPUT, LONGEST_NAME

SHARES = "softmax"  # the probabilities, also where they are made for showing only
WITHOUT_MODULE = {
    "Add",
    "Sum",
    "Concat",
    "Flatten",
    "Reshape",
    "Pad",
}  # PyTorch's functions: the module says only where
PARTS_OF_A_LAYER = {"weight", "kernel", "w", "W", "scale", "gamma"}


def layer_name(operator: str, node: str, weights: Sequence[str], taken: Collection[str]) -> str:
    """A name that no layer in `taken` has, and that a layer can have: no dots, no slashes, at most 100 letters.

    The name of its weights says most, then that of the node, from which the operator at its end is left out, then the
    operator itself. Where that is the name of a module with other layers in it, the operator stays.

    >>> layer_name("Conv", "/features/features.0/Conv", ["features.0.weight"], [])
    'features_0'
    >>> layer_name("Relu", "/layer1/layer1.0/relu/Relu_1", [], []), layer_name("Add", "/layer1/layer1.0/Add", [], [])
    ('layer1_0_relu', 'layer1_0_add')
    >>> layer_name("Relu", "node_relu_3", [], []), layer_name("Relu", "", [], ["relu"])
    ('relu_3', 'relu_2')
    >>> layer_name("Tanh", "/1/Tanh", [], [])
    'tanh1'
    >>> layer_name("Relu", "/layer1/Relu", [], ["layer1_conv1"])
    'layer1_relu'
    """
    told = next((name.rpartition(".")[0] for name in weights if name.rpartition(".")[2] in PARTS_OF_A_LAYER), "")
    name = _legal(told) or _told_apart(_of_node(operator, node), operator, taken) or operator.lower()
    name = (f"{operator.lower()}{name}" if name.isdigit() else name)[: LONGEST_NAME - 8]
    reserved, number, free = {INPUT} if operator == "Softmax" else {INPUT, SHARES}, 1, name
    while free in taken or free in reserved:
        number += 1
        free = f"{name}_{number}"
    return free


def _told_apart(name: str, operator: str, taken: Collection[str]) -> str:
    """`name`, with the operator where it says only in which module that is."""
    is_module = name in taken or any(other.startswith(f"{name}_") for other in taken)
    says_operator = not name or operator.lower() in name.lower()
    return f"{name}_{operator.lower()}" if is_module and not says_operator else name


def _of_node(operator: str, node: str) -> str:
    """PyTorch names a node by the modules around it, and its operator."""
    *modules, last = node.removeprefix("node_").strip("/").split("/")
    path: list[str] = []
    for module in modules:  # "layer1" and "layer1.0" say the same twice
        if path and module.startswith(f"{path[-1]}."):
            path.pop()
        path.append(module)
    if operator in (last, last.rpartition("_")[0]):
        last = "" if path and operator not in WITHOUT_MODULE else last.lower()
    return _legal(".".join([*path, last]))


def _legal(name: str) -> str:
    letters = "".join(letter if letter.isprintable() and letter not in "./\\: " else "_" for letter in name)
    return letters.strip("_")
