"""The layers as a strip of buttons, input to output; the arrow keys walk along it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from cnnviz.text import tr
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.theme import theme_of

HEIGHT = 40


class LayerButton(QAbstractButton):
    """A layer's name above its shape."""

    def __init__(self, name: str, shape: Sequence[int]) -> None:
        super().__init__()
        self._shape = "×".join(str(length) for length in shape)
        self.setText(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _bold(self) -> QFont:
        font = interface_font(12)
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def minimumSizeHint(self) -> QSize:
        name = QFontMetricsF(self._bold()).horizontalAdvance(self.text())
        shape = QFontMetricsF(interface_font(11)).horizontalAdvance(self._shape)
        return QSize(round(max(name, shape)) + 9, HEIGHT)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint() + QSize(8, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, dimmed = self.isChecked(), not self.isEnabled()
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(theme.accent if chosen or self.hasFocus() else theme.line, 2 if chosen else 1))
        painter.setBrush(theme.accent_soft if chosen else theme.background if self.underMouse() else theme.panel)
        painter.drawRoundedRect(frame, 6, 6)
        middle = Qt.AlignmentFlag.AlignHCenter
        painter.setFont(self._bold())
        painter.setPen(theme.unreached if dimmed else theme.accent if chosen else theme.text)
        painter.drawText(QRectF(0, 4, self.width(), 16), middle | Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(interface_font(11))
        painter.setPen(theme.unreached if dimmed else theme.muted)
        painter.drawText(QRectF(0, 20, self.width(), 15), middle | Qt.AlignmentFlag.AlignVCenter, self._shape)
        painter.end()


class LayerStrip(QScrollArea):
    """`chosen` carries the index of the layer that is to be shown; `rebuilt` says that there are other buttons."""

    chosen = Signal(int)
    rebuilt = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._buttons: list[LayerButton] = []
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen.emit)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Layers"))
        self._row = QHBoxLayout()

    def show_layers(self, layers: Sequence[ShownLayer]) -> None:
        """Buttons for `layers`; nothing happens while names and shapes stay the same."""
        names = [(layer.name, layer.shape) for layer in layers]
        if names == [(button.text(), button.property("shape")) for button in self._buttons]:
            return
        inside = QWidget()
        inside.setObjectName("scrolled")
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._buttons = []
        for index, layer in enumerate(layers):
            button = LayerButton(layer.name, layer.shape)
            button.setProperty("shape", layer.shape)
            button.setToolTip(tr("{name} ({kind}), output {shape}. ← and → go through the layers.", name=layer.name,
                                 kind=layer.kind, shape=" × ".join(map(str, layer.shape))))  # fmt: skip
            button.setAccessibleName(tr("Layer {name}", name=layer.name))
            button.installEventFilter(self)
            self._group.addButton(button, index)
            self._buttons.append(button)
            row.addWidget(button)
        self.setWidget(inside)
        self._fit_height()
        self.rebuilt.emit()

    def set_current(self, index: int) -> None:
        """Mark a layer as the one shown, without sending `chosen`."""
        self._buttons[index].setChecked(True)
        self.ensureWidgetVisible(self._buttons[index], 20, 0)

    def set_available(self, available: Sequence[bool]) -> None:
        """Dim the layers that have nothing to show."""
        for button, on in zip(self._buttons, available, strict=True):
            button.setEnabled(on)

    def buttons(self) -> list[LayerButton]:
        return list(self._buttons)

    def button(self, index: int) -> LayerButton:
        return self._buttons[index]

    def step(self, direction: int) -> None:
        """Choose the next layer to the left (-1) or right (1) that has something to show."""
        index = self._group.checkedId() + direction
        while 0 <= index < len(self._buttons):
            if self._buttons[index].isEnabled():
                self._buttons[index].setFocus(Qt.FocusReason.OtherFocusReason)
                self.chosen.emit(index)
                return
            index += direction

    def _fit_height(self) -> None:
        inside = self.widget()
        needed = inside.minimumSizeHint().width() if self._buttons and inside is not None else 0
        self.setFixedHeight(HEIGHT + (12 if needed > self.width() else 0))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            direction = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
            if direction is not None:
                self.step(direction)
                return True
        return False

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - event.angleDelta().y() // 2)
        event.accept()

    def resizeEvent(self, event: QEvent) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit_height()
