"""The details of a step agree with what the run reports, and with passes made by hand."""

import math
from collections.abc import Iterator

import numpy as np
import pytest

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.labelled import ArraySource
from cnnviz.engine.activations import ReLU
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.linear import Linear
from cnnviz.engine.losses import ChosenLoss
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.reports import StepReport
from cnnviz.engine.shape import Flatten
from cnnviz.engine.statistics import StatisticsReport
from cnnviz.engine.training import Training
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.recorder import Recorder
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.step_details import (
    LayerUpdate,
    StepDetails,
    details_of,
    layer_updates,
    single_losses,
    weights_before,
    with_details,
)

KINDS = ("plain", "dropout", "batch norm")


def network_of(kind: str) -> Network:
    rng = np.random.default_rng(3)
    between = {"plain": [], "dropout": [("drop", Dropout(0.5))], "batch norm": [("norm", BatchNorm2D(3))]}[kind]
    layers = [
        ("conv", Conv2D(1, 3, 3, rng=rng)), *between, ("relu", ReLU()), ("flat", Flatten()),
        ("out", Linear(3 * 4 * 4, 3, rng=rng)),
    ]  # fmt: skip
    return Network(layers, (1, 6, 6), ("a", "b", "c"))


def source_of(pictures: int = 40) -> ArraySource:
    rng = np.random.default_rng(5)
    images, labels = rng.integers(0, 256, (pictures, 1, 6, 6), np.uint8), np.arange(pictures) % 3
    return ArraySource("noise", images, labels, images, labels, ("a", "b", "c"), validation=0)


def training_of(kind: str = "plain", **settings: object) -> Training:
    values: dict[str, object] = {"batch_size": 8, "epochs": 1, "cores": 1, **settings}
    return Training(network_of(kind), source_of(), TrainingSettings(**values))  # type: ignore[arg-type]


def setup_of(training: Training) -> RunSetup:
    return RunSetup("noise", training.network.describe(), "own", DataChoice(), training.settings)


def first_details(training: Training) -> tuple[StepDetails, StepReport]:
    reports = with_details(training, training.reports(), lambda: True)
    details = next(report for report in reports if isinstance(report, StepDetails))
    step = next(reports)
    assert isinstance(step, StepReport)
    reports.close()  # type: ignore[attr-defined]
    return details, step


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("loss", ["cross_entropy", "mean_squared_error"])
def test_before_and_after_are_passes_in_use_with_the_weights_of_then(kind: str, loss: str) -> None:
    training = training_of(kind, loss=loss)
    old = network_of(kind)
    details, step = first_details(training)
    new = training.network
    for network, shares, losses in (
        (old, details.before, details.losses_before),
        (new, details.after, details.losses_after),
    ):
        np.testing.assert_allclose(shares, network.probabilities(details.pictures), rtol=1e-5, atol=1e-7)
        mean, _ = ChosenLoss(loss)(network.logits(details.pictures), details.labels)
        assert losses.shape == (8,) and losses.mean() == pytest.approx(mean, rel=1e-5)
    assert details.step == step.step == 1 and details.epoch == 1
    assert details.training_loss == pytest.approx(step.loss)


def test_without_layers_that_train_otherwise_the_loss_before_is_that_of_the_step() -> None:
    details, step = first_details(training_of("plain"))
    assert not details.apart
    assert details.loss_before == pytest.approx(step.loss)
    assert details.right_before == round(step.accuracy * 8)


@pytest.mark.parametrize("kind", ["dropout", "batch norm"])
def test_with_layers_that_train_otherwise_it_says_so_and_keeps_both_losses(kind: str) -> None:
    details, step = first_details(training_of(kind))
    assert details.apart
    assert details.training_loss == pytest.approx(step.loss)
    assert details.loss_before != pytest.approx(step.loss)


@pytest.mark.parametrize("kind", KINDS)
def test_looking_at_every_step_does_not_change_the_run(kind: str) -> None:
    watched, alone = training_of(kind), training_of(kind)
    seen = list(with_details(watched, watched.reports(), lambda: True))
    plain = list(alone.reports())
    assert [report for report in seen if not isinstance(report, StepDetails)] == plain
    assert sum(isinstance(report, StepDetails) for report in seen) == 5
    for name, array in alone.network.weights.items():
        np.testing.assert_array_equal(watched.network.weights[name], array)


