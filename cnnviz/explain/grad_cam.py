"""Grad-CAM: which maps of a late layer speak for a class, and where they answer."""

from collections.abc import Iterator, Mapping

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import Pool2D
from cnnviz.explain.enlarging import enlarged
from cnnviz.explain.explanation import Explanation, ExplanationError, Method, Target
from cnnviz.explain.passes import passes_of
from cnnviz.explain.scores import Score
from cnnviz.settings import Setting, Value
from cnnviz.text import mark

NAME = "grad-cam"


def grad_cam(network: Network, picture: Array, target: Target, settings: Mapping[str, Value]) -> Iterator[Explanation]:
    """``max(0, sum over k of a[k] * maps[k])``, where ``a[k]`` is the mean of ``dscore/dmaps[k]``; (h, w) and (H, W).

    Selvaraju et al. 2017, "Grad-CAM: Visual Explanations from Deep Networks", arXiv:1610.02391. `settings` have the
    name of the "layer" ("" or none: `usual_layer`) and, with "against", keep what is below 0. `coarse` (h, w) is on the
    layer's grid, `values` the same enlarged to the picture. ExplanationError for a layer that has no maps, or that the
    score does not depend on.
    """
    score = Score.of(network, target)
    name = str(settings.get("layer", "")) or usual_layer(network, target)
    if name not in map_layers(network, target):
        raise _no_maps(name, network, target)
    against = bool(settings.get("against", False))
    with passes_of(network, picture) as passes:
        tape = passes.run(picture[np.newaxis])
        value = float(score.values(tape)[0])
        maps = tape[name].output[0]
        weights = score.gradient(tape, name)[0].mean(axis=(1, 2))
        coarse = np.tensordot(weights, maps, axes=1)
    if not against:
        coarse = np.maximum(coarse, 0)
    values = enlarged(coarse, (picture.shape[1], picture.shape[2]))
    facts = {
        mark("maps"): float(len(maps)),
        mark("largest weight"): float(weights.max()),
        mark("smallest weight"): float(weights.min()),
    }
    yield Explanation(NAME, target, values, against, value, coarse=coarse, facts=facts)


def map_layers(network: Network, target: Target) -> tuple[str, ...]:
    """The layers with maps that what `target` names is computed from, first to last."""
    needed = {Score.of(network, target).layer}
    found = []
    for node in reversed(network.nodes):
        if node.name in needed:
            needed.update(node.inputs)
            if len(network.shapes[node.name]) == 3:
                found.append(node.name)
    return tuple(found[::-1])


def usual_layer(network: Network, target: Target) -> str:
    """The last of them whose maps are more than one cell, before they are pooled; ExplanationError where there is none.

    The paper takes the last layer of convolutions; here its activation, or the sum where a skip comes in, is taken.

    >>> from cnnviz.engine.lenet import lenet5
    >>> usual_layer(lenet5(), Target(3))
    'relu2'
    """
    own = Score.of(network, target).layer
    layers = dict(network.layers)
    for name in reversed(map_layers(network, target)):
        small = network.shapes[name][1:] == (1, 1)
        if name != own and not small and not isinstance(layers[name], Pool2D | Dropout):
            return name
    raise ExplanationError(
        "Grad-CAM needs a layer with maps larger than one number before what is explained; this network has none."
    )


def _no_maps(name: str, network: Network, target: Target) -> ExplanationError:
    return ExplanationError(
        "Grad-CAM weighs the maps of a layer that the score depends on; “{name}” is none. There are: {known}.",
        name=name, known=", ".join(map_layers(network, target)) or "–",
    )  # fmt: skip


GRAD_CAM = Method(
    NAME,
    mark("Grad-CAM"),
    mark("It shows roughly where the maps of a layer answer that raise the score: each map is weighted by the mean "
         "slope of the score by it, and the sum, where positive, is laid over the picture."),
    mark("It does not show fine detail, because it is as coarse as the maps are, nor, unless it is asked for, what "
         "speaks against the class."),
    mark("Selvaraju et al. 2017, “Grad-CAM: Visual Explanations from Deep Networks”, arXiv:1610.02391"),
    grad_cam,
    (
        Setting("against", mark("Also against"), False, mark("Keep what lowers the score, below zero, instead of "
                                                             "cutting it off as the paper does")),
    ),
    needs_layer=True,
)  # fmt: skip
