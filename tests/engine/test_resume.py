"""A run that was left at any report goes on from its checkpoint to the same reports and weights, bit for bit."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from cnnviz.data.drawn_digits import DrawnDigits
from cnnviz.data.labelled import ArraySource
from cnnviz.engine.activations import ReLU
from cnnviz.engine.arrays import Array
from cnnviz.engine.checkpoints import Checkpoint, CheckpointError
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.dropout_setting import dropouts, with_dropout
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.reports import ChangeReport, EarlyStopReport, EvaluationProgress, EvaluationReport
from cnnviz.engine.shape import Flatten
from cnnviz.engine.training import Training
from cnnviz.engine.training_settings import TrainingSettings
from tests.engine.bars import Bars, small_network

SETTINGS = TrainingSettings(learning_rate=0.02, schedule="constant", batch_size=32, epochs=3, seed=5, evaluate_every=3)


def deep_network(seed: int) -> Network:
    """With everything that has a memory or draws numbers."""
    rng = np.random.default_rng(seed)
    layers = [
        ("conv", Conv2D(1, 3, 3, padding=1, rng=rng)), ("norm", BatchNorm2D(3)), ("relu", ReLU()),
        ("flatten", Flatten()), ("drop", Dropout(0.3)), ("fc", Linear(48, 2, rng=rng)),
    ]  # fmt: skip
    return Network(layers, (1, 4, 4))


def array_source() -> ArraySource:
    rng = np.random.default_rng(2)
    images, labels = rng.integers(0, 256, (90, 1, 4, 4), np.uint8), rng.integers(0, 2, 90)
    return ArraySource("noise", images, labels, images[:20], labels[:20], ("a", "b"), validation=20)


@dataclass(frozen=True)
class Case:
    """A run: its network from a seed, its pictures, its settings, and changes by the report before which they come."""

    settings: TrainingSettings = SETTINGS
    network: Callable[[int], Network] = small_network
    source: Callable[[], Any] = Bars
    changes: dict[int, dict[str, Any]] = field(default_factory=dict)

    def driven(self, training: Training, first: int = 0) -> Iterator[Any]:
        """The reports from number `first` on, with the changes in between."""
        reports, number = training.reports(), first
        while True:
            training.change(**self.changes.get(number, {}))
            report = next(reports, None)
            if report is None:
                return
            yield report
            number += 1


CASES = {
    "plain": Case(replace(SETTINGS, optimizer="sgd")),
    "momentum": Case(replace(SETTINGS, optimizer="nesterov", schedule="cosine", weight_decay=0.01)),
    "without evaluations in between": Case(replace(SETTINGS, evaluate_every=0)),
    "long evaluations": Case(replace(SETTINGS, epochs=1), source=lambda: Bars(validation=1200, test=700)),
    "without validation": Case(source=lambda: Bars(validation=0)),
    "all at once": Case(
        replace(SETTINGS, rotation=10, shift=1, scale=10, flip=True, schedule="step", warm_up=0.3, clip_norm=0.5),
        deep_network,
        array_source,
    ),
    "early stopping": Case(
        replace(SETTINGS, patience=2, epochs=20, learning_rate=0.05), deep_network, array_source
    ),
    "changes": Case(
        replace(SETTINGS, epochs=4, optimizer="momentum"),
        deep_network,
        changes={
            2: {"learning_rate": 0.005},
            3: {"batch_size": 24, "dropout": 0.6, "flip": True},
            5: {"learning_rate": 0.01, "momentum": 0.5, "epochs": 5},
            20: {"epochs": 3, "weight_decay": 0.1, "dropout": 0, "patience": 3},
        },
    ),
}  # fmt: skip


def through_a_file(checkpoint: Checkpoint) -> Checkpoint:
    facts = json.loads(json.dumps(checkpoint.facts()))
    return Checkpoint.of(facts, {name: array.copy() for name, array in checkpoint.arrays.items()})


def told(reports: list[Any]) -> list[Any]:
    """Everything that was reported, but signs of life: an evaluation that was left is made again from its start."""
    return [
        (report, report.predicted.tolist(), report.sureness.tolist(), report.truth.tolist())
        if isinstance(report, EvaluationReport)
        else report
        for report in reports
        if not isinstance(report, EvaluationProgress)
    ]


def assert_same_weights(one: Network, other: Network) -> None:
    for name, array in one.weights.items():
        np.testing.assert_array_equal(array, other.weights[name], err_msg=name)


@pytest.mark.parametrize("name", CASES)
def test_a_run_that_was_left_at_any_report_goes_on_bit_for_bit(name: str) -> None:
    case = CASES[name]
    whole = case.network(1)
    expected = list(case.driven(Training(whole, case.source(), case.settings)))
    for cut in range(len(expected) + 1):
        first = Training(case.network(1), case.source(), case.settings)
        reports = case.driven(first)
        begun = [next(reports) for _ in range(cut)]
        start = through_a_file(first.checkpoint())
        network = case.network(99)
        rest = list(case.driven(Training(network, case.source(), case.settings, start), cut))
        assert told(begun + rest) == told(expected), cut
        assert_same_weights(whole, network)
        assert {name: layer.p for name, layer in dropouts(network).items()} == {
            name: layer.p for name, layer in dropouts(whole).items()
        }


def test_the_cases_hold_what_they_are_named_after() -> None:
    """Else the test above could pass without it."""
    kinds = {
        name: {type(report) for report in case.driven(Training(case.network(1), case.source(), case.settings))}
        for name, case in CASES.items()
    }
    assert {name for name, found in kinds.items() if EarlyStopReport in found} == {"early stopping"}
    assert {name for name, found in kinds.items() if EvaluationProgress in found} == {"long evaluations"}
    assert {name for name, found in kinds.items() if ChangeReport in found} == {"changes"}


def weights_after(training: Training) -> dict[str, Array]:
    list(training.reports())
    return training.network.weights


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize("kind", ["drawn", "arrays"])
def test_pictures_of_every_source_come_again_in_the_middle_of_an_epoch(kind: str, cores: int) -> None:
    """LeNet-5 with dropout and augmentation; on two cores another process takes its share from step 21 on."""
    settings = TrainingSettings(epochs=2, batch_size=64, dropout=0.3, rotation=10, shift=2, cores=cores)

    def source() -> Any:
        digits = DrawnDigits(3, per_epoch=1000, validation=20, test_count=20)
        if kind == "drawn":
            return digits
        images, labels = next(digits.batches(0, 1000, np.random.default_rng(0)))
        images = np.rint(images * 255).astype(np.uint8)
        return ArraySource("digits", images, labels, images[:9], labels[:9], digits.class_names, validation=20)

    def begun() -> Training:
        return Training(with_dropout(lenet5(1), settings.dropout), source(), settings)

    expected = weights_after(begun())
    for cut in (5, 27):
        first = begun()
        reports = first.reports()
        for _ in range(cut):
            next(reports)
        checkpoint = first.checkpoint()
        reports.close()
        second = Training(with_dropout(lenet5(None), settings.dropout), source(), settings, checkpoint)
        for name, array in weights_after(second).items():
            np.testing.assert_array_equal(array, expected[name], err_msg=f"{name} after {cut}")


def test_a_run_whose_generator_was_closed_goes_on_with_another() -> None:
    whole, parts = small_network(), small_network()
    list(Training(whole, Bars(), SETTINGS).reports())
    training = Training(parts, Bars(), SETTINGS)
    for _ in range(40):
        reports = training.reports()
        next(reports, None)
        reports.close()
    assert_same_weights(whole, parts)


def test_a_checkpoint_holds_copies() -> None:
    training = Training(deep_network(1), Bars(), replace(SETTINGS, patience=2))
    reports = training.reports()
    for _ in range(9):
        next(reports)
    checkpoint = training.checkpoint()
    kept = {name: array.copy() for name, array in checkpoint.arrays.items()}
    list(reports)
    for name, array in kept.items():
        np.testing.assert_array_equal(checkpoint.arrays[name], array, err_msg=name)
    assert {name.partition(".")[0] for name in kept} == {"weights", "optimizer", "best"}


def checkpoint_of(network: Network, steps: int = 3) -> Checkpoint:
    training = Training(network, Bars(), replace(SETTINGS, evaluate_every=0))
    reports = training.reports()
    for _ in range(steps):
        next(reports)
    return training.checkpoint()


def test_a_checkpoint_of_another_network_is_refused_and_changes_nothing() -> None:
    checkpoint, network = checkpoint_of(small_network()), deep_network(1)
    kept = network.copy()
    with pytest.raises(CheckpointError, match=r"^The checkpoint is of another network than Network\(conv"):
        Training(network, Bars(), SETTINGS, checkpoint)
    assert_same_weights(network, kept)


@pytest.mark.parametrize("missing", ["weights.fc.bias", "optimizer.mean.fc.bias", "optimizer.steps"])
def test_a_checkpoint_that_lacks_an_array_is_refused(missing: str) -> None:
    checkpoint = checkpoint_of(small_network())
    arrays = {name: array for name, array in checkpoint.arrays.items() if name != missing}
    with pytest.raises(CheckpointError, match="of another network"):
        Training(small_network(), Bars(), SETTINGS, replace(checkpoint, arrays=arrays))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 2}, r"^This is no checkpoint that this program can read: its version is 2; it must be 1"),
        ({"step": -1}, "no usable “step”"),
        ({"batch": 1.5}, "no usable “batch”"),
        ({"place": "nowhere"}, "no usable “place”"),
        ({"settings": 3}, "no usable “settings”"),
        ({"settings": {"learning_rate": -1}}, "Learning rate is -1"),
        ({"pending": {"seed": 3}}, "Seed is fixed once the run has begun"),
        ({"dropout": {"drop": 2}}, "no usable “dropout”"),
        ({"best_loss": "small"}, "no usable “best_loss”"),
    ],
)
def test_facts_that_are_none_are_told(change: dict[str, Any], message: str) -> None:
    checkpoint = checkpoint_of(small_network())
    with pytest.raises(ValueError, match=message):
        Checkpoint.of({**checkpoint.facts(), **change}, checkpoint.arrays)
