"""The pictures that excite a map most: asked for by a button, best first, and each can be looked into."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from cnnviz.data.drawn_digits import draw_digits
from cnnviz.engine.vgg import tiny_vgg
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.ui.inspect.explain.explain_view import EXCITING, ExplainView
from cnnviz.ui.inspect.explain.target_row import MAP

from .conftest import PATIENCE_MS, tell


@pytest.fixture
def view(qtbot: QtBot, make_view: Callable[[], ExplainView], pass_of: Callable[[int], Pass]) -> ExplainView:
    made = make_view()
    made.side.list.set_value(EXCITING)
    tell(made, pass_of(3), Cell("conv2", 5, 4, 4))
    qtbot.mouseClick(made.targets.kind.button(MAP), Qt.MouseButton.LeftButton)
    made.exciting.tools.most.setValue(60)
    return made


def compute(qtbot: QtBot, view: ExplainView) -> None:
    qtbot.mouseClick(view.side.run, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(view.side.stop.isVisible, timeout=PATIENCE_MS)
    qtbot.waitUntil(view.side.run.isVisible, timeout=PATIENCE_MS)


def test_before_the_search_it_says_what_will_be_here(view: ExplainView) -> None:
    assert "conv2 map 5" in view.exciting.sentence() and "60 pictures" in view.exciting.sentence()


def test_the_best_of_the_drawn_digits_are_found(
    qtbot: QtBot, view: ExplainView, pass_of: Callable[[int], Pass]
) -> None:
    compute(qtbot, view)
    found = view.exciting.grid.found
    network = pass_of(3).network
    assert network is not None and len(found) == 12
    pictures, _ = draw_digits(0, 60, 0)
    maps = network.forward(pictures / np.float32(255))["conv2"].output[:, 5].max(axis=(1, 2))
    assert [one.index for one in found] == np.argsort(-maps, kind="stable")[:12].tolist()
    assert (found[0].field.height, found[0].field.width) == (14, 14)


def test_what_was_found_stays_with_another_picture_and_goes_with_another_map(
    qtbot: QtBot, view: ExplainView, pass_of: Callable[[int], Pass]
) -> None:
    compute(qtbot, view)
    other = pass_of(5)
    view.show_pass(other)
    assert view.exciting.sentence() == ""
    view.show_cell(Cell("conv2", 6, 0, 0))
    assert "conv2 map 6" in view.exciting.sentence()


def test_a_tile_clicked_twice_is_given_to_the_page_and_followed(qtbot: QtBot, view: ExplainView) -> None:
    compute(qtbot, view)
    grid = view.exciting.grid
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.tile(0).center())
    assert "1: " in view.exciting.reading.text() and "14 × 14" in view.exciting.reading.text()
    with qtbot.waitSignal(view.follow_wanted) as followed:
        qtbot.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=grid.tile(0).center())
    best = grid.found[0]
    given = view._workspace.given_picture()
    assert followed.args == [best.cell]
    assert given is not None and np.array_equal(given.pixels, draw_digits(best.index, 1, 0)[0][0, 0])
    assert given.truth == str(best.label)


def test_all_tiles_fit_where_there_is_room(qtbot: QtBot, view: ExplainView) -> None:
    compute(qtbot, view)
    grid = view.exciting.grid
    assert grid.height() <= view.exciting.area.maximumViewportSize().height()
    rows = {grid.tile(index).top() for index in range(grid.count)}
    assert len(rows) < grid.count, "several in a row"


def test_a_folder_of_classes_can_be_looked_through(qtbot: QtBot, view: ExplainView, tmp_path: Path) -> None:
    for name, level in (("dark", 30), ("light", 220)):
        (tmp_path / "own" / name).mkdir(parents=True)
        for index in range(4):
            pixels = np.full((28, 28), level + index, np.uint8)
            Image.fromarray(pixels).save(tmp_path / "own" / name / f"{index}.png")
    view.exciting.tools.use_folder(str(tmp_path / "own"))
    compute(qtbot, view)
    assert view.exciting.sentence() == ""
    assert {view.exciting.grid.lines(index)[1].split(" · ")[0] for index in range(2)} <= {"dark", "light"}


def test_a_folder_of_pictures_side_by_side_can_be_looked_through(
    qtbot: QtBot, view: ExplainView, tmp_path: Path
) -> None:
    for index, side in enumerate((14, 28, 56, 57)):
        pixels = np.random.default_rng(index).integers(0, 255, (side, side)).astype(np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"p{side}.png")
    view.exciting.tools.use_folder(str(tmp_path))
    assert view.exciting.tools.error("set") == ""
    compute(qtbot, view)
    grid = view.exciting.grid
    told = {grid.lines(index)[1]: grid.sentence(index).split(" · ")[-1] for index in range(4)}
    assert {name: words for name, words in told.items() if "in the frame" not in words} == {
        "p14.png": "enlarged to 28 × 28", "p56.png": "reduced to 28 × 28", "p57.png": "reduced to 28 × 28",
    }  # fmt: skip
    assert view.exciting._summary.text().endswith("1 enlarged to 28 × 28 · 2 reduced to 28 × 28")
    with qtbot.waitSignal(view.follow_wanted):
        qtbot.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=grid.tile(0).center())
    given = view._workspace.given_picture()
    assert given is not None and given.truth is None and given.name == grid.lines(0)[1]


def test_a_set_of_another_size_is_said_to_be_enlarged(qtbot: QtBot, make_view: Callable[[], ExplainView]) -> None:
    made = make_view()
    made.side.list.set_value(EXCITING)
    shown = NetworkModel(tiny_vgg(0)).run(np.zeros((3, 64, 64), np.float32))
    tell(made, shown, Cell("conv_1_1", 0, 4, 4))
    made.exciting.tools.most.setValue(5)
    compute(qtbot, made)
    assert made.exciting.grid.sentence(0).endswith("enlarged to 64 × 64")


def test_a_folder_that_is_none_is_refused_beside_its_choice(view: ExplainView, tmp_path: Path) -> None:
    view.exciting.tools.use_folder(str(tmp_path))
    assert str(tmp_path) in view.exciting.tools.error("set")
    assert view.exciting.tools.sets.value() == "drawn"


def test_a_class_is_searched_by_its_score_over_whole_pictures(qtbot: QtBot, view: ExplainView) -> None:
    view.choose_class(7)
    compute(qtbot, view)
    best = view.exciting.grid.found[0]
    assert best.cell.layer == "fc3" and best.cell.channel == 7
    assert "in the frame" not in view.exciting.grid.sentence(0)
    assert view.exciting.grid.tile(0).contains(QPoint(5, 5))
