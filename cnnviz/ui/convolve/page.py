"""The page itself: its parts and how they are wired."""

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cnnviz.engine.geometry import Window2D
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.traces.convolution import ConvolutionSetup, ConvolutionTrace
from cnnviz.traces.playback import Playback
from cnnviz.ui.convolve.arithmetic import ArithmeticCard
from cnnviz.ui.convolve.geometry_controls import GeometryControls
from cnnviz.ui.convolve.input_controls import InputControls
from cnnviz.ui.convolve.kernel_controls import KernelControls
from cnnviz.ui.convolve.player import Player
from cnnviz.ui.convolve.size_rule import SizeRule
from cnnviz.ui.convolve.stage import Stage
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.icons import icon
from cnnviz.ui.page import Page
from cnnviz.ui.painting.convolution_links import Place
from cnnviz.ui.theme import theme_of
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.control_group import ControlGroup
from cnnviz.ui.widgets.labels import separator
from cnnviz.ui.widgets.readout import Readout
from cnnviz.ui.widgets.transport import Transport
from cnnviz.ui.workspace import Workspace

FIRST_SHARE = 0.44  # where the film stands at the start: something is there already, something is still to come
HINT = mark("Click a weight to change it, an output pixel to go there; point at anything to see what it is linked to")


class ConvolvePage(Page):
    """Shows one convolution of one picture, one output pixel at a time."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._trace: ConvolutionTrace | None = None
        self.input_controls = InputControls()
        self.kernel_controls = KernelControls()
        self.geometry_controls = GeometryControls()
        self.rule = SizeRule()
        self.stage = Stage()
        self.arithmetic = ArithmeticCard()
        self.transport = Transport()
        self.player = Player(self)
        self._hint = Readout(interface_font(11), muted=True)
        self._hint.set_text(tr(HINT))
        self._open = QPushButton(tr("Open…"))
        self._paste = QPushButton(tr("Paste"))
        self._coloured = ""
        self._lay_out()
        self._connect()
        self._colour_icons()
        self._rebuild("picture")
        self.player.set_state(self.player.state.at(round(FIRST_SHARE * self.player.state.last)))

    def trace(self) -> ConvolutionTrace:
        """The convolution that is shown."""
        assert self._trace is not None
        return self._trace

    def header_widgets(self) -> list[QWidget]:
        return [self._open, self._paste]

    def open_picture(self, path: str) -> None:
        from cnnviz.ui.convolve.pasting import source_from_file  # here, so that the window is there sooner

        try:
            self.input_controls.show_source(source_from_file(path))
        except ExplainedError as error:
            self.input_controls.notice.show_error(str(error))

    def paste(self) -> None:
        from cnnviz.ui.convolve.pasting import source_from_clipboard

        try:
            self.input_controls.show_source(source_from_clipboard(QGuiApplication.clipboard().mimeData()))
        except ExplainedError as error:
            self.input_controls.notice.show_error(str(error))

    def take_focus(self) -> None:
        self.stage.setFocus()

    def entered(self) -> None:
        self.take_focus()

    def left(self) -> None:
        self.player.stop()

    def close_down(self) -> None:
        self.player.stop()

    def _lay_out(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(12, 12, 12, 12)
        whole.setSpacing(12)
        whole.addWidget(self._make_side())
        column = QVBoxLayout()
        column.setSpacing(12)
        panels = Card()
        panels.body.setSpacing(4)
        panels.body.addWidget(self.stage, 1)
        panels.body.addWidget(self._hint)
        column.addWidget(panels, 1)
        column.addWidget(self.arithmetic)
        bar = Card()
        bar.body.addWidget(self.transport)
        column.addWidget(bar)
        whole.addLayout(column, 1)
        self._open.setToolTip(tr("Open a picture (Ctrl+O); dropping one on the window does the same"))
        self._paste.setToolTip(tr("Paste a picture, a file or a matrix of numbers (Ctrl+V)"))
        clicked = (self._open, self._paste, self.arithmetic.copy, self.input_controls.dice)
        for widget in (*clicked, self.input_controls.picture, self.kernel_controls.preset):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click on it leaves the keys to the stage

    def _make_side(self) -> QWidget:
        side = Card()
        side.setFixedWidth(272)
        side.body.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        for group in (self.input_controls, self.kernel_controls, self.geometry_controls):
            column.addWidget(group)
            column.addWidget(separator())
        column.addWidget(self.rule)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side.body.addWidget(scroll)
        return side

    def _connect(self) -> None:
        self.input_controls.changed.connect(self._rebuild)
        self.kernel_controls.changed.connect(lambda name: self._rebuild(f"kernel {name}"))
        self.geometry_controls.changed.connect(self._rebuild)
        self.stage.position_clicked.connect(lambda index: self._go(self.player.state.at(index).paused()))
        self.stage.weight_edited.connect(self._take_weight)
        self.stage.pixel_edited.connect(self._take_pixel)
        self.stage.hovered.connect(self._show_hover)
        self.arithmetic.term_hovered.connect(self._show_term)
        self.transport.wanted.connect(self._go)
        self.player.changed.connect(self._show_state)
        self._open.clicked.connect(self.picture_wanted)
        self._paste.clicked.connect(self.paste)

    def _go(self, state: Playback) -> None:
        self.player.set_state(state)

    def _rebuild(self, cause: str) -> None:
        """Compute what the controls say; what cannot be is explained below the row `cause`, and all stays."""
        image = self.input_controls.image()
        self.kernel_controls.set_channels(image.shape[0])
        kernel = self.kernel_controls.kernel()
        try:
            shape = (kernel.shape[1], kernel.shape[2])
            window = Window2D(
                shape,
                self.geometry_controls.stride.value(),
                self.geometry_controls.sides_for(shape),
                self.geometry_controls.dilation.value(),
            )
            bias = np.array([self.kernel_controls.bias_value()], dtype=np.float32)
            trace = ConvolutionTrace(ConvolutionSetup(image, kernel[None], bias, window))
        except ExplainedError as error:
            self._show_error(cause, str(error))
            return
        self._show_error("", "")
        self._show_trace(trace)

    def _show_error(self, cause: str, text: str) -> None:
        rows: dict[str, tuple[ControlGroup, str]] = {
            "kernel size": (self.kernel_controls, "size"),
            "kernel preset": (self.kernel_controls, "preset"),
        }
        rows |= {name: (self.geometry_controls, name) for name in ("stride", "padding", "dilation")}
        rows |= {name: (self.input_controls, name) for name in ("picture", "size", "channels")}
        for name, (group, row) in rows.items():
            group.show_error(row, text if name == cause else "")
        self.kernel_controls.mark_wrong(cause == "kernel size")
        self.geometry_controls.mark_wrong(cause)

    def _show_trace(self, trace: ConvolutionTrace) -> None:
        """Show another convolution, at the same output pixel where it still has it."""
        state = self.player.state
        position = state.position
        if self._trace is not None:
            _, row, column = self._trace.position(position)
            _, rows, columns = trace.output.shape
            position = trace.index(0, min(row, rows - 1), min(column, columns - 1))
        self._trace = trace
        self.rule.show_window(trace.setup.window, trace.setup.size)
        self.arithmetic.show_trace(trace)
        self.transport.set_row(int(trace.output.shape[2]))
        self.stage.show_trace(trace, trace.frame(position))
        self.player.set_state(state.with_length(trace.length, position))

    def _show_state(self, state: Playback) -> None:
        frame = self.trace().frame(state.position)
        self.stage.show_frame(frame)
        self.arithmetic.show_frame(frame)
        self.transport.show_state(state)

    def _take_weight(self, edit: tuple[int, int, int, float]) -> None:
        channel, row, column, value = edit
        kernel = self.trace().setup.kernel[0].copy()
        kernel[channel, row, column] = value
        self.kernel_controls.set_kernel(kernel)
        self._rebuild("kernel size")

    def _take_pixel(self, edit: tuple[int, int, int, float]) -> None:
        if self.input_controls.image() is not self.trace().setup.image:
            self._hint.set_text(tr("The picture shown is not the one chosen, which does not fit: see the message"))
            return
        self.input_controls.set_pixel(*edit)
        self._rebuild("picture")

    def _show_hover(self, place: Place | None) -> None:
        self._hint.set_text(self.stage.describe(place) or tr(HINT))
        self.arithmetic.light(place)

    def _show_term(self, term: tuple[int, int] | None) -> None:
        columns = self.trace().setup.window.kernel[1]
        place = None if term is None else Place("products", term[0], *divmod(term[1], columns))
        self.stage.light(place)

    def _after_key(self, key: Qt.Key) -> Playback | None:
        """What a key makes of the playback; None for a key without a meaning here."""
        state, columns = self.player.state, int(self.trace().output.shape[2])
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
        if key in steps:
            stays = 0 <= state.position + steps[key] <= state.last
            return state.moved(steps[key]) if stays else state.paused()
        speeds = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        if key in speeds:
            return state.faster(speeds[key])
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: state.last}
        if key in ends:
            return state.at(ends[key]).paused()
        return state.toggled() if key == Qt.Key.Key_Space else None

    def _colour_icons(self) -> None:
        theme = theme_of(self)
        if theme.name == self._coloured:
            return
        self._coloured = theme.name
        self._open.setIcon(icon("open", theme.text, size=16))
        self._paste.setIcon(icon("paste", theme.text, size=16))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_icons()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no control wanted for itself."""
        state = self._after_key(Qt.Key(event.key()))
        if state is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            self._go(state)
