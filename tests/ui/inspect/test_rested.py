"""What is asked often is done at once and then seldom, and the last asking is never lost."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from cnnviz.ui.inspect.rested import Rested


def test_the_first_asking_is_done_at_once_and_the_others_together_later(qtbot: QtBot) -> None:
    parent, done = QObject(), []
    rested = Rested(lambda: done.append(len(done)), 30, parent)
    rested.ask()
    assert done == [0]
    for _ in range(5):
        rested.ask()
    assert done == [0]
    qtbot.waitUntil(lambda: len(done) == 2)
    qtbot.wait(80)
    assert done == [0, 1], "nobody has asked again"
    rested.ask()
    assert done == [0, 1, 2]
