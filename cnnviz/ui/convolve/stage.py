"""The stage: shows a frame of the convolution, and answers the pointer with what is linked to what."""

from functools import cached_property
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.text import tr
from cnnviz.traces.convolution import ConvolutionFrame, ConvolutionTrace
from cnnviz.traces.grids import Grid
from cnnviz.ui.convolve.cell_editor import CellEditor
from cnnviz.ui.numbers import number
from cnnviz.ui.painting.cells import cell_rect, trimmed
from cnnviz.ui.painting.convolution import ConvolutionPicture
from cnnviz.ui.painting.convolution_links import Place
from cnnviz.ui.theme import theme_of


class Stage(QWidget):
    """The panels of one trace. It asks for positions and edits by signals and shows what it is given."""

    position_clicked = Signal(int)
    weight_edited = Signal(object)  # (channel, row, column, value)
    pixel_edited = Signal(object)  # the same, of the picture without its padding
    hovered = Signal(object)  # Place | None

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Input, kernel and output"))
        self._trace: ConvolutionTrace | None = None
        self._frame: ConvolutionFrame | None = None
        self._picture: ConvolutionPicture | None = None
        self._hover: Place | None = None

    @cached_property
    def editor(self) -> CellEditor:
        """The field that a cell is edited in, made when a first cell is."""
        editor = CellEditor(self)
        editor.entered.connect(self._take_entry)
        editor.moved.connect(self._edit_next)
        return editor

    def show_trace(self, trace: ConvolutionTrace, frame: ConvolutionFrame) -> None:
        """Show another convolution from one of its frames."""
        self._trace = trace
        self._drop_picture()
        if "editor" in vars(self):
            self.editor.close_if_outside(trace.setup.kernel.shape[1:], trace.setup.image.shape)
        self.show_frame(frame)

    def show_frame(self, frame: ConvolutionFrame) -> None:
        """Show another frame of the same trace; only what differs is painted."""
        before, self._frame = self._frame, frame
        if before is None or self._picture is None or self._hover is not None:
            self.update()
        else:
            self.update(self._picture.changed(before, frame))

    def light(self, place: Place | None) -> None:
        """Light up a cell that is pointed at elsewhere."""
        self._hover = place
        self.update()

    def picture(self) -> ConvolutionPicture:
        """What draws the present trace at the present size and in the present theme."""
        if self._picture is None:
            assert self._trace is not None
            self._picture = ConvolutionPicture(
                self._trace, self.width(), self.height(), theme_of(self), self.devicePixelRatioF()
            )
        return self._picture

    def hint(self) -> str:
        """What is under the pointer now, in words."""
        return self.describe(self._hover)

    def describe(self, place: Place | None) -> str:
        """What is under the pointer, in words."""
        if place is None or self._trace is None or self._frame is None:
            return ""
        where: dict[str, Any] = {"row": place.row, "column": place.column}
        if place.part == "input":
            return self._describe_input(place)
        if place.part == "output":
            value = float(self._trace.output[0, place.row, place.column])
            return tr("Output ({row}, {column}) = {value}: click to go there", value=number(value, 4), **where)
        source = {"patch": self._frame.patch, "kernel": self._frame.weights, "products": self._frame.products}
        value = float(source[place.part][place.channel, place.row, place.column])
        if place.part == "kernel":
            return tr("Weight ({row}, {column}) = {value}; lit: all cells that it meets", value=trimmed(value, 4),
                      **where)  # fmt: skip
        if place.part == "patch":
            return tr("Patch ({row}, {column}) = {value}", value=number(value, 4), **where)
        pixel = float(self._frame.patch[place.channel, place.row, place.column])
        weight = float(self._frame.weights[place.channel, place.row, place.column])
        return tr("{pixel} · {weight} = {value}", pixel=number(pixel, 4), weight=trimmed(weight, 4),
                  value=number(value, 4))  # fmt: skip

    def _describe_input(self, place: Place) -> str:
        assert self._trace is not None
        setup = self._trace.setup
        top, _, left, _ = setup.window.padding
        row, column = place.row - top, place.column - left
        if not (0 <= row < setup.size[0] and 0 <= column < setup.size[1]):
            return tr("Padding: always 0; lit: the outputs that it feeds")
        value = number(float(setup.image[place.channel, row, column]), 4)
        return tr("Input ({row}, {column}) = {value}; lit: the outputs that it feeds. Double-click to change it",
                  row=row, column=column, value=value)  # fmt: skip

    def edit_weight(self, channel: int, row: int, column: int) -> None:
        """Open the editor on a cell of the kernel."""
        assert self._trace is not None
        grid = self.picture().panels.kernels[channel]
        value = float(self._trace.setup.kernel[0, channel, row, column])
        self.editor.open("kernel", (channel, row, column), self._rect_of(grid, row, column), value)

    def _edit_pixel(self, place: Place) -> None:
        assert self._trace is not None
        setup = self._trace.setup
        top, _, left, _ = setup.window.padding
        row, column = place.row - top, place.column - left
        if 0 <= row < setup.size[0] and 0 <= column < setup.size[1]:
            value = float(setup.image[place.channel, row, column])
            area = self._rect_of(self.picture().panels.inputs[place.channel], place.row, place.column)
            self.editor.open("input", (place.channel, row, column), area, round(value, 3))

    def _rect_of(self, grid: Grid, row: int, column: int) -> QRectF:
        return cell_rect(grid, row, column)

    def _take_entry(self, part: str, cell: tuple[int, int, int], value: float) -> None:
        signal = self.weight_edited if part == "kernel" else self.pixel_edited
        signal.emit((*cell, value))

    def _edit_next(self, cell: tuple[int, int, int], step: int) -> None:
        """The next or previous cell of the kernel: Tab goes through all of them, channel after channel."""
        assert self._trace is not None
        shape = self._trace.setup.kernel.shape[1:]
        place = (int(np.ravel_multi_index(cell, shape)) + step) % int(np.prod(shape))
        channel, row, column = (int(part) for part in np.unravel_index(place, shape))
        self.edit_weight(channel, row, column)

    def _go_to_window_over(self, place: Place) -> None:
        """Go to the output whose window lies most evenly over a cell of the input."""
        assert self._trace is not None
        window, output = self._trace.setup.window, self._trace.output.shape[1:]
        nearest = [
            min(max(round((cell - (span - 1) / 2) / stride), 0), count - 1)
            for cell, span, stride, count in zip(
                (place.row, place.column), window.span, window.stride, output, strict=True
            )
        ]
        self.position_clicked.emit(self._trace.index(0, nearest[0], nearest[1]))

    def _set_hover(self, place: Place | None) -> None:
        if place != self._hover:
            self._hover = place
            pointing = place is not None and place.part in ("kernel", "output", "input")
            self.setCursor(Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.ArrowCursor)
            self.hovered.emit(place)
            self.update()

    def _drop_picture(self) -> None:
        self._picture = None
        self._set_hover(None)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(860, 500)

    def minimumSizeHint(self) -> QSize:
        return QSize(480, 260)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._frame is None:
            return
        painter = QPainter(self)
        self.picture().paint(painter, self._frame, self._hover)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.editor.give_up()
        self._drop_picture()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._drop_picture()
        super().changeEvent(event)

    def _place_under(self, point: QPointF) -> Place | None:
        return self.picture().place_at(point.x(), point.y()) if self._trace is not None else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_under(event.position())
        self._set_hover(place)
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._follow(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        place = self._place_under(event.position())
        if place is not None and place.part == "kernel":
            self.edit_weight(place.channel, place.row, place.column)
        else:
            self._follow(place)

    def _follow(self, place: Place | None) -> None:
        """Pressing, or dragging with the button held, takes the window along."""
        if place is None or self._trace is None:
            return
        if place.part == "output":
            self.position_clicked.emit(self._trace.index(0, place.row, place.column))
        elif place.part == "input":
            self._go_to_window_over(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._place_under(event.position())
        if place is not None and place.part == "input":
            self._edit_pixel(place)

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self._trace is not None:
            self.edit_weight(0, 0, 0)
            return
        super().keyPressEvent(event)
