"""A small still picture of a scene."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.traces.scene import Scene
from cnnviz.ui.painting.scene import ScenePicture
from cnnviz.ui.theme import theme_of

LEAST_HEIGHT = 190


class Preview(QWidget):
    """Shows the last frame of a scene, which has all results in it; hidden where there is no scene."""

    def __init__(self) -> None:
        super().__init__()
        self._scene: Scene | None = None
        self._picture: ScenePicture | None = None
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_scene(self, scene: Scene | None) -> None:
        self._scene, self._picture = scene, None
        self.setVisible(scene is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scene is None:
            return
        if self._picture is None:
            ratio = self.devicePixelRatioF()
            self._picture = ScenePicture(self._scene, self.width(), self.height(), theme_of(self), ratio)
        painter = QPainter(self)
        self._picture.paint(painter, self._scene.frame(self._scene.length - 1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._picture = None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._picture = None
        super().changeEvent(event)
