"""What sheets have in common: titles, headings, notes at the foot, walls with their legend, and shares of the room."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from cnnviz.ui.export.pictures import title_font
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.inspect.maps.legend import scale_explanation, scale_words
from cnnviz.ui.inspect.maps.wall_area import fitting_layout
from cnnviz.ui.inspect.maps.wall_content import WallContent, scale_of, wall_of
from cnnviz.ui.painting.colours import paint_scale
from cnnviz.ui.painting.tile_frames import Span, paint_frames
from cnnviz.ui.painting.tiles import paint_wall, wall_image
from cnnviz.ui.theme import Theme

MARGIN, AIR, GAP = 16, 8, 20
TITLE, HEADING, LEGEND, LINE = 20, 22, 20, 16
WIDEST_LEGEND = 300
SPARE = 0.12  # of a heading: in viewers of drawings that lack the font it may become wider
WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
MIDDLE = Qt.AlignmentFlag.AlignVCenter


def paint_title(painter: QPainter, area: QRectF, title: str, words: str, theme: Theme) -> None:
    """The title of a sheet, and muted words behind it."""
    _paint_headed(painter, area, (title, title_font()), (words, interface_font(12)), theme)


def paint_heading(painter: QPainter, area: QRectF, text: str, words: str, theme: Theme) -> QRectF:
    """The heading of a part and muted words behind it; what is left of `area` below."""
    bold = interface_font(13)
    bold.setWeight(QFont.Weight.DemiBold)
    above = QRectF(area.left(), area.top(), area.width(), HEADING - 4)
    _paint_headed(painter, above, (text, bold), (words, interface_font(11)), theme)
    return area.adjusted(0, HEADING, 0, 0)


def paint_note(painter: QPainter, area: QRectF, text: str, colour: QColor, size: int = 11) -> QRectF:
    """Sentences at the foot of `area`, in as many lines as they need; what is left above them."""
    if not text:
        return area
    painter.setFont(interface_font(size))
    room = QRectF(area.left(), 0, area.width(), 4000)
    height = painter.boundingRect(room, WRAPPED, text).height()
    painter.setPen(colour)
    painter.drawText(QRectF(area.left(), area.bottom() - height, area.width(), height), WRAPPED, text)
    return area.adjusted(0, 0, 0, -height - AIR)


def paint_content(
    painter: QPainter, area: QRectF, content: WallContent, theme: Theme, vector: bool, frames: Sequence[Span] = ()
) -> None:
    """A wall, its tiles as large as they fit into `area`, with frames around some cells."""
    if area.width() < 1 or area.height() < 1:
        return
    layout = fitting_layout(content, (int(area.width()), int(area.height())))
    wall = wall_of(content, layout, theme)
    shrunk = min(1.0, area.width() / layout.width, area.height() / layout.height)
    painter.save()
    painter.translate(area.topLeft())
    painter.scale(shrunk, shrunk)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # the edges of tiles stay sharp
    paint_wall(painter, wall, wall_image(wall), theme, QRect(0, 0, layout.width, layout.height), vector)
    paint_frames(painter, wall, frames, theme)
    painter.restore()


def paint_legend(painter: QPainter, area: QRectF, colours: str, limit: float | None, theme: Theme) -> QRectF:
    """What the colours of a wall mean, at the foot of `area`; what is left above. `limit` None: each tile its own."""
    width = min(WIDEST_LEGEND, area.width())
    place = QRectF(area.left(), area.bottom() - LEGEND, width, LEGEND)
    paint_scale(painter, place, scale_words(colours, limit), scale_of(colours, theme), theme.text)
    beside = QRectF(place.right() + GAP, place.top(), area.right() - place.right() - GAP, LEGEND)
    words, font = scale_explanation(colours, limit), interface_font(11)
    if QFontMetricsF(font).horizontalAdvance(words) <= beside.width():  # half a sentence says nothing
        write(painter, beside, words, font, theme.muted)
    return area.adjusted(0, 0, 0, -LEGEND - AIR)


def enlarged(image: QImage, width: float) -> QImage:
    """The image with whole pixels for each of its own, about `width` wide: viewers of drawings blur small ones."""
    times = max(1, round(width / image.width()))
    return image.scaled(image.width() * times, image.height() * times)


def write(painter: QPainter, area: QRectF, text: str, font: QFont, colour: QColor) -> None:
    """One line; what does not fit loses its end."""
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(area, MIDDLE, QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width()))


def columns(area: QRectF, shares: Sequence[float]) -> list[QRectF]:
    """Parts of `area` side by side, in proportion to `shares`, with gaps between them.

    >>> [part.left() for part in columns(QRectF(0, 0, 320, 10), (1, 2))]
    [0.0, 120.0]
    """
    room = max(0.0, area.width() - GAP * (len(shares) - 1))
    parts, left = [], area.left()
    for share in shares:
        width = room * share / sum(shares)
        parts.append(QRectF(left, area.top(), width, area.height()))
        left += width + GAP
    return parts


def rows(area: QRectF, shares: Sequence[float]) -> list[QRectF]:
    """Parts of `area` below each other, in proportion to `shares`, with gaps between them."""
    turned = columns(QRectF(area.top(), area.left(), area.height(), area.width()), shares)
    return [QRectF(part.top(), part.left(), part.height(), part.width()) for part in turned]


def _paint_headed(
    painter: QPainter, area: QRectF, heading: tuple[str, QFont], words: tuple[str, QFont], theme: Theme
) -> None:
    (text, bold), (rest, plain) = heading, words
    share = 0.7 if rest else 1.0
    name = QFontMetricsF(bold).elidedText(text, Qt.TextElideMode.ElideMiddle, share * area.width())
    painter.setFont(bold)
    painter.setPen(theme.text)
    painter.drawText(area, MIDDLE, name)
    taken = (1 + SPARE) * QFontMetricsF(bold).horizontalAdvance(name) + 8
    write(painter, area.adjusted(taken, 0, 0, 0), rest, plain, theme.muted)
