"""A legend in one line: what is shown, and the numbers at the ends of its colours."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from cnnviz.numbers import number, trimmed
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.colours import Magnitudes, grey_image, rgb_image, rgb_table
from cnnviz.ui.painting.follow_tiles import Tint
from cnnviz.ui.theme import Theme

BAR = 8  # pixels of height
WIDEST_BAR, NARROWEST_BAR = 60, 12
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def ends_of(tint: Tint) -> tuple[str, str]:
    """What is written at the ends of a scale.

    >>> ends_of(Tint(0.15, None))
    ('0', '0.15')
    """
    high = trimmed(tint.limit, 6) if tint.limit < 1000 else number(tint.limit, 0)
    return ("0" if tint.scale is None or isinstance(tint.scale, Magnitudes) else f"−{high}"), high


def paint_legend(
    painter: QPainter, area: QRectF, name: str, tint: Tint, colour: QColor, theme: Theme, right: bool = False
) -> None:
    """Name, lowest number, colours, highest number; from the left on, or up to the `right`."""
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
    left = area.left() + (names.horizontalAdvance(text) + 8 if text else 0)
    if right:
        left = max(left, area.right() - width(low) - width(high) - WIDEST_BAR - 8)
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
