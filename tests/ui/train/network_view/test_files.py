"""Networks of the editor go to files and come back; what cannot be opened is explained."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cnnviz.data.model_files import save_model
from cnnviz.data.network_files import ENDING
from cnnviz.engine.architectures import NETWORKS
from cnnviz.ui.train.network_view.view import NetworkView

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the file dialogs answer: the path under "path"; what they offered is kept under "offered"."""
    answers = {"path": "", "offered": ""}

    def asked(parent: object, title: str, start: str, kinds: str) -> tuple[str, str]:
        answers["offered"] = start
        return answers["path"], kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", asked)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", asked)
    return answers


def test_a_saved_network_is_opened_again(
    qtbot: QtBot, view: NetworkView, tmp_path: Path, answer: dict[str, str]
) -> None:
    view.editing.apply(view.draft.change(0, "out_channels", 9).with_title("nine: kernels"), "test")
    answer["path"] = str(tmp_path / "mine")
    qtbot.mouseClick(view.toolbar.save, LEFT)
    assert answer["offered"] == f"nine kernels{ENDING}"
    assert view.notice.text().startswith("Saved as ") and (tmp_path / f"mine{ENDING}").is_file()
    view.editing.start_from("resnet8")
    answer["path"] = str(tmp_path / f"mine{ENDING}")
    qtbot.mouseClick(view.toolbar.open, LEFT)
    assert view.draft.title == "nine: kernels" and view.draft.lines[0].shape == (9, 28, 28)
    qtbot.mouseClick(view.toolbar.undo, LEFT)
    assert view.draft.title == "ResNet-8"


def test_the_architecture_of_a_model_is_opened_for_the_present_pictures(view: NetworkView, tmp_path: Path) -> None:
    network = NETWORKS["tiny-vgg"].build(0)
    network.info["network"] = "tiny-vgg"
    save_model(network, tmp_path / "model.safetensors")
    view.set_input(("a", "b", "c"), (1, 48, 48))
    view.files.open(tmp_path / "model.safetensors")
    assert view.draft.title == "Tiny VGG" and view.draft.input_shape == (1, 48, 48)
    assert view.draft.lines[-1].shape == (3,) and not view.draft.problem


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("nothing", "odd.cnnviz-network.json cannot be opened as a network. .* is no JSON text"),
        ('{"version": 9}', "The network is described in version 9; this program reads versions 1, 2"),
        (
            '{"version": 2, "input_shape": [1, 8, 8], "layers": [{"name": "a", "kind": "Magic"}]}',
            "unknown kind “Magic”",
        ),
    ],
    ids=["text", "version", "kind"],
)
def test_what_is_no_network_is_explained_and_the_present_one_stays(
    view: NetworkView, tmp_path: Path, content: str, told: str
) -> None:
    path = tmp_path / f"odd{ENDING}"
    path.write_text(content, encoding="utf-8")
    before = view.draft
    view.files.open(path)
    assert re.search(told, view.notice.text()) and view.notice.isVisible()
    assert view.draft is before


def test_nothing_happens_when_the_dialog_is_left(qtbot: QtBot, view: NetworkView, answer: dict[str, str]) -> None:
    before = view.draft
    qtbot.mouseClick(view.toolbar.open, LEFT)
    qtbot.mouseClick(view.toolbar.save, LEFT)
    assert view.draft is before and not view.notice.text()


def test_a_place_that_cannot_be_written_to_is_explained(view: NetworkView, tmp_path: Path) -> None:
    view.files.save(tmp_path / "gone" / f"a{ENDING}", view.draft)
    assert "cannot be written: No such file or directory. Choose a folder" in view.notice.text()
