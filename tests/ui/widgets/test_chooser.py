"""A list of values is worked with mouse, keys and wheel, and never shows half a letter."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.settings import Choice
from cnnviz.ui.widgets.chooser import Chooser

LONG = "a name that is much too long for a list as narrow as this"


@pytest.fixture
def chooser(qtbot: QtBot) -> Iterator[Chooser]:
    host = QWidget()
    chooser = Chooser("Fruit", "What to eat", [Choice("a", "Apple", "red"), Choice("b", "Banana"), Choice("c", LONG)])
    column = QVBoxLayout(host)
    column.addWidget(chooser)
    column.addWidget(QLineEdit())
    qtbot.addWidget(host)
    host.resize(160, 80)
    with qtbot.waitExposed(host):
        host.show()
    host.activateWindow()
    yield chooser


@pytest.fixture
def chosen(chooser: Chooser) -> list[str]:
    values: list[str] = []
    chooser.chosen.connect(values.append)
    return values


def test_arrow_keys_choose(qtbot: QtBot, chooser: Chooser, chosen: list[str]) -> None:
    chooser.setFocus()
    qtbot.keyClick(chooser, Qt.Key.Key_Down)
    assert chosen == ["b"] and chooser.value() == "b"


def test_a_value_that_is_shown_is_not_chosen(chooser: Chooser, chosen: list[str]) -> None:
    chooser.set_value("b")
    assert chooser.value() == "b" and not chosen


def test_a_value_that_is_not_offered_is_passed_over(qtbot: QtBot, chooser: Chooser, chosen: list[str]) -> None:
    chooser.set_offered("b", False)
    chooser.setFocus()
    qtbot.keyClick(chooser, Qt.Key.Key_Down)
    assert chosen == ["c"]


def test_an_action_is_passed_over_by_keys_while_the_list_is_closed(
    qtbot: QtBot, chooser: Chooser, chosen: list[str]
) -> None:
    chooser.add_action("do", "Do something…")
    chooser.set_value("c")
    chooser.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_D):
        qtbot.keyClick(chooser, key)
    assert not chosen and chooser.value() == "c"


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")
@pytest.mark.parametrize("mouse", [True, False])
def test_an_action_is_taken_from_the_open_list(qtbot: QtBot, chooser: Chooser, chosen: list[str], mouse: bool) -> None:
    chooser.add_action("do", "Do something…")
    view = chooser.view()
    for _ in range(2):
        chooser.showPopup()
        qtbot.waitUntil(view.isVisible)
        if mouse:
            qtbot.wait(QApplication.doubleClickInterval() + 50)  # a release sooner belongs to the click that opened it
            place = view.visualRect(view.model().index(chooser.findData("do"), 0)).center()
            qtbot.mouseMove(view.viewport(), place)
            qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        else:
            qtbot.keyClick(view, Qt.Key.Key_End)
            qtbot.keyClick(view, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not view.isVisible())
        chooser.set_value("a")
    assert chosen == ["do", "do"]


def test_a_long_name_is_shortened_in_the_middle_and_told_by_the_tooltip(chooser: Chooser) -> None:
    chooser.set_value("a")
    assert chooser.shown_text() == "Apple" and chooser.toolTip() == "Apple\nWhat to eat"
    short = chooser.grab().toImage()
    chooser.set_value("c")
    assert "…" in chooser.shown_text() and chooser.shown_text().endswith("this")
    assert chooser.toolTip().startswith(LONG)
    assert chooser.grab().toImage() != short


def test_a_value_is_renamed(chooser: Chooser) -> None:
    chooser.set_text("a", "Apricot")
    assert chooser.currentText() == "Apricot" and chooser.value() == "a"
    assert chooser.itemData(0, Qt.ItemDataRole.ToolTipRole) == "Apricot"


@pytest.mark.parametrize(("focus", "expected"), [(lambda box: box.parentWidget(), []), (lambda box: box, ["b"])])
def test_the_wheel_chooses_only_where_the_keys_are(
    chooser: Chooser, chosen: list[str], focus: Callable[[Chooser], QWidget], expected: list[str]
) -> None:
    focus(chooser).setFocus()
    middle = QPointF(chooser.rect().center())
    event = QWheelEvent(
        middle, chooser.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(chooser, event)
    assert chosen == expected
