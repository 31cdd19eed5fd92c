"""The choice of a network on the Train page, and that every one of them can be trained and looked into."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox, QScrollArea
from pytestqt.qtbot import QtBot

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.building import DIGITS
from cnnviz.engine.description import NetworkError
from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.ui.train.live.live import look
from cnnviz.ui.train.page import TrainPage
from cnnviz.ui.train.panel.network_panel import NetworkPanel
from cnnviz.ui.train.session import State
from tests.ui.train.conftest import live

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
    assert not page.controls.network.facts.text()
    assert not page.header.start.isEnabled() and not page.header.step.isEnabled()
    page.start_or_pause()
    assert page.session.state is State.IDLE
    choose(page.controls.network, "lenet5-1998")
    assert not page.controls.network.form.error("network") and page.header.start.isEnabled()


def test_other_pictures_decide_anew_what_fits(panel: NetworkPanel, choose: Choose, qtbot: QtBot) -> None:
    choose(panel, "vgg16")
    assert not panel.fits
    with pytest.raises(NetworkError, match="VGG16 makes the picture smaller"):
        panel.description()
    with qtbot.waitSignal(panel.changed):
        panel.set_input(("cat", "dog"), (3, 64, 64))
    assert panel.fits and not panel.form.error("network")
    assert panel.description()["input_shape"] == [3, 64, 64] and panel.description()["class_names"] == ["cat", "dog"]
    with qtbot.assertNotEmitted(panel.changed):
        panel.set_input(["cat", "dog"], (3, 64, 64))


def test_an_own_network_is_offered_by_its_name(panel: NetworkPanel, qtbot: QtBot) -> None:
    box = panel.form.control("network")
    assert isinstance(box, QComboBox) and box.findData("own") < 0
    draft = NetworkDraft.of(NETWORKS["lenet5"].build(None).describe()).with_title("my net").change(0, "out_channels", 3)
    with qtbot.waitSignal(panel.changed):
        panel.set_own(draft.description())
    assert box.currentText() == "Own: my net" and panel.name == "own" and panel.fits
    assert panel.description() == draft.description()
    panel.set_own(draft.with_title("").description())
    assert box.currentText() == "Own network" and box.findText("Own: my net") < 0
    panel.choose("resnet8")
    assert panel.name == "resnet8" and box.findData("own") > 0


def test_an_own_network_that_cannot_take_the_pictures_says_which_row(panel: NetworkPanel) -> None:
    panel.set_own(NETWORKS["lenet5"].build(None).describe())
    panel.set_input(DIGITS, (1, 12, 12))
    assert panel.fits
    panel.set_input(DIGITS, (1, 6, 6))
    assert not panel.fits and "conv2: A window of 5 cells" in panel.form.error("network")


def test_the_edit_button_asks_for_the_editor(panel: NetworkPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.edit_wanted):
        qtbot.mouseClick(panel.edit, LEFT)
    assert panel.edit.accessibleName() == "Edit the network"


def test_the_names_of_all_networks_can_be_read_in_full(page: TrainPage) -> None:
    control = page.controls.network.form.control("network")
    assert isinstance(control, QComboBox) and control.accessibleName() == "Network"
    page.resize(1280, 752)
    page.controls.learning.learning.fold.button.click()  # so much that it scrolls, beside a bar
    QCoreApplication.processEvents()
    widest = max(control.fontMetrics().horizontalAdvance(control.itemText(row)) for row in range(control.count()))
    assert page.controls.findChild(QScrollArea).verticalScrollBar().isVisible() and control.width() > widest + 40


@pytest.mark.parametrize("name", TRAINABLE)
def test_every_network_trains_and_shows_itself(qtbot: QtBot, page: TrainPage, choose: Choose, name: str) -> None:
    choose(page.controls.network, name)
    qtbot.mouseClick(page.header.step, LEFT)
    qtbot.waitUntil(lambda: page.session.state is State.PAUSED, timeout=60_000)
    assert page.session.step_number == 1 and live(page).walls.kernels.maps is not None
    assert not page.notice.text() and len(live(page).probe.bars.rows()) == 10


@pytest.mark.parametrize("name", TRAINABLE)
def test_maps_are_shown_behind_the_activation(name: str) -> None:
    network = NETWORKS[name].build(0, DIGITS, (1, 28, 28))
    report = look(network, np.zeros((1, 28, 28), np.float32), 0, 0)
    assert [one.activation for one in report.maps] == ["Tanh" if name == "lenet5-1998" else "ReLU"] * 2
    assert report.probabilities.sum() == pytest.approx(1)
