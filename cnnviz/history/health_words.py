"""What is wrong with a training, in words, and one sentence of advice."""

import math
from collections.abc import Sequence

from cnnviz.engine.statistics import LayerStatistics
from cnnviz.history.health_signs import (
    DEAD,
    EXPLODING,
    GROWING,
    GROWN_WEIGHTS,
    LARGE_UPDATE,
    SATURATED,
    VANISHING,
)
from cnnviz.numbers import count
from cnnviz.text import tr

NAMED = 4  # so many maps are named; of more, their number is told


def sentence(kind: str, layer: LayerStatistics, maps: Sequence[int], strength: float, steps: int) -> str:
    """What is wrong with `layer`, in `maps` where it is about single ones, for so many steps.

    `strength` is that of `health_signs.signs_of`.
    """
    name, duration = layer.layer, count(steps)
    if kind == DEAD and maps:
        return _dead_maps(name, maps, layer.units, duration)
    if kind == DEAD:
        dead = {"layer": name, "dead": len(layer.dead), "units": layer.units, "steps": duration}
        return tr("{dead} of {units} units of {layer} have been zero for {steps} steps.", **dead)
    if kind == SATURATED:
        return tr("{percent} % of the outputs of {layer} are stuck at the bounds of {function}.",
                  percent=round(100 * strength), layer=name, function=layer.function.lower())  # fmt: skip
    if kind == VANISHING:
        return tr("The gradient of {layer} is {factor} times smaller than that of the last layer, by their weights.",
                  layer=name, factor=_factor(1 / strength))  # fmt: skip
    if kind == LARGE_UPDATE:
        return tr("A step changed the weights of {layer} by {percent} % of their size; 0.1 % is usual.",
                  layer=name, percent=_factor(100 * strength))  # fmt: skip
    if kind == GROWN_WEIGHTS:
        return tr("The weights of {layer} are {factor} times as large as at the start.",
                  layer=name, factor=_factor(strength))  # fmt: skip
    if math.isinf(strength):
        return tr("The numbers of {layer} are no longer finite.", layer=name)
    if kind == GROWING:
        return tr("The gradient of {layer} is {factor} times larger than that of the last layer, by their weights.",
                  layer=name, factor=_factor(strength))  # fmt: skip
    return tr("The gradient of {layer} is {factor} times as large as the largest one at the start.",
              layer=name, factor=_factor(strength))  # fmt: skip


def advice(kind: str, layer: LayerStatistics) -> str:
    """What may help, in a sentence."""
    function = layer.function.lower()
    return {
        DEAD: tr("A lower learning rate often helps; with leaky ReLU nothing dies."),
        SATURATED: tr("Smaller first weights, a lower learning rate or ReLU keep {function} where it has a slope.",
                      function=function or tr("it")),
        VANISHING: tr("ReLU, batch normalisation, other first weights or fewer layers let gradients through."),
        LARGE_UPDATE: tr("Try a tenth of the learning rate, or a warm-up."),
        GROWN_WEIGHTS: tr("A lower learning rate or some weight decay keeps them small."),
        GROWING: tr("Smaller first weights or batch normalisation keep gradients from growing layer by layer."),
        EXPLODING: tr("A lower learning rate helps, or “Clip slopes” among the settings."),
    }[kind]  # fmt: skip


def _dead_maps(layer: str, maps: Sequence[int], units: int, steps: str) -> str:
    if len(maps) == 1:
        return tr("{layer} map {map} has been zero for {steps} steps.", layer=layer, map=maps[0], steps=steps)
    if len(maps) <= NAMED:
        names = tr("{maps} and {map}", maps=", ".join(map(str, maps[:-1])), map=maps[-1])
        return tr("{layer} maps {maps} have been zero for {steps} steps.", layer=layer, maps=names, steps=steps)
    names = ", ".join(map(str, maps[:NAMED]))
    return tr("{dead} of {units} maps of {layer} ({maps} …) have been zero for {steps} steps.",
              dead=len(maps), units=units, layer=layer, maps=names, steps=steps)  # fmt: skip


def _factor(value: float) -> str:
    """A factor with two digits that count.

    >>> _factor(52.4), _factor(638.0), _factor(1.26), _factor(1.8e12)
    ('52', '640', '1.3', 'over a million')
    """
    if value >= 1e6:
        return tr("over a million")
    if value < 10:
        return f"{value:.1f}"
    digits = len(str(int(value))) - 2
    return count(round(value / 10**digits) * 10**digits)
