"""The way one came by: down to what a number was made of, back to any before, sideways, and a new start."""

from cnnviz.traces.follow import follow
from cnnviz.traces.passes import Cell, Pass
from cnnviz.ui.inspect.follow.path import Path, made_of

DOWN = [Cell("softmax", 1), Cell("fc2", 2), Cell("fc1", 7), Cell("pool2", 3, 1, 1), Cell("pool1", 3, 2, 2)]


def gone(shown: Pass, *cells: Cell) -> Path:
    path = Path()
    for cell in cells:
        path.go(follow(shown, cell))
    return path


def test_each_step_down_is_remembered(shown: Pass) -> None:
    path = gone(shown, *DOWN)
    assert path.cells() == DOWN
    assert path.before() == DOWN[-2]


def test_a_number_of_the_way_is_gone_back_to(shown: Pass) -> None:
    assert gone(shown, *DOWN, DOWN[1]).cells() == DOWN[:2]


def test_a_neighbour_takes_the_place_of_the_last_one(shown: Pass) -> None:
    assert gone(shown, DOWN[0], DOWN[1], Cell("fc2", 0)).cells() == [DOWN[0], Cell("fc2", 0)]


def test_what_the_last_number_was_not_made_of_is_a_new_start(shown: Pass) -> None:
    path = gone(shown, *DOWN, Cell("conv1", 0, 0, 0))
    assert path.cells() == [Cell("conv1", 0, 0, 0)]
    assert path.before() is None


def test_a_number_is_made_of_its_window_only_and_not_of_padding(shown: Pass) -> None:
    corner = follow(shown, Cell("conv2", 0, 0, 0))
    assert made_of(corner, Cell("relu", 3, 1, 1))
    assert not made_of(corner, Cell("relu", 3, 2, 1))
    assert not made_of(corner, Cell("relu", 3, -1, 0))
    assert not made_of(corner, Cell("norm", 3, 1, 1))
