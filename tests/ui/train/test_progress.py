"""Speed and time left, from steps and the moments of their arrival."""

from cnnviz.engine.reports import StepReport
from cnnviz.ui.train.progress import RunProgress


def step(number: int, total: int = 1000) -> StepReport:
    return StepReport(number, 1 + number // 500, 500, total, 1.0, 0.5, 1e-3, 64 * number)


def test_speed_and_time_left_follow_from_the_last_seconds() -> None:
    progress = RunProgress()
    for tick in range(11):
        progress.take(step(10 * tick + 1), now=0.1 * tick)
    assert abs((progress.pictures_per_second() or 0) - 6400) < 1
    assert abs((progress.seconds_left() or 0) - (1000 - 101) / 100) < 0.01


def test_a_rest_does_not_count_as_slowness() -> None:
    progress = RunProgress()
    progress.take(step(1), 0.0)
    progress.rest()
    for tick in range(11):
        progress.take(step(10 * tick + 10), now=100 + 0.1 * tick)
    assert abs((progress.pictures_per_second() or 0) - 6400) < 1


def test_validation_makes_no_step_slower_but_counts_in_the_time_left() -> None:
    progress = RunProgress()
    for number in range(1, 42):
        progress.take(step(number), now=0.1 * number + (4.0 if number > 20 else 0.0))
        if number == 20:
            assert abs((progress.seconds_left() or 0) - (1000 - 20) / 10) < 0.01
            assert not progress.is_validating(10, now=2.9) and progress.is_validating(10, now=3.1)
            assert not progress.is_validating(30, now=3.1) and "validating" in progress.texts(2, validating=True)[0]
            for now in (4.0, 6.0):
                progress.take_evaluation(now)
    assert abs((progress.pictures_per_second() or 0) - 640) < 1
    assert abs((progress.seconds_left() or 0) - (1000 - 41) / 10 * 2) < 0.01


def test_one_slow_step_does_not_frighten_anybody() -> None:
    progress = RunProgress()
    for number in range(1, 31):
        progress.take(step(number), now=0.5 * number + (4.0 if number == 30 else 0.0))
    assert (progress.pictures_per_second() or 0) > 64


def test_shorter_texts_follow_longer_ones() -> None:
    progress = RunProgress()
    for tick in range(11):
        progress.take(step(10 * tick + 1), now=0.1 * tick)
    texts = progress.texts(epochs=2)
    assert texts[0] == "epoch 1 / 2 · step 101 / 1\u2009000 · 6\u2009400 pictures/s · 9 s left"
    assert texts[-1] == "epoch 1 / 2" and sorted(texts, key=len, reverse=True) == texts


def test_before_the_first_step_there_is_nothing_to_say() -> None:
    assert RunProgress().texts(3) == [""] and RunProgress().share == 0
