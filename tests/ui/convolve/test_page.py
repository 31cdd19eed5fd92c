"""A person at the Convolve page: clicks, keys, pictures, mistakes."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from cnnviz.traces.grids import Grid
from cnnviz.ui.convolve.page import ConvolvePage
from cnnviz.ui.workspace import Workspace

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ConvolvePage]:
    page = ConvolvePage(Workspace())
    qtbot.addWidget(page)
    page.resize(1200, 740)
    page.show()
    qtbot.waitExposed(page)
    page.entered()
    page.player.set_state(page.player.state.at(0))
    yield page
    page.close_down()


def middle(grid: Grid, row: int, column: int) -> QPoint:
    x, y = grid.corner(row + 0.5, column + 0.5)
    return QPoint(round(x), round(y))


def choose(page: ConvolvePage, name: str) -> None:
    """Choose from the list of pictures."""
    box = page.input_controls.picture
    box.setCurrentIndex(box.findText(name))
    box.activated.emit(box.currentIndex())


def choose_preset(page: ConvolvePage, name: str) -> None:
    box = page.kernel_controls.preset
    box.setCurrentIndex(box.findData(name))
    box.activated.emit(box.currentIndex())


def type_number(qtbot: QtBot, box: QSpinBox, value: int) -> None:
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, str(value))
    qtbot.keyClick(box, Qt.Key.Key_Return)


def test_it_begins_with_a_picture_whose_numbers_can_be_read_and_something_computed(qtbot: QtBot) -> None:
    page = ConvolvePage(Workspace())
    qtbot.addWidget(page)
    assert page.trace().setup.size == (10, 10)
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
    qtbot.mouseClick(page.transport.play, LEFT)
    qtbot.mouseClick(page.geometry_controls.word.button("valid"), LEFT)
    assert page.stage.hasFocus()


def test_tab_enters_a_row_of_choices_at_the_one_that_is_on(qtbot: QtBot, page: ConvolvePage) -> None:
    word = page.geometry_controls.word
    page.activateWindow()
    page.geometry_controls.padding.boxes()[1].setFocus()
    qtbot.keyClick(page.geometry_controls.padding.boxes()[1], Qt.Key.Key_Tab)
    assert word.button("same").hasFocus()
    qtbot.keyClick(word.button("same"), Qt.Key.Key_Left)
    assert page.trace().output.shape[1:] == (8, 8)


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


def test_the_buttons_and_the_scrub_bar_move_the_window(qtbot: QtBot, page: ConvolvePage) -> None:
    page.transport.scrub.setValue(42)
    assert page.player.state.position == 42
    assert "43 / 100" in page.transport.position.text()


def test_clicking_an_output_pixel_goes_there(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseClick(page.stage, LEFT, pos=middle(page.stage.picture().panels.output, 7, 3))
    assert page.player.state.position == 73
    assert page.trace().frame(73).origin == (7, 3)


def test_clicking_the_input_brings_the_window_there(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseClick(page.stage, LEFT, pos=middle(page.stage.picture().panels.inputs[0], 6, 4))
    assert page.trace().position(page.player.state.position) == (0, 5, 3)


def test_a_weight_is_changed_in_its_cell(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseClick(page.stage, LEFT, pos=middle(page.stage.picture().panels.kernels[0], 1, 1))
    editor = page.stage.focusWidget()
    qtbot.keyClicks(page.stage.editor, "1/4")
    qtbot.keyClick(page.stage.editor, Qt.Key.Key_Return)
    assert editor is not None
    assert page.trace().setup.kernel[0, 0, 1, 1] == 0.25
    assert page.kernel_controls.preset.currentText() == "Own"
    assert not page.stage.editor.isVisible()


def test_tab_goes_through_the_weights(qtbot: QtBot, page: ConvolvePage) -> None:
    page.stage.edit_weight(0, 0, 0)
    for text in ("5", "6", "7"):
        qtbot.keyClicks(page.stage.editor, text)
        qtbot.keyClick(page.stage.editor, Qt.Key.Key_Tab)
    np.testing.assert_array_equal(page.trace().setup.kernel[0, 0, 0], [5, 6, 7])


def test_a_weight_that_is_no_number_is_explained_and_nothing_changes(qtbot: QtBot, page: ConvolvePage) -> None:
    before = page.trace().setup.kernel.copy()
    page.stage.edit_weight(0, 0, 0)
    qtbot.keyClicks(page.stage.editor, "two")
    qtbot.keyClick(page.stage.editor, Qt.Key.Key_Return)
    assert "is no number" in page.stage.editor.error()
    assert page.stage.editor.isVisible()
    qtbot.keyClick(page.stage.editor, Qt.Key.Key_Escape)
    assert not page.stage.editor.isVisible()
    np.testing.assert_array_equal(page.trace().setup.kernel, before)


def test_a_pixel_of_the_input_is_changed_by_a_double_click(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseDClick(page.stage, LEFT, pos=middle(page.stage.picture().panels.inputs[0], 1, 1))
    qtbot.keyClicks(page.stage.editor, "0.5")
    qtbot.keyClick(page.stage.editor, Qt.Key.Key_Return)
    assert page.trace().setup.image[0, 0, 0] == 0.5


def test_a_kernel_that_does_not_fit_is_explained_and_the_last_good_picture_stays(
    qtbot: QtBot, page: ConvolvePage
) -> None:
    choose(page, "Numbers 1 to 9")
    qtbot.mouseClick(page.geometry_controls.word.button("valid"), LEFT)
    good = page.trace()
    type_number(qtbot, page.kernel_controls.kernel_size.boxes()[0], 7)
    assert "does not fit" in page.kernel_controls.error("size")
    assert page.trace() is good
    type_number(qtbot, page.kernel_controls.kernel_size.boxes()[0], 2)
    assert page.kernel_controls.error("size") == ""
    assert page.trace().output.shape == (1, 2, 1)


def test_a_pixel_of_the_last_good_picture_cannot_be_changed_in_the_one_that_does_not_fit(
    qtbot: QtBot, page: ConvolvePage
) -> None:
    qtbot.mouseClick(page.geometry_controls.word.button("valid"), LEFT)
    type_number(qtbot, page.kernel_controls.kernel_size.boxes()[0], 5)
    choose(page, "Numbers 1 to 9")
    assert "does not fit" in page.input_controls.error("picture")
    qtbot.mouseDClick(page.stage, LEFT, pos=middle(page.stage.picture().panels.inputs[0], 8, 8))
    qtbot.keyClicks(page.stage.editor, "0.5")
    qtbot.keyClick(page.stage.editor, Qt.Key.Key_Return)
    np.testing.assert_array_equal(page.input_controls.image(), [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    assert page.trace().setup.size == (10, 10)


def test_the_size_rule_says_how_large_the_output_is_and_what_is_not_reached(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseClick(page.geometry_controls.word.button("valid"), LEFT)
    assert "8 × 8" in page.rule.rule()
    assert page.rule.reach() == "Every row and column is reached."
    type_number(qtbot, page.geometry_controls.stride.boxes()[0], 3)
    type_number(qtbot, page.geometry_controls.stride.boxes()[1], 4)
    assert page.trace().output.shape == (1, 3, 2)
    assert "rows: 1, columns: 4" in page.rule.reach()


@pytest.mark.parametrize(("word", "size"), [("valid", (8, 8)), ("same", (10, 10)), ("full", (12, 12))])
def test_padding_by_name(qtbot: QtBot, page: ConvolvePage, word: str, size: tuple[int, int]) -> None:
    qtbot.mouseClick(page.geometry_controls.word.button(word), LEFT)
    assert page.trace().output.shape[1:] == size


def test_same_padding_follows_the_kernel(qtbot: QtBot, page: ConvolvePage) -> None:
    type_number(qtbot, page.kernel_controls.kernel_size.boxes()[0], 11)
    type_number(qtbot, page.kernel_controls.kernel_size.boxes()[1], 4)
    assert page.trace().output.shape == (1, 10, 10)
    assert page.geometry_controls.padding.value() == (5, 2)


@pytest.mark.parametrize(
    ("kernel", "dilation", "word", "texts"),
    [
        ((11, 11), (8, 8), "full", ["80", "80"]),
        ((2, 5), (1, 1), "same", ["0+1", "2"]),
        ((4, 3), (1, 1), "same", ["1+2", "1"]),
    ],
)
def test_the_fields_show_the_padding_that_a_word_stands_for(
    qtbot: QtBot, page: ConvolvePage, kernel: tuple[int, int], dilation: tuple[int, int], word: str, texts: list[str]
) -> None:
    for pair, values in ((page.kernel_controls.kernel_size, kernel), (page.geometry_controls.dilation, dilation)):
        for box, value in zip(pair.boxes(), values, strict=True):
            type_number(qtbot, box, value)
    qtbot.mouseClick(page.geometry_controls.word.button(word), LEFT)
    boxes = page.geometry_controls.padding.boxes()
    assert [box.text() for box in boxes] == texts
    type_number(qtbot, boxes[0], 3)
    assert boxes[0].text() == "3"
    assert page.geometry_controls.word.value() == "number"


def test_typing_a_padding_takes_the_number(qtbot: QtBot, page: ConvolvePage) -> None:
    type_number(qtbot, page.geometry_controls.padding.boxes()[1], 3)
    assert page.geometry_controls.word.value() == "number"
    assert page.trace().setup.window.padding == (1, 1, 3, 3)


def test_dilation_spreads_the_window(qtbot: QtBot, page: ConvolvePage) -> None:
    type_number(qtbot, page.geometry_controls.dilation.boxes()[0], 2)
    assert page.trace().setup.window.span == (5, 3)


def test_colour_shows_three_channels_with_a_kernel_each(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseClick(page.input_controls.channels.button("rgb"), LEFT)
    panels = page.stage.picture().panels
    assert len(panels.inputs) == len(panels.kernels) == len(panels.products) == 3
    assert page.trace().setup.kernel.shape == (1, 3, 3, 3)
    qtbot.mouseClick(page.kernel_controls.channel.button("1"), LEFT)
    choose_preset(page, "emboss")
    kernel = page.trace().setup.kernel[0]
    assert kernel[1, 0, 0] == -2
    np.testing.assert_array_equal(kernel[0], kernel[2])
    assert page.arithmetic.text().count("·") == 27


def test_a_bias_is_added_and_a_wrong_one_explained(qtbot: QtBot, page: ConvolvePage) -> None:
    before = page.trace().output.copy()
    page.kernel_controls.bias.selectAll()
    qtbot.keyClicks(page.kernel_controls.bias, "-1.5")
    qtbot.keyClick(page.kernel_controls.bias, Qt.Key.Key_Return)
    np.testing.assert_allclose(page.trace().output, before - 1.5, atol=1e-5)
    page.kernel_controls.bias.selectAll()
    qtbot.keyClicks(page.kernel_controls.bias, "much")
    qtbot.keyClick(page.kernel_controls.bias, Qt.Key.Key_Return)
    assert "is no number" in page.kernel_controls.error("bias")
    assert page.trace().setup.bias[0] == -1.5


def test_a_smaller_size_reduces_the_picture(qtbot: QtBot, page: ConvolvePage) -> None:
    choose(page, "House")
    type_number(qtbot, page.input_controls.longest, 12)
    assert page.trace().setup.image.shape == (3, 12, 12)


def test_a_broken_picture_is_explained_and_the_last_one_stays(page: ConvolvePage, tmp_path: Path) -> None:
    good = page.trace()
    path = tmp_path / "broken.png"
    path.write_bytes(b"this is no picture")
    page.open_picture(str(path))
    assert "broken.png" in page.input_controls.notice.text()
    assert page.trace() is good


def test_an_opened_picture_is_shown_and_joins_the_list(page: ConvolvePage, tmp_path: Path) -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    image.save(str(tmp_path / "red.png"))
    page.open_picture(str(tmp_path / "red.png"))
    assert page.trace().setup.image.shape == (3, 14, 28)
    np.testing.assert_allclose(page.trace().setup.image.mean(axis=(1, 2)), [1, 0, 0])
    choose(page, "Three")
    choose(page, "red.png")
    assert page.trace().setup.image.shape == (3, 14, 28)


def test_a_pasted_picture_is_shown(qtbot: QtBot, page: ConvolvePage) -> None:
    image = QImage(6, 8, QImage.Format.Format_Grayscale8)
    image.fill(255)
    QGuiApplication.clipboard().setImage(image)
    page.paste()
    assert page.trace().setup.image.shape == (1, 8, 6)
    assert page.trace().setup.image.min() == 1


def test_a_pasted_matrix_is_taken_as_it_is(page: ConvolvePage) -> None:
    QGuiApplication.clipboard().setText("1\t2\t3\n4\t5\t6\n7\t8\t-9")
    page.paste()
    np.testing.assert_array_equal(page.trace().setup.image[0], [[1, 2, 3], [4, 5, 6], [7, 8, -9]])


def test_a_matrix_is_grey_whatever_was_shown_before(page: ConvolvePage) -> None:
    choose(page, "House")
    QGuiApplication.clipboard().setText("1 2\n3 4")
    page.paste()
    assert page.trace().setup.image.shape == (1, 2, 2)
    QGuiApplication.clipboard().setText("[[[1, 2]], [[3, 4]], [[5, 6]]]")
    page.paste()
    np.testing.assert_array_equal(page.trace().setup.image, [[[1, 2]], [[3, 4]], [[5, 6]]])


def test_random_numbers_come_in_any_size(qtbot: QtBot, page: ConvolvePage) -> None:
    choose(page, "Random")
    for size in (4, 1, 20):
        type_number(qtbot, page.input_controls.longest, size)
        assert page.trace().setup.image.shape == (1, size, size)


@pytest.mark.parametrize("text", ["", "hello", "1 2\n3"])
def test_pasting_what_is_no_picture_is_explained(page: ConvolvePage, text: str) -> None:
    good = page.trace()
    QGuiApplication.clipboard().setText(text)
    page.paste()
    assert page.input_controls.notice.text()
    assert page.trace() is good


def test_a_one_pixel_picture_works(page: ConvolvePage, tmp_path: Path) -> None:
    image = QImage(1, 1, QImage.Format.Format_Grayscale8)
    image.fill(0)
    image.save(str(tmp_path / "dot.png"))
    page.open_picture(str(tmp_path / "dot.png"))
    assert page.trace().setup.image.shape == (1, 1, 1)
    page.grab()


def test_the_arithmetic_is_copied_as_text(qtbot: QtBot, page: ConvolvePage) -> None:
    choose(page, "Numbers 1 to 9")
    qtbot.mouseClick(page.geometry_controls.word.button("valid"), LEFT)
    qtbot.mouseClick(page.arithmetic.copy, LEFT)
    text = QGuiApplication.clipboard().text()
    assert text.count("·") == 9
    assert text.endswith("= −8.00")


def test_a_hovered_weight_lights_its_term(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseMove(page.stage, middle(page.stage.picture().panels.kernels[0], 2, 0))
    assert page.stage.hint().startswith("Weight (2, 0) = 1")


def test_the_position_stays_at_its_pixel_when_the_geometry_changes(qtbot: QtBot, page: ConvolvePage) -> None:
    page.player.set_state(page.player.state.at(43))
    qtbot.mouseClick(page.geometry_controls.word.button("full"), LEFT)
    assert page.trace().position(page.player.state.position) == (0, 4, 3)


def test_random_numbers_are_new_with_every_roll(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseClick(page.input_controls.dice, LEFT)
    first = page.trace().setup.image.copy()
    qtbot.mouseClick(page.input_controls.dice, LEFT)
    assert not np.array_equal(first, page.trace().setup.image)


def test_every_picture_and_every_preset_of_the_lists_can_be_shown(page: ConvolvePage) -> None:
    pictures = page.input_controls.picture
    for index in range(pictures.count()):
        if pictures.itemData(index) is not None:
            choose(page, pictures.itemText(index))
            page.grab()
    presets = page.kernel_controls.preset
    for index in range(presets.count()):
        if presets.itemData(index) is not None:
            choose_preset(page, presets.itemData(index))
            page.grab()
            assert page.kernel_controls.error("preset") == ""
