"""The export dialog, used as a person uses it: choose, look, save, change one's mind."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from cnnviz.ui.export.copying import SVG, copy_view
from cnnviz.ui.export.export_dialog import ExportDialog, fresh_folder
from cnnviz.ui.export.gif import GifFilm
from cnnviz.ui.export.options import ExportSettings
from cnnviz.ui.export.scene_subject import SceneSubject
from tests.ui.export.boards import board, scenario

Open = Callable[..., ExportDialog]
SMALL = ExportSettings(width=480, height=270)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[Callable[..., ExportDialog]]:
    """Opens dialogs, and closes them at the end."""
    opened: list[ExportDialog] = []

    def open_dialog(what: str = "animation", settings: ExportSettings = SMALL, *words: str) -> ExportDialog:
        opened.append(ExportDialog(SceneSubject(scenario(*(words or ("three",)))), 5, what, settings))
        opened[-1].show()
        return opened[-1]

    yield open_dialog
    for each in opened:
        each.close()


def answer(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> list[str]:
    """Let the file dialog answer with `path`; gives what it proposed."""
    asked: list[str] = []

    def name(parent: object, title: str, proposed: str, kinds: str) -> tuple[str, str]:
        asked.append(proposed)
        return (str(path or ""), kinds)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(path or ""))
    return asked


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, LEFT)


def test_a_film_is_saved_where_it_is_asked_for(
    dialog: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dialog()
    asked = answer(monkeypatch, tmp_path / "film")  # without an ending: it gets one
    with qtbot.waitSignal(made.saved, timeout=20000) as saved:
        click(qtbot, made.save)
    assert asked == ["convolution-sobel-x.gif"] and saved.args == [str(tmp_path / "film.gif")]
    assert Image.open(BytesIO((tmp_path / "film.gif").read_bytes())).n_frames == 64
    assert not made.isVisible()


def test_a_picture_is_the_frame_that_the_page_shows(
    dialog: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dialog("still")
    assert made.note.text() == "Frame 6 of 64"
    click(qtbot, made.form.kinds.button("svg"))
    answer(monkeypatch, tmp_path / "a.svg")
    with qtbot.waitSignal(made.saved, timeout=20000):
        click(qtbot, made.save)
    assert (tmp_path / "a.svg").read_bytes() == board("three").svg(5)


def test_numbered_pictures_go_into_a_folder(
    dialog: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dialog()
    click(qtbot, made.form.kinds.button("pngs"))
    assert not made.form.values.control("speed").isEnabled()
    made.form.values.control("last").setValue(3)
    answer(monkeypatch, tmp_path)
    with qtbot.waitSignal(made.saved, timeout=20000):
        click(qtbot, made.save)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"frame-000{number}.png" for number in (1, 2, 3)]


def test_it_shows_how_it_will_look_and_how_large_it_will_be(dialog: Open, qtbot: QtBot) -> None:
    made = dialog()
    assert made.note.text() == "64 frames · 17.0 s"
    qtbot.waitUntil(lambda: "about" in made.note.text() and not made.preview.pixmap().isNull(), timeout=20000)
    light = made.preview.pixmap().toImage().pixelColor(1, 1)
    made.form.values.control("theme").setCurrentIndex(1)
    qtbot.waitUntil(lambda: made.preview.pixmap().toImage().pixelColor(1, 1) != light, timeout=20000)


def test_a_size_by_name_and_by_number(dialog: Open, qtbot: QtBot) -> None:
    made = dialog()
    assert made.form.sizes.currentText() == "own size"
    made.form.sizes.setCurrentIndex(2)
    made.form.sizes.activated.emit(2)
    assert (made.form.settings().width, made.form.settings().height) == (1920, 1080)
    made.form.values.control("width").setValue(1000)
    assert made.form.sizes.currentText() == "own size" and made.form.settings().width == 1000


def test_what_cannot_be_made_is_said_at_once_and_not_offered(dialog: Open, qtbot: QtBot) -> None:
    made = dialog("animation", SMALL, "house", "--size", "100")
    assert "9604 frames are too many for GIF" in made.note.text() and not made.save.isEnabled()
    click(qtbot, made.form.kinds.button("mp4"))
    made.form.values.control("last").setValue(50)
    click(qtbot, made.form.kinds.button("gif"))
    assert made.note.text().startswith("50 frames") and made.save.isEnabled()


def test_a_film_that_is_given_up_leaves_nothing_and_the_dialog_there(
    dialog: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dialog("animation", ExportSettings(width=1920, height=1080))
    answer(monkeypatch, tmp_path / "a.gif")
    click(qtbot, made.save)
    qtbot.waitUntil(lambda: made.bar.isVisible() and made.bar.value() > 0, timeout=20000)
    assert made.cancel.text() == "Cancel" and not made.form.values.isEnabled()
    with qtbot.waitSignal(made.worker.finished, timeout=20000):
        click(qtbot, made.cancel)
    assert made.isVisible() and made.note.text() == "Nothing was saved." and made.form.values.isEnabled()
    assert list(tmp_path.iterdir()) == []


def test_closing_the_dialog_gives_up_too(
    dialog: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dialog("animation", ExportSettings(width=1920, height=1080))
    answer(monkeypatch, tmp_path / "a.gif")
    click(qtbot, made.save)
    qtbot.waitUntil(lambda: made.bar.value() > 0, timeout=20000)
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert not made.worker.running and list(tmp_path.iterdir()) == []


def test_a_disk_that_refuses_is_told_in_the_dialog(
    dialog: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(GifFilm, "add", full)
    made = dialog()
    answer(monkeypatch, tmp_path / "a.gif")
    with qtbot.waitSignal(made.worker.finished, timeout=20000):
        click(qtbot, made.save)
    qtbot.waitUntil(lambda: not made.bar.isVisible(), timeout=20000)
    assert "There is no space left for" in made.note.text() and made.note.property("role") == "error"
    answer(monkeypatch, tmp_path / "none" / "a.gif")
    click(qtbot, made.save)
    assert "There is no folder" in made.note.text()


def test_no_file_chosen_is_no_file_made(dialog: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made = dialog()
    answer(monkeypatch, None)
    click(qtbot, made.save)
    assert not made.bar.isVisible() and made.isVisible()


def test_the_clipboard_gets_pixels_and_shapes(qtbot: QtBot) -> None:
    painted = board("three")
    copy_view(painted, 7, scale=2.0)
    data = QGuiApplication.clipboard().mimeData()
    image = data.imageData()
    assert isinstance(image, QImage) and (image.width(), image.height()) == (960, 540)
    assert bytes(data.data(SVG).data()) == painted.svg(7)


def test_numbered_pictures_never_go_among_other_files(tmp_path: Path) -> None:
    assert fresh_folder(tmp_path / "new", "film") == tmp_path / "new"
    assert fresh_folder(tmp_path, "film") == tmp_path
    (tmp_path / "frame-0001.png").touch()
    assert fresh_folder(tmp_path, "film") == tmp_path / "film"
    (tmp_path / "film").mkdir()
    assert fresh_folder(tmp_path, "film") == tmp_path / "film-2"
