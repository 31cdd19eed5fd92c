"""Films that nobody can watch cell by cell play in rows, and a person has the last word."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.scenarios.source import Source
from cnnviz.ui.convolve.page import ConvolvePage

LEFT = Qt.MouseButton.LeftButton


def show(page: ConvolvePage, rows: int, columns: int) -> None:
    source = Source("photo", np.zeros((1, rows, columns), np.float32))
    assert page.edit(page.scenario.with_source(source, longest=max(rows, columns)), "picture")


def stride(page: ConvolvePage) -> int:
    return page.player.state.stride


def test_long_films_play_in_rows_and_short_ones_cell_by_cell(page: ConvolvePage) -> None:
    assert stride(page) == 1
    show(page, 100, 51)
    assert stride(page) == 51 and page.transport.rows.isChecked()
    page.undo()
    assert stride(page) == 1 and not page.transport.rows.isChecked()
    show(page, 100, 50)
    assert stride(page) == 1


def test_what_is_switched_off_stays_off_while_films_are_long(qtbot: QtBot, page: ConvolvePage) -> None:
    show(page, 100, 100)
    qtbot.mouseClick(page.transport.rows, LEFT)
    page.edit(page.scenario.with_padding("valid"), "padding")
    assert stride(page) == 1
    show(page, 10, 10)
    show(page, 100, 100)
    assert stride(page) == 98


def test_what_is_switched_on_stays_on_in_short_films_also_after_one_without_rows(
    qtbot: QtBot, page: ConvolvePage
) -> None:
    qtbot.mouseClick(page.transport.rows, LEFT)
    assert stride(page) == 10
    show(page, 6, 1)
    assert stride(page) == 1 and not page.transport.rows.isVisible()
    show(page, 6, 7)
    assert stride(page) == 7
    show(page, 80, 90)
    qtbot.mouseClick(page.transport.rows, LEFT)
    show(page, 6, 7)
    assert stride(page) == 1


def test_a_large_picture_is_watched_to_its_end_in_seconds(qtbot: QtBot, page: ConvolvePage) -> None:
    show(page, 400, 600)
    page.player.set_state(page.player.state.at(391 * 600 + 5).with_speed(120))
    qtbot.mouseClick(page.transport.play, LEFT)
    qtbot.waitUntil(lambda: not page.player.state.playing)
    assert page.player.state.position == 239_999


def test_the_keys_still_go_cell_by_cell_and_row_by_row(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.mouseClick(page.transport.rows, LEFT)
    for key, position in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 11), (Qt.Key.Key_Left, 10), (Qt.Key.Key_Up, 0)):
        qtbot.keyClick(page.stage, key)
        assert page.player.state.position == position


@pytest.mark.parametrize("side", [10, 100])
@pytest.mark.parametrize("rows", [True, False])
def test_a_saved_page_comes_back_as_it_was(page: ConvolvePage, tmp_path: Path, side: int, rows: bool) -> None:
    from cnnviz.scenarios.scenario_files import save_scenario

    show(page, side, side)
    page.transport.rows.setChecked(rows)
    save_scenario(tmp_path / "page.cnnviz.json", page.scenario, page.view().as_data())
    page.transport.rows.setChecked(not rows)
    page.files.open_page(str(tmp_path / "page.cnnviz.json"))
    assert stride(page) == (side if rows else 1)
