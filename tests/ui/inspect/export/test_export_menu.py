"""Export as a person uses it: open the menu, choose, find the file; and what is said where there can be none."""

import csv
import errno
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cnnviz.ui.export.copying import SVG
from cnnviz.ui.export.export_dialog import ExportDialog
from cnnviz.ui.export.map_folder import file_names
from cnnviz.ui.inspect.explain.explain_view import ExplainView
from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.inspect.shift.shift_view import ShiftView

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)  # of menus
LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 20_000
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def choose(qtbot: QtBot, page: InspectPage, name: str) -> None:
    """Open the menu with a click and click an entry."""
    menu, action = page.export_menu.menu(), page.export_menu.actions_by_name[name]
    qtbot.mouseClick(page.export_menu, LEFT)
    assert menu.isVisible()
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def offered(qtbot: QtBot, page: InspectPage) -> set[str]:
    """The entries that can be chosen, when the menu is opened and closed again."""
    menu = page.export_menu.menu()
    qtbot.mouseClick(page.export_menu, LEFT)
    found = {name for name, action in page.export_menu.actions_by_name.items() if action.isEnabled()}
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()
    return found


def turn_to(qtbot: QtBot, page: InspectPage, name: str) -> None:
    qtbot.mouseClick(page.views.button(name), LEFT)


def activate(qtbot: QtBot, page: InspectPage) -> None:
    """Keys go to the window in front only."""
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow, timeout=PATIENCE_MS)


