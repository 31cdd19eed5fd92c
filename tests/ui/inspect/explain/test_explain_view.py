"""The Explain view follows picture, class and method; what takes long waits, and what is not wanted is left."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QListWidget, QSpinBox
from pytestqt.qtbot import QtBot

from cnnviz.engine.network import Network
from cnnviz.engine.vgg import tiny_vgg
from cnnviz.explain.explanation import Method, Target
from cnnviz.explain.methods import METHODS
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.ui.inspect.explain.explain_view import EXCITING, ExplainView
from cnnviz.ui.inspect.explain.target_row import CELL, CLASS, MAP, RUNNER_UP

from .conftest import PATIENCE_MS, Steps, tell

MakeView = Callable[..., ExplainView]
PassOf = Callable[[int], Pass]


def wait_for_pictures(qtbot: QtBot, view: ExplainView, count: int) -> None:
    qtbot.waitUntil(lambda: len(view.pane.row.panels) == count and view.pane.shown is not None, timeout=PATIENCE_MS)


def choose_method(qtbot: QtBot, view: ExplainView, name: str) -> None:
    """Click on a method."""
    found: QListWidget = view.side.list
    row = next(row for row in range(found.count()) if found.item(row).data(Qt.ItemDataRole.UserRole) == name)
    place = found.visualItemRect(found.item(row)).center()
    qtbot.mouseClick(found.viewport(), Qt.MouseButton.LeftButton, pos=place)


@pytest.mark.parametrize("name", list(METHODS))
def test_every_method_explains_a_digit(qtbot: QtBot, make_view: MakeView, pass_of: PassOf, name: str) -> None:
    view = make_view()
    view.side.list.set_value(name)
    if "steps" in view.side.settings(name):
        view.side.form(name).set_value("steps", 3)
    tell(view, pass_of(3))
    made = not METHODS[name].takes_picture
    wait_for_pictures(qtbot, view, 1 if made else 2)
    shown = view.pane.shown
    assert shown is not None and shown.explanations[-1].method == name
    assert np.isfinite(shown.explanations[-1].score)
    assert METHODS[name].shows.split(" ", 2)[2] in view.sentences.text()


def test_the_predicted_class_is_explained_first(
    qtbot: QtBot, make_view: MakeView, pass_of: PassOf, methods: dict[str, Method], steps: Steps
) -> None:
    view, shown = make_view(methods), pass_of(3)
    tell(view, shown)
    wait_for_pictures(qtbot, view, 2)
    assert shown.shares is not None
    assert steps.latest == Target(int(shown.shares.argmax()))


def test_another_picture_is_explained_at_once(
    qtbot: QtBot, make_view: MakeView, pass_of: PassOf, methods: dict[str, Method], steps: Steps
) -> None:
    view, second = make_view(methods), pass_of(4)
    tell(view, pass_of(3))
    wait_for_pictures(qtbot, view, 2)
    view.show_pass(second)
    qtbot.waitUntil(lambda: steps.pictures[-1] is second.picture, timeout=PATIENCE_MS)


def test_the_fields_show_what_is_usual_for_the_picture(qtbot: QtBot, make_view: MakeView, pass_of: PassOf) -> None:
    view = make_view()
    choose_method(qtbot, view, "occlusion")
    tell(view, pass_of(3))
    form = view.side.form("occlusion")
    cover = form.control("fill")
    assert isinstance(cover, QComboBox) and cover.currentText() == "Usual: black"
    assert (form.values()["patch"], form.values()["stride"]) == (6, 2)
    patch = form.control("patch")
    assert isinstance(patch, QSpinBox) and patch.value() == 6
    patch.setValue(12)
    assert form.values()["stride"] == 4, "a third of the patch, as nobody has set it"
    network = tiny_vgg(0)
    tell(view, NetworkModel(network).run(np.zeros((3, 64, 64), np.float32)), Cell("conv_1_1", 0))
    assert (form.values()["patch"], form.values()["stride"]) == (12, 4), "what somebody has set stays"
    patch.setValue(0)
    assert (form.values()["patch"], form.values()["stride"]) == (13, 4)
    assert cover.currentText() == "Usual: grey"


def test_one_number_is_grown_without_jitter_unless_somebody_sets_it(
    qtbot: QtBot, make_view: MakeView, pass_of: PassOf
) -> None:
    view = make_view()
    choose_method(qtbot, view, "activation-maximisation")
    form = view.side.form("activation-maximisation")
    form.set_value("steps", 2)
    tell(view, pass_of(3), Cell("conv2", 5, 4, 3))
    found = []
    for kind in (CELL, MAP, CELL):
        qtbot.mouseClick(view.targets.kind.button(kind), Qt.MouseButton.LeftButton)
        found.append(form.values()["jitter"])
    assert found == [0, 2, 0]
    jitter = form.control("jitter")
    assert isinstance(jitter, QSpinBox)
    jitter.setValue(5)
    qtbot.mouseClick(view.targets.kind.button(CLASS), Qt.MouseButton.LeftButton)
    assert form.values()["jitter"] == 5, "what somebody has set stays"


def test_what_takes_long_waits_for_its_button(
    qtbot: QtBot, make_view: MakeView, pass_of: PassOf, methods: dict[str, Method], steps: Steps
) -> None:
    view = make_view(methods)
    view.side.form("stepwise").set_value("steps", 10**6)
    choose_method(qtbot, view, "stepwise")
    tell(view, pass_of(3))
    assert "Press Compute" in view.pane.sentence()
    assert not steps.asked
    steps.free = False
    qtbot.mouseClick(view.side.run, Qt.MouseButton.LeftButton)
    steps.allowed.release(2)
    wait_for_pictures(qtbot, view, 2)
    assert view.side.stop.isVisible() and not view.side.run.isVisible()
    assert view.side.progress.maximum() == 10**6
    qtbot.mouseClick(view.side.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(view.side.run.isVisible, timeout=PATIENCE_MS)
    assert view.pane.shown is not None, "what was found stays"


def test_what_is_covered_now_is_framed_while_it_runs_and_not_after(
    qtbot: QtBot, make_view: MakeView, pass_of: PassOf, methods: dict[str, Method], steps: Steps
) -> None:
    view = make_view(methods)
    steps.free = False
    choose_method(qtbot, view, "stepwise")
    tell(view, pass_of(3))
    steps.allowed.release(2)
    qtbot.waitUntil(lambda: any(panel.patch is not None for panel in view.pane.row.panels), timeout=PATIENCE_MS)
    steps.allowed.release(100)
    qtbot.waitUntil(lambda: all(panel.patch is None for panel in view.pane.row.panels), timeout=PATIENCE_MS)


def test_two_classes_stand_side_by_side_in_one_range(
    qtbot: QtBot, make_view: MakeView, pass_of: PassOf, methods: dict[str, Method], steps: Steps
) -> None:
    view = make_view(methods)
    tell(view, pass_of(3))
    against = view.targets.against
    against.setCurrentIndex(against.findData("5"))
    against.activated.emit(against.currentIndex())
    wait_for_pictures(qtbot, view, 3)
    assert [panel.title for panel in view.pane.row.panels][-1] == "5"
    assert view.pane.look.legend.ends() == ("−6.00", "+6.00"), "the larger of both"
    qtbot.mouseClick(view.targets.swap, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [panel.title for panel in view.pane.row.panels][1] == "5", timeout=PATIENCE_MS)


def test_the_difference_of_two_scores_is_shown_where_it_is_one(
    qtbot: QtBot, make_view: MakeView, pass_of: PassOf
) -> None:
    view = make_view()
    view.side.list.set_value("gradient-x-input")
    view.targets.against.set_value(RUNNER_UP)
    tell(view, pass_of(3))
    wait_for_pictures(qtbot, view, 4)
    _, first, second, difference = (panel.values for panel in view.pane.row.panels)
    assert np.array_equal(difference, first - second)
    view.side.list.set_value("saliency")
    wait_for_pictures(qtbot, view, 3)


def test_a_digit_key_chooses_the_class(
    qtbot: QtBot, make_view: MakeView, pass_of: PassOf, methods: dict[str, Method], steps: Steps
) -> None:
    view = make_view(methods)
    tell(view, pass_of(3))
    wait_for_pictures(qtbot, view, 2)
    view.take_focus()
    qtbot.keyClick(view.side.list, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: steps.latest == Target(4), timeout=PATIENCE_MS)
    qtbot.keyClick(view.pane.row, Qt.Key.Key_7)
    qtbot.waitUntil(lambda: steps.latest == Target(7), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: view.pane.row.panels[1].title == "7", timeout=PATIENCE_MS)
    assert view.targets.chosen.value() == "7"


def test_a_map_or_a_number_is_explained_as_well_as_a_class(
    qtbot: QtBot, make_view: MakeView, pass_of: PassOf, methods: dict[str, Method], steps: Steps
) -> None:
    view, shown = make_view(methods), pass_of(3)
    tell(view, shown, Cell("conv2", 5, 4, 3))
    qtbot.mouseClick(view.targets.kind.button(MAP), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: steps.latest == Target(5, "conv2"), timeout=PATIENCE_MS)
    qtbot.mouseClick(view.targets.kind.button(CELL), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: steps.latest == Target(5, "conv2", 4, 3), timeout=PATIENCE_MS)
    view.show_cell(Cell("conv2", 6, 1, 1))
    qtbot.waitUntil(lambda: steps.latest == Target(6, "conv2", 1, 1), timeout=PATIENCE_MS)
    assert all(view.available(shown)[1:-1]) and not view.available(shown)[0]
    with qtbot.waitSignal(view.available_changed):
        qtbot.mouseClick(view.targets.kind.button(CLASS), Qt.MouseButton.LeftButton)
    assert not any(view.available(shown))


def test_the_strip_chooses_the_layer_that_grad_cam_weighs(qtbot: QtBot, make_view: MakeView, pass_of: PassOf) -> None:
    view, shown = make_view(), pass_of(3)
    view.side.list.set_value("grad-cam")
    tell(view, shown)
    wait_for_pictures(qtbot, view, 2)
    assert view.side.layer.value() == "", "the usual layer, whatever the strip shows"
    view.show_layer("pool1")
    assert view.side.layer.value() == "pool1"
    qtbot.waitUntil(lambda: view.pane.shown.explanations[0].coarse.shape == (14, 14), timeout=PATIENCE_MS)
    offered = [layer.name for layer, there in zip(shown.layers, view.available(shown), strict=True) if there]
    assert offered == ["conv1", "relu1", "pool1", "conv2", "relu2", "pool2"]


def test_pointing_reads_all_pictures_at_once_and_a_click_asks_to_follow(
    qtbot: QtBot, make_view: MakeView, pass_of: PassOf, methods: dict[str, Method]
) -> None:
    view = make_view(methods)
    tell(view, pass_of(3))
    view.choose_class(2)
    qtbot.waitUntil(lambda: [panel.title for panel in view.pane.row.panels][1:] == ["2"], timeout=PATIENCE_MS)
    area = view.pane.row.areas()[1]
    place = QPoint(round(area.left() + 4.5 / 28 * area.width()), round(area.top() + 3.5 / 28 * area.height()))
    qtbot.mouseMove(view.pane.row, place)
    qtbot.waitUntil(lambda: "row 3, column 4" in view.pane.reading.text(), timeout=PATIENCE_MS)
    assert "2: +3.0000" in view.pane.reading.text() and "Picture: " in view.pane.reading.text()
    with qtbot.waitSignal(view.follow_wanted) as followed:
        qtbot.mouseClick(view.pane.row, Qt.MouseButton.LeftButton, pos=place)
    assert followed.args == [Cell("input", 0, 3, 4)]


def test_an_error_is_said_where_the_explanation_would_be(
    qtbot: QtBot, make_view: MakeView, pass_of: PassOf, methods: dict[str, Method]
) -> None:
    view = make_view(methods)
    tell(view, pass_of(3), Cell("input", 0, 2, 2))
    qtbot.mouseClick(view.targets.kind.button(MAP), Qt.MouseButton.LeftButton)
    assert "strip above" in view.pane.sentence()
    assert not view.side.run.isEnabled()


class Foreign:
    """LeNet-5 as if another program computed it: numbers, and nothing else."""

    network = None

    def __init__(self, network: Network) -> None:
        self._model = NetworkModel(network)
        self.input_shape, self.class_names, self.info = network.input_shape, network.class_names, network.info
        self.work = self._model.work

    def run(self, picture: np.ndarray) -> Pass:
        shown = self._model.run(picture)
        return Pass(picture, shown.layers, None, None, shown.class_names)


def show_foreign(view: ExplainView, shown: Pass) -> Pass:
    assert shown.network is not None
    model = Foreign(shown.network)
    view.show_model(model)
    foreign = model.run(shown.picture)
    view.show_pass(foreign)
    view.show_layer("conv2")
    view.show_cell(Cell("conv2", 5, 4, 3))
    return foreign


def test_what_needs_gradients_does_not_explain_a_model_of_another_program_and_says_why(
    make_view: MakeView, pass_of: PassOf
) -> None:
    view = make_view()
    foreign = show_foreign(view, pass_of(3))
    for name in METHODS.keys() - {"occlusion"}:
        view.side.list.set_value(name)
        assert "ONNX Runtime" in view.pane.sentence() and METHODS[name].label in view.pane.sentence()
        assert not view.side.run.isEnabled() and not any(view.available(foreign))
        assert not view.side.slow.isVisible()
    view.side.list.set_value(EXCITING)
    assert "ONNX Runtime" in view.exciting.sentence() and not view.side.run.isEnabled()


def test_occlusion_explains_a_model_of_another_program(qtbot: QtBot, make_view: MakeView, pass_of: PassOf) -> None:
    view, shown = make_view(), pass_of(3)
    choose_method(qtbot, view, "occlusion")
    view.side.form("occlusion").set_value("patch", 14)
    foreign = show_foreign(view, shown)
    wait_for_pictures(qtbot, view, 2)
    assert shown.network is not None and shown.shares is not None
    settings = {"patch": 14, "stride": 4, "fill": "black"}
    target = Target(int(shown.shares.argmax()))
    *_, expected = METHODS["occlusion"].run(shown.network, shown.picture, target, settings)
    qtbot.waitUntil(lambda: not view.pane.shown.is_moving, timeout=PATIENCE_MS)
    np.testing.assert_allclose(view.pane.shown.explanations[0].values, expected.values, rtol=1e-4, atol=1e-5)
    qtbot.mouseClick(view.targets.kind.button(MAP), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.pane.row.panels[1].title == "conv2 map 5", timeout=PATIENCE_MS)
    assert all(view.available(foreign)[1:]) and not view.available(foreign)[0]
    film = view.filming()
    assert film is not None and list(film.steps())[-1][0] == film.subject().length


def test_a_made_picture_has_nothing_to_do_with_the_present_one(
    qtbot: QtBot, make_view: MakeView, pass_of: PassOf, methods: dict[str, Method], steps: Steps
) -> None:
    methods["made"] = methods["quick"]._replace(name="made", takes_picture=False)
    view = make_view(methods)
    view.side.list.set_value("made")
    tell(view, pass_of(3))
    view.choose_class(3)
    wait_for_pictures(qtbot, view, 1)
    qtbot.waitUntil(lambda: view.pane.row.panels[0].title == "3", timeout=PATIENCE_MS)
    asked = len(steps.asked)
    view.show_pass(pass_of(5))
    assert len(steps.asked) == asked
    assert view.pane.shown is not None
    assert not view.pane.look.isVisible(), "there is no picture to lay it over"


def test_nothing_is_cut_off_in_a_small_window(
    qtbot: QtBot, make_view: MakeView, pass_of: PassOf, methods: dict[str, Method]
) -> None:
    view = make_view(methods)
    view.resize(896, 640)
    view.targets.against.set_value(RUNNER_UP)
    tell(view, pass_of(3))
    wait_for_pictures(qtbot, view, 3)
    row = view.targets
    shown = [part for part in (row.kind, row.chosen, row.against, row.swap) if part.isVisible()]
    assert len(shown) == 4
    for before, after in pairwise(shown):
        assert before.geometry().right() < after.geometry().left()
    assert row.rect().contains(row.swap.geometry())
    assert view.minimumSizeHint().width() <= 896
