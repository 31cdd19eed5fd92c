"""The generator that the worker iterates: its reports, their order, and that what they carry are copies."""

from collections.abc import Iterator
from itertools import count, pairwise
from typing import Any

import numpy as np

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import DataReady
from cnnviz.engine.architectures import lenet5
from cnnviz.engine.network import Network
from cnnviz.engine.reports import EvaluationReport, StepReport
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.step_details import StepDetails
from cnnviz.ui.train.live.live import LiveReport
from cnnviz.ui.train.run import Handle, RunBegins, Work, run
from cnnviz.ui.worker import Together

SETTINGS = TrainingSettings(batch_size=8, epochs=1)
SETUP = RunSetup("tiny", lenet5(None).describe(), "lenet5", DataChoice(), SETTINGS)


def reports_of(source: Any, seconds_a_look: float, details: bool = False) -> list[object]:
    ticks = count()

    def ready() -> Iterator[object]:
        yield DataReady(source)

    made = run(Work(SETUP, ready), Handle(details=details), clock=lambda: next(ticks) * seconds_a_look)
    return [each for report in made for each in (report if isinstance(report, Together) else (report,))]


def network_of(reports: list[object]) -> Network:
    return next(report.recorder.training.network for report in reports if isinstance(report, RunBegins))


def test_the_pictures_come_first_then_a_look_then_steps_and_the_test_last(tiny_source: Any) -> None:
    reports = reports_of(tiny_source, seconds_a_look=1)
    names = [type(report).__name__ for report in reports]
    assert names[:4] == ["DataReady", "RunBegins", "LiveReport", "EvaluationReport"]
    assert isinstance(reports[-1], EvaluationReport) and reports[-1].part == "test"
    assert [report.step for report in reports if isinstance(report, StepReport)] == [1, 2, 3, 4, 5]


def test_the_details_of_a_step_come_right_before_its_report_and_only_when_wanted(tiny_source: Any) -> None:
    reports = [r for r in reports_of(tiny_source, 1, details=True) if isinstance(r, StepDetails | StepReport)]
    assert [type(report).__name__ for report in reports] == 5 * ["StepDetails", "StepReport"]
    assert all(first.step == second.step for first, second in list(pairwise(reports))[::2])
    assert not any(isinstance(report, StepDetails) for report in reports_of(tiny_source, 1))


def test_a_look_is_taken_at_most_as_often_as_the_clock_allows(tiny_source: Any) -> None:
    rare = reports_of(tiny_source, seconds_a_look=0.0001)
    assert sum(isinstance(report, LiveReport) for report in rare) == 2


def test_what_a_look_carries_is_not_changed_by_later_steps(tiny_source: Any) -> None:
    reports = reports_of(tiny_source, 1)
    looks = [report for report in reports if isinstance(report, LiveReport)]
    np.testing.assert_array_equal(looks[0].kernels, SETUP.new_network().parameters["conv1.weight"])
    assert not np.array_equal(looks[0].kernels, looks[-1].kernels)
    own = network_of(reports).parameters.values()
    assert not any(np.shares_memory(looks[-1].kernels, array) for array in own)


def test_looking_and_watching_single_steps_change_nothing_of_the_training(tiny_source: Any) -> None:
    often = network_of(reports_of(tiny_source, seconds_a_look=1, details=True))
    rarely = network_of(reports_of(tiny_source, seconds_a_look=0))
    for name, array in often.parameters.items():
        np.testing.assert_array_equal(array, rarely.parameters[name])
