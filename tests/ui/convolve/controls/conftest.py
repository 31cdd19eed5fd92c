"""A panel that is looked at by a person, and what it sends."""

import pytest
from pytestqt.qtbot import QtBot

from cnnviz.ui.convolve.controls.side_panel import SidePanel
from cnnviz.ui.convolve.start import start_scenario
from cnnviz.ui.workspace import Workspace
from tests.ui.convolve.controls.person import Person


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture
def panel(qtbot: QtBot, workspace: Workspace) -> SidePanel:
    panel = SidePanel(workspace)
    qtbot.addWidget(panel)
    panel.show_scenario(start_scenario())
    panel.resize(panel.width(), 720)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def person(qtbot: QtBot, panel: SidePanel) -> Person:
    return Person(qtbot, panel)
