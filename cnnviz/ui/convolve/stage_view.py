"""The stage as something to look at: a frame of a scene, zoomed, with what is lit up, pinned or peeked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.text import tr
from cnnviz.traces.scene import Frame, Place, Scene
from cnnviz.ui.painting.scene import ScenePicture
from cnnviz.ui.theme import theme_of

if TYPE_CHECKING:
    from cnnviz.ui.convolve.look_ahead import LookAhead
    from cnnviz.ui.convolve.stage_focus import Focus

LARGEST_ZOOM = 64.0


class StageView(QWidget):
    """The panels of one scene in one of its frames. It shows what it is given."""

    hovered = Signal(object)  # Place | None
    peeked = Signal(object)  # Frame | None: what is pointed at, where that is another frame than the present one
    zoomed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Input, kernel and output"))
        self._scene: Scene | None = None
        self._frame: Frame | None = None
        self._picture: ScenePicture | None = None
        self._hover: Place | None = None
        self._pinned: Place | None = None
        self._peek: Frame | None = None
        self._zoom = 1.0
        self._focus: Focus = {}
        self._identity = False
        self._ahead: LookAhead | None = None  # of a film that scrolls

    @property
    def scene(self) -> Scene:
        assert self._scene is not None
        return self._scene

    @property
    def frame(self) -> Frame:
        assert self._frame is not None
        return self._frame

    @property
    def zoom(self) -> float:
        return self._zoom

    @property
    def focus(self) -> Focus:
        """The middle of what is seen of zoomed panels: (row, column) by the key of the panel."""
        return dict(self._focus)

    @property
    def pinned(self) -> Place | None:
        return self._pinned

    def show_scene(self, scene: Scene, frame: Frame) -> None:
        """Show another scene from one of its frames; a zoom and its focus stay where the panels are still there."""
        keys = {panel.key for panel in scene.panels}
        self._focus = {key: place for key, place in self._focus.items() if key in keys}
        self._scene, self._frame = scene, None
        self._pinned = self._peek = self._hover = None
        self._drop_picture()
        self.show_frame(frame)

    def show_frame(self, frame: Frame) -> None:
        """Show another frame of the same scene; only what differs is painted."""
        before, self._frame = self._frame, frame
        if self._peek is None or self._peek.index == frame.index:  # the film comes to what is pointed at, or leaves it
            self._peek_again()
        last = self._picture
        if self._zoom > 1:
            self._follow(frame)
        if before is None or last is None or self._picture is None or self._place is not None or self._peek is not None:
            self.update()
        else:
            self.update(self._picture.changed(before, frame, last))
        if self._zoom > 1:
            self._look_ahead()

    def light(self, place: Place | None) -> None:
        """Light up a cell that is pointed at elsewhere."""
        self._hover = place
        self.update()

    def set_zoom(self, zoom: float, around: Place | None = None) -> None:
        """Show the cells of large panels so many times as large as they are when all of them are seen.

        What the frame is about stays in sight; where a cell is given, that cell, in its panel.
        """
        zoom = min(max(zoom, 1.0), LARGEST_ZOOM)
        if zoom != self._zoom:
            self._zoom = zoom
            self._drop_picture()
            if zoom == 1:
                self._focus = {}
            elif self._frame is not None:
                self._follow(self._frame)
                if around is not None:
                    self._look_at({**self._focus, around.panel: (around.row, around.column)})
            self.zoomed.emit(zoom)

    def set_identity(self, identity: bool) -> None:
        """Give every weight a colour of its own, which its cells carry everywhere."""
        self._identity = identity
        self._drop_picture()

    @property
    def identity(self) -> bool:
        return self._identity

    def picture(self) -> ScenePicture:
        """What draws the present scene at the present size, zoom and theme."""
        if self._picture is None:
            self._picture = ScenePicture(
                self.scene, self.width(), self.height(), theme_of(self), self.devicePixelRatioF(),
                zoom=self._zoom, focus=self._focus, identity=self._identity,
            )  # fmt: skip
        return self._picture

    def hint(self) -> str:
        """What is pointed at, or pinned, in words; empty where there is nothing."""
        place = self._place
        if place is None or self._scene is None or self._frame is None:
            return ""
        words = self._scene.describe(place, self._peek or self._frame)
        if self._pinned is not None:
            return tr("Pinned (Esc lets go): {what}", what=words)
        index = self._scene.index_at(place, self._frame) if self._scene.panel(place.panel).zone == "out" else None
        if index is None:
            return words
        if index != self._frame.index:
            return tr("{what}: click to go there", what=words)
        return tr("{what}: click to pin it", what=words) if place.panel == self._scene.target else words

    def let_go(self) -> bool:
        """Unpin; False where nothing was pinned."""
        if self._pinned is None:
            return False
        self._pin(None)
        return True

    @property
    def _place(self) -> Place | None:
        return self._pinned if self._pinned is not None else self._hover

    def _follow(self, frame: Frame) -> None:
        """Bring what the frame is about into sight; the caller updates what has changed."""
        from cnnviz.ui.convolve.stage_focus import followed

        self._look_at(followed(self.picture().grids, self.scene, frame, self._focus))

    def _look_ahead(self) -> None:
        """Let what the film scrolls to next be drawn in idle moments."""
        from cnnviz.ui.convolve.look_ahead import LookAhead, Outlook

        if self._ahead is None:
            self._ahead = LookAhead(self)
        self._ahead.follow(Outlook(self.frame.index, self.picture(), self._focus))

    def _stop_looking_ahead(self) -> None:
        if self._ahead is not None:
            self._ahead.cancel()

    def _look_at(self, focus: Focus) -> None:
        """Show other parts of zoomed panels."""
        if focus != self._focus:
            self._focus, self._picture = focus, self.picture().moved(focus)
            self._set_hover(None)

    def _set_hover(self, place: Place | None) -> None:
        if place == self._hover:
            return
        self._hover = place
        clickable = place is not None and (
            self.scene.index_at(place, self.frame) is not None or self.scene.edit_at(place, self.frame) is not None
        )
        self.setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)
        if self._pinned is None:
            self._set_peek(place)
        self.hovered.emit(place)
        self.update()

    def _set_peek(self, place: Place | None) -> None:
        """Peek at the frame of a cell of the output."""
        index = None
        if place is not None and self._scene is not None and place.panel == self._scene.target:
            index = self._scene.index_at(place, self.frame)
        before = self._peek
        self._peek = None if index is None or index == self.frame.index else self.scene.frame(index)
        if self._peek is not before:
            self.peeked.emit(self._peek)

    def _peek_again(self) -> None:
        """Peek at what is pointed at, or no longer, after another frame has come."""
        before = self._peek
        self._set_peek(self._place)
        if self._peek is not before:
            self.hovered.emit(self._place)

    def _pin(self, place: Place | None) -> None:
        self._pinned = place
        self._set_peek(place if place is not None else self._hover)
        self.hovered.emit(self._place)
        self.update()

    def _drop_picture(self) -> None:
        self._picture = None
        self._stop_looking_ahead()
        if self._scene is not None and self._frame is not None:
            self._set_hover(None)
        else:
            self._hover = self._peek = None
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(860, 500)

    def minimumSizeHint(self) -> QSize:
        return QSize(480, 260)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._frame is None:
            return
        painter = QPainter(self)
        self.picture().paint(painter, self._frame, self._place, self._peek, region=event.region())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._drop_picture()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._drop_picture()
        super().changeEvent(event)
