"""A kernel and a real gradient are taken from the present network."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten
from cnnviz.scenarios.scenario import INPUT, Scenario
from cnnviz.scenarios.source import random_source
from cnnviz.scenarios.training_step import step_scenario
from cnnviz.ui.convolve.controls.kernel_from_network import KernelDialog
from cnnviz.ui.convolve.controls.network_step import StepDialog
from cnnviz.ui.convolve.controls.side_panel import SidePanel
from cnnviz.ui.convolve.start import start_scenario
from cnnviz.ui.workspace import Workspace
from tests.ui.convolve.controls.person import LEFT, Person


@pytest.fixture
def network(workspace: Workspace) -> Network:
    made = lenet5(3)
    workspace.set_model(made, "made here")
    return made


@pytest.fixture
def kernels(qtbot: QtBot, network: Network, person: Person, panel: SidePanel) -> Iterator[KernelDialog]:
    person.choose(panel.kernel.presets.preset, "network")
    [dialog] = panel.findChildren(KernelDialog)
    yield dialog
    if isValid(dialog):  # who was taken from is gone
        dialog.reject()


@pytest.fixture
def step(qtbot: QtBot, network: Network, person: Person, panel: SidePanel) -> Iterator[StepDialog]:
    panel.show_scenario(start_scenario().with_direction(INPUT))
    assert panel.operation.upstream is not None
    person.choose(panel.operation.upstream.chooser, "step")
    [dialog] = panel.findChildren(StepDialog)
    yield dialog
    if isValid(dialog):  # who was taken from is gone
        dialog.reject()


def colour() -> Scenario:
    source = random_source("random", (6, 6), np.random.default_rng(0))
    return start_scenario().with_source(source, 3)


def test_the_list_of_presets_leads_to_the_kernels_of_the_network(
    kernels: KernelDialog, person: Person, panel: SidePanel, network: Network
) -> None:
    assert not person.sent and panel.kernel.presets.preset.value() == "sobel-x"
    assert [kernels.layer.itemData(index) for index in range(kernels.layer.count())] == ["conv1", "conv2"]
    person.choose(kernels.filter, "4")
    assert kernels.filter.currentText() == "Filter 4", "as it is counted in Inspect"
    person.press(kernels.take)
    taken = person.last("preset")
    np.testing.assert_array_equal(taken.kernel, network.parameters["conv1.weight"][4:5])
    assert taken.padding == (2, 2, 2, 2)
    assert panel.kernel.presets.preset.currentText() == "conv1[4]"


def test_all_filters_of_a_layer_are_taken_at_once(kernels: KernelDialog, person: Person, network: Network) -> None:
    person.choose(kernels.filter, "all")
    person.press(kernels.take)
    np.testing.assert_array_equal(person.last("preset").kernel, network.parameters["conv1.weight"])


def test_an_inner_layer_gives_the_kernel_of_one_channel(
    kernels: KernelDialog, person: Person, network: Network
) -> None:
    person.choose(kernels.layer, "conv2")
    assert "takes 6 channels, the picture has 1" in kernels.note.text()
    assert kernels.channel.value() == "0"
    person.choose(kernels.channel, "5")
    person.choose(kernels.filter, "15")
    person.press(kernels.take)
    np.testing.assert_array_equal(person.last("preset").kernel[0, 0], network.parameters["conv2.weight"][15, 5])


def test_a_click_on_a_kernel_chooses_it(kernels: KernelDialog, person: Person) -> None:
    person.choose(kernels.layer, "conv2")
    kernels.layout().activate()
    place = kernels.wall.tile(9, 3).center().toPoint() + QPoint(1, 1)
    person.qtbot.mouseClick(kernels.wall, LEFT, Qt.KeyboardModifier.NoModifier, place)
    assert (kernels.filter.value(), kernels.channel.value()) == ("9", "3")


def test_what_is_chosen_is_framed(kernels: KernelDialog, person: Person) -> None:
    person.choose(kernels.filter, "2")
    kernels.layout().activate()
    image = kernels.wall.grab().toImage()
    corners = []
    for index in range(6):
        corner = kernels.wall.tile(index, 0).topLeft().toPoint() + QPoint(1, 1)
        corners.append(image.pixelColor(corner).name())
    assert [corner != corners[0] for corner in corners] == [False, False, True, False, False, False]


def test_a_kernel_that_was_not_taken_changes_nothing(kernels: KernelDialog, person: Person) -> None:
    person.qtbot.keyClick(kernels, Qt.Key.Key_Escape)
    assert not kernels.isVisible() and not person.sent


def test_a_network_without_convolutions_has_no_kernels_to_take(qtbot: QtBot, panel: SidePanel) -> None:
    workspace = Workspace()
    layers = [("flat", Flatten()), ("scores", Linear(4, 2, rng=np.random.default_rng(0)))]
    workspace.set_model(Network(layers, (1, 2, 2)), "made here")
    dialog = KernelDialog(workspace, start_scenario(), panel)
    assert "no convolution" in dialog.notice.text() and not dialog.take.isEnabled()


def test_kernels_that_the_picture_cannot_have_are_explained(qtbot: QtBot, panel: SidePanel) -> None:
    workspace = Workspace()
    grouped = Conv2D(3, 6, 3, groups=3, rng=np.random.default_rng(0))
    workspace.set_model(Network([("depthwise", grouped)], (3, 9, 9)), "made here")
    dialog = KernelDialog(workspace, colour(), panel)
    qtbot.mouseClick(dialog.take, LEFT)
    assert "Choose the kernel of one of its channels" in dialog.notice.text()


def test_a_real_gradient_is_taken_with_its_layer(
    qtbot: QtBot, step: StepDialog, person: Person, panel: SidePanel, network: Network
) -> None:
    assert [step.layer.itemData(index) for index in range(step.layer.count())][:3] == ["conv1", "relu1", "pool1"]
    person.choose(step.layer, "conv2")
    person.type_into(step.digit, 12)
    with qtbot.waitSignal(step.scenario_made):
        person.press(step.take)
    taken = person.last("upstream")
    assert taken.image.shape == (6, 14, 14) and taken.kernel.shape == (16, 6, 5, 5)
    assert taken.upstream is not None and taken.upstream.shape == (16, 10, 10) and np.any(taken.upstream)
    assert (taken.operation, taken.direction) == ("convolution", "input")
    assert taken.source.maps and not step.isVisible()
    assert panel.operation.upstream is not None
    assert panel.operation.upstream.chooser.currentText().startswith("conv2, loss")


def test_the_right_class_is_that_of_the_digit_until_another_is_taught(
    step: StepDialog, person: Person, network: Network
) -> None:
    labels = set()
    for index in range(12):
        person.type_into(step.digit, index)
        labels.add(step.truth.value())
    assert len(labels) > 3
    other = "1" if step.truth.value() == "0" else "0"
    step.truth.set_value(other)
    with person.qtbot.waitSignal(step.scenario_made) as made:
        person.press(step.take)
    image, label = made.args[0].image, int(other)
    expected = step_scenario(start_scenario(), network, image, label, "conv1")
    assert made.args[0].upstream_name == expected.upstream_name
    assert made.args[0].upstream_name != step_scenario(start_scenario(), network, image, 8, "conv1").upstream_name


@pytest.mark.parametrize(
    ("operation", "layer"),
    [("convolution", "conv1"), ("max", "pool1"), ("activation", "relu1"), ("transposed", "conv1")],
)
def test_it_begins_with_a_layer_that_does_what_the_page_shows(
    qtbot: QtBot, panel: SidePanel, workspace: Workspace, network: Network, operation: str, layer: str
) -> None:
    dialog = StepDialog(workspace, start_scenario().with_operation(operation), panel)
    assert dialog.layer.value() == layer
    assert dialog.note.text().count(layer) == 1


def test_what_the_network_knows_already_is_taught_as_something_else(
    qtbot: QtBot, person: Person, panel: SidePanel
) -> None:
    dialog = StepDialog(Workspace(), start_scenario(), panel)  # the network that ships reads digits well
    assert "reads a 0 with 100.0 %" in dialog.reading.text()
    assert dialog.truth.value() != "0" and "hardly anything" not in dialog.reading.text()
    person.choose(dialog.truth, "0")
    assert "hardly anything" in dialog.reading.text()


def test_the_dice_choose_another_digit(step: StepDialog, person: Person) -> None:
    pictures = set()
    for _ in range(3):
        person.press(step.dice)
        pictures.add(bytes(step.preview.pixmap().toImage().constBits()))
    assert len(pictures) == 3


def test_a_network_for_something_else_than_pictures_is_refused(qtbot: QtBot, panel: SidePanel) -> None:
    workspace = Workspace()
    workspace.set_model(Network([("conv", Conv2D(2, 1, 1))], (2, 4, 4)), "made here")
    dialog = StepDialog(workspace, start_scenario(), panel)
    assert "1 (grey) or 3 (colour)" in dialog.notice.text() and not dialog.take.isEnabled()


def test_a_network_without_scores_is_refused(qtbot: QtBot, panel: SidePanel) -> None:
    workspace = Workspace()
    workspace.set_model(Network([("conv", Conv2D(1, 1, 1))], (1, 4, 4)), "made here")
    dialog = StepDialog(workspace, start_scenario(), panel)
    assert "gives no classes" in dialog.notice.text()


def test_a_network_for_other_pictures_is_given_the_digit_in_its_size(qtbot: QtBot, panel: SidePanel) -> None:
    rng = np.random.default_rng(0)
    layers = [("conv", Conv2D(3, 2, 3, rng=rng)), ("flat", Flatten()), ("scores", Linear(2 * 30 * 30, 2, rng=rng))]
    workspace = Workspace()
    workspace.set_model(Network(layers, (3, 32, 32), ("cat", "dog")), "made here")
    dialog = StepDialog(workspace, start_scenario(), panel)
    assert dialog.truth.currentText() == "cat"
    with qtbot.waitSignal(dialog.scenario_made) as made:
        qtbot.mouseClick(dialog.take, LEFT)
    assert made.args[0].image.shape == (3, 32, 32)
