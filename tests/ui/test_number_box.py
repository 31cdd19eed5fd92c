"""A number box keeps the keys no longer than it needs them."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout
from pytestqt.qtbot import QtBot

from cnnviz.ui.page import Page
from cnnviz.ui.stylesheet import stylesheet
from cnnviz.ui.theme import LIGHT
from cnnviz.ui.widgets.number_box import NumberBox


class Listener(Page):
    """A page that writes down the keys that reach it."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[int] = []
        self.box = NumberBox()
        QVBoxLayout(self).addWidget(self.box)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keys.append(event.key())


@pytest.fixture
def page(qtbot: QtBot) -> Listener:
    page = Listener()
    page.setStyleSheet(stylesheet(LIGHT))
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


def test_a_click_on_plus_counts_and_gives_the_keys_back(qtbot: QtBot, page: Listener) -> None:
    plus = QPoint(page.box.width() - 11, page.box.height() // 2)
    qtbot.mouseClick(page.box, Qt.MouseButton.LeftButton, pos=plus)
    assert page.box.value() == 1
    assert page.focusWidget() is page


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape])
def test_return_and_escape_give_the_keys_back(qtbot: QtBot, page: Listener, key: Qt.Key) -> None:
    page.box.setFocus()
    page.box.selectAll()
    qtbot.keyClicks(page.box, "42")
    qtbot.keyClick(page.box, key)
    assert page.box.value() == 42
    assert page.focusWidget() is page


@pytest.mark.parametrize(("typed", "value"), [("1024", 128), ("3", 4), ("64", 64), ("999999999", 128)])
@pytest.mark.parametrize("prefix", ["", "top "])
def test_a_number_beyond_the_range_becomes_the_nearest_and_the_range_is_told(
    qtbot: QtBot, page: Listener, typed: str, value: int, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, widget: told.append(text))
    page.box.setRange(4, 128)
    page.box.setPrefix(prefix)
    page.box.setFocus()
    page.box.selectAll()
    qtbot.keyClicks(page.box, typed)
    qtbot.keyClick(page.box, Qt.Key.Key_Return)
    assert page.box.value() == value
    qtbot.wait(10)
    beyond = f"{typed} is not possible here: 4 to 128 can be set."
    assert told == ([] if typed == "64" else [beyond])


def test_space_is_no_part_of_a_number_and_goes_to_the_page(qtbot: QtBot, page: Listener) -> None:
    page.box.setFocus()
    qtbot.keyClick(page.box, Qt.Key.Key_Space)
    assert page.keys == [Qt.Key.Key_Space]


def test_return_ends_the_number_and_nothing_else(qtbot: QtBot, page: Listener) -> None:
    page.box.setFocus()
    qtbot.keyClick(page.box, Qt.Key.Key_Return)
    assert page.keys == []


@pytest.mark.parametrize("has_keys", [False, True])
def test_the_wheel_counts_only_where_the_keys_are(page: Listener, has_keys: bool) -> None:
    if has_keys:
        page.box.setFocus()
    else:
        page.setFocus()
    notch = QPoint(0, 120)
    middle = QPointF(page.box.rect().center())
    event = QWheelEvent(
        middle, page.box.mapToGlobal(middle), QPoint(), notch, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(page.box, event)
    assert page.box.value() == int(has_keys)
