"""The terms of a sum as a widget that can be scrolled, and its last line as one that is always in sight."""

from collections.abc import Hashable

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from cnnviz.text import tr
from cnnviz.traces.scene import Place, Sum
from cnnviz.ui.painting.colours import fill
from cnnviz.ui.painting.sum_layout import form
from cnnviz.ui.painting.sum_outcome import outcome_text
from cnnviz.ui.painting.sums import LINE, Reading, Slots, SumLayout, SumTexts, lay_out, paint_last_line, paint_terms
from cnnviz.ui.theme import theme_of

MOST_LINES = 4
BAR = 12  # kept free for the scroll bar, whether it is there or not: terms must not move when it comes
FRAME = 1


class TermsView(QWidget):
    """All terms of a sum; as high as they need, so that a scroll area can show a part."""

    term_hovered = Signal(object)  # Place | None
    lines_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("The terms of the sum"))
        self._texts = SumTexts()
        self.samples: tuple[Sum, ...] = ()
        self._expected = (2, Slots())
        self._reading: Reading | None = None
        self._layout: SumLayout | None = None
        self._laid_out: Hashable = None  # what the layout is for
        self._lit: Place | None = None
        self._hovered: Place | None = None
        self._room = 0

    def expect(self, samples: tuple[Sum, ...], decimals: int, slots: Slots) -> None:
        """Say how many lines sums like these will take."""
        self.samples, self._expected = samples, (decimals, slots)
        self._foresee()

    def show_sum(self, reading: Reading) -> None:
        self._reading = reading
        self._lay_out()

    def set_room(self, width: int) -> None:
        """So many pixels are there for a line."""
        if width != self._room:
            self._room = width
            self._foresee()
            self._lay_out()

    def light(self, lit: Place | None) -> None:
        """Stress one term."""
        if lit != self._lit:
            self._lit = lit
            self.update()

    def area_of(self, place: Place) -> QRectF | None:
        """Where the term of a cell stands; None where it is not shown."""
        line = None if self._layout is None else self._layout.line_of(place)
        if line is None or self._layout is None:
            return None
        return self._layout.area_of(*line, (line[1] + 1) * self._layout.term.width - self._layout.term.gap)

    def _foresee(self) -> None:
        if self.samples and self._room:
            decimals, slots = self._expected
            self.lines_changed.emit(max(lay_out(one, decimals, self._room, slots).lines for one in self.samples))

    def _lay_out(self) -> None:
        if self._reading is None:
            return
        laid_out = form(self._reading.sum), self._reading.decimals, self._room, self._reading.slots
        if self._layout is None or laid_out != self._laid_out:
            layout = lay_out(self._reading.sum, *laid_out[1:])
            if self._layout is None or layout.lines != self._layout.lines:
                self.setFixedHeight(layout.height)
            self._layout, self._laid_out = layout, laid_out
        self.lines_changed.emit(self._layout.lines)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._reading is None or self._layout is None:
            return
        area = event.rect()
        visible = range(max(0, area.top() // LINE), min(self._layout.lines, area.bottom() // LINE + 1))
        painter = QPainter(self)
        fill(painter, QRectF(area), theme_of(self).panel)
        paint_terms(painter, self._layout, self._reading, theme_of(self), visible, self._lit, self._texts)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._layout is not None:
            self._hover(self._layout.term_at(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def _hover(self, place: Place | None) -> None:
        if place != self._hovered:
            self._hovered = place
            self.term_hovered.emit(place)


class TermsArea(QScrollArea):
    """At most four lines of the terms; the keys ↑ ↓ and Page move them once it has the focus (Tab).

    While a scene plays it gets higher if it must, and never lower.
    """

    def __init__(self, terms: TermsView) -> None:
        super().__init__()
        self._terms, self._lines = terms, 0
        self.setObjectName("terms")
        self.setAccessibleName(tr("The terms of the sum"))
        self.setWidget(terms)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the stage
        self.verticalScrollBar().setSingleStep(LINE)
        terms.setAutoFillBackground(False)
        terms.lines_changed.connect(self._fit_height)

    def forget_height(self) -> None:
        """Another scene, or other decimals: what comes says how high it is."""
        self._lines = 0

    def _fit_height(self, lines: int) -> None:
        lines = max(self._lines, min(lines, MOST_LINES))
        if lines != self._lines:
            self._lines = lines
            self.setFixedHeight(lines * LINE + 2 * FRAME)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):  # nothing to see there: steps of the film
            event.ignore()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lines = 0
        self._terms.set_room(self.width() - BAR)


class OutcomeView(QWidget):
    """The last line: totals, bias, result. Always in sight."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(LINE)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._reading: Reading | None = None
        self._texts = SumTexts()

    def show_sum(self, reading: Reading) -> None:
        self._reading = reading
        self.setAccessibleName(outcome_text(reading))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._reading is None:
            return
        painter = QPainter(self)
        fill(painter, QRectF(self.rect()), theme_of(self).panel)
        line = QRectF(self.rect()).adjusted(FRAME, 0, 0, 0)
        paint_last_line(painter, line, self._reading, theme_of(self), self._texts)
        painter.end()
