"""One step of training seen from close: its batch, what the network made of it before and after, how far weights moved.

Made in the thread that trains, between two reports of a `Training`, and only when somebody looks: it costs a pass or
two more than the step itself.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.last_step import LastStep
from cnnviz.engine.losses import ChosenLoss, cross_entropy, mean_squared_error
from cnnviz.engine.network import Network
from cnnviz.engine.reports import StepReport
from cnnviz.engine.softmax import Softmax
from cnnviz.engine.training import Training
from cnnviz.engine.workspace import Workspace

WEIGHT = ".weight"
PASS = 250  # pictures that go through the network at once


@dataclass(frozen=True)
class LayerUpdate:
    """What a step did to the weights of one layer, biases left out: root mean squares over all of them.

    `weight` before the step, `gradient` their slopes, `update` what was added to them.
    """

    layer: str
    weight: float
    gradient: float
    update: float

    @property
    def ratio(self) -> float:
        """The size of the update in that of the weights; infinite where all weights were zero and have moved.

        >>> LayerUpdate("conv1", weight=0.5, gradient=2.0, update=0.001).ratio
        0.002
        """
        if self.weight:
            return self.update / self.weight
        return math.inf if self.update else 0.0


@dataclass(frozen=True, eq=False)
class StepDetails:
    """Step `step`: its pictures (N, C, H, W) as they were learnt from (augmented), with labels (N,).

    `before` and `after` are the class probabilities (N, K) with the weights from before and after the step, the
    network in use (no unit dropped, batch normalisation with what it remembers); `losses_before` and `losses_after`
    (N,) the losses of these. Where training passes differ from use (`apart`), the step was made from another pass:
    `training_loss` is the mean loss of that one.
    """

    step: int
    epoch: int
    pictures: Array = field(repr=False)
    labels: Array = field(repr=False)
    before: Array = field(repr=False)
    after: Array = field(repr=False)
    losses_before: Array = field(repr=False)
    losses_after: Array = field(repr=False)
    layers: tuple[LayerUpdate, ...] = ()
    class_names: Sequence[str] = ()
    apart: bool = False
    training_loss: float = math.nan

    @property
    def loss_before(self) -> float:
        """Mean over the batch."""
        return float(self.losses_before.mean(dtype=np.float64))

    @property
    def loss_after(self) -> float:
        """Mean over the batch."""
        return float(self.losses_after.mean(dtype=np.float64))

    @property
    def right_before(self) -> int:
        """How many pictures the network took for what they are, before the step."""
        return int((self.before.argmax(axis=1) == self.labels).sum())

    @property
    def right_after(self) -> int:
        """The same after the step."""
        return int((self.after.argmax(axis=1) == self.labels).sum())


def weights_before(network: Network) -> dict[str, Array]:
    """Copies of all weights (and what batch normalisation remembers), to be taken before the step."""
    return {name: array.copy() for name, array in network.weights.items()}


def details_of(
    network: Network, last: LastStep, before: Mapping[str, Array], step: int, loss: ChosenLoss, epoch: int = 0
) -> StepDetails:
    """The details of the `last` step of `network`; `before` is what `weights_before` gave ahead of it.

    `loss` is that of the run. Everything in the result is a copy.
    """
    apart = any(layer.mixes_batch or layer.draws_numbers for _, layer in network.layers)
    outputs_before = last.outputs
    if apart:
        earlier = network.copy()
        earlier.load(before)
        outputs_before = _outputs(earlier, last.images)
    outputs_after = _outputs(network, last.images)
    names = network.class_names or tuple(str(k) for k in range(outputs_after.shape[1]))
    return StepDetails(
        step, epoch, last.images.copy(), last.labels.copy(),
        Softmax()(outputs_before), Softmax()(outputs_after),
        single_losses(loss, outputs_before, last.labels), single_losses(loss, outputs_after, last.labels),
        layer_updates(network.parameters, last.gradients, before), names, apart, loss(last.outputs, last.labels)[0],
    )  # fmt: skip


def single_losses(loss: ChosenLoss, outputs: Array, labels: Array) -> Array:
    """The loss of each picture (N,); `loss` is their mean. `outputs` are (N, K), `labels` (N,).

    >>> single_losses(ChosenLoss("mean_squared_error"), np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([0, 0])).tolist()
    [0.0, 0.5]
    """
    if loss.name == "mean_squared_error":
        return np.asarray(mean_squared_error(outputs, labels, reduction="none")[0].mean(axis=1))
    return cross_entropy(outputs, labels, label_smoothing=loss.label_smoothing, reduction="none")[0]


def layer_updates(
    weights: Mapping[str, Array], gradients: Mapping[str, Array], before: Mapping[str, Array]
) -> tuple[LayerUpdate, ...]:
    """How far each layer's weights moved from `before`; names are as in `Network.parameters` ("conv1.weight").

    Layers come in the order of `weights`.

    >>> layer_updates({"a.weight": np.array([3.0])}, {"a.weight": np.array([0.5])}, {"a.weight": np.array([4.0])})
    (LayerUpdate(layer='a', weight=4.0, gradient=0.5, update=1.0),)
    """
    return tuple(
        LayerUpdate(
            name.removesuffix(WEIGHT),
            _root_mean_square(before[name]),
            _root_mean_square(gradients[name]),
            _root_mean_square(array - before[name]),
        )
        for name, array in weights.items()
        if name.endswith(WEIGHT) and name in gradients
    )


def with_details(training: Training, reports: Iterator[object], wanted: Callable[[], bool]) -> Iterator[object]:
    """`reports`, which come from `training`, and ahead of a step's report its StepDetails, where they are `wanted`.

    Nothing is computed or copied where they are not. Other reports of a step may come ahead of it.
    """
    before: dict[str, Array] | None = None
    at = 0  # the step after which the weights were as in `before`
    while True:
        if not wanted():
            before = None
        elif before is None:
            before, at = weights_before(training.network), training.step
        report = next(reports, None)
        if report is None:
            return
        if isinstance(report, StepReport):
            if before is not None and at < report.step and training.last is not None:
                loss = training.settings.new_loss()
                yield details_of(training.network, training.last, before, report.step, loss, report.epoch)
            before = None
        yield report


def _outputs(network: Network, images: Array) -> Array:
    workspace = Workspace()
    starts = range(0, len(images), PASS)
    return np.concatenate([network.logits(images[start : start + PASS], workspace) for start in starts])


def _root_mean_square(array: Array) -> float:
    return math.sqrt(float(np.square(array, dtype=np.float64).mean()))
