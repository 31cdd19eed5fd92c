"""Schedules beside PyTorch's, which go from step to step where ours are told how long the run is."""

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

from cnnviz.engine.schedules import Schedule, constant, cosine, step_decay, warmed_up
from tests.parity.settings import one_of, whole

Theirs = Callable[[Any], Any]


def their_rates(make: Theirs, steps: int) -> list[float]:
    """The rate of every step, as a part of the full one."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    rates = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a scheduler made of others calls them in a way that it warns of itself
        schedule = make(optimizer)
        for _ in range(steps):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
    return rates


def drawn_pair(seed: int) -> tuple[Schedule, Callable[[int], Theirs], str]:
    """One of our schedules, and PyTorch's for a run of so many steps."""
    rng = np.random.default_rng(seed)
    drops, factor = whole(rng, 1, 4), one_of(rng, 0.1, 0.5, 0.9)

    def falling(total: int) -> Theirs:
        places = [math.ceil(total * drop / (drops + 1)) for drop in range(1, drops + 1)]
        return lambda optimizer: lr_scheduler.MultiStepLR(optimizer, places, factor)

    return one_of(
        rng,
        (constant, lambda total: lambda optimizer: lr_scheduler.ConstantLR(optimizer, 1.0), "constant"),
        (cosine, lambda total: lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, total), "cosine"),
        (step_decay(drops, factor), falling, f"{drops} drops by {factor}"),
    )


@pytest.mark.parametrize("seed", range(60))
def test_schedules_agree(seed: int) -> None:
    rng = np.random.default_rng((seed, 1))
    ours, theirs, name = drawn_pair(seed)
    total, rise = whole(rng, 5, 60), one_of(rng, 0, whole(rng, 1, 4))
    print(f"{name}, {total} steps, {rise} of them to warm up")
    share = (rise + 0.5) / total
    schedule = warmed_up(ours, share) if rise else ours
    make = warmed_twin(theirs(total - rise), rise) if rise else theirs(total)
    assert [schedule(step, total) for step in range(total)] == pytest.approx(their_rates(make, total), rel=1e-9)


def warmed_twin(later: Theirs, rise: int) -> Theirs:
    def make(optimizer: Any) -> Any:
        first = lr_scheduler.LinearLR(optimizer, 1 / (rise + 1), total_iters=rise)
        return lr_scheduler.SequentialLR(optimizer, [first, later(optimizer)], [rise])

    return make
