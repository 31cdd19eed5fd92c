"""Signs in the statistics of one moment that a training goes wrong: which there are, and how strong."""

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cnnviz.engine.statistics import LayerStatistics, StatisticsReport

EXPLODING, GROWING, LARGE_UPDATE, GROWN_WEIGHTS, VANISHING, DEAD, SATURATED = (
    "exploding", "growing", "large update", "grown weights", "vanishing", "dead", "saturated",
)  # fmt: skip

# A gradient that is a thousandth of the last layer's, both measured by the weights that they move: three factors of
# ten are what Glorot and Bengio (2010, figure 7) see with deep sigmoid networks that do not learn. In the networks
# that come with the program the first layer has between a third and ten times the last one's.
VANISHED = 1e-3
EXPLODED = 1e3  # the same the other way round: what grows from layer to layer (Pascanu and others, 2013)
# Gradients shrink while a network learns. A hundred times those of the start are only ever seen shortly before the end.
GRADIENT_GROWTH = 100.0
# Steps of about a thousandth of the weights are usual (Karpathy, CS231n, "Ratio of weights:updates"); the first ones of
# Adam with its usual learning rate are of two hundredths.
LARGEST_UPDATE = 0.1
WEIGHT_GROWTH = 10.0  # training changes the size of weights by less than a factor of two, as a rule
# Outputs within 1 % of a bound have a fiftieth of the greatest slope. Some are useful; where most are, little is learnt
# (Glorot and Bengio, 2010, figures 2 and 3).
MOSTLY_SATURATED = 0.5
# Of the units of a dense layer behind ReLU up to half rest at 0 for all of 64 pictures in a healthy LeNet-5.
MOSTLY_DEAD = 0.75


class Sign(NamedTuple):
    """What is seen, in which layer, and in which of its maps where it is one of them."""

    kind: str
    layer: str
    map: int | None = None


class Start(NamedTuple):
    """How large weights were at the beginning of a run, by layer, and their largest gradient (0: unknown)."""

    weights: Mapping[str, float]
    gradient: float = 0.0


def signs_of(report: StatisticsReport, start: Start) -> dict[Sign, float]:
    """All signs, each with its strength: a share, a factor, or for maps the number of units of their layer."""
    found: dict[Sign, float] = {}
    for layer in report.layers:
        found.update(_activation_signs(layer))
        found.update(_size_signs(layer, start))
    found.update(_growth_signs(report.layers, start))
    found.update(_depth_signs(report.layers))
    return found


def _activation_signs(layer: LayerStatistics) -> Iterator[tuple[Sign, float]]:
    if layer.saturated > MOSTLY_SATURATED:
        yield Sign(SATURATED, layer.layer), layer.saturated
    if layer.kind != "Linear":
        for unit in layer.dead:
            yield Sign(DEAD, layer.layer, unit), float(layer.units)
    elif len(layer.dead) > MOSTLY_DEAD * layer.units:
        yield Sign(DEAD, layer.layer), len(layer.dead) / layer.units


def _size_signs(layer: LayerStatistics, start: Start) -> Iterator[tuple[Sign, float]]:
    name = layer.layer
    if not all(map(math.isfinite, (layer.weight, layer.gradient, layer.update))):
        yield Sign(EXPLODING, name), math.inf
        return
    if layer.update > LARGEST_UPDATE * layer.weight:
        yield Sign(LARGE_UPDATE, name), layer.update / max(layer.weight, 1e-300)
    if layer.weight > WEIGHT_GROWTH * start.weights.get(name, math.inf):
        yield Sign(GROWN_WEIGHTS, name), layer.weight / max(start.weights[name], 1e-300)


def _growth_signs(layers: tuple[LayerStatistics, ...], start: Start) -> Iterator[tuple[Sign, float]]:
    """The largest gradient, where it has grown. Others may grow from next to nothing, and begin to learn."""
    largest = max(layers, key=lambda layer: layer.gradient if math.isfinite(layer.gradient) else 0.0)
    if start.gradient and largest.gradient > GRADIENT_GROWTH * start.gradient:
        yield Sign(EXPLODING, largest.layer), largest.gradient / start.gradient


def _depth_signs(layers: tuple[LayerStatistics, ...]) -> Iterator[tuple[Sign, float]]:
    """How gradients change from the last layer to the first, where the worst layer is the one that is named."""
    sizes = [layer.gradient / layer.weight if layer.weight > 0 else math.nan for layer in layers]
    if len(sizes) < 2 or not sizes[-1] > 0 or not math.isfinite(sizes[-1]):
        return
    ratios = [(size / sizes[-1], layer.layer) for size, layer in zip(sizes, layers, strict=True)]
    lowest = min(((ratio, name) for ratio, name in ratios if ratio > 0), default=(1.0, ""))
    highest = max(((ratio, name) for ratio, name in ratios if math.isfinite(ratio)), default=(1.0, ""))
    if lowest[0] < VANISHED:
        yield Sign(VANISHING, lowest[1]), lowest[0]
    if highest[0] > EXPLODED:
        yield Sign(GROWING, highest[1]), highest[0]
