"""What the camera sees, as pictures, no quicker than they can be looked through; a frame can be held."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton

from cnnviz.data.pictures import picture_from_array
from cnnviz.text import tr
from cnnviz.ui.inspect.picture.camera import Camera
from cnnviz.ui.inspect.picture.opening import image_pixels
from cnnviz.ui.inspect.picture.tool_row import ToolRow
from cnnviz.ui.widgets.chooser import Chooser

MOST_SIDE = 480  # pixels; more detail than is needed, and quick to prepare
PAUSE_MS = 40  # between two frames that are looked through: the window has its turn


class CameraTools(ToolRow):
    """`held` says whether the frame is to stay, `camera_chosen` carries an index."""

    held = Signal(bool)
    camera_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.hold = QPushButton(tr("Hold"))
        self.hold.setCheckable(True)
        self.hold.setToolTip(tr("Keep the frame that is seen now; press again to go on"))
        self.hold.toggled.connect(self.held.emit)
        self.cameras = Chooser(tr("Camera"), tr("Which camera is looked through"))
        self.cameras.chosen.connect(lambda value: self.camera_chosen.emit(int(value)))
        self.row.addWidget(self.hold)
        self.row.addWidget(self.cameras, 1)

    def show_cameras(self, names: Sequence[str]) -> None:
        """List the cameras, in their order."""
        before = self.cameras.value() if self.cameras.count() else "0"
        self.cameras.clear()
        for index, name in enumerate(names):
            self.cameras.add(str(index), name)
        if names:
            self.cameras.set_value(before if self.cameras.has(before) else "0")


class CameraSource(QObject):
    """`chosen` carries a Picture, `failed` a sentence."""

    chosen = Signal(object)
    failed = Signal(str)

    def __init__(self, tools: CameraTools, camera: Camera) -> None:
        super().__init__(tools)
        self._tools, self._camera = tools, camera
        self._frame: QImage | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look)
        camera.seen.connect(self._take)
        camera.failed.connect(self.failed)
        tools.held.connect(self._hold)
        tools.camera_chosen.connect(lambda _: self.start())

    def is_there(self) -> bool:
        """Look for cameras; whether there is one."""
        names = self._camera.names()
        self._tools.show_cameras(names)
        return bool(names)

    def start(self) -> None:
        """Show what is seen from now on."""
        self._tools.hold.blockSignals(True)
        self._tools.hold.setChecked(False)
        self._tools.hold.blockSignals(False)
        self._camera.start(int(self._tools.cameras.value()))

    def stop(self) -> None:
        """Turn the camera off."""
        self._pause.stop()
        self._camera.stop()

    def _hold(self, held: bool) -> None:
        if held:
            self.stop()
        else:
            self.start()

    def _take(self, image: QImage) -> None:
        self._frame = image
        if not self._pause.isActive():
            self._pause.start()

    def _look(self) -> None:
        """Hand on the latest frame."""
        if self._frame is None:
            return
        image, self._frame = self._frame, None
        if max(image.width(), image.height()) > MOST_SIDE:
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            image = image.scaled(QSize(MOST_SIDE, MOST_SIDE), keep, smooth)
        opaque = image.convertToFormat(QImage.Format.Format_RGB888)
        self.chosen.emit(picture_from_array(tr("camera"), image_pixels(opaque)))
