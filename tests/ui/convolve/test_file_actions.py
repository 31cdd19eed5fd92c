"""What the page reads and writes: saved pages, the textbook, copies and exports."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cnnviz.scenarios.textbook import EXAMPLES
from cnnviz.ui.convolve.page import ConvolvePage
from cnnviz.ui.convolve.textbook_dialog import TextbookDialog
from cnnviz.ui.export.export_dialog import ExportDialog

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def file_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file that the file dialogs answer with."""
    path = tmp_path / "page.cnnviz.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    return path


def test_a_saved_page_comes_back_as_it_was(qtbot: QtBot, page: ConvolvePage, file_name: Path) -> None:
    page.edit(replace(page.scenario.with_padding("valid"), stride=(3, 2)), "stride")
    page.player.set_state(page.player.state.at(5).with_speed(30))
    page.arithmetic.decimals.setValue(4)
    qtbot.keyClick(page, Qt.Key.Key_S, CTRL)
    saved, view = page.scenario, page.view()
    page.edit(page.scenario.with_operation("max"), "operation")
    page.arithmetic.decimals.setValue(1)
    qtbot.keyClick(page, Qt.Key.Key_O, CTRL | SHIFT)
    assert page.scenario.stride == (3, 2) and page.scenario.operation == "convolution"
    np.testing.assert_array_equal(page.scenario.kernel, saved.kernel)
    np.testing.assert_array_equal(page.scenario.image, saved.image)
    assert page.view() == view
    page.undo()
    assert page.scenario.operation == "max"


def test_a_file_that_is_no_page_is_explained_and_nothing_is_lost(page: ConvolvePage, file_name: Path) -> None:
    before = page.scenario
    file_name.write_text('{"some": "other file"}')
    page.files.choose_page()
    assert file_name.name in page.notice.text()
    assert page.scenario is before


def test_a_page_that_cannot_be_saved_is_explained(page: ConvolvePage, file_name: Path) -> None:
    file_name.mkdir()
    page.files.save_page()
    assert file_name.name in page.notice.text()


def test_a_dropped_page_is_opened(page: ConvolvePage, file_name: Path) -> None:
    page.files.save_page()
    page.edit(page.scenario.with_operation("max"), "operation")
    page.open_picture(str(file_name))
    assert page.scenario.operation == "convolution"


def test_the_textbook_opens_its_examples_on_the_page(qtbot: QtBot, page: ConvolvePage) -> None:
    qtbot.keyClick(page, Qt.Key.Key_T, CTRL)
    dialog = page.findChild(TextbookDialog)
    assert dialog is not None and dialog.isVisible()
    for example in EXAMPLES:
        scenario = example.scenario() if example.scenario else None
        if scenario is not None:
            dialog.scenario_chosen.emit(scenario)
            assert page.scenario is scenario
            assert page.player.state.position == 0
            assert not dialog.isVisible()
    page.undo()


def test_the_list_of_pictures_opens_pastes_and_types(qtbot: QtBot, page: ConvolvePage) -> None:
    pictures = page.side.picture.picture
    with qtbot.waitSignal(page.picture_wanted):
        pictures.chosen.emit("open")
    QGuiApplication.clipboard().setText("1 2 3\n4 5 6\n7 8 9")
    pictures.chosen.emit("paste")
    assert page.scenario.image[0].tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert pictures.currentText() == "Pasted matrix"
    pictures.chosen.emit("type")
    dialog = page.findChild(TextbookDialog)
    assert dialog is not None and dialog.own.isVisible()


def test_the_view_is_copied_as_a_picture(qtbot: QtBot, page: ConvolvePage) -> None:
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(page, Qt.Key.Key_C, CTRL)
    image = QGuiApplication.clipboard().image()
    assert image.width() >= 800 and image.height() >= 450
    assert "clipboard" in page.bar.hint()


def test_a_film_that_plays_by_rows_is_exported_by_rows(page: ConvolvePage) -> None:
    page.player.set_state(page.player.state.with_stride(page.scene.row_length))
    page.header.animation_wanted.emit()
    dialog = page.window().findChild(ExportDialog)
    assert dialog is not None
    assert list(dialog.form.settings().frames(page.scene.length)) == list(range(0, 100, 10))
    dialog.close()


@pytest.mark.parametrize(("ending", "film"), [(".png", False), (".gif", True)])
def test_the_view_and_the_film_are_exported_from_the_header(
    qtbot: QtBot, page: ConvolvePage, tmp_path: Path, ending: str, film: bool
) -> None:
    page.edit(page.scenario.with_kernel_size((9, 9)).with_padding("valid"), "kernel size")
    (page.header.animation_wanted if film else page.header.still_wanted).emit()
    dialog = page.window().findChild(ExportDialog)
    assert dialog is not None
    path = tmp_path / f"out{ending}"
    with qtbot.waitSignal(dialog.saved, timeout=20_000):
        dialog.start(path)
    assert path.stat().st_size > 1000
    assert str(path) in page.bar.hint()
    dialog.close()


def test_the_next_export_begins_in_the_folder_of_the_last(
    qtbot: QtBot, page: ConvolvePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def name(parent: object, title: str, proposed: str, kinds: str) -> tuple[str, str]:
        asked.append(Path(proposed))
        return (str(tmp_path / "a.png"), kinds) if len(asked) == 1 else ("", "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
    page.header.still_wanted.emit()
    page.window().findChild(ExportDialog).ask_where()
    qtbot.waitUntil(lambda: str(tmp_path) in page.bar.hint(), timeout=20_000)  # now it has closed itself
    qtbot.waitUntil(lambda: page.window().findChild(ExportDialog) is None)
    page.header.still_wanted.emit()
    again = page.window().findChild(ExportDialog)
    assert again is not None
    again.ask_where()
    again.close()
    assert [path.parent for path in asked] == [Path(), tmp_path]
