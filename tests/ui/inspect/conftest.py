"""The page in a window of its own, with the network that ships with the program."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cnnviz.ui.inspect.page import InspectPage
from cnnviz.ui.workspace import Workspace

PATIENCE_MS = 20_000


@pytest.fixture
def workspace(qapp: object) -> Workspace:
    return Workspace()


@pytest.fixture
def page(qtbot: QtBot, workspace: Workspace) -> Iterator[InspectPage]:
    page = InspectPage(workspace)
    qtbot.addWidget(page)
    page.resize(1208, 752)
    page.show()
    for widget in page.header_widgets():
        qtbot.addWidget(widget)
        widget.move(1400, 40)  # beside the page, not over it
        widget.show()
    qtbot.waitUntil(lambda: bool(page.layers()), timeout=PATIENCE_MS)
    yield page
    page.close_down()


def settle(qtbot: QtBot, page: InspectPage) -> None:
    """Wait until the model's file is read, or written."""
    qtbot.waitUntil(lambda: not page.model_menu.is_busy, timeout=PATIENCE_MS)
