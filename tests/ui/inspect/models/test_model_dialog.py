"""What a model file does not say is asked, with what would come out in view."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from safetensors.numpy import save_file

from cnnviz.data.model_files import load_model
from cnnviz.data.network_files import save_architecture
from cnnviz.engine.input_normalisation import InputNormalisation, normalisation_of
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten
from cnnviz.inspection.questions import Questions
from cnnviz.traces.passes import NetworkModel
from cnnviz.ui.inspect.models.class_names_field import HEIGHT
from cnnviz.ui.inspect.models.details_dialog import DetailsDialog
from cnnviz.ui.inspect.models.model_dialog import ModelDialog
from cnnviz.ui.inspect.models.normalisation_field import USUAL, NormalisationField
from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.workspace import Workspace
from tests.inspection.test_opening import onnx_file
from tests.ui.inspect.conftest import PATIENCE_MS, settle

TORCH = {"conv1": "features.0", "conv2": "features.3", "fc1": "head.1", "fc2": "head.3", "fc3": "head.5"}


def torch_file(path: Path, weights: Mapping[str, np.ndarray]) -> Path:
    """LeNet-5's weights under names as PyTorch gives them."""
    save_file({f"{TORCH[layer]}.{part}": array for (layer, part), array in
               ((name.split("."), array) for name, array in weights.items())}, path)  # fmt: skip
    return path


def asked(qtbot: QtBot, page: InspectPage, path: Path) -> ModelDialog:
    """The dialog that comes for the file."""
    page.open_picture(str(path))
    settle(qtbot, page)
    dialog = page.model_menu.dialog
    assert isinstance(dialog, ModelDialog) and dialog.isVisible(), page.notice.text()
    return dialog


def click_open(qtbot: QtBot, dialog: ModelDialog) -> None:
    assert dialog.open_button.isEnabled()
    dialog.open_button.click()
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=PATIENCE_MS)


def test_a_state_dict_is_opened_with_what_is_answered(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, tmp_path: Path
) -> None:
    network = lenet5(3)
    dialog = asked(qtbot, page, torch_file(tmp_path / "weights.safetensors", network.weights))
    assert dialog.architecture.chooser.value() == "lenet5"
    assert "features.3  →  conv2  16×6×5×5" in dialog.preview.toPlainText()
    assert "Takes 1×28×28, gives 10; 61 706 weights. The names differ" in dialog.note.text().replace("\u2009", " ")
    dialog.class_names.text.setPlainText("\n".join("abcdefghij") + "\n\n")
    dialog.normalisation.chooser.setCurrentIndex(dialog.normalisation.chooser.findData("mnist"))
    click_open(qtbot, dialog)
    opened = workspace.model().network
    assert not dialog.isVisible() and opened.class_names == tuple("abcdefghij")
    assert normalisation_of(opened.info) == USUAL["mnist"]
    assert np.array_equal(opened.weights["fc3.weight"], network.weights["fc3.weight"])
    assert "from weights.safetensors" in page.property("subtitle")
    page.model_menu.save(tmp_path / "kept.safetensors")
    settle(qtbot, page)
    kept = load_model(tmp_path / "kept.safetensors")
    assert normalisation_of(kept.info) == USUAL["mnist"] and kept.class_names == opened.class_names


def test_the_wrong_number_of_names_is_said_and_the_dialog_stays(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, tmp_path: Path
) -> None:
    before = workspace.model()
    dialog = asked(qtbot, page, torch_file(tmp_path / "w.safetensors", lenet5(3).weights))
    dialog.class_names.text.setPlainText("one\ntwo")
    assert dialog.class_names.count.text() == "2 names"
    click_open(qtbot, dialog)
    assert dialog.isVisible() and "has 2 class names" in dialog.note.text()
    assert workspace.model() is before
    dialog.cancel.click()
    assert not dialog.isVisible() and workspace.model() is before


def test_weights_of_no_known_network_take_one_from_a_file(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, tmp_path: Path
) -> None:
    network = Network([("flat", Flatten()), ("scores", Linear(12, 3))], (3, 2, 2))
    network.weights["scores.bias"][:] = (1, 2, 3)
    save_file({f"net.{name}": array for name, array in network.weights.items()}, path := tmp_path / "w.safetensors")
    save_architecture(network.describe(), plan := tmp_path / "mine.cnnviz-network.json")
    dialog = asked(qtbot, page, path)
    assert not dialog.open_button.isEnabled()
    assert "Choose another network, or the file of its own" in dialog.note.text()
    assert "net.scores.weight  3×12" in dialog.preview.toPlainText()
    dialog.architecture.read(tmp_path / "none.cnnviz-network.json")
    assert "cannot be opened" in dialog.note.text()
    dialog.architecture.read(plan)
    click_open(qtbot, dialog)
    assert workspace.model().network.weights["scores.bias"].tolist() == [1, 2, 3]


def test_a_foreign_onnx_model_of_any_size_is_asked_for_its_size_and_shown(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, tmp_path: Path
) -> None:
    dialog = asked(qtbot, page, onnx_file(tmp_path / "m.onnx", "Erf", None))
    dialog.width_box.setValue(20)
    dialog.height_box.setValue(16)
    dialog.normalisation.chooser.setCurrentIndex(dialog.normalisation.chooser.findData("imagenet"))
    click_open(qtbot, dialog)
    qtbot.waitUntil(lambda: [layer.name for layer in page.layers()] == ["input", "conv", "last"], timeout=20_000)
    model = workspace.looked_into().model
    assert model.input_shape == (3, 16, 20) and normalisation_of(model.info) == USUAL["imagenet"]
    menu = page.model_menu.menu()
    menu.aboutToShow.emit()
    offered = {action.text(): action.isEnabled() for action in menu.actions()}
    assert not offered["Save the model as…"] and not offered["Export to ONNX…"]
    page.model_menu.show_details()
    details = page.model_menu.dialog
    assert isinstance(details, DetailsDialog) and "ONNX Runtime computes this model" in details.text.toPlainText()
    details.close_button.click()
    page.model_menu.ask_answers()
    again = page.model_menu.dialog
    assert isinstance(again, ModelDialog) and again.normalisation.value() == USUAL["imagenet"]
    again.normalisation.chooser.setCurrentIndex(again.normalisation.chooser.findData("bytes"))
    click_open(qtbot, again)
    assert normalisation_of(workspace.looked_into().model.info) == USUAL["bytes"]


