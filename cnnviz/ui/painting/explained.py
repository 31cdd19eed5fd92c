"""Draws one picture of an explanation: the image as large as its place, and below it what it is."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from cnnviz.ui.fonts import interface_font
from cnnviz.ui.painting.cells import paint_frame
from cnnviz.ui.painting.pictures import paint_picture
from cnnviz.ui.theme import Theme

CAPTION = 22  # pixels below an image, for its name
SMALLEST = 6  # pixels of a frame that can be found on a large picture


def paint_panel(painter: QPainter, area: QRectF, title: str, note: str, image: QImage, theme: Theme) -> None:
    """`image` in `area`, its `title` in the `CAPTION` pixels below, and a muted `note` beside that."""
    paint_picture(painter, area, image, theme)
    below = QRectF(area.left(), area.bottom() + 4, area.width(), CAPTION - 4)
    font = interface_font(12)
    font.setWeight(QFont.Weight.DemiBold)
    middle = Qt.AlignmentFlag.AlignVCenter
    name = QFontMetricsF(font).elidedText(title, Qt.TextElideMode.ElideMiddle, below.width())
    painter.setFont(font)
    painter.setPen(theme.text)
    painter.drawText(below, middle, name)
    rest = below.adjusted(QFontMetricsF(font).horizontalAdvance(name) + 8, 0, 0, 0)
    muted = interface_font(11)
    painter.setFont(muted)
    painter.setPen(theme.muted)
    painter.drawText(rest, middle, QFontMetricsF(muted).elidedText(note, Qt.TextElideMode.ElideRight, rest.width()))


def paint_place(
    painter: QPainter, area: QRectF, grid: tuple[int, int], place: tuple[int, int, int, int], theme: Theme
) -> None:
    """A frame around `place` (top, left, height, width) of the `grid` (rows, columns) that fills `area`."""
    top, left, height, width = place
    down, across = area.height() / grid[0], area.width() / grid[1]
    frame = QRectF(area.left() + left * across, area.top() + top * down, width * across, height * down)
    grow = max(0.0, (SMALLEST - min(frame.width(), frame.height())) / 2)
    painter.save()
    painter.setClipRect(area.adjusted(-2, -2, 2, 2))
    paint_frame(painter, frame.adjusted(-grow, -grow, grow, grow), theme.kernel, theme.panel, 2)
    painter.restore()
