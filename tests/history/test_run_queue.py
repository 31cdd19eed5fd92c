"""The queue: one run after the other, whatever becomes of them, in an order that can be changed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.history.pace import Done, Pace
from cnnviz.history.run_queue import RunQueue
from tests.history.made_runs import made_setup

A, B, C = made_setup("a"), made_setup("b"), made_setup("c")


@pytest.fixture
def queue() -> RunQueue:
    result = RunQueue()
    result.add([A, B, C])
    return result


def states(queue: RunQueue) -> list[str]:
    return [run.state for run in queue.runs]


def test_the_end_of_one_run_is_the_beginning_of_the_next(queue: RunQueue, tmp_path: Path) -> None:
    assert queue.start() is A and states(queue) == ["running", "waiting", "waiting"]
    assert queue.run_ended("finished", tmp_path / "a") is B
    assert queue.run_ended("finished", tmp_path / "b") is C and queue.is_on
    assert queue.run_ended("finished", tmp_path / "c") is None
    assert states(queue) == ["finished"] * 3 and not queue.is_on
    assert queue.folders == (tmp_path / "a", tmp_path / "b", tmp_path / "c")


def test_a_run_that_fails_does_not_keep_the_others_from_running(queue: RunQueue, tmp_path: Path) -> None:
    queue.start()
    assert queue.run_ended("failed", tmp_path, "The loss became nan.") is B
    assert states(queue) == ["failed", "running", "waiting"] and queue.runs[0].reason == "The loss became nan."
    assert queue.folders == ()


def test_a_run_that_a_person_stops_stops_the_queue(queue: RunQueue) -> None:
    queue.start()
    assert queue.run_ended("stopped") is None
    assert not queue.is_on and states(queue) == ["stopped", "waiting", "waiting"]
    assert queue.start() is B


def test_the_queue_waits_for_a_run_from_elsewhere(queue: RunQueue) -> None:
    assert queue.start(busy=True) is None and queue.is_on
    assert queue.run_ended("stopped") is A


def test_a_stopped_queue_lets_the_run_that_is_on_end(queue: RunQueue) -> None:
    queue.start()
    queue.stop()
    assert queue.run_ended("finished") is None
    assert states(queue) == ["finished", "waiting", "waiting"]


def test_the_end_of_another_run_begins_nothing_while_the_queue_is_off(queue: RunQueue) -> None:
    assert queue.run_ended("finished") is None and states(queue) == ["waiting"] * 3


def test_waiting_runs_change_places_around_those_that_are_not(queue: RunQueue) -> None:
    queue.start()
    queue.move(3, -1)
    assert [run.setup.name for run in queue.runs] == ["a", "c", "b"]
    queue.move(3, -5)
    queue.move(1, 1)
    assert [run.setup.name for run in queue.runs] == ["a", "c", "b"]
    assert queue.run_ended("finished") is C


def test_what_is_on_cannot_be_taken_out(queue: RunQueue) -> None:
    queue.start()
    queue.remove(1)
    queue.remove(2)
    assert [run.number for run in queue.runs] == [1, 3]
    queue.run_ended("finished")
    queue.remove_ended()
    assert [run.number for run in queue.runs] == [3]


def test_numbers_are_never_used_twice(queue: RunQueue) -> None:
    queue.remove(3)
    queue.add([C])
    assert [run.number for run in queue.runs] == [1, 2, 4]


def test_progress_belongs_to_the_run_that_is_on(queue: RunQueue) -> None:
    queue.progressed(0.5)
    queue.start()
    queue.progressed(0.25)
    assert [run.share for run in queue.runs] == [0.25, 0, 0]
    queue.run_ended("finished")
    assert [run.share for run in queue.runs] == [1, 0, 0]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(-3, 3)), max_size=8))
def test_moving_loses_and_doubles_nothing(moves: list[tuple[int, int]]) -> None:
    queue = RunQueue()
    queue.add([A, B, C])
    for number, by in moves:
        queue.move(number, by)
    assert sorted(run.number for run in queue.runs) == [1, 2, 3]


def test_the_time_of_a_queue_follows_from_runs_of_its_kind() -> None:
    pace = Pace.of([Done(A, epochs=1, seconds=99), Done(A, epochs=2, seconds=10), Done(B, epochs=0, seconds=1)])
    assert pace.seconds([A, made_setup("d", epochs=4)]) == pytest.approx(10 + 20)
    assert pace.seconds([A, made_setup("e", network="tiny-vgg")]) is None
    assert Pace().seconds([A]) is None
