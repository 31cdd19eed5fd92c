"""The choice of a network on the Train page, and that every one of them can be trained and looked into."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.building import DIGITS
from cnnviz.ui.train.live import look
from cnnviz.ui.train.network_panel import NetworkPanel
from cnnviz.ui.train.page import TrainPage
from cnnviz.ui.train.session import State

LEFT = Qt.MouseButton.LeftButton
TRAINABLE = [name for name in NETWORKS if name != "vgg16"]
Choose = Callable[[NetworkPanel, str], None]


@pytest.fixture
def choose() -> Choose:
    def choose(panel: NetworkPanel, name: str) -> None:
        control = panel.form.control("network")
        assert isinstance(control, QComboBox)
        control.setCurrentIndex(control.findData(name))

    return choose


@pytest.fixture
def panel(qtbot: QtBot) -> NetworkPanel:
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_size_and_work_follow_the_choice(panel: NetworkPanel, choose: Choose, qtbot: QtBot) -> None:
    assert panel.facts.text().replace(" ", " ").startswith("61") and "slow" not in panel.facts.text()
    with qtbot.waitSignal(panel.changed):
        choose(panel, "resnet20")
    assert "74 times those of LeNet-5: slow to train" in panel.facts.text()
    assert "skips" in panel.about.text()


def test_a_network_that_cannot_take_the_pictures_says_why_beside_the_choice(page: TrainPage, choose: Choose) -> None:
    choose(page.controls.network, "vgg16")
    assert page.controls.network.form.error("network") == (
        "VGG16 makes the picture smaller layer by layer: it takes pictures of 32 × 32 or more, and these have 28 × 28."
    )
    assert not page.controls.network.facts.isVisible()
    assert not page.header.start.isEnabled() and not page.header.step.isEnabled()
    page.start_or_pause()
    assert page.session.state is State.IDLE
    choose(page.controls.network, "lenet5-1998")
    assert not page.controls.network.form.error("network") and page.header.start.isEnabled()


def test_the_names_of_all_networks_can_be_read_in_full(page: TrainPage) -> None:
    control = page.controls.network.form.control("network")
    assert isinstance(control, QComboBox) and control.accessibleName() == "Network"
    page.resize(1280, 752)
    page.controls.learning.fold.button.click()  # so much that it scrolls, beside a bar
    QCoreApplication.processEvents()
    widest = max(control.fontMetrics().horizontalAdvance(control.itemText(row)) for row in range(control.count()))
    assert page.controls.verticalScrollBar().isVisible() and control.width() > widest + 40


@pytest.mark.parametrize("name", TRAINABLE)
def test_every_network_trains_and_shows_itself(qtbot: QtBot, page: TrainPage, choose: Choose, name: str) -> None:
    choose(page.controls.network, name)
    qtbot.mouseClick(page.header.step, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.PAUSED, timeout=60_000)
    assert page.session.step_number == 1 and page.live.kernels.maps is not None
    assert not page.notice.text() and len(page.probe.bars.rows()) == 10


@pytest.mark.parametrize("name", TRAINABLE)
def test_maps_are_shown_behind_the_activation(name: str) -> None:
    network = NETWORKS[name].build(0, DIGITS, (1, 28, 28))
    report = look(network, np.zeros((1, 28, 28), np.float32), 0, 0)
    assert [one.activation for one in report.maps] == ["Tanh" if name == "lenet5-1998" else "ReLU"] * 2
    assert report.probabilities.sum() == pytest.approx(1)
