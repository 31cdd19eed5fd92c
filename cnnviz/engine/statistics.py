"""How large the numbers of a network are while it learns: weights, slopes, activations, layer by layer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LayerStatistics:
    """Sizes in one layer that has weights; all are root mean squares.

    `weight` and `gradient` are over all its weights, `update` over what the last step added to them. `activation` is
    over what leaves it (behind the activation function that follows, if one does, whose kind is `function`) for the
    watched pictures; `dead` are the maps or units that are 0 for every one of them, and `saturated` (0 to 1) is the
    share of a sigmoid's or tanh's outputs that lie within 1 % of its bounds; `units` is how many maps or units it has.
    """

    layer: str
    kind: str
    function: str
    weight: float
    gradient: float
    update: float
    activation: float
    units: int
    dead: tuple[int, ...] = ()
    saturated: float = 0.0


@dataclass(frozen=True)
class StatisticsReport:
    """The statistics of all layers with weights, first to last, after a step."""

    step: int
    epoch: int
    layers: tuple[LayerStatistics, ...]
