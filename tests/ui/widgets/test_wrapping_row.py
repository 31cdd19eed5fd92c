"""A row of controls has a second line where the first one is too short for it."""

import pytest
from PySide6.QtWidgets import QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.ui.widgets.wrapping_row import WrappingRow

WIDTH, SPACING = 100, 8


class Made:
    """A row of three groups, each of one widget 100 pixels wide."""

    def __init__(self, qtbot: QtBot) -> None:
        self.page, self.row = QWidget(), WrappingRow(SPACING)
        qtbot.addWidget(self.page)
        self.row.setParent(self.page)
        self.widgets = [QCheckBox(str(index)) for index in range(3)]
        for widget in self.widgets:
            widget.setFixedSize(WIDTH, 20)
            self.row.add(widget)
        self.page.resize(1000, 300)
        self.page.show()

    def tops(self, qtbot: QtBot, width: int) -> list[int]:
        """How high the widgets stand in a row of that width."""
        self.row.resize(width, 300)
        qtbot.wait(1)
        self.row.resize(width, self.row.sizeHint().height())
        qtbot.wait(1)
        return [widget.y() for widget in self.widgets]


@pytest.fixture
def made(qtbot: QtBot) -> Made:
    return Made(qtbot)


def test_what_fits_stands_in_one_line(qtbot: QtBot, made: Made) -> None:
    tops = made.tops(qtbot, 3 * WIDTH + 2 * SPACING)
    assert made.row.lines == 1
    assert len(set(tops)) == 1


def test_what_does_not_fit_goes_on_in_the_next_line_and_comes_back(qtbot: QtBot, made: Made) -> None:
    tops = made.tops(qtbot, 3 * WIDTH + 2 * SPACING - 1)
    assert made.row.lines == 2
    assert tops[0] == tops[1] < tops[2]
    made.tops(qtbot, WIDTH)
    assert made.row.lines == 3
    made.tops(qtbot, 4 * WIDTH)
    assert made.row.lines == 1


def test_it_asks_for_the_room_of_its_widest_group_only(qtbot: QtBot, made: Made) -> None:
    assert made.row.minimumSizeHint().width() == WIDTH
    pair = [QWidget(minimumWidth=90) for _ in range(2)]
    made.row.add(*pair)
    for widget in pair:
        widget.show()
    assert made.row.minimumSizeHint().width() == 180 + SPACING


def test_one_line_is_what_it_would_like_however_many_it_has(qtbot: QtBot, made: Made) -> None:
    made.tops(qtbot, WIDTH)
    assert made.row.sizeHint().width() == 3 * WIDTH + 2 * SPACING


def test_what_is_hidden_takes_no_room_and_what_appears_finds_some(qtbot: QtBot, made: Made) -> None:
    made.widgets[1].hide()
    made.tops(qtbot, 2 * WIDTH + SPACING)
    assert made.row.lines == 1
    made.widgets[1].show()
    qtbot.waitUntil(lambda: made.row.lines == 2)


def test_no_line_lies_over_another(qtbot: QtBot, made: Made) -> None:
    for width in (WIDTH, 2 * WIDTH + SPACING, 4 * WIDTH):
        made.tops(qtbot, width)
        for widget in made.widgets:
            assert made.page.childAt(widget.mapTo(made.page, widget.rect().center())) is widget
