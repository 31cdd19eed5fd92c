"""The wall of maps: any layer, any number of maps, every number within reach of mouse and keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from cnnviz.engine.architectures import lenet5
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.traces.ranges import rounded_up
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.maps.facts import facts
from cnnviz.ui.inspect.maps.map_contents import given_limit
from cnnviz.ui.inspect.maps.maps_view import MapsView
from cnnviz.ui.painting.tiles import Wall
from cnnviz.ui.theme import LIGHT

LEFT = Qt.MouseButton.LeftButton
RNG = np.random.default_rng(5)


@pytest.fixture(scope="module")
def shown() -> Pass:
    return NetworkModel(lenet5(3)).run(np.random.default_rng(0).random((1, 28, 28), np.float32))


@pytest.fixture
def view(qtbot: QtBot) -> MapsView:
    view = MapsView()
    qtbot.addWidget(view)
    view.resize(600, 640)
    view.show()
    return view


def foreign(maps: np.ndarray, kind: str = "Relu") -> Pass:
    """A pass that another program computed: no network, no tape, no summaries."""
    layer = ShownLayer("found", kind, maps.shape, maps)
    return Pass(maps, (ShownLayer("input", "input", maps.shape, maps), layer))


def show(view: MapsView, shown: Pass, layer: str) -> Wall:
    view.show_pass(shown)
    view.show_layer(layer)
    view.show_cell(None)
    return wall_of(view)


def wall_of(view: MapsView) -> Wall:
    wall = view.card.area.wall.wall()
    assert wall is not None
    return wall


def test_a_click_asks_to_follow_the_number_under_the_pointer(qtbot: QtBot, view: MapsView, shown: Pass) -> None:
    wall = show(view, shown, "conv2")
    with qtbot.waitSignal(view.follow_wanted) as followed:
        qtbot.mouseClick(view.card.area.wall, LEFT, pos=wall.cell_rect(5, 4, 7).center().toPoint())
    assert followed.args == [Cell("conv2", 5, 4, 7)]


def test_the_followed_number_is_framed_where_it_lies(view: MapsView, shown: Pass) -> None:
    wall = show(view, shown, "conv2")
    view.show_cell(Cell("conv2", 5, 4, 7))
    image = view.card.area.wall.grab().toImage()
    edge = wall.cell_rect(5, 4, 7).topLeft().toPoint()
    assert image.pixelColor(edge + QPoint(4, 0)).name() == LIGHT.kernel.name()
    view.show_cell(Cell("conv1", 0, 0, 0))
    assert view.card.area.wall.framed() == []


def test_keys_walk_over_maps_and_cells_and_follow_what_they_stand_on(qtbot: QtBot, view: MapsView, shown: Pass) -> None:
    show(view, shown, "conv2")
    keys = view.card.area.wall
    qtbot.keyClick(keys, Qt.Key.Key_Right)
    assert "conv2 map 1 ·" in view.card.reading.text()
    qtbot.keyClick(keys, Qt.Key.Key_Return)
    assert view.card.enlarged() == 1
    qtbot.keyClick(keys, Qt.Key.Key_Down)
    qtbot.keyClick(keys, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.follow_wanted) as followed:
        qtbot.keyClick(keys, Qt.Key.Key_Space)
    assert followed.args == [Cell("conv2", 1, 1, 1)]
    qtbot.keyClick(keys, Qt.Key.Key_Escape)
    assert view.card.enlarged() is None


def test_control_and_an_arrow_ask_for_the_next_layer(qtbot: QtBot, view: MapsView, shown: Pass) -> None:
    show(view, shown, "conv2")
    with qtbot.waitSignal(view.step_wanted) as step:
        qtbot.keyClick(view.card.area.wall, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert step.args == [1]


def test_sorted_by_strength_every_map_keeps_its_number(qtbot: QtBot, view: MapsView, shown: Pass) -> None:
    show(view, shown, "conv2")
    view.card.tools.order.setCurrentIndex(1)
    wall, maps = wall_of(view), shown.layer("conv2").maps
    order = np.argsort(-np.abs(maps).mean(axis=(1, 2)), kind="stable")
    assert list(wall.captions) == [str(index) for index in order]
    assert np.array_equal(wall.maps, maps[order])
    with qtbot.waitSignal(view.follow_wanted) as followed:
        qtbot.mouseClick(view.card.area.wall, LEFT, pos=wall.cell_rect(0, 2, 3).center().toPoint())
    assert followed.args == [Cell("conv2", int(order[0]), 2, 3)]
    view.show_cell(Cell("conv2", int(order[4]), 0, 0))
    assert view.card.area.wall.framed() == [((4, 0, 0), (4, 0, 0))]


def test_more_than_512_maps_have_pages_and_a_followed_one_is_turned_to(qtbot: QtBot, view: MapsView) -> None:
    large = foreign(RNG.normal(size=(1200, 7, 7)).astype(np.float32))
    assert len(show(view, large, "found").maps) == 512
    qtbot.mouseClick(view.card.tools.pager.forth, LEFT)
    assert wall_of(view).captions[0] == "512"
    qtbot.keyClick(view.card.area.wall, Qt.Key.Key_PageDown)
    assert len(wall_of(view).maps) == 1200 - 1024 and not view.card.tools.pager.forth.isEnabled()
    view.show_cell(Cell("found", 3, 1, 1))
    assert wall_of(view).captions[3] == "3" and view.card.area.wall.framed() == [((3, 1, 1), (3, 1, 1))]


def test_another_picture_turns_no_page_and_enlarges_no_other_map(view: MapsView) -> None:
    maps = RNG.normal(size=(1200, 7, 7)).astype(np.float32)
    show(view, foreign(maps), "found")
    view.show_cell(Cell("found", 700, 1, 1))
    view.card.enlarge(701)
    view.show_pass(foreign(-maps))
    view.show_cell(Cell("found", 2, 1, 1))
    assert view.card.enlarged() == 701


@pytest.mark.parametrize(("count", "size"), [(64, 224), (512, 14), (4096, 1), (1, 28), (10, 1), (25088, 1)])
def test_a_wall_of_any_layer_fits_without_scrolling(view: MapsView, count: int, size: int) -> None:
    wall = show(view, foreign(RNG.normal(size=(count, size, size)).astype(np.float32)), "found")
    room = view.card.area.maximumViewportSize()
    assert wall.layout.width <= room.width() and wall.layout.height <= room.height()
    assert len(wall.maps) == min(count, 4096)


def test_a_foreign_layer_is_shown_with_what_is_known_of_it(view: MapsView) -> None:
    shown = foreign(RNG.random((4, 6, 6)).astype(np.float32))
    show(view, shown, "found")
    assert facts(shown.layer("found")) == "4 maps of 6 × 6"
    assert view.card.explained.text() == "" and view.card.tools.legend.ends()[0] == "0"


def test_magnitudes_have_a_legend_from_zero_and_signed_numbers_one_with_zero_in_the_middle(
    view: MapsView, shown: Pass
) -> None:
    for name, low in (("relu1", "0"), ("conv1", "−"), ("softmax", "0"), ("input", "0")):
        show(view, shown, name)
        assert view.card.tools.legend.ends()[0].startswith(low)


def test_shares_inside_a_network_have_the_range_of_their_own_numbers() -> None:
    attention = ShownLayer("attention", "Softmax", (1, 60, 60), np.full((1, 60, 60), 1 / 60, np.float32))
    assert given_limit(attention) is None, "as small as they are, 0 to 1 would show nothing"
    shares = ShownLayer("softmax", "Softmax", (60,), np.full((60, 1, 1), 1 / 60, np.float32))
    assert given_limit(shares) == 1.0


def test_a_picture_beyond_black_and_white_is_shown_to_its_ends(view: MapsView) -> None:
    bright = foreign(np.linspace(0, 255, 36, dtype=np.float32).reshape(1, 6, 6))
    show(view, bright, "input")
    assert view.card.tools.legend.ends() == ("0", str(int(rounded_up(255))))
    normalised = foreign(np.linspace(-2, 2.5, 36, dtype=np.float32).reshape(1, 6, 6))
    show(view, normalised, "input")
    assert view.card.tools.legend.ends() == ("−3", "+3")
    assert "from −2.00 to 2.50" in view.card.explained.text()


def test_the_range_of_the_network_holds_for_every_layer(qtbot: QtBot, view: MapsView, shown: Pass) -> None:
    ends = set()
    for name in ("conv1", "conv2", "fc3"):
        show(view, shown, name)
        qtbot.mouseClick(view.card.tools.ranges.button("network"), LEFT)
        ends.add(view.card.tools.legend.ends())
    assert len(ends) == 1


def test_an_enlarged_map_is_summed_up_in_numbers(view: MapsView, shown: Pass) -> None:
    show(view, shown, "relu2")
    view.card.enlarge(3)
    told = dict(view.card.numbers.texts())
    values = shown.layer("relu2").maps[3]
    assert told["largest"] == f"{values.max():.4f}"
    assert told["zeros"] == f"{100 * (values == 0).mean():.1f} %"
    assert view.card.numbers.isVisible() and view.card.numbers.histogram.isVisible()


def test_hovering_paints_two_tiles_and_not_the_wall(qtbot: QtBot, view: MapsView) -> None:
    wall = show(view, foreign(RNG.normal(size=(512, 14, 14)).astype(np.float32)), "found")
    widget, painted = view.card.area.wall, []
    qtbot.mouseMove(widget, wall.tile(0).center())
    qtbot.wait(20)
    sheet, paint = widget._sheet, widget.paintEvent
    widget.paintEvent = lambda event: (painted.append(event.rect()), paint(event))  # type: ignore[method-assign]
    qtbot.mouseMove(widget, wall.tile(1).center())
    qtbot.waitUntil(lambda: bool(painted))
    assert all(rect.width() < widget.width() / 4 for rect in painted)
    assert sheet is not None and widget._sheet is sheet, "the picture of the wall is kept"


def test_numbers_that_are_none_are_named_and_do_not_stop_the_wall(view: MapsView) -> None:
    maps = RNG.random((3, 4, 4)).astype(np.float32)
    maps[0], maps[1, 2, 2] = 0, np.nan
    wall = show(view, foreign(maps), "found")
    assert list(wall.marks) == ["all zero", "not finite", ""]
    view.card.enlarge(1)
    assert "not finite" not in dict(view.card.numbers.texts()), "the other numbers are still summed up"
