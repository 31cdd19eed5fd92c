"""A picture and a kernel of one's own, typed or pasted as numbers."""

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cnnviz.numbers import size
from cnnviz.scenarios.layers import convolution_of
from cnnviz.scenarios.matrix_text import parse_matrix, parse_tensor
from cnnviz.scenarios.scenario import Array, Scenario
from cnnviz.scenarios.typed import typed_scenario
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.traces.kernels import LARGEST
from cnnviz.ui.convolve.matrix_field import MatrixField
from cnnviz.ui.widgets.labels import label, set_role, wrapped

EXPLANATION = mark(
    "Type or paste numbers: rows as lines, with blanks, commas, tabs or semicolons between the numbers; a block copied "
    "from a spreadsheet; a literal of Python, NumPy, PyTorch, JSON or MATLAB. 1/9, 2e-3 and decimal commas are fine. "
    "An empty line begins another channel."
)


class OwnNumbers(QWidget):
    """`chosen` carries the scenario. Bias, stride and padding are set on the page afterwards."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._scenario: Scenario | None = None
        self.picture = MatrixField(tr("Picture"), "input", _read_picture, _picture_size)
        self.kernel = MatrixField(tr("Kernel"), "kernel", _read_kernel, _kernel_size)
        self.picture.text.setPlaceholderText("1 2 3\n4 5 6\n7 8 9")
        self.kernel.text.setPlaceholderText("[[1, 0, -1],\n [2, 0, -2],\n [1, 0, -1]]")
        self.outcome = wrapped("", "label")
        self.show_button = QPushButton(tr("Show"))
        self.show_button.setProperty("role", "primary")
        self.show_button.setAutoDefault(False)
        self.show_button.setToolTip(tr("Show this convolution on the Convolve page (Ctrl+Enter)"))
        self._lay_out()
        for field in (self.picture, self.kernel):
            field.changed.connect(self._take)
        self.show_button.clicked.connect(self._choose)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._choose, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._take()

    def take_focus(self) -> None:
        self.picture.text.setFocus()

    def _lay_out(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(12)
        fields.addWidget(self.picture, 3)
        fields.addWidget(self.kernel, 2)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self.outcome, 1)
        below.addWidget(self.show_button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(label(tr("Your own numbers"), "title"))
        column.addWidget(wrapped(tr(EXPLANATION), "label"))
        column.addLayout(fields, 1)
        column.addLayout(below)

    def _take(self) -> None:
        picture, kernel = self.picture.array(), self.kernel.array()
        self._scenario, text, role = None, "", "label"
        if picture is not None and kernel is not None:
            try:
                self._scenario = typed_scenario(picture, kernel)
                text = tr("Without padding, the result has {size} numbers.", size=_result_size(self._scenario))
            except ExplainedError as error:
                text, role = str(error), "error"
        self.outcome.setText(text)
        set_role(self.outcome, "role", role)
        self.show_button.setEnabled(self._scenario is not None)

    def _choose(self) -> None:
        if self._scenario is not None:
            self.chosen.emit(self._scenario)


def _read_picture(text: str) -> Array:
    return np.array(parse_matrix(text), dtype=np.float32)


def _read_kernel(text: str) -> Array:
    return parse_tensor(text, LARGEST).astype(np.float32)


def _picture_size(picture: Array) -> str:
    channels, *rows_columns = picture.shape
    return (
        size(*rows_columns)
        if channels == 1
        else tr("{size}, {count} channels", size=size(*rows_columns), count=channels)
    )


def _kernel_size(kernel: Array) -> str:
    cells = size(*kernel.shape[-2:])
    if kernel.ndim == 2:
        return cells
    if kernel.ndim == 3:
        return tr("{size}, {count} matrices", size=cells, count=len(kernel))
    return tr("{size}, {count} channels, {filters} filters", size=cells, count=kernel.shape[1], filters=len(kernel))


def _result_size(scenario: Scenario) -> str:
    filters, *rows_columns = convolution_of(scenario).output_shape(scenario.image.shape)
    return size(*rows_columns, *([filters] if filters > 1 else []))
