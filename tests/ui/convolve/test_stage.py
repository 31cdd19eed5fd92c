"""The pointer on the stage: going, peeking, pinning, typing into cells, zooming."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnviz.traces.scene import Place
from cnnviz.ui.convolve.page import ConvolvePage
from cnnviz.ui.painting.cells import grid_rect

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def middle(page: ConvolvePage, panel: str, row: int, column: int, grid: int = 0) -> QPoint:
    area = page.stage.picture().rect_of(Place(panel, grid, row, column))
    assert area is not None
    return area.center().toPoint()


def test_clicking_an_output_pixel_goes_there(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseClick(page.stage, LEFT, pos=middle(page, "output", 7, 3))
    assert page.player.state.position == 73
    assert page.frame().position == (0, 7, 3)


def test_clicking_the_input_brings_the_window_there(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseClick(page.stage, LEFT, pos=middle(page, "input", 6, 4))
    assert page.frame().position == (0, 5, 3)


def test_pointing_at_an_output_pixel_peeks_at_its_arithmetic_and_leaves_the_film(
    qtbot: QtBot, page: ConvolvePage
) -> None:
    here = page.arithmetic.text()
    qtbot.mouseMove(page.stage, middle(page, "output", 4, 5))
    assert "(4, 5)" in page.arithmetic.text()
    assert page.player.state.position == 0
    qtbot.mouseMove(page.stage, middle(page, "kernel", 0, 0))
    assert page.arithmetic.text() == here


def test_what_has_been_clicked_is_not_peeked_at_any_more(qtbot: QtBot, page: ConvolvePage) -> None:
    spot = middle(page, "output", 4, 5)
    qtbot.mouseMove(page.stage, spot)
    assert page.stage.hint().endswith("click to go there")
    assert page.arithmetic.which.text().startswith("peek")
    qtbot.mouseClick(page.stage, LEFT, pos=spot)
    assert page.stage.hint().endswith("click to pin it")
    assert page.arithmetic.which.text() == "of output (4, 5): every term"
    qtbot.keyClick(page.stage, Qt.Key.Key_Right)
    assert page.arithmetic.which.text() == "peek at output (4, 5)"
    assert page.stage.hint().endswith("click to go there")


def test_the_field_goes_on_where_the_number_before_it_has_made_the_panels_smaller(
    qtbot: QtBot, page: ConvolvePage
) -> None:
    assert page.stage.edit(Place("input", 0, 1, 1))
    height = page.stage.height()
    qtbot.keyClicks(page.stage.field, "-0.123")
    qtbot.keyClick(page.stage.field, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: page.stage.height() < height)
    assert page.stage.field.isVisible()
    qtbot.keyClicks(page.stage.field, "7")
    page.stage.resize(page.stage.width() - 40, page.stage.height())
    assert page.stage.field.text() == "7" and page.stage.field.geometry().contains(middle(page, "input", 1, 2))
    qtbot.keyClick(page.stage.field, Qt.Key.Key_Return)
    assert page.scenario.image[0, 0, 1] == 7


def test_the_field_shows_all_digits_of_the_number_that_it_opens_with(page: ConvolvePage) -> None:
    image = page.scenario.image.copy()
    image[0, 0, 0] = -0.0823529
    page.edit(page.scenario.with_image(image), "picture")
    assert page.stage.edit(Place("input", 0, 1, 1))
    field = page.stage.field
    assert field.text() == "-0.0823529"
    assert field.fontMetrics().horizontalAdvance(field.text()) + 12 <= field.width()


def test_the_products_are_those_of_the_pixel_that_is_pointed_at(qtbot: QtBot, page: ConvolvePage) -> None:
    def seen() -> QImage:
        area = grid_rect(page.stage.picture().grids["products"][0]).toAlignedRect().adjusted(2, 2, -2, -2)
        return page.stage.grab(area).toImage()

    here = seen()
    qtbot.mouseMove(page.stage, QPoint(1, 1))
    with qtbot.waitSignal(page.stage.peeked):
        qtbot.mouseMove(page.stage, middle(page, "output", 4, 5))
    peeked = seen()
    qtbot.mouseMove(page.stage, QPoint(1, 1))
    page.player.set_state(page.player.state.at(45))
    assert peeked != here
    assert peeked == seen()


def test_a_second_click_pins_and_a_third_lets_go(qtbot: QtBot, page: ConvolvePage) -> None:
    spot = middle(page, "output", 4, 5)
    qtbot.mouseClick(page.stage, LEFT, pos=spot)
    assert page.stage.pinned is None
    qtbot.mouseClick(page.stage, LEFT, pos=spot)
    assert page.stage.pinned == Place("output", 0, 4, 5)
    qtbot.mouseMove(page.stage, middle(page, "kernel", 0, 0))
    assert page.stage.hint().startswith("Pinned")
    qtbot.mouseClick(page.stage, LEFT, pos=spot)
    assert page.stage.pinned is None


def test_a_pinned_pixel_keeps_its_arithmetic_while_the_film_goes_on(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseClick(page.stage, RIGHT, pos=middle(page, "output", 4, 5))
    qtbot.keyClick(page.stage, Qt.Key.Key_End)
    assert "(4, 5)" in page.arithmetic.text()
    qtbot.keyClick(page.stage, Qt.Key.Key_Escape)
    assert "(4, 5)" not in page.arithmetic.text()


def test_any_cell_is_pinned_by_the_right_button_and_esc_lets_go(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseClick(page.stage, RIGHT, pos=middle(page, "kernel", 2, 0))
    assert page.stage.pinned == Place("kernel", 0, 2, 0)
    qtbot.keyClick(page.stage, Qt.Key.Key_Escape)
    assert page.stage.pinned is None


def test_a_weight_is_changed_in_its_cell(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseClick(page.stage, LEFT, pos=middle(page, "kernel", 1, 1))
    qtbot.keyClicks(page.stage.field, "1/4")
    qtbot.keyClick(page.stage.field, Qt.Key.Key_Return)
    assert page.scenario.kernel[0, 0, 1, 1] == 0.25
    assert not page.stage.field.isVisible()


def test_tab_goes_through_the_weights_and_the_arrows_through_a_column(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.keyClick(page.stage, Qt.Key.Key_Return)
    for text in ("5", "6", "7"):
        qtbot.keyClicks(page.stage.field, text)
        qtbot.keyClick(page.stage.field, Qt.Key.Key_Tab)
    np.testing.assert_array_equal(page.scenario.kernel[0, 0, 0], [5, 6, 7])
    qtbot.keyClicks(page.stage.field, "8")
    qtbot.keyClick(page.stage.field, Qt.Key.Key_Down)
    qtbot.keyClicks(page.stage.field, "9")
    qtbot.keyClick(page.stage.field, Qt.Key.Key_Return)
    np.testing.assert_array_equal(page.scenario.kernel[0, 0, 1:, 0], [8, 9])


def test_a_weight_that_is_no_number_is_explained_and_nothing_changes(qtbot: QtBot, page: ConvolvePage) -> None:
    before = page.scenario
    qtbot.mouseClick(page.stage, LEFT, pos=middle(page, "kernel", 0, 0))
    qtbot.keyClicks(page.stage.field, "two")
    qtbot.keyClick(page.stage.field, Qt.Key.Key_Return)
    assert "is no number" in page.stage.field.error()
    assert page.stage.field.isVisible()
    qtbot.keyClick(page.stage.field, Qt.Key.Key_Escape)
    assert not page.stage.field.isVisible()
    assert page.scenario is before


def test_a_pixel_of_the_input_is_changed_by_a_double_click(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseDClick(page.stage, LEFT, pos=middle(page, "input", 1, 1))
    qtbot.keyClicks(page.stage.field, "0.5")
    qtbot.keyClick(page.stage.field, Qt.Key.Key_Return)
    assert page.scenario.image[0, 0, 0] == 0.5


def test_shift_enter_types_into_the_input_and_tab_leaves_out_the_padding(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.keyClick(page.stage, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(page.stage.field, "7")
    qtbot.keyClick(page.stage.field, Qt.Key.Key_Backtab)
    qtbot.keyClicks(page.stage.field, "8")
    qtbot.keyClick(page.stage.field, Qt.Key.Key_Return)
    assert page.scenario.image[0, 0, 0] == 7
    assert page.scenario.image[0, 9, 9] == 8


def test_a_hovered_weight_is_said_in_words_and_lights_its_term(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseMove(page.stage, middle(page, "kernel", 2, 0))
    assert page.stage.hint().startswith("Weight (2, 0) = 1")
    assert page.bar.hint() == page.stage.hint()


def test_dragging_takes_the_window_along(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mousePress(page.stage, LEFT, pos=middle(page, "output", 0, 3))
    for column in (4, 5, 6):
        spot = QPointF(middle(page, "output", 2, column))
        from PySide6.QtGui import QMouseEvent

        move = QMouseEvent(QMouseEvent.Type.MouseMove, spot, page.stage.mapToGlobal(spot), LEFT, LEFT,
                           Qt.KeyboardModifier.NoModifier)  # fmt: skip
        QApplication.sendEvent(page.stage, move)
    assert page.frame().position == (0, 2, 6)


def turn(page: ConvolvePage, spot: QPoint, notches: int, keys: Qt.KeyboardModifier) -> None:
    place = QPointF(spot)
    event = QWheelEvent(place, page.stage.mapToGlobal(place), QPoint(), QPoint(0, 120 * notches),
                        Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(page.stage, event)


@pytest.fixture
def large(page: ConvolvePage) -> ConvolvePage:
    image = np.random.default_rng(0).random((1, 200, 200), np.float32)
    page.edit(page.scenario.with_image(image), "picture")
    return page


def test_zoom_goes_from_colours_to_numbers_and_back(qtbot: QtBot, large: ConvolvePage) -> None:
    small = large.stage.picture().grids["input"][0]
    for _ in range(8):
        qtbot.mouseClick(large.bar.larger, LEFT)
    grid = large.stage.picture().grids["input"][0]
    assert grid.cell >= 24 > small.cell and grid.rows < 200
    assert large.stage.picture().rect_of(Place("input", 0, *large.frame().position[1:])) is not None
    qtbot.keyClick(large, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert large.stage.picture().grids["input"][0] == small
    assert large.stage.zoom == 1


def test_a_zoomed_panel_follows_the_film(qtbot: QtBot, large: ConvolvePage) -> None:
    large.stage.set_zoom(16)
    large.player.set_state(large.player.state.at(large.player.state.last))
    picture = large.stage.picture()
    assert picture.rect_of(Place("output", 0, 199, 199)) is not None
    assert picture.rect_of(Place("input", 0, 200, 200)) is not None
    assert picture.rect_of(Place("input", 0, 0, 0)) is None


def test_the_wheel_zooms_with_ctrl_and_scrolls_what_is_zoomed(qtbot: QtBot, large: ConvolvePage) -> None:
    spot = middle(large, "input", 100, 100)
    for _ in range(10):
        turn(large, spot, 1, Qt.KeyboardModifier.ControlModifier)
    assert large.stage.zoom > 5
    before = large.stage.picture().grids["input"][0]
    turn(large, spot, -2, Qt.KeyboardModifier.NoModifier)
    turn(large, spot, -2, Qt.KeyboardModifier.ShiftModifier)
    after = large.stage.picture().grids["input"][0]
    assert after.top > before.top and after.left > before.left


def test_a_colour_for_every_weight_is_switched_by_its_button_and_key(qtbot: QtBot, page: ConvolvePage) -> None:
    plain = page.stage.grab().toImage()
    qtbot.mouseClick(page.bar.identity, LEFT)
    assert page.stage.identity and page.stage.grab().toImage() != plain
    qtbot.keyClick(page.stage, Qt.Key.Key_C)
    assert not page.stage.identity
