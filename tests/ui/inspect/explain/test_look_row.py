"""How explanations are drawn is chosen beside a legend that says what the colours mean."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.ui.inspect.explain.look_row import BESIDE, MOST, OVER, LookRow
from cnnviz.ui.inspect.explain.panels import Look


def make_row(qtbot: QtBot) -> LookRow:
    row = LookRow()
    qtbot.addWidget(row)
    row.resize(640, 32)
    row.show()
    return row


def test_the_strength_counts_only_over_the_picture(qtbot: QtBot) -> None:
    row = make_row(qtbot)
    assert not row.strength.isVisible()
    with qtbot.waitSignal(row.changed):
        qtbot.mouseClick(row.place.button(OVER), Qt.MouseButton.LeftButton)
    assert row.strength.isVisible()
    with qtbot.waitSignal(row.changed):
        qtbot.keyClick(row.strength, Qt.Key.Key_Home)
    assert row.look() == Look(over=True, strength=0.0)
    qtbot.mouseClick(row.place.button(BESIDE), Qt.MouseButton.LeftButton)
    assert not row.look().over


def test_the_range_may_leave_out_the_largest(qtbot: QtBot) -> None:
    row = make_row(qtbot)
    with qtbot.waitSignal(row.changed):
        qtbot.mouseClick(row.range.button(MOST), Qt.MouseButton.LeftButton)
    assert row.look().share == 99.0
    row.show_scale(signed=True, limit=0.5, clipped=True, has_coarse=False)
    assert row.legend.ends() == ("≤ −0.50", "≥ +0.50")


def test_coarse_numbers_are_offered_where_there_are_some(qtbot: QtBot) -> None:
    row = make_row(qtbot)
    row.show_scale(signed=False, limit=1.0, clipped=False, has_coarse=True)
    assert row.coarse.isVisible() and row.legend.ends() == ("0", "1.00")
    with qtbot.waitSignal(row.changed):
        qtbot.mouseClick(row.coarse, Qt.MouseButton.LeftButton, pos=row.coarse.rect().center())
    assert row.look().coarse
    row.show_scale(signed=False, limit=1.0, clipped=False, has_coarse=False)
    assert not row.coarse.isVisible()


def test_everything_fits_into_a_small_window(qtbot: QtBot) -> None:
    row = make_row(qtbot)
    row.show_scale(signed=True, limit=12.84, clipped=True, has_coarse=True)
    row.place.set_value(OVER)
    row.strength.show()
    assert row.minimumSizeHint().width() <= 640


def test_the_legend_is_that_of_the_overlay_while_it_is_laid_over(qtbot: QtBot) -> None:
    row = make_row(qtbot)
    row.changed.connect(lambda: row.show_scale(signed=False, limit=1.0, clipped=False, has_coarse=False))
    row.show_scale(signed=False, limit=1.0, clipped=False, has_coarse=False)
    beside = row.legend.grab().toImage()
    qtbot.mouseClick(row.place.button(OVER), Qt.MouseButton.LeftButton)
    over = row.legend.grab().toImage()
    assert beside != over and "on black" in row.legend.toolTip()
    qtbot.keyClick(row.strength, Qt.Key.Key_Home)
    assert row.legend.grab().toImage() != over, "it follows the strength"
