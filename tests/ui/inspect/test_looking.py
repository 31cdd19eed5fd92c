"""What is looked at and followed: it keeps to what a person chose, and lets go of what there is no more."""

from collections.abc import Iterator, Mapping

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnviz.engine.lenet import lenet5, lenet5_1998
from cnnviz.engine.network import Network
from cnnviz.text import ExplainedError
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.traces.shown_layers import HEAVY, Array
from cnnviz.ui.inspect.looking import Looking, strongest

PICTURES = np.random.default_rng(8).random((3, 1, 28, 28), np.float32)
PATIENCE_MS = 20_000


class HeavyModel:
    """A model that says that it takes long, and remembers what it was shown."""

    def __init__(self, fails: bool = False) -> None:
        self.inner, self.seen, self.fails = NetworkModel(lenet5(1)), [], fails
        self.work = HEAVY

    @property
    def network(self) -> Network | None:
        return self.inner.network

    @property
    def input_shape(self) -> tuple[int, ...]:
        return self.inner.input_shape

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.inner.class_names

    @property
    def info(self) -> Mapping[str, str]:
        return {}

    def run(self, picture: Array) -> Pass:
        self.seen.append(picture)
        if self.fails:
            raise ExplainedError("It does not want to.")
        return self.inner.run(picture)


@pytest.fixture
def looking(qtbot: QtBot) -> Iterator[Looking]:
    looking = Looking()
    looking.set_model(NetworkModel(lenet5(0)))
    looking.look_at(PICTURES[0])
    yield looking
    looking.close_down()


def test_the_first_layer_and_its_strongest_number_are_looked_at_first(looking: Looking) -> None:
    assert looking.layer == "conv1" and looking.shown is not None
    maps = looking.shown.layer("conv1").maps
    assert abs(looking.shown.value(looking.cell)) == np.abs(maps).max()  # type: ignore[arg-type]


def test_what_was_chosen_is_followed_in_the_next_picture_too(looking: Looking) -> None:
    cell = Cell("conv1", 2, 3, 4)
    looking.follow(cell)
    looking.look_at(PICTURES[1])
    assert looking.cell == cell


def test_what_nobody_chose_is_the_strongest_of_every_picture(looking: Looking) -> None:
    looking.look_at(PICTURES[1])
    assert looking.cell == strongest(looking.shown.layer("conv1"))  # type: ignore[union-attr]


def test_following_a_number_of_another_layer_shows_that_layer(qtbot: QtBot, looking: Looking) -> None:
    with qtbot.waitSignals([looking.layer_changed, looking.cell_changed]):
        looking.follow(Cell("fc1", 7))
    assert looking.layer == "fc1"


def test_another_layer_is_followed_at_its_strongest_number(looking: Looking) -> None:
    looking.follow(Cell("conv1", 2, 3, 4))
    looking.choose_layer("conv2")
    assert looking.cell == strongest(looking.shown.layer("conv2"))  # type: ignore[union-attr]


def test_the_same_layers_with_other_weights_keep_layer_and_number(looking: Looking) -> None:
    looking.follow(Cell("conv2", 5, 4, 4))
    looking.set_model(NetworkModel(lenet5(9)))
    looking.look_at(PICTURES[0])
    assert looking.layer == "conv2" and looking.cell == Cell("conv2", 5, 4, 4)


def test_another_network_is_looked_at_from_its_first_layer(looking: Looking) -> None:
    looking.follow(Cell("conv2", 5, 4, 4))
    looking.set_model(NetworkModel(lenet5_1998(0)))
    looking.look_at(PICTURES[0])
    assert looking.layer == "conv1"


def test_of_pictures_in_a_hurry_a_heavy_model_sees_the_first_and_the_last(qtbot: QtBot, looking: Looking) -> None:
    heavy = HeavyModel()
    looking.set_model(heavy)
    passes: list[Pass] = []
    looking.pass_changed.connect(passes.append)
    for picture in PICTURES:
        looking.look_at(picture)
    assert looking.is_busy
    qtbot.waitUntil(lambda: not looking.is_busy, timeout=PATIENCE_MS)
    assert np.array_equal(passes[-1].picture, PICTURES[2]) and len(heavy.seen) == 2


def test_what_a_model_makes_after_another_was_chosen_is_not_shown(qtbot: QtBot, looking: Looking) -> None:
    looking.set_model(HeavyModel())
    looking.look_at(PICTURES[1])
    light = NetworkModel(lenet5(3))
    looking.set_model(light)
    looking.look_at(PICTURES[2])
    qtbot.waitUntil(lambda: not looking.is_busy, timeout=PATIENCE_MS)
    assert looking.shown is not None and looking.shown.network is light.network
    assert np.array_equal(looking.shown.picture, PICTURES[2])


def test_a_heavy_model_that_fails_is_told_of_and_the_last_pass_stays(qtbot: QtBot, looking: Looking) -> None:
    before = looking.shown
    looking.set_model(HeavyModel(fails=True))
    with qtbot.waitSignal(looking.failed, timeout=PATIENCE_MS) as told:
        looking.look_at(PICTURES[1])
    assert told.args == ["It does not want to."] and looking.shown is before


def test_until_a_heavy_model_has_seen_a_picture_all_that_is_looked_at_is_of_the_model_before(
    qtbot: QtBot, looking: Looking
) -> None:
    before, shown = looking.model, looking.shown
    looking.choose_layer("pool1")
    looking.set_model(heavy := HeavyModel())
    looking.look_at(PICTURES[1])
    assert (looking.shown_by, looking.shown, looking.layer) == (before, shown, "pool1")
    assert looking.cell is not None and looking.cell.layer == "pool1"
    qtbot.waitUntil(lambda: looking.shown_by is heavy, timeout=PATIENCE_MS)
    assert looking.shown is not shown
