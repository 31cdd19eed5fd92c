"""The line beside a layer's name: what its maps or kernels are, and what they cost."""

from cnnviz.numbers import count, size
from cnnviz.text import tr
from cnnviz.traces.shown_layers import ShownLayer


def facts(layer: ShownLayer) -> str:
    """What the maps of a layer are and what they cost, so far as that is known."""
    if layer.is_input:
        return tr("{channels} × {size}: what the network gets to see", channels=len(layer.maps),
                  size=size(layer.maps.shape[2], layer.maps.shape[1]))  # fmt: skip
    if layer.summary is None and layer.kind == "Softmax" and layer.is_vector:
        return tr("{count} probabilities, from the scores of the last layer", count=count(len(layer.maps)))
    parts = [
        tr("{count} units", count=count(len(layer.maps))) if layer.is_vector
        else tr("{count} maps of {size}", count=count(len(layer.maps)),
                size=size(layer.maps.shape[2], layer.maps.shape[1]))
    ]  # fmt: skip
    if layer.takes:
        parts.append(tr("takes {layers}", layers=", ".join(layer.takes)))
    return " · ".join([*parts, *costs(layer)])


def costs(layer: ShownLayer) -> list[str]:
    """Parameters, receptive field and multiply-adds of a layer; nothing where another program computed it."""
    if layer.summary is None:
        return []
    parts = []
    if layer.summary.parameters:
        parts.append(tr("{count} parameters", count=count(layer.summary.parameters)))
    field_height, field_width = layer.summary.receptive_field
    parts.append(tr("receptive field {size}", size=size(field_width, field_height)))
    if layer.summary.multiply_adds:
        parts.append(tr("{count} multiply-adds", count=count(layer.summary.multiply_adds)))
    return parts


def kernel_facts(layer: ShownLayer) -> str:
    """The line beside a layer's name while its kernels are shown; the layer has some."""
    assert layer.weights is not None
    shape = layer.weights.shape
    if len(shape) == 2:
        weights = tr("{units} units × {inputs} inputs", units=count(shape[0]), inputs=count(shape[1]))
    else:
        weights = tr("{kernels} kernels of {channels} × {size}", kernels=count(shape[0]), channels=shape[1],
                     size=size(shape[3], shape[2]))  # fmt: skip
    parameters = count(layer.weights.size + (0 if layer.bias is None else layer.bias.size))
    if layer.bias is None:
        return weights + tr(", {parameters} parameters, no biases", parameters=parameters)
    return weights + tr(", {parameters} parameters with the biases", parameters=parameters)


def silent_text(layer: ShownLayer) -> str:
    """How many maps are zero everywhere, as a sentence; empty where none is."""
    silent = int(layer.silent().sum())
    if not silent or layer.is_input:
        return ""
    if layer.is_vector:
        return tr("{silent} of {count} units are zero.", silent=count(silent), count=count(len(layer.maps)))
    return tr("{silent} of {count} maps are zero everywhere.", silent=count(silent), count=count(len(layer.maps)))
