"""The part of a picture that a number depends on, drawn over it at true scale; it may reach beyond the picture."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnviz.data.preprocessing_frame import Box
from cnnviz.ui.painting.colours import fill
from cnnviz.ui.theme import Theme

LINE = 2.0
SMALLEST = 7.0  # pixels of the screen: the frame around a single pixel of a photograph must still be seen
HALO = 110  # of 255


def picture_area(room: QRectF, width: int, height: int, box: Box | None) -> QRectF:
    """Where a picture of `width` × `height` pixels lies at the top of `room`, so large that the box is seen, too."""
    top, left, bottom, right = 0.0, 0.0, float(height), float(width)
    if box is not None:
        top, left = min(top, box.top), min(left, box.left)
        bottom, right = max(bottom, box.top + box.height), max(right, box.left + box.width)
        room = room.adjusted(LINE, LINE, -LINE, -LINE)
    scale = max(0.0, min(room.width() / (right - left), room.height() / (bottom - top)))
    across = room.left() + (room.width() - (right - left) * scale) / 2 - left * scale
    wide, high = max(1, int(width * scale)), max(1, int(height * scale))  # whole pixels: its edges stay sharp
    return QRectF(round(across), round(room.top() - top * scale), wide, high)


def box_area(area: QRectF, width: int, height: int, box: Box) -> QRectF:
    """A box of the picture's pixels on the screen, where the picture fills `area`."""
    across, down = area.width() / width, area.height() / height
    return QRectF(area.left() + box.left * across, area.top() + box.top * down, box.width * across, box.height * down)


def paint_padding(painter: QPainter, shown: QRectF, theme: Theme) -> None:
    """The ground of what lies outside the picture; the picture is drawn over it afterwards."""
    fill(painter, shown, theme.padding)
    painter.setPen(QPen(theme.unreached, 1))
    painter.drawRect(shown)


def paint_frame(painter: QPainter, shown: QRectF, theme: Theme) -> None:
    """The frame in the colour of windows, with a dark rim that keeps it visible on any picture."""
    frame = QRectF(shown)
    if frame.width() < SMALLEST or frame.height() < SMALLEST:
        wide, high = max(SMALLEST, frame.width()), max(SMALLEST, frame.height())
        frame = QRectF(frame.center().x() - wide / 2, frame.center().y() - high / 2, wide, high)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, HALO), LINE + 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap,
                        Qt.PenJoinStyle.MiterJoin))  # fmt: skip
    painter.drawRect(frame)
    painter.setPen(QPen(theme.kernel, LINE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap,
                        Qt.PenJoinStyle.MiterJoin))  # fmt: skip
    painter.drawRect(frame)
