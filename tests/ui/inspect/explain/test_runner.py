"""What runs away from the window can be given up at once, and what is not wanted any more says nothing."""

import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from cnnviz.explain.explanation import Method, Target
from cnnviz.traces.passes import Pass
from cnnviz.ui.inspect.explain.request import Request
from cnnviz.ui.inspect.explain.runner import Runner

PATIENCE_MS = 20_000


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close_down()


def test_the_latest_work_alone_reports(qtbot: QtBot, runner: Runner) -> None:
    gate, reports = threading.Event(), []
    runner.reported.connect(reports.append)

    def slow() -> Iterator[str]:
        gate.wait(PATIENCE_MS / 1000)
        yield "old"

    runner.start(slow)
    runner.start(lambda: iter(["other"]))
    assert runner.running
    gate.set()
    with qtbot.waitSignal(runner.ended, timeout=PATIENCE_MS):
        runner.start(lambda: iter(["new"]))
    assert reports == ["new"]
    assert not runner.running


def test_forgotten_work_says_nothing_and_is_left_while_it_is_stuck(qtbot: QtBot, runner: Runner) -> None:
    gate, said = threading.Event(), []
    runner.reported.connect(said.append)
    runner.ended.connect(said.append)

    def stuck() -> Iterator[str]:
        gate.wait(PATIENCE_MS / 1000)
        yield "late"

    runner.start(stuck)
    runner.forget()
    assert not runner.running
    runner.close_down()
    gate.set()
    assert said == []


def test_stopping_keeps_what_was_reported(qtbot: QtBot, runner: Runner) -> None:
    gate = threading.Event()

    def steps() -> Iterator[int]:
        yield 1
        gate.wait(PATIENCE_MS / 1000)
        yield 2

    with qtbot.waitSignal(runner.reported, timeout=PATIENCE_MS) as reported:
        runner.start(steps)
    with qtbot.waitSignal(runner.ended, timeout=PATIENCE_MS) as ended:
        runner.stop()
    gate.set()
    assert reported.args == [1] and ended.args[0].stopped


def test_what_waits_for_its_turn_can_be_stopped_too(qtbot: QtBot, runner: Runner) -> None:
    gate, begun = threading.Event(), []

    def stuck() -> Iterator[str]:
        gate.wait(PATIENCE_MS / 1000)
        yield "old"

    runner.start(stuck)
    runner.start(lambda: iter(begun.append(True) or ["new"]))
    with qtbot.waitSignal(runner.ended, timeout=PATIENCE_MS) as ended:
        runner.stop()
    assert ended.args[0].stopped and not runner.running
    gate.set()
    runner.close_down()
    assert not begun


def test_an_error_ends_the_work(qtbot: QtBot, runner: Runner) -> None:
    def wrong() -> Iterator[int]:
        raise ValueError("wrong")
        yield

    with qtbot.waitSignal(runner.ended, timeout=PATIENCE_MS) as ended:
        runner.start(wrong)
    assert str(ended.args[0].error) == "wrong"


@pytest.mark.parametrize(
    ("settings", "passes", "quick"),
    [({}, 3, True), ({"steps": 64}, 192, True), ({"steps": 10**5}, 300_000, False), ({"patch": 28}, 1, True)],
)
def test_what_takes_long_is_told_by_its_steps(
    methods: dict[str, Method], pass_of: Callable[[int], Pass], settings: dict[str, int], passes: int, quick: bool
) -> None:
    shown = pass_of(3)
    assert shown.network is not None
    request = Request(methods["quick"], shown.network, shown.picture, (Target(0),), settings)
    assert (request.passes, request.is_quick) == (passes, quick)
    twice = Request(methods["quick"], shown.network, shown.picture, (Target(0), Target(1)), settings)
    assert twice.passes == 2 * passes
