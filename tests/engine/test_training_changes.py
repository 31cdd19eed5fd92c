"""Settings that change while a run is on, and runs that end early."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Thread
from typing import Any

import numpy as np
import pytest

from cnnviz.engine.divergence import DivergenceError
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.evaluation import evaluate
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.reports import Change, ChangeReport, EarlyStopReport, EvaluationReport, StepReport
from cnnviz.engine.shape import Flatten
from cnnviz.engine.training import Training
from cnnviz.engine.training_settings import CHANGES_ANY_STEP, CHANGES_EACH_EPOCH, TRAINING_SETTINGS, TrainingSettings
from cnnviz.settings import SettingError
from tests.engine.bars import Bars, small_network

SETTINGS = TrainingSettings(learning_rate=0.05, schedule="constant", batch_size=32, epochs=2)  # 4 steps an epoch


def run(changes: dict[int, dict[str, Any]], settings: TrainingSettings = SETTINGS) -> list[Any]:
    """All reports, with changes asked for after so many steps."""
    training = Training(small_network(), Bars(), settings)
    training.change(**changes.get(0, {}))
    reports = []
    for report in training.reports():
        reports.append(report)
        if isinstance(report, StepReport):
            training.change(**changes.get(report.step, {}))
    return reports


def steps_of(reports: list[Any]) -> list[StepReport]:
    return [report for report in reports if isinstance(report, StepReport)]


def rates_of(reports: Sequence[Any]) -> list[float]:
    return [step.learning_rate for step in reports if isinstance(step, StepReport)]


def test_a_learning_rate_counts_from_the_next_step_on() -> None:
    reports = run({2: {"learning_rate": 0.01}})
    assert [step.learning_rate for step in steps_of(reports)] == [0.05, 0.05] + [0.01] * 6
    assert reports[2] == ChangeReport(2, 1, (Change("learning_rate", 0.05, 0.01),))


def test_other_settings_wait_for_the_next_epoch() -> None:
    reports = run({2: {"batch_size": 50, "weight_decay": 0.1}})
    change = next(report for report in reports if isinstance(report, ChangeReport))
    assert change == ChangeReport(4, 1, (Change("batch_size", 32, 50), Change("weight_decay", 0.0, 0.1)))
    assert [step.pictures for step in steps_of(reports)] == [32, 64, 96, 100, 150, 200]
    assert [(step.steps_per_epoch, step.total_steps) for step in steps_of(reports)] == [(4, 8)] * 4 + [(2, 6)] * 2


def test_a_change_before_the_first_step_counts_from_it_on() -> None:
    reports = run({0: {"epochs": 1, "learning_rate": 0.1}})
    assert isinstance(reports[0], ChangeReport) and (reports[0].step, reports[0].epoch) == (0, 0)
    assert [(step.learning_rate, step.total_steps) for step in steps_of(reports)] == [(0.1, 4)] * 4


def test_the_schedule_goes_on_where_it_would_be_with_the_new_batch_size() -> None:
    reports = run({3: {"batch_size": 50}}, replace(SETTINGS, schedule="cosine", epochs=4))
    whole = run({}, replace(SETTINGS, schedule="cosine", epochs=4, batch_size=50))
    assert rates_of(reports)[4:] == rates_of(whole)[2:]


def test_more_epochs_stretch_the_schedule_and_fewer_end_the_run() -> None:
    settings = replace(SETTINGS, schedule="cosine")
    longer = steps_of(run({4: {"epochs": 4}}, settings))
    expected = steps_of(run({}, replace(settings, epochs=4)))
    assert rates_of(longer)[4:] == rates_of(expected)[4:]
    assert longer[-1].step == longer[-1].total_steps == 16
    shorter = run({5: {"epochs": 1}}, replace(settings, epochs=4))
    assert steps_of(shorter)[-1].step == 8 and isinstance(shorter[-1], EvaluationReport)


def test_what_is_asked_for_is_pending_until_it_counts_and_the_last_wish_is_granted() -> None:
    training = Training(small_network(), Bars(), SETTINGS)
    training.change(momentum=0.5, patience=3)
    training.change(momentum=0.6)
    assert training.pending == {"momentum": 0.6, "patience": 3}
    reports = training.reports()
    assert next(reports) == ChangeReport(0, 0, (Change("momentum", 0.9, 0.6), Change("patience", 0, 3)))
    assert training.pending == {} and training.settings.momentum == 0.6


def test_a_wish_for_what_is_in_force_changes_nothing() -> None:
    reports = run({1: {"learning_rate": 0.05, "batch_size": 32}})
    assert not any(isinstance(report, ChangeReport) for report in reports)


def test_settings_can_be_changed_from_another_thread() -> None:
    training = Training(small_network(), Bars(), SETTINGS)
    reports = training.reports()
    next(reports)
    thread = Thread(target=training.change, kwargs={"learning_rate": 0.3})
    thread.start()
    thread.join()
    assert isinstance(next(reports), ChangeReport)


@pytest.mark.parametrize(
    "name", [setting.name for setting in TRAINING_SETTINGS if setting.name not in CHANGES_ANY_STEP | CHANGES_EACH_EPOCH]
)
def test_what_makes_another_run_is_fixed(name: str) -> None:
    training = Training(small_network(), Bars(), SETTINGS)
    with pytest.raises(SettingError, match="is fixed once the run has begun"):
        training.change(learning_rate=0.1, **{name: getattr(SETTINGS, name)})
    assert training.pending == {}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"learning_rate": 0}, "Learning rate is 0; it must lie between"),
        ({"batch_size": "many"}, "must be a number"),
        ({"speed": 3}, "There is no setting “speed”; during a run these can be changed: batch_size, clip_norm"),
        ({"dropout": 0.5}, "^The network has no Dropout layers"),
    ],
)
def test_what_cannot_be_is_told_at_once_and_nothing_is_changed(change: dict[str, Any], message: str) -> None:
    training = Training(small_network(), Bars(), SETTINGS)
    with pytest.raises(SettingError, match=message):
        training.change(**{"epochs": 5, **change})
    assert training.pending == {}


def test_a_change_of_dropout_reaches_its_layers() -> None:
    dropout = Dropout(0.2)
    network = Network([("flatten", Flatten()), ("drop", dropout), ("fc", Linear(16, 2))], (1, 4, 4))
    training = Training(network, Bars(), SETTINGS)
    training.change(dropout=0.7)
    reports = training.reports()
    assert dropout.p == 0.2
    next(reports)
    assert dropout.p == 0.7


class Worse(Bars):
    """Validation labels that contradict what is learnt: the loss on them can only grow."""

    def __init__(self) -> None:
        super().__init__()
        self.validation = self.validation[0], 1 - self.validation[1]


def test_a_run_without_progress_ends_early_with_its_best_weights() -> None:
    network = small_network()
    training = Training(network, Worse(), replace(SETTINGS, epochs=50, patience=3))
    best: dict[str, Any] = {}
    reports = []
    for report in training.reports():
        reports.append(report)
        if isinstance(report, EvaluationReport) and report.part == "validation" and not best:
            best = network.copy().weights
            first = report
    stop, last = reports[-2:]
    assert stop == EarlyStopReport(16, 4, 1, first.loss)
    assert isinstance(last, EvaluationReport) and last.part == "test"
    for name, array in best.items():
        np.testing.assert_array_equal(network.weights[name], array)


def test_a_run_that_goes_on_learning_is_not_ended() -> None:
    reports = run({}, replace(SETTINGS, epochs=10, patience=1))
    assert not any(isinstance(report, EarlyStopReport) for report in reports)
    assert steps_of(reports)[-1].epoch == 10


def test_patience_needs_validation_pictures() -> None:
    message = r"^Patience is 2, but no pictures are set apart for validation"
    with pytest.raises(SettingError, match=message):
        Training(small_network(), Bars(validation=0), replace(SETTINGS, patience=2))
    with pytest.raises(SettingError, match=message):
        Training(small_network(), Bars(validation=0), SETTINGS).change(patience=2)


def test_the_last_step_can_be_looked_at() -> None:
    network = small_network()
    training = Training(network, Bars(), replace(SETTINGS, optimizer="sgd"))
    reports = training.reports()
    assert training.last is None
    before = network.copy()
    report = next(reports)
    last = training.last
    assert last is not None and last.images.shape == (32, 1, 4, 4) and last.labels.shape == (32,)
    np.testing.assert_allclose(last.outputs, before.logits(last.images), rtol=1e-5)
    moved = before.parameters["fc.weight"] - network.parameters["fc.weight"]
    np.testing.assert_allclose(moved, 0.05 * last.gradients["fc.weight"], rtol=1e-3, atol=1e-7)
    assert report.accuracy == np.mean(last.outputs.argmax(axis=1) == last.labels)  # type: ignore[union-attr]


def test_the_pictures_of_a_step_are_augmented_and_those_of_an_evaluation_are_not() -> None:
    source = Bars()
    training = Training(small_network(), source, replace(SETTINGS, flip=True, epochs=1))
    seen = []
    for report in training.reports():
        if isinstance(report, StepReport):
            assert training.last is not None
            seen += [image.tobytes() for image in training.last.images]
    originals = {image.tobytes() for image in source._train[0]}
    assert 20 < sum(image not in originals for image in seen) < 80
    assert isinstance(report, EvaluationReport)
    assert (report.loss, report.accuracy) == pytest.approx(evaluate(training.network, *source.test))


def test_after_it_went_out_of_bounds_a_run_has_no_checkpoint_and_no_reports() -> None:
    training = Training(small_network(), Bars(), SETTINGS)
    reports = training.reports()
    next(reports)
    training.network.parameters["fc.weight"][...] = np.nan
    for use in (training.checkpoint, training.checkpoint, lambda: next(training.reports())):
        with pytest.raises(DivergenceError, match="back at step 0"):
            use()
    assert np.isfinite(training.network.parameters["fc.weight"]).all()


def test_an_evaluation_tells_of_every_picture() -> None:
    source, network = Bars(), small_network()
    *_, last = Training(network, source, SETTINGS).reports()
    assert isinstance(last, EvaluationReport)
    probabilities, labels = network.probabilities(source.test[0]), source.test[1]
    np.testing.assert_array_equal(last.predicted, probabilities.argmax(axis=1))
    np.testing.assert_allclose(last.sureness, probabilities.max(axis=1), rtol=1e-5)
    np.testing.assert_allclose(last.truth, probabilities[np.arange(len(labels)), labels], rtol=1e-5)
    assert np.mean(last.predicted == labels) == last.accuracy
