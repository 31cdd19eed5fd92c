"""The controls of the drawing pad."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSlider

from cnnviz.text import tr
from cnnviz.ui.inspect.picture.drawing_pad import PEN_WIDTH, SIDE, THICKEST, THINNEST
from cnnviz.ui.inspect.picture.tool_row import ToolRow, tool_button


class PadTools(ToolRow):
    """`pen_changed` carries whether the eraser is on and how wide the pen is, in pixels of the sheet."""

    pen_changed = Signal(bool, int)
    undo_wanted = Signal()
    redo_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pen = tool_button("pen", tr("Pen"), checkable=True)
        self.eraser = tool_button("eraser", tr("Eraser (the right mouse button does the same)"), checkable=True)
        for button in (self.pen, self.eraser):
            button.setAutoExclusive(True)
            button.toggled.connect(lambda _: self._tell())
        self.width_slider = QSlider(Qt.Orientation.Horizontal)
        self.width_slider.setRange(THINNEST, THICKEST)
        self.width_slider.setValue(PEN_WIDTH)
        self.width_slider.setAccessibleName(tr("Width of the pen"))
        self.width_slider.valueChanged.connect(lambda _: self._tell())
        self.undo = tool_button("undo", tr("Take back the last stroke (Ctrl+Z)"))
        self.undo.clicked.connect(self.undo_wanted.emit)
        self.redo = tool_button("redo", tr("Draw it again (Ctrl+Shift+Z)"))
        self.redo.clicked.connect(self.redo_wanted.emit)
        self.clear = tool_button("trash", tr("Clear the sheet"))
        self.clear.clicked.connect(self.clear_wanted.emit)
        self.pen.setChecked(True)
        for widget in (self.pen, self.eraser, self.width_slider, self.undo, self.redo, self.clear):
            self.row.addWidget(widget, 1 if widget is self.width_slider else 0)
        self.colour_icons()

    def show_state(self, can_undo: bool, can_redo: bool, can_clear: bool) -> None:
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)
        self.clear.setEnabled(can_clear)

    def _tell(self) -> None:
        width = self.width_slider.value()
        self.width_slider.setToolTip(tr("Width of the pen: {width} of {side} pixels", width=width, side=SIDE))
        self.pen_changed.emit(self.eraser.isChecked(), width)