def test_details_come_right_before_the_report_of_their_step_and_only_when_wanted() -> None:
    training = training_of()
    answers = iter([False, True, False, True, True, False, False, False])
    seen = [
        (type(report).__name__, getattr(report, "step", 0))
        for report in with_details(training, training.reports(), lambda: next(answers))
    ]
    assert seen[:8] == [
        ("StepReport", 1), ("StepDetails", 2), ("StepReport", 2), ("StepReport", 3),
        ("StepDetails", 4), ("StepReport", 4), ("StepDetails", 5), ("StepReport", 5),
    ]  # fmt: skip


def test_weights_are_those_from_before_the_step_where_its_statistics_come_first() -> None:
    alone, training = training_of(), training_of()
    plain, _ = first_details(alone)
    seen = list(with_details(training, Recorder(training, setup_of(training)).reports(), lambda: True))
    first = next(report for report in seen if isinstance(report, StepDetails))
    assert any(isinstance(report, StatisticsReport) for report in seen[: seen.index(first)])
    assert first.layers == plain.layers and all(layer.update > 0 for layer in first.layers)


def test_a_step_that_was_half_told_when_details_were_asked_for_has_none() -> None:
    training = training_of()
    told: list[object] = []

    def begun() -> bool:
        return any(isinstance(report, StatisticsReport) for report in told)

    for report in with_details(training, Recorder(training, setup_of(training)).reports(), begun):
        told.append(report)
    details = [report for report in told if isinstance(report, StepDetails)]
    assert [each.step for each in details] == [2, 3, 4, 5]
    assert all(layer.update > 0 for each in details for layer in each.layers)


def test_details_are_copies() -> None:
    training = training_of()
    reports: Iterator[object] = with_details(training, training.reports(), lambda: True)
    details = next(reports)
    assert isinstance(details, StepDetails)
    kept = [array.copy() for array in (details.pictures, details.before, details.after)]
    for _ in range(4):
        next(reports)
    for array, now in zip(kept, (details.pictures, details.before, details.after), strict=True):
        np.testing.assert_array_equal(array, now)
    reports.close()  # type: ignore[attr-defined]


def test_pictures_are_those_that_went_in_augmented() -> None:
    training = training_of(shift=2)
    details, _ = first_details(training)
    plain, _ = first_details(training_of())
    np.testing.assert_array_equal(details.labels, plain.labels)
    assert not np.array_equal(details.pictures, plain.pictures)


def test_updates_are_root_mean_squares_of_what_moved() -> None:
    training = training_of("plain", optimizer="sgd", learning_rate=0.1)
    before = weights_before(training.network)
    reports = training.reports()
    step = next(reports)
    assert isinstance(step, StepReport) and training.last is not None
    details = details_of(training.network, training.last, before, 1, ChosenLoss("cross_entropy"))
    assert [layer.layer for layer in details.layers] == ["conv", "out"]
    for layer in details.layers:
        name = f"{layer.layer}.weight"
        numbers = {
            "weight": before[name].ravel(),
            "gradient": training.last.gradients[name].ravel(),
            "update": (training.network.weights[name] - before[name]).ravel(),
        }
        for what, values in numbers.items():
            expected = math.sqrt(sum(float(value) ** 2 for value in values) / len(values))
            assert getattr(layer, what) == pytest.approx(expected, rel=1e-5)
        assert layer.update == pytest.approx(0.1 * layer.gradient, rel=1e-4)  # plain gradient descent
        assert layer.ratio == layer.update / layer.weight
    reports.close()


def test_the_ratio_of_weights_that_were_zero_is_none_or_infinite() -> None:
    assert LayerUpdate("a", 0.0, 0.0, 0.0).ratio == 0
    assert LayerUpdate("a", 0.0, 1.0, 0.1).ratio == math.inf


def test_layers_come_in_the_order_of_the_network() -> None:
    one = np.ones(1)
    names = ("first.weight", "second.weight", "first.bias")
    arrays = dict.fromkeys(names, one)
    gradients = dict.fromkeys(reversed(names), one)
    assert [layer.layer for layer in layer_updates(arrays, gradients, arrays)] == ["first", "second"]


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_single_losses_have_the_loss_as_their_mean(smoothing: float) -> None:
    rng = np.random.default_rng(0)
    outputs, labels = rng.normal(size=(9, 4)), rng.integers(0, 4, 9)
    for loss in (ChosenLoss("cross_entropy", smoothing), ChosenLoss("mean_squared_error")):
        losses = single_losses(loss, outputs, labels)
        assert losses.mean() == pytest.approx(loss(outputs, labels)[0])
        for row in range(9):
            assert losses[row] == pytest.approx(loss(outputs[row : row + 1], labels[row : row + 1])[0])
