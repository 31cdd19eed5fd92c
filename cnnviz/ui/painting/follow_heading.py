"""What stands above the rows of a followed number: what was met with what, and what the colours mean."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from cnnviz.numbers import number, trimmed
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.colours import Magnitudes, grey_image, rgb_image, rgb_table
from cnnviz.ui.painting.follow_rows import RowsLayout
from cnnviz.ui.painting.follow_tiles import Tint
from cnnviz.ui.painting.followed_picture import FollowedPicture
from cnnviz.ui.theme import Theme

HEIGHT = 18
BAR = 8  # pixels of height
WIDEST_BAR, NARROWEST_BAR = 60, 12
GAP = 12  # pixels between two legends
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_heading(
    painter: QPainter, area: QRectF, layout: RowsLayout, picture: FollowedPicture, source: str, theme: Theme
) -> None:
    """Above lines of numbers the names of their columns, above tiles a legend for each kind; `source` is where from."""
    if layout.is_lines:
        _paint_columns(painter, area, layout, picture, theme)
        return
    half = (area.width() - GAP) / 2 if layout.has_weights else area.width() * 0.66
    _paint_legend(
        painter, QRectF(area.left(), area.top(), half, area.height()), source, picture.patch, theme.input, theme
    )
    if layout.has_weights:
        place = QRectF(area.left() + half + GAP, area.top(), half, area.height())
        _paint_legend(painter, place, tr("weights"), picture.kernel, theme.kernel, theme)


def ends_of(tint: Tint) -> tuple[str, str]:
    """What is written at the ends of a scale.

    >>> ends_of(Tint(0.15, None))
    ('0', '0.15')
    """
    high = trimmed(tint.limit, 6) if tint.limit < 1000 else number(tint.limit, 0)
    return ("0" if tint.scale is None or isinstance(tint.scale, Magnitudes) else f"−{high}"), high


def _paint_legend(painter: QPainter, area: QRectF, name: str, tint: Tint, colour: QColor, theme: Theme) -> None:
    """Name, lowest number, colours, highest number."""
    heading, digits = interface_font(11), number_font(10)
    heading.setWeight(QFont.Weight.DemiBold)
    low, high = ends_of(tint)
    width = QFontMetricsF(digits).horizontalAdvance
    names = QFontMetricsF(heading)
    room = area.width() - width(low) - width(high) - NARROWEST_BAR - 16
    text = names.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
    painter.setFont(heading)
    painter.setPen(colour)
    painter.drawText(area, LEFT, text)
    left = area.left() + names.horizontalAdvance(text) + 8
    painter.setFont(digits)
    painter.setPen(theme.text)
    painter.drawText(area.adjusted(left - area.left(), 0, 0, 0), LEFT, low)
    left += width(low) + 4
    bar = QRectF(left, area.center().y() - BAR / 2, min(WIDEST_BAR, area.right() - left - width(high) - 4), BAR)
    scale = tint.scale
    painter.drawImage(
        bar, grey_image(np.linspace(0, 1, 255)[None]) if scale is None else rgb_image(rgb_table(scale)[None])
    )
    painter.setPen(theme.unreached)
    painter.drawRect(bar.adjusted(-0.5, -0.5, 0.5, 0.5))
    painter.setPen(theme.text)
    painter.drawText(area.adjusted(bar.right() + 4 - area.left(), 0, 4, 0), LEFT, high)


def _paint_columns(painter: QPainter, area: QRectF, layout: RowsLayout, picture: FollowedPicture, theme: Theme) -> None:
    columns, font = layout.columns, interface_font(11)
    painter.setFont(font)
    end = float(columns.name + columns.factor)
    if picture.is_shares or layout.has_weights:
        painter.setPen(theme.input)
        painter.drawText(
            QRectF(0, area.top(), end, area.height()), RIGHT, tr("score") if picture.is_shares else tr("value")
        )
    if layout.has_weights:
        factor = tr("factor") if picture.followed.kind.startswith("BatchNorm") else tr("weight")
        painter.setPen(theme.kernel)
        painter.drawText(QRectF(end, area.top(), 10 + columns.factor, area.height()), RIGHT, factor)
    last = tr("e^(score − largest)") if picture.is_shares else tr("product") if layout.has_weights else tr("value")
    painter.setPen(theme.muted)
    painter.drawText(QRectF(0, area.top(), layout.width, area.height()), RIGHT, last)
