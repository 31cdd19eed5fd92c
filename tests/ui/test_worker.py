"""The worker runs a generator in a thread: every test states the exact reports that came out, in their order."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from cnnviz.ui.worker import GeneratorWorker, Interruptible, Outcome, Together


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[GeneratorWorker]:
    worker = GeneratorWorker()
    yield worker
    worker.stop_and_wait()


class Counter:
    """Counts for ever (or to `end`), and remembers in which thread it was closed."""

    def __init__(self, end: int | None = None) -> None:
        self.end, self.made, self.closed_in = end, 0, ""

    def __call__(self) -> Iterator[object]:
        try:
            while self.end is None or self.made < self.end:
                self.made += 1
                yield self.made
        finally:
            self.closed_in = "window" if threading.current_thread() is threading.main_thread() else "worker"


def outcome_of(qtbot: QtBot, worker: GeneratorWorker, act: Callable[[], None]) -> Outcome:
    with qtbot.waitSignal(worker.finished) as signal:
        act()
    assert signal.args is not None
    outcome = signal.args[0]
    assert isinstance(outcome, Outcome)
    return outcome


def test_all_reports_are_in_the_mailbox_before_the_end_is_told(qtbot: QtBot, worker: GeneratorWorker) -> None:
    outcome = outcome_of(qtbot, worker, lambda: worker.start(Counter(5)))
    assert worker.take() == [1, 2, 3, 4, 5]
    assert outcome == Outcome()
    assert not worker.running and worker.take() == []


def test_the_work_runs_outside_the_window_s_thread(qtbot: QtBot, worker: GeneratorWorker) -> None:
    outcome_of(qtbot, worker, lambda: worker.start(lambda: iter([threading.get_ident()])))
    assert worker.take() != [threading.get_ident()]


def test_started_paused_it_makes_one_report_a_step(qtbot: QtBot, worker: GeneratorWorker) -> None:
    counter = Counter()
    with qtbot.waitSignal(worker.parked):
        worker.start(counter, paused=True)
    assert worker.take() == [] and counter.made == 0
    for expected in (1, 2, 3):
        with qtbot.waitSignal(worker.parked):
            worker.step()
        assert worker.is_parked
        assert worker.take() == [expected]


def test_two_steps_asked_at_once_are_two_steps(qtbot: QtBot, worker: GeneratorWorker) -> None:
    with qtbot.waitSignal(worker.parked):
        worker.start(Counter(), paused=True)
    worker.step()
    worker.step()
    reports: list[object] = []
    qtbot.waitUntil(lambda: bool(reports.extend(worker.take()) or (len(reports) == 2 and worker.is_parked)))
    assert reports == [1, 2]


def test_a_step_goes_on_to_the_report_that_ends_it(qtbot: QtBot, worker: GeneratorWorker) -> None:
    reports = ("look", "step", "test", "look", "step", "rest")
    with qtbot.waitSignal(worker.parked):
        worker.start(lambda: iter(reports), paused=True, is_step=lambda report: report == "step")
    for expected in (["look", "step"], ["test", "look", "step"]):
        with qtbot.waitSignal(worker.parked):
            worker.step()
        assert worker.take() == expected
    outcome_of(qtbot, worker, worker.step)
    assert worker.take() == ["rest"]


def test_a_pause_stops_the_reports_and_resuming_loses_none(qtbot: QtBot, worker: GeneratorWorker) -> None:
    counter = Counter()
    worker.start(counter)
    qtbot.waitUntil(lambda: counter.made > 3)
    with qtbot.waitSignal(worker.parked):
        worker.pause()
    seen = worker.take()
    assert seen == list(range(1, counter.made + 1))
    made = counter.made
    worker.resume()
    qtbot.waitUntil(lambda: counter.made > made)
    outcome_of(qtbot, worker, worker.stop)
    assert seen + worker.take() == list(range(1, counter.made + 1))


def test_resuming_at_once_after_a_pause_is_not_told_as_a_rest(qtbot: QtBot, worker: GeneratorWorker) -> None:
    rests: list[bool] = []
    worker.parked.connect(lambda: rests.append(worker.is_parked))
    counter = Counter()
    worker.start(counter)
    for _ in range(200):
        worker.pause()
        worker.resume()
    outcome_of(qtbot, worker, worker.stop)
    assert all(rests)
    assert worker.take() == list(range(1, counter.made + 1))


def test_stopping_ends_running_and_paused_work_and_closes_it_in_its_thread(
    qtbot: QtBot, worker: GeneratorWorker
) -> None:
    for paused in (False, True):
        counter = Counter()
        worker.start(counter)
        qtbot.waitUntil(lambda counter=counter: counter.made > 0)
        if paused:
            with qtbot.waitSignal(worker.parked):
                worker.pause()
        assert outcome_of(qtbot, worker, worker.stop) == Outcome(stopped=True)
        assert counter.closed_in == "worker"


def test_work_that_never_began_is_not_begun_by_stopping(qtbot: QtBot, worker: GeneratorWorker) -> None:
    counter = Counter()
    with qtbot.waitSignal(worker.parked):
        worker.start(counter, paused=True)
    assert outcome_of(qtbot, worker, worker.stop).stopped
    assert counter.made == 0 and counter.closed_in == ""


def test_an_exception_comes_after_the_reports_before_it(qtbot: QtBot, worker: GeneratorWorker) -> None:
    def work() -> Iterator[object]:
        yield "first"
        raise ValueError("no further")

    outcome = outcome_of(qtbot, worker, lambda: worker.start(work))
    assert worker.take() == ["first"]
    assert str(outcome.error) == "no further" and not worker.running


def test_an_exception_before_the_first_report_is_carried_too(qtbot: QtBot, worker: GeneratorWorker) -> None:
    def work() -> Iterator[object]:
        raise OSError("cannot begin")

    assert str(outcome_of(qtbot, worker, lambda: worker.start(work)).error) == "cannot begin"


def test_stop_and_wait_comes_back_without_the_thread_and_tells_no_end(qtbot: QtBot, worker: GeneratorWorker) -> None:
    counter = Counter()
    with qtbot.assertNotEmitted(worker.finished, wait=0):
        worker.start(counter)
        qtbot.waitUntil(lambda: counter.made > 0)
        worker.stop_and_wait()
        assert not worker.running and counter.closed_in == "worker"
        made = counter.made
    assert counter.made == made


def test_the_end_of_an_abandoned_run_is_not_taken_for_that_of_the_next(qtbot: QtBot, worker: GeneratorWorker) -> None:
    worker.start(Counter(1))
    worker.stop_and_wait()  # its end is on its way already
    outcome = outcome_of(qtbot, worker, lambda: worker.start(Counter(3)))
    assert outcome == Outcome() and worker.take() == [1, 2, 3]


def test_a_second_start_is_refused_while_the_first_is_under_way(qtbot: QtBot, worker: GeneratorWorker) -> None:
    worker.start(Counter())
    with pytest.raises(RuntimeError, match="busy"):
        worker.start(Counter())


def test_many_starts_and_stops_in_a_row_leave_nothing_behind(qtbot: QtBot, worker: GeneratorWorker) -> None:
    for _ in range(50):
        worker.start(Counter())
        worker.stop_and_wait()
    assert outcome_of(qtbot, worker, lambda: worker.start(Counter(2))) == Outcome()
    assert worker.take() == [1, 2]


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


SLOW = 1000.0  # seconds between two steps: longer than any test


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slow(qtbot: QtBot, clock: Clock) -> Iterator[GeneratorWorker]:
    """A worker in slow motion."""
    worker = GeneratorWorker(clock=clock)
    worker.set_pace(SLOW)
    yield worker
    worker.stop_and_wait()


def wait_for_next(qtbot: QtBot, worker: GeneratorWorker) -> list[object]:
    """The reports that are there when the first has come."""
    reports: list[object] = []
    qtbot.waitUntil(lambda: bool(reports.extend(worker.take()) or reports))
    return reports


def test_in_slow_motion_no_step_comes_before_its_time(qtbot: QtBot, slow: GeneratorWorker, clock: Clock) -> None:
    slow.start(Counter(3))
    assert wait_for_next(qtbot, slow) == [1]
    clock.now = SLOW - 1
    slow.set_pace(SLOW)  # it looks at the clock again
    with qtbot.waitSignal(slow.parked):
        slow.pause()
    assert slow.take() == []


def test_in_slow_motion_the_next_step_comes_when_it_is_due(qtbot: QtBot, slow: GeneratorWorker, clock: Clock) -> None:
    slow.start(Counter())
    for number in (1, 2, 3):
        assert wait_for_next(qtbot, slow) == [number]
        clock.now += SLOW
        slow.set_pace(SLOW)


def test_the_pace_is_kept_between_steps_not_between_reports(qtbot: QtBot, slow: GeneratorWorker) -> None:
    reports = ("look", "step", "test")
    slow.start(lambda: iter(reports), is_step=lambda report: report == "step")
    seen: list[object] = []
    qtbot.waitUntil(lambda: bool(seen.extend(slow.take()) or len(seen) == 2))
    with qtbot.waitSignal(slow.parked):
        slow.pause()
    assert seen + slow.take() == ["look", "step"]


def test_full_speed_again_ends_the_wait(qtbot: QtBot, slow: GeneratorWorker) -> None:
    slow.start(Counter(4))
    seen = wait_for_next(qtbot, slow)
    outcome_of(qtbot, slow, lambda: slow.set_pace(None))
    assert seen + slow.take() == [1, 2, 3, 4]


def test_slow_motion_is_stopped_paused_and_resumed_at_once(qtbot: QtBot, slow: GeneratorWorker) -> None:
    slow.start(Counter())
    assert wait_for_next(qtbot, slow) == [1]
    with qtbot.waitSignal(slow.parked):
        slow.pause()
    slow.resume()
    assert wait_for_next(qtbot, slow) == [2]
    assert outcome_of(qtbot, slow, slow.stop) == Outcome(stopped=True)


def test_a_single_step_does_not_wait_for_the_pace(qtbot: QtBot, slow: GeneratorWorker) -> None:
    with qtbot.waitSignal(slow.parked):
        slow.start(Counter(), paused=True)
    for number in (1, 2):
        with qtbot.waitSignal(slow.parked):
            slow.step()
        assert slow.take() == [number]


def test_interruptible_work_gives_the_reports_of_the_work() -> None:
    assert [report for report in Interruptible().iterate(Counter(3)) if report is not None] == [1, 2, 3]


def test_interruptible_work_raises_what_the_work_raises() -> None:
    def work() -> Iterator[object]:
        yield 1
        raise OSError("line cut")

    reports = Interruptible().iterate(work)
    assert next(report for report in reports if report is not None) == 1
    with pytest.raises(OSError, match="line cut"):
        list(reports)


def test_stuck_work_can_be_stopped_at_once_and_no_other_begins_before_it_is_gone(
    qtbot: QtBot, worker: GeneratorWorker
) -> None:
    begun, free = threading.Event(), threading.Event()
    order: list[str] = []

    def stuck() -> Iterator[object]:
        begun.set()
        free.wait()
        order.append("late")
        yield "never seen"

    interruptible = Interruptible(beat_s=0.001)
    began = time.monotonic()
    worker.start(lambda: interruptible.iterate(stuck))
    qtbot.waitUntil(begun.is_set)
    worker.stop_and_wait()
    assert time.monotonic() - began < 5 and not free.is_set()
    following = interruptible.iterate(lambda: iter([order.append("next")]))
    assert next(following) is None and order == []
    free.set()
    list(following)
    assert order == ["late", "next"]


def test_reports_that_belong_together_are_handed_over_at_once_and_count_as_one_step(
    qtbot: QtBot, worker: GeneratorWorker
) -> None:
    def work() -> Iterator[object]:
        for number in range(1000):
            yield Together((f"ahead {number}", number))

    with qtbot.waitSignal(worker.parked):
        worker.start(work, paused=True, is_step=lambda report: isinstance(report, int))
    with qtbot.waitSignal(worker.parked):
        worker.step()
    assert worker.take() == ["ahead 0", 0]
    outcome_of(qtbot, worker, worker.stop)
