"""The stage: answers the pointer with what is linked to what, goes where it is clicked, and lets numbers be typed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent

from cnnviz.traces.scene import Frame, Place, Scene
from cnnviz.ui.convolve.cell_walk import first_cells, next_cells
from cnnviz.ui.convolve.stage_view import StageView

if TYPE_CHECKING:
    from cnnviz.ui.convolve.number_field import NumberField

ZOOM_NOTCH = 1.25
WHEEL_NOTCH = 120


class Stage(StageView):
    """The panels of one scene. It asks for positions and edits by signals and shows what it is given."""

    position_clicked = Signal(int)
    edited = Signal(object, float)  # Edit, the number typed

    @cached_property
    def field(self) -> NumberField:
        """The field that a cell is edited in, made when a first cell is."""
        from cnnviz.ui.convolve.number_field import NumberField

        field = NumberField(self)
        field.entered.connect(self._take_entry)
        field.moved.connect(self._edit_next)
        return field

    def show_scene(self, scene: Scene, frame: Frame) -> None:
        if "field" in vars(self):
            self.field.give_up()
        super().show_scene(scene, frame)

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

    def _take_entry(self, place: Place, value: float) -> None:
        edit = self.scene.edit_at(place, self.frame)
        if edit is not None:
            self.edited.emit(edit, value)

    def _edit_next(self, place: Place, rows: int, columns: int) -> None:
        any(self.edit(other) for other in next_cells(self.scene, place, rows, columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A field that is open stays so: a number typed before it may be what made the panels smaller."""
        super().resizeEvent(event)
        if "field" in vars(self):
            self.field.lie_over(self.picture().rect_of)

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
            self.set_zoom(self._zoom * ZOOM_NOTCH**notches, place)
        elif place is not None and self._zoom > 1:
            from cnnviz.ui.convolve.stage_focus import moved

            across = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._stop_looking_ahead()
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
