"""Draws the rows of a followed number: patch · kernel, what it comes to, and how much that is beside the others."""

import math
from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.colours import fill
from cnnviz.ui.painting.follow_legend import paint_legend
from cnnviz.ui.painting.follow_rows import DOT as SIGN
from cnnviz.ui.painting.follow_rows import LEGEND, RowsLayout, Spot
from cnnviz.ui.painting.follow_tiles import Tile, frame_cell, paint_tile
from cnnviz.ui.painting.followed_picture import FollowedPicture
from cnnviz.ui.theme import Theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
DOT = 10  # pixels between two factors in a line
BAR = 5  # pixels of height
BEFORE_BAR, LONGEST_BAR = 14, 120  # pixels between a bar and what stands beside it, and of the bar
SMALLEST_BAR = 14  # pixels of width; narrower ones say nothing


def paint_rows(
    painter: QPainter,
    layout: RowsLayout,
    picture: FollowedPicture,
    theme: Theme,
    visible: range,
    lit: Spot | None = None,
    vector: bool = False,
) -> None:
    """Draw these rows; the number at `lit` is framed in all tiles of its row, or its line is."""
    for index in visible:
        here = lit if lit is not None and lit.part == layout.order[index] else None
        if layout.is_lines:
            _paint_line(painter, layout, picture, index, theme, here is not None)
        else:
            _paint_tiles(painter, layout, picture, index, theme, here, vector)
            _paint_name(painter, layout, picture, index, theme)
            _paint_total(painter, layout, picture, index, theme)
    if layout.has_products and len(layout.order) - 1 in visible:
        _paint_legend(painter, layout, picture, theme)


def patch_tile(layout: RowsLayout, picture: FollowedPicture, index: int) -> Tile:
    """What was met, as a tile."""
    part = picture.followed.parts[layout.order[index]]
    return Tile(layout.patch(index), part.left, picture.patch, part.inside)


def kernel_tile(layout: RowsLayout, picture: FollowedPicture, index: int) -> Tile | None:
    """What it was multiplied by, as a tile; None where nothing was multiplied."""
    part = picture.followed.parts[layout.order[index]]
    return None if part.right is None else Tile(layout.kernel(index), part.right, picture.kernel)


def products_tile(layout: RowsLayout, picture: FollowedPicture, index: int) -> Tile | None:
    """What each number times its weight is, as a tile; None where there is no room for it."""
    part = picture.followed.parts[layout.order[index]]
    if part.right is None or not layout.has_products:
        return None
    return Tile(layout.products(index), part.left * part.right, picture.products, part.inside)


def paint_bar(painter: QPainter, area: QRectF, share: float, theme: Theme, one_sided: bool = False) -> None:
    """A bar from the middle: to the right where the share (-1 to 1) is positive, to the left where it is negative.

    Where no share is negative it is `one_sided`: from the left end.
    """
    middle = area.left() if one_sided else area.center().x()
    length = area.width() * (1 if one_sided else 0.5) * (share if math.isfinite(share) else 0.0)
    fill(painter, area, theme.padding)
    colour = theme.activation_high if share > 0 else theme.activation_low
    fill(painter, QRectF(min(middle, middle + length), area.top(), abs(length), area.height()), colour)
    fill(painter, QRectF(middle - 0.5, area.top() - 2, 1, area.height() + 4), theme.muted)


def _paint_tiles(
    painter: QPainter, layout: RowsLayout, picture: FollowedPicture, index: int, theme: Theme, lit: Spot | None,
    vector: bool,
) -> None:  # fmt: skip
    patch, kernel = patch_tile(layout, picture, index), kernel_tile(layout, picture, index)
    paint_tile(painter, patch, theme, vector)
    if picture.followed.winner is not None and picture.followed.sum.winner >= 0:
        row, column = divmod(picture.followed.sum.winner, patch.values.shape[1])
        frame_cell(painter, patch, row, column, theme.output, 3)
    products = products_tile(layout, picture, index)
    if kernel is not None:
        paint_tile(painter, kernel, theme, vector)
        _paint_sign(painter, kernel.area, "·", theme)
    if products is not None:
        paint_tile(painter, products, theme, vector)
        _paint_sign(painter, products.area, "=", theme)
    for tile in (patch, kernel, products) if lit is not None else ():
        if tile is not None and lit is not None:
            frame_cell(painter, tile, lit.row, lit.column, theme.text)


