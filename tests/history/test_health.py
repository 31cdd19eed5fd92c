"""What goes wrong in a training is named with its layer and map; a healthy one raises no alarm."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from cnnviz.data.drawn_digits import DrawnDigits
from cnnviz.engine.activations import Sigmoid
from cnnviz.engine.lenet import lenet5, lenet5_1998
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.reports import StepReport
from cnnviz.engine.shape import Flatten
from cnnviz.engine.statistics import LayerStatistics, StatisticsReport, statistics_of
from cnnviz.engine.training import Training
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.engine.workspace import Workspace
from cnnviz.history.health import Health, lit
from cnnviz.history.health_signs import DEAD, EXPLODING, GROWING, GROWN_WEIGHTS, LARGE_UPDATE, SATURATED, VANISHING

CONV = LayerStatistics("conv1", "Conv2d", "ReLU", 0.3, 0.03, 0.0003, 0.5, units=6)
DENSE = LayerStatistics("fc1", "Linear", "ReLU", 0.1, 0.01, 0.0001, 0.5, units=120, dead=tuple(range(60)))
LAST = LayerStatistics("fc2", "Linear", "", 0.1, 0.01, 0.0001, 2.0, units=10)
WELL = (CONV, DENSE, LAST)


def after(*moments: tuple[int, tuple[LayerStatistics, ...]]) -> Health:
    """The health after statistics at some steps."""
    return Health.of([StatisticsReport(step, 1, layers) for step, layers in moments])


def with_layer(**changes: object) -> tuple[LayerStatistics, ...]:
    return (replace(CONV, **changes), DENSE, LAST)


def kinds(health: Health) -> list[tuple[str, str, int | None]]:
    return [(found.kind, found.layer, found.map) for found in health.findings()]


def test_nothing_is_wrong_before_anything_was_seen_nor_with_usual_sizes() -> None:
    assert Health().findings() == ()
    assert after(*((step, WELL) for step in range(1, 400, 20))).findings() == ()


def test_a_map_that_stays_zero_is_named_with_the_step_since_when() -> None:
    moments = [(1, WELL), *((step, with_layer(dead=(4,))) for step in range(21, 142, 20))]
    (found,) = after(*moments).findings()
    assert (found.kind, found.layer, found.map, found.since, found.lamp) == (DEAD, "conv1", 4, 21, "maps")
    assert found.sentence == "conv1 map 4 has been zero for 120 steps."
    assert "learning rate" in found.advice


def test_a_map_that_comes_back_is_not_dead() -> None:
    dead = with_layer(dead=(4,))
    moments = [(1, dead), (61, dead), (81, WELL), (101, dead), (181, dead)]
    assert after(*moments).findings() == ()


def test_dead_maps_of_a_layer_are_told_in_one_sentence() -> None:
    few, many = with_layer(dead=(0, 2, 5)), with_layer(dead=(0, 1, 2, 3, 5))
    assert after((1, few), (61, few), (121, few)).findings()[0].sentence == (
        "conv1 maps 0, 2 and 5 have been zero for 120 steps."
    )
    (found,) = after((1, many), (61, many), (121, many)).findings()
    assert found.sentence == "5 of 6 maps of conv1 (0, 1, 2, 3 …) have been zero for 120 steps."
    assert found.maps == (0, 1, 2, 3, 5)


def test_of_dense_layers_only_most_units_are_a_finding() -> None:
    mostly = (CONV, replace(DENSE, dead=tuple(range(100))), LAST)
    (found,) = after((1, mostly), (61, mostly), (121, mostly)).findings()
    assert found.sentence == "100 of 120 units of fc1 have been zero for 120 steps." and found.map is None


def test_saturation_is_told_after_three_reports() -> None:
    stuck = with_layer(function="Tanh", saturated=0.8)
    assert not after((1, stuck), (21, stuck)).findings()
    (found,) = after((1, stuck), (21, stuck), (41, stuck)).findings()
    assert (found.kind, found.since, found.lamp) == (SATURATED, 1, "activations")
    assert found.sentence == "80 % of the outputs of conv1 are stuck at the bounds of tanh."


def test_gradients_that_fall_by_orders_towards_the_first_layer_vanish() -> None:
    weak = with_layer(gradient=1e-6)
    (found,) = after((1, weak), (2, weak), (3, weak)).findings()
    assert (found.kind, found.layer, found.lamp) == (VANISHING, "conv1", "gradients")
    assert "30\u2009000 times smaller" in found.sentence


def test_all_gradients_small_alike_are_no_finding() -> None:
    small = tuple(replace(layer, gradient=layer.gradient * 1e-8) for layer in WELL)
    assert not after((1, WELL), (2, small), (3, small), (4, small)).findings()


def test_gradients_a_hundred_times_those_of_the_start_explode() -> None:
    large = tuple(replace(layer, gradient=200 * layer.gradient) for layer in WELL)
    moments = [*((step, WELL) for step in range(1, 6)), *((step, large) for step in range(6, 9))]
    assert kinds(after(*moments[:-1])) == []
    (found,) = after(*moments).findings()
    assert (found.kind, found.layer) == (EXPLODING, "conv1")
    assert found.sentence == "The gradient of conv1 is 200 times as large as the largest one at the start."


def test_gradients_that_recover_from_next_to_nothing_are_no_alarm() -> None:
    weak = with_layer(gradient=1e-6)
    moments = [*((step, weak) for step in range(1, 6)), *((step, WELL) for step in range(6, 10))]
    assert kinds(after(*moments[:-4])) == [(VANISHING, "conv1", None)]
    assert kinds(after(*moments)) == []


def test_gradients_that_grow_by_orders_towards_the_first_layer_are_told() -> None:
    strong = (CONV, DENSE, replace(LAST, gradient=1e-6))
    (found,) = after((1, strong), (2, strong), (3, strong)).findings()
    assert (found.kind, found.lamp) == (GROWING, "gradients")
    assert "10\u2009000 times larger than that of the last layer" in found.sentence


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("field", ["weight", "gradient", "update"])
def test_numbers_that_are_not_finite_count_at_once(field: str, value: float) -> None:
    assert kinds(after((1, WELL), (2, with_layer(**{field: value})))) == [(EXPLODING, "conv1", None)]


def test_a_step_that_is_too_large_counts_at_once_and_is_told_for_a_while() -> None:
    leap = with_layer(update=0.15)
    health = after((1, leap), (21, WELL), (41, WELL))
    (found,) = health.findings()
    assert (found.kind, found.since, found.lamp) == (LARGE_UPDATE, 1, "weights")
    assert found.sentence == "A step changed the weights of conv1 by 50 % of their size; 0.1 % is usual."
    for step in (81, 101, 121):
        health.take(StatisticsReport(step, 1, WELL))
    assert health.findings() == ()


def test_weights_that_grow_by_an_order_are_told() -> None:
    grown = with_layer(weight=3.3)
    assert kinds(after((1, WELL), (2, grown), (3, grown), (4, grown))) == [(GROWN_WEIGHTS, "conv1", None)]


def test_the_worst_comes_first_and_every_lamp_has_its_own() -> None:
    bad = (replace(CONV, dead=(1,), gradient=1e-7), replace(DENSE, function="Tanh", saturated=0.9), LAST)
    health = after((1, bad), (61, bad), (121, bad))
    assert [found.kind for found in health.findings()] == [VANISHING, DEAD, SATURATED]
    assert {lamp: len(found) for lamp, found in lit(health.findings()).items()} == {
        "gradients": 1, "activations": 1, "maps": 1, "weights": 0,
    }  # fmt: skip


def test_of_a_very_long_run_the_start_and_the_end_are_looked_at() -> None:
    large = tuple(replace(layer, gradient=200 * layer.gradient) for layer in WELL)
    moments = [*((step, WELL) for step in range(3000)), *((step, large) for step in range(3000, 3004))]
    assert kinds(after(*moments)) == [(EXPLODING, "conv1", None)]


def reports_of(network: Network, steps: int, every: int = 1, **settings: object) -> Iterator[StatisticsReport]:
    """Statistics of a real training on drawn digits."""
    values = {"batch_size": 16, **settings}
    training = Training(network, DrawnDigits(0), TrainingSettings.of(values))
    pictures = next(DrawnDigits(0).batches(0, 64, np.random.default_rng(0)))[0]
    workspace, reports = Workspace(), training.reports()
    for step in range(1, steps + 1):
        before = {name: array.copy() for name, array in network.parameters.items()}
        while not isinstance(next(reports), StepReport):
            pass
        if (step - 1) % every == 0:
            assert training.last is not None
            layers = statistics_of(network, pictures, training.last.gradients, before, workspace)
            yield StatisticsReport(step, 1, layers)


def test_a_usual_training_of_lenet_raises_no_alarm() -> None:
    for network in (lenet5(0), lenet5_1998(0)):
        health = Health()
        for report in reports_of(network, 150, every=10):
            health.take(report)
            assert health.findings() == (), report


def test_a_learning_rate_that_is_too_high_is_told_at_once() -> None:
    health = Health.of(list(reports_of(lenet5(0), 2, learning_rate=0.05)))
    assert {found.kind for found in health.findings()} == {LARGE_UPDATE}


def test_tanh_with_huge_weights_saturates() -> None:
    network = lenet5_1998(0)
    for name, array in network.parameters.items():
        if name.endswith("weight"):
            array *= 20
    health = Health.of(list(reports_of(network, 4)))
    assert {(found.kind, found.layer) for found in health.findings()} >= {(SATURATED, "fc1"), (SATURATED, "fc2")}


def test_relus_with_a_large_negative_bias_are_dead() -> None:
    network = lenet5(0)
    network.parameters["conv2.bias"][[3, 7]] = -50
    health = Health.of(list(reports_of(network, 125, every=20)))
    assert health.findings()[0].sentence == "conv2 maps 3 and 7 have been zero for 120 steps."


def test_gradients_vanish_in_a_deep_stack_of_sigmoids() -> None:
    layers: list[tuple[str, object]] = [("flatten", Flatten())]
    for number in range(1, 9):
        layers += [(f"fc{number}", Linear(30 if number > 1 else 784, 30)), (f"sigmoid{number}", Sigmoid())]
    network = Network([*layers, ("fc9", Linear(30, 10))], (1, 28, 28), class_names=tuple("0123456789"))
    rng = np.random.default_rng(0)
    for name, array in network.parameters.items():
        if name.endswith("weight"):
            array[...] = rng.normal(size=array.shape) / np.sqrt(array.shape[1])
    (found,) = Health.of(list(reports_of(network, 4))).findings()
    assert (found.kind, found.layer) == (VANISHING, "fc1")
