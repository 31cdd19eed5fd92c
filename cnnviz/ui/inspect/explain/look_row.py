"""How explanations are drawn: beside the picture or over it, how strongly, in which range; and the legend."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QSlider, QWidget

from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.ui.inspect.explain.panels import Look
from cnnviz.ui.painting.overlay import CLIPPED, paint_explanation_scale, scale_ends
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.widgets.wrapping_row import WrappingRow

BESIDE, OVER = "beside", "over"
PLACES = (
    Choice(BESIDE, mark("Beside"), mark("The picture and its explanation side by side")),
    Choice(OVER, mark("Over"), mark("The explanation laid over the picture, which is made grey")),
)
WHOLE, MOST = "whole", "most"
RANGES = (
    Choice(WHOLE, mark("Max"), mark("The colours reach to the largest number.")),
    Choice(MOST, mark("99 %"), mark("The colours reach as far as 99 % of the numbers, so that a few large ones do not "
                                    "make the others pale; those have the end colours.")),
)  # fmt: skip


class ScaleBar(QWidget):
    """The legend: what the colours mean."""

    def __init__(self) -> None:
        super().__init__()
        self._signed, self._limit, self._clipped = True, 1.0, False
        self._over: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(280)
        self.setAccessibleName(tr("Legend of the colours"))

    def show_scale(self, signed: bool, limit: float, clipped: bool, over: float | None = None) -> None:
        """Of colours alone, or laid `over` a picture with that strength."""
        self._signed, self._limit, self._clipped, self._over = signed, limit, clipped, over
        low, high = self.ends()
        self.setAccessibleDescription(f"{low} {high}")
        self.setToolTip(self._meaning())
        self.update()

    def _meaning(self) -> str:
        is_over = self._over is not None
        if self._signed:
            zero = tr("where it is zero, the picture is seen") if is_over else tr("zero is the ground colour")
            words = tr("Red speaks for it, blue against it; {zero}.", zero=zero)
            channels = tr("The channels of a colour picture are added up.")
        else:
            much = tr("The more colour") if is_over else tr("The farther from the ground colour")
            words = tr("{much}, the more it matters; there is no sign.", much=much)
            channels = tr("Of the channels of a colour picture the largest counts.")
        halves = " " + tr("Upper half: on black. Lower half: on white.") if is_over else ""
        return f"{words} {channels}{halves}"

    def ends(self) -> tuple[str, str]:
        """What is written at the left and the right end."""
        return scale_ends(self._signed, self._limit, self._clipped)

    def sizeHint(self) -> QSize:
        return QSize(210, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(190, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_explanation_scale(
            painter, QRectF(self.rect()), self._signed, self._limit, theme_of(self), self._clipped, self._over
        )
        painter.end()


class LookRow(WrappingRow):
    """`changed` says that the same numbers are to be drawn in another way: `look` tells how."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.legend = ScaleBar()
        self.place, self.range = Segmented(PLACES, BESIDE), Segmented(RANGES, WHOLE)
        self.place.setFixedSize(124, 28)
        self.place.setAccessibleName(tr("Beside the picture or over it"))
        self.range.setFixedSize(104, 28)
        self.range.setAccessibleName(tr("Range of the colours"))
        self.strength = QSlider(Qt.Orientation.Horizontal)
        self.strength.setRange(0, 100)
        self.strength.setValue(80)
        self.strength.setFixedWidth(90)
        self.strength.setToolTip(tr("How strongly the explanation covers the picture"))
        self.strength.setAccessibleName(tr("How strongly the explanation covers the picture"))
        self.coarse = QCheckBox(tr("Coarse"))
        self.coarse.setToolTip(tr("The numbers as they were computed, before they are enlarged to the picture"))
        self.coarse.hide()
        self._lay_out()
        self.place.changed.connect(lambda _: self._changed())
        self.range.changed.connect(lambda _: self._changed())
        self.strength.valueChanged.connect(lambda _: self._changed())
        self.coarse.toggled.connect(lambda _: self._changed())
        self._arrange()

    def _lay_out(self) -> None:
        self.add(self.place)
        self.add(self.strength)
        self.add(self.coarse)
        self.add(self.range, before=1)
        self.add(self.legend, stretch=4)

    def look(self) -> Look:
        """How explanations are drawn now."""
        share = CLIPPED if self.range.value() == MOST else 100.0
        over = self.place.value() == OVER
        return Look(over, self.strength.value() / 100, share, self.coarse.isChecked())

    def show_scale(self, signed: bool, limit: float, clipped: bool, has_coarse: bool) -> None:
        """The legend of what is shown."""
        self.legend.show_scale(signed, limit, clipped, self.look().strength_over)
        self.coarse.setVisible(has_coarse)

    def _changed(self) -> None:
        self._arrange()
        self.changed.emit()

    def _arrange(self) -> None:
        self.strength.setVisible(self.place.value() == OVER)
