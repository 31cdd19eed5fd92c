"""The network editor, worked on with mouse and keys."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QCheckBox, QMenu
from pytestqt.qtbot import QtBot

from cnnviz.data.model_files import load_model, save_model
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.description import MOST_LAYERS
from cnnviz.engine.network import Network
from cnnviz.engine.training import train
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.inspection.opening import open_pass_model
from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.ui.train.network_view.rows_model import FIELD, OUTPUT, PARAMETERS, SETTINGS, WORK
from cnnviz.ui.train.network_view.view import NetworkView
from cnnviz.ui.widgets.number_box import NumberBox
from cnnviz.ui.widgets.size_box import SizeBox

LEFT = Qt.MouseButton.LeftButton
ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
Key = Qt.Key
THIN = "\u2009"


def names(view: NetworkView) -> list[str]:
    return [row.name for row in view.draft.rows]


def choose(qtbot: QtBot, view: NetworkView, row: int) -> None:
    place = view.table.visualRect(view.table.rows.index(row, 0)).center()
    qtbot.mouseClick(view.table.viewport(), LEFT, pos=place)


def type_into(qtbot: QtBot, view: NetworkView, setting: str, text: str) -> None:
    control = view.form.control(setting)
    assert isinstance(control, NumberBox | SizeBox)
    control.setFocus()
    control.selectAll()
    qtbot.keyClicks(control, text)


def insert(view: NetworkView, kind: str) -> None:
    menu = view.toolbar.insert.menu()
    actions = [action for group in menu.findChildren(QMenu) for action in group.actions()]
    next(action for action in actions if action.data() == kind).trigger()


def test_the_table_says_shape_size_work_and_field_of_every_layer(view: NetworkView) -> None:
    assert names(view)[:4] == ["conv1", "relu1", "pool1", "conv2"]
    cells = [view.table.rows.text(3, column) for column in (SETTINGS, OUTPUT, PARAMETERS, WORK, FIELD)]
    assert cells == ["Conv2D · 16 kernels · 5×5", "16×10×10", f"2{THIN}416", f"240{THIN}000", "14×14"]
    assert view.totals.text() == f"61{THIN}706 parameters   416{THIN}520 multiply-adds"
    assert "looks 2 on" in view.table.rows.hint(3, FIELD) and not view.verdict.text()


def test_numbers_follow_while_one_types_and_are_one_step_to_undo(qtbot: QtBot, view: NetworkView) -> None:
    choose(qtbot, view, 3)
    type_into(qtbot, view, "out_channels", "120")
    assert view.draft.lines[3].shape == (120, 10, 10)
    assert view.table.rows.text(3, OUTPUT) == "120×10×10" and "units" in view.table.rows.text(7, SETTINGS)
    assert view.toolbar.undo.toolTip() == "Undo: Kernels of conv2 (Ctrl+Z)"
    qtbot.keyClick(view.form.control("out_channels"), Key.Key_Z, CTRL)
    assert view.draft.lines[3].shape == (16, 10, 10) and view.form.control("out_channels").value() == 16
    qtbot.keyClick(view.form.control("out_channels"), Key.Key_Z, CTRL | SHIFT)
    assert view.draft.lines[3].shape == (120, 10, 10)


def test_an_impossible_layer_says_why_at_its_row_and_cannot_be_used(qtbot: QtBot, view: NetworkView) -> None:
    choose(qtbot, view, 3)
    type_into(qtbot, view, "kernel_size", "20")
    assert "A window of 20 cells" in view.table.rows.hint(3, OUTPUT)
    assert view.table.columnSpan(3, OUTPUT) == 4 and view.table.rowHeight(3) > view.table.rowHeight(2)
    assert (
        view.table.rows.data(view.table.rows.index(4, OUTPUT), Qt.ItemDataRole.AccessibleTextRole) == "waits for conv2"
    )
    assert view.verdict.text() == "conv2 cannot work so: see its row."
    assert not view.toolbar.use.isEnabled() and "conv2: A window of 20" in view.toolbar.use.toolTip()
    assert not view.toolbar.save.isEnabled()
    qtbot.keyClick(view.form.control("kernel_size"), Key.Key_Backspace)
    assert view.draft.lines[3].shape == (16, 13, 13) and view.toolbar.use.isEnabled()
    assert view.table.columnSpan(3, OUTPUT) == 1 and not view.verdict.text()


def test_a_size_that_cannot_be_read_is_explained_at_its_field(qtbot: QtBot, view: NetworkView) -> None:
    choose(qtbot, view, 3)
    type_into(qtbot, view, "kernel_size", "5x")
    assert view.draft.lines[3].shape == (16, 10, 10) and not view.form.group.error("kernel_size")
    type_into(qtbot, view, "kernel_size", "3x7q")
    assert "Kernel size is “3x7q”; give one whole number or two" in view.form.group.error("kernel_size")
    assert view.draft.rows[3].settings["kernel_size"] == (3, 7)
    choose(qtbot, view, 0)
    choose(qtbot, view, 3)
    assert not view.form.group.error("kernel_size") and view.form.control("kernel_size").text() == "3×7"


def test_plus_and_minus_change_a_size(qtbot: QtBot, view: NetworkView) -> None:
    choose(qtbot, view, 0)
    padding = view.form.control("padding")
    padding.setFocus()
    qtbot.keyClick(padding, Key.Key_Up)
    assert view.draft.lines[0].shape == (6, 30, 30)
    qtbot.keyClick(padding, Key.Key_Down)
    qtbot.keyClick(padding, Key.Key_Down)
    assert view.draft.lines[0].shape == (6, 26, 26) and padding.text() == "1"


@pytest.mark.parametrize(("kind", "place"), [("BatchNorm2D", 1), ("Dropout", 1), ("MaxPool2D", 1)])
def test_a_layer_is_inserted_below_the_chosen_one(view: NetworkView, kind: str, place: int) -> None:
    view.editing.select(0)
    insert(view, kind)
    assert view.draft.rows[place].kind == kind and view.editing.current == place
    assert view.table.currentIndex().row() == place and view.form.title.text() == kind


def test_the_chosen_row_is_seen_in_full_also_when_it_is_new_or_higher(qtbot: QtBot, view: NetworkView) -> None:
    for size in (560, 480):
        view.resize(924, size)
        view.editing.select(len(names(view)) - 1)
        insert(view, "ReLU")
        QCoreApplication.processEvents()
        last = view.table.visualRect(view.table.rows.index(len(names(view)) - 1, 0))
        assert view.table.viewport().rect().contains(last)
    insert(view, "Conv2D")
    QCoreApplication.processEvents()
    broken = view.table.visualRect(view.table.rows.index(len(names(view)) - 1, 0))
    assert broken.height() > 30 and view.table.viewport().rect().contains(broken)


def test_keys_move_duplicate_remove_and_undo(qtbot: QtBot, view: NetworkView) -> None:
    choose(qtbot, view, 1)
    qtbot.keyClick(view.table, Key.Key_Down, ALT)
    assert names(view)[:3] == ["conv1", "pool1", "relu1"] and view.editing.current == 2
    qtbot.keyClick(view.table, Key.Key_Up, ALT)
    assert names(view)[:3] == ["conv1", "relu1", "pool1"]
    qtbot.keyClick(view.table, Key.Key_D, CTRL)
    assert names(view)[:4] == ["conv1", "relu1", "relu5", "pool1"] and view.editing.current == 2
    qtbot.keyClick(view.table, Key.Key_Delete)
    assert names(view)[:3] == ["conv1", "relu1", "pool1"]
    for _ in range(4):
        qtbot.keyClick(view.table, Key.Key_Z, CTRL)
    assert names(view)[:3] == ["conv1", "relu1", "pool1"] and not view.toolbar.undo.isEnabled()
    assert len(names(view)) == 12


def test_the_buttons_do_what_the_keys_do(qtbot: QtBot, view: NetworkView) -> None:
    choose(qtbot, view, 0)
    assert not view.toolbar.up.isEnabled()
    for button, expected in (
        (view.toolbar.down, ["relu1", "conv1", "pool1"]), (view.toolbar.up, ["conv1", "relu1", "pool1"]),
        (view.toolbar.copy, ["conv1", "conv3", "relu1"]), (view.toolbar.remove, ["conv1", "relu1", "pool1"]),
        (view.toolbar.undo, ["conv1", "conv3", "relu1"]), (view.toolbar.redo, ["conv1", "relu1", "pool1"]),
    ):  # fmt: skip
        qtbot.mouseClick(button, LEFT)
        assert names(view)[:3] == expected


@pytest.mark.parametrize(("source", "over", "low", "to"), [(0, 2, True, 2), (5, 1, False, 1), (2, 99, False, 11)])
def test_a_row_is_dragged_elsewhere(view: NetworkView, source: int, over: int, low: bool, to: int) -> None:
    view.editing.select(source)
    moved = names(view)[source]
    table = view.table
    rect = table.visualRect(table.rows.index(min(over, 11), 0))
    y = rect.bottom() - 2 if low else rect.top() + 2 if over < 12 else table.viewport().height() - 1
    view.resize(924, 700)  # so that there is room below the last row
    if over == 99:
        y = table.visualRect(table.rows.index(11, 0)).bottom() + 20
    event = QDropEvent(QPointF(20, y), Qt.DropAction.MoveAction, QMimeData(), LEFT, Qt.KeyboardModifier.NoModifier)
    table.dropEvent(event)
    assert names(view)[to] == moved and view.editing.current == to and len(names(view)) == 12


def test_a_name_is_changed_as_one_types_and_what_cannot_be_is_explained(qtbot: QtBot, view: NetworkView) -> None:
    choose(qtbot, view, 0)
    view.form.name.setFocus()
    view.form.name.selectAll()
    qtbot.keyClicks(view.form.name, "conv2")
    assert names(view)[0] == "conv" and "names must differ" in view.form.group.error("name")
    qtbot.keyClicks(view.form.name, "_first")
    assert names(view)[0] == "conv2_first" and not view.form.group.error("name")
    assert view.draft.rows[1].inputs == ("conv2_first",)
    qtbot.keyClick(view.form.name, Key.Key_Z, CTRL)
    assert names(view)[0] == "conv1" and view.form.name.text() == "conv1"


def test_branches_are_joined_by_choosing_inputs(qtbot: QtBot, view: NetworkView) -> None:
    view.editing.start_from("32-64-128-average")
    view.editing.select(1)
    insert(view, "Concat")
    assert view.draft.rows[2].inputs == ("relu1", "conv1") and view.draft.lines[2].shape == (64, 28, 28)
    more = view.form.inputs.choosers[-1]
    assert more.currentText() == "one more …"
    more.setFocus()
    qtbot.keyClick(more, Key.Key_Down)
    assert view.draft.rows[2].inputs == ("relu1", "conv1", "relu1") and view.draft.lines[2].shape == (96, 28, 28)
    assert len(view.form.inputs.choosers) == 4


def test_switches_and_follow_up_values_are_shown(qtbot: QtBot, view: NetworkView) -> None:
    choose(qtbot, view, 3)
    assert view.form.follows.text() == "Input channels: 6, from pool1."
    bias = view.form.control("bias")
    assert isinstance(bias, QCheckBox)
    view.form.ensureWidgetVisible(bias)
    qtbot.mouseClick(bias, LEFT, pos=QPoint(8, bias.height() // 2))
    assert view.draft.lines[3].parameters == 2400 and "no bias" in view.table.rows.text(3, SETTINGS)
    choose(qtbot, view, 11)
    assert "Units: 10, one for each class." in view.form.follows.text()
    with pytest.raises(KeyError):
        view.form.control("out_features")


def test_a_network_without_an_output_layer_is_offered_one(qtbot: QtBot, view: NetworkView) -> None:
    assert not view.head.isVisible()
    for _ in range(6):
        view.editing.select(len(names(view)) - 1)
        qtbot.keyClick(view.table, Key.Key_Delete)
    assert names(view)[-1] == "pool2" and view.head.isVisible() and not view.toolbar.use.isEnabled()
    qtbot.mouseClick(view.head, LEFT)
    assert names(view)[-2:] == ["flatten", "fc1"] and view.toolbar.use.isEnabled() and not view.head.isVisible()


def test_without_layers_it_says_what_to_do(qtbot: QtBot, view: NetworkView) -> None:
    for _ in range(12):
        qtbot.mouseClick(view.toolbar.remove, LEFT)
    assert names(view) == [] and view.verdict.text().startswith("The network has no layers. Insert one")
    assert view.form.title.text() == "No layer is chosen" and not view.toolbar.remove.isEnabled()
    insert(view, "Conv2D")
    assert names(view) == ["conv1"] and view.form.title.text() == "Conv2D"


@pytest.mark.parametrize("name", list(NETWORKS))
def test_every_known_network_can_be_started_from(view: NetworkView, name: str) -> None:
    menu = view.toolbar.start.menu()
    next(action for action in menu.actions() if action.data() == name).trigger()
    assert menu.actions()[list(NETWORKS).index(name)].text().startswith(f"{view.draft.title}\t")
    assert [row.kind for row in view.draft.rows] == [layer.kind for _, layer in NETWORKS[name].build(None).layers]
    assert bool(view.draft.problem) is (name == "vgg16")  # for photographs, not for digits
    assert view.toolbar.undo.isEnabled() is (name != "lenet5")


def test_other_pictures_are_taken_over_by_all_steps(qtbot: QtBot, view: NetworkView) -> None:
    view.editing.select(0)
    insert(view, "Dropout")
    view.set_input(("cat", "dog", "cow"), (3, 40, 40))
    assert view.caption.text() == "From a picture of 3 × 40 × 40 to 3 classes"
    assert view.draft.lines[-1].shape == (3,) and not view.draft.problem
    qtbot.mouseClick(view.toolbar.undo, LEFT)
    assert view.draft.lines[-1].shape == (3,) and view.draft.lines[0].shape == (6, 40, 40)


def test_a_click_at_a_block_of_the_drawing_goes_to_its_row(qtbot: QtBot, view: NetworkView) -> None:
    for row in (0, 1, 7, 11):
        qtbot.mouseClick(view.drawing, LEFT, pos=view.drawing.place_of(row).center().toPoint())
        assert view.editing.current == row == view.table.currentIndex().row()
    assert view.drawing.row_at(2, 40) is None


def test_using_it_hands_over_the_description(qtbot: QtBot, view: NetworkView) -> None:
    view.toolbar.title.setFocus()
    view.toolbar.title.selectAll()
    qtbot.keyClicks(view.toolbar.title, "mine")
    with qtbot.waitSignal(view.network_chosen) as caught:
        qtbot.mouseClick(view.toolbar.use, LEFT)
    description = caught.args[0]
    assert description["info"] == {"network": "mine"} and not view.toolbar.use.isEnabled()
    assert view.toolbar.use.text() == "In use"
    assert Network.from_description(description, 0).describe() == description
    view.editing.select(0)
    insert(view, "Dropout")
    assert view.toolbar.use.isEnabled() and view.toolbar.use.text() == "Use this network"


def test_the_network_in_use_is_shown_and_work_on_it_is_kept(view: NetworkView) -> None:
    description = NETWORKS["resnet8"].build(None, view.draft.class_names, (1, 28, 28)).describe()
    view.show_network(description)
    assert len(names(view)) == 31 and view.toolbar.use.text() == "In use" and not view.toolbar.undo.isEnabled()
    view.set_input(("a", "b"), (1, 28, 28))
    assert view.toolbar.use.text() == "In use" and view.draft.lines[-1].shape == (2,)


def test_a_look_at_the_network_in_use_again_keeps_what_was_edited(view: NetworkView) -> None:
    description = NETWORKS["resnet8"].build(None, view.draft.class_names, (1, 28, 28)).describe()
    view.show_network(description)
    view.editing.remove()
    view.show_network(description)
    assert len(names(view)) == 30
    view.show_network(NETWORKS["lenet5"].build(None).describe())
    assert len(names(view)) == 12 and view.toolbar.use.text() == "In use"
    view.editing.undo()
    assert len(names(view)) == 30


def test_a_layer_too_many_is_refused_in_words(view: NetworkView) -> None:
    layers = [{"name": f"r{number}", "kind": "ReLU"} for number in range(MOST_LAYERS)]
    draft = NetworkDraft.of({"version": 2, "input_shape": [1, 4, 4], "layers": layers})
    view.editing.apply(draft, "test")
    insert(view, "ReLU")
    assert "has 2,000 layers, and more cannot be had" in view.notice.text() and len(names(view)) == MOST_LAYERS


def test_undo_also_takes_back_what_cannot_be_read(qtbot: QtBot, view: NetworkView) -> None:
    choose(qtbot, view, 3)
    type_into(qtbot, view, "kernel_size", "3x7q")
    qtbot.keyClick(view.form.control("kernel_size"), Key.Key_Z, CTRL)
    assert view.form.control("kernel_size").text() == "5" and not view.form.group.error("kernel_size")


def test_what_is_made_here_trains_is_saved_and_opens_in_inspect(
    qtbot: QtBot, view: NetworkView, tmp_path: Path, tiny_source: Any
) -> None:
    choose(qtbot, view, 0)
    type_into(qtbot, view, "out_channels", "4")
    insert(view, "BatchNorm2D")
    insert(view, "Add")
    with qtbot.waitSignal(view.network_chosen) as caught:
        qtbot.mouseClick(view.toolbar.use, LEFT)
    network = Network.from_description(caught.args[0], 0)
    before = network.parameters["conv1.weight"].copy()
    settings = TrainingSettings(epochs=1, batch_size=8)
    assert list(train(network, tiny_source, settings))
    path = tmp_path / "own.safetensors"
    save_model(network, path)
    opened = open_pass_model(path).network
    assert opened is not None
    assert opened.describe() == network.describe() and (opened.parameters["conv1.weight"] != before).any()
    assert [name for name, _ in opened.layers][:4] == ["conv1", "norm1", "add1", "relu1"]
    assert load_model(path).weights.keys() == network.weights.keys()
    assert NetworkDraft.of(opened.describe()).rows == view.draft.rows


def test_everything_can_be_reached_with_the_keys_and_has_a_name(view: NetworkView) -> None:
    for name in ("insert", "up", "down", "copy", "remove", "undo", "redo", "title", "start", "open", "save", "use"):
        widget = getattr(view.toolbar, name)
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.toolTip(), name
        assert widget.accessibleName() or widget.text(), name
    view.editing.select(3)
    for one in ("out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "padding_mode", "bias"):
        assert view.form.control(one).accessibleName() and view.form.control(one).toolTip()
    assert view.table.accessibleName() and view.drawing.accessibleName()
    assert "conv1 6×28×28" in view.drawing.accessibleDescription()


def test_return_in_the_table_goes_to_the_first_setting(qtbot: QtBot, view: NetworkView) -> None:
    choose(qtbot, view, 3)
    qtbot.keyClick(view.table, Key.Key_Return)
    assert view.form.control("out_channels").hasFocus()
