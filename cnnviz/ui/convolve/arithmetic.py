"""The card with the arithmetic of the current output pixel."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QWidget

from cnnviz.text import tr
from cnnviz.traces.convolution import ConvolutionFrame, ConvolutionTrace
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.icons import icon
from cnnviz.ui.painting.arithmetic import (
    LINE,
    TermLayout,
    adds_up,
    arithmetic_text,
    lay_out_terms,
    paint_terms,
    paint_total,
    value_characters,
)
from cnnviz.ui.painting.colours import fill
from cnnviz.ui.painting.convolution_headings import channel_names
from cnnviz.ui.painting.convolution_links import Place
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.labels import label
from cnnviz.ui.widgets.number_box import NumberBox
from cnnviz.ui.widgets.readout import Readout

MOST_LINES = 4
MOST_DECIMALS = 7


class Terms(QWidget):
    """All products of one frame; as high as they need, so that a scroll area can show a part."""

    term_hovered = Signal(object)  # (channel, cell) | None
    lines_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("The terms of the sum"))
        self._trace: ConvolutionTrace | None = None
        self._frame: ConvolutionFrame | None = None
        self._layout: TermLayout | None = None
        self._lit: tuple[int, int] | None = None
        self._decimals = 2

    def show_trace(self, trace: ConvolutionTrace) -> None:
        self._trace = trace
        self._lay_out()

    def show_frame(self, frame: ConvolutionFrame) -> None:
        self._frame = frame
        self.update()

    def set_decimals(self, decimals: int) -> None:
        self._decimals = decimals
        self._lay_out()

    def light(self, lit: tuple[int, int] | None) -> None:
        """Stress one term."""
        if lit != self._lit:
            self._lit = lit
            self.update()

    def _lay_out(self) -> None:
        if self._trace is None:
            return
        setup = self._trace.setup
        low, high = min(0.0, float(setup.image.min())), float(setup.image.max())
        characters = value_characters(low, high, self._decimals)
        layout = lay_out_terms(setup.kernel[0], characters, self._decimals, self.width())
        if layout != self._layout:
            self._layout = layout
            self.setFixedHeight(layout.height)
            self.lines_changed.emit(len(layout.lines))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._frame is None or self._layout is None or self._trace is None:
            return
        area = event.rect()
        visible = range(max(0, area.top() // LINE), min(len(self._layout.lines), area.bottom() // LINE + 1))
        names = channel_names(len(self._frame.patch))
        painter = QPainter(self)
        fill(painter, QRectF(area), theme_of(self).panel)
        paint_terms(painter, self._layout, self._frame, names, self._decimals, theme_of(self), visible, self._lit)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._layout is not None:
            term = self._layout.term_at(event.position().x(), event.position().y())
            self.term_hovered.emit(None if term is None else (term.channel, term.cell))

    def leaveEvent(self, event: QEvent) -> None:
        self.term_hovered.emit(None)


class Total(QWidget):
    """The last line: sums, bias, result. Always in sight."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(LINE)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._frame: ConvolutionFrame | None = None
        self._decimals = 2

    def show_frame(self, frame: ConvolutionFrame, decimals: int) -> None:
        self._frame, self._decimals = frame, decimals
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._frame is None:
            return
        painter = QPainter(self)
        fill(painter, QRectF(self.rect()), theme_of(self).panel)
        names = channel_names(len(self._frame.channel_sums))
        paint_total(painter, QRectF(self.rect()), self._frame, names, self._decimals, theme_of(self))
        painter.end()


class ArithmeticCard(Card):
    """Every term of the current output pixel, its channel sums, bias and result; as text on request."""

    term_hovered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(2)
        self._frame: ConvolutionFrame | None = None
        self.terms = Terms()
        self.terms.term_hovered.connect(self.term_hovered)
        self.terms.lines_changed.connect(self._fit_height)
        self._total = Total()
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.terms)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.terms.setAutoFillBackground(False)
        self.decimals = NumberBox()
        self.decimals.setRange(0, MOST_DECIMALS)
        self.decimals.setValue(2)
        self.decimals.setFixedWidth(64)
        self.decimals.setAccessibleName(tr("Decimals"))
        self.decimals.setToolTip(tr("How many decimals the arithmetic shows"))
        self.decimals.valueChanged.connect(self._set_decimals)
        self.copy = QPushButton(tr("Copy"))
        self.copy.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.copy.setToolTip(tr("Copy the whole arithmetic as text"))
        self.copy.clicked.connect(self._copy)
        self._which = Readout(interface_font(11), muted=True)
        self._which.setToolTip(
            tr("≈ stands where the numbers, rounded as they are shown, do not quite add up; with more decimals they do")
        )
        self.body.addLayout(self._make_heading())
        self.body.addWidget(self._scroll)
        self.body.addWidget(self._total)
        self._coloured = ""
        self._colour_icons()

    def _make_heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(tr("Arithmetic"), "heading"))
        row.addWidget(self._which, 1)
        row.addWidget(label(tr("Decimals"), "label"))
        row.addWidget(self.decimals)
        row.addWidget(self.copy)
        return row

    def show_trace(self, trace: ConvolutionTrace) -> None:
        self.terms.show_trace(trace)

    def show_frame(self, frame: ConvolutionFrame) -> None:
        self._frame = frame
        self.terms.show_frame(frame)
        self._show_total(frame)

    def _show_total(self, frame: ConvolutionFrame) -> None:
        decimals = self.decimals.value()
        self._total.show_frame(frame, decimals)
        _, row, column = frame.position
        if adds_up(frame, decimals):
            text = tr("of output ({row}, {column}): every term", row=row, column=column)
        else:
            text = tr("of output ({row}, {column}): every term, rounded (≈)", row=row, column=column)
        self._which.set_text(text)

    def text(self) -> str:
        """What the copy button copies."""
        if self._frame is None:
            return ""
        return arithmetic_text(self._frame, channel_names(len(self._frame.channel_sums)), self.decimals.value())

    def light(self, place: Place | None) -> None:
        """Stress the term of the cell under the pointer."""
        if place is None or self._frame is None or place.part not in ("patch", "kernel", "products"):
            self.terms.light(None)
        else:
            self.terms.light((place.channel, place.row * self._frame.weights.shape[2] + place.column))

    def _set_decimals(self, decimals: int) -> None:
        self.terms.set_decimals(decimals)
        if self._frame is not None:
            self._show_total(self._frame)

    def _fit_height(self, lines: int) -> None:
        self._scroll.setFixedHeight(min(lines, MOST_LINES) * LINE)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self.copy.setText(tr("Copied"))

    def _colour_icons(self) -> None:
        theme = theme_of(self)
        if theme.name != self._coloured:
            self._coloured = theme.name
            self.copy.setIcon(icon("copy", theme.text, size=14))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_icons()
        super().changeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 90)
