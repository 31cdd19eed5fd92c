"""Kernels with all their channels, and linear layers however wide they are."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.engine.architectures import lenet5
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.maps.kernel_contents import kernel_reading, squares
from cnnviz.ui.inspect.maps.kernels_view import KernelsView
from cnnviz.ui.painting.tiles import Wall

LEFT = Qt.MouseButton.LeftButton


def run(*layers: tuple, shape: tuple[int, ...]) -> Pass:
    return NetworkModel(Network(list(layers), shape)).run(np.zeros(shape, np.float32))


@pytest.fixture(scope="module")
def lenet() -> Pass:
    return NetworkModel(lenet5(3)).run(np.zeros((1, 28, 28), np.float32))


@pytest.fixture
def view(qtbot: QtBot) -> KernelsView:
    view = KernelsView()
    qtbot.addWidget(view)
    view.resize(920, 640)
    view.show()
    return view


def show(view: KernelsView, shown: Pass, layer: str) -> Wall:
    view.show_pass(shown)
    view.show_layer(layer)
    return wall_of(view)


def wall_of(view: KernelsView) -> Wall:
    wall = view.card.area.wall.wall()
    assert wall is not None
    return wall


def test_all_channels_of_a_kernel_stand_side_by_side(view: KernelsView, lenet: Pass) -> None:
    wall, weights = show(view, lenet, "conv2"), lenet.layer("conv2").weights
    assert weights is not None and wall.maps.shape == (96, 5, 5)
    assert np.array_equal(wall.maps[6 * 3 + 4], weights[3, 4])
    assert wall.layout.columns % 6 == 0
    assert [wall.captions[index] for index in (0, 1, 6)] == ["kernel 0", "", "kernel 1"]


def test_the_weights_of_a_unit_lie_as_the_maps_lay(view: KernelsView, lenet: Pass) -> None:
    wall, weights = show(view, lenet, "fc1"), lenet.layer("fc1").weights
    assert weights is not None and wall.maps.shape[1:] == (5, 5)
    assert np.array_equal(wall.maps[2 * 16 + 3], weights[2].reshape(16, 5, 5)[3])
    view.card.tools.pager.turn(1)
    assert wall_of(view).captions[0] == "unit 12"


def test_a_small_matrix_is_seen_as_one(view: KernelsView, lenet: Pass) -> None:
    wall = show(view, lenet, "fc2")
    assert wall.maps.shape == (1, 84, 120)
    view.show_cell(Cell("fc2", 7))
    assert view.card.area.wall.framed() == [((0, 7, 0), (0, 7, 119))]
    assert kernel_reading(lenet.layer("fc2"), 0, 7, 3).startswith("fc2: weight of unit 7 on input 3: ")


def test_long_rows_are_written_in_lines_and_read_by_their_input(view: KernelsView) -> None:
    shown = run(("wide", Linear(1009, 300, rng=np.random.default_rng(0))), shape=(1009,))
    wall, layer = show(view, shown, "wide"), shown.layer("wide")
    assert layer.weights is not None and wall.maps.shape == (192, 32, 32)
    assert np.array_equal(wall.maps[5].reshape(-1)[:1009], layer.weights[5])
    assert np.isnan(wall.maps[5].reshape(-1)[1009:]).all()
    assert kernel_reading(layer, 5, 1, 0).startswith("wide: weight of unit 5 on input 32: ")
    assert kernel_reading(layer, 5, 31, 31) == "", "the last line is not full"


def test_a_kernel_of_512_channels_has_a_page_of_its_own(qtbot: QtBot, view: KernelsView) -> None:
    shown = run(("conv", Conv2D(512, 3, 3, rng=np.random.default_rng(0))), shape=(512, 4, 4))
    assert show(view, shown, "conv").maps.shape == (512, 3, 3)
    view.show_cell(Cell("conv", 2, 0, 0))
    weights = shown.layer("conv").weights
    assert weights is not None and np.array_equal(wall_of(view).maps, weights[2])


def test_the_kernel_of_the_followed_number_is_framed_with_all_its_channels(view: KernelsView, lenet: Pass) -> None:
    show(view, lenet, "conv2")
    view.show_cell(Cell("conv2", 4, 2, 2))
    assert view.card.area.wall.framed() == [((24, 0, 0), (29, 4, 4))]
    assert view.card.detail.title() == "Kernel 4, input channel 0"


def test_a_clicked_square_stays_beside_the_wall(qtbot: QtBot, view: KernelsView, lenet: Pass) -> None:
    wall = show(view, lenet, "conv2")
    qtbot.mouseClick(view.card.area.wall, LEFT, pos=wall.tile(13).center())
    assert view.card.detail.title() == "Kernel 2, input channel 1"
    bias = lenet.layer("conv2").bias
    assert bias is not None and f"{abs(bias[2]):.4f}" in view.card.detail.note()
    values = dict(view.card.detail.numbers.texts())
    assert values["mean"].replace("−", "-") == f"{squares(lenet.layer('conv2'), [2])[1].mean():.4f}"


def test_kernels_can_stand_by_strength(view: KernelsView, lenet: Pass) -> None:
    show(view, lenet, "conv2")
    view.card.tools.order.setCurrentIndex(2)
    weights = lenet.layer("conv2").weights
    assert weights is not None
    strongest = int(np.abs(weights).reshape(16, -1).max(axis=1).argmax())
    assert wall_of(view).captions[0] == f"kernel {strongest}"
    assert np.array_equal(wall_of(view).maps[:6], weights[strongest])


def test_a_model_of_another_program_says_that_its_weights_are_not_known(view: KernelsView) -> None:
    maps = np.zeros((2, 3, 3), np.float32)
    shown = Pass(maps, (ShownLayer("input", "input", maps.shape, maps), ShownLayer("a", "Conv", maps.shape, maps)))
    assert not any(view.available(shown))
    view.show_pass(shown)
    view.show_layer("a")
    assert "not known" in view.card.explained.text() and not view.card.area.isVisible()


def test_after_such_a_model_kernels_are_seen_again(view: KernelsView, lenet: Pass) -> None:
    test_a_model_of_another_program_says_that_its_weights_are_not_known(view)
    assert show(view, lenet, "conv1").maps.shape == (6, 5, 5)
    assert view.card.area.isVisible()


def test_another_picture_leaves_the_kernels_as_they_are(view: KernelsView, lenet: Pass) -> None:
    wall = show(view, lenet, "conv2")
    assert lenet.network is not None
    view.show_pass(NetworkModel(lenet.network).run(np.ones((1, 28, 28), np.float32)))
    assert wall_of(view) is wall


def test_other_weights_have_other_ranges(view: KernelsView) -> None:
    ends = []
    for factor in (1, 10):
        layer = Linear(8, 4, rng=np.random.default_rng(0))
        layer.parameters["weight"][:] *= factor
        model = NetworkModel(Network([("flat", Flatten()), ("fc", layer)], (8,)))
        view.show_model(model)
        show(view, model.run(np.zeros(8, np.float32)), "fc")
        ends.append(view.card.tools.legend.ends())
    assert ends[0] != ends[1]


def test_it_is_named_what_a_square_slides_over(view: KernelsView, lenet: Pass) -> None:
    show(view, lenet, "conv2")
    assert view.card.detail.note().startswith("The square slides over map 0 of pool1.")
    view.show_layer("conv1")
    assert view.card.detail.note().startswith("The square slides over the picture.")
    view.show_layer("fc1")
    assert view.card.detail.note().startswith("The weights of the unit on map 0 of pool2, before it was flattened.")


@pytest.mark.parametrize(("channels", "words"), [(3, "the red of the picture"), (5, "channel 0 of the picture")])
def test_the_channels_of_a_picture_are_named_as_such(view: KernelsView, channels: int, words: str) -> None:
    show(view, run(("conv", Conv2D(channels, 2, 3)), shape=(channels, 8, 8)), "conv")
    assert view.card.detail.note().startswith(f"The square slides over {words}.")
