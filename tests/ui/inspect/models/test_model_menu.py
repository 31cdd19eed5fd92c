"""Which network is looked into, and how it is kept."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from pytestqt.qtbot import QtBot

from cnnviz.data.model_files import load_model, save_model
from cnnviz.engine.architectures import lenet5
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.layer import Layer
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.pooling import AvgPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.inspection.questions import Questions, questions_of
from cnnviz.ui.inspect.models.model_menu import model_line
from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.workspace import Model, Workspace
from tests.ui.inspect.conftest import PATIENCE_MS, settle


def test_a_saved_model_comes_back_with_the_same_answers(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, tmp_path: Path
) -> None:
    shares = page.layers()[-1].maps
    path = tmp_path / "kept.safetensors"
    page.model_menu.save(path)
    settle(qtbot, page)
    assert "kept.safetensors" in page.notice.text()
    workspace.set_model(lenet5(), "untrained")
    assert not np.allclose(page.layers()[-1].maps, shares)
    page.model_menu.open_model(path)
    settle(qtbot, page)
    assert np.array_equal(page.layers()[-1].maps, shares)
    assert "kept.safetensors" in page.property("subtitle")


def test_a_file_that_is_no_model_is_explained_and_the_model_stays(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "words.safetensors"
    path.write_text("no model")
    before = workspace.model()
    page.model_menu.open_model(path)
    settle(qtbot, page)
    assert "words.safetensors" in page.notice.text()
    assert workspace.model() is before


@pytest.mark.parametrize("shape", [(5, 28, 28), (784,)])
def test_a_network_that_takes_no_picture_is_refused_and_the_model_stays(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, tmp_path: Path, shape: tuple[int, ...]
) -> None:
    path = tmp_path / "other.safetensors"
    flatten = [("flat", Flatten())] if len(shape) > 1 else []
    save_model(Network([*flatten, ("scores", Linear(int(np.prod(shape)), 3))], shape), path)
    before = workspace.model()
    page.model_menu.open_model(path)
    settle(qtbot, page)
    assert "other.safetensors cannot be looked into" in page.notice.text()
    assert workspace.model() is before and page.prediction.reading() == "7"
    page.model_menu.use_shipped()
    assert not page.notice.text() and not page.picture.notice.text()


def test_a_network_whose_maps_would_fill_the_memory_is_refused(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "vast.safetensors"
    save_model(Network([("edges", Conv2D(1, 4, 3))], (1, 8_000, 8_000)), path)
    before = workspace.model()
    page.model_menu.open_model(path)
    settle(qtbot, page)
    assert "million numbers" in page.notice.text() and workspace.model() is before


@pytest.mark.parametrize("layer", [Conv2D(1, 1, 1000), AvgPool2D(1000, 1)])
def test_a_network_that_would_take_minutes_is_refused(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, tmp_path: Path, layer: Layer
) -> None:
    path = tmp_path / "slow.safetensors"
    save_model(Network([("wide", layer)], (1, 2000, 2000)), path)
    before = workspace.model()
    page.model_menu.open_model(path)
    settle(qtbot, page)
    assert "million multiply-adds for one picture; at most" in page.notice.text()
    assert workspace.model() is before


def test_a_network_that_ends_in_maps_predicts_nothing(page: InspectPage, workspace: Workspace) -> None:
    workspace.set_model(Network([("edges", Conv2D(1, 4, 3))], (1, 28, 28)), "made for a test")
    assert [layer.name for layer in page.layers()] == ["input", "edges"]
    assert page.prediction.reading() == "" and not page.prediction.bars.isVisible()
    workspace.set_model(lenet5(), "untrained")
    assert page.prediction.reading() != "" and page.prediction.bars.isVisible()


def test_a_network_that_has_lost_its_numbers_predicts_nothing(page: InspectPage, workspace: Workspace) -> None:
    network = lenet5()
    network.parameters["fc3.bias"][:] = np.nan
    workspace.set_model(network, "broken")
    assert page.prediction.reading() == "" and not page.prediction.bars.isVisible()


def test_a_folder_that_cannot_be_written_is_explained(qtbot: QtBot, page: InspectPage, tmp_path: Path) -> None:
    page.model_menu.save(tmp_path / "missing" / "model.safetensors")
    settle(qtbot, page)
    assert "missing" in page.notice.text()


def test_the_shipped_network_can_be_taken_again(qtbot: QtBot, page: InspectPage, workspace: Workspace) -> None:
    workspace.set_model(lenet5(), "untrained")
    page.model_menu.use_shipped()
    assert "ships with the program" in page.property("subtitle")
    assert "%" in page.property("subtitle"), "its accuracy is told"
    assert page.prediction.reading() == "7"


@pytest.mark.parametrize(
    ("name", "said"), [("lenet5", "LeNet-5"), ("own", "own network"), ("Tiny owl", "Tiny owl"), ("", "")]
)
def test_the_line_on_top_calls_a_network_by_its_name(name: str, said: str) -> None:
    network = lenet5(None)
    network.info.update({"network": name} if name else {})
    assert model_line(Model(network, "made here")) == " · ".join(part for part in (said, "made here") if part)


def test_while_a_file_is_read_the_window_goes_on_and_another_choice_counts(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_model(lenet5(), path := tmp_path / "large.safetensors")
    gate, threads = threading.Event(), []

    def slow(path: Path) -> Questions:
        threads.append(threading.current_thread())
        gate.wait(PATIENCE_MS)
        return questions_of(path)

    monkeypatch.setattr("cnnviz.inspection.questions.questions_of", slow)
    page.model_menu.open_model(path)
    qtbot.waitUntil(lambda: "Opening" in page.notice.text(), timeout=PATIENCE_MS)
    assert "large.safetensors" in page.notice.text() and threads[0] is not threading.main_thread()
    workspace.set_model(chosen := lenet5(), "chosen meanwhile")
    assert not page.model_menu.is_busy and not page.notice.text()
    gate.set()
    qtbot.wait(200)
    assert workspace.model().network is chosen, "what was given up comes too late"


def test_a_model_that_is_being_saved_is_whole_when_the_window_closes(page: InspectPage, tmp_path: Path) -> None:
    path = tmp_path / "kept.safetensors"
    page.model_menu.save(path)
    page.close_down()
    assert np.array_equal(load_model(path).weights["fc3.bias"], Workspace().model().network.weights["fc3.bias"])


@pytest.mark.parametrize("mean", ["0.1 0.2 0.3", "nan", "banana"])
def test_a_model_whose_facts_on_its_pictures_are_of_no_use_is_refused(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, tmp_path: Path, mean: str
) -> None:
    network, before = lenet5(), workspace.model()
    network.info["input mean"] = mean
    save_model(network, path := tmp_path / "odd.safetensors")
    page.model_menu.open_model(path)
    settle(qtbot, page)
    assert page.notice.text() and workspace.model() is before
    assert "ships with the program" in page.property("subtitle")


@pytest.mark.parametrize("way", ["dropped on the picture", "pasted"])
def test_a_model_is_opened_wherever_it_is_given(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, tmp_path: Path, way: str
) -> None:
    save_model(lenet5(), path := tmp_path / "given.safetensors")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    if way == "pasted":
        QGuiApplication.clipboard().setMimeData(data)
        page.paste()
    else:
        button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        page.picture.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, button, keys))
    settle(qtbot, page)
    assert page.property("subtitle").endswith("from given.safetensors") and not page.picture.notice.text()
