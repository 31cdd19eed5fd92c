"""The training generator: its reports in order, its repeatability, and what it does when all goes wrong."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.engine.arrays import Array
from cnnviz.engine.description import NetworkError
from cnnviz.engine.divergence import DivergenceError
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.evaluation import evaluate
from cnnviz.engine.linear import Linear
from cnnviz.engine.losses import cross_entropy
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.reports import EvaluationProgress, EvaluationReport, Report, StepReport
from cnnviz.engine.shape import Flatten
from cnnviz.engine.training import train
from cnnviz.engine.training_settings import INITIALIZATIONS, OPTIMIZERS, TrainingSettings
from cnnviz.settings import Choice, SettingError
from tests.engine.bars import Bars, small_network


def deep_network() -> Network:
    rng = np.random.default_rng(1)
    layers = [("flatten", Flatten()), ("fc", Linear(16, 8, rng=rng)), ("fc2", Linear(8, 2, rng=rng))]
    return Network(layers, (1, 4, 4))


SETTINGS = TrainingSettings(learning_rate=0.05, schedule="constant", batch_size=32, epochs=2)


def reports_of(source: Bars, settings: TrainingSettings = SETTINGS) -> tuple[Network, list[Report]]:
    network = small_network()
    return network, list(train(network, source, settings))


def test_reports_come_in_order_and_the_last_partial_batch_is_used() -> None:
    source = Bars()
    network, reports = reports_of(source)
    kinds = [report.part if isinstance(report, EvaluationReport) else "step" for report in reports]
    assert kinds == ["step"] * 4 + ["validation"] + ["step"] * 4 + ["validation", "test"]
    steps = [report for report in reports if isinstance(report, StepReport)]
    assert [step.step for step in steps] == list(range(1, 9))
    assert [step.epoch for step in steps] == [1] * 4 + [2] * 4
    assert [step.pictures for step in steps] == [32, 64, 96, 100, 132, 164, 196, 200]
    assert {(step.steps_per_epoch, step.total_steps, step.learning_rate) for step in steps} == {(4, 8, 0.05)}
    assert source.epochs == [0, 1]
    last = reports[-1]
    assert isinstance(last, EvaluationReport)
    assert (last.loss, last.accuracy) == pytest.approx(evaluate(network, *source.test))
    assert last.accuracy == 1


def test_without_validation_pictures_the_test_is_scored_after_each_epoch_and_once_at_the_end() -> None:
    _, reports = reports_of(Bars(validation=0))
    evaluations = [report for report in reports if isinstance(report, EvaluationReport)]
    assert [(one.epoch, one.part, one.pictures) for one in evaluations] == [(1, "test", 30), (2, "test", 30)]


def test_the_first_report_is_the_loss_of_the_untrained_network() -> None:
    source = Bars()
    first = next(iter(train(network := small_network(), source, replace(SETTINGS, batch_size=100))))
    assert isinstance(first, StepReport)
    assert first.loss == pytest.approx(cross_entropy(small_network().logits(source._train[0]), source._train[1])[0])
    assert network.parameters["fc.weight"].any()


def test_the_same_seed_gives_the_same_weights_bit_for_bit() -> None:
    (one, _), (two, _), (other, _) = (reports_of(Bars(), replace(SETTINGS, seed=seed)) for seed in (7, 7, 8))
    np.testing.assert_array_equal(one.parameters["fc.weight"], two.parameters["fc.weight"])
    assert (one.parameters["fc.weight"] != other.parameters["fc.weight"]).any()


def test_a_cosine_rate_falls_from_full_to_almost_nothing() -> None:
    _, reports = reports_of(Bars(), replace(SETTINGS, schedule="cosine", epochs=10))
    rates = [report.learning_rate for report in reports if isinstance(report, StepReport)]
    assert rates[0] == 0.05
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] < 0.0002


@pytest.mark.parametrize("optimizer", [choice.value for choice in OPTIMIZERS])
def test_every_optimiser_learns(optimizer: str) -> None:
    network, _ = reports_of(source := Bars(), replace(SETTINGS, optimizer=optimizer, learning_rate=0.1, epochs=5))
    assert evaluate(network, *source.validation)[1] == 1


def rates_of(settings: TrainingSettings) -> list[float]:
    return [report.learning_rate for report in reports_of(Bars(), settings)[1] if isinstance(report, StepReport)]


def test_a_step_schedule_drops_the_rate_behind_its_warm_up() -> None:
    rates = rates_of(replace(SETTINGS, schedule="step", drops=1, drop_factor=0.5, warm_up=0.5))  # 4 of 8 steps
    assert rates == pytest.approx([0.01, 0.02, 0.03, 0.04, 0.05, 0.05, 0.025, 0.025])


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw"])
def test_weight_decay_keeps_weights_small(optimizer: str) -> None:
    free, held = (
        reports_of(Bars(), replace(SETTINGS, optimizer=optimizer, weight_decay=decay, epochs=5))[0]
        for decay in (0.0, 0.5)
    )
    assert abs(held.parameters["fc.weight"]).sum() < 0.9 * abs(free.parameters["fc.weight"]).sum()


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
def test_the_momentum_counts_where_there_is_one(optimizer: str) -> None:
    one, two = (
        reports_of(Bars(), replace(SETTINGS, optimizer=optimizer, momentum=momentum))[0] for momentum in (0.5, 0.9)
    )
    assert (one.parameters["fc.weight"] != two.parameters["fc.weight"]).any()


def test_the_squared_error_is_learnt_and_reported_where_it_is_chosen() -> None:
    network, reports = reports_of(source := Bars(), replace(SETTINGS, loss="mean_squared_error", epochs=5))
    first, last = reports[0], reports[-1]
    assert isinstance(first, StepReport) and isinstance(last, EvaluationReport)
    outputs = network.logits(source.test[0])
    assert last.loss == pytest.approx(np.mean((outputs - np.eye(2)[source.test[1]]) ** 2), rel=1e-5)
    assert last.loss < first.loss / 2


def test_smoothed_labels_leave_a_loss_even_where_all_is_right() -> None:
    plain, smooth = (
        reports_of(Bars(), replace(SETTINGS, label_smoothing=smoothing, learning_rate=1, epochs=5))[1][-1]
        for smoothing in (0.0, 0.4)
    )
    assert isinstance(plain, EvaluationReport) and isinstance(smooth, EvaluationReport)
    assert plain.loss < 0.02
    assert smooth.loss > 0.5  # at best -0.8 log 0.8 - 0.2 log 0.2


def test_clipped_slopes_make_short_steps() -> None:
    source, settings = Bars(), replace(SETTINGS, optimizer="sgd", learning_rate=1, clip_norm=0.001, epochs=1)
    network, reports = reports_of(source, settings)
    steps = len([report for report in reports if isinstance(report, StepReport)])
    moved = [network.parameters[name] - before for name, before in small_network().parameters.items()]
    assert 0 < np.sqrt(sum(np.sum(way**2) for way in moved)) <= 1.001 * 0.001 * steps


def test_dropout_is_drawn_from_the_seed_and_epoch_alone() -> None:
    def trained(seed: int, disturbed: bool = False) -> Array:
        rng = np.random.default_rng(1)
        layers = [("flatten", Flatten()), ("drop", Dropout(0.5)), ("fc", Linear(16, 2, rng=rng))]
        network = Network(layers, (1, 4, 4))
        for report in train(network, Bars(), replace(SETTINGS, seed=seed)):
            if disturbed and isinstance(report, StepReport):  # as when the window looks at a picture in between
                network.forward(np.zeros((1, 1, 4, 4)))
        return network.parameters["fc.weight"]

    np.testing.assert_array_equal(trained(7), trained(7, disturbed=True))
    assert (trained(7) != trained(8)).any()


@pytest.mark.parametrize("choice", INITIALIZATIONS, ids=lambda choice: choice.value)
def test_first_weights_are_drawn_from_the_seed_in_the_chosen_way(choice: Choice) -> None:
    one, two = small_network(), small_network()
    for network in (one, two):
        TrainingSettings(initialization=choice.value, seed=3).draw_weights(network)
    np.testing.assert_array_equal(one.parameters["fc.weight"], two.parameters["fc.weight"])
    as_built = (one.parameters["fc.weight"] == small_network().parameters["fc.weight"]).all()
    assert as_built == (choice.value == "as_built")


def test_evaluations_in_between_are_made_when_asked_for() -> None:
    _, reports = reports_of(Bars(), replace(SETTINGS, evaluate_every=3))
    at = [report.step for report in reports if isinstance(report, EvaluationReport)]
    assert at == [0, 1, 2, 3, 4, 6, 8, 8]


def test_a_long_evaluation_gives_signs_of_life() -> None:
    _, reports = reports_of(Bars(test=2500))
    signs = [report for report in reports if isinstance(report, EvaluationProgress)]
    assert [(sign.part, sign.done, sign.total) for sign in signs] == [
        ("test", done, 2500) for done in (500, 1000, 1500, 2000)
    ]


def test_a_run_can_be_left_at_any_report() -> None:
    network = small_network()
    run = train(network, Bars(), SETTINGS)
    next(run)
    weights = network.parameters["fc.weight"].copy()
    run.close()
    np.testing.assert_array_equal(network.parameters["fc.weight"], weights)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov"])
def test_a_rate_that_makes_the_loss_infinite_is_explained_and_the_last_good_weights_are_back(optimizer: str) -> None:
    network = deep_network()
    before = network.parameters["fc.weight"].copy()
    with pytest.raises(DivergenceError, match=r"out of bounds at step \d.*learning rate of 1e\+06.*below (1|0\.1)\.$"):
        list(train(network, Bars(), replace(SETTINGS, optimizer=optimizer, learning_rate=1e6)))
    np.testing.assert_array_equal(network.parameters["fc.weight"], before)


@pytest.mark.parametrize("optimizer", [choice.value for choice in OPTIMIZERS])
def test_advice_is_below_the_rate_of_every_optimiser(optimizer: str) -> None:
    network = small_network()
    run = train(network, Bars(), replace(SETTINGS, optimizer=optimizer, learning_rate=1e4))
    next(run)
    network.parameters["fc.weight"][...] = np.nan
    with pytest.raises(DivergenceError) as caught:
        next(run)
    assert float(str(caught.value.values["lower"])) <= (0.01 if "adam" in optimizer else 1)


def test_going_back_takes_back_the_means_of_batch_normalisation_too() -> None:
    layers = [("norm", BatchNorm2D(1)), ("flatten", Flatten()), ("fc", Linear(16, 2, rng=np.random.default_rng(1)))]
    network = Network(layers, (1, 4, 4))
    source = Bars()
    source._train[0][...] = np.inf
    with pytest.raises(DivergenceError, match="back at step 0"):
        list(train(network, source, SETTINGS))
    assert (network.weights["norm.running_mean"], network.weights["norm.running_var"]) == (0, 1)


def test_weights_that_are_not_finite_at_the_end_are_not_kept() -> None:
    source = Bars(count=32)
    source._train[0][...] = 3e38
    network = small_network()
    network.parameters["fc.weight"][...] = 0
    with pytest.raises(DivergenceError, match="back at step 0"):
        list(train(network, source, replace(SETTINGS, optimizer="sgd", learning_rate=1000, epochs=1)))
    assert not network.parameters["fc.weight"].any()


def test_going_back_is_to_the_last_safe_step() -> None:
    source, network = Bars(), small_network()
    run = train(network, source, replace(SETTINGS, epochs=50))
    for report in run:
        if isinstance(report, EvaluationReport) and report.epoch == 5:
            break
    good = {name: array.copy() for name, array in network.parameters.items()}
    network.parameters["fc.weight"][...] = np.nan
    with pytest.raises(DivergenceError, match=r"at step 21: the loss became nan\. .*back at step 20"):
        next(run)
    for name, array in network.parameters.items():
        np.testing.assert_array_equal(array, good[name])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"learning_rate": 0}, "Learning rate is 0; it must lie between 1e-06 and 1000000"),
        ({"learning_rate": float("nan")}, "must be a finite number"),
        ({"batch_size": 0}, "Batch size is 0"),
        ({"batch_size": 2.5}, "must be a whole number"),
        ({"epochs": 0}, "Epochs is 0"),
        ({"optimizer": "magic"}, "Optimiser is “magic”; it must be one of: sgd, momentum, nesterov, adam, adamw"),
        ({"schedule": "steep"}, "one of: constant, step, cosine"),
        ({"seed": -1}, "Seed is -1"),
        ({"momentum": 1}, "Momentum is 1; it must lie between 0.01 and 0.999"),
        ({"warm_up": 1}, "Warm-up is 1; it must lie between 0 and 0.9"),
        ({"loss": "hinge"}, "Loss is “hinge”; it must be one of: cross_entropy, mean_squared_error"),
        ({"label_smoothing": -0.1}, "Smoothing is -0.1"),
    ],
)
def test_settings_outside_their_range_are_refused_before_anything_moves(
    change: dict[str, object], message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        next(train(small_network(), Bars(), replace(SETTINGS, **change)))  # type: ignore[arg-type]


def test_pictures_of_another_size_are_refused_before_anything_moves() -> None:
    source = Bars()
    source.image_shape = (1, 5, 4)
    with pytest.raises(NetworkError, match=r"pictures of 1 × 4 × 4 \(channels × height × width\); these are 1 × 5 × 4"):
        next(train(small_network(), source, SETTINGS))


def test_arrays_in_the_place_of_a_source_and_a_table_in_that_of_settings_are_told() -> None:
    network, arrays = Network([("fc", Linear(4, 3))], (4,)), (np.zeros((2, 4)), np.zeros(2, int))
    with pytest.raises(NetworkError, match=r"^The source of the pictures is .*; it must hand them out in batches, as"):
        next(train(network, arrays, TrainingSettings()))  # type: ignore[arg-type]
    with pytest.raises(NetworkError, match=r"^The settings are \{'epochs': 1\}; they must be TrainingSettings"):
        next(train(network, arrays, {"epochs": 1}))  # type: ignore[arg-type]