@pytest.mark.parametrize(("channels", "usual"), [(1, 28), (3, 224)])
def test_only_sides_that_are_open_are_asked_for(qtbot: QtBot, channels: int, usual: int) -> None:
    questions = Questions(Path("m.onnx"), "An ONNX model", sizes=(channels, None, 40))
    dialog = ModelDialog(questions, lambda answers: NetworkModel(lenet5()))
    qtbot.addWidget(dialog)
    assert (dialog.width_box.value(), dialog.height_box.value()) == (40, usual)
    assert dialog.height_box.isEnabled() and not dialog.width_box.isEnabled()


def test_input_and_classes_of_the_present_network_can_be_changed(
    qtbot: QtBot, page: InspectPage, workspace: Workspace
) -> None:
    page.model_menu.ask_answers()
    dialog = page.model_menu.dialog
    assert isinstance(dialog, ModelDialog) and dialog.class_names.value() == tuple("0123456789")
    dialog.class_names.text.setPlainText("\n".join(f"digit {number}" for number in range(10)))
    click_open(qtbot, dialog)
    assert page.prediction.reading() == "digit 7"
    assert "test accuracy" in workspace.model().network.info


def test_details_say_what_the_command_line_says(page: InspectPage) -> None:
    page.model_menu.show_details()
    dialog = page.model_menu.dialog
    assert isinstance(dialog, DetailsDialog) and "61,706" in dialog.text.toPlainText()
    dialog.close_button.click()
    assert not dialog.isVisible()


def test_a_pickle_is_refused_with_the_way_to_convert_it(qtbot: QtBot, page: InspectPage, tmp_path: Path) -> None:
    (path := tmp_path / "m.pt").write_bytes(b"\x80\x02}q\x00.")
    page.open_picture(str(path))
    settle(qtbot, page)
    assert "weights_only=True" in page.notice.text()


@pytest.mark.parametrize("name", USUAL)
def test_every_usual_choice_comes_back_as_itself(qtbot: QtBot, name: str) -> None:
    field = NormalisationField(1 if name == "mnist" else 3)
    qtbot.addWidget(field)
    field.show_value(USUAL[name])
    assert field.chooser.value() == name and field.value() == USUAL[name]


def test_own_numbers_are_written_and_checked(qtbot: QtBot, page: InspectPage) -> None:
    page.model_menu.ask_answers()
    dialog = page.model_menu.dialog
    assert isinstance(dialog, ModelDialog)
    field = dialog.normalisation
    field.chooser.setCurrentIndex(field.chooser.findData("own"))
    qtbot.waitUntil(lambda: dialog.class_names.text.height() == HEIGHT)  # the dialog has grown
    field.mean.setText("0.5")
    field.spread.setText("0.25")
    assert field.value() == InputNormalisation(1.0, (0.5,), (0.25,))
    field.spread.setText("0")
    assert not dialog.open_button.isEnabled() and "scale and spread other than 0" in dialog.note.text()
    field.spread.setText("wide")
    assert "separated by blanks" in dialog.note.text()
    dialog.cancel.click()


def test_names_come_from_a_text_file(page: InspectPage, tmp_path: Path) -> None:
    page.model_menu.ask_answers()
    dialog = page.model_menu.dialog
    assert isinstance(dialog, ModelDialog)
    (tmp_path / "names.txt").write_text("eins\r\nzwei\r\n", encoding="utf-8-sig")
    dialog.class_names.read(tmp_path / "names.txt")
    assert dialog.class_names.value() == ("eins", "zwei")
    (tmp_path / "odd.txt").write_bytes(b"\xff\xfe\x00")
    dialog.class_names.read(tmp_path / "odd.txt")
    assert "no text in UTF-8" in dialog.note.text() and dialog.class_names.value() == ("eins", "zwei")
    dialog.cancel.click()


def test_the_network_of_another_page_is_offered_again(page: InspectPage, workspace: Workspace) -> None:
    trained = lenet5()
    workspace.set_model(trained, "the run of today")
    page.model_menu.use_shipped()
    menu = page.model_menu.menu()
    menu.aboutToShow.emit()
    action = next(action for action in menu.actions() if "the run of today" in action.text())
    assert action.isVisible()
    action.trigger()
    assert workspace.model().network is trained


def test_an_exported_model_comes_back_as_it_was(
    qtbot: QtBot, page: InspectPage, workspace: Workspace, tmp_path: Path
) -> None:
    pytest.importorskip("onnx")
    before = workspace.model().network
    page.model_menu.export(tmp_path / "m.onnx")
    settle(qtbot, page)
    assert "m.onnx" in page.notice.text()
    page.open_picture(str(tmp_path / "m.onnx"))
    settle(qtbot, page)
    again = workspace.model().network
    assert again is not before and again.class_names == before.class_names
    assert np.array_equal(again.weights["fc3.weight"], before.weights["fc3.weight"])
    assert page.prediction.reading() == "7"
