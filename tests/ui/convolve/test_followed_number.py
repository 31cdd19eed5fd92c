"""A number that is followed in Inspect is shown on the Convolve page, with all channels of its filter."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.ui.app import make_window
from cnnviz.ui.convolve.page import ConvolvePage
from cnnviz.ui.main_window import MainWindow
from cnnviz.ui.workspace import Workspace


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture
def window(qtbot: QtBot, workspace: Workspace) -> Iterator[MainWindow]:
    window = make_window(workspace)
    qtbot.addWidget(window)
    window.show_page("convolve")
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()


def shown(channels: int) -> Pass:
    rng = np.random.default_rng(0)
    layers = [("conv", Conv2D(channels, 40, 3, rng=rng)), ("pool", MaxPool2D(2)), ("flat", Flatten()),
              ("unit", Linear(40 * 6 * 6, 3, rng=rng))]  # fmt: skip
    return NetworkModel(Network(layers, (channels, 14, 14))).run(rng.random((channels, 14, 14), np.float32))


def convolve(window: MainWindow) -> ConvolvePage:
    page = window.current_page()
    assert isinstance(page, ConvolvePage)
    return page


def test_it_comes_to_the_front_at_the_number(window: MainWindow, workspace: Workspace) -> None:
    given = shown(6)
    window.show_page("train")
    workspace.open_in_convolve(given, Cell("conv", 5, 4, 7))
    page = convolve(window)
    assert page.frame().position == (0, 4, 7)
    assert page.frame().sum.outcome == pytest.approx(given.value(Cell("conv", 5, 4, 7)), rel=1e-5)
    assert "conv[5]" in page.scenario.preset and not page.player.state.playing


def test_it_is_taken_once_and_can_be_undone(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    before = convolve(window).scenario
    window.show_page("train")
    workspace.open_in_convolve(shown(6), Cell("unit", 2))
    page = convolve(window)
    taken = page.scenario
    assert taken is not before and taken.kernel_size == (6, 6)
    window.show_page("train")
    window.show_page("convolve")
    assert page.scenario is taken
    qtbot.keyClick(page.stage, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.scenario is before


def test_a_kernel_larger_than_can_be_chosen_is_shown_in_its_size(window: MainWindow, workspace: Workspace) -> None:
    rng = np.random.default_rng(0)
    network = Network([("flat", Flatten()), ("unit", Linear(2 * 13 * 15, 2, rng=rng))], (2, 13, 15))
    window.show_page("train")
    workspace.open_in_convolve(NetworkModel(network).run(rng.random((2, 13, 15), np.float32)), Cell("unit", 1))
    page = convolve(window)
    assert page.side.kernel.kernel_size.value() == (13, 15) == page.scenario.kernel_size


def test_of_very_many_channels_some_are_seen_and_others_on_request(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    given = shown(40)
    window.show_page("train")
    workspace.open_in_convolve(given, Cell("conv", 5, 4, 7))
    page = convolve(window)
    value, edits = page.frame().sum.outcome, page.header.undo.toolTip()
    assert len(page.frame().sum.groups) == 40 and page.bar.pager.isVisible()
    assert page.bar.pager.shown.text() == "channels 0–15 of 40" and not page.bar.pager.back.isEnabled()
    qtbot.mouseClick(page.bar.pager.forward, Qt.MouseButton.LeftButton)
    assert page.bar.pager.shown.text() == "channels 16–31 of 40"
    qtbot.keyClick(page.stage, Qt.Key.Key_PageDown)
    assert page.bar.pager.shown.text() == "channels 32–39 of 40" and not page.bar.pager.forward.isEnabled()
    assert page.frame().sum.outcome == value and page.header.undo.toolTip() == edits
    assert page.scene.panel("kernel").name(0) == "32"
    qtbot.mouseClick(page.bar.pager.back, Qt.MouseButton.LeftButton)
    assert page.bar.pager.shown.text() == "channels 16–31 of 40"


def test_maps_of_a_network_are_counted_from_zero_as_in_inspect(window: MainWindow, workspace: Workspace) -> None:
    window.show_page("train")
    workspace.open_in_convolve(shown(6), Cell("unit", 2))
    page = convolve(window)
    assert page.bar.pager.shown.text() == "channels 0–15 of 40"
    assert page.scene.panel("input").name(0) == "0" and page.scene.panel("kernel").name(15) == "15"
    channel = page.side.kernel.presets.channel
    assert [channel.itemText(index) for index in (0, 1, 40)] == ["All channels", "Channel 0", "Channel 39"]


def test_the_pager_goes_when_there_is_nothing_to_turn(window: MainWindow, workspace: Workspace) -> None:
    for channels, visible in ((40, True), (6, False), (40, True)):
        window.show_page("train")
        workspace.open_in_convolve(shown(channels), Cell("conv", 0, 0, 0))
        assert convolve(window).bar.pager.isVisible() == visible


def test_a_film_through_very_many_maps_takes_the_view_along(window: MainWindow, workspace: Workspace) -> None:
    window.show_page("train")
    workspace.open_in_convolve(shown(40), Cell("conv", 0, 0, 0))
    page = convolve(window)
    assert page.edit(page.scenario.with_operation("max"), "operation")
    index = page.scene.length // 2
    page.player.set_state(page.player.state.at(index))
    assert page.frame().index == index and page.bar.pager.shown.text() == "channels 16–31 of 40"
    assert any(outline.panel == "output" for outline in page.frame().outlines)


def test_hovering_a_weight_of_later_channels_stresses_its_own_term(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    window.show_page("train")
    workspace.open_in_convolve(shown(40), Cell("conv", 0, 0, 0))
    page = convolve(window)
    qtbot.mouseClick(page.bar.pager.forward, Qt.MouseButton.LeftButton)
    from cnnviz.traces.scene import Place

    first = page.arithmetic.terms.area_of(Place("products", 0, 0, 0))
    page.bar.channels_wanted.emit(0)
    before = page.arithmetic.terms.area_of(Place("products", 0, 0, 0))
    assert first is not None and before is not None and first.top() > before.top() == 0
