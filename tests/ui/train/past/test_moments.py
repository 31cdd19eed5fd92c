"""Going back in time: the weights of the snapshot come back, and the probe is shown to them."""

from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnviz.engine.architectures import lenet5
from cnnviz.history.run_files import RunFolderError
from cnnviz.ui.train.live.live import look
from cnnviz.ui.train.live.look_choice import LookChoice
from cnnviz.ui.train.past.moments import Moments
from tests.ui.train.runs import STEPS, drifting_run

PICTURE = np.random.default_rng(0).random((1, 28, 28), np.float32)


@pytest.fixture
def moments(qapp: object) -> Moments:
    record, store = drifting_run()
    made = Moments()
    made.start(store, record.setup.network)
    made.set_probe(3, PICTURE)
    return made


def test_a_moment_shows_what_the_network_of_its_snapshot_makes_of_the_probe(moments: Moments) -> None:
    moments.go(4)
    assert moments.moment is not None and moments.moment.look is not None and moments.moment.snapshot.step == STEPS[4]
    then = lenet5(0)
    then.load({name: array * np.float32(1.8) for name, array in then.weights.items()})
    expected = look(then, PICTURE, 3, 8)
    np.testing.assert_array_equal(moments.moment.look.kernels, expected.kernels)
    np.testing.assert_array_equal(moments.moment.look.probabilities, expected.probabilities)
    np.testing.assert_array_equal(moments.moment.look.gradients, np.full((6, 1, 5, 5), 0.08, np.float32))
    assert (moments.moment.look.step, moments.moment.look.probe) == (8, 3)


def test_at_step_0_there_are_no_gradients(moments: Moments) -> None:
    moments.go(0)
    assert moments.moment is not None and moments.moment.look is not None and len(moments.moment.look.gradients) == 0


def test_the_way_does_not_matter(moments: Moments) -> None:
    moments.go(2)
    first = moments.moment
    moments.go(5)
    moments.go(2)
    assert first is not None and moments.moment is not None and first.look is not None
    assert moments.moment.look is not None and moments.moment.network is first.network
    np.testing.assert_array_equal(first.look.probabilities, moments.moment.look.probabilities)


def test_now_is_told_once(qtbot: QtBot, moments: Moments) -> None:
    moments.go(1)
    with qtbot.waitSignal(moments.moment_changed, check_params_cb=lambda moment: moment is None):
        moments.go(None)
    with qtbot.assertNotEmitted(moments.moment_changed):
        moments.go(None)


def test_another_probe_and_other_layers_are_looked_at_in_the_same_moment(moments: Moments) -> None:
    moments.go(3)
    moments.set_probe(9, 1 - PICTURE)
    moments.set_choice(LookChoice("conv2", ("pool1", "pool2")))
    shown = moments.moment
    assert shown is not None and shown.index == 3 and shown.look is not None
    assert shown.look.probe == 9 and shown.look.kernels.shape == (16, 6, 5, 5)
    assert [maps.layer for maps in shown.look.maps] == ["pool1", "pool2"]


def test_an_index_beyond_the_last_is_the_last(moments: Moments) -> None:
    moments.go(99)
    assert moments.moment is not None and moments.moment.index == len(STEPS) - 1


def test_a_snapshot_that_cannot_be_read_is_explained_and_it_is_now(qtbot: QtBot, moments: Moments) -> None:
    class Torn:
        def __len__(self) -> int:
            return 3

        def get(self, index: int) -> Any:
            raise RunFolderError("The snapshot {index} is torn.", index=index)

    moments.go(1)
    moments._snapshots = Torn()  # type: ignore[assignment]
    with qtbot.waitSignal(moments.failed, check_params_cb=lambda error: str(error) == "The snapshot 2 is torn."):
        moments.go(2)
    assert moments.moment is None
