"""One of a few values: by mouse, and by Tab and the arrow keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.settings import Choice
from cnnviz.ui.widgets.segmented import Segmented

CHOICES = (Choice("a", "A"), Choice("b", "B"), Choice("c", "C"))


def test_a_click_chooses_and_is_announced(qtbot: QtBot) -> None:
    segmented = Segmented(CHOICES, "b")
    qtbot.addWidget(segmented)
    with qtbot.waitSignal(segmented.changed) as signal:
        qtbot.mouseClick(segmented.button("c"), Qt.MouseButton.LeftButton)
    assert signal.args == ["c"]
    assert segmented.value() == "c"


def test_tab_comes_to_the_value_that_is_on_and_to_no_other(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    before, segmented, after = QLineEdit(), Segmented(CHOICES, "a"), QLineEdit()
    column = QVBoxLayout(whole)
    for widget in (before, segmented, after):
        column.addWidget(widget)
    with qtbot.waitExposed(whole):
        whole.show()
    qtbot.mouseClick(segmented.button("b"), Qt.MouseButton.LeftButton)
    before.setFocus()
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    assert whole.focusWidget() is segmented.button("b")
    qtbot.keyClick(segmented.button("b"), Qt.Key.Key_Tab)
    assert whole.focusWidget() is after


def test_the_arrow_keys_choose_the_neighbour(qtbot: QtBot) -> None:
    segmented = Segmented(CHOICES, "a")
    qtbot.addWidget(segmented)
    with qtbot.waitExposed(segmented):
        segmented.show()
    segmented.button("a").setFocus()
    with qtbot.waitSignal(segmented.changed) as signal:
        qtbot.keyClick(segmented.button("a"), Qt.Key.Key_Right)
    assert signal.args == ["b"]
