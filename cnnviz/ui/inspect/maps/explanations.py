"""What each kind of layer does, in a sentence beside its maps."""

from collections.abc import Mapping

from cnnviz.numbers import number
from cnnviz.text import mark, tr
from cnnviz.traces.shown_layers import ShownLayer

EXPLANATIONS: Mapping[str, str] = {
    "input": mark("What the network gets to see: numbers from 0 (black) to 1 (white)."),
    "Conv2D": mark("Every map comes from one kernel, which slides over what comes in."),
    "ConvTranspose2D": mark("Every number that comes in is spread out: it lays down the kernel, times itself."),
    "ReLU": mark("ReLU keeps what is above zero and makes the rest zero."),
    "LeakyReLU": mark("Leaky ReLU keeps what is above zero and lets a little of the rest through."),
    "ELU": mark("ELU keeps what is above zero and bends the rest towards a limit below it."),
    "Sigmoid": mark("The sigmoid squeezes every number between 0 and 1."),
    "Tanh": mark("The hyperbolic tangent squeezes every number between −1 and 1."),
    "Softplus": mark("Softplus is a smooth ReLU: it is never quite zero."),
    "MaxPool2D": mark("Pooling keeps the largest number of every window."),
    "AvgPool2D": mark("Pooling keeps the mean of every window."),
    "AdaptiveAvgPool2D": mark("Pooling keeps the mean of every window, as large as the output asks for."),
    "GlobalAvgPool2D": mark("Global pooling keeps one number of every map: its mean."),
    "GlobalMaxPool2D": mark("Global pooling keeps one number of every map: its largest."),
    "BatchNorm2D": mark("Batch normalisation gives every map a spread and a mean that were learnt."),
    "Dropout": mark("Dropout leaves numbers out while the network learns; here it passes everything on."),
    "Add": mark("Adds up the maps of {layers}, number by number."),
    "Concat": mark("Puts the maps of {layers} one behind the other."),
    "Flatten": mark("All maps are written one after the other, row by row."),
    "Linear": mark("Every unit adds up all inputs, each times its weight, and its bias."),
    "Softmax": mark("Softmax turns scores into shares of 100 %: e to the score, divided by the sum of all of them."),
    "LogSoftmax": mark("The logarithms of the shares that softmax makes of the scores."),
}


def explanation(layer: ShownLayer, index: int | None = None) -> str:
    """What a layer does to every map, or (batch normalisation) to map `index`; empty for an unknown kind."""
    if layer.scaling is not None and index is not None:
        scale, shift = (number(float(value), 4) for value in layer.scaling[:, index])
        return tr(
            "Batch normalisation gives every map a spread and a mean that were learnt: this one is multiplied by "
            "{scale}, then {shift} is added.",
            scale=scale, shift=shift,
        )  # fmt: skip
    if layer.is_input and (layer.is_signed or layer.limit > 1):
        low, high = (number(float(value), 2) for value in (layer.maps.min(), layer.maps.max()))
        return tr("What the network gets to see: numbers from {low} to {high}, as it was trained with.",
                  low=low, high=high)  # fmt: skip
    known = EXPLANATIONS.get(layer.kind, "")
    return tr(known, layers=", ".join(layer.takes)) if known else ""
