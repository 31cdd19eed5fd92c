"""The view that one watches: it shows one step in all its parts, and asks for another probe and other layers."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.engine.architectures import lenet5
from cnnviz.ui.train.live.live import LiveReport, look
from cnnviz.ui.train.live.live_view import LiveView
from cnnviz.ui.train.live.look_choice import LookChoice, layer_names
from cnnviz.ui.train.live.probe_choice import ProbeWish
from cnnviz.ui.train.live.probe_chooser import CLASS, MISTAKES
from cnnviz.ui.train.live.watched import Watched
from cnnviz.ui.train.past.moments import Moments
from tests.ui.train.runs import drifting_run, network_named

PICTURE = np.random.default_rng(0).random((1, 28, 28), np.float32)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot) -> LiveView:
    made = LiveView()
    qtbot.addWidget(made)
    made.resize(924, 560)
    made.show()
    qtbot.waitExposed(made)
    record, _ = drifting_run()
    made.start(record)
    made.show_probe(Watched("test", 3, PICTURE, 2, tuple("0123456789"), 20))
    return made


def seen(step: int, choice: LookChoice | None = None, probe: int = 3, name: str = "") -> LiveReport:
    """What a look at a network of step `step` sees."""
    network = network_named(name) if name else lenet5(step)
    picture = np.random.default_rng(0).random(network.input_shape, np.float32)
    slopes = {key: array / 100 for key, array in network.parameters.items()} if step else {}
    return look(network, picture, probe, step, None, slopes, choice)


def draw(view: LiveView) -> None:
    for part in view.parts():
        part()


def test_all_parts_show_the_latest_look(view: LiveView) -> None:
    report = seen(5)
    view.take([seen(4), report])
    draw(view)
    walls = view.walls
    np.testing.assert_array_equal(walls.kernels.maps, report.kernels[:, 0])
    np.testing.assert_array_equal(walls.gradients.maps, report.gradients[:, 0])
    assert [wall.maps.shape for wall in walls.maps if wall.maps is not None] == [(6, 28, 28), (16, 10, 10)]
    assert view.is_up_to_date and view.probe.verdict()


def test_gradients_have_a_scale_of_their_own(view: LiveView) -> None:
    view.take([seen(5)])
    draw(view)
    assert view.walls.gradients.limit == pytest.approx(view.walls.kernels.limit / 100)


def test_a_moment_is_shown_and_training_does_not_show_through(view: LiveView, qapp: object) -> None:
    record, store = drifting_run()
    moments = Moments()
    moments.start(store, record.setup.network)
    moments.set_probe(3, PICTURE)
    view.take([seen(6)])
    moments.go(2)
    view.show_moment(moments.moment)
    view.take([seen(7)])
    draw(view)
    assert moments.moment is not None and moments.moment.look is not None
    np.testing.assert_array_equal(view.walls.kernels.maps, moments.moment.look.kernels[:, 0])
    view.show_moment(None)
    draw(view)
    np.testing.assert_array_equal(view.walls.kernels.maps, seen(7).kernels[:, 0])


def test_before_the_first_step_there_are_no_gradients(view: LiveView) -> None:
    view.take([seen(5)])
    draw(view)
    view.take([seen(0)])
    draw(view)
    assert view.walls.gradients.maps is None and view.walls.kernels.maps is not None


def test_what_nobody_can_see_is_not_drawn(view: LiveView) -> None:
    view.hide()
    view.take([seen(5)])
    draw(view)
    assert view.walls.kernels.maps is None and not view.is_up_to_date


def test_a_look_at_another_probe_than_the_one_that_is_shown_says_nothing_of_it(view: LiveView) -> None:
    view.take([replace(seen(5), probe=9)])
    draw(view)
    assert view.probe.verdict() == ""


def test_other_layers_are_asked_for_and_shown(qtbot: QtBot, view: LiveView) -> None:
    view.take([seen(5)])
    draw(view)
    wanted = LookChoice("conv2", ("conv1", "conv2"))
    with qtbot.waitSignal(view.look_changed, check_params_cb=lambda choice: choice == wanted):
        qtbot.keyClick(view.walls.kernel_layer, Qt.Key.Key_Down)
    view.take([seen(5, wanted)])
    draw(view)
    assert view.walls.kernels.maps is not None and view.walls.kernels.maps.shape == (96, 5, 5)
    assert view.walls.kernel_layer.value() == "conv2"


def test_a_new_run_begins_empty(view: LiveView) -> None:
    view.take([seen(5)])
    draw(view)
    view.start(drifting_run()[0])
    assert view.walls.kernels.maps is None and not view.probe.place.filled


@pytest.mark.parametrize("name", ["32-64-128", "tiny-vgg", "resnet8"])
def test_other_networks_fit_in(view: LiveView, name: str) -> None:
    view.take([seen(5, name=name)])
    draw(view)
    assert not view.grab().isNull() and view.walls.kernels.maps is not None


def test_of_very_many_kernels_and_maps_the_first_are_shown_and_it_is_said(qtbot: QtBot) -> None:
    network = network_named("resnet8")
    picture = np.zeros(network.input_shape, np.float32)
    report = look(network, picture, 0, 1, choice=LookChoice("block3_1_conv2", ("conv",)))
    assert report.kernels.shape[:2] == (1, 64) and (report.filters, report.channels) == (64, 64)
    view = LiveView()
    qtbot.addWidget(view)
    view.resize(924, 560)
    view.show()
    view.start(drifting_run()[0])
    view.take([report])
    draw(view)
    assert view.walls._headings[0]._explanation.text() == "1 (of 64) × 64 channels of 3 × 3"


def test_the_layers_that_can_be_chosen_are_those_with_kernels_and_those_with_maps() -> None:
    names = layer_names(network_named("resnet8"))
    assert "conv" in names.kernels and "block1_1_add" in names.maps and "norm" not in names.maps


class TestTheProbeIsChosen:
    """By the buttons and fields of the card."""

    def asked(self, qtbot: QtBot, view: LiveView, action: object) -> ProbeWish:
        with qtbot.waitSignal(view.probe_wanted) as caught:
            action()  # type: ignore[operator]
        assert caught.args is not None
        wish = caught.args[0]
        assert isinstance(wish, ProbeWish)
        return wish

    def ready(self, view: LiveView) -> LiveView:
        view.take([seen(5)])
        draw(view)
        return view

    def test_the_next_one(self, qtbot: QtBot, view: LiveView) -> None:
        card = self.ready(view).probe
        assert self.asked(qtbot, view, lambda: qtbot.mouseClick(card.next, LEFT)) == ProbeWish()

    def test_the_one_before(self, qtbot: QtBot, view: LiveView) -> None:
        number = self.ready(view).probe.chooser.number
        assert self.asked(qtbot, view, lambda: qtbot.keyClick(number, Qt.Key.Key_Down)) == ProbeWish(by=-1)
        assert number.value() == 3  # the answer says which it is

    def test_by_its_number(self, qtbot: QtBot, view: LiveView) -> None:
        number = self.ready(view).probe.chooser.number
        number.selectAll()
        qtbot.keyClicks(number, "17")
        assert self.asked(qtbot, view, lambda: qtbot.keyClick(number, Qt.Key.Key_Return)) == ProbeWish(number=17)

    def test_the_next_mistake(self, qtbot: QtBot, view: LiveView) -> None:
        chooser = self.ready(view).probe.chooser
        place = chooser.kind.findData(MISTAKES)
        chooser.kind.setCurrentIndex(place)
        wish = self.asked(qtbot, view, lambda: chooser.kind.activated.emit(place))
        assert wish == ProbeWish(mistaken=True)
        assert self.asked(qtbot, view, lambda: qtbot.mouseClick(view.probe.next, LEFT)) == ProbeWish(mistaken=True)

    def test_the_next_of_a_class(self, qtbot: QtBot, view: LiveView) -> None:
        chooser = self.ready(view).probe.chooser
        chooser.kind.set_value(f"{CLASS}7")
        assert chooser.next_wish() == ProbeWish(label=7)

    def test_showing_a_number_asks_for_nothing(self, qtbot: QtBot, view: LiveView) -> None:
        with qtbot.assertNotEmitted(view.probe_wanted):
            view.show_probe(Watched("test", 11, PICTURE, 2, tuple("0123456789"), 20))
        assert view.probe.chooser.number.value() == 11
