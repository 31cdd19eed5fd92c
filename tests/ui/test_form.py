"""A form keeps the last good value and explains a wrong one at its control."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.settings import Choice, Setting
from cnnviz.ui.widgets.form import Form

TABLE = (
    Setting("rate", "Rate", 0.001, minimum=1e-6, maximum=1e7, help="How far each step goes"),
    Setting("batch", "Batch", 64, minimum=1, maximum=1024),
    Setting("kind", "Kind", "adam", choices=(Choice("adam", "Adam", "Own step sizes"), Choice("sgd", "SGD"))),
    Setting("shuffle", "Shuffle", True),
)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    form = Form(TABLE)
    qtbot.addWidget(form)
    form.show()
    return form


def type_into(qtbot: QtBot, form: Form, name: str, text: str) -> None:
    control = form.control(name)
    control.setFocus()
    control.selectAll()  # type: ignore[union-attr]
    qtbot.keyClicks(control, text)
    qtbot.keyClick(control, Qt.Key.Key_Return)


def test_a_typed_value_is_taken_and_announced(qtbot: QtBot, form: Form) -> None:
    with qtbot.waitSignal(form.changed) as signal:
        type_into(qtbot, form, "rate", "0.05")
    assert signal.args == ["rate"]
    assert form.values()["rate"] == 0.05


def test_a_wrong_value_is_explained_below_its_control_and_the_last_good_one_stays(qtbot: QtBot, form: Form) -> None:
    type_into(qtbot, form, "rate", "fast")
    assert "must be a number" in form.error("rate")
    assert form.values()["rate"] == 0.001
    type_into(qtbot, form, "rate", "0.1")
    assert form.error("rate") == ""


def test_setting_a_value_from_the_program_is_not_announced(qtbot: QtBot, form: Form) -> None:
    with qtbot.assertNotEmitted(form.changed):
        for name, value in (("rate", 0.5), ("batch", 8), ("kind", "sgd"), ("shuffle", False)):
            form.set_value(name, value)
    assert form.values() == {"rate": 0.5, "batch": 8, "kind": "sgd", "shuffle": False}


def test_every_control_has_its_label_as_its_accessible_name_and_its_help_as_tooltip(form: Form) -> None:
    assert form.control("rate").accessibleName() == "Rate"
    assert form.control("rate").toolTip() == "How far each step goes"
    kinds = form.control("kind")
    assert [kinds.itemData(row, Qt.ItemDataRole.ToolTipRole) for row in (0, 1)] == ["Own step sizes", None]  # type: ignore[union-attr]


@pytest.fixture
def folded(qtbot: QtBot) -> Form:
    form = Form((*TABLE, Setting("decay", "Decay", 0.0, minimum=0, maximum=1, advanced=True)))
    qtbot.addWidget(form)
    form.show()
    return form


def test_advanced_settings_are_folded_away_until_asked_for(qtbot: QtBot, folded: Form) -> None:
    assert not folded.control("decay").isVisible() and folded.control("rate").isVisible()
    for text, shown in (("More settings", True), ("Fewer settings", False)):
        assert folded.fold.button.text() == text
        qtbot.mouseClick(folded.fold.button, Qt.MouseButton.LeftButton)
        assert folded.control("decay").isVisible() == shown


def test_the_fold_says_how_many_settings_in_it_were_changed(qtbot: QtBot, folded: Form) -> None:
    folded.set_value("rate", 0.5)
    assert folded.fold.button.text() == "More settings"
    folded.set_value("decay", 0.5)
    assert folded.fold.button.text() == "More settings (1 changed)"
    qtbot.mouseClick(folded.fold.button, Qt.MouseButton.LeftButton)
    type_into(qtbot, folded, "decay", "0")
    assert folded.fold.button.text() == "Fewer settings"


def test_a_form_without_advanced_settings_has_no_fold(form: Form) -> None:
    assert not form.fold.isVisible()


def test_a_locked_form_can_be_unfolded_but_not_changed(qtbot: QtBot, folded: Form) -> None:
    folded.set_idle({"batch"})
    folded.set_locked(True)
    qtbot.mouseClick(folded.fold.button, Qt.MouseButton.LeftButton)
    assert folded.control("decay").isVisible()
    assert not any(folded.control(name).isEnabled() for name in folded.values())
    folded.set_locked(False)
    assert [name for name in folded.values() if not folded.control(name).isEnabled()] == ["batch"]


def test_of_a_locked_form_only_what_is_free_can_be_changed(form: Form) -> None:
    first, second = list(form.values())[:2]
    form.set_locked(True, but={first})
    assert form.control(first).isEnabled() and not form.control(second).isEnabled()
    form.set_locked(False)
    assert form.control(second).isEnabled()


def test_a_field_with_a_wrong_value_is_named_until_it_is_put_right(qtbot: QtBot, form: Form) -> None:
    assert form.wrong() == ""
    type_into(qtbot, form, "rate", "fast")
    assert form.wrong() == "rate"
    type_into(qtbot, form, "rate", "0.1")
    assert form.wrong() == ""
