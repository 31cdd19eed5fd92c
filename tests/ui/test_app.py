"""The window as the program makes it."""

import gc

from pytestqt.qtbot import QtBot

from cnnviz.ui.app import make_window
from cnnviz.ui.workspace import Workspace


def test_a_page_that_stays_is_not_looked_through_for_garbage(qtbot: QtBot) -> None:
    window = make_window(Workspace())
    qtbot.addWidget(window)
    page = window.page("train")
    assert all(each is not page for each in gc.get_objects())
    window.close()