def dialog(page: InspectPage) -> ExportDialog:
    asked = page.export_menu.taking().dialog
    assert asked is not None and asked.isVisible()
    return asked


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Lets the file dialogs answer with a path; gives what they proposed."""

    def set_answer(path: Path | None, kind: int = 0) -> list[str]:
        proposals: list[str] = []

        def name(parent: object, title: str, proposed: str, kinds: str) -> tuple[str, str]:
            proposals.append(proposed)
            return str(path or ""), kinds.split(";;")[kind]

        monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(path or ""))
        return proposals

    return set_answer


def wait_for(qtbot: QtBot, page: InspectPage, words: str) -> None:
    qtbot.waitUntil(lambda: words in page.notice.text(), timeout=PATIENCE_MS)


def test_the_view_is_saved_as_a_picture_of_the_size_that_is_chosen(
    qtbot: QtBot, page: InspectPage, tmp_path: Path, answer: Callable[..., list[str]]
) -> None:
    proposed = answer(tmp_path / "wall")
    choose(qtbot, page, "picture")
    asked = dialog(page)
    assert asked.note.text() == "1280 × 720 pixels" and not asked.form.values.values().keys() & {"speed", "decimals"}
    with qtbot.waitSignal(asked.saved, timeout=PATIENCE_MS):
        qtbot.mouseClick(asked.save, LEFT)
    assert proposed == ["conv1.png"] and page.notice.text() == f"Saved as {tmp_path / 'wall.png'}"
    with Image.open(tmp_path / "wall.png") as image:
        assert image.size == (1280, 720)
    assert page.export_menu.taking().dialog is None


def test_the_followed_number_is_a_drawing_of_its_own(
    qtbot: QtBot, page: InspectPage, tmp_path: Path, answer: Callable[..., list[str]]
) -> None:
    page.show_layer(4)
    choose(qtbot, page, "followed")
    asked = dialog(page)
    qtbot.mouseClick(asked.form.kinds.button("svg"), LEFT)
    answer(tmp_path / "number.svg")
    with qtbot.waitSignal(asked.saved, timeout=PATIENCE_MS):
        qtbot.mouseClick(asked.save, LEFT)
    drawn = (tmp_path / "number.svg").read_text(encoding="utf-8")
    followed = page.follow.followed()
    assert followed is not None and f"conv2 map {followed.cell.channel}" in drawn
    assert "sum of 6 channels" in drawn and "bias" in drawn and "in 5" in drawn


def test_the_keys_put_pixels_and_a_drawing_on_the_clipboard(qtbot: QtBot, page: InspectPage) -> None:
    activate(qtbot, page)
    qtbot.keyClick(page, Qt.Key.Key_C, CONTROL_SHIFT)
    assert page.notice.text() == "The picture is on the clipboard."
    data = QGuiApplication.clipboard().mimeData()
    image = data.imageData()
    assert isinstance(image, QImage) and (image.width(), image.height()) == (1280, 720)
    assert b"conv1" in bytes(data.data(SVG).data())


def test_the_keys_for_a_film_say_that_there_is_none_where_nothing_moves(qtbot: QtBot, page: InspectPage) -> None:
    activate(qtbot, page)
    qtbot.keyClick(page, Qt.Key.Key_E, CONTROL_SHIFT)
    assert page.notice.text() == "There is nothing to take of this view yet."
    assert page.export_menu.taking().dialog is None


def test_only_what_there_is_can_be_chosen(qtbot: QtBot, page: InspectPage) -> None:
    assert offered(qtbot, page) == {"picture", "copy", "followed", "numbers", "maps"}
    turn_to(qtbot, page, "kernels")
    assert offered(qtbot, page) == {"picture", "copy", "numbers", "maps"}


def test_the_menu_opens_and_closes_with_keys(qtbot: QtBot, page: InspectPage) -> None:
    menu = page.export_menu.menu()
    page.export_menu.setFocus()
    qtbot.keyClick(page.export_menu, Qt.Key.Key_Space)
    assert menu.isVisible()
    menu.setActiveAction(page.export_menu.actions_by_name["copy"])
    qtbot.keyClick(menu, Qt.Key.Key_Up)
    qtbot.keyClick(menu, Qt.Key.Key_Up)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert not menu.isVisible()
    dialog(page).close()


def test_the_numbers_of_the_layer_are_its_maps(
    qtbot: QtBot, page: InspectPage, tmp_path: Path, answer: Callable[..., list[str]]
) -> None:
    proposed = answer(tmp_path / "a")
    choose(qtbot, page, "numbers")
    wait_for(qtbot, page, "Saved as")
    assert proposed == ["conv1.npy"]
    assert np.array_equal(np.load(tmp_path / "a.npy"), page.layers()[1].maps)


def test_the_numbers_of_kernels_are_the_weights_as_a_table(
    qtbot: QtBot, page: InspectPage, tmp_path: Path, answer: Callable[..., list[str]]
) -> None:
    turn_to(qtbot, page, "kernels")
    answer(tmp_path / "weights", kind=1)
    choose(qtbot, page, "numbers")
    wait_for(qtbot, page, "Saved as")
    with (tmp_path / "weights.csv").open(newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    weights = page.layers()[1].weights
    assert weights is not None and lines[0] == ["kernel", "channel", "row", "column", "conv1 weights"]
    assert np.array_equal(np.array([line[-1] for line in lines[1:]], np.float32), weights.ravel())


def test_the_numbers_of_a_comparison_are_both_sides_and_the_difference(
    qtbot: QtBot, page: InspectPage, tmp_path: Path, answer: Callable[..., list[str]]
) -> None:
    turn_to(qtbot, page, "compare")
    answer(tmp_path / "both.npz")
    choose(qtbot, page, "numbers")
    wait_for(qtbot, page, "Saved as")
    with np.load(tmp_path / "both.npz") as found:
        assert list(found) == ["A", "B", "B − A"]
        assert np.array_equal(found["A"], page.layers()[1].maps)
        assert np.array_equal(found["B − A"], found["B"] - found["A"])


def test_the_numbers_of_a_shift_are_what_was_expected_and_what_came(
    qtbot: QtBot, page: InspectPage, tmp_path: Path, answer: Callable[..., list[str]]
) -> None:
    turn_to(qtbot, page, "shift")
    view = page.stack.current()
    assert isinstance(view, ShiftView)
    answer(tmp_path / "moved.npy")
    choose(qtbot, page, "numbers")
    wait_for(qtbot, page, "Saved as")
    ways, stacked = view.wall.ways(), np.load(tmp_path / "moved.npy")
    assert ways is not None and np.array_equal(stacked, np.stack([ways.first, ways.second, ways.difference]))


def test_all_maps_go_into_a_folder_as_the_command_writes_them(
    qtbot: QtBot, page: InspectPage, tmp_path: Path, answer: Callable[..., list[str]]
) -> None:
    answer(tmp_path)
    choose(qtbot, page, "maps")
    wait_for(qtbot, page, "Saved as")
    shown = page.looking.shown
    assert shown is not None
    assert {path.name for path in tmp_path.iterdir()} == set(file_names(shown, shown.layers))
    assert np.array_equal(np.load(tmp_path / "04-conv2.npy"), shown.layers[4].maps)
    told = json.loads((tmp_path / "prediction.json").read_text(encoding="utf-8"))
    assert told["picture"] == "seven_photo.png" and told["prediction"][0]["name"] == "7"
    assert told["prepared"][0].startswith("seven_photo.png, 240 × 240, becomes 1 × 28 × 28: grey")


def test_a_folder_with_files_gets_a_new_one_inside(
    qtbot: QtBot, page: InspectPage, tmp_path: Path, answer: Callable[..., list[str]]
) -> None:
    (tmp_path / "prediction.json").write_text("mine")
    answer(tmp_path)
    choose(qtbot, page, "maps")
    wait_for(qtbot, page, "maps-of-seven-photo")
    assert (tmp_path / "prediction.json").read_text() == "mine"
    assert (tmp_path / "maps-of-seven-photo" / "00-input.png").exists()


def test_a_full_disk_is_said_and_leaves_nothing(
    qtbot: QtBot, page: InspectPage, tmp_path: Path, answer: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: object, array: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    for name, path in (("maps", tmp_path), ("numbers", tmp_path / "a.npy")):
        answer(path)
        page.notice.clear()
        choose(qtbot, page, name)
        wait_for(qtbot, page, "There is no space left for")
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "words"),
    [("there/is/none.npy", "there is no such folder"), ("a.txt", "a.txt can end in .npy .csv")],
)
def test_what_cannot_be_written_is_said(
    qtbot: QtBot, page: InspectPage, tmp_path: Path, answer: Callable[..., list[str]], name: str, words: str
) -> None:
    answer(tmp_path / name)
    choose(qtbot, page, "numbers")
    wait_for(qtbot, page, words)
    assert not list(tmp_path.iterdir())


def test_nothing_happens_where_no_file_is_chosen(
    qtbot: QtBot, page: InspectPage, answer: Callable[..., list[str]]
) -> None:
    answer(None)
    for name in ("numbers", "maps"):
        choose(qtbot, page, name)
        assert not page.export_menu.taking().working.running and not page.notice.text()


def occlusion(qtbot: QtBot, page: InspectPage) -> ExplainView:
    """Explain by occlusion, to its end."""
    turn_to(qtbot, page, "explain")
    view = page.stack.current()
    assert isinstance(view, ExplainView)
    methods = view.side.list
    item = next(methods.item(row) for row in range(methods.count()) if methods.item(row).text() == "Occlusion")
    qtbot.mouseClick(methods.viewport(), LEFT, pos=methods.visualItemRect(item).center())
    qtbot.waitUntil(lambda: view.pane.shown is not None and not view.pane.shown.is_moving, timeout=PATIENCE_MS)
    return view


def test_the_film_of_an_occlusion_has_a_frame_for_every_place(
    qtbot: QtBot, page: InspectPage, tmp_path: Path, answer: Callable[..., list[str]]
) -> None:
    view = occlusion(qtbot, page)
    assert view.pane.shown is not None
    total = view.pane.shown.explanations[0].total
    choose(qtbot, page, "film")
    qtbot.waitUntil(lambda: page.export_menu.taking().dialog is not None, timeout=PATIENCE_MS)
    asked = dialog(page)
    asked.form.values.set_value("every", 20)
    asked.form.values.set_value("width", 320)
    asked.form.values.set_value("height", 180)
    proposed = answer(tmp_path / "film.gif")
    with qtbot.waitSignal(asked.saved, timeout=PATIENCE_MS):
        qtbot.mouseClick(asked.save, LEFT)
    assert proposed == ["occlusion-class-7.gif"]
    with Image.open(tmp_path / "film.gif") as image:
        assert getattr(image, "n_frames", 1) == len(range(0, total, 20)) and image.size == (320, 180)


def test_the_numbers_of_an_explanation_are_those_on_the_screen(
    qtbot: QtBot, page: InspectPage, tmp_path: Path, answer: Callable[..., list[str]]
) -> None:
    view = occlusion(qtbot, page)
    proposed = answer(tmp_path / "a.npy")
    choose(qtbot, page, "numbers")
    wait_for(qtbot, page, "Saved as")
    assert proposed == ["occlusion-7.npy"] and view.pane.shown is not None
    assert np.array_equal(np.load(tmp_path / "a.npy"), view.pane.shown.explanations[0].values)
