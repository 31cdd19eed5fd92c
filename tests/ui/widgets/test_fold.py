"""What is folded away comes into view when it is opened."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.ui.widgets.fold import Fold


def scrolled(qtbot: QtBot, body_height: int) -> tuple[QScrollArea, Fold]:
    """A fold at the lower end of what scrolls."""
    above, body, inside, area = QWidget(), QWidget(), QWidget(), QScrollArea()
    above.setFixedHeight(200)
    body.setFixedHeight(body_height)
    fold = Fold(body, "More", "Less")
    column = QVBoxLayout(inside)
    column.addWidget(above)
    column.addWidget(fold)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    area.resize(200, 260)
    qtbot.addWidget(area)
    area.show()
    qtbot.waitExposed(area)
    return area, fold


def seen(area: QScrollArea, widget: QWidget) -> bool:
    place = widget.mapTo(area.viewport(), widget.rect().topLeft())
    return place.y() >= 0 and place.y() + widget.height() <= area.viewport().height()


def test_what_is_opened_comes_into_view(qtbot: QtBot) -> None:
    area, fold = scrolled(qtbot, 150)
    assert area.verticalScrollBar().value() == 0
    qtbot.mouseClick(fold.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: seen(area, fold.body))
    assert seen(area, fold.button)


def test_of_what_is_higher_than_the_window_the_beginning_is_seen(qtbot: QtBot) -> None:
    area, fold = scrolled(qtbot, 500)
    qtbot.mouseClick(fold.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: area.verticalScrollBar().value() > 0)
    assert seen(area, fold.button)


def test_a_fold_that_nothing_scrolls_opens_where_it_is(qtbot: QtBot) -> None:
    fold = Fold(QWidget(), "More", "Less")
    qtbot.addWidget(fold)
    fold.show()
    qtbot.mouseClick(fold.button, Qt.MouseButton.LeftButton)
    qtbot.wait(10)
    assert fold.body.isVisible() and fold.button.text() == "Less"
