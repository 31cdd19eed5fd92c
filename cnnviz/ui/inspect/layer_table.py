"""All layers of a model as a table: what each gives, what it costs, how far it sees, and what the whole comes to."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from cnnviz.numbers import count, size
from cnnviz.text import tr
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.fonts import number_font
from cnnviz.ui.widgets.labels import wrapped

ROW = 24
TALLEST, WIDTH = 640, 740
WIDEST = 240  # pixels of a column
UNKNOWN = "–"


def cells_of(layer: ShownLayer) -> tuple[str, str, str, str, str, str]:
    """Name, kind, shape, parameters, multiply-adds and receptive field, as they are written."""
    shape = size(*layer.shape)
    if layer.summary is None:
        return layer.name, layer.kind, shape, UNKNOWN, UNKNOWN, UNKNOWN
    height, width = layer.summary.receptive_field
    return (layer.name, layer.kind, shape, count(layer.summary.parameters), count(layer.summary.multiply_adds),
            size(width, height))  # fmt: skip


def totals(layers: Sequence[ShownLayer]) -> str:
    """What all layers together come to, in a sentence; "" where nothing is known of them."""
    known = [layer.summary for layer in layers if layer.summary is not None]
    if not known:
        return ""
    return tr("{layers} layers with {parameters} parameters; {work} multiply-adds for a picture.",
              layers=count(len(known)), parameters=count(sum(each.parameters for each in known)),
              work=count(sum(each.multiply_adds for each in known)))  # fmt: skip


class LayerTable(QDialog):
    """A row for each of `layers`; `chosen` carries the number of one that was clicked, or chosen with Enter."""

    chosen = Signal(int)

    def __init__(self, layers: Sequence[ShownLayer], current: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Layers"))
        heads = [tr("Layer"), tr("Kind"), tr("Output"), tr("Parameters"), tr("Multiply-adds"), tr("Receptive field")]
        self.table = QTableWidget(len(layers), len(heads))
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setAccessibleName(tr("All layers"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        for row, layer in enumerate(layers):
            for column, text in enumerate(cells_of(layer)):
                self.table.setItem(row, column, _item(text, column >= 2))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setMaximumSectionSize(WIDEST)
        for column in (0, 1):  # numbers are short, names and kinds need not be
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.table.selectRow(current)
        self.table.cellClicked.connect(lambda row, _: self._choose(row))
        box = QVBoxLayout(self)
        box.addWidget(self.table, 1)
        box.addWidget(wrapped(totals(layers)))
        self.resize(WIDTH, min(TALLEST, ROW * (len(layers) + 2) + 60))

    def _choose(self, row: int) -> None:
        self.chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.table.currentRow())
            self.accept()
        else:
            super().keyPressEvent(event)


def _item(text: str, is_number: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    if is_number:
        item.setFont(number_font(12))
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
