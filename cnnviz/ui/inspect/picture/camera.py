"""A webcam, where Qt's multimedia part is installed (the optional extra ``camera``) and finds one."""

import importlib
import importlib.util
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from cnnviz.text import tr

MODULE = "PySide6.QtMultimedia"


def multimedia() -> Any | None:
    """Qt's multimedia module; None where it is not installed, or a library of the system is missing for it."""
    if importlib.util.find_spec(MODULE) is None:
        return None
    try:
        return importlib.import_module(MODULE)
    except ImportError:
        return None


class Camera(QObject):
    """`seen` carries every frame as a QImage while it runs, `failed` a sentence."""

    seen = Signal(object)
    failed = Signal(str)

    def __init__(self, module: Any | None) -> None:
        """`module` is what `multimedia` gives."""
        super().__init__()
        self._module = module
        self._parts: tuple[Any, ...] = ()

    def names(self) -> list[str]:
        """What the cameras call themselves that there are now."""
        return [] if self._module is None else [each.description() for each in self._module.QMediaDevices.videoInputs()]

    @property
    def is_running(self) -> bool:
        return bool(self._parts)

    def start(self, index: int) -> None:
        """Let the camera of this index see; one that runs is stopped before."""
        self.stop()
        devices = [] if self._module is None else self._module.QMediaDevices.videoInputs()
        if self._module is None or index >= len(devices):
            self.failed.emit(tr("The camera is not there any more. Plug it in again, or choose another."))
            return
        camera, session, sink = (
            self._module.QCamera(devices[index]), self._module.QMediaCaptureSession(), self._module.QVideoSink(),
        )  # fmt: skip
        session.setCamera(camera)
        session.setVideoSink(sink)
        sink.videoFrameChanged.connect(self._take)
        camera.errorOccurred.connect(self._refuse)
        self._parts = camera, session, sink
        camera.start()

    def stop(self) -> None:
        """Turn it off."""
        if self._parts:
            camera, _, sink = self._parts
            sink.videoFrameChanged.disconnect(self._take)
            camera.stop()
            self._parts = ()

    def _take(self, frame: Any) -> None:
        image = frame.toImage()
        if isinstance(image, QImage) and not image.isNull():
            self.seen.emit(image)

    def _refuse(self, _: object, reason: str) -> None:
        self.failed.emit(tr("The camera gives no picture: {reason}. Another program may be using it.", reason=reason))
