"""The form of a sweep: what is typed and ticked becomes runs at once, and mistakes are explained where they are."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from cnnviz.history.pace import Done, Pace
from cnnviz.ui.train.runs_view.sweep_dialog import SweepDialog
from tests.history.made_runs import made_setup

BASE = made_setup("base")


@pytest.fixture
def dialog(qtbot: QtBot) -> SweepDialog:
    result = SweepDialog(BASE, Pace.of([Done(BASE, 2, 30)]))
    qtbot.addWidget(result)
    result.show()
    return result


def type_rates(qtbot: QtBot, dialog: SweepDialog, text: str) -> None:
    dialog.rows[0].typed.clear()
    qtbot.keyClicks(dialog.rows[0].typed, text)


def tick(qtbot: QtBot, box: QCheckBox) -> None:
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))


def listed(dialog: SweepDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_it_begins_with_the_learning_rate_of_the_form(dialog: SweepDialog) -> None:
    assert dialog.rows[0].name == "learning_rate" and dialog.rows[0].typed.text() == "0.001"
    assert [row.name for row in dialog.rows[1:]] == ["", ""] and dialog.summary.text() == "1 run"


def test_three_rates_and_two_optimisers_make_six_runs(qtbot: QtBot, dialog: SweepDialog) -> None:
    dialog.rows[1].choose("optimizer")
    tick(qtbot, dialog.rows[1].boxes["sgd"])
    type_rates(qtbot, dialog, "0.01, 0.003 0.001")
    assert dialog.summary.text() == "6 runs" and listed(dialog)[:3] == ["sgd 0.01", "adam 0.01", "sgd 0.003"]
    assert dialog.note.text().startswith("About 3 min 00 s together")
    with qtbot.waitSignal(dialog.added) as added:
        qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert [setup.name for setup in added.args[0]] == listed(dialog) and not dialog.isVisible()


def test_a_value_that_is_none_is_explained_below_it(qtbot: QtBot, dialog: SweepDialog) -> None:
    type_rates(qtbot, dialog, "0.01 fast")
    assert dialog.rows[0].note.text() == "Learning rate is “fast”; it must be a number."
    assert not dialog.add.isEnabled() and dialog.setups() == []
    type_rates(qtbot, dialog, "0.01")
    assert dialog.add.isEnabled() and "apart by spaces" in dialog.rows[0].note.text()


def test_no_values_are_no_sweep(qtbot: QtBot, dialog: SweepDialog) -> None:
    dialog.rows[0].typed.clear()
    assert not dialog.add.isEnabled() and "has no values yet" in dialog.note.text()


def test_too_many_runs_are_refused_with_their_number(qtbot: QtBot, dialog: SweepDialog) -> None:
    dialog.rows[1].choose("seed")
    dialog.rows[1].typed.setText(" ".join(str(seed) for seed in range(49)))
    assert "49 runs; at most 48" in dialog.note.text() and not dialog.add.isEnabled()


def test_lines_may_be_left_out_between_two_that_are_used(qtbot: QtBot, dialog: SweepDialog) -> None:
    dialog.rows[2].choose("seed")
    assert dialog.add.isEnabled() and listed(dialog) == ["learning rate 0.001, seed 0"]


def test_a_setting_chosen_twice_is_pointed_out(dialog: SweepDialog) -> None:
    dialog.rows[1].choose("learning_rate")
    assert "chosen twice" in dialog.note.text() and not dialog.add.isEnabled()


def test_a_network_too_large_for_the_pictures_says_so(qtbot: QtBot, dialog: SweepDialog) -> None:
    dialog.rows[2].choose("network")
    tick(qtbot, dialog.rows[2].boxes["vgg16"])
    assert "pictures of 32 × 32 or more" in dialog.note.text() and not dialog.add.isEnabled()


def test_an_edited_network_can_be_swept_against_known_ones(qtbot: QtBot) -> None:
    dialog = SweepDialog(replace(BASE, network_name="own"), Pace())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.rows[1].choose("network")
    assert dialog.rows[1].boxes["own"].isChecked()
    tick(qtbot, dialog.rows[1].boxes["tiny-vgg"])
    assert {setup.network_name for setup in dialog.setups()} == {"own", "tiny-vgg"}
    assert "is told once a run of this kind" in dialog.note.text()


def test_yes_and_no_are_ticked(qtbot: QtBot, dialog: SweepDialog) -> None:
    dialog.rows[1].choose("flip")
    tick(qtbot, dialog.rows[1].boxes[True])
    assert [setup.settings.flip for setup in dialog.setups()] == [False, True]


def test_return_ends_typing_and_adds_nothing(qtbot: QtBot, dialog: SweepDialog) -> None:
    with qtbot.assertNotEmitted(dialog.added):
        qtbot.keyClick(dialog.rows[0].typed, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_every_control_has_a_name_and_a_help(dialog: SweepDialog) -> None:
    for row in dialog.rows:
        assert row.chooser.accessibleName() and row.typed.accessibleName() and row.typed.toolTip()
