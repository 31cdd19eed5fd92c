"""A network as a row of blocks: as high as its maps, as deep as they are many, with arcs where outputs are skipped to.

Sides and channels are drawn on a square-root scale: 7 cells beside 224 can still be seen.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from cnnviz.ui.fonts import interface_font
from cnnviz.ui.theme import Theme

LABEL = 16  # pixels below the blocks, for names
ARCS = 14  # pixels above them
THIN = 3.0  # of a layer that keeps the shape
NARROWEST, GAP = 4.0, 7.0
VECTOR_DEPTH = 7.0
LARGEST = 3.0  # times the natural size, where there is much room


@dataclass(frozen=True)
class Block:
    """What one row gives. `role` picks the colour: "input", "kernel", "pool", "dense", "thin" or "output".

    `shape` is None where it is not known. `takes` are the places of the blocks it takes, counted from the first.
    """

    name: str
    role: str
    shape: tuple[int, ...] | None
    takes: tuple[int, ...] = ()
    broken: bool = False


def block_rects(blocks: Sequence[Block], area: QRectF) -> list[QRectF]:
    """Where each block is drawn in an area; all of them fit, in their order.

    >>> two = [Block("input", "input", (1, 28, 28)), Block("conv", "kernel", (6, 28, 28), (0,))]
    >>> [rect.height() for rect in block_rects(two, QRectF(0, 0, 200, 130))]
    [100.0, 100.0]
    """
    tallest = max((max(block.shape[1:]) for block in blocks if block.shape and len(block.shape) == 3), default=1)
    widths = [_depth(block) for block in blocks]
    gaps = [0.0 if block.role == "thin" else GAP for block in blocks[1:]]
    total = sum(widths) + sum(gaps)
    scale = min(LARGEST, area.width() / max(total, 1.0))
    x = area.left() + (area.width() - scale * total) / 2
    room = area.height() - LABEL - ARCS
    rects = []
    for block, width, gap in zip(blocks, widths, [*gaps, 0.0], strict=True):
        height = max(8.0, room * _share(block, tallest))
        rects.append(QRectF(x, area.top() + ARCS + (room - height) / 2, scale * width, height))
        x += scale * (width + gap)
    return rects


def paint_network(
    painter: QPainter, area: QRectF, blocks: Sequence[Block], theme: Theme, chosen: int | None = None
) -> None:
    """Paint the blocks into an area, the `chosen` one with an outline."""
    rects = block_rects(blocks, area)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_links(painter, blocks, rects, theme)
    for block, rect in zip(blocks, rects, strict=True):
        _paint_block(painter, block, rect, theme)
    if chosen is not None and 0 <= chosen < len(rects):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.text, 1.5))
        painter.drawRoundedRect(rects[chosen].adjusted(-2, -2, 2, 2), 3, 3)
    _paint_names(painter, area, blocks, rects, theme, chosen)


def _depth(block: Block) -> float:
    if block.role == "thin":
        return THIN
    if block.shape is None or len(block.shape) != 3:
        return VECTOR_DEPTH
    return NARROWEST + 2.2 * math.sqrt(block.shape[0])


def _share(block: Block, tallest: int) -> float:
    """How much of the height a block takes: maps by their side, vectors by how many numbers they have."""
    if block.shape is None:
        return 0.5
    if len(block.shape) == 3:
        return math.sqrt(max(block.shape[1:]) / tallest)
    return min(1.0, 0.12 + 0.18 * math.log10(max(block.shape[0], 1)))


def _paint_block(painter: QPainter, block: Block, rect: QRectF, theme: Theme) -> None:
    if block.shape is None or block.broken:
        painter.setBrush(theme.warning_soft if block.broken else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.warning if block.broken else theme.muted, 1.2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(rect, 2, 2)
        if block.broken:
            painter.setFont(interface_font(13))
            painter.setPen(theme.warning)
            painter.drawText(rect.adjusted(-8, 0, 8, 0), Qt.AlignmentFlag.AlignCenter, "!")
        return
    colour = role_colour(block.role, theme)
    soft = QColor(colour)
    soft.setAlphaF(0.55 if block.role == "thin" else 0.32)
    painter.setBrush(soft)
    painter.setPen(QPen(colour, 1))
    painter.drawRoundedRect(rect, 2, 2)


def _paint_links(painter: QPainter, blocks: Sequence[Block], rects: Sequence[QRectF], theme: Theme) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for place, block in enumerate(blocks):
        for source in block.takes:
            start, end = rects[source], rects[place]
            if source == place - 1:
                painter.setPen(QPen(theme.unreached, 1.2))
                painter.drawLine(QPointF(start.right(), start.center().y()), QPointF(end.left(), end.center().y()))
                continue
            painter.setPen(QPen(theme.muted, 1.2))
            top = min(rect.top() for rect in rects[source : place + 1]) - ARCS + 3
            path = QPainterPath(QPointF(start.center().x(), start.top()))
            path.cubicTo(start.center().x(), top, end.center().x(), top, end.center().x(), end.top())
            painter.drawPath(path)


def _paint_names(
    painter: QPainter, area: QRectF, blocks: Sequence[Block], rects: Sequence[QRectF], theme: Theme, chosen: int | None
) -> None:
    """Names below the blocks, as far as they do not touch: the chosen one first, the picture last."""
    painter.setFont(interface_font(11))
    metrics = QFontMetricsF(interface_font(11))
    order = [place for place, block in enumerate(blocks) if block.role not in ("thin", "input") or block.broken]
    order += [place for place, block in enumerate(blocks) if block.role == "input"]
    if chosen is not None and 0 <= chosen < len(blocks):
        order = [chosen, *(place for place in order if place != chosen)]
    taken: list[tuple[float, float]] = []
    for place in order:
        width = metrics.horizontalAdvance(blocks[place].name)
        left = min(max(rects[place].center().x() - width / 2, area.left()), area.right() - width)
        if any(left < end + 6 and left + width > start - 6 for start, end in taken):
            continue
        taken.append((left, left + width))
        painter.setPen(theme.text if place == chosen else theme.muted)
        line = QRectF(left, area.bottom() - LABEL, width + 1, LABEL)
        painter.drawText(line, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, blocks[place].name)


def role_colour(role: str, theme: Theme) -> QColor:
    """The colour of a role, in the drawing and beside the rows."""
    return {
        "input": theme.input,
        "kernel": theme.kernel,
        "pool": theme.muted,
        "dense": theme.accent,
        "output": theme.output,
    }.get(role, theme.unreached)
