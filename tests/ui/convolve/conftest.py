"""The Convolve page as a person has it before them."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cnnviz.ui.convolve.page import ConvolvePage
from cnnviz.ui.workspace import Workspace


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ConvolvePage]:
    page = ConvolvePage(Workspace())
    qtbot.addWidget(page)
    page.resize(1200, 740)
    page.show()
    qtbot.waitExposed(page)
    page.entered()
    page.player.set_state(page.player.state.at(0))
    yield page
    page.close_down()
