"""When a run is evaluated."""

from cnnviz.engine.run_evaluation import is_due


def test_evaluations_are_dense_at_first_and_even_later() -> None:
    due = [step for step in range(1, 181) if is_due(step, 60)]
    assert due == [1, 2, 3, 4, 6, 8, 11, 14, 18, 23, 29, 37, 47, 59, 60, 120, 180]


def test_without_a_distance_there_are_none() -> None:
    assert not any(is_due(step, 0) for step in range(100))
    assert all(is_due(step, 1) for step in range(1, 100))
