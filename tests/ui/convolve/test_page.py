"""A person at the Convolve page: the film, its keys, edits and mistakes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from cnnviz.scenarios.scenario import BIAS, DIRECTIONS, INPUT, OPERATIONS, WEIGHT
from cnnviz.scenarios.source import Source
from cnnviz.traces.scene import Place
from cnnviz.ui.convolve.page import ConvolvePage
from cnnviz.ui.workspace import Workspace

LEFT = Qt.MouseButton.LeftButton


def output_size(page: ConvolvePage) -> tuple[int, int]:
    panel = page.scene.panel("output")
    return panel.rows, panel.columns


def test_it_begins_with_a_picture_whose_numbers_can_be_read_and_something_computed(qtbot: QtBot) -> None:
    page = ConvolvePage(Workspace())
    qtbot.addWidget(page)
    assert page.scenario.image.shape == (1, 10, 10)
    assert 0 < page.player.state.position < page.player.state.last


@pytest.mark.parametrize(
    ("key", "start", "expected"),
    [
        (Qt.Key.Key_Right, 5, 6),
        (Qt.Key.Key_Left, 5, 4),
        (Qt.Key.Key_Left, 0, 0),
        (Qt.Key.Key_Down, 5, 15),
        (Qt.Key.Key_Up, 15, 5),
        (Qt.Key.Key_Up, 5, 5),
        (Qt.Key.Key_Down, 95, 95),
        (Qt.Key.Key_Home, 50, 0),
        (Qt.Key.Key_End, 50, 99),
    ],
)
def test_keys_step_as_soon_as_the_page_is_shown(
    qtbot: QtBot, page: ConvolvePage, key: Qt.Key, start: int, expected: int
) -> None:
    page.player.set_state(page.player.state.at(start))
    qtbot.keyClick(page.stage, key)
    assert page.player.state.position == expected


def test_space_plays_and_pauses(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.keyClick(page.stage, Qt.Key.Key_Space)
    assert page.player.state.playing
    assert page.transport.play.text() == "Pause"
    qtbot.keyClick(page.stage, Qt.Key.Key_Space)
    assert not page.player.state.playing


def test_space_on_the_focused_play_button_works_once(qtbot: QtBot, page: ConvolvePage) -> None:
    page.transport.play.setFocus()
    qtbot.keyClick(page.transport.play, Qt.Key.Key_Space)
    assert page.player.state.playing


def test_clicking_a_button_leaves_the_keys_to_the_stage(qtbot: QtBot, page: ConvolvePage) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.stage.hasFocus)
    for button in (page.transport.play, page.transport.row_on, page.bar.identity, page.arithmetic.copy):
        qtbot.mouseClick(button, LEFT)
        assert page.stage.hasFocus()


def test_plus_and_minus_change_the_speed(qtbot: QtBot, page: ConvolvePage) -> None:
    before = page.player.state.speed
    qtbot.keyClick(page.stage, Qt.Key.Key_Plus)
    assert page.player.state.speed > before
    qtbot.keyClick(page.stage, Qt.Key.Key_Minus)
    assert page.player.state.speed == pytest.approx(before)


def test_playing_stops_when_the_page_is_left(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.keyClick(page.stage, Qt.Key.Key_Space)
    page.left()
    assert not page.player.state.playing


def test_playing_moves_on_and_ends_at_the_last_pixel(qtbot: QtBot, page: ConvolvePage) -> None:
    page.player.set_state(page.player.state.at(90).with_speed(120))
    qtbot.mouseClick(page.transport.play, LEFT)
    qtbot.waitUntil(lambda: not page.player.state.playing)
    assert page.player.state.position == 99


def test_the_scrub_bar_and_the_row_buttons_move_the_window(qtbot: QtBot, page: ConvolvePage) -> None:
    page.transport.scrub.setValue(42)
    assert page.player.state.position == 42
    assert "43 / 100" in page.transport.position.text()
    qtbot.mouseClick(page.transport.row_on, LEFT)
    assert page.player.state.position == 52
    qtbot.mouseClick(page.transport.row_back, LEFT)
    assert page.player.state.position == 42


def test_every_edit_can_be_undone_and_done_again(qtbot: QtBot, page: ConvolvePage) -> None:
    first = page.scenario
    assert page.edit(replace(first, stride=(2, 2)), "stride")
    assert page.edit(page.scenario.with_padding("valid"), "padding")
    last = page.scenario
    assert "padding" in page.header.undo.toolTip()
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.scenario.stride == (2, 2) and page.scenario.padding_word == "same"
    qtbot.mouseClick(page.header.undo, LEFT)
    assert page.scenario is first and not page.header.undo.isEnabled()
    qtbot.mouseClick(page.header.redo, LEFT)
    qtbot.keyClick(page, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert page.scenario is last and not page.header.redo.isEnabled()


def test_what_is_undone_is_shown_by_the_controls_and_the_panels(page: ConvolvePage) -> None:
    page.edit(page.scenario.with_padding("valid"), "padding")
    assert output_size(page) == (8, 8)
    page.undo()
    assert output_size(page) == (10, 10)
    assert page.side.geometry_controls.scenario.padding_word == "same"


def test_a_setting_that_cannot_work_is_explained_and_the_last_good_picture_stays(page: ConvolvePage) -> None:
    good = page.scene
    assert not page.edit(page.scenario.with_padding("valid").with_kernel_size((11, 11)), "kernel size")
    assert page.scene is good and not page.header.undo.isEnabled()
    assert page.edit(page.scenario.with_kernel_size((5, 5)), "kernel size")
    assert page.scene is not good


def test_the_mark_stays_where_the_fault_is_until_something_helps(page: ConvolvePage) -> None:
    page.side.take(page.scenario.with_padding("valid").with_kernel_size((11, 11)), "kernel size")
    assert "does not fit" in page.side.error("kernel size") and "last settings" in page.rule_line.text()
    page.side.take(replace(page.side.kernel.scenario, stride=(2, 2)), "stride")
    assert "does not fit" in page.side.error("kernel size") and not page.side.error("stride")
    page.side.take(page.side.kernel.scenario.with_padding("same"), "padding")
    assert not page.side.error("kernel size") and "Output size" in page.rule_line.text()
    assert page.scenario.stride == (2, 2)


def test_the_position_stays_at_its_pixel_when_the_geometry_changes(page: ConvolvePage) -> None:
    page.player.set_state(page.player.state.at(43))
    page.edit(page.scenario.with_padding("full"), "padding")
    assert page.frame().position == (0, 4, 3)


@pytest.mark.parametrize("operation", [choice.value for choice in OPERATIONS])
def test_every_operation_is_shown_forward_and_backward_and_plays_to_its_end(page: ConvolvePage, operation: str) -> None:
    for direction in DIRECTIONS[operation]:
        assert page.edit(page.scenario.with_operation(operation).with_direction(direction), "operation")
        page.player.set_state(page.player.state.at(page.player.state.last))
        assert page.frame().index == page.scene.length - 1
        page.grab()


def test_of_a_larger_picture_as_much_is_done_as_of_the_one_before(page: ConvolvePage) -> None:
    page.player.set_state(page.player.state.at(44))
    image = np.zeros((1, 200, 300), np.float32)
    page.edit(page.scenario.with_source(Source("photo", image, key="own"), longest=300), "picture")
    assert output_size(page) == (200, 300)
    assert page.player.state.position == pytest.approx(44 / 99 * 59_999, abs=1)
    page.undo()
    assert page.player.state.position == 44


def test_random_numbers_of_the_largest_size_are_played_and_undone(page: ConvolvePage) -> None:
    page.side.picture.picture.chosen.emit("random")
    for box in page.side.picture.random_size.boxes():
        box.setValue(1024)
    assert output_size(page) == (1024, 1024)
    page.player.set_state(page.player.state.at(page.player.state.last))
    page.grab()
    page.undo()
    page.undo()
    assert page.scenario.image.shape == (1, 10, 10) and page.scenario.source.key == "random"


def test_a_gradient_can_be_typed_into_and_comes_back_by_undo(page: ConvolvePage) -> None:
    from cnnviz.traces.scene import Edit

    page.edit(page.scenario.with_direction(WEIGHT), "direction")
    before = page.scene.values("gradient").copy()
    page.stage.edited.emit(Edit("upstream", (0, 3, 3), 0.0), 100.0)
    assert abs(page.scene.values("gradient") - before).max() > 10
    page.undo()
    np.testing.assert_array_equal(page.scene.values("gradient"), before)


def test_the_chain_is_shown_with_three_filters_on_a_colour_picture(page: ConvolvePage) -> None:
    colour = np.random.default_rng(0).random((3, 24, 30), np.float32)
    scenario = page.scenario.with_image(colour).with_filters(3)
    assert page.edit(replace(scenario, chain=True, activation="relu"), "chain")
    assert [page.scene.panel(key).count for key in ("input", "convolution", "activation", "pooling")] == [3, 3, 3, 3]
    page.grab()


def test_backward_and_forward_keep_the_kernel_that_was_typed(page: ConvolvePage) -> None:
    kernel = np.full((1, 1, 3, 3), 0.125, np.float32)
    page.edit(page.scenario.with_kernel(kernel), "kernel")
    for direction in (INPUT, WEIGHT, BIAS, "forward"):
        page.edit(page.scenario.with_direction(direction), "direction")
    np.testing.assert_array_equal(page.scenario.kernel, kernel)


def test_choosing_a_filter_goes_to_the_same_pixel_of_its_output(page: ConvolvePage) -> None:
    page.edit(page.scenario.with_filters(4), "filters")
    page.player.set_state(page.player.state.at(43))
    page.side.take(page.scenario.with_shown_filter(2), "shown filter")
    assert page.frame().position == (2, 4, 3)


def test_a_pasted_picture_that_is_too_small_waits_for_a_kernel_that_fits(page: ConvolvePage) -> None:
    page.edit(page.scenario.with_padding("valid"), "padding")
    good = page.scene
    QGuiApplication.clipboard().setText("1 2\n3 4")
    page.paste()
    assert page.scene is good and "does not fit" in page.side.error("picture")
    page.side.take(page.side.kernel.scenario.with_kernel_size((2, 2)), "kernel size")
    assert page.scenario.image.shape == (1, 2, 2)


def test_a_broken_picture_is_explained_and_the_last_one_stays(page: ConvolvePage, tmp_path: Path) -> None:
    good = page.scene
    path = tmp_path / "broken.png"
    path.write_bytes(b"this is no picture")
    page.open_picture(str(path))
    assert "broken.png" in page.side.error("picture")
    assert page.scene is good


def test_an_opened_picture_is_shown(page: ConvolvePage, tmp_path: Path) -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    image.save(str(tmp_path / "red.png"))
    page.open_picture(str(tmp_path / "red.png"))
    assert page.scenario.image.shape == (3, 14, 28)
    np.testing.assert_allclose(page.scenario.image.mean(axis=(1, 2)), [1, 0, 0])


def test_a_one_pixel_picture_works(page: ConvolvePage, tmp_path: Path) -> None:
    image = QImage(1, 1, QImage.Format.Format_Grayscale8)
    image.fill(0)
    image.save(str(tmp_path / "dot.png"))
    page.open_picture(str(tmp_path / "dot.png"))
    assert page.scenario.image.shape == (1, 1, 1)
    page.grab()


def test_a_pasted_matrix_is_taken_as_it_is(page: ConvolvePage) -> None:
    QGuiApplication.clipboard().setText("1\t2\t3\n4\t5\t6\n7\t8\t-9")
    page.paste()
    np.testing.assert_array_equal(page.scenario.image[0], [[1, 2, 3], [4, 5, 6], [7, 8, -9]])


@pytest.mark.parametrize("text", ["", "hello", "1 2\n3"])
def test_pasting_what_is_no_picture_is_explained(page: ConvolvePage, text: str) -> None:
    good = page.scene
    QGuiApplication.clipboard().setText(text)
    page.paste()
    assert page.side.error("picture")
    assert page.scene is good


def test_the_arithmetic_is_copied_as_text(qtbot: QtBot, page: ConvolvePage) -> None:
    QGuiApplication.clipboard().setText("1 2 3\n4 5 6\n7 8 9")
    page.paste()
    page.edit(page.scenario.with_padding("valid"), "padding")
    qtbot.mouseClick(page.arithmetic.copy, LEFT)
    text = QGuiApplication.clipboard().text()
    assert text.count("·") == 9
    assert text.rstrip().endswith("= −8")


@pytest.mark.parametrize("operation", DIRECTIONS)
def test_the_hint_says_what_can_be_clicked_in_every_operation(page: ConvolvePage, operation: str) -> None:
    for direction in DIRECTIONS[operation]:
        page.edit(page.scenario.with_operation(operation).with_direction(direction), "operation")
        panel, said = page.scene.panel(page.scene.target), page.bar.hint()
        assert f"“{panel.title}”" in said
        assert page.scene.index_at(Place(panel.key, 0, 0, 0), page.frame()) is not None
        weights = any(other.key == "kernel" for other in page.scene.panels)
        assert ("click a weight" in said) == weights


def test_nothing_is_said_of_a_cell_that_is_no_longer_there(page: ConvolvePage) -> None:
    page.edit(page.scenario.with_direction(INPUT), "direction")
    page.bar.show_hint("δ (0, 3) = 0.7000; lit: the cells that it adds to")
    page.undo()
    assert page.bar.hint().startswith("Click a cell of “Output”")
