"""How the layers of a model of Keras hang together: a row (Sequential), or a graph by name (Functional)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cnnviz.data.keras_place import KerasError

INPUT_LAYER = "InputLayer"
DEEPEST = 20  # lists within lists, where the tensors that a layer takes are looked for


class KerasLayer(NamedTuple):
    """One layer as the file describes it, with the names of those whose outputs it takes."""

    kind: str
    config: Mapping[str, Any]
    inputs: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.config["name"])


def layers_in(model: Mapping[str, Any]) -> list[KerasLayer]:
    """The layers of a described model ``{"class_name", "config"}``, first to last.

    KerasError where it is neither a row nor a graph with one picture and one result.
    """
    kind, config = model["class_name"], model["config"]
    if kind == "Sequential":
        return _row(config if isinstance(config, list) else config["layers"])
    if kind in ("Functional", "Model"):
        return _graph(config)
    raise KerasError(
        "it is a model of the kind “{kind}”; readable are rows of layers (Sequential) and graphs (Functional).",
        kind=str(kind)[:60],
    )


def _row(layers: Sequence[Mapping[str, Any]]) -> list[KerasLayer]:
    if not layers:
        raise KerasError("it has no layers.")
    row: list[KerasLayer] = []
    for layer in layers:
        before = (row[-1].name,) if row else ()
        row.append(KerasLayer(layer["class_name"], layer["config"], before))
    if row[0].kind != INPUT_LAYER:  # older rows have the shape of the picture in their first layer
        picture = KerasLayer(INPUT_LAYER, {**row[0].config, "name": "/input"}, ())
        row = [picture, row[0]._replace(inputs=(picture.name,)), *row[1:]]
    return row


def _graph(config: Mapping[str, Any]) -> list[KerasLayer]:
    layers = [
        KerasLayer(layer["class_name"], {**layer["config"], "name": layer.get("name", layer["config"].get("name"))},
                   _inputs(layer))
        for layer in config["layers"]
    ]  # fmt: skip
    for word, ends in (("input", config["input_layers"]), ("output", config["output_layers"])):
        if len(_names(ends)) != 1:
            raise KerasError("it has {count} {word}s; readable are graphs with one picture and one result.",
                             count=len(_names(ends)), word=word)  # fmt: skip
    return _in_order(layers)


def _inputs(layer: Mapping[str, Any]) -> tuple[str, ...]:
    """What a layer takes; the same layer used in several places would need its weights twice."""
    nodes = layer["inbound_nodes"]
    if len(nodes) > 1:
        raise KerasError("the layer “{name}” is used in {count} places; readable are graphs that use each once.",
                         name=str(layer["config"].get("name"))[:60], count=len(nodes))  # fmt: skip
    if not nodes:
        return ()
    if isinstance(nodes[0], Mapping):  # Keras 3
        if any(True for _ in _tensors(nodes[0].get("kwargs", {}))):
            raise KerasError("the layer “{name}” takes more than maps.", name=str(layer["config"].get("name"))[:60])
        return tuple(_tensors(nodes[0]["args"]))
    return tuple(str(source[0]) for source in nodes[0])


def _tensors(value: Any, depth: int = 0) -> Iterator[str]:
    """The names of the layers whose outputs stand somewhere in the arguments of a call."""
    if depth > DEEPEST:
        raise KerasError("its layers are described in lists nested too deeply.")
    if isinstance(value, Mapping) and value.get("class_name") == "__keras_tensor__":
        yield str(value["config"]["keras_history"][0])
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _tensors(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _tensors(inner, depth + 1)


def _names(ends: Any) -> list[str]:
    """Layers named as ["dense", 0, 0] or [["dense", 0, 0], …]."""
    if isinstance(ends, list) and ends and isinstance(ends[0], str):
        return [ends[0]]
    return [str(end[0]) for end in ends]


def _in_order(layers: Sequence[KerasLayer]) -> list[KerasLayer]:
    """The layers so that each comes behind those that it takes from."""
    ordered: list[KerasLayer] = []
    left, known = list(layers), set[str]()
    while left:
        ready = [layer for layer in left if known.issuperset(layer.inputs)]
        if not ready:
            raise KerasError("the layer “{name}” takes what no layer gives.", name=left[0].name[:60])
        ordered += ready
        known |= {layer.name for layer in ready}
        left = [layer for layer in left if layer.name not in known]
    return ordered
