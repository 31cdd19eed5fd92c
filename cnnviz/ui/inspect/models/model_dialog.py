"""The dialog that asks what a model file does not say, and shows what will come out."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cnnviz.data.model_opening import Answers
from cnnviz.data.state_dict import matching_of
from cnnviz.engine.network import Network
from cnnviz.inspection.model_table import aligned, shape_text
from cnnviz.inspection.questions import Questions
from cnnviz.numbers import count
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.traces.passes import PassModel
from cnnviz.ui.errand import Errand
from cnnviz.ui.fonts import number_font
from cnnviz.ui.inspect.models.architecture_field import ArchitectureField
from cnnviz.ui.inspect.models.class_names_field import ClassNamesField
from cnnviz.ui.inspect.models.normalisation_field import NormalisationField
from cnnviz.ui.widgets.labels import label, set_role, wrapped
from cnnviz.ui.widgets.number_box import NumberBox

WIDTH = 520
PREVIEW_HEIGHT = 120
LONGEST_SIDE = 4096
USUAL_SIDE, USUAL_GREY = 224, 28  # of photographs, and of digits

NONE_FITS = mark(
    "None of the known networks takes these weights. Choose the file of their network: an architecture from the "
    "network editor, or another model of the same shape."
)

BY_SHAPE = mark("The names differ: layers are matched by shape and order. Look whether that is right.")


class ModelDialog(QDialog):
    """`opened` carries the model with the answers in it; `make` makes it, and what it complains of is said here."""

    opened = Signal(object)

    def __init__(
        self,
        questions: Questions,
        make: Callable[[Answers], PassModel],
        present: Network | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions, self._make = questions, make
        self._errand = Errand(self)
        self.architecture = ArchitectureField(questions.fits, present)
        channels = (questions.sizes or (questions.fits[0].network.input_shape if questions.fits else (3,)))[0]
        self.width_box, self.height_box = _side_box(tr("Width")), _side_box(tr("Height"))
        for box, side in zip((self.height_box, self.width_box), questions.sizes[1:], strict=False):
            box.setValue(side or (USUAL_GREY if channels == 1 else USUAL_SIDE))
            box.setEnabled(side is None)
        self.normalisation = NormalisationField(channels or 3)
        self.class_names = ClassNamesField()
        self.preview = QPlainTextEdit()
        self.note = wrapped("", "muted")
        self.open_button, self.cancel = QPushButton(tr("Open")), QPushButton(tr("Cancel"))
        self.setWindowTitle(tr("What the model's file does not say"))
        self._lay_out()
        if questions.normalisation is not None:
            self.normalisation.show_value(questions.normalisation)
        self.class_names.show_value(questions.class_names)
        self._connect()
        self._consider()

    @property
    def is_busy(self) -> bool:
        """Whether the model is being made."""
        return self._errand.is_running

    def answers(self) -> Answers:
        """What stands in the fields; ExplainedError where it cannot be used."""
        size = (self.height_box.value(), self.width_box.value()) if self._questions.asks_size else None
        network = self.architecture.value() if self._questions.asks_architecture else None
        return Answers(network, self.class_names.value(), self.normalisation.value(), size)

    def accept(self) -> None:
        """Make the model, and close; what stands in the way is said, and the dialog stays."""
        try:
            answers = self.answers()
        except ExplainedError as error:
            self._say(str(error), wrong=True)
            return
        self.open_button.setEnabled(False)
        self._errand.start(lambda: self._make(answers))

    def done(self, result: int) -> None:
        """Close; a model that is being made is not wanted any more."""
        self._errand.close_down()
        super().done(result)

    def _take(self, model: PassModel) -> None:
        super().accept()
        self.opened.emit(model)

    def _refuse(self, reason: str) -> None:
        self.open_button.setEnabled(True)
        self._say(reason, wrong=True)

    def _connect(self) -> None:
        for field in (self.architecture, self.normalisation, self.class_names):
            field.changed.connect(self._consider)
        for field in (self.architecture, self.class_names):
            field.failed.connect(lambda reason: self._say(reason, wrong=True))
        self._errand.done.connect(self._take)
        self._errand.failed.connect(self._refuse)
        self._errand.lasted.connect(lambda: self._say(tr("Opening…")))
        self.open_button.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)

    def _consider(self) -> None:
        """Say what would come out, or why nothing can; what was asked for before is not wanted any more."""
        self._errand.forget()
        works = True
        try:
            answers = self.answers()
            if self._questions.asks_architecture:
                works = self._show_matching(answers.architecture)
            else:
                self._say("")
        except ExplainedError as error:
            self._say(str(error), wrong=True)
            works = False
        self.open_button.setEnabled(works)
        QTimer.singleShot(0, self, self._grow)  # when the fields know their new sizes

    def _show_matching(self, network: Network | None) -> bool:
        """What of the file goes into which layer; whether it can be opened so."""
        try:
            matching = None if network is None else matching_of(self._questions.path, network)
        except ExplainedError as error:
            self._show_tensors()
            self._say(tr("{reason} Choose another network, or the file of its own.", reason=error), wrong=True)
            return False
        if network is None or matching is None:
            self._show_tensors()
            self._say(tr(NONE_FITS), wrong=True)
            return False
        rows = [(pair.group.name or "·", "→", pair.layer, shape_text(pair.group.main.shape)) for pair in matching.pairs]
        self.preview.setPlainText("\n".join(aligned(rows, numbers=frozenset())))
        facts = tr("Takes {input}, gives {output}; {count} weights.", input=shape_text(network.input_shape),
                   output=shape_text(network.output_shape),
                   count=count(sum(array.size for array in network.weights.values())))  # fmt: skip
        how = tr("Layers and weights have the same names.") if matching.by_name else tr(BY_SHAPE)
        self._say(f"{facts} {how}")
        return True

    def _show_tensors(self) -> None:
        """What the file holds, where it goes nowhere."""
        rows = [(name, shape_text(shape)) for name, shape in self._questions.tensors]
        self.preview.setPlainText("\n".join(aligned(rows, numbers=frozenset())))

    def _grow(self) -> None:
        """Make room for fields and lines that came in."""
        if (layout := self.layout()) is not None:
            wanted = max(layout.totalHeightForWidth(self.width()), layout.totalSizeHint().height())
            self.resize(self.width(), max(self.height(), wanted))

    def _say(self, text: str, wrong: bool = False) -> None:
        set_role(self.note, "role", "error" if wrong else "muted")
        self.note.setText(text)

    def _lay_out(self) -> None:
        asked = self._questions
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(8)
        whole.addWidget(label(asked.path.name if asked.path.name else tr(asked.kind), "heading"))
        if asked.path.name:
            whole.addWidget(label(tr(asked.kind), "muted"))
        if asked.asks_architecture:
            self._add(whole, tr("Network"), self.architecture)
        if asked.asks_size:
            sizes = QWidget()
            row = QHBoxLayout(sizes)
            row.setContentsMargins(0, 0, 0, 0)
            for widget in (self.width_box, label("×", "muted"), self.height_box, label(tr("pixels"), "muted")):
                row.addWidget(widget)
            row.addStretch(1)
            self._add(whole, tr("Size of its pictures"), sizes)
        self._add(whole, tr("Numbers of its pictures"), self.normalisation)
        self._add(whole, tr("Names of its classes"), self.class_names)
        if asked.asks_architecture:
            self.preview.setReadOnly(True)
            self.preview.setFixedHeight(PREVIEW_HEIGHT)
            self.preview.setFont(number_font())
            self.preview.setTabChangesFocus(True)
            self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
            self._add(whole, tr("What goes where"), self.preview)
        whole.addWidget(self.note)
        whole.addLayout(self._buttons())
        self.setMinimumWidth(WIDTH)

    def _add(self, column: QVBoxLayout, name: str, field: QWidget) -> None:
        text = label(name, "label")
        text.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(name)
        column.addSpacing(4)
        column.addWidget(text)
        column.addWidget(field)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.open_button)
        set_role(self.open_button, "role", "primary")
        self.cancel.setAutoDefault(False)
        self.open_button.setDefault(True)
        return row

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        (self.architecture.chooser if self._questions.asks_architecture else self.normalisation.chooser).setFocus()


def _side_box(name: str) -> NumberBox:
    box = NumberBox()
    box.setRange(1, LONGEST_SIDE)
    box.setAccessibleName(name)
    box.setToolTip(tr("{side} of the pictures that the model is given, in pixels", side=name))
    return box
