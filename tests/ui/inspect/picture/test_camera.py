"""A camera is offered where Qt finds one, looked through while somebody looks, and its frame can be held."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.ui.inspect.picture import picture_panel
from cnnviz.ui.inspect.picture.camera import Camera, multimedia
from cnnviz.ui.inspect.picture.picture_panel import PicturePanel
from tests.ui.inspect.picture.reader import Reader

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 20_000


class FakeSink(QObject):
    videoFrameChanged = Signal(object)  # noqa: N815  # as Qt calls it


class FakeCamera(QObject):
    errorOccurred = Signal(object, str)  # noqa: N815  # as Qt calls it

    def __init__(self, device: SimpleNamespace) -> None:
        super().__init__()
        self.device, self.runs = device, False

    def start(self) -> None:
        self.runs = True

    def stop(self) -> None:
        self.runs = False


class FakeMultimedia:
    """Two cameras of the tests' own; keeps what was made of them."""

    def __init__(self) -> None:
        self.cameras: list[FakeCamera] = []
        self.sinks: list[FakeSink] = []
        self.devices = [SimpleNamespace(description=lambda name=name: name) for name in ("front", "back")]
        self.QMediaDevices = SimpleNamespace(videoInputs=lambda: self.devices)
        self.QMediaCaptureSession = lambda: SimpleNamespace(setCamera=lambda _: None, setVideoSink=lambda _: None)

    def QCamera(self, device: SimpleNamespace) -> FakeCamera:
        self.cameras.append(FakeCamera(device))
        return self.cameras[-1]

    def QVideoSink(self) -> FakeSink:
        self.sinks.append(FakeSink())
        return self.sinks[-1]

    def send(self, image: QImage) -> None:
        """A frame from the camera that was started last."""
        self.sinks[-1].videoFrameChanged.emit(SimpleNamespace(toImage=lambda: image))


def paper(column: int, width: int = 800) -> QImage:
    """A page with a dark upright stroke at a column."""
    image = QImage(width, 600, QImage.Format.Format_RGB32)
    image.fill(QColor(220, 215, 200))
    for x in range(column, column + 30):
        for y in range(150, 450):
            image.setPixelColor(x, y, QColor(30, 30, 40))
    return image


@pytest.fixture
def fake() -> FakeMultimedia:
    return FakeMultimedia()


@pytest.fixture
def panel(qtbot: QtBot, fake: FakeMultimedia, monkeypatch: pytest.MonkeyPatch) -> Iterator[PicturePanel]:
    monkeypatch.setattr(picture_panel, "LOOK_FOR_CAMERA_MS", 0)
    window = QWidget()
    qtbot.addWidget(window)
    panel = PicturePanel(lambda: fake)
    QVBoxLayout(window).addWidget(panel)
    window.show()
    button = panel.sources.button("camera")
    assert not button.isVisible(), "not before it is found"
    qtbot.waitUntil(button.isVisible, timeout=PATIENCE_MS)
    yield panel
    panel.close_down()


def test_frames_are_prepared_and_read(qtbot: QtBot, panel: PicturePanel, fake: FakeMultimedia) -> None:
    reader = Reader(panel)
    qtbot.mouseClick(panel.sources.button("camera"), LEFT)
    assert fake.cameras[-1].runs and fake.cameras[-1].device is fake.devices[0]
    fake.send(paper(400))
    qtbot.waitUntil(lambda: bool(reader.seen), timeout=PATIENCE_MS)
    assert reader.reading() == "1" and panel.picture_name() == "camera · 480 × 360"


def test_of_many_frames_the_latest_is_taken(qtbot: QtBot, panel: PicturePanel, fake: FakeMultimedia) -> None:
    reader = Reader(panel)
    qtbot.mouseClick(panel.sources.button("camera"), LEFT)
    for column in (100, 200, 300):
        fake.send(paper(column, 400))
    qtbot.waitUntil(lambda: bool(reader.seen), timeout=PATIENCE_MS)
    qtbot.mouseClick(panel.strip.thumbnail("picture"), LEFT)
    image = panel.view.image()
    darkest = min(range(image.width()), key=lambda x: image.pixelColor(x, image.height() // 2).lightness())
    assert len(reader.seen) == 1 and darkest / image.width() == pytest.approx(315 / 400, abs=0.05)


def test_a_held_frame_stays_and_the_camera_rests(qtbot: QtBot, panel: PicturePanel, fake: FakeMultimedia) -> None:
    qtbot.mouseClick(panel.sources.button("camera"), LEFT)
    qtbot.mouseClick(panel.camera_tools.hold, LEFT)
    assert not fake.cameras[-1].runs
    qtbot.mouseClick(panel.camera_tools.hold, LEFT)
    assert fake.cameras[-1].runs


def test_another_camera_can_be_chosen(qtbot: QtBot, panel: PicturePanel, fake: FakeMultimedia) -> None:
    qtbot.mouseClick(panel.sources.button("camera"), LEFT)
    panel.camera_tools.cameras.set_value("1")
    panel.camera_tools.cameras.chosen.emit("1")
    assert [camera.runs for camera in fake.cameras] == [False, True] and fake.cameras[-1].device is fake.devices[1]


@pytest.mark.parametrize("how", ["source", "hide", "close"])
def test_nobody_looks_and_the_camera_is_off(qtbot: QtBot, panel: PicturePanel, fake: FakeMultimedia, how: str) -> None:
    qtbot.mouseClick(panel.sources.button("camera"), LEFT)
    if how == "source":
        qtbot.mouseClick(panel.sources.button("pad"), LEFT)
    elif how == "hide":
        panel.hide()
    else:
        panel.close_down()
    assert not any(camera.runs for camera in fake.cameras)
    if how == "hide":
        panel.show()
        assert fake.cameras[-1].runs


def test_a_camera_that_is_taken_or_gone_is_explained(qtbot: QtBot, panel: PicturePanel, fake: FakeMultimedia) -> None:
    qtbot.mouseClick(panel.sources.button("camera"), LEFT)
    fake.cameras[-1].errorOccurred.emit(None, "busy")
    assert "busy" in panel.notice.text() and "Another program" in panel.notice.text()
    fake.devices.clear()
    panel.camera_tools.cameras.chosen.emit("0")
    assert "not there any more" in panel.notice.text()


def test_without_the_module_there_are_no_cameras(qapp: object) -> None:
    assert Camera(None).names() == []


def test_the_module_is_what_qt_has_or_nothing() -> None:
    module = multimedia()
    assert module is None or hasattr(module, "QMediaDevices")


def test_frames_without_a_picture_are_passed_over(qtbot: QtBot, panel: PicturePanel, fake: FakeMultimedia) -> None:
    qtbot.mouseClick(panel.sources.button("camera"), LEFT)
    fake.send(QImage())
    fake.send(paper(50, 400))
    qtbot.waitUntil(lambda: panel.picture_name() != "", timeout=PATIENCE_MS)
