"""An explanation in colours, alone or laid over the picture it is about: the window and `cnnviz explain` share it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from cnnviz.engine.arrays import Array
from cnnviz.explain.explanation import Explanation
from cnnviz.numbers import number, telling_decimals
from cnnviz.ui.fonts import number_font
from cnnviz.ui.painting.colours import LUMINANCE, activation_scale, magnitude_scale, rgb_image, rgb_table
from cnnviz.ui.theme import Theme

BAR = 10  # pixels of height of the bar of a legend
CLIPPED = 99.0  # percent of the numbers that lie within the range that leaves out a few extremes


def flat(explanation: Explanation, coarse: bool = False) -> Array:
    """One number for each place (H, W): channels are added up where signs mean something, else the largest is taken.

    `coarse` gives the numbers of the layer, (h, w), where the explanation has such.
    """
    values = explanation.values
    if coarse and explanation.coarse is not None:
        values = explanation.coarse
    if values.ndim == 2:
        return values
    return np.asarray(values.sum(axis=0) if explanation.signed else np.abs(values).max(axis=0))


def colour_limit(maps: Sequence[Array], share: float = 100.0) -> float:
    """Where the colours of these maps end: so that `share` percent of what is not zero lies within; 1.0 for no numbers.

    >>> colour_limit([np.array([[0.0, -4.0, 2.0]])]), colour_limit([np.zeros((2, 2))])
    (4.0, 1.0)
    """
    sizes = np.abs(np.concatenate([values.ravel() for values in maps])) if maps else np.zeros(0)
    sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
    return float(np.percentile(sizes, share)) if sizes.size else 1.0


def colours(values: Array, signed: bool, limit: float, theme: Theme) -> NDArray[np.uint8]:
    """Bytes (H, W, 3) of `values` (H, W): two-sided with zero as the ground where `signed`, else from the ground on."""
    shares = np.nan_to_num(values / limit, nan=0.0, posinf=1.0, neginf=-1.0)
    if signed:
        table, steps = rgb_table(activation_scale(theme)), shares.clip(-1, 1) * 127 + 127
    else:
        table, steps = rgb_table(magnitude_scale(theme)), shares.clip(0, 1) * 254
    chosen: NDArray[np.uint8] = table[np.rint(steps).astype(np.intp)]
    return chosen


def explanation_image(
    explanation: Explanation,
    picture: Array | None,
    strength: float,
    theme: Theme,
    *,
    limit: float | None = None,
    coarse: bool = False,
) -> QImage:
    """An explanation as a picture, one pixel for each of its numbers (or of the picture's, if those are more).

    `picture` (C, H, W) has values from 0 to 1, as people see it; None, or a `strength` of 1 and no picture, draws the
    colours alone. `strength` 0 is the picture in grey, 1 lets the largest numbers cover it; zero never covers it.
    """
    values = flat(explanation, coarse)
    limit = colour_limit([values]) if limit is None else limit
    if picture is None:
        return map_image(values, explanation.signed, limit, theme)
    return overlay_image(values, picture, strength, explanation.signed, limit, theme)


def map_image(values: Array, signed: bool, limit: float, theme: Theme) -> QImage:
    """`values` (H, W) in colours alone."""
    return _image(colours(values, signed, limit, theme))


def overlay_image(values: Array, picture: Array, strength: float, signed: bool, limit: float, theme: Theme) -> QImage:
    """`values` (H, W) or coarser (h, w) in colours over `picture` (C, H, W) from 0 to 1, which is made grey.

    A number covers the picture by its share of `limit`, times `strength`: where it is zero, the picture is seen. Each
    sign has one colour; where there are no signs, there is one colour.
    """
    values = enlarged(values, picture.shape[1:])
    if not signed:
        values = np.where(values > 0, values, 0)
    low, high = rgb_table(activation_scale(theme))[[0, -1]].astype(np.float32)
    ends = np.where((values < 0)[..., None], low, high)
    grey = grey_of(picture)[..., None] * np.float32(255)
    share = np.nan_to_num(np.abs(values) / limit, nan=0.0, posinf=1.0).clip(0, 1)
    cover = (strength * share)[..., None].astype(np.float32)
    return _image(np.rint(grey * (1 - cover) + ends * cover).clip(0, 255).astype(np.uint8))


def grey_of(picture: Array) -> Array:
    """The brightness (H, W) of a picture (C, H, W) from 0 to 1."""
    if len(picture) == 3:
        return np.tensordot(np.array(LUMINANCE, np.float32), picture.clip(0, 1), 1)
    return np.asarray(picture.mean(axis=0).clip(0, 1))


def enlarged(values: Array, size: Sequence[int]) -> Array:
    """`values` (h, w) as large as `size`, every number a block: nothing is made up in between.

    >>> enlarged(np.array([[1, 2]]), (2, 4)).tolist()
    [[1, 1, 2, 2], [1, 1, 2, 2]]
    """
    if values.shape == tuple(size):
        return values
    rows, columns = (np.arange(wanted) * given // wanted for wanted, given in zip(size, values.shape, strict=True))
    return values[np.ix_(rows, columns)]


def scale_ends(signed: bool, limit: float, clipped: bool = False) -> tuple[str, str]:
    """What is written at the ends of the legend; `clipped` where some numbers lie beyond.

    >>> scale_ends(True, 0.5), scale_ends(False, 12.0, clipped=True)
    (('−0.50', '+0.50'), ('0', '≥ 12.00'))
    """
    places = telling_decimals(limit)
    high = number(limit, places, signed=signed)
    low = number(-limit, places) if signed else "0"
    return (f"≤ {low}" if clipped and signed else low), (f"≥ {high}" if clipped else high)


def scale_image(signed: bool, theme: Theme, over: float | None = None) -> QImage:
    """The colours from the lowest number to the highest, in a row.

    Those of an overlay of strength `over` lie on what they can cover: on black in the upper row, on white in the lower.
    """
    shares = np.linspace(-1 if signed else 0, 1, 255)[None]
    if over is None:
        return map_image(shares, signed, 1.0, theme)
    ground = np.repeat([[[0.0], [1.0]]], 255, axis=2)
    return overlay_image(shares, ground, over, signed, 1.0, theme)


def paint_explanation_scale(
    painter: QPainter,
    area: QRectF,
    signed: bool,
    limit: float,
    theme: Theme,
    clipped: bool = False,
    over: float | None = None,
) -> QRectF:
    """The legend: the colours between their ends, zero marked, as `scale_image` has them. Where the bar lies."""
    painter.setFont(number_font(11))
    ends = scale_ends(signed, limit, clipped)
    low_room, high_room = (painter.fontMetrics().horizontalAdvance(text) + 6 for text in ends)
    bar = QRectF(
        area.left() + low_room, area.center().y() - BAR / 2, max(16.0, area.width() - low_room - high_room), BAR
    )
    painter.drawImage(bar, scale_image(signed, theme, over))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.line, 1))
    painter.drawRect(bar.adjusted(-0.5, -0.5, 0.5, 0.5))
    if signed:
        painter.setPen(QPen(theme.muted, 1))
        middle = bar.center().x()
        painter.drawLine(QPointF(middle, bar.bottom()), QPointF(middle, bar.bottom() + 3))
    painter.setPen(theme.text)
    across = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(
        QRectF(area.left(), area.top(), low_room - 6, area.height()), across | Qt.AlignmentFlag.AlignRight, ends[0]
    )
    painter.drawText(QRectF(bar.right() + 6, area.top(), high_room, area.height()), across, ends[1])
    return bar


def _image(rgb: NDArray[np.uint8]) -> QImage:
    """Bytes (H, W, 3) in 32 bits a pixel, which Qt enlarges faster."""
    return rgb_image(rgb).convertToFormat(QImage.Format.Format_RGB32)
