"""The stage: shows a frame of a scene, and answers the pointer with what is linked to what."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.text import tr
from cnnviz.traces.scene import Frame, Place, Scene
from cnnviz.ui.convolve.cell_walk import first_cells, next_cells
from cnnviz.ui.painting.scene import ScenePicture
from cnnviz.ui.theme import theme_of

if TYPE_CHECKING:
    from cnnviz.ui.convolve.number_field import NumberField
    from cnnviz.ui.convolve.stage_focus import Focus

LARGEST_ZOOM = 64.0
ZOOM_STEP = 1.25
WHEEL_NOTCH = 120


class Stage(QWidget):
    """The panels of one scene. It asks for positions and edits by signals and shows what it is given."""

    position_clicked = Signal(int)
    edited = Signal(object, float)  # Edit, the number typed
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

    @cached_property
    def field(self) -> NumberField:
        """The field that a cell is edited in, made when a first cell is."""
        from cnnviz.ui.convolve.number_field import NumberField

        field = NumberField(self)
        field.entered.connect(self._take_entry)
        field.moved.connect(self._edit_next)
        return field

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
        if "field" in vars(self):
            self.field.give_up()
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

    def edit(self, place: Place) -> bool:
        """Open the field on a cell; False where nothing can be typed there, or it is not in sight."""
        edit = self.scene.edit_at(place, self.frame)
        area = self.picture().rect_of(place)
        if edit is None or area is None:
            return False
        self.field.open(place, area, edit.value)
        return True

    def edit_first(self, zone: str) -> None:
        """Open the field on the first cell that can be typed into, in panels of that zone before others."""
        any(self.edit(place) for place in first_cells(self.scene, zone))

    def let_go(self) -> bool:
        """Unpin; False where nothing was pinned."""
        if self._pinned is None:
            return False
        self._pin(None)
        return True

    @property
    def _place(self) -> Place | None:
        return self._pinned if self._pinned is not None else self._hover

    def _take_entry(self, place: Place, value: float) -> None:
        edit = self.scene.edit_at(place, self.frame)
        if edit is not None:
            self.edited.emit(edit, value)

    def _edit_next(self, place: Place, rows: int, columns: int) -> None:
        any(self.edit(other) for other in next_cells(self.scene, place, rows, columns))

    def _follow(self, frame: Frame) -> None:
        """Bring what the frame is about into sight; the caller updates what has changed."""
        from cnnviz.ui.convolve.stage_focus import followed

        self._look_at(followed(self.picture().grids, self.scene, frame, self._focus))

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
        """A field that is open stays so: a number typed before it may be what made the panels smaller."""
        self._drop_picture()
        if "field" in vars(self):
            self.field.lie_over(self.picture().rect_of)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._drop_picture()
        super().changeEvent(event)

    def _place_under(self, point: QPointF) -> Place | None:
        return self.picture().place_at(point.x(), point.y()) if self._frame is not None else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_under(event.position())
        self._set_hover(place)
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        place = self._place_under(event.position())
        if event.button() == Qt.MouseButton.RightButton:
            self._pin(None if place == self._pinned else place)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._press(place)

    def _press(self, place: Place | None) -> None:
        """Go to a cell; the cell where the film already stands is pinned or let go; a weight is edited."""
        if place is None:
            return
        if self.scene.panel(place.panel).zone == "middle" and self.edit(place):
            return
        if place.panel == self.scene.target and self.scene.index_at(place, self.frame) == self.frame.index:
            self._pin(None if self._pinned == place else place)
            return
        self.let_go()
        self._go_to(place)

    def _go_to(self, place: Place | None) -> None:
        index = None if place is None else self.scene.index_at(place, self.frame)
        if index is not None and index != self.frame.index:
            self.position_clicked.emit(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._place_under(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton and not self.edit(place):
            self._press(place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl larger or smaller, around the cell under the pointer; without, a zoomed panel is scrolled."""
        place = self._place_under(event.position())
        notches = event.angleDelta().y() / WHEEL_NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom * ZOOM_STEP**notches, place)
        elif place is not None and self._zoom > 1:
            from cnnviz.ui.convolve.stage_focus import moved

            across = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._look_at(moved(self.picture().grids, self._focus, place, notches, across))
            self.update()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        if self._frame is not None:
            self._set_hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self._scene is not None:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.edit_first("in" if shift else "middle")
            return
        if event.key() == Qt.Key.Key_Escape and self.let_go():
            return
        super().keyPressEvent(event)