def _paint_sign(painter: QPainter, after: QRectF, text: str, theme: Theme) -> None:
    """A sign before a tile."""
    sign = interface_font(18 if text == "·" else 14)
    sign.setBold(True)
    painter.setFont(sign)
    painter.setPen(theme.text)
    painter.drawText(QRectF(after.left() - SIGN, after.top(), SIGN, after.height()), CENTRE, text)


def _paint_legend(painter: QPainter, layout: RowsLayout, picture: FollowedPicture, theme: Theme) -> None:
    """What the colours of the products mean; beside them the name stands above its colours."""
    area, name = layout.legend, tr("products")
    if not layout.form.below:
        paint_legend(painter, area, name, picture.products, theme.text, theme)
        return
    _write(painter, QRectF(area.left(), area.top(), area.width(), LEGEND), name, interface_font(11), theme.text, RIGHT)
    below = QRectF(area.left(), area.top() + LEGEND, area.width(), LEGEND)
    paint_legend(painter, below, "", picture.products, theme.text, theme, right=True)


def _paint_name(painter: QPainter, layout: RowsLayout, picture: FollowedPicture, index: int, theme: Theme) -> None:
    row = layout.row(index)
    if layout.is_captioned:
        area = QRectF(0, row.top(), layout.width - layout.columns.total, layout.total(index).height())
    else:
        area = QRectF(0, row.top(), layout.columns.name - 6, row.height())
    _write(painter, area, picture.names[layout.order[index]], interface_font(11), theme.muted, LEFT)


def _paint_total(painter: QPainter, layout: RowsLayout, picture: FollowedPicture, index: int, theme: Theme) -> None:
    """The number, and below it how much it is beside the largest."""
    part, area = picture.followed.parts[layout.order[index]], layout.total(index)
    several = len(picture.followed.parts) > 1
    if picture.followed.sum.kind == "maximum":
        return  # the last line says it
    middle = area.center().y()
    if several and layout.is_captioned:
        left = max(area.left() - BEFORE_BAR - LONGEST_BAR, layout.columns.name)
        bar = QRectF(left, middle - BAR / 2, area.left() - BEFORE_BAR - left, BAR)
        paint_bar(painter, bar, part.total / picture.largest, theme, picture.one_sided)
    elif several:
        left = max(layout.last_tile(index).right() + BEFORE_BAR, area.right() - LONGEST_BAR)
        bar = QRectF(left, middle + 6, area.right() - left, BAR)
        area = QRectF(area.left(), middle - 13, area.width(), 17)
        paint_bar(painter, bar, part.total / picture.largest, theme, picture.one_sided)
    _write(painter, area, picture.total_text(part), number_font(12), theme.text, RIGHT)


def _paint_line(
    painter: QPainter, layout: RowsLayout, picture: FollowedPicture, index: int, theme: Theme, lit: bool
) -> None:
    """Name, factor · weight, bar, total."""
    part, row, columns = picture.followed.parts[layout.order[index]], layout.row(index), layout.columns
    if lit:
        fill(painter, row, theme.accent_soft)
    _write(painter, QRectF(0, row.top(), columns.name - 6, row.height()), picture.names[layout.order[index]],
           interface_font(11), theme.muted, LEFT)  # fmt: skip
    left, font = float(columns.name), number_font(11)
    factors = [] if part.right is None and not picture.is_shares else [("", part.left, theme.input)]
    factors += [] if part.right is None else [("·", part.right, theme.kernel)]
    for sign, values, colour in factors:
        if sign:
            _write(painter, QRectF(left, row.top(), DOT, row.height()), sign, font, theme.muted, CENTRE)
            left += DOT
        area = QRectF(left, row.top(), columns.factor, row.height())
        _write(painter, area, picture.factor_text(float(values.flat[0])), font, colour, RIGHT)
        left += columns.factor
    total = layout.total(index)
    bar = QRectF(left + 8, row.center().y() - BAR / 2, total.left() - left - 14, BAR)
    if bar.width() >= SMALLEST_BAR and len(picture.followed.parts) > 1:
        paint_bar(painter, bar, part.total / picture.largest, theme, picture.one_sided)
    _write(painter, total, picture.total_text(part), number_font(12), theme.text, RIGHT)


def _write(painter: QPainter, area: QRectF, text: str, font: QFont, colour: QColor, where: Qt.AlignmentFlag) -> None:
    """A text in an area; one that is too long for it loses its middle."""
    painter.setFont(font)
    painter.setPen(colour)
    metrics: Callable[..., str] = QFontMetricsF(font).elidedText
    painter.drawText(area, where, metrics(text, Qt.TextElideMode.ElideMiddle, area.width() + 0.5))
