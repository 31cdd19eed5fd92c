"""A network editor on the screen, and what tests read off it."""

import pytest
from pytestqt.qtbot import QtBot

from cnnviz.ui.train.network_view.view import NetworkView


@pytest.fixture
def view(qtbot: QtBot) -> NetworkView:
    """The editor with LeNet-5, as large as in a window of the usual size."""
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(924, 560)
    view.show()
    view.activateWindow()
    qtbot.waitActive(view)
    return view
