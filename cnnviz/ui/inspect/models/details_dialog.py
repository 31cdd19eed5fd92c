"""The model in numbers, layer by layer: what `cnnviz info` prints, to be read and copied."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cnnviz.inspection.model_table import model_lines
from cnnviz.text import tr
from cnnviz.traces.passes import PassModel
from cnnviz.ui.fonts import number_font
from cnnviz.ui.widgets.labels import wrapped

SIZE = QSize(760, 560)


class DetailsDialog(QDialog):
    """Shows a model; ExplainedError where ONNX Runtime cannot compute it."""

    def __init__(self, model: PassModel, origin: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("The model in numbers"))
        self.text = QPlainTextEdit("\n".join(model_lines(model)))
        self.text.setReadOnly(True)
        self.text.setFont(number_font())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(tr("Layers, shapes, parameters, multiply-adds and receptive fields"))
        self.close_button = QPushButton(tr("Close"))
        self.close_button.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(wrapped(origin))
        column.addWidget(self.text, 1)
        column.addLayout(row)
        self.resize(SIZE)
