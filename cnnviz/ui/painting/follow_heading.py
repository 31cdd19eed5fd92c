"""What stands above the rows of a followed number: what was met with what, and what the colours mean."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.painting.follow_legend import paint_legend
from cnnviz.ui.painting.follow_rows import RowsLayout
from cnnviz.ui.painting.followed_picture import FollowedPicture
from cnnviz.ui.theme import Theme

HEIGHT = 18
GAP = 12  # pixels between two legends
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_heading(
    painter: QPainter, area: QRectF, layout: RowsLayout, picture: FollowedPicture, source: str, theme: Theme
) -> None:
    """Above lines of numbers the names of their columns, above tiles a legend for each kind; `source` is where from."""
    if layout.is_lines:
        _paint_columns(painter, area, layout, picture, theme)
        return
    half = (area.width() - GAP) / 2 if layout.has_weights else area.width() * 0.66
    place = QRectF(area.left(), area.top(), half, area.height())
    paint_legend(painter, place, source, picture.patch, theme.input, theme)
    if layout.has_weights:
        place = QRectF(area.left() + half + GAP, area.top(), half, area.height())
        paint_legend(painter, place, tr("weights"), picture.kernel, theme.kernel, theme)


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
