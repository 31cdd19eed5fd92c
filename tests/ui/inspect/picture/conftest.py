"""The panel in a window of its own, read by the network that ships with the program."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.ui.inspect.picture.picture_panel import PicturePanel
from tests.ui.inspect.picture.reader import Reader

PATIENCE_MS = 20_000


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[PicturePanel]:
    """As wide and high as in the smallest window, with the first sample."""
    window = QWidget()
    qtbot.addWidget(window)
    panel = PicturePanel()
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(panel)
    window.resize(252, 500)
    window.show()
    panel.open_first()
    qtbot.waitUntil(lambda: panel.picture_name() != "", timeout=PATIENCE_MS)
    yield panel
    panel.close_down()


@pytest.fixture
def reader(panel: PicturePanel) -> Reader:
    reader = Reader(panel)
    panel.prepare()
    return reader
