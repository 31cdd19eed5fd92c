"""Threads that share the work of a pass."""

import threading
from typing import Any

import numpy as np
import pytest

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten
from cnnviz.engine.team import Team, TeamError
from cnnviz.engine.workspace import WORTH_SHARING, Workspace, WorkspaceError


def test_every_thread_of_a_team_works_at_the_same_time() -> None:
    meeting = threading.Barrier(3, timeout=10)  # nobody passes before all three are there
    with Team(3) as team:
        assert sorted(team.map(lambda number: meeting.wait() * 0 + number)) == [0, 1, 2]


@pytest.mark.parametrize("culprit", [0, 1])
def test_what_goes_wrong_in_a_thread_is_raised_when_all_are_done(culprit: int) -> None:
    done = []

    def work(number: int) -> None:
        if number == culprit:
            raise KeyError(number)
        done.append(number)

    with Team(2) as team, pytest.raises(KeyError, match=str(culprit)):
        team.map(work)
    assert done == [1 - culprit]


def test_a_closed_team_works_on_alone_and_leaves_no_thread() -> None:
    before = threading.active_count()
    team = Team(3)
    team.map(lambda number: number)
    team.close()
    team.close()
    assert threading.active_count() == before
    caller = threading.get_ident()
    assert team.map(lambda number: (number, threading.get_ident())) == [(0, caller), (1, caller), (2, caller)]


def test_a_large_picture_is_shared_out_and_gives_the_same_numbers(rng: np.random.Generator) -> None:
    network = Network(
        [
            ("conv", Conv2D(3, 16, 3, padding=1, rng=rng)),
            ("strided", Conv2D(16, 24, 3, stride=2, padding=1, rng=rng)),
            ("flatten", Flatten()),
            ("fc", Linear(24 * 50 * 50, 97, rng=rng)),
        ],
        (3, 100, 100),
    )
    assert network.summary()[0].multiply_adds > WORTH_SHARING
    picture = rng.random((1, 3, 100, 100), dtype=np.float32)
    alone = network.forward(picture)
    with Team(3) as team:
        shared = network.forward(picture, Workspace(team))
    for one, other in zip(alone, shared, strict=True):
        np.testing.assert_allclose(other.output, one.output, rtol=1e-4, atol=1e-5)
    slope = np.ones((1, 97), np.float32)
    ours, theirs = network.backward(shared, slope), network.backward(alone, slope)
    np.testing.assert_allclose(ours.parameters["conv.weight"], theirs.parameters["conv.weight"], rtol=1e-3)


def test_small_work_is_not_shared_out() -> None:
    with Team(2) as team:
        workspace = Workspace(team)
        assert workspace.threads_for(WORTH_SHARING - 1) == 1
        assert workspace.part("layer").threads_for(WORTH_SHARING) == 2
    assert Workspace().threads_for(10**12) == 1


@pytest.mark.parametrize("threads", [0, -1, "2", 1.5, None, True])
def test_a_team_has_a_whole_number_of_threads(threads: Any) -> None:
    with pytest.raises(TeamError, match=r"^The number of threads is .*; it must be whole, 1 or more"):
        Team(threads)


def test_a_number_in_the_place_of_a_team_is_told() -> None:
    with pytest.raises(WorkspaceError, match=r"^The team is 2; it must be a Team, or None"):
        Workspace(2)  # type: ignore[arg-type]
