"""The generator that the worker iterates: its reports, their order, and that what they carry are copies."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np

from cnnviz.data.datasets import DataReady
from cnnviz.engine.architectures import lenet5
from cnnviz.engine.network import Network
from cnnviz.engine.reports import EvaluationReport, StepReport
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.ui.train.live import LiveReport, look
from cnnviz.ui.train.run import Probe, run

SETTINGS = TrainingSettings(batch_size=8, epochs=1)


def reports_of(source: Any, network: Network, seconds_a_look: float) -> list[object]:
    ticks = count()

    def ready() -> Iterator[object]:
        yield DataReady(source)

    return list(run(network, ready, SETTINGS, Probe(), clock=lambda: next(ticks) * seconds_a_look))


def test_the_pictures_come_first_then_a_look_then_steps_and_the_test_last(tiny_source: Any) -> None:
    reports = reports_of(tiny_source, lenet5(), seconds_a_look=1)
    assert [type(report).__name__ for report in reports[:4]] == [
        "DataReady",
        "LiveReport",
        "LiveReport",
        "StepReport",
    ]
    assert isinstance(reports[-1], EvaluationReport) and reports[-1].part == "test"
    assert [report.step for report in reports if isinstance(report, StepReport)] == [1, 2, 3, 4, 5]


def test_a_look_is_taken_at_most_as_often_as_the_clock_allows(tiny_source: Any) -> None:
    rare = reports_of(tiny_source, lenet5(), seconds_a_look=0.001)
    assert sum(isinstance(report, LiveReport) for report in rare) == 2


def test_what_a_look_carries_is_not_changed_by_later_steps(tiny_source: Any) -> None:
    network = lenet5()
    start = network.parameters["conv1.weight"].copy()
    looks = [report for report in reports_of(tiny_source, network, 1) if isinstance(report, LiveReport)]
    np.testing.assert_array_equal(looks[0].kernels, start)
    assert not np.array_equal(looks[0].kernels, looks[-1].kernels)
    assert not any(np.shares_memory(looks[-1].kernels, array) for array in network.parameters.values())


def test_looking_changes_nothing_of_the_training(tiny_source: Any) -> None:
    often, rarely = lenet5(), lenet5()
    reports_of(tiny_source, often, seconds_a_look=1)
    reports_of(tiny_source, rarely, seconds_a_look=0)
    for name, array in often.parameters.items():
        np.testing.assert_array_equal(array, rarely.parameters[name])


def test_a_look_shows_maps_after_their_activation_and_probabilities_that_add_up(tiny_source: Any) -> None:
    network, picture = lenet5(), tiny_source.test[0][3]
    report = look(network, picture, 3, 0)
    assert [(maps.layer, maps.activation) for maps in report.maps] == [("conv1", "ReLU"), ("conv2", "ReLU")]
    tape = network.forward(picture[None])
    np.testing.assert_array_equal(report.maps[1].values, tape["relu2"].output[0])
    np.testing.assert_allclose(report.probabilities, network.probabilities(picture[None])[0], rtol=1e-5)
    assert abs(report.probabilities.sum() - 1) < 1e-9
