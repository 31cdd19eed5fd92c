"""Optimisers against their formulas, and the schedules of the rate."""

import numpy as np
import pytest

from cnnviz.engine.optimizers import SGD, Adam, Optimizer
from cnnviz.engine.schedules import constant, cosine


def run(optimizer: Optimizer, gradients: list[float]) -> list[float]:
    """Where one weight, 1 at the start, stands after each step."""
    weights, track = {"w": np.array([1.0])}, []
    for gradient in gradients:
        optimizer.step(weights, {"w": np.array([float(gradient)])})
        track.append(float(weights["w"][0]))
    return track


def test_plain_descent_goes_down_the_slope() -> None:
    assert run(SGD(0.1), [1, 2]) == pytest.approx([0.9, 0.7])


def test_momentum_keeps_a_part_of_the_last_step() -> None:
    assert run(SGD(0.1, momentum=0.9), [1, 1, 0]) == pytest.approx([0.9, 0.71, 0.539])


def test_adam_follows_the_formulas_of_the_paper() -> None:
    gradients = [0.5, -2.0, 0.1, 3.0]
    mean = square = 0.0
    weight, wanted = 1.0, []
    for step, gradient in enumerate(gradients, 1):
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        weight -= 0.01 * (mean / (1 - 0.9**step)) / ((square / (1 - 0.999**step)) ** 0.5 + 1e-8)
        wanted.append(weight)
    assert run(Adam(0.01), gradients) == pytest.approx(wanted, rel=1e-12)


def test_the_rate_can_change_between_steps() -> None:
    optimizer = SGD(0.1)
    weights = {"w": np.array([1.0])}
    optimizer.learning_rate = 0.5
    optimizer.step(weights, {"w": np.array([1.0])})
    assert weights["w"][0] == 0.5


@pytest.mark.parametrize("optimizer", [SGD(1.0, 0.9), Adam(1.0)])
def test_infinite_slopes_pass_without_a_warning(optimizer: Optimizer) -> None:
    run(optimizer, [np.inf, -np.inf, 1e300])


def test_gradients_are_left_as_they_are() -> None:
    for optimizer in (SGD(0.1), SGD(0.1, 0.9), Adam(0.1)):
        gradient = np.array([3.0])
        for _ in range(3):
            optimizer.step({"w": np.array([1.0])}, {"w": gradient})
        assert gradient[0] == 3


def test_schedules_start_with_the_full_rate() -> None:
    assert constant(0, 100) == constant(99, 100) == cosine(0, 100) == 1
    rates = [cosine(step, 100) for step in range(100)]
    assert rates == sorted(rates, reverse=True)
    assert 0 < rates[-1] < 0.001
