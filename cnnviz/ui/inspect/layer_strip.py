"""The layers as a strip of buttons, input to output; the arrow keys walk along it, and a table tells all of them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QWidget

from cnnviz.numbers import size
from cnnviz.text import tr
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.layer_button import HEIGHT, LayerButton
from cnnviz.ui.inspect.maps.facts import costs
from cnnviz.ui.widgets.icon_button import IconButton

ROOM_FOR_BAR = 12  # pixels
GAP = 4


class LayerStrip(QWidget):
    """`chosen` carries the index of the layer that is to be shown; `rebuilt` says that there are other buttons."""

    chosen = Signal(int)
    rebuilt = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._buttons: list[LayerButton] = []
        self._layers: Sequence[ShownLayer] = ()
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen.emit)
        self.area = LayerArea()
        self.all_layers = IconButton("rows", tr("All layers as a table: shapes, parameters, multiply-adds"))
        self.all_layers.clicked.connect(self._show_table)
        self.all_layers.hide()
        self.setAccessibleName(tr("Layers"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.area, 1)
        row.addWidget(self.all_layers, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_layers(self, layers: Sequence[ShownLayer]) -> None:
        """Buttons for `layers`; they are kept while names and shapes stay the same."""
        same = [(layer.name, layer.shape) for layer in layers] == [(one.name, one.shape) for one in self._layers]
        self._layers = layers
        if same:
            return
        inside = QWidget()
        inside.setObjectName("scrolled")
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self._buttons = []
        for index, layer in enumerate(layers):
            button = LayerButton(layer.name, layer.shape)
            button.setToolTip(told(layer))
            button.setAccessibleName(tr("Layer {name}", name=layer.name))
            button.setAccessibleDescription(told(layer))
            button.installEventFilter(self)
            self._group.addButton(button, index)
            self._buttons.append(button)
            row.addWidget(button)
        self.area.show_inside(inside)
        self.all_layers.show()
        self.rebuilt.emit()

    def set_current(self, index: int) -> None:
        """Mark a layer as the one shown, without sending `chosen`."""
        self._buttons[index].setChecked(True)
        self.area.ensureWidgetVisible(self._buttons[index], 60, 0)

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

    def _show_table(self) -> None:
        from cnnviz.ui.inspect.layer_table import LayerTable

        table = LayerTable(self._layers, max(0, self._group.checkedId()), self)
        table.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        table.chosen.connect(self._choose)
        table.open()

    def _choose(self, index: int) -> None:
        if self._buttons[index].isEnabled():
            self.chosen.emit(index)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            direction = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
            if direction is not None:
                self.step(direction)
                return True
        return False


class LayerArea(QScrollArea):
    """The buttons' room: where they do not fit, they scroll, with the wheel too."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(HEIGHT)

    def show_inside(self, inside: QWidget) -> None:
        self.setWidget(inside)
        self._fit_height()

    def _fit_height(self) -> None:
        inside = self.widget()
        needed = inside.minimumSizeHint().width() if inside is not None else 0
        self.setFixedHeight(HEIGHT + (ROOM_FOR_BAR if needed > self.width() else 0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - event.angleDelta().y() // 2)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()


def told(layer: ShownLayer) -> str:
    """Everything that the strip knows of a layer: name and kind, shape, parameters, work, receptive field."""
    kind = "" if layer.is_input else f" ({layer.kind})"
    lines = [f"{layer.name}{kind}", tr("output {shape}", shape=size(*layer.shape)), *costs(layer)]
    return "\n".join([*lines, tr("← and → go through the layers.")])
