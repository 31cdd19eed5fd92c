"""The row of names keeps the end of a long way in sight, and the rest within reach."""

from pytestqt.qtbot import QtBot

from cnnviz.ui.inspect.follow.trail import LINE, MOST_LINES, Trail

LONG = [f"layer_{index}[{index}] (10, 10)" for index in range(12)]


def trail_of(qtbot: QtBot, names: list[str], width: int = 276) -> Trail:
    trail = Trail()
    qtbot.addWidget(trail)
    trail.resize(width, LINE)
    trail.show_names(names)
    trail.show()
    return trail


def test_a_short_way_takes_one_line(qtbot: QtBot) -> None:
    trail = trail_of(qtbot, ["fc2[3]", "fc1[17]"])
    assert trail.height() == LINE
    assert all(trail.crumb(index).isVisible() for index in range(2))


def test_a_long_way_keeps_its_end_in_two_lines(qtbot: QtBot) -> None:
    trail = trail_of(qtbot, LONG)
    assert trail.height() == MOST_LINES * LINE
    assert trail.crumb(11).isVisible()
    assert not trail.crumb(0).isVisible()
    assert all(trail.crumb(index).geometry().right() <= trail.width() for index in range(12))


def test_what_is_folded_is_in_a_menu(qtbot: QtBot) -> None:
    trail = trail_of(qtbot, LONG)
    folded = [name for index, name in enumerate(LONG) if not trail.crumb(index).isVisible()]
    menu = trail.folded.menu()
    assert trail.folded.isVisible() and folded
    assert [action.text() for action in menu.actions()] == folded
    with qtbot.waitSignal(trail.chosen) as gone:
        menu.actions()[0].trigger()
    assert gone.args == [0]


def test_with_more_room_more_is_shown(qtbot: QtBot) -> None:
    trail = trail_of(qtbot, LONG)
    few = sum(trail.crumb(index).isVisible() for index in range(12))
    trail.resize(500, trail.height())
    assert sum(trail.crumb(index).isVisible() for index in range(12)) > few


def test_where_one_is_leads_nowhere(qtbot: QtBot) -> None:
    trail = trail_of(qtbot, ["fc2[3]", "fc1[17]"])
    with qtbot.assertNotEmitted(trail.chosen):
        trail.crumb(1).click()
