"""What an activation or a batch normalisation makes of every number, drawn for the one that is followed."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.engine.activations import Activation
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.text import tr
from cnnviz.traces.following import Followed
from cnnviz.traces.passes import Pass
from cnnviz.ui.inspect.follow.names import short_name
from cnnviz.ui.painting.function_curve import FunctionCurve, paint_curve, sampled
from cnnviz.ui.theme import theme_of

HEIGHT = 190
AROUND_ZERO = 0.25  # of the range, at the least on either side


class CurveView(QWidget):
    """Shown only where one number becomes another by a function of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._curve: FunctionCurve | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(80)
        self.setMaximumHeight(HEIGHT)
        self.setAccessibleName(tr("What the layer makes of a number"))
        self.hide()

    def curve(self) -> FunctionCurve | None:
        return self._curve

    def show_followed(self, shown: Pass, followed: Followed) -> None:
        """Draw the function of the layer that made the number, and hide where it has none."""
        self._curve = curve_of(shown, followed)
        self.setVisible(self._curve is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._curve is not None:
            painter = QPainter(self)
            paint_curve(painter, QRectF(self.rect()), self._curve, theme_of(self))
            painter.end()


def curve_of(shown: Pass, followed: Followed) -> FunctionCurve | None:
    """The function as far as the map before reaches; None where a number is made of several, or passed on."""
    if shown.network is None or len(followed.parts) != 1:
        return None
    nodes = {node.name: node.layer for node in shown.network.nodes}
    made_by, part = nodes.get(followed.cell.layer), followed.parts[0]
    source = shown.layer(part.source).maps
    given = source[part.channel] if source.shape[1:] != (1, 1) else source
    if not np.isfinite(given).all() or followed.sum.kind not in ("point", "products"):
        return None
    low, high = min(0.0, float(given.min())), max(0.0, float(given.max()))
    both = AROUND_ZERO * (max(-low, high) or 1.0)  # so that the corner at zero is seen
    xs = sampled(min(low, -both), max(high, both))
    scaling = shown.layer(followed.cell.layer).scaling
    if isinstance(made_by, BatchNorm2D) and scaling is not None:
        factor, shift = scaling[:, followed.cell.channel]
        ys = factor * xs + shift
    elif isinstance(made_by, Activation) and not isinstance(made_by, Dropout):
        ys = np.asarray(made_by(xs.astype(given.dtype)[np.newaxis]))[0]
    else:
        return None
    names = short_name(shown, part.cell(0, 0) or followed.cell), short_name(shown, followed.cell)
    return FunctionCurve(xs, ys, float(part.left[0, 0]), followed.value, *names)
